"""The base of the pages: front matter, links, rich texts."""

from datetime import UTC, datetime

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from mkdocs.utils.meta import get_data

from thidua.portal import link
from thidua.portal.context import Context
from thidua.portal.page import Page, markdown, path
from thidua.portal.rich import rich
from thidua.publication.policy import Audience, View
from thidua.records.registers import Organisations, Portal

COMMIT = "0123456789abcdef0123456789abcdef01234567"
RECORD = "submissions/2020/cum-06/vote.yml"


def _context(forge: str = "github", *, is_internal: bool = False, audience: Audience = Audience.PUBLIC) -> Context:
    portal = Portal(
        name="Cổng",
        owner="ban-thuong-truc",
        site_url="https://example.org/thi-dua/",
        timezone="Asia/Ho_Chi_Minh",
        default_language="vi",
        languages=("vi",),
        web_url="https://example.org/mttq/thi-dua",
        branch="main",
        forge=forge,
        is_internal=is_internal,
    )
    return Context(portal, Organisations([]), View(audience, datetime(2021, 1, 1, tzinfo=UTC)), is_in_git=True)


def _page(body: str, title: str = "Tên", description: str = "Mô tả") -> Page:
    return Page("2020/cum-06/", title, description, body, "cluster")


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_a_body_comes_back_from_the_front_matter_unchanged(body: str) -> None:
    rest, meta = get_data(markdown(_page(body)).decode())
    assert (meta["body"], rest) == (body, "")


@pytest.mark.parametrize(
    "body", ["  x \t\n\ty\n\n", "\n\n a\n", "---\n...\n---\n", "a: b # c", "\u2028\x85\r\n", "\ufeffx"]
)
def test_bodies_that_look_like_yaml_or_hold_odd_breaks_come_back_too(body: str) -> None:
    assert get_data(markdown(_page(body)).decode())[1]["body"] == body


def test_titles_are_escaped_because_the_site_generator_does_not() -> None:
    file = markdown(_page("", title='<script>"&', description="{{ x }} 'y'")).decode()
    meta = yaml.safe_load(file.split("---\n")[1])
    assert meta["title"] == "&lt;script&gt;&quot;&amp;"
    assert meta["description"] == "{{ x }} &#x27;y&#x27;"
    assert meta["template"] == "record.html"
    assert meta["hide"] == ["navigation", "toc"]


def test_a_page_stands_in_a_folder_of_its_own() -> None:
    assert path(_page("")) == "2020/cum-06/index.md"
    assert path(Page("", "", "", "", "home")) == "index.md"


@pytest.mark.parametrize(
    ("start", "target", "expected"),
    [
        ("", "", "index.html"),
        ("", "2020/", "2020/index.html"),
        ("2020/", "", "../index.html"),
        ("2020/cum-06/", "2020/", "../index.html"),
        ("2020/cum-06/", "2020/cum-06/hoi-a/", "hoi-a/index.html"),
        ("2020/cum-06/hoi-a/", "api/v1/index.json", "../../../api/v1/index.json"),
        ("2020/cum-06/", "2020/cum-06/", "index.html"),
        ("2020/", "to-chuc/hoi-a/#x", "../to-chuc/hoi-a/index.html#x"),
    ],
)
def test_links_are_relative_and_name_a_file(start: str, target: str, expected: str) -> None:
    assert link.relative(start, target) == expected


@pytest.mark.parametrize(("forge", "room"), [("github", "blob"), ("gitlab", "-/blob"), ("forgejo", "src/branch")])
def test_a_figure_leads_to_its_line_on_every_forge(forge: str, room: str) -> None:
    expected = f"https://example.org/mttq/thi-dua/{room}/main/{RECORD}#L12"
    assert link.source_link(_context(forge), RECORD, 12) == expected


def test_without_a_forge_there_are_no_links_into_git() -> None:
    assert link.source_link(_context("none"), RECORD, 12) is None
    assert link.report_link(_context("none"), "2020/", "Năm") is None


def test_an_internal_repository_is_not_shown_to_the_public() -> None:
    public = _context(is_internal=True)
    assert link.source_link(public, RECORD) is None
    assert link.commit_link(public, COMMIT) is None
    assert link.report_link(public, "2020/", "Năm") is None
    assert link.source_link(_context(is_internal=True, audience=Audience.INTERNAL), RECORD) is not None


def test_a_report_of_an_error_is_prefilled() -> None:
    address = link.report_link(_context(), "2020/", "Kết quả & điểm")
    assert address is not None
    assert address.startswith("https://example.org/mttq/thi-dua/issues/new?title=B%C3%A1o%20l%E1%BB%97i")
    assert "%26" in address
    gitlab = link.report_link(_context("gitlab"), "2020/", "Kết quả")
    assert gitlab is not None
    assert "/-/issues/new?issue%5Btitle%5D=" in gitlab


def test_rich_text_has_paragraphs_lists_emphasis_and_links() -> None:
    html = rich("Một *hai* **ba**\n\n- bốn\n- [năm](https://example.org/x?a=1&b=2)\n\n1. sáu")
    assert "<p>Một <em>hai</em> <strong>ba</strong></p>" in html
    assert '<a href="https://example.org/x?a=1&amp;b=2" rel="noopener noreferrer nofollow">năm</a>' in html
    assert "<ol>" in html
    assert "<ul>" in html


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](http://example.org)",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "![x](https://example.org/x.png)",
        "<a href='https://example.org' onclick='alert(1)'>x</a>",
        "<style>body{display:none}</style>",
        "</p></div><iframe src='https://example.org'>",
        "{{ config }} {% include 'x' %}",
    ],
)
def test_hostile_rich_text_leaves_no_markup_of_its_own(hostile: str) -> None:
    html = str(rich(hostile)).lower()
    for forbidden in ("<script", "<img", "<style", "<iframe", '<a href="javascript', '<a href="http:', '<a href="data'):
        assert forbidden not in html
    assert "<a href='https" not in html
