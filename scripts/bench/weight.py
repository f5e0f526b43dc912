"""How heavy a page of a finished site is when somebody opens it for the first time."""

import gzip
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

LOADED_LINKS: Final = frozenset({"stylesheet", "icon", "preload", "modulepreload", "manifest"})
_IN_STYLES: Final = re.compile(r"""url\(\s*["']?([^"')]+)""")


@dataclass(frozen=True, slots=True)
class Weight:
    """Bytes of a page, of everything that its first load fetches, and of the same sent with gzip."""

    page: int
    total: int
    packed: int
    files: int


def weight(site: Path, page: Path) -> Weight:
    """Return the weight of a page: HTML, styles, scripts, images, and what the styles name. Lazy loads do not count."""
    files = sorted(_reached(site.resolve(), page.resolve(), set()))
    contents = [file.read_bytes() for file in files]
    return Weight(
        page=page.stat().st_size,
        total=sum(map(len, contents)),
        packed=sum(len(gzip.compress(content, 6)) for content in contents),
        files=len(files),
    )


def _reached(site: Path, file: Path, seen: set[Path]) -> set[Path]:
    """Return ``seen`` with a file of the site and everything that it loads."""
    if file.is_file() and file not in seen:
        seen.add(file)
        for address in _named(file):
            parts = urlsplit(address)
            if not parts.scheme and not parts.netloc and parts.path:
                base = site if parts.path.startswith("/") else file.parent
                _reached(site, (base / unquote(parts.path).lstrip("/")).resolve(), seen)
    return seen


def _named(file: Path) -> Iterator[str]:
    if file.suffix == ".html":
        reader = _Reader()
        reader.feed(file.read_text("utf-8"))
        yield from reader.addresses
    elif file.suffix == ".css":
        yield from _IN_STYLES.findall(file.read_text("utf-8"))


class _Reader(HTMLParser):
    """Collects the addresses that a browser fetches when it shows the page."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        relations = set((given.get("rel") or "").split())
        is_lazy = given.get("loading") == "lazy"
        address = given.get("href") if tag == "link" and relations & LOADED_LINKS else None
        if tag in {"script", "img", "iframe", "source"} and not is_lazy:
            address = given.get("src")
        if address:
            self.addresses.append(address)
