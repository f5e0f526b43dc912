"""A table for people: the same figures as in the JSON, under Vietnamese headings, for CSV and Excel to write."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from thidua.publication.policy import Publication

SAMPLE: Final = "DỮ LIỆU MẪU – hư cấu"
INTERNAL: Final = "NỘI BỘ – không chuyển ra ngoài"

Cell = str | int | None
Row = tuple[Cell, ...]


class ColumnKind(StrEnum):
    """What the whole numbers of a column are: things that are counted, or hundredths of a point."""

    TEXT = "text"
    COUNT = "count"
    POINTS = "points"


@dataclass(frozen=True, slots=True)
class Column:
    """A column. A text may stand in a column of any kind; None is an empty cell."""

    heading: str
    kind: ColumnKind = ColumnKind.TEXT


@dataclass(frozen=True, slots=True)
class Table:
    """A table of one season, or of all where ``season`` is None. ``notice`` marks invented and internal data."""

    title: str
    season: str | None
    notice: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


def texts(*headings: str) -> tuple[Column, ...]:
    """Return columns of texts."""
    return tuple(Column(heading) for heading in headings)


def points(*headings: str) -> tuple[Column, ...]:
    """Return columns of points."""
    return tuple(Column(heading, ColumnKind.POINTS) for heading in headings)


def notice(*, is_sample: bool, is_internal: bool) -> str:
    """Return the words that mark a table; none for real data that are public."""
    return "; ".join([SAMPLE] * is_sample + [INTERNAL] * is_internal)


def season_table(publication: Publication, title: str, columns: Sequence[Column], rows: Sequence[Row]) -> Table:
    """Return a table of one season with its marks."""
    frame = publication.frame
    marks = notice(is_sample=frame.season.is_sample, is_internal=publication.view.is_internal)
    return Table(title, frame.season_id, marks, tuple(columns), tuple(rows))
