"""Rich texts of records: a small part of Markdown, turned into HTML that is safe whatever was typed (data-model.md)."""

import re
from typing import Final

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

_CLEANER: Final = nh3.Cleaner(
    tags={"p", "ul", "ol", "li", "strong", "em", "a", "br"},
    attributes={"a": {"href"}, "ol": {"start"}},
    url_schemes={"https"},
    link_rel="noopener noreferrer nofollow",
)
_MARKDOWN: Final = MarkdownIt("zero", {"html": False, "linkify": False, "breaks": True}).enable(
    ["list", "emphasis", "link", "escape", "newline", "entity"]
)
_SIGNS: Final = re.compile(r"[*_\[\]\\&<>`]|[^\S \n]|^(?:[ ]|[-+]|[0-9]{1,9}[.)])|[ ]$", re.MULTILINE)
_BETWEEN_PARAGRAPHS: Final = re.compile(r"\n{2,}")


def rich(text: str) -> Markup:
    """Return the HTML of a rich text: paragraphs, lists, bold, italics and https links; nothing else survives.

    Most texts are plain paragraphs without one sign of Markdown or HTML; they are written as the long way would.
    """
    if _SIGNS.search(text) is None:
        return _paragraphs(text)
    return Markup(_CLEANER.clean(_MARKDOWN.render(text)))  # noqa: S704 - sanitised: here alone HTML becomes markup


def _paragraphs(text: str) -> Markup:
    paragraphs = _BETWEEN_PARAGRAPHS.split(text.strip("\n"))
    lines = ("<br>\n".join(paragraph.split("\n")) for paragraph in paragraphs if paragraph)
    return Markup("".join(f"<p>{line}</p>\n" for line in lines))  # noqa: S704 - holds no sign that HTML knows
