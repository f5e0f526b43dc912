"""The points of one criterion, exact until the last rounding (rules.md §1)."""

from collections.abc import Callable, Mapping
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
    return _OF_KIND[criterion.kind](criterion, entry)


def _of_pass_fail(criterion: Criterion, entry: Entry) -> int:
    return criterion.max if entry.passed else 0


def _of_levels(criterion: Criterion, entry: Entry) -> int:
    return next(level.points for level in criterion.levels if level.code == entry.level)


def _of_units(criterion: Criterion, entry: Entry) -> int:
    return min(criterion.max, (entry.count or 0) * criterion.unit_points)


def _of_deduction(criterion: Criterion, entry: Entry) -> int:
    return max(criterion.minimum, criterion.max - (entry.count or 0) * criterion.unit_points)


def _of_ratio(criterion: Criterion, entry: Entry) -> int:
    ratio = (entry.actual or Fraction(0)) / (entry.target or Fraction(1))
    if criterion.steps:
        return next((step.points for step in criterion.steps if step.start <= ratio), 0)
    if criterion.floor is not None and ratio < criterion.floor:
        return 0
    return half_up(criterion.max * min(Fraction(1), ratio))


_OF_KIND: Mapping[str, Callable[[Criterion, Entry], int]] = {
    "pass_fail": _of_pass_fail,
    "levels": _of_levels,
    "per_unit": _of_units,
    "deduction": _of_deduction,
    "ratio": _of_ratio,
}
