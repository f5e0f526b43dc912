"""Page builders, templates, theme and the site build."""
