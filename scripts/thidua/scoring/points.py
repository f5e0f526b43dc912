"""The points of one criterion, exact until the last rounding (rules.md §1)."""

from thidua.records.dossier import Entry
from thidua.records.rubric import Criterion


def points(criterion: Criterion, entry: Entry) -> int | None:
    """Return the points of ``entry`` in hundredths, rounded half up; None if the criterion does not apply.

    The entry must be valid for the criterion. Points given directly count as they are (rules.md §1, last paragraph).
    """
    if entry.not_applicable:
        return None
    if entry.points is not None:
        return entry.points
    return criterion.kind.points(entry)
