"""The builder: what a process needs to make parts of the portal, and where it notes what it made."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from thidua.exports.api import ExportFile
from thidua.portal import page as pages
from thidua.portal.context import Context
from thidua.portal.edition import Edition, edition
from thidua.portal.page import Page
from thidua.portal.placeholder import COMMIT
from thidua.records.checkout import open_archive
from thidua.records.decision import Decision
from thidua.records.finding import Finding
from thidua.records.source import Folder
from thidua.scoring.digest import ClusterDigest, published_corrections
from thidua.scoring.evaluation import Evaluator
from thidua.scoring.publication import Publication, View
from thidua.site import fingerprint, tree
from thidua.site.ledger import Ledger, Saved
from thidua.site.output import write_if_changed


@dataclass(frozen=True, slots=True)
class BuildInput:
    """What is to be built: whose records, for whom, as of which commit, and where the files go."""

    root: Path
    view: View
    commit: str | None
    target: Path


@dataclass(frozen=True, slots=True)
class ClusterOutput:
    """What came of one cluster. ``digest`` and ``part`` are None when it has no results.

    ``key`` stands for all that it was made of; None if that is more than any key can say, and for errors. ``written``
    are paths below the target, ``files`` is the number of records read for it.
    """

    season: str
    key: str | None
    findings: tuple[Finding, ...]
    digest: ClusterDigest | None
    part: dict[str, Any] | None
    written: tuple[str, ...]
    files: int


class Builder:
    """What a process needs to build clusters; read once in each process."""

    def __init__(self, given: BuildInput) -> None:
        self.given = given
        self.ledger = Ledger(given.target.with_name("ledger"), given.target)
        self.evaluator = Evaluator(open_archive(given.root), given.view.as_of)
        self._editions: dict[str, Edition] = {}

    def context(self) -> Context:
        """Return the frame of all pages. Raises ValueError without registers that can be read."""
        registers = self.evaluator.archive.registers()
        if registers.portal is None or registers.organisations is None:
            raise ValueError("a portal without registers has no pages")
        commit = COMMIT if self.given.commit is not None else None
        return Context(registers.portal.value, registers.organisations.value, self.given.view, commit)

    @cached_property
    def ground(self) -> str | None:
        """The fingerprint of what every part is made of besides its own records; None without registers."""
        registers = self.evaluator.archive.registers()
        if registers.portal is None or registers.organisations is None:
            return None
        given = self.given
        about = (given.view.audience.value, str(self.context().today), str(given.commit is None))
        return fingerprint.combined([fingerprint.program(), fingerprint.frame(Folder(given.root)), *about])

    def edition(self, season: str) -> Edition | None:
        """Return a season as it is published; None if its own records leave nothing to publish."""
        evaluation = self.evaluator.season(season)
        if evaluation.frame is None:
            return None
        if season not in self._editions:
            decision = self.decision(season)
            published_on = decision.published_on if decision is not None else None
            publication = Publication(self.given.view, evaluation.frame, published_on)
            corrections = published_corrections(evaluation.records, publication)
            self._editions[season] = edition(publication, decision, corrections)
        return self._editions[season]

    def decision(self, season: str) -> Decision | None:
        """Return a season's decision, None if there is none without errors."""
        record = self.evaluator.season(season).records.decision
        return record.value if record is not None else None

    def write(self, files: Iterable[ExportFile]) -> Iterator[str]:
        """Write files below the target; yield their paths."""
        for file in files:
            place = self.given.target / file.path
            try:
                write_if_changed(place, file.data)
            except (IsADirectoryError, NotADirectoryError):  # of an earlier build
                tree.make_way(place)
                write_if_changed(place, file.data)
            yield file.path

    def write_pages(self, written: Iterable[Page]) -> Iterator[str]:
        """Write pages below the target; yield their paths."""
        return self.write(map(page_file, written))

    def make(self, name: str, key: str | None, files: Iterable[ExportFile]) -> tuple[str, ...]:
        """Write the files of a part and note in the ledger that they were made of ``key``; return their paths."""
        written = tuple(self.write(files))
        self.keep(name, key, None, written)
        return written

    def key(self, outcomes: Iterable[ClusterOutput]) -> str | None:
        """Return what stands for all that a part is made of which rests on these clusters."""
        keys = [self.ground, *(outcome.key for outcome in outcomes)]
        return None if None in keys else fingerprint.combined(key for key in keys if key is not None)

    def keep(self, name: str, key: str | None, value: Any, written: Iterable[str]) -> None:
        """Note in the ledger what was made of ``key``."""
        if key is not None:
            self.ledger.keep(name, key, Saved(self.given.view.as_of, value, tuple(written)))

    def recall(self, name: str, key: str | None) -> Saved | None:
        """Return what an earlier build made of ``key``; without it, the ledger is ready for what will be made."""
        found = self.ledger.recall(name, key, self.given.view.as_of)
        if found is None:
            self.ledger.forget(name)
        return found


@cache
def builder_of(given: BuildInput) -> Builder:
    """Return the builder of this process."""
    return Builder(given)


def page_file(page: Page) -> ExportFile:
    """Return the file that carries a page to the site generator."""
    return ExportFile(pages.path(page), pages.markdown(page))
