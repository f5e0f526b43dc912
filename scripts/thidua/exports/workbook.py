"""Tables as an Excel workbook, a sheet a table, ready to be printed on A4. The same tables give the same bytes.

openpyxl makes everything but the cells, which are those of ``grid``.
"""

import io
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side
from openpyxl.writer.excel import ExcelWriter

from thidua.exports import grid
from thidua.exports.file import ExportFile
from thidua.exports.grid import HEAD, Look, Styles
from thidua.exports.table import Table

CREATOR: Final = "Cổng Thi đua"
LONGEST_NAME: Final = 31  # of a sheet
RESERVED: Final = "history"

_FONT: Final = "Times New Roman"
_SIZE: Final = 11
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)  # the first moment that an archive can hold
_NO_CELLS: Final = re.compile(r'<dimension ref="A1:A1" ?/>(.*)<sheetData(?: ?/>|></sheetData>)')


def workbook_file(path: str, sheets: Sequence[tuple[str, Table]], today: date) -> ExportFile:
    """Return a file with a sheet for each table, under the names given; ``today`` is the day of the figures."""
    book = Workbook()
    styles = _styles(book)
    for sheet in book.worksheets:
        book.remove(sheet)
    cells = {}
    about = f"Số liệu tính đến ngày {today:%d/%m/%Y}"
    for number, (wanted, table) in enumerate(sheets, 1):
        _set_up(book.create_sheet(_free_name(wanted, set(book.sheetnames))), table)
        cells[f"xl/worksheets/sheet{number}.xml"] = grid.sheet_data(table, about, styles)
    properties = book.properties
    properties.title, properties.creator = sheets[0][1].title, CREATOR
    properties.created = properties.modified = datetime.combine(today, time())
    target = io.BytesIO()
    ExcelWriter(book, _Archive(target, cells)).save()
    return ExportFile(path, target.getvalue())


class _Archive(ZipFile):
    """An archive whose entries do not tell when they were made, and that puts the cells into their sheets."""

    def __init__(self, target: io.BytesIO, cells: Mapping[str, str]) -> None:
        super().__init__(target, "w")
        self._cells = cells

    def writestr(self, zinfo_or_arcname: Any, data: Any, *_: Any, **__: Any) -> None:
        super().writestr(ZipInfo(zinfo_or_arcname, _EPOCH), data, ZIP_DEFLATED)

    def write(self, filename: Any, arcname: Any = None, *_: Any, **__: Any) -> None:
        cells = self._cells[arcname]
        frame = Path(filename).read_text(encoding="utf-8")
        whole, places = _NO_CELLS.subn(lambda empty: f"{empty[1]}{cells}", frame)
        if places != 1:
            raise ValueError(f"openpyxl writes an empty sheet in another way: {frame}")
        self.writestr(arcname, whole)


def _free_name(wanted: str, taken: set[str]) -> str:
    """Return a name that no sheet has yet and that Excel does not keep for itself."""
    name, number = wanted[:LONGEST_NAME], 2
    while name in taken or name.casefold() == RESERVED:
        end = f"~{number}"
        name, number = wanted[: LONGEST_NAME - len(end)] + end, number + 1
    return name


def _styles(book: Workbook) -> Styles:
    """Return the numbers that the looks of cells have in the workbook."""
    found = {}
    probe = book.worksheets[0].cell(1, 1)
    for look, style in _named_styles().items():
        style.name = f"td-{look}"
        book.add_named_style(style)
        for is_quoted in (False, True):
            probe.style = style.name
            probe.quotePrefix = is_quoted
            found[look, is_quoted] = probe.style_id
    return found


def _named_styles() -> dict[Look, NamedStyle]:
    line = Side(style="thin", color="B8B8B8")
    border = Border(left=line, right=line, top=line, bottom=line)
    fill = PatternFill("solid", fgColor="EFE6D2")
    plain, bold = Font(name=_FONT, size=_SIZE), Font(name=_FONT, size=_SIZE, bold=True)
    red = Font(name=_FONT, size=_SIZE, bold=True, color="9C1C1C")
    grey = Font(name=_FONT, size=_SIZE, italic=True, color="595959")
    centred = Alignment(horizontal="center", vertical="center", wrap_text=True)
    text, figure = Alignment(vertical="top", wrap_text=True), Alignment(horizontal="right", vertical="top")
    return {
        Look.TITLE: NamedStyle(font=Font(name=_FONT, size=14, bold=True)),
        Look.NOTICE: NamedStyle(font=red),
        Look.ABOUT: NamedStyle(font=grey),
        Look.HEAD: NamedStyle(font=bold, fill=fill, border=border, alignment=centred),
        Look.TEXT: NamedStyle(font=plain, border=border, alignment=text),
        Look.COUNT: NamedStyle(font=plain, border=border, alignment=figure, number_format="#,##0"),
        Look.POINTS: NamedStyle(font=plain, border=border, alignment=figure, number_format="#,##0.00"),
    }


def _set_up(sheet: Any, table: Table) -> None:
    """Say how a sheet is seen and printed."""
    for index, width in enumerate(grid.widths(table), 1):
        sheet.column_dimensions[grid.letters(index)].width = width
    sheet.freeze_panes = f"A{HEAD + 1}"
    sheet.print_title_rows = f"{HEAD}:{HEAD}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9  # A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.oddHeader.right.text = table.notice or None
    sheet.oddFooter.center.text = "Trang &P/&N"
