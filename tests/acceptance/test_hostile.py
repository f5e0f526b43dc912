"""Texts from the records are texts on the pages: nothing in them becomes markup, a link, code or a template."""

import csv
import io
import re
import shutil
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import yaml

from support.command import CHECKOUT, thidua

SUBMISSIONS = CHECKOUT / "tests" / "golden" / "portal" / "submissions"
TEMPLATE = "{{ 7*7 }}{% for x in y %}${7*7}#{7*7}"
PAYLOADS = (
    TEMPLATE,
    '" onclick="alert(1)" x="',
    "' onmouseover='alert(1)",
    "[bấm](javascript:alert(1)) ![ảnh](https://evil.example/a.png) [x](data:text/html,1)",
    "--- \\ ``` | # * _ ~ ]]> --> */ // @@noi-dung@@ %0A ::set-output::",
    "&lt;script&gt;alert(1)&lt;/script&gt; &#60;b&#62;",
    "=1+1 +1 -1 @SUM(A1)",
)
TEXTS = {"title", "name", "note", "reason", "text", "heading", "summary", "place", "purpose", "funding", "unit", "to"}
LISTS = {"contents", "participants", "invited"}


def planted(value: Any, payload: str, key: str = "") -> Any:
    """Return ``value`` with the payload behind every text that is free."""
    if isinstance(value, dict):
        return {inner: planted(item, payload, inner) for inner, item in value.items()}
    if isinstance(value, list):
        return [planted(item, payload, "title" if key in LISTS else key) for item in value]
    return f"{value} {payload}" if key in TEXTS and isinstance(value, str) else value


class Shape(HTMLParser):
    """The elements of a page with the names of their attributes, its links, and its text."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: set[tuple[str, frozenset[str]]] = set()
        self.links: set[str] = set()
        self.loaded: set[str] = set()
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.add((tag, frozenset(name for name, _ in attrs)))
        self.links |= {value or "" for name, value in attrs if name in {"href", "action"}}
        self.loaded |= {value or "" for name, value in attrs if name in {"src", "srcset", "data"}}

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def shapes(site: Path) -> Iterator[tuple[str, Shape]]:
    for page in sorted(site.rglob("*.html")):
        shape = Shape()
        shape.feed(page.read_text(encoding="utf-8"))
        yield page.relative_to(site).as_posix(), shape


def built(root: Path, payload: str | None) -> Path:
    shutil.copytree(SUBMISSIONS, root / "submissions")
    (root / "docs").mkdir()
    for path in (root / "submissions").rglob("*.yml") if payload is not None else ():
        if path.name != "accounts.yml":
            content = planted(yaml.load(path.read_bytes(), Loader=yaml.BaseLoader), payload or "")  # noqa: S506 - texts only
            path.write_text(_dumped(content), encoding="utf-8")
    run = thidua("build", "--root", root, "--as-of", "2021-01-10", "--jobs", "1")
    assert run.exit_code == 0, run.out
    return root / "site"


def _dumped(value: Any) -> str:
    """Return YAML in which texts are quoted and everything else stands as it was written."""
    text = yaml.dump(value, allow_unicode=True, default_style='"', width=10_000, sort_keys=False)
    return re.sub(r'"(-?\d+(?:\.\d+)?|true|false)"(?=\n|$)', r"\1", text)


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Shape]:
    return dict(shapes(built(tmp_path_factory.mktemp("clean"), None)))


@pytest.mark.parametrize("payload", PAYLOADS, ids=range(len(PAYLOADS)))
def test_hostile_text_stays_text(tmp_path: Path, clean: dict[str, Shape], payload: str) -> None:
    site = built(tmp_path, payload)
    known = {element for shape in clean.values() for element in shape.elements}
    for name, shape in shapes(site):
        new = shape.elements - known
        assert {tag for tag, _ in new} <= {"a", "em", "strong", "code", "p", "ul", "ol", "li", "span", "td", "div"}, (
            name
        )
        assert not any(attribute.startswith("on") for _, attributes in new for attribute in attributes), name
        assert not any(link.startswith(("javascript:", "data:")) for link in shape.links), name
        assert not any("evil.example" in address for address in shape.loaded), name


def test_templates_are_shown_and_not_run(tmp_path: Path) -> None:
    site = built(tmp_path, TEMPLATE)
    pages = ["index.html", "2020/index.html", "2020/cum-01/index.html", "2020/cum-01/hoi-ben-do/index.html"]
    for page in pages:
        shape = dict(shapes(site))[page]
        assert TEMPLATE in "".join(shape.text), page


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "</article>", "<!--"])
def test_markup_is_refused_before_any_page_is_made(tmp_path: Path, text: str) -> None:
    shutil.copytree(SUBMISSIONS, tmp_path / "submissions")
    report = tmp_path / "submissions/2020/cum-01/report.yml"
    report.write_text(
        report.read_text(encoding="utf-8").replace("Cụm hoàn thành", f"{text} hoàn thành"), encoding="utf-8"
    )
    run = thidua("build", "--root", tmp_path, "--as-of", "2021-01-10")
    assert run.exit_code == 1
    assert "text-markup" in run.out
    assert not (tmp_path / "site").exists()


def replaced(root: Path, old: str, new: str) -> Path:
    """A portal in whose records ``new`` stands in place of ``old``."""
    shutil.copytree(SUBMISSIONS, root / "submissions")
    for path in (root / "submissions").rglob("*.yml"):
        path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    return root


@pytest.mark.parametrize("sign", "=+-@")
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("name: Hội Bến Đò", 'name: "{sign}1 Hội"'),
        ("name: Cụm thi đua số 1", 'name: "{sign}1 Cụm"'),
        ("title: Tốt", 'title: "{sign}1 Tốt"'),
    ],
)
def test_no_cell_of_the_csv_begins_a_formula(tmp_path: Path, old: str, new: str, sign: str) -> None:
    """A name may begin with a sign, and is then no formula; an id may not, and is refused before."""
    root = replaced(tmp_path, old, new.format(sign=sign))
    assert thidua("validate", "--root", root).exit_code == 0

    lines = thidua("score", "2020", "--root", root, "--format", "csv").out.splitlines()

    assert lines[0].startswith("\ufeffNăm,")
    assert all(not cell.strip('"').startswith(sign) for line in lines for cell in line.split(","))
    as_id = replaced(tmp_path / "id", "hoi-ben-do", f'"{sign}1"')
    assert thidua("validate", "--root", as_id).exit_code == 1
    assert f"{sign}1" not in thidua("score", "2020", "--root", as_id, "--format", "csv").out


MARKED = "[link=https://evil.example]x[/link] [red]y[/red] [/z] :bomb:"
AS_OF = ("--as-of", "2021-01-10")


@pytest.mark.parametrize(
    ("command", "text"),
    [
        (("status", "2020", *AS_OF), "Hội nghị tổng kết Cụm thi đua thu nhỏ năm 2020"),
        (("score", "2020", *AS_OF), "Cờ thi đua"),
        (("score", "2020", *AS_OF), "Cụm thi đua số 1"),
        (("score", "2020", *AS_OF), "Hội Bến Đò"),
    ],
)
def test_texts_are_printed_as_they_are(tmp_path: Path, command: tuple[str, ...], text: str) -> None:
    """On a terminal some words in brackets would be colours and links, and others an error."""
    root = replaced(tmp_path, text, f'"{MARKED}"')

    run = thidua(*command, "--root", root)

    assert run.exit_code == 0
    assert MARKED in run.out


# As a cell begins for a program that splits lines at commas; for one that splits at semicolons; for one that trims.
FORMULAS = ("=1+1", "+1+1", "-1+1", "@SUM(1)", "＝1+1", "－1", "  =1+1", "'=1+1", "x;=1+1", "x; @SUM(1)", '"=1+1')
NUMBER = re.compile(r"-?\d+(\.\d+)?")
SIGNS = set("=+-@＝＋－＠")


def led(value: Any, formula: str, key: str = "") -> Any:
    """Return ``value`` with the formula in front of every text that is free."""
    if isinstance(value, dict):
        return {inner: led(item, formula, inner) for inner, item in value.items()}
    if isinstance(value, list):
        return [led(item, formula, "title" if key in LISTS else key) for item in value]
    return f"{formula} {value}" if key in TEXTS and isinstance(value, str) else value


@pytest.mark.parametrize("formula", FORMULAS)
def test_formula_injection_no_cell_of_a_csv_or_excel_file_is_a_formula(tmp_path: Path, formula: str) -> None:
    """Names of organisations and clusters, titles of criteria, classes and awards, notes and reasons: all are texts."""
    root = tmp_path / "root"
    shutil.copytree(SUBMISSIONS, root / "submissions")
    (root / "docs").mkdir()
    for path in (root / "submissions").rglob("*.yml"):
        if path.name != "accounts.yml":
            content = led(yaml.load(path.read_bytes(), Loader=yaml.BaseLoader), formula)  # noqa: S506 - texts only
            path.write_text(_dumped(content), encoding="utf-8")

    run = thidua("build", "--root", root, "--as-of", "2021-01-10", "--jobs", "1", "--audience", "internal")

    assert run.exit_code == 0, run.out
    folder = root / "site-internal" / "api" / "v1"
    tables, (workbook,) = sorted(folder.rglob("*.csv")), folder.rglob("*.xlsx")
    assert len(tables) > 5
    texts = 0
    for table in tables:
        text = table.read_bytes().decode("utf-8-sig")
        cells = [cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row]
        split = [piece for line in text.split("\r\n") for piece in line.split(";")]
        begun = {cell for cell in (*cells, *split) if cell.lstrip(' "')[:1] in SIGNS and not NUMBER.fullmatch(cell)}
        assert begun == set(), table.name
        texts += sum(formula.rpartition(";")[2].strip(" '\"") in cell for cell in cells)
    assert texts > 50
    for sheet in openpyxl.load_workbook(workbook).worksheets:
        cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
        assert {cell.data_type for cell in cells} <= {"s", "n"}, sheet.title
        assert any(str(cell.value).startswith(formula) for cell in cells), sheet.title
