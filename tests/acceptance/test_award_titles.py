"""Two awards whose titles begin alike are told apart wherever a reader meets them."""

import csv
import io
import shutil
from pathlib import Path

import openpyxl
import pytest

from support.command import CHECKOUT, thidua

AS_OF = "2021-11-20T08:00:00+07:00"
MINISTER, BLOC = "Bằng khen của Bộ trưởng", "Bằng khen của Khối"
CALLED = {
    "Cờ thi đua của Ủy ban Trung ương MTTQ Việt Nam": MINISTER,
    "Bằng khen của Ủy ban Trung ương MTTQ Việt Nam": BLOC,
}


def built(root: Path, titles: dict[str, str]) -> Path:
    """A small portal whose awards are called otherwise, and the folder that its site is made of."""
    shutil.copytree(CHECKOUT / "tests/examples/base", root)
    (root / "docs").mkdir()
    for season in (root / "submissions").glob("*/season.yml"):
        text = season.read_text("utf-8")
        for before, after in titles.items():
            text = text.replace(f"title: {before}\n", f"title: {after}\n")
        season.write_text(text, "utf-8")
    run = thidua("build", "--root", root, "--audience", "internal", "--as-of", AS_OF, "--jobs", "1", "--markdown")
    assert run.exit_code == 0, run.out + run.err
    return root / "build/internal/docs"


@pytest.fixture(scope="module")
def docs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(tmp_path_factory.mktemp("titles") / "root", CALLED)


def headings(page: str) -> list[str]:
    return [part.partition("</th>")[0].rpartition(">")[2] for part in page.split("<th ")[1:]]


@pytest.mark.parametrize("address", ["index.md", "to-chuc/index.md"])
def test_the_headings_of_a_table_name_each_award(docs: Path, address: str) -> None:
    found = [heading for heading in headings((docs / address).read_text("utf-8")) if heading.startswith("Bằng khen")]
    assert found.count(MINISTER) == found.count(BLOC)
    assert set(found) == {MINISTER, BLOC}


def test_a_table_for_spreadsheets_says_which_award_was_given(docs: Path) -> None:
    text = (docs / "api/v1/2019/results.csv").read_text("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert {row["Quyết định khen thưởng"] for row in rows} == {MINISTER, BLOC, ""}


def test_the_workbook_says_it_too(docs: Path) -> None:
    (path,) = (docs / "api/v1/2019").glob("*.xlsx")
    cells = {cell for sheet in openpyxl.load_workbook(path) for row in sheet.values for cell in row}
    assert {MINISTER, BLOC} <= cells
    assert "Bằng khen" not in cells


def test_the_command_line_says_it_too(docs: Path) -> None:
    run = thidua("score", "2019", "--root", docs.parents[2], "--as-of", AS_OF)
    assert MINISTER in run.out
    assert BLOC in run.out


def test_a_short_title_stands_in_cells_and_the_full_one_in_the_rules(tmp_path: Path) -> None:
    short = f"{BLOC}\n    short_title: BK Khối"
    docs = built(tmp_path / "root", CALLED | {"Bằng khen của Ủy ban Trung ương MTTQ Việt Nam": short})
    assert set(headings((docs / "index.md").read_text("utf-8"))) >= {MINISTER, "BK Khối"}
    assert "BK Khối" in (docs / "api/v1/2019/results.csv").read_text("utf-8-sig")
    assert BLOC in (docs / "2019/index.md").read_text("utf-8")
