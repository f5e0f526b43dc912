"""Tables as CSV: UTF-8 with a byte-order mark, lines as RFC 4180 has them, and no cell that a program runs.

A spreadsheet takes a text for a formula when it begins with one of a few signs. Such a text gets an apostrophe in
front, here and nowhere else. Numbers stay numbers, negative ones too: a point before the decimals, nothing between the
thousands.
"""

import csv
import io
import re
from functools import lru_cache
from typing import Final

from thidua.exports.file import ExportFile
from thidua.exports.table import Cell, ColumnKind, Table
from thidua.records.number import points

SEASON: Final = "Năm"
NOTICE: Final = "Lưu ý"

_SIGNS: Final = "=+\\-@＝＋－＠﹦﹢﹣﹫"
# Blanks and quotes do not help. Where a program splits lines at semicolons or tabs, or quotes do not hold a line
# together, a cell also begins after those. A tab or a line break in front is a sign of its own.
_FORMULA: Final = re.compile(rf"(?:^|(?<=[;\t\r\n]))(?=(?:[^\S\t\r\n]|['\"])*[{_SIGNS}])|^(?=[\t\r\n])")


@lru_cache(maxsize=4096)
def safe(text: str) -> str:
    """Return a text as a cell that no spreadsheet takes for a formula."""
    return _FORMULA.sub("'", text)


def csv_file(path: str, table: Table) -> ExportFile:
    """Return a table as a file. Every row bears the season in front and the notice at its end: no row loses them."""
    season = () if table.season is None else (SEASON,)
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\r\n")
    writer.writerow([*season, *(safe(column.heading) for column in table.columns), NOTICE])
    value = () if table.season is None else (table.season,)
    of_points = [column.kind is ColumnKind.POINTS for column in table.columns]
    for row in table.rows:
        writer.writerow([*value, *map(_cell, row, of_points), table.notice])
    return ExportFile(path, target.getvalue().encode("utf-8-sig"))


def _cell(cell: Cell, is_points: bool) -> str:  # noqa: FBT001 - map hands it over so
    if isinstance(cell, str):
        return safe(cell)
    if cell is None:
        return ""
    return points(cell) if is_points else str(cell)
