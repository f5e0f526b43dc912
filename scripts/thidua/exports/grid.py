"""The cells of a sheet as SpreadsheetML (ECMA-376 part 1, 18.3.1.80): texts and numbers; it knows no formulas.

openpyxl could write them too, but takes seconds for a season of a thousand dossiers, at every change of one of them.
"""

import re
from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import cache, lru_cache
from itertools import count
from math import ceil
from typing import Final
from xml.sax.saxutils import escape

from thidua.exports.delimited import safe
from thidua.exports.table import Cell, ColumnKind, Table
from thidua.records.number import points

HEAD: Final = 4  # the line with the headings; title, notice and day stand above it

_LINE, _TALLEST = 15, 405  # heights in points; Excel knows none above 409
_FIGURES: Final = 10  # widths are in digits
_NARROWEST, _WIDEST = 8, 36
_LONGEST: Final = 32_767  # what a cell of Excel holds, in UTF-16 code units
_NOT_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class Look(StrEnum):
    """How a cell looks. A quoted text stays a text when somebody edits it."""

    TITLE = "title"
    NOTICE = "notice"
    ABOUT = "about"
    HEAD = "head"
    TEXT = "text"
    COUNT = "count"
    POINTS = "points"


Style = tuple[Look, bool]  # whether it is quoted
Styles = Mapping[Style, int]


def widths(table: Table) -> list[float]:
    """Return for each column a width that holds most texts in two lines."""
    return [
        _width([row[index] for row in table.rows]) if column.kind is ColumnKind.TEXT else _FIGURES
        for index, column in enumerate(table.columns)
    ]


def sheet_data(table: Table, about: str, styles: Styles) -> str:
    """Return the cells of a table below its title, its notice and what it is ``about``."""
    looks = [Look(column.kind.value) for column in table.columns]
    room = widths(table)
    headings = [column.heading for column in table.columns]
    top = ((table.title, Look.TITLE), (table.notice or None, Look.NOTICE), (about, Look.ABOUT))
    rows = [
        f'<row r="{number}">{_cells(number, [text], [look], styles)}</row>'
        for number, (text, look) in enumerate(top, 1)
    ]
    lines = ((headings, [Look.HEAD] * len(looks)), *((row, looks) for row in table.rows))
    rows += [
        f'<row r="{number}" ht="{_height(cells, room)}" customHeight="1">{_cells(number, cells, kinds, styles)}</row>'
        for number, (cells, kinds) in enumerate(lines, HEAD)
    ]
    return f"<sheetData>{''.join(rows)}</sheetData>"


def _cells(number: int, cells: Iterable[Cell], looks: Iterable[Look], styles: Styles) -> str:
    placed = zip(map(letters, count(1)), cells, looks, strict=False)
    return "".join(_cell(f"{column}{number}", cell, look, styles) for column, cell, look in placed)


def _cell(place: str, cell: Cell, look: Look, styles: Styles) -> str:
    if not isinstance(cell, str):
        value = "" if cell is None else f"<v>{points(cell) if look is Look.POINTS else cell}</v>"
        return f'<c r="{place}" s="{styles[look, False]}">{value}</c>'
    text, is_quoted = _text(cell)
    return f'<c r="{place}" s="{styles[look, is_quoted]}" t="inlineStr">{text}</c>'


@cache
def letters(column: int) -> str:
    """Return the letters of a column, counted from 1: ``A``, ``Z``, ``AA``."""
    whole, part = divmod(column - 1, 26)
    return (letters(whole) if whole else "") + chr(ord("A") + part)


@lru_cache(maxsize=4096)
def _text(text: str) -> tuple[str, bool]:
    """Return a text as the content of a cell, and whether the cell must be quoted."""
    written = escape(_cut(_NOT_XML.sub("", text)))
    return f'<is><t xml:space="preserve">{written}</t></is>', safe(text) != text


def _cut(text: str) -> str:
    """Return a text that a cell can hold, with an ellipsis where the rest is left to the CSV file."""
    units = text.encode("utf-16-le")
    if len(units) <= 2 * _LONGEST:
        return text
    return units[: 2 * (_LONGEST - 1)].decode("utf-16-le", "ignore") + "…"


def _width(cells: Iterable[Cell]) -> float:
    longest = max((len(cell) for cell in cells if isinstance(cell, str)), default=0)
    return max(_NARROWEST, min(_WIDEST, longest + 2 if longest < _WIDEST / 3 else longest * 0.6 + 2))


def _height(cells: Iterable[Cell], room: Iterable[float]) -> int:
    """Return a height that holds all texts of a row: not every program finds it by itself."""
    lines = [ceil(len(cell) / (width - 2)) for cell, width in zip(cells, room, strict=True) if isinstance(cell, str)]
    return min(_TALLEST, _LINE * max([1, *lines]))
