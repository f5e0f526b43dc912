"""Turns a folder of pages and plain files into the site.

The site generator builds the hand-written pages and, for the generated ones, a frame of each shape; the frames are then
filled, which is many times faster than building each page, and the stamp is put in the place of its marks. What has not
changed since the last build, in a frame that has not changed either, is not built again.
"""

import hashlib
import posixpath
import re
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote

from thidua.portal.page import Page, content, is_generated, markdown
from thidua.site import mkdocs, tree
from thidua.site.cache import PageCache
from thidua.site.frame import MARKERS, Frame
from thidua.site.mkdocs import THEME, Identity, Project, html_file
from thidua.site.pool import shares, spread
from thidua.site.sitemap import sitemap
from thidua.site.stamp import stamped

INDEX: Final = "index.html"
SHARE: Final = 100

# What a Markdown link leads to, without its fragment; addresses with a scheme are of no interest.
_TARGET: Final = re.compile(r"\]\(<?([^()<>#?\s:]+)")


def render(
    docs: Path,
    site: Path,
    config: Path,
    *,
    as_of: datetime,
    jobs: int = 1,
    progress: Callable[[int], None] | None = None,
    identity: Identity | None = None,
) -> None:
    """Build the files below ``docs`` into ``site``, of which nothing else is left. Raises SiteError.

    The site's files are hard links to those that are kept for the next build: they may be replaced, but not be changed
    in place. ``progress`` is told how many more pages are done.
    """
    tell = progress or _silent
    found = tree.contents(docs)
    pages = sorted(path for path in found if path.endswith(".md"))
    settings = mkdocs.settings(config, docs, identity)
    stamp = identity.stamp if identity is not None else {}
    inspect = partial(inspect_pages, docs, repr(sorted(stamp.items())).encode())
    read = [page for share in spread(inspect, shares(pages, SHARE), jobs) for page in share]
    digests = {page: digest for page, digest, _ in read}
    plain = [page for page, _, is_written in read if is_written]
    made = [page for page, _, is_written in read if not is_written]
    written = [*((page, digests[page]) for page in plain), *sorted(_linked(docs, plain))]
    cache = PageCache(docs, _surroundings(settings, as_of, written), frozenset(mkdocs.named(settings["nav"])))
    changed = [page for page in made if not cache.is_finished(page, digests[page])]
    cache.forget()
    frames = {cache.frame(page): page for page in reversed(changed) if not cache.frame(page).is_file()}
    if frames or not all(cache.is_finished(page, digests[page]) for page in plain):
        named = {page for page in made if page in cache.nav}
        _generate(cache, plain, sorted({*frames.values(), *named}), settings, config, int(as_of.timestamp()))
    tell(len(pages) - len(changed))
    base = str(settings["site_url"]).rstrip("/") + "/"
    work = partial(fill_pages, cache, base, dict(stamp))
    for done in spread(work, shares(changed, SHARE), jobs):
        tell(done)
    cache.keep(digests)
    cache.tell(mkdocs.told(settings, config, stamp))
    files = {path: inode for path, inode in found.items() if not path.endswith(".md")}
    tree.assemble(docs, files, cache.finished, site)
    addresses = (html_file(page).removesuffix(INDEX) for page in pages)
    (site / "sitemap.xml").write_text(sitemap(base, addresses), encoding="utf-8")


def _silent(_pages: int) -> None:
    """Tell nobody."""


def inspect_pages(docs: Path, stamp: bytes, pages: Sequence[str]) -> list[tuple[str, str, bool]]:
    """Return of each page its path, a SHA-256 of what it is made of, and whether it was written by hand.

    Only generated pages bear the stamp.
    """
    read = ((page, (docs / page).read_bytes()) for page in pages)
    known = ((page, data, is_generated(data)) for page, data in read)
    return [(page, hashlib.sha256(stamp * made + data).hexdigest(), not made) for page, data, made in known]


def fill_pages(cache: PageCache, base: str, stamp: Mapping[str, str], pages: Sequence[str]) -> int:
    """Write the finished pages of a share of the generated ones. Return their number."""
    known: dict[Path, Frame] = {}
    for page in pages:
        kind = cache.frame(page)
        if kind not in known:
            origin, _, html = kind.read_text(encoding="utf-8").partition("\n")
            known[kind] = Frame.of(html, base + origin)
        canonical = base + html_file(page).removesuffix(INDEX)
        inner = content((cache.docs / page).read_bytes())
        finished = known[kind].fill(replace(inner, body=stamped(inner.body, stamp)), canonical)
        tree.put(cache.finished / html_file(page), finished.encode())
    return len(pages)


def _surroundings(settings: Mapping[str, Any], as_of: datetime, written: Sequence[object]) -> str:
    """Return a digest of everything but the page itself that a finished page depends on.

    ``written`` are the hand-written pages, which the navigation can name, and the files that they link to.
    """
    digest = hashlib.sha256()
    shown = {**settings, "theme": {**settings["theme"], "custom_dir": ""}}
    digest.update(repr((shown, mkdocs.packages(), as_of.year, written)).encode())
    for file in sorted(path for path in THEME.rglob("*") if path.is_file()):
        digest.update(file.relative_to(THEME).as_posix().encode() + file.read_bytes())
    return digest.hexdigest()


def _generate(
    cache: PageCache,
    plain: Sequence[str],
    framed: Sequence[str],
    settings: Mapping[str, Any],
    config: Path,
    epoch: int,
) -> None:
    """Let MkDocs build the plain pages, and a frame at the place of each of ``framed``; keep both."""
    shutil.rmtree(cache.project, ignore_errors=True)
    docs = cache.project / "docs"
    for page in plain:
        tree.link(cache.docs / page, docs / page)
    for page in framed:
        probe = Page("", MARKERS.title, MARKERS.description, MARKERS.body, "frame")
        (docs / page).parent.mkdir(parents=True, exist_ok=True)
        (docs / page).write_bytes(markdown(probe))
    stubs = tuple(sorted(_linked(cache.docs, plain) - {*plain, *framed}))
    built = mkdocs.build(Project(str(cache.project), stubs, settings, str(config), epoch))
    cache.frames.mkdir(parents=True, exist_ok=True)
    for page in framed:
        file = built / html_file(page)
        address = html_file(page).removesuffix(INDEX)
        cache.frame(page).write_text(f"{address}\n{file.read_text(encoding='utf-8')}", encoding="utf-8")
        file.unlink()
    tree.merge(built, cache.finished)
    shutil.rmtree(cache.project)


def _linked(docs: Path, written: Sequence[str]) -> set[str]:
    """Return the files that hand-written pages link to, so that MkDocs misses only what is missing."""
    found = set()
    for page in written:
        for target in _TARGET.findall((docs / page).read_text(encoding="utf-8")):
            file = posixpath.normpath(posixpath.join(posixpath.dirname(page), unquote(target)))
            if not file.startswith("..") and (docs / file).is_file():
                found.add(file)
    return found
