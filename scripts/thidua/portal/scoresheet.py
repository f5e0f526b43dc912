"""The totals of a dossier: sections, bonus, penalty, total and class, each with its arithmetic (rules.md §2)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from thidua.portal.criterion import CriterionRow, CriterionRows
from thidua.portal.formula import capped_sum, classification_sum, section_sum, total_sum
from thidua.records.format import brief_points, points_or_dash, whole_percent
from thidua.records.rubric import Rubric
from thidua.scoring.sheet import Sheet, Sheets


@dataclass(frozen=True, slots=True)
class TotalLine:
    """A line of the totals: points as texts, how they come about, and a bar in per cent (None: no bar)."""

    title: str
    href: str
    max: str
    own: str
    verified: str
    official: str
    sum: str
    bar: int | None
    kind: str = ""


@dataclass(frozen=True, slots=True)
class TotalGroup:
    """A group of criteria with its line of totals."""

    id: str
    title: str
    total: TotalLine
    rows: tuple[CriterionRow, ...]


@dataclass(frozen=True, slots=True)
class Scoresheet:
    """All groups with rows, and the lines of the totals. ``basis`` says whose points the arithmetic uses."""

    basis: str
    lines: tuple[TotalLine, ...]
    groups: tuple[TotalGroup, ...]
    has_verified: bool

    @property
    def has_links(self) -> bool:
        """Whether any figure leads to the line that records it."""
        rows = (row for group in self.groups for row in group.rows)
        return any(figure.href for row in rows for figure in (row.own, row.verified, row.official))


def scoresheet(rubric: Rubric, sheets: Sheets, rows: CriterionRows) -> Scoresheet | None:
    """Return the totals and rows of a dossier; None while no sheet of it is shown."""
    best = sheets.official or sheets.verified or sheets.self_assessed
    if best is None:
        return None
    basis = "điểm chính thức" if sheets.official else "điểm thẩm định" if sheets.verified else "điểm tự chấm"
    groups = tuple(_groups(rubric, sheets, best, rows))
    lines = (*(group.total for group in groups), *_totals(rubric, sheets, best))
    return Scoresheet(basis, lines, groups, sheets.verified is not None)


def _groups(rubric: Rubric, sheets: Sheets, best: Sheet, rows: CriterionRows) -> Iterator[TotalGroup]:
    for section in rubric.sections:
        own, verified, official = (_section(sheet, section.code) for sheet in _all(sheets))
        figures = (own, verified, official)
        line = _line(f"{section.code}. {section.title}", f"nhom-{section.code}", section.max, figures)
        line = replace(line, sum=section_sum(section, best))
        yield TotalGroup(f"nhom-{section.code}", line.title, line, tuple(rows.row(c) for c in section.criteria))
    bonus = _line("Điểm thưởng", "diem-thuong", rubric.bonus_max, _figures(sheets, "bonus"))
    found = [criterion for criterion in rubric.bonus if rows.applies(criterion)]
    bonus = replace(bonus, sum=capped_sum(found, best, rubric.bonus_max))
    yield TotalGroup("diem-thuong", bonus.title, bonus, tuple(map(rows.row, found)))
    penalty = _line("Điểm trừ", "diem-tru", rubric.penalty_max, _figures(sheets, "penalty"))
    found = [criterion for criterion in rubric.penalties if rows.applies(criterion)]
    penalty = replace(penalty, sum=capped_sum(found, best, rubric.penalty_max), bar=None)
    yield TotalGroup("diem-tru", penalty.title, penalty, tuple(rows.row(c) for c in found))


def _totals(rubric: Rubric, sheets: Sheets, best: Sheet) -> Iterator[TotalLine]:
    total = _line("Tổng điểm", "", rubric.total, _figures(sheets, "total"))
    yield replace(total, sum=total_sum(best), kind="total")
    own, verified, official = (_class(rubric, sheet) for sheet in _all(sheets))
    yield TotalLine("Xếp loại", "", "", own, verified, official, classification_sum(rubric, best), None, "class")


_Figures = tuple[int | None, int | None, int | None]


def _line(title: str, anchor: str, most: int, figures: _Figures) -> TotalLine:
    own, verified, official = figures
    return TotalLine(
        title,
        f"#{anchor}" if anchor else "",
        brief_points(most),
        points_or_dash(own),
        points_or_dash(verified),
        points_or_dash(official),
        "",
        whole_percent(Fraction(official, most)) if official is not None and most else None,
    )


def _all(sheets: Sheets) -> tuple[Sheet | None, Sheet | None, Sheet | None]:
    return sheets.self_assessed, sheets.verified, sheets.official


def _figures(sheets: Sheets, name: str) -> _Figures:
    own, verified, official = (getattr(sheet, name) if sheet is not None else None for sheet in _all(sheets))
    return own, verified, official


def _section(sheet: Sheet | None, code: str) -> int | None:
    return sheet.sections[code] if sheet is not None else None


def _class(rubric: Rubric, sheet: Sheet | None) -> str:
    return rubric.classify(sheet.total).title if sheet is not None else points_or_dash(None)
