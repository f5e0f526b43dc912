"""How well the criteria of a rubric told the members apart: means, spread, share at the maximum (rules.md §10).

The numbers describe the rubric and never a member. They are for reading, not for deciding, so pandas' floats will do.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import pandas as pd  # type: ignore[import-untyped] # pandas comes without types of its own

from thidua.records.rubric import Rubric

FEWEST: Final = 3


@dataclass(frozen=True, slots=True)
class Discrimination:
    """One criterion over the dossiers in which it applied; shares are between 0 and 1.

    ``mean`` and ``spread`` (the standard deviation) are shares of the criterion's maximum.
    """

    code: str
    dossiers: int
    mean: float
    spread: float
    at_maximum: float
    lowest: int
    highest: int


def discrimination(rubric: Rubric, marks: Iterable[Mapping[str, int | None]]) -> tuple[Discrimination, ...]:
    """Return one row for each criterion of the sections that applied in at least three dossiers.

    ``marks`` are official points in hundredths by criterion, one mapping a dossier, None where it does not apply.
    """
    table = pd.DataFrame.from_records([dict(m) for m in marks if m])
    codes = [c.code for section in rubric.sections for c in section.criteria]
    return tuple(
        _row(code, rubric.criteria[code].max, points)
        for code in codes
        if code in table and len(points := table[code].dropna().astype(int)) >= FEWEST
    )


def _row(code: str, most: int, points: "pd.Series[int]") -> Discrimination:
    shares = points / most
    return Discrimination(
        code=code,
        dossiers=len(points),
        mean=float(shares.mean()),
        spread=float(shares.std(ddof=0)),
        at_maximum=float((points == most).mean()),
        lowest=int(points.min()),
        highest=int(points.max()),
    )
