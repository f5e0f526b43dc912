"""CSV and Excel say what the JSON says, cell by cell, hold nothing that it withholds, and no program runs them."""

import csv
import io
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from support.api_build import documents, read, tables
from support.command import CHECKOUT
from thidua.exports import address
from thidua.exports.delimited import csv_file, safe
from thidua.exports.table import Column, ColumnKind, Table
from thidua.exports.workbook import workbook_file
from thidua.publication.policy import Audience, View
from thidua.records import vocabulary

# 2019 is cautious and decided; 2020 is open: before its deadline, between deadline and conference, before the decision,
# and after it.
MOMENTS = ("2020-11-10", "2020-11-20", "2020-12-20", "2021-11-20")
EDITIONS = [(Audience.PUBLIC, moment) for moment in MOMENTS] + [(Audience.INTERNAL, MOMENTS[-1])]
Line = dict[str, str]


def at(moment: str) -> datetime:
    return datetime.fromisoformat(f"{moment}T08:00:00+07:00")


@cache
def files(audience: Audience, moment: str) -> Mapping[str, bytes]:
    return tables(read(CHECKOUT), View(audience, at(moment)))


@cache
def published(audience: Audience, moment: str) -> Mapping[str, Any]:
    return documents(read(CHECKOUT), audience, at(moment))


def lines(data: bytes) -> list[Line]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def clusters(documents: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for season in documents["api/v1/index.json"]["seasons"]:
        yield from ((place, documents[place]) for place in season["clusters"])


def book(data: bytes) -> dict[str, Worksheet]:
    return {sheet.title: sheet for sheet in openpyxl.load_workbook(io.BytesIO(data)).worksheets}


def rows(sheet: Worksheet) -> list[dict[str, Any]]:
    headings, *found = sheet.iter_rows(min_row=4, values_only=True)
    return [dict(zip(map(str, headings), row, strict=True)) for row in found]


# The figures are those of the JSON


def member_line(member: Any, cluster: Any, documents: Mapping[str, Any]) -> Line:
    """What the JSON says of one member, in the words of the tables."""
    season = documents[address.season(cluster["season"])]
    classes = {c["code"]: c["title"] for c in documents[season["rubric"]]["classification"]}
    awards = {award["code"]: award["title"].partition(" của ")[0] for award in season["awards"]}
    own, official = member["self"] or {}, member["official"] or {}
    organisation = member["organisation"]
    decided = {row["award"]: row["status"] for row in cluster["awards"] or () if row["organisation"] == organisation}
    words = vocabulary.AWARD_STATUSES
    return {
        "Năm": cluster["season"],
        "Mã Cụm": cluster["cluster"],
        "Cụm": cluster["name"],
        "Mã tổ chức": organisation,
        "Tổ chức": member["name"],
        "Tình trạng hồ sơ": vocabulary.STATES[member["state"]] if member["state"] else "",
        "Đúng hạn": {True: "có", False: "không", None: ""}[member["on_time"]],
        "Điểm tự chấm": own.get("total", ""),
        "Điểm chính thức": official.get("total", ""),
        "Xếp loại": classes[official["classification"]] if official else "",
        "Thứ hạng trong Cụm": str(member["rank"] or ""),
        "Cụm đề nghị (chưa phải quyết định khen thưởng)": ", ".join(
            awards[code] for code, chosen in (cluster["nominations"] or {}).items() if organisation in chosen
        ),
        "Quyết định khen thưởng": ", ".join(
            title if decided[code] == "awarded" else f"{title} ({words[decided[code]].lower()})"
            for code, title in awards.items()
            if code in decided
        ),
        "Lưu ý": "DỮ LIỆU MẪU – hư cấu"
        + ("; NỘI BỘ – không chuyển ra ngoài" if cluster.get("audience") == "internal" else ""),
    }


@pytest.mark.parametrize(("audience", "moment"), EDITIONS)
def test_a_clusters_table_says_what_its_json_says(audience: Audience, moment: str) -> None:
    said, found = published(audience, moment), files(audience, moment)
    for place, cluster in clusters(said):
        expected = {member["organisation"]: member_line(member, cluster, said) for member in cluster["members"]}
        listed = lines(found[address.table(place)])
        assert {line["Mã tổ chức"]: line for line in listed} == expected, place
        ranks = [int(line["Thứ hạng trong Cụm"] or 10**9) for line in listed]
        assert ranks == sorted(ranks), place


@pytest.mark.parametrize(("audience", "moment"), EDITIONS)
def test_the_results_are_the_clusters_one_after_the_other(audience: Audience, moment: str) -> None:
    said, found = published(audience, moment), files(audience, moment)
    for season in said["api/v1/index.json"]["seasons"]:
        parts = [line for place in season["clusters"] for line in lines(found[address.table(place)])]
        assert lines(found[address.table(season["results"])]) == parts


def gap(member: Any, code: str) -> str:
    if "analytics" not in member["shows"] or not (member["self"] and member["official"]):
        return ""
    own, official = (member[sheet]["marks"].get(code, "0.00") for sheet in ("self", "official"))
    return "" if own is None or official is None else f"{float(official) - float(own):.2f}"


@pytest.mark.parametrize(("audience", "moment"), EDITIONS)
def test_a_dossiers_table_says_what_its_json_says(audience: Audience, moment: str) -> None:
    said, found = published(audience, moment), files(audience, moment)
    sheets = {"Điểm tự chấm": "self", "Điểm thẩm định": "verified", "Điểm chính thức": "official"}
    for _, cluster in clusters(said):
        for member in (said[listed["address"]] for listed in cluster["members"]):
            place = address.dossier(member["season"], member["cluster"], member["organisation"])
            listed = lines(found[address.table(place)])
            entered = {code for key in sheets.values() for code in (member[key] or {"marks": {}})["marks"]}
            assert entered <= {line["Mã tiêu chí"] for line in listed}
            for line in listed:
                code = line["Mã tiêu chí"]
                for heading, key in sheets.items():
                    mark = member[key]["marks"].get(code, "0.00") if member[key] else None
                    assert line[heading] == (mark or ""), (place, code, heading)
                assert line["Chênh lệch"] == gap(member, code)
                entries = member["criteria"].get(code, {})
                assert line["Ghi chú khi tự chấm"] in {"", safe(entries.get("self", {}).get("note", ""))}
                reasons = {safe(entry.get("reason", "")) for entry in entries.values()}
                assert line["Lý do"] in {"", *reasons}, (place, code)


@pytest.mark.parametrize(("audience", "moment"), EDITIONS)
def test_a_workbook_says_what_the_tables_say(audience: Audience, moment: str) -> None:
    said, found = published(audience, moment), files(audience, moment)
    for season in said["api/v1/index.json"]["seasons"]:
        sheets = book(found[address.workbook(season["season"])])
        listed = lines(found[address.table(season["results"])])
        for line, row in zip(listed, rows(sheets["Kết quả"]), strict=True):
            for heading, value in row.items():
                written = f"{value:.2f}" if heading.startswith("Điểm") and value is not None else str(value or "")
                assert written == line[heading], heading
        shown = {}
        for place in season["clusters"]:
            cluster = said[place]
            members = [said[member["address"]] for member in cluster["members"]]
            shown[cluster["cluster"]] = {member["name"]: member for member in members if member["official"]}
        assert set(sheets) == {"Kết quả", "Tiêu chí", *(cluster for cluster, members in shown.items() if members)}
        for cluster, members in shown.items():
            for row in rows(sheets[cluster]) if members else ():
                assert set(row) == {"Nhóm", "Mã tiêu chí", "Tiêu chí", "Điểm tối đa", *members}
                for name, member in members.items():
                    assert row[name] == figure(row, member["official"], said[season["rubric"]]), (cluster, name, row)


def figure(row: dict[str, Any], sheet: Any, rubric: Any) -> Any:
    """What the JSON says for one cell of a cluster's sheet."""
    if row["Mã tiêu chí"] is not None:
        mark = sheet["marks"].get(row["Mã tiêu chí"], "0.00")
        return "KAD" if mark is None else float(mark)
    titles = {c["code"]: c["title"] for c in rubric["classification"]}
    return {"Tổng điểm": float(sheet["total"]), "Xếp loại": titles[sheet["classification"]]}[row["Tiêu chí"]]


def test_what_is_withheld_is_withheld_in_every_form() -> None:
    early = files(Audience.PUBLIC, "2020-11-10")
    assert set(book(early["api/v1/2020/results.xlsx"])) == {"Kết quả", "Tiêu chí"}
    for path, data in early.items():
        if path.startswith("api/v1/2020/") and path.endswith(".csv") and "rubric" not in path:
            for line in lines(data):
                figures = {
                    h: v for h, v in line.items() if h.startswith(("Điểm", "Thứ", "Xếp", "Cụm đ", "Quyết", "Lý"))
                }
                assert {v for h, v in figures.items() if h != "Điểm tối đa"} == {""}, path


def test_the_example_of_the_guide_reads_both_tables_alike(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = files(Audience.PUBLIC, MOMENTS[-1])
    for name in ("results.xlsx", "results.csv"):
        (tmp_path / name).write_bytes(found[f"api/v1/2020/{name}"])
    monkeypatch.chdir(tmp_path)
    guide = (CHECKOUT / "docs/du-lieu-mo/index.md").read_text("utf-8")
    said: dict[str, Any] = {}
    exec(guide.partition("```python\n")[2].partition("```")[0], said)  # noqa: S102 - the guide's own example
    sheet, table = said["sheet"], said["table"]
    assert list(sheet.columns) == list(table.columns)[1:-1]
    assert sheet["Điểm chính thức"].equals(table["Điểm chính thức"])
    assert list(sheet["Mã tổ chức"]) == list(table["Mã tổ chức"])


def test_of_a_cautious_season_only_the_points_of_the_nominated_are_in_a_table() -> None:
    listed = lines(files(Audience.PUBLIC, "2021-11-20")["api/v1/2019/results.csv"])
    whole = lines(files(Audience.INTERNAL, "2021-11-20")["api/v1/2019/results.csv"])
    for line in listed:
        assert bool(line["Điểm chính thức"]) == bool(line["Cụm đề nghị (chưa phải quyết định khen thưởng)"])
        assert line["Điểm tự chấm"] == ""
    assert sum(bool(line["Điểm chính thức"]) for line in listed) < sum(bool(line["Điểm chính thức"]) for line in whole)


def test_the_rubric_and_the_register_have_a_line_each() -> None:
    said, found = published(Audience.PUBLIC, MOMENTS[-1]), files(Audience.PUBLIC, MOMENTS[-1])
    for season in said["api/v1/index.json"]["seasons"]:
        rubric = said[season["rubric"]]
        criteria = [c for s in rubric["sections"] for c in s["criteria"]] + rubric["bonus"] + rubric["penalties"]
        listed = lines(found[address.table(season["rubric"])])
        assert [(line["Mã tiêu chí"], line["Tiêu chí"], line["Điểm tối đa"]) for line in listed] == [
            (c["code"], c["title"], c["max"]) for c in criteria
        ]
    register = said["api/v1/organisations.json"]["organisations"]
    listed = lines(found["api/v1/organisations.csv"])
    assert [(line["Mã tổ chức"], line["Tên"], line["Đã tham gia"]) for line in listed] == [
        (o["id"], o["name"], " ".join(f"{term['season']}/{term['cluster']}" for term in o["seasons"])) for o in register
    ]


# Cells


@pytest.mark.parametrize(
    "text",
    [
        *(f"{sign}1+1" for sign in "=+-@＝＋－＠﹦"),
        *("  =1", "\u00a0=1", "\t=1", "\r=1", "\n=1", "\tx", "\rx", "'=1", ' "=1', "a;=1", "a; -1", "a\n+1", "a\t@x"),
    ],
)
def test_a_text_that_a_spreadsheet_would_run_gets_an_apostrophe(text: str) -> None:
    assert safe(text) != text
    assert safe(text).replace("'", "") == text.replace("'", "")


@pytest.mark.parametrize("text", ["", "Hội A", "1-2", "a = b", "a, -b", "8 @ 2", "“=1”", "'Hội", "5;6", "KAD"])
def test_every_other_text_stays_as_it_is(text: str) -> None:
    assert safe(text) == text


def one_cell(text: str, number: int = -150) -> Table:
    columns = (Column("Tên"), Column("Điểm", ColumnKind.POINTS), Column("Hạng", ColumnKind.COUNT))
    return Table(text, "2020", "", columns, ((text, number, 1), (None, None, None)))


def test_a_csv_file_is_as_rfc_4180_has_it() -> None:
    table = one_cell('Hội "A", B')

    assert csv_file("x.csv", table).data == (
        '\ufeffNăm,Tên,Điểm,Hạng,Lưu ý\r\n2020,"Hội ""A"", B",-1.50,1,\r\n2020,,,,\r\n'.encode()
    )


@pytest.mark.parametrize("number", [0, 5, 100, 1_000_00, -5, -100, -1_000_05])
def test_a_number_stays_a_number(number: int) -> None:
    table = one_cell("x", number)
    (line, _) = lines(csv_file("x.csv", table).data)
    assert round(float(line["Điểm"]) * 100) == number

    cell = book(workbook_file("x.xlsx", [("a", table)], date(2021, 1, 1)).data)["a"]["B5"]
    assert (cell.data_type, cell.value, cell.number_format) == ("n", number / 100, "#,##0.00")


@pytest.mark.parametrize("text", ["=1+1", "=", "-5", "+1", "@x", "#N/A", "12", "2020-01-01", "https://example.org"])
def test_a_text_is_a_text_in_a_workbook(text: str) -> None:
    sheet = book(workbook_file("x.xlsx", [("a", one_cell(text))], date(2021, 1, 1)).data)["a"]

    for place in ("A1", "A5"):
        assert (sheet[place].data_type, sheet[place].value) == ("s", text)
        assert sheet[place].hyperlink is None
        assert sheet[place].quotePrefix == (text[0] in "=-+@")


# Workbooks


def test_every_sheet_is_marked_and_ready_to_print() -> None:
    corrected, today = "09/03/2021", "20/11/2021"  # in public, figures that are published change by corrections alone
    for audience, notice, day in (
        (Audience.PUBLIC, "DỮ LIỆU MẪU", corrected),
        (Audience.INTERNAL, "NỘI BỘ", today),
    ):
        for name, sheet in book(files(audience, MOMENTS[-1])["api/v1/2020/results.xlsx"]).items():
            assert notice in sheet["A2"].value, name
            assert notice in sheet.oddHeader.right.text
            assert sheet["A3"].value == f"Số liệu tính đến ngày {day}"
            assert sheet.freeze_panes == "A5"
            assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
            assert sheet.sheet_properties.pageSetUpPr.fitToPage
            assert sheet.print_title_rows == "$4:$4"


def test_real_data_bear_no_mark() -> None:
    sheet = book(workbook_file("x.xlsx", [("a", one_cell("x"))], date(2021, 1, 1)).data)["a"]
    assert sheet["A2"].value is None


def test_the_same_values_give_the_same_bytes() -> None:
    view = View(Audience.PUBLIC, at(MOMENTS[-1]))
    assert tables(read(CHECKOUT), view) == files(Audience.PUBLIC, MOMENTS[-1])


def test_a_workbook_does_not_tell_when_it_was_made() -> None:
    data = files(Audience.PUBLIC, MOMENTS[-1])["api/v1/2020/results.xlsx"]
    properties = openpyxl.load_workbook(io.BytesIO(data)).properties

    assert {entry.date_time for entry in ZipFile(io.BytesIO(data)).infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert properties.created == properties.modified == datetime(2021, 3, 9)  # noqa: DTZ001 - as the file has it


def test_sheets_of_long_and_equal_names_have_names_of_their_own() -> None:
    names = ["cum-" + "a" * 40 + "-1", "cum-" + "a" * 40 + "-2", "cum-" + "a" * 40 + "-3"]
    found = book(workbook_file("x.xlsx", [(name, one_cell("x")) for name in names], date(2021, 1, 1)).data)
    assert len(found) == 3
    assert all(len(name) <= 31 for name in found)


def test_no_sheet_bears_the_name_that_excel_keeps_for_itself() -> None:
    found = book(workbook_file("x.xlsx", [("history", one_cell("x"))], date(2021, 1, 1)).data)
    assert list(found) == ["history~2"]


def test_the_longest_text_is_within_what_excel_can_show() -> None:
    sheet = book(workbook_file("x.xlsx", [("a", one_cell("dài " * 2000))], date(2021, 1, 1)).data)["a"]
    assert sheet.row_dimensions[5].height <= 409
    assert (sheet.row_dimensions[4].height or sheet.sheet_format.defaultRowHeight) == 15


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("x" * 32_767, "x" * 32_767),
        ("x" * 32_768, "x" * 32_766 + "…"),
        ("\U0001f600" * 16_384, "\U0001f600" * 16_383 + "…"),
    ],
)
def test_a_text_longer_than_excel_holds_is_cut_and_shows_it(text: str, shown: str) -> None:
    """Excel counts UTF-16 code units, at most 32,767 a cell; the CSV file keeps everything."""
    table = Table("x", "2020", "", (Column("Tên"),), ((text,),))

    assert book(workbook_file("x.xlsx", [("a", table)], date(2021, 1, 1)).data)["a"]["A5"].value == shown
    assert lines(csv_file("x.csv", table).data)[0]["Tên"] == text


def test_what_no_xml_may_hold_is_left_out_of_a_workbook() -> None:
    table = Table("x", "2020", "", (Column("Tên"),), (('a\x00\ufffe<&>"b',),))
    assert book(workbook_file("x.xlsx", [("a", table)], date(2021, 1, 1)).data)["a"]["A5"].value == 'a<&>"b'
