"""MkDocs, the site generator: builds a folder of pages in the theme. The only module that knows it (design.md)."""

import json
import logging
import multiprocessing
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from html import escape
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

THEME: Final = Path(__file__).parent / "theme"
GIVEN: Final = frozenset({"404.html", "sitemap.xml"})
"""The files of a site, whatever stands in the folder of pages."""
_PACKAGES: Final = ("mkdocs", "mkdocs-material", "Jinja2", "Markdown")

# Material's files that no page of ours loads: its own search in all languages, and maps for debugging.
_NEEDLESS: Final = ("assets/javascripts/lunr", "assets/javascripts/workers", "assets/images")


class SiteError(Exception):
    """The site generator refused the pages; its messages are the text."""


@dataclass(frozen=True, slots=True)
class Identity:
    """What the portal's own register says of the site, as plain text; it takes the place of the config's settings.

    MkDocs' templates do not escape them, so ``settings`` does.
    """

    name: str
    url: str


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


def settings(config: Path, pages: Mapping[str, str], identity: Identity) -> dict[str, Any]:
    """Return what differs from the config: our theme wherever it is installed, a navigation of pages that exist.

    ``pages`` are the titles of all pages that can be named there; that of a hand-written page is in its own text.
    """
    from mkdocs.utils.yaml import yaml_load  # noqa: PLC0415 - a check of records never loads the site generator

    with config.open(encoding="utf-8") as file:
        written = yaml_load(file)
    return {
        "theme": {**written["theme"], "custom_dir": str(THEME)},
        "nav": _existing(written["nav"], pages),
        "site_name": escape(identity.name),
        "site_url": identity.url,
    }


def told(settings: Mapping[str, Any], config: Path) -> str:
    """Return a whole config in JSON, which is YAML as well; it builds on ours."""
    return json.dumps({"INHERIT": str(config.resolve()), "docs_dir": "docs", **settings})


def named(nav: Sequence[Any]) -> Iterator[str]:
    """Yield the pages that a navigation names."""
    for item in nav:
        target = next(iter(item.values())) if isinstance(item, dict) else item
        if isinstance(target, list):
            yield from named(target)
        else:
            yield target


def packages() -> list[str]:
    """Return the name and version of every library that a page's frame depends on."""
    return [f"{name} {version(name)}" for name in _PACKAGES]


def build(project: Project) -> Path:
    """Build a project and return the folder of what MkDocs made of it. Raises SiteError.

    It runs in a process of its own, because MkDocs changes the state of the process it runs in.
    """
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        messages = pool.submit(build_here, project).result()
    if messages:
        raise SiteError("\n".join(dict.fromkeys(messages)))
    built = Path(project.folder) / "site"
    _strip(built, project.stubs)
    return built


def build_here(project: Project) -> list[str]:
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
            **project.settings,
        )
        build(config)
    except (Abort, MkDocsException) as problem:
        messages.texts.append(str(problem))
    finally:
        logger.removeHandler(messages)
    return messages.texts


def html_file(path: str) -> str:
    """Return the file of the site that a file becomes: ``2020/index.html`` for ``2020/index.md`` or ``2020/README.md``.

    What is no page stays what it is.
    """
    if not path.endswith(".md"):
        return path
    folder, slash, name = path.removesuffix(".md").rpartition("/")
    return f"{folder}{slash}{'index' if name == 'README' else name}.html"


class _Messages(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.texts.append(record.getMessage())


def _existing(nav: Sequence[Any], pages: Mapping[str, str]) -> list[Any]:
    kept: list[Any] = []
    for item in nav:
        title, target = next(iter(item.items())) if isinstance(item, dict) else (None, item)
        if isinstance(target, list):
            target = _existing(target, pages)
            exists = bool(target)
        else:
            exists = target in pages
            title = title or pages.get(target) or None
        if exists:
            kept.append(target if title is None else {title: target})
    return kept


def _strip(built: Path, stubs: Sequence[str]) -> None:
    """Remove what MkDocs wrote besides the pages and the theme's files."""
    for stub in stubs:
        (built / html_file(stub)).unlink()
    for needless in ("sitemap.xml", "sitemap.xml.gz"):
        (built / needless).unlink(missing_ok=True)
    for needless in _NEEDLESS:
        shutil.rmtree(built / needless, ignore_errors=True)
    for file in built.glob("assets/**/*.map"):
        file.unlink()
