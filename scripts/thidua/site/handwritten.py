"""The hand-written pages, and the frames of all others: what the site generator itself builds."""

import posixpath
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote

from thidua.exports.file import ExportFile
from thidua.portal.page import Page, markdown
from thidua.records.shipped import shipped
from thidua.site import digest, mkdocs, tree
from thidua.site.frame import MARKERS, Frame, Frames, shape
from thidua.site.mkdocs import Identity, Project, html_file
from thidua.site.trace import Trace

UNPUBLISHED: Final = frozenset({"architecture.md", "contributing.md", "decisions", "performance.md"})
SAMPLE_PAGE: Final = "du-lieu-mau.md"
_INDEX: Final = "index.html"

# What a Markdown link leads to, without its fragment; addresses with a scheme are of no interest.
_TARGET: Final = re.compile(r"\]\(<?([^()<>#?\s:]+)[)>#?\s]")


@dataclass(frozen=True, slots=True)
class Handwritten:
    """The files of a portal's folder ``docs/`` that are published, and the config of the site generator beside it."""

    files: Mapping[str, bytes]
    config: Path

    @classmethod
    def of(cls, root: Path, *, is_sample: bool) -> "Handwritten":
        """Return the files of the portal at ``root``; what is for developers only is not part of the portal.

        Neither is the page about the shipped sample, nor any line that leads to it, where no season is a sample or the
        page is not the portal's own: a trial season of another bloc is none of the seasons that the page tells of.
        """
        folder = shipped("docs", root)
        is_sample = is_sample and folder == root / "docs"
        left_out = UNPUBLISHED if is_sample else UNPUBLISHED | {SAMPLE_PAGE}
        paths = ((path, path.relative_to(folder)) for path in sorted(folder.rglob("*")) if path.is_file())
        files = {inner.as_posix(): path.read_bytes() for path, inner in paths if inner.parts[0] not in left_out}
        if not is_sample:
            files = {path: _without_sample(path, data) for path, data in files.items()}
        return cls(files, shipped("mkdocs.yml", root))

    @property
    def pages(self) -> list[str]:
        """The paths of the pages."""
        return [path for path in self.files if path.endswith(".md")]

    @property
    def pictures(self) -> Iterator[ExportFile]:
        """The files that are no pages."""
        return (ExportFile(path, data) for path, data in self.files.items() if not path.endswith(".md"))

    def linked(self) -> frozenset[str]:
        """Return the files that the pages link to, whether they are there or not."""
        found = set()
        for page in self.pages:
            for target in _TARGET.findall(self.files[page].decode()):
                file = posixpath.normpath(posixpath.join(posixpath.dirname(page), unquote(target)))
                if not file.startswith(".."):
                    found.add(file)
        return frozenset(found)

    def digest(self, identity: Identity, generated: Mapping[str, str], year: int) -> str:
        """Return the digest of everything that ``frame`` makes its pages of, but for the program itself."""
        contents = (f"{path} {digest.of_bytes(data)}" for path, data in self.files.items())
        about = (identity.name, identity.url, str(year), *mkdocs.packages(), digest.of_value(generated))
        return digest.of_texts([digest.of_bytes(self.config.read_bytes()), *about, *contents])


@dataclass(frozen=True, slots=True)
class Site:
    """What the site generator is to make: below ``workspace``, for ``identity``, as of a moment (seconds of Unix).

    ``generated`` are the titles of the generated pages that a navigation can name, by path; ``examples`` is a page for
    every shape of frame. ``missing`` are files that hand-written pages link to and that turned out not to be there.
    """

    workspace: Path
    identity: Identity
    generated: Mapping[str, str]
    examples: Iterable[str]
    epoch: int
    missing: frozenset[str] = frozenset()


def _without_sample(path: str, data: bytes) -> bytes:
    if not path.endswith(".md"):
        return data
    return b"".join(line for line in data.splitlines(keepends=True) if SAMPLE_PAGE.encode() not in line)


def settings(written: Handwritten, site: Site) -> dict[str, Any]:
    """Return what the site generator is told besides the config."""
    own = dict.fromkeys(written.pages, "")
    return mkdocs.settings(written.config, {**site.generated, **own}, site.identity)


def build(written: Handwritten, site: Site, trace: Trace) -> tuple[Frames, list[str]]:
    """Let MkDocs build the hand-written pages and the frames. Return the frames and the paths of all other files.

    A file that a page links to counts as there unless it is known to be missing. Raises SiteError.
    """
    config = settings(written, site)
    named = [page for page in mkdocs.named(config["nav"]) if page in site.generated]
    probes = {**{shape(page): page for page in site.examples if page not in named}, **{page: page for page in named}}
    project = site.workspace / "project"
    shutil.rmtree(project, ignore_errors=True)
    for page in written.pages:
        tree.put(project / "docs" / page, written.files[page])
    for page in probes.values():
        probe = Page("", MARKERS.title, MARKERS.description, MARKERS.body, "frame")
        tree.put(project / "docs" / page, markdown(probe))
    stubs = written.linked() - {*written.pages, *probes.values()} - site.missing
    built = mkdocs.build(Project(str(project), tuple(sorted(stubs)), config, str(written.config), site.epoch))
    base = str(config["site_url"]).rstrip("/") + "/"
    texts = {}
    for name, page in probes.items():
        file = built / html_file(page)
        address = base + html_file(page).removesuffix(_INDEX)
        texts[name] = Frame.of(file.read_text(encoding="utf-8"), address).pieces
        file.unlink()
    frames = Frames(base, texts, trace)
    frames.keep(site.workspace / "frames")
    for picture in written.pictures:
        tree.put(built / picture.path, picture.data)
    static = site.workspace / "static"
    shutil.rmtree(static, ignore_errors=True)
    built.rename(static)
    shutil.rmtree(project)
    return frames, list(tree.contents(static))
