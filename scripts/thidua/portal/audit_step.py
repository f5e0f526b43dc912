"""A step of the history as a row: when, for whom, about what, which files, and what stood against it."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from thidua.portal import link
from thidua.portal.context import Context
from thidua.portal.link import Link
from thidua.publication.audit import Action, Identified
from thidua.publication.digest import PublishedSeason
from thidua.publication.disclosure import PublishedFiling, PublishedObjection, PublishedStep, Scope
from thidua.records import format as write
from thidua.records.layout import ROOT, place
from thidua.records.registers import ADMINISTRATOR

ADDRESS: Final = "kiem-chung/lich-su/"
FOUNDER, UNKNOWN = "chủ kho dữ liệu", "không rõ"
WITHHELD, ADMINISTRATION = "tổ chức không nêu tên", "Quản trị"
MOST_FILES: Final = 20
_SHORT: Final = 10
_SOURCES: Final[Mapping[Identified, str]] = {
    Identified.RECORDED: "",
    Identified.CLAIMED: "theo khai báo",
    Identified.UNKNOWN: "",
}
_ACTIONS: Final[Mapping[Action, str]] = {Action.ADDED: "Nộp mới", Action.CHANGED: "Sửa", Action.DELETED: "Xóa"}


class ScopeTitles:
    """The titles of seasons and clusters, and which of them have a page."""

    def __init__(self, seasons: Iterable[PublishedSeason]) -> None:
        self._clusters = {season.id: {c.id: c.cluster.name for c in season.clusters} for season in seasons}

    def link(self, scope: Scope, here: str = ADDRESS) -> Link:
        """Return the link from the page at ``here`` to that of a season or cluster; a text only if it has none."""
        clusters = self._clusters.get(scope.season)
        year = f"Năm {scope.season}"
        if scope.cluster is None:
            return Link(year, link.relative(here, link.season(scope.season)) if clusters is not None else None)
        if clusters is None or scope.cluster not in clusters:
            return Link(f"{year}, {scope.cluster}")
        address = link.cluster(scope.season, scope.cluster)
        return Link(f"{year}, {clusters[scope.cluster]}", link.relative(here, address))


@dataclass(frozen=True, slots=True)
class StepRow:
    """One step for a table. ``note`` says how the actor is known; ``logins`` are only there inside."""

    at: str
    iso: str
    commit: Link | None
    who: str
    note: str
    logins: str
    scopes: tuple[Link, ...]
    what: str
    files: tuple[str, ...]
    more_files: str
    reasons: tuple[tuple[str, str], ...]
    marks: tuple[tuple[str, str], ...]
    is_founding: bool


@dataclass(frozen=True, slots=True)
class FilingRow:
    """One late filing for a table."""

    at: str
    iso: str
    commit: Link | None
    organisation: str
    scope: Link
    action: str


def commit(context: Context, commit_id: str | None) -> Link | None:
    """Return the link to a commit, None where it is not named."""
    return None if commit_id is None else Link(commit_id[:_SHORT], link.commit_link(context, commit_id))


def step_row(context: Context, step: PublishedStep, titles: ScopeTitles, here: str = ADDRESS) -> StepRow:
    """Return the row of a step on the page at ``here``."""
    return StepRow(
        at=write.moment(step.at),
        iso=write.iso(step.at),
        commit=commit(context, step.commit),
        who=_who(context, step),
        note=_SOURCES[step.identified],
        logins=_logins(step),
        scopes=tuple(titles.link(scope, here) for scope in step.scopes[:MOST_FILES]),
        what=_what(step),
        files=step.paths[:MOST_FILES],
        more_files=_more(len(step.paths) - MOST_FILES, step.withheld),
        reasons=_told(step.objections),
        marks=_told(step.marks),
        is_founding=step.is_founding,
    )


def filing_row(context: Context, filing: PublishedFiling, titles: ScopeTitles) -> FilingRow:
    """Return the row of a late filing."""
    return FilingRow(
        at=write.moment(filing.at),
        iso=write.iso(filing.at),
        commit=commit(context, filing.commit),
        organisation=context.name(filing.organisation, filing.at.date()),
        scope=titles.link(Scope(filing.season, filing.cluster)),
        action=_ACTIONS[filing.action],
    )


def _who(context: Context, step: PublishedStep) -> str:
    if step.is_founding:
        return FOUNDER
    if step.is_withheld:
        return WITHHELD
    if step.acts_for is None:
        return UNKNOWN
    return ADMINISTRATION if step.acts_for == ADMINISTRATOR else context.name(step.acts_for, step.at.date())


def _logins(step: PublishedStep) -> str:
    merged = f"hợp nhất: {step.merged_by}" if step.merged_by is not None else ""
    return "; ".join(text for text in (step.actor or "", merged) if text)


def _what(step: PublishedStep) -> str:
    """Return the kinds of the files in words, and how many of each: ``Thẩm định; Sổ biên nhận (2 tệp)``."""
    kinds = Counter(_kind(path) for path in step.paths)
    parts = [title if number == 1 else f"{title} ({write.count(number)} tệp)" for title, number in kinds.items()]
    if step.withheld:
        parts.append(f"{write.count(step.withheld)} tệp không nêu tên")
    return "; ".join(parts) or ("Lập Cổng" if step.is_founding else "Không đổi tệp nào")


def _kind(path: str) -> str:
    where = place(path)
    if where is not None:
        return where.record.title
    return "Tệp không thuộc mô hình dữ liệu" if path.startswith(f"{ROOT}/") else "Phần mềm, tài liệu"


def _more(others: int, withheld: int) -> str:
    texts = []
    if others > 0:
        texts.append(f"{write.count(others)} tệp khác")
    if withheld:
        texts.append(f"{write.count(withheld)} tệp không nêu tên")
    return write.enumeration(texts)


def _told(objections: Iterable[PublishedObjection]) -> tuple[tuple[str, str], ...]:
    """Return the objections, each with its rule, those of many files only once."""
    found = dict.fromkeys((objection.message, objection.rule) for objection in objections)
    return tuple(found)[:MOST_FILES]
