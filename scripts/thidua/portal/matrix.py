"""The matrix of a cluster: every criterion against every member, official points, self points and the gap."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from thidua.portal.link import Link, dossier
from thidua.portal.link import relative as relative_link
from thidua.portal.roster import in_order
from thidua.publication.edition import Edition
from thidua.publication.redaction import PublishedCluster, PublishedMember
from thidua.records.figure import Figure
from thidua.records.format import NOTHING, brief_points, points, signed_points
from thidua.records.rubric import Criterion
from thidua.scoring.sheet import Sheet

NOT_APPLICABLE = "KAD"


@dataclass(frozen=True, slots=True)
class Cell:
    """Official points, the self points where they differ, and the gap where analytics are shown; texts."""

    official: str
    own: str
    gap: str


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A criterion, a section or a total. ``kind``: criterion, section, total."""

    kind: str
    code: str
    title: str
    max: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """The matrix; its columns are the members of whom points are shown."""

    columns: tuple[Link, ...]
    rows: tuple[MatrixRow, ...]
    has_own: bool
    has_gap: bool
    hidden: tuple[str, ...]


Value = Callable[[Sheet], int | None]


def matrix(published: PublishedCluster, edition: Edition, names: Callable[[str], str]) -> Matrix | None:
    """Return the matrix of the members of whom any points are shown; None if there are none."""
    shown = [m for m in in_order(published) if m.sheets.official is not None or m.sheets.self_assessed is not None]
    if not shown:
        return None
    here = f"{published.season}/{published.id}/"
    return Matrix(
        columns=tuple(
            Link(
                names(m.organisation),
                relative_link(here, dossier(published.season, published.id, m.organisation)),
            )
            for m in shown
        ),
        rows=tuple(_rows(shown, edition)),
        has_own=any(m.sheets.self_assessed is not None for m in shown),
        has_gap=any(Figure.ANALYTICS in m.shows and m.sheets.official is not None for m in shown),
        hidden=tuple(names(m.organisation) for m in published.members if m not in shown),
    )


def _rows(members: list[PublishedMember], edition: Edition) -> Iterator[MatrixRow]:
    rubric = edition.frame.rubric
    for section in rubric.sections:
        yield _row("section", section.code, section.title, section.max, members, _points_of(section.code))
        for criterion in section.criteria:
            yield _criterion(criterion, members)
    for title, most, criteria, value in (
        ("Điểm thưởng", rubric.bonus_max, rubric.bonus, _bonus),
        ("Điểm trừ", rubric.penalty_max, rubric.penalties, _penalty),
    ):
        entered = [c for c in criteria if any(_has(m, c.code) for m in members)]
        yield _row("section", "", title, most, members, value)
        for criterion in entered:
            yield _criterion(criterion, members)
    yield _row("total", "", "Tổng điểm", rubric.total, members, lambda sheet: sheet.total)


def _criterion(criterion: Criterion, members: list[PublishedMember]) -> MatrixRow:
    return _row("criterion", criterion.code, criterion.title, criterion.max, members, _mark(criterion.code))


def _row(kind: str, code: str, title: str, most: int, members: list[PublishedMember], value: Value) -> MatrixRow:
    return MatrixRow(kind, code, title, brief_points(most), tuple(_cell(member, value) for member in members))


def _cell(member: PublishedMember, value: Value) -> Cell:
    own, official = member.sheets.self_assessed, member.sheets.official
    claimed = value(own) if own is not None else None
    settled = value(official) if official is not None else None
    if official is None:
        return Cell("", _text(own, claimed), "")
    differs = own is not None and claimed != settled
    has_gap = differs and Figure.ANALYTICS in member.shows and claimed is not None and settled is not None
    return Cell(
        _text(official, settled),
        _text(own, claimed) if differs else "",
        signed_points(settled - claimed) if has_gap and claimed is not None and settled is not None else "",
    )


def _text(sheet: Sheet | None, value: int | None) -> str:
    if sheet is None:
        return NOTHING
    return NOT_APPLICABLE if value is None else points(value)


def _mark(code: str) -> Value:
    def value(sheet: Sheet) -> int | None:
        mark = sheet.marks.get(code)
        return 0 if mark is None else mark.points

    return value


def _points_of(section: str) -> Value:
    return lambda sheet: sheet.sections[section]


def _bonus(sheet: Sheet) -> int:
    return sheet.bonus


def _penalty(sheet: Sheet) -> int:
    return sheet.penalty


def _has(member: PublishedMember, code: str) -> bool:
    sheets = (member.sheets.self_assessed, member.sheets.official)
    return any(sheet is not None and code in sheet.marks for sheet in sheets)
