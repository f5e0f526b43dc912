"""The builder: what a process needs to make parts of the portal. What it hands out notes who reads it."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property, partial
from html import escape
from pathlib import Path
from typing import Any

from thidua.exports.api import ExportFile
from thidua.portal import page as pages
from thidua.portal.context import Context
from thidua.portal.page import Content, Page
from thidua.publication.digest import published_corrections
from thidua.publication.edition import Edition, edition
from thidua.publication.policy import Publication, View
from thidua.records.checkout import introduced, versions
from thidua.records.decision import Decision
from thidua.records.record import value_of
from thidua.records.source import Folder
from thidua.site import tree
from thidua.site.clock import moment
from thidua.site.frame import Frames
from thidua.site.ledger import Part
from thidua.site.mkdocs import html_file
from thidua.site.output import write_if_changed
from thidua.site.trace import Reads, Trace
from thidua.site.tracked import TrackedArchive, TrackedEvaluator

INDEX = "index.html"


@dataclass(frozen=True, slots=True)
class BuildInput:
    """What is to be built: whose records, for whom, as of when, and where everything goes that is made of them.

    ``workspace`` holds the finished files, and what is kept for the next build beside them. ``markdown``
    is where pages go as plain files for any site generator, too; None if nobody asks for that.
    """

    root: Path
    view: View
    commit: str | None
    workspace: Path
    markdown: Path | None = None

    @property
    def target(self) -> Path:
        """Where the finished pages and files go that are made of the records."""
        return self.workspace / "made"

    @property
    def static(self) -> Path:
        """Where the hand-written pages and the files of the theme go."""
        return self.workspace / "static"


class Builder:
    """What a process needs to make parts of the portal; read once in each process."""

    def __init__(self, given: BuildInput) -> None:
        self.given = given
        self.trace = Trace()
        root = given.root
        self.archive = TrackedArchive(Folder(root), self.trace, partial(introduced, root), partial(versions, root))
        as_of = moment(given.view.as_of, self.trace)
        self.view = View(given.view.audience, as_of)
        self.evaluator = TrackedEvaluator(self.archive, as_of, self.trace)
        self._editions: dict[str, tuple[Edition | None, Reads]] = {}

    @cached_property
    def frames(self) -> Frames:
        """The frames of pages, which must have been made."""
        return Frames.of_file(self.given.workspace / "frames", self.trace)

    def context(self) -> Context:
        """Return what all pages share. Raises ValueError without registers that can be read."""
        registers = self.archive.registers()
        portal, organisations = registers.portal, registers.organisations
        if portal is None or organisations is None:
            raise ValueError("a portal without registers has no pages")
        return Context(portal.value, organisations.value, self.view, is_in_git=self.given.commit is not None)

    def edition(self, season: str) -> Edition | None:
        """Return a season as it is published; None if its own records leave nothing to publish."""
        if season not in self._editions:
            with self.trace.reading() as reads:
                found = self._edition(season)
            self._editions[season] = found, reads
        found, reads = self._editions[season]
        self.trace.merge(reads)
        return found

    def decision(self, season: str) -> Decision | None:
        """Return a season's decision, None if there is none without errors."""
        return value_of(self.evaluator.season(season).records.decision)

    def part(self, make: Callable[[], tuple[Any, Mapping[str, str], Iterable[str]]]) -> Part:
        """Return the part that ``make`` gives the value, the digests and the files of, with all that it read."""
        with self.trace.reading() as reads:
            value, digests, written = make()
            written = tuple(written)
        return Part.of(reads, value, digests, written)

    def write(self, files: Iterable[ExportFile]) -> Iterator[str]:
        """Write files below the target; yield their paths."""
        for file in files:
            self._put(self.given.target / file.path, file.data)
            if self.given.markdown is not None:
                self._put(self.given.markdown / file.path, file.data)
            yield file.path

    def write_pages(self, written: Iterable[Page]) -> Iterator[str]:
        """Write pages in their frames below the target; yield their paths."""
        for page in written:
            source = pages.path(page)
            place = html_file(source)
            content = Content(escape(page.title), escape(page.description), page.body)
            self._put(self.given.target / place, self.frames.fill(source, content).encode())
            if self.given.markdown is not None:
                self._put(self.given.markdown / source, pages.markdown(page))
            yield place

    def _put(self, place: Path, data: bytes) -> None:
        try:
            write_if_changed(place, data)
        except (IsADirectoryError, NotADirectoryError):  # of an earlier build
            tree.make_way(place)
            write_if_changed(place, data)

    def _edition(self, season: str) -> Edition | None:
        evaluation = self.evaluator.season(season)
        if evaluation.frame is None:
            return None
        decision = self.decision(season)
        published_on = decision.published_on if decision is not None else None
        publication = Publication(self.view, evaluation.frame, published_on)
        return edition(publication, decision, published_corrections(evaluation.records, publication))


@cache
def builder_of(given: BuildInput) -> Builder:
    """Return the builder of this process."""
    return Builder(given)
