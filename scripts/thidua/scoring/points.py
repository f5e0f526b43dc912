"""The points of one criterion, exact until the last rounding (rules.md §1)."""

from fractions import Fraction

from thidua.records.dossier import Entry
from thidua.records.number import half_up
from thidua.records.rubric import Criterion


def points(criterion: Criterion, entry: Entry) -> int | None:
    """Return the points of ``entry`` in hundredths, rounded half up; None if the criterion does not apply.

    The entry must be valid for the criterion. Points given directly count as they are (rules.md §1, last paragraph).
    """
    if entry.not_applicable:
        return None
    if entry.points is not None:
        return entry.points
    match criterion.kind:
        case "pass_fail":
            return criterion.max if entry.passed else 0
        case "levels":
            return next(level.points for level in criterion.levels if level.code == entry.level)
        case "per_unit":
            return min(criterion.max, (entry.count or 0) * criterion.unit_points)
        case "deduction":
            return max(criterion.minimum, criterion.max - (entry.count or 0) * criterion.unit_points)
        case "ratio":
            return _of_ratio(criterion, (entry.actual or Fraction(0)) / (entry.target or Fraction(1)))
        case _:
            raise ValueError(f"criterion {criterion.code} of kind {criterion.kind} has no points in its entry")


def _of_ratio(criterion: Criterion, ratio: Fraction) -> int:
    if criterion.steps:
        return next((step.points for step in criterion.steps if step.start <= ratio), 0)
    if criterion.floor is not None and ratio < criterion.floor:
        return 0
    return half_up(criterion.max * min(Fraction(1), ratio))
