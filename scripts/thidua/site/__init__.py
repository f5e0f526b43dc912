"""How the files become a site: assembled in parts, framed, and made again only where something changed."""
