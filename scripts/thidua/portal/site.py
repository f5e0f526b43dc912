"""The site generator: turns a folder of plain files into the site. The only module that knows MkDocs (design.md).

MkDocs works through its pages in one process and holds all of them in memory. So the pages are cut into shards, each a
small project of hard links with the same settings, and several processes build them at a time. A page that has not
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
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from math import ceil
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote

from thidua.portal import tree
from thidua.portal.sitemap import sitemap

THEME: Final = Path(__file__).parent / "theme"
LARGEST_SHARD: Final = 600
SMALLEST_SHARD: Final = 60
INDEX: Final = "index.html"

# What a Markdown link leads to, without its fragment; addresses with a scheme are of no interest.
_TARGET: Final = re.compile(r"\]\(<?([^()<>#?\s:]+)")

# Material's files that no page of ours loads: its own search in all languages, and maps for debugging.
_NEEDLESS: Final = ("assets/javascripts/lunr", "assets/javascripts/workers", "assets/images")


class SiteError(Exception):
    """The site generator refused the pages; its messages are the text."""


@dataclass(frozen=True, slots=True)
class Shard:
    """The work of one process: a project below ``folder``, whose finished pages go to ``target``.

    ``pages`` are files to build; ``stubs`` are empty files that stand for pages of the navigation and for what
    hand-written pages link to. Where nothing ``is_written`` by hand, there is no Markdown to read and so no need of
    its extensions.
    """

    folder: str
    target: str
    pages: tuple[str, ...]
    stubs: tuple[str, ...]
    settings: Mapping[str, Any]
    config: str
    epoch: int
    has_assets: bool
    is_written: bool


@dataclass(frozen=True, slots=True)
class Identity:
    """What the portal's own register says of the site; it takes the place of the same settings in the config."""

    name: str
    url: str


def render(
    docs: Path,
    site: Path,
    config: Path,
    *,
    jobs: int,
    as_of: datetime,
    progress: Callable[[int], None] | None = None,
    identity: Identity | None = None,
) -> None:
    """Build the files below ``docs`` into ``site``, which is made anew. Raises SiteError.

    Finished pages are kept beside ``docs`` for the next build, and the site's files are hard links to them: they may
    be replaced, but not be changed in place. ``progress`` is told how many more pages are done.
    """
    pages, files = tree.listed(docs)
    settings = _settings(config, docs, identity)
    finished = docs.parent / "html"
    frame = _frame(settings, as_of)
    known = _known(docs.parent / "html.json", frame)
    digests = {page: hashlib.sha256((docs / page).read_bytes()).hexdigest() for page in pages}
    changed = [p for p in pages if known.get(p) != digests[p] or not (finished / _output(p)).is_file()]
    if not known:
        shutil.rmtree(finished, ignore_errors=True)
    (docs.parent / "html.json").unlink(missing_ok=True)
    if progress is not None:
        progress(len(pages) - len(changed))
    _build(_shards(docs, finished, changed, settings, config, int(as_of.timestamp()), jobs), jobs, progress)
    for page in known.keys() - digests.keys():
        (finished / _output(page)).unlink(missing_ok=True)
    (docs.parent / "html.json").write_text(json.dumps({"frame": frame, "pages": digests}), encoding="utf-8")
    tree.assemble(docs, files, finished, site)
    addresses = (_output(page).removesuffix(INDEX) for page in pages)
    (site / "sitemap.xml").write_text(sitemap(str(settings["site_url"]), addresses), encoding="utf-8")


def _output(page: str) -> str:
    return f"{page.removesuffix('.md')}.html"


def _settings(config: Path, docs: Path, identity: Identity | None) -> dict[str, Any]:
    """Return what differs from the config: our theme wherever it is installed, a navigation of pages that exist."""
    from mkdocs.utils.yaml import yaml_load  # noqa: PLC0415 - a check of records never loads the site generator

    with config.open(encoding="utf-8") as file:
        written = yaml_load(file)
    return {
        "theme": {**written["theme"], "custom_dir": str(THEME)},
        "nav": _existing(written["nav"], docs),
        "site_name": identity.name if identity is not None else written["site_name"],
        "site_url": identity.url if identity is not None else written["site_url"],
        "written": {k: v for k, v in written.items() if k not in {"theme", "nav", "site_name", "site_url"}},
    }


def _existing(nav: Sequence[Any], docs: Path) -> list[Any]:
    kept: list[Any] = []
    for item in nav:
        title, target = next(iter(item.items())) if isinstance(item, dict) else (None, item)
        if isinstance(target, list):
            target = _existing(target, docs)
            exists = bool(target)
        else:
            exists = (docs / target).is_file()
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


def _frame(settings: Mapping[str, Any], as_of: datetime) -> str:
    """Return a digest of everything but the page itself that a finished page depends on."""
    digest = hashlib.sha256()
    shown = {**settings, "theme": {**settings["theme"], "custom_dir": ""}}
    packages = [f"{name} {version(name)}" for name in ("mkdocs", "mkdocs-material", "Jinja2", "Markdown")]
    digest.update(repr((shown, packages, as_of.year)).encode())
    for file in sorted(path for path in THEME.rglob("*") if path.is_file()):
        digest.update(file.relative_to(THEME).as_posix().encode() + file.read_bytes())
    return digest.hexdigest()


def _known(state: Path, frame: str) -> dict[str, str]:
    """Return the digests of the pages of the last build, nothing if its frame was another one."""
    try:
        found = json.loads(state.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return dict(found["pages"]) if found.get("frame") == frame else {}


def _is_generated(file: Path) -> bool:
    with file.open("rb") as opened:
        return b"\ntemplate: record.html\n" in opened.read(4096)


def _shards(
    docs: Path,
    finished: Path,
    changed: Sequence[str],
    settings: Mapping[str, Any],
    config: Path,
    epoch: int,
    jobs: int,
) -> list[Shard]:
    """Cut the changed pages into shards; hand-written pages stay together, because they link to each other."""
    if not changed:
        return []
    nav = list(_targets(settings["nav"]))
    generated = [page for page in changed if _is_generated(docs / page)]
    written = [page for page in tree.listed(docs)[0] if not _is_generated(docs / page)]
    written = written if set(changed) - set(generated) else []
    number = max(ceil(len(generated) / LARGEST_SHARD), min(jobs, ceil(len(generated) / SMALLEST_SHARD)), 1)
    folder = docs.parent / "shards"
    shutil.rmtree(folder, ignore_errors=True)
    size = max(1, ceil(len(generated) / number))
    linked = sorted(_linked(docs, written))
    shards = []
    for index in range(number):
        pages = (*generated[index * size : (index + 1) * size], *(written if index == 0 else ()))
        project = folder / f"{index:04}"
        for page in pages:
            tree.link(docs / page, project / "docs" / page)
        shards.append(
            Shard(
                folder=str(project),
                target=str(finished),
                pages=pages,
                stubs=tuple(p for p in dict.fromkeys((*nav, *(linked if index == 0 else ()))) if p not in pages),
                settings=settings,
                config=str(config),
                epoch=epoch,
                has_assets=index == 0,
                is_written=index == 0 and bool(written),
            )
        )
    return shards


def _linked(docs: Path, written: Sequence[str]) -> set[str]:
    """Return the files that hand-written pages link to, so that MkDocs misses only what is missing."""
    found = set()
    for page in written:
        for target in _TARGET.findall((docs / page).read_text(encoding="utf-8")):
            file = posixpath.normpath(posixpath.join(posixpath.dirname(page), unquote(target)))
            if not file.startswith("..") and (docs / file).is_file():
                found.add(file)
    return found


def _build(shards: Sequence[Shard], jobs: int, progress: Callable[[int], None] | None) -> None:
    """Build the shards in processes of their own: MkDocs changes the state of the process it runs in."""
    if not shards:
        return
    workers = min(jobs, len(shards))
    with ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn")) as pool:
        for done in as_completed([pool.submit(build_shard, shard) for shard in shards]):
            pages, messages = done.result()
            if messages:
                raise SiteError("\n".join(dict.fromkeys(messages)))
            if progress is not None:
                progress(pages)


class _Messages(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.texts.append(record.getMessage())


def build_shard(shard: Shard) -> tuple[int, list[str]]:
    """Build one shard. Return the number of its pages and MkDocs' warnings, which count as errors."""
    os.environ["SOURCE_DATE_EPOCH"] = str(shard.epoch)
    from mkdocs.commands.build import build  # noqa: PLC0415 - it reads the epoch when it is loaded
    from mkdocs.config import load_config  # noqa: PLC0415
    from mkdocs.exceptions import Abort, MkDocsException  # noqa: PLC0415

    project, target = Path(shard.folder), Path(shard.target)
    for stub in shard.stubs:
        (project / "docs" / stub).parent.mkdir(parents=True, exist_ok=True)
        (project / "docs" / stub).write_bytes(b"")
    messages = _Messages()
    logger = logging.getLogger("mkdocs")
    logger.addHandler(messages)
    try:
        config = load_config(
            config_file=shard.config,
            docs_dir=str(project / "docs"),
            site_dir=str(project / "site"),
            strict=False,
            **_overrides(shard),
        )
        build(config)
    except (Abort, MkDocsException) as problem:
        messages.texts.append(str(problem))
    finally:
        logger.removeHandler(messages)
    if messages.texts:
        return 0, messages.texts
    _strip(project / "site", shard)
    tree.merge(project / "site", target)
    shutil.rmtree(project)
    return len(shard.pages), []


def _overrides(shard: Shard) -> dict[str, Any]:
    settings = {key: value for key, value in shard.settings.items() if key != "written"}
    return settings if shard.is_written else settings | {"markdown_extensions": []}


def _strip(built: Path, shard: Shard) -> None:
    """Remove what MkDocs wrote besides the pages, and the theme's files unless they are this shard's to give."""
    for stub in shard.stubs:
        (built / (_output(stub) if stub.endswith(".md") else stub)).unlink()
    for needless in ("sitemap.xml", "sitemap.xml.gz"):
        (built / needless).unlink(missing_ok=True)
    for needless in _NEEDLESS if shard.has_assets else ("assets",):
        shutil.rmtree(built / needless, ignore_errors=True)
    if shard.has_assets:
        for file in built.glob("assets/**/*.map"):
            file.unlink()
    else:
        (built / "404.html").unlink()
