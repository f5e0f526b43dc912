"""Run the bench as ``python -m bench``: measures, prints a table, and writes it as a page if asked to."""

import os
import platform
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import click
from rich.console import Console

from bench import building, checking, reviewing
from bench.portals import Portals
from bench.scope import FULL, QUICK, Scope
from bench.table import Row, drawn, markdown

PARTS: Final[dict[str, Callable[[Portals, Scope], Iterator[Row]]]] = {
    "checking": checking.rows,
    "building": building.rows,
    "reviewing": reviewing.rows,
}
WIDTH: Final = 180
PAGE: Final = """\
---
title: Hiệu năng
description: Cổng Thi đua tốn bao nhiêu thời gian và bộ nhớ, so với các công cụ khác trên cùng dữ liệu
---

# Hiệu năng

Đo ngày {day} trên {machine}, bằng `make bench`, với dữ liệu bịa do chính lệnh này sinh ra: mỗi hồ sơ có 25 tiêu chí
kèm ghi chú và minh chứng, khoảng 8 KB. Công cụ đối chứng chạy ngay trước hoặc sau, trên cùng máy và cùng dữ liệu;
vì máy khác nhau, hãy nhìn tỷ lệ hơn là số giây. Kiểm tra một tiến trình và tăng trưởng tính bằng giây bận của lõi;
các việc khác tính từ lúc gọi đến lúc xong. Con số là của lần nhanh nhất.

{table}"""


@click.command(help="Đo tốc độ và bộ nhớ, so với các công cụ khác trên cùng dữ liệu.")
@click.option("--quick", is_flag=True, help="Chỉ đo qua với ít hồ sơ; các con số không để đối chiếu với hạn mức.")
@click.option("--only", type=click.Choice(list(PARTS)), help="Chỉ đo một phần.")
@click.option("--write", type=click.Path(path_type=Path, dir_okay=False), help="Ghi kết quả thành một trang Markdown.")
def main(quick: bool, only: str | None, write: Path | None) -> None:  # noqa: FBT001 - click hands flags over so
    """Measure everything, print the table, and write the page."""
    console = Console()
    if not console.is_terminal:
        console.width = WIDTH
    scope = QUICK if quick else FULL
    rows: list[Row] = []
    with tempfile.TemporaryDirectory(prefix="thidua-bench-") as folder, console.status("Đang đo …") as status:
        for part in [only] if only else PARTS:
            for row in PARTS[part](Portals(Path(folder)), scope):
                rows.append(row)
                status.update(f"Đã đo: {row.what}")
    console.print(drawn(rows))
    if write is not None:
        page = PAGE.format(day=f"{datetime.now(UTC):%d/%m/%Y}", machine=_machine(), table=markdown(rows))
        write.write_text(page, "utf-8")


def _machine() -> str:
    return f"{os.cpu_count()} lõi {platform.machine()}, {platform.system()}, Python {platform.python_version()}"


if __name__ == "__main__":
    main()
