"""Tables as an Excel workbook, a sheet a table, ready to be printed on A4. The same tables give the same bytes.

XlsxWriter writes it. Cells are written as texts or as numbers, by their own kind: it is never asked to guess one.
"""

import io
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from enum import StrEnum
from functools import lru_cache
from math import ceil
from typing import Any, Final

from xlsxwriter import Workbook  # type: ignore[import-untyped] # XlsxWriter comes without types of its own

from thidua.exports.delimited import safe
from thidua.exports.file import ExportFile
from thidua.exports.table import Cell, ColumnKind, Table

CREATOR: Final = "Cổng Thi đua"
LONGEST_NAME: Final = 31  # of a sheet
RESERVED: Final = "history"

# In memory, the entries of the archive are all dated 1980-01-01. Nothing here asks for formulas or links; both are off.
_OPTIONS: Final = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
_HEAD: Final = 3  # the row with the headings, from 0; title, notice and day stand above it
_LINE, _TALLEST = 15, 405  # heights in points; Excel knows none above 409
_FIGURES: Final = 10  # widths are in digits
_NARROWEST, _WIDEST = 8, 36
_LONGEST: Final = 32_767  # what a cell of Excel holds, in UTF-16 code units
_NOT_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class Look(StrEnum):
    """How a cell looks."""

    TITLE = "title"
    NOTICE = "notice"
    ABOUT = "about"
    HEAD = "head"
    TEXT = "text"
    COUNT = "count"
    POINTS = "points"


_FONT: Final = {"font_name": "Times New Roman", "font_size": 11}
_BOX: Final = {**_FONT, "border": 1, "border_color": "#B8B8B8"}
_FIGURE: Final = {**_BOX, "align": "right", "valign": "top"}
_STYLES: Final[Mapping[Look, Mapping[str, Any]]] = {
    Look.TITLE: {**_FONT, "font_size": 14, "bold": True},
    Look.NOTICE: {**_FONT, "bold": True, "font_color": "#9C1C1C"},
    Look.ABOUT: {**_FONT, "italic": True, "font_color": "#595959"},
    Look.HEAD: {**_BOX, "bold": True, "bg_color": "#EFE6D2", "align": "center", "valign": "vcenter", "text_wrap": True},
    Look.TEXT: {**_BOX, "valign": "top", "text_wrap": True},
    Look.COUNT: {**_FIGURE, "num_format": "#,##0"},
    Look.POINTS: {**_FIGURE, "num_format": "#,##0.00"},
}
Formats = Mapping[tuple[Look, bool], Any]  # by the look, and whether it is quoted


def workbook_file(path: str, sheets: Sequence[tuple[str, Table]], today: date) -> ExportFile:
    """Return a file with a sheet for each table, under the names given; ``today`` is the day of the figures."""
    target = io.BytesIO()
    with Workbook(target, _OPTIONS) as book:
        book.set_properties(
            {"title": sheets[0][1].title, "author": CREATOR, "created": datetime.combine(today, time())}
        )
        # A quoted text stays a text when somebody edits it.
        formats = {
            (look, is_quoted): book.add_format({**style, "quote_prefix": is_quoted})
            for look, style in _STYLES.items()
            for is_quoted in (False, True)
        }
        taken: set[str] = set()
        for wanted, table in sheets:
            name = _free_name(wanted, taken)
            taken.add(name)
            sheet = book.add_worksheet(name)
            _set_up(sheet, table)
            _fill(sheet, table, f"Số liệu tính đến ngày {today:%d/%m/%Y}", formats)
    return ExportFile(path, target.getvalue())


def _free_name(wanted: str, taken: set[str]) -> str:
    """Return a name that no sheet has yet and that Excel does not keep for itself."""
    name, number = wanted[:LONGEST_NAME], 2
    while name in taken or name.casefold() == RESERVED:
        end = f"~{number}"
        name, number = wanted[: LONGEST_NAME - len(end)] + end, number + 1
    return name


def _set_up(sheet: Any, table: Table) -> None:
    """Say how a sheet is seen and printed."""
    sheet.freeze_panes(_HEAD + 1, 0)
    sheet.repeat_rows(_HEAD)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.4, right=0.4, top=1, bottom=1)
    sheet.set_header(f"&R{table.notice}" if table.notice else "", {"margin": 0.5})
    sheet.set_footer("&CTrang &P/&N", {"margin": 0.5})


def _fill(sheet: Any, table: Table, about: str, formats: Formats) -> None:
    """Write a table below its title, its notice and what it is ``about``."""
    looks = [Look(column.kind.value) for column in table.columns]
    widths = _widths(table)
    for index, width in enumerate(widths):
        sheet.set_column(index, index, width)
    top = ((table.title, Look.TITLE), (table.notice or None, Look.NOTICE), (about, Look.ABOUT))
    for number, (text, look) in enumerate(top):
        _write(sheet, number, [text], [look], formats)
    headings = [column.heading for column in table.columns]
    lines = ((headings, [Look.HEAD] * len(looks)), *((row, looks) for row in table.rows))
    for number, (cells, kinds) in enumerate(lines, _HEAD):
        sheet.set_row(number, _height(cells, widths))
        _write(sheet, number, cells, kinds, formats)


def _write(sheet: Any, row: int, cells: Iterable[Cell], looks: Iterable[Look], formats: Formats) -> None:
    for column, (cell, look) in enumerate(zip(cells, looks, strict=True)):
        if isinstance(cell, str):
            text, is_quoted = _text(cell)
            sheet.write_string(row, column, text, formats[look, is_quoted])
        elif cell is None:
            sheet.write_blank(row, column, None, formats[look, False])
        else:
            sheet.write_number(row, column, cell / 100 if look is Look.POINTS else cell, formats[look, False])


@lru_cache(maxsize=4096)
def _text(text: str) -> tuple[str, bool]:
    """Return a text as a cell can hold it, and whether the cell must be quoted."""
    return _cut(_NOT_XML.sub("", text)), safe(text) != text


def _cut(text: str) -> str:
    """Return a text that a cell can hold, with an ellipsis where the rest is left to the CSV file."""
    units = text.encode("utf-16-le")
    if len(units) <= 2 * _LONGEST:
        return text
    return units[: 2 * (_LONGEST - 1)].decode("utf-16-le", "ignore") + "…"


def _widths(table: Table) -> list[float]:
    """Return for each column a width that holds most texts in two lines."""
    return [
        _width([row[index] for row in table.rows]) if column.kind is ColumnKind.TEXT else _FIGURES
        for index, column in enumerate(table.columns)
    ]


def _width(cells: Iterable[Cell]) -> float:
    longest = max((len(cell) for cell in cells if isinstance(cell, str)), default=0)
    return max(_NARROWEST, min(_WIDEST, longest + 2 if longest < _WIDEST / 3 else longest * 0.6 + 2))


def _height(cells: Iterable[Cell], widths: Iterable[float]) -> int:
    """Return a height that holds all texts of a row: not every program finds it by itself."""
    lines = [ceil(len(cell) / (width - 2)) for cell, width in zip(cells, widths, strict=True) if isinstance(cell, str)]
    return min(_TALLEST, _LINE * max([1, *lines]))
