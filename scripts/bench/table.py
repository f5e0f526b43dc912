"""The results of the bench as a table, on the terminal and as a page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Final

from rich.table import Table


class BudgetState(StrEnum):
    """Whether a budget of performance.md is kept."""

    MET = "đạt"
    MISSED = "chưa đạt"
    NOT_JUDGED = ""


GROWTH: Final = 2.2
MEMORY: Final = 600_000_000
STYLES = {BudgetState.MET: "green", BudgetState.MISSED: "bold yellow", BudgetState.NOT_JUDGED: ""}
COLUMNS = ("Việc", "Cổng Thi đua", "Đối chứng", "Tỷ lệ", "Hạn mức", "Kết quả")


@dataclass(frozen=True, slots=True)
class Row:
    """One line: what was measured, ours, the peer's, what is judged and by which budget. Everything is formatted."""

    what: str
    ours: str
    peer: str
    ratio: str
    budget: str
    verdict: BudgetState

    @property
    def cells(self) -> tuple[str, ...]:
        """The texts of the line from left to right."""
        return self.what, self.ours, self.peer, self.ratio, self.budget, self.verdict.value


def judged(value: float, limit: float) -> BudgetState:
    """Return whether ``value`` keeps within ``limit``."""
    return BudgetState.MET if value <= limit else BudgetState.MISSED


def seconds(value: float) -> str:
    """Return seconds as Vietnamese readers write them: ``1,25 s``, and milliseconds below a tenth."""
    return f"{value * 1000:.1f} ms".replace(".", ",") if value < 0.1 else f"{value:.2f} s".replace(".", ",")


def share(value: float) -> str:
    """Return a ratio below one as a fraction with numerator 1 (``1/12,3``), any other as a factor (``1,95 lần``)."""
    return f"1/{1 / value:.1f}".replace(".", ",") if 0 < value < 1 else f"{value:.2f} lần".replace(".", ",")


def kilobytes(value: float) -> str:
    """Return bytes in kilobytes of 1,000."""
    return f"{value / 1000:.1f} kB".replace(".", ",")


def megabytes(value: float) -> str:
    """Return bytes in megabytes of 1,000,000."""
    return f"{value / 1_000_000:.0f} MB"


def number(value: int) -> str:
    """Return a count with dots between thousands."""
    return f"{value:,}".replace(",", ".")


def growth(what: str, work: Mapping[int, float]) -> Row:
    """Return the row on how work (in seconds of a core, by dossiers) grows with each doubling: the worst counts."""
    factor = max(work[double] / work[single] for single, double in pairwise(work))
    sizes = f"{number(min(work))} … {number(max(work))} hồ sơ"
    return Row(
        f"{what}, {sizes}",
        " · ".join(map(seconds, work.values())),
        "–",
        share(factor),
        "≤ 2,2 lần",
        judged(factor, GROWTH),
    )


def memory(what: str, held: int) -> Row:
    """Return the row on the most memory (in bytes) that all processes held at once."""
    return Row(what, megabytes(held), "–", "–", "≤ 600 MB", judged(held, MEMORY))


def drawn(rows: Sequence[Row]) -> Table:
    """Return the table for a terminal."""
    table = Table(*COLUMNS)
    for row in rows:
        *plain, verdict = row.cells
        table.add_row(*plain, f"[{STYLES[row.verdict]}]{verdict}[/]" if verdict else "")
    return table


def markdown(rows: Sequence[Row]) -> str:
    """Return the table in Markdown."""
    lines = [COLUMNS, ("---", "---:", "---:", "---:", "---:", "---"), *(row.cells for row in rows)]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)
