"""A page of the portal, and the file that carries it to the site generator (design.md, “The contract”)."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from typing import Final

HIDDEN: Final = ("navigation", "toc")
_LONGEST_HEAD: Final = 8192

# What a YAML literal block cannot hold unchanged: other line breaks, and characters that YAML calls not printable.
_UNFIT = re.compile("[^\t\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Crumb:
    """A step of the way from the home page; ``address`` is None for the page itself."""

    title: str
    address: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """A finished page. ``address`` is its folder on the site: empty for the home page, else ``2020/cum-06/``.

    ``title`` and ``description`` are plain text; ``body`` is finished HTML. ``page_class`` names the kind of page for
    the style sheet and for search.
    """

    address: str
    title: str
    description: str
    body: str
    page_class: str
    is_sample: bool = False
    crumbs: tuple[Crumb, ...] = ()
    hide: tuple[str, ...] = HIDDEN


def path(page: Page) -> str:
    """Return where the page's file stands below the folder of pages: ``2020/cum-06/index.md``."""
    return f"{page.address}index.md"


def markdown(page: Page) -> bytes:
    """Return the page as a Markdown file that is all front matter.

    The site generator does not escape what it finds there, so the title and the description are escaped here.
    """
    lines = (
        f"title: {_quoted(escape(page.title))}",
        f"description: {_quoted(escape(page.description))}",
        "template: record.html",
        f"page_class: {_quoted(page.page_class)}",
        f"hide: [{', '.join(page.hide)}]",
        *_literal("body", page.body),
    )
    return "\n".join(("---", *lines, "---", "")).encode()


@dataclass(frozen=True, slots=True)
class Content:
    """What a page's file says that ends up on the page: title and description as HTML, and the body."""

    title: str
    description: str
    body: str


def content(data: bytes) -> Content:
    """Return what ``markdown`` wrote into a file."""
    head, _, rest = data.decode().removeprefix("---\n").removesuffix("\n---\n").partition("\nbody: ")
    values = dict(line.split(": ", 1) for line in head.split("\n"))
    first, mark, lines = rest.partition("\n")
    body = lines[2:].replace("\n  ", "\n") + "\n" * (first == "|2+") if mark else json.loads(rest)
    return Content(json.loads(values["title"]), json.loads(values["description"]), body)


def is_generated(data: bytes) -> bool:
    """Whether a file of the folder of pages was written by ``markdown``; the others were written by hand."""
    return b"\ntemplate: record.html\n" in data[:_LONGEST_HEAD]


def _quoted(text: str) -> str:
    """Return a double-quoted scalar: JSON, with what YAML does not allow as it is written as an escape."""
    return _UNFIT.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(text, ensure_ascii=False))


def _literal(key: str, text: str) -> Iterable[str]:
    """Yield the lines of a literal block that keeps every blank and line break, or one quoted line if none can."""
    if _UNFIT.search(text):
        yield f"{key}: {_quoted(text)}"
        return
    content = text.removesuffix("\n")
    yield f"{key}: |2{'-' if content == text else '+'}"
    for line in content.split("\n"):
        yield f"  {line}"
