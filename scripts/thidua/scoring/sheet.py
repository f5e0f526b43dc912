"""The three sheets of a dossier: self, verified and official, with their totals (rules.md §2)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from thidua.records.bundle import Dossier
from thidua.records.dossier import Entry
from thidua.records.number import half_up
from thidua.records.rubric import Rubric, Section
from thidua.scoring.points import points


class Origin(StrEnum):
    """Which record an entry of a sheet comes from."""

    SELF = "self"
    VERIFICATION = "verification"
    REVIEW = "review"


@dataclass(frozen=True, slots=True)
class Mark:
    """What counts for one criterion: the entry, its points in hundredths (None: does not apply), its origin.

    ``origin`` is None where it may not be told.
    """

    entry: Entry
    points: int | None
    origin: Origin | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """Marks by criterion in the order of the rubric, and totals, in hundredths.

    ``classification`` is the code of the class.
    """

    marks: Mapping[str, Mark]
    sections: Mapping[str, int]
    base: int
    bonus: int
    penalty: int
    total: int
    classification: str


@dataclass(frozen=True, slots=True)
class Sheets:
    """The sheets that a dossier has; ``official`` only exists when nothing is open (rules.md §3)."""

    self_assessed: Sheet | None = None
    verified: Sheet | None = None
    official: Sheet | None = None


def sheets(rubric: Rubric, dossier: Dossier, *, is_settled: bool) -> Sheets:
    """Return the sheets of a dossier; ``is_settled`` says that it is in state ``verified``."""
    if dossier.self_assessment is None:
        return Sheets()
    own = _totalled(rubric, _marks(rubric, dossier.self_assessment.value.scores, Origin.SELF))
    if dossier.verification is None:
        return Sheets(own)
    verified = _overlaid(rubric, own, dossier.verification.value.scores, Origin.VERIFICATION)
    if not is_settled:
        return Sheets(own, verified)
    outcomes = dossier.review.value.outcomes if dossier.review is not None else {}
    settled = {code: entry for code, entry in outcomes.items() if not entry.upheld}
    return Sheets(own, verified, _overlaid(rubric, verified, settled, Origin.REVIEW))


def sheet(rubric: Rubric, entries: Mapping[str, tuple[Entry, Origin]]) -> Sheet:
    """Return the sheet for the given entries by criterion."""
    return _totalled(
        rubric,
        {code: Mark(entry, points(rubric.criteria[code], entry), origin) for code, (entry, origin) in entries.items()},
    )


def _overlaid(rubric: Rubric, below: Sheet, entries: Mapping[str, Entry], origin: Origin) -> Sheet:
    """Return the sheet ``below`` with ``entries`` in place of what it says on their criteria."""
    return _totalled(rubric, {**below.marks, **_marks(rubric, entries, origin)}) if entries else below


def _marks(rubric: Rubric, entries: Mapping[str, Entry], origin: Origin) -> dict[str, Mark]:
    return {code: Mark(entry, points(rubric.criteria[code], entry), origin) for code, entry in entries.items()}


def _totalled(rubric: Rubric, given: Mapping[str, Mark]) -> Sheet:
    marks = {code: given[code] for code in rubric.criteria if code in given}
    sections = {section.code: _section(section, marks) for section in rubric.sections}
    base = sum(sections.values())
    bonus = min(rubric.bonus_max, _sum(marks, (criterion.code for criterion in rubric.bonus)))
    penalty = min(rubric.penalty_max, _sum(marks, (criterion.code for criterion in rubric.penalties)))
    total = max(0, base + bonus - penalty)
    return Sheet(marks, sections, base, bonus, penalty, total, rubric.classify(total).code)


def _section(section: Section, marks: Mapping[str, Mark]) -> int:
    """Return the points of a section; what does not apply is made up for by the rest, in proportion."""
    applicable = [c for c in section.criteria if marks[c.code].points is not None]
    earned = _sum(marks, (criterion.code for criterion in applicable))
    if len(applicable) == len(section.criteria):
        return earned
    possible = sum(criterion.max for criterion in applicable)
    return half_up(Fraction(earned * section.max, possible))


def _sum(marks: Mapping[str, Mark], codes: Iterable[str]) -> int:
    return sum(marks[code].points or 0 for code in codes if code in marks)
