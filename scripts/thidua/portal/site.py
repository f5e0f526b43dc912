"""The site generator: turns a folder of plain files into the site. The only module that knows MkDocs (design.md).

MkDocs builds the hand-written pages and, for the generated ones, a mould of each frame; the pages are then cast in
them, which is many times faster than building each, and the stamp is put in the place of its marks. What has not
changed since the last build, in a frame that has not changed either, is not built again.
"""

import hashlib
import json
import logging
import multiprocessing
import os
import posixpath
import re
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from html import escape, unescape
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote

from thidua.portal import tree
from thidua.portal.mould import MARKERS, Mould
from thidua.portal.page import Page, content, is_generated, markdown
from thidua.portal.sitemap import sitemap
from thidua.portal.stamp import stamped
from thidua.portal.workforce import shares, spread
from thidua.portal.workspace import Workspace, output

THEME: Final = Path(__file__).parent / "theme"
INDEX: Final = "index.html"
SHARE: Final = 100

# What a Markdown link leads to, without its fragment; addresses with a scheme are of no interest.
_TARGET: Final = re.compile(r"\]\(<?([^()<>#?\s:]+)")

# Material's files that no page of ours loads: its own search in all languages, and maps for debugging.
_NEEDLESS: Final = ("assets/javascripts/lunr", "assets/javascripts/workers", "assets/images")


class SiteError(Exception):
    """The site generator refused the pages; its messages are the text."""


@dataclass(frozen=True, slots=True)
class Identity:
    """What the portal's own register says of the site, as plain text; it takes the place of the config's settings.

    MkDocs' templates do not escape them, so ``render`` does. ``stamp`` is put in the place of its marks on the pages.
    """

    name: str
    url: str
    stamp: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Project:
    """What MkDocs is to build below ``folder``.

    ``stubs`` are empty files that stand for what hand-written pages link to. ``epoch`` is the moment of the build.
    """

    folder: str
    stubs: tuple[str, ...]
    settings: Mapping[str, Any]
    config: str
    epoch: int


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
    settings = _settings(config, docs, identity)
    stamp = identity.stamp if identity is not None else {}
    inspect = partial(inspect_pages, docs, repr(sorted(stamp.items())).encode())
    read = [page for share in spread(inspect, shares(pages, SHARE), jobs) for page in share]
    digests = {page: digest for page, digest, _ in read}
    plain = [page for page, _, is_written in read if is_written]
    made = [page for page, _, is_written in read if not is_written]
    written = [*((page, digests[page]) for page in plain), *sorted(_linked(docs, plain))]
    place = Workspace(docs, _frame(settings, as_of, written), frozenset(_targets(settings["nav"])))
    cast = [page for page in made if not place.is_finished(page, digests[page])]
    place.forget()
    moulds = {place.mould(page): page for page in reversed(cast) if not place.mould(page).is_file()}
    if moulds or not all(place.is_finished(page, digests[page]) for page in plain):
        named = {page for page in made if page in place.nav}
        _generate(place, plain, sorted({*moulds.values(), *named}), settings, config, int(as_of.timestamp()))
    tell(len(pages) - len(cast))
    base = str(settings["site_url"]).rstrip("/") + "/"
    work = partial(cast_pages, place, base, dict(stamp))
    for done in spread(work, shares(cast, SHARE), jobs):
        tell(done)
    place.keep(digests)
    place.tell(_told(settings, config, stamp))
    files = {path: inode for path, inode in found.items() if not path.endswith(".md")}
    tree.assemble(docs, files, place.finished, site)
    addresses = (output(page).removesuffix(INDEX) for page in pages)
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


def cast_pages(place: Workspace, base: str, stamp: Mapping[str, str], pages: Sequence[str]) -> int:
    """Write the finished pages of a share of the generated ones. Return their number."""
    known: dict[Path, Mould] = {}
    for page in pages:
        kind = place.mould(page)
        if kind not in known:
            origin, _, html = kind.read_text(encoding="utf-8").partition("\n")
            known[kind] = Mould.of(html, base + origin)
        canonical = base + output(page).removesuffix(INDEX)
        inner = content((place.docs / page).read_bytes())
        finished = known[kind].fill(replace(inner, body=stamped(inner.body, stamp)), canonical)
        tree.put(place.finished / output(page), finished.encode())
    return len(pages)


def _settings(config: Path, docs: Path, identity: Identity | None) -> dict[str, Any]:
    """Return what differs from the config: our theme wherever it is installed, a navigation of pages that exist."""
    from mkdocs.utils.yaml import yaml_load  # noqa: PLC0415 - a check of records never loads the site generator

    with config.open(encoding="utf-8") as file:
        written = yaml_load(file)
    return {
        "theme": {**written["theme"], "custom_dir": str(THEME)},
        "nav": _existing(written["nav"], docs),
        "site_name": escape(identity.name) if identity is not None else written["site_name"],
        "site_url": identity.url if identity is not None else written["site_url"],
        "written": {k: v for k, v in written.items() if k not in {"theme", "nav", "site_name", "site_url"}},
    }


def _told(settings: Mapping[str, Any], config: Path, stamp: Mapping[str, str]) -> str:
    """Return a whole config in JSON, which is YAML as well; it builds on ours."""
    own = {key: value for key, value in settings.items() if key != "written"}
    return json.dumps({"INHERIT": str(config.resolve()), "docs_dir": "docs", "extra": {"stamp": dict(stamp)}, **own})


def _existing(nav: Sequence[Any], docs: Path) -> list[Any]:
    kept: list[Any] = []
    for item in nav:
        title, target = next(iter(item.items())) if isinstance(item, dict) else (None, item)
        if isinstance(target, list):
            target = _existing(target, docs)
            exists = bool(target)
        else:
            exists = (docs / target).is_file()
        if exists and title is None and is_generated((docs / target).read_bytes()):
            title = unescape(content((docs / target).read_bytes()).title)
        if exists:
            kept.append(target if title is None else {title: target})
    return kept


def _targets(nav: Sequence[Any]) -> Iterator[str]:
    for item in nav:
        target = next(iter(item.values())) if isinstance(item, dict) else item
        if isinstance(target, list):
            yield from _targets(target)
        else:
            yield target


def _frame(settings: Mapping[str, Any], as_of: datetime, written: Sequence[object]) -> str:
    """Return a digest of everything but the page itself that a finished page depends on.

    ``written`` are the hand-written pages, which the navigation can name, and the files that they link to.
    """
    digest = hashlib.sha256()
    shown = {**settings, "theme": {**settings["theme"], "custom_dir": ""}}
    packages = [f"{name} {version(name)}" for name in ("mkdocs", "mkdocs-material", "Jinja2", "Markdown")]
    digest.update(repr((shown, packages, as_of.year, written)).encode())
    for file in sorted(path for path in THEME.rglob("*") if path.is_file()):
        digest.update(file.relative_to(THEME).as_posix().encode() + file.read_bytes())
    return digest.hexdigest()


def _generate(
    place: Workspace,
    plain: Sequence[str],
    moulds: Sequence[str],
    settings: Mapping[str, Any],
    config: Path,
    epoch: int,
) -> None:
    """Let MkDocs build the plain pages and a mould at the place of each of ``moulds``; keep both."""
    shutil.rmtree(place.project, ignore_errors=True)
    docs, built = place.project / "docs", place.project / "site"
    for page in plain:
        tree.link(place.docs / page, docs / page)
    for page in moulds:
        probe = Page("", MARKERS.title, MARKERS.description, MARKERS.body, "mould")
        (docs / page).parent.mkdir(parents=True, exist_ok=True)
        (docs / page).write_bytes(markdown(probe))
    stubs = tuple(sorted(_linked(place.docs, plain) - {*plain, *moulds}))
    project = Project(str(place.project), stubs, settings, str(config), epoch)
    # In a process of its own, because MkDocs changes the state of the process it runs in.
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        messages = pool.submit(build_project, project).result()
    if messages:
        raise SiteError("\n".join(dict.fromkeys(messages)))
    place.moulds.mkdir(parents=True, exist_ok=True)
    for page in moulds:
        file = built / output(page)
        address = output(page).removesuffix(INDEX)
        place.mould(page).write_text(f"{address}\n{file.read_text(encoding='utf-8')}", encoding="utf-8")
        file.unlink()
    _strip(built, stubs)
    tree.merge(built, place.finished)
    shutil.rmtree(place.project)


def _linked(docs: Path, written: Sequence[str]) -> set[str]:
    """Return the files that hand-written pages link to, so that MkDocs misses only what is missing."""
    found = set()
    for page in written:
        for target in _TARGET.findall((docs / page).read_text(encoding="utf-8")):
            file = posixpath.normpath(posixpath.join(posixpath.dirname(page), unquote(target)))
            if not file.startswith("..") and (docs / file).is_file():
                found.add(file)
    return found


class _Messages(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.texts.append(record.getMessage())


def build_project(project: Project) -> list[str]:
    """Build a project. Return MkDocs' warnings, which count as errors."""
    os.environ["SOURCE_DATE_EPOCH"] = str(project.epoch)
    from mkdocs.commands.build import build  # noqa: PLC0415 - it reads the epoch when it is loaded
    from mkdocs.config import load_config  # noqa: PLC0415
    from mkdocs.exceptions import Abort, MkDocsException  # noqa: PLC0415

    folder = Path(project.folder)
    for stub in project.stubs:
        (folder / "docs" / stub).parent.mkdir(parents=True, exist_ok=True)
        (folder / "docs" / stub).write_bytes(b"")
    messages = _Messages()
    logger = logging.getLogger("mkdocs")
    logger.addHandler(messages)
    try:
        config = load_config(
            config_file=project.config,
            docs_dir=str(folder / "docs"),
            site_dir=str(folder / "site"),
            strict=False,
            **{key: value for key, value in project.settings.items() if key != "written"},
        )
        build(config)
    except (Abort, MkDocsException) as problem:
        messages.texts.append(str(problem))
    finally:
        logger.removeHandler(messages)
    return messages.texts


def _strip(built: Path, stubs: Sequence[str]) -> None:
    """Remove what MkDocs wrote besides the pages and the theme's files."""
    for stub in stubs:
        (built / output(stub)).unlink()
    for needless in ("sitemap.xml", "sitemap.xml.gz"):
        (built / needless).unlink(missing_ok=True)
    for needless in _NEEDLESS:
        shutil.rmtree(built / needless, ignore_errors=True)
    for file in built.glob("assets/**/*.map"):
        file.unlink()
