"""A portal of another bloc, whose bodies and awards have other names, says nothing of the sample's bloc."""

import io
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile, is_zipfile

import pytest

from support.command import CHECKOUT, thidua

AS_OF = "2021-11-20T08:00:00+07:00"
# What the small portal of the examples says, and what the bloc of a province says instead.
RENAMED = {
    "Ban Thường trực Ủy ban Trung ương MTTQ Việt Nam": "Ban Chỉ đạo Khối thi đua các Sở",
    "Ban Thường trực": "Ban Chỉ đạo",
    "Hội đồng Thi đua – Khen thưởng": "Tổ Tư vấn thi đua",
    "thành viên Hội đồng": "thành viên Tổ Tư vấn",
    "ban-thuong-truc": "ban-chi-dao",
    "hoi-dong-tdkt": "to-tu-van",
    "Cờ thi đua của Ủy ban Trung ương MTTQ Việt Nam": "Danh hiệu Đơn vị dẫn đầu",
    "Bằng khen của Ủy ban Trung ương MTTQ Việt Nam": "Giấy khen của Giám đốc Sở",
    "Ủy ban Trung ương MTTQ Việt Nam": "Ủy ban nhân dân tỉnh",
    "Cờ thi đua": "Đơn vị dẫn đầu",
    "Bằng khen": "Giấy khen",
    "/TB-MTTW": "/QĐ-MTTW",
    "MTTW-BTT": "BCĐ",
    "MTTW": "BCĐ",
    "mttw": "bcd",
    "mttq": "khoi-so",
    "sample: true": "sample: false",
}
OF_THE_SAMPLE = re.compile(
    r"ban thường trực|mặt trận|mttq|mttw|hội đồng|ủy ban trung ương|bằng khen|cờ thi đua|thông báo số"
    r"|ban-thuong-truc|hoi-dong|du-lieu-mau|standing board|fatherland",
    re.IGNORECASE,
)


def said(site: Path) -> Iterator[tuple[str, str]]:
    """Every file of a site, those within a workbook apart, with its bytes as text."""
    for path in sorted(path for path in site.rglob("*") if path.is_file()):
        name, data = path.relative_to(site).as_posix(), path.read_bytes()
        yield name, name
        if is_zipfile(path):
            with ZipFile(io.BytesIO(data)) as book:
                yield from ((f"{name}/{part}", book.read(part).decode("utf-8")) for part in book.namelist())
        else:
            yield name, data.decode("utf-8", "replace")


def foreign(site: Path) -> set[str]:
    """What a site says of the sample's bloc, with the file that says it."""
    return {
        f"{name}: …{text[max(found.start() - 40, 0) : found.end() + 20]}…"
        for name, text in said(site)
        for found in OF_THE_SAMPLE.finditer(text)
    }


def renamed(text: str) -> str:
    for before, after in RENAMED.items():
        text = text.replace(before, after)
    return text


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small portal of the examples, with the names of another bloc."""
    root = tmp_path_factory.mktemp("bloc") / "root"
    shutil.copytree(CHECKOUT / "tests/examples/base", root)
    for path in root.rglob("*.yml"):
        path.write_text(renamed(path.read_text("utf-8")), "utf-8")
    assert not OF_THE_SAMPLE.search("".join(path.read_text("utf-8") for path in root.rglob("*.yml")))
    return root


@pytest.mark.parametrize("audience", ["public", "internal"])
def test_no_byte_of_a_site_is_of_the_sample(root: Path, audience: str) -> None:
    site = root / f"site-{audience}"
    run = thidua("build", "--root", root, "--audience", audience, "--site", site, "--as-of", AS_OF)
    assert run.exit_code == 0, run.out + run.err
    assert foreign(site) == set()


def test_pages_call_the_bodies_as_the_register_does(root: Path) -> None:
    run = thidua("build", "--root", root, "--as-of", AS_OF)
    assert run.exit_code == 0, run.out + run.err
    results, cluster = (
        (root / "site" / page / "index.html").read_text("utf-8") for page in ("2019/ket-qua", "2020/cum-01")
    )
    assert "theo quyết định của Ban Chỉ đạo Khối thi đua các Sở" in results
    assert "Thành viên Tổ Tư vấn thi đua phụ trách Cụm" in cluster
    assert "theo Quyết định số 32/QĐ-BCĐ" in cluster


def test_a_portal_from_the_skeletons_is_not_of_the_sample_either(tmp_path: Path) -> None:
    for arguments in (["portal"], ["season", "2026"]):
        assert thidua("new", *arguments, "--root", tmp_path).exit_code == 0
    register = tmp_path / "submissions/organisations.yml"
    register.write_text(ORGANISATIONS, "utf-8")
    for name in ("portal.yml", "2026/season.yml"):
        path = tmp_path / "submissions" / name
        path.write_text(renamed(path.read_text("utf-8")), "utf-8")
    members = [word for member in ("so-lua", "so-nuoc", "so-rung") for word in ("--member", member)]
    cluster = ["2026", "cum-01", "--name", "Khối các Sở", *members, "--monitor", "phong-thi-dua"]
    assert thidua("new", "cluster", *cluster, "--root", tmp_path).exit_code == 0
    run = thidua("build", "--root", tmp_path, "--site", tmp_path / "site", "--as-of", "2026-10-20T08:00:00+07:00")
    assert run.exit_code == 0, run.out + run.err
    assert foreign(tmp_path / "site") == set()


@pytest.mark.parametrize("is_own", [False, True])
def test_a_page_about_the_sample_is_for_who_has_the_sample(root: Path, tmp_path: Path, *, is_own: bool) -> None:
    shutil.copytree(root / "submissions", tmp_path / "submissions")
    (path,) = (tmp_path / "submissions").glob("2020/season.yml")
    path.write_text(path.read_text("utf-8").replace("sample: false", "sample: true"), "utf-8")
    if is_own:
        shutil.copytree(CHECKOUT / "docs", tmp_path / "docs")
    assert thidua("build", "--root", tmp_path, "--as-of", AS_OF).exit_code == 0
    assert (tmp_path / "site/du-lieu-mau.html").is_file() is is_own
    assert ("du-lieu-mau.html" in (tmp_path / "site/huong-dan/index.html").read_text("utf-8")) is is_own
    assert is_own or foreign(tmp_path / "site") == set()
    assert not (tmp_path / "site/performance.html").exists()


ORGANISATIONS = "organisations:" + "".join(
    f"""
  - id: {identity}
    kind: {kind}
    name: {name}
    order: {order}
    from: 2020-01-01"""
    for order, (identity, kind, name) in enumerate(
        [
            ("ban-chi-dao", "standing_board", "Ban Chỉ đạo Khối thi đua các Sở"),
            ("phong-thi-dua", "department", "Phòng Thi đua"),
            ("so-lua", "member", "Sở Lúa"),
            ("so-nuoc", "member", "Sở Nước"),
            ("so-rung", "member", "Sở Rừng"),
        ],
        start=1,
    )
)
