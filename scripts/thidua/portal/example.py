"""An example for each kind of criterion: invented facts, and the points that follow from them."""

from fractions import Fraction

from thidua.portal.formula import working
from thidua.records import format as write
from thidua.records.dossier import Entry
from thidua.records.rubric import Criterion
from thidua.scoring.points import points


def illustration(criterion: Criterion, *, is_penalty: bool = False) -> str | None:
    """Return an example with its computation; None where points are simply given."""
    entry = _entry(criterion)
    if entry is None:
        return None
    shown = working(criterion, entry, is_penalty=is_penalty)
    if criterion.kind in {"pass_fail", "levels"}:
        return f"{shown.facts} → {write.brief_points(points(criterion, entry) or 0)} điểm"
    return f"{shown.facts}: {shown.sum}" if shown.sum else shown.facts


def _entry(criterion: Criterion) -> Entry | None:
    match criterion.kind:
        case "pass_fail":
            return Entry(passed=True)
        case "levels":
            return Entry(level=criterion.levels[min(1, len(criterion.levels) - 1)].code)
        case "per_unit":
            fits = criterion.max // criterion.unit_points if criterion.unit_points else 1
            return Entry(count=max(1, min(3, fits)))
        case "deduction":
            return Entry(count=2)
        case "ratio":
            reached = criterion.steps[-1].start if criterion.steps else Fraction(9, 10)
            return Entry(actual=max(reached, Fraction(9, 10)) * 100, target=Fraction(100))
        case _:
            return None
