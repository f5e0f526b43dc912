"""Rich texts of records: a small part of Markdown, turned into HTML that is safe whatever was typed (data-model.md)."""

from typing import Final

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

_TAGS: Final = {"p", "ul", "ol", "li", "strong", "em", "a", "br"}
_ATTRIBUTES: Final = {"a": {"href"}, "ol": {"start"}}

_MARKDOWN: Final = MarkdownIt("zero", {"html": False, "linkify": False, "breaks": True}).enable(
    ["list", "emphasis", "link", "escape", "newline", "entity"]
)


def rich(text: str) -> Markup:
    """Return the HTML of a rich text: paragraphs, lists, bold, italics and https links; nothing else survives."""
    return Markup(  # noqa: S704 - this is the one place where sanitised HTML becomes markup
        nh3.clean(
            _MARKDOWN.render(text),
            tags=_TAGS,
            attributes=_ATTRIBUTES,
            url_schemes={"https"},
            link_rel="noopener noreferrer nofollow",
        )
    )
