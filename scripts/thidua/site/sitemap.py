"""The list of all pages for search engines."""

from collections.abc import Iterable
from xml.sax.saxutils import escape


def sitemap(url: str, addresses: Iterable[str]) -> str:
    """Return the sitemap of the site at ``url``; addresses are relative to it."""
    base = f"{url.rstrip('/')}/"
    lines = (f"<url><loc>{escape(base + address)}</loc></url>" for address in addresses)
    return "\n".join(
        (
            '<?xml version="1.0" encoding="UTF-8"?>',
            '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">',
            *lines,
            "</urlset>",
            "",
        )
    )
