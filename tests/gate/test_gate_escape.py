"""What is echoed stays text: in workflow commands, in logs, in Markdown as GitHub renders it, and in HTML."""

import re
from collections.abc import Iterable, Iterator, Sequence
from html import unescape
from itertools import groupby
from zoneinfo import ZoneInfo

import pytest
from gate_portal import (
    CLUSTER_FILE,
    CONFERENCE,
    COVENANT,
    LOWERED,
    ORGANISATIONS,
    RUBRIC,
    SCHEDULE,
    SEASON,
    SEASON_FILE,
    VOTE,
    self_assessment,
    verification,
)
from gate_repository import History
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from thidua.forge import comment
from thidua.gate.escape import command_data, command_property, html_text, log_line, markdown
from thidua.gate.verdict_document import verdict_document
from thidua.records.language import language

RENDERER = MarkdownIt("gfm-like", {"linkify": False, "html": True}).enable("table")
ALLOWED = {"p", "/p"}
HOSTILE = st.text(alphabet="<>&!*_`~[](){}#@:/|\\-+=.1 \n\r\t%$^wh\u202e\u200bă\"'", max_size=40)


@given(HOSTILE)
def test_markdown_renders_back_to_the_text_itself(text: str) -> None:
    tokens = RENDERER.parse("x" + markdown(text))

    kinds = {child.type for token in tokens for child in token.children or ()}
    assert [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"]
    assert kinds <= {"text", "text_special", "html_inline"}
    assert {c.content for t in tokens for c in t.children or () if c.type == "html_inline"} <= {"<!-- -->"}


@given(HOSTILE)
def test_markdown_opens_no_block(text: str) -> None:
    kinds = {token.type for token in RENDERER.parse(markdown(text)) if token.type.endswith("_open")}

    assert kinds <= {"paragraph_open"}


@given(HOSTILE)
def test_a_table_keeps_its_columns(text: str) -> None:
    tokens = RENDERER.parse(f"| a | b |\n| --- | --- |\n| {markdown(text)} | z |\n")

    assert sum(token.type == "td_open" for token in tokens) == 2


@given(HOSTILE)
def test_a_workflow_command_stays_one(text: str) -> None:
    line = f"::error file={command_property(text)},title={command_property(text)}::{command_data(text)}"

    assert "\n" not in line
    assert "\r" not in line
    assert "##[" not in line
    properties = line.removeprefix("::error ").split("::", 1)[0]
    assert [part.split("=", 1)[0] for part in properties.split(",")][:1] == ["file"]
    assert properties.count(",title=") == 1 or "title=" in text


@given(HOSTILE)
def test_a_log_line_is_no_command(text: str) -> None:
    line = log_line(text)

    assert "##[" not in line
    assert not line.lstrip().startswith("::")
    assert line.isprintable()


SHA = "9fceb02d0ae598e95dc970b74767f19372d61af8"
REFERENCES = [
    "@team", "fixes #1", "www.example.org", "http://e.example", "mailto:a", ":smile:", "GH-1", "gh-12", "x/GH-12",
    "owner/repo#1", f"owner/repo@{SHA}", SHA, SHA[:7], SHA.upper(), f"{SHA[:6]}{SHA}", SHA + SHA[:24], "ABC-12",
    "A_B2-3", "owner/repo!12",
    "!12", "~nhan", '~"nhan khac"', "&12", "%12", '%"moc"', "^alert#3", "$12", "*iteration:1",
]  # fmt: skip
# What forges look for in the text of what Markdown has become.
FOUND = re.compile(
    r'[@#$](?=\w)|[!~&%^*](?=[\w"])|(?i:\bgh)-\d|\b[A-Z][A-Z0-9_]*-\d|(?i:\b(?![0-9]{7,12}\b)[0-9a-f]{7,64}\b)|\bwww\.|\w://|:\w+:'
)


def pieces(tokens: Iterable[Token]) -> Iterator[str]:
    """The texts that stand in one piece in what Markdown becomes; code is not looked at by any forge."""
    for token in tokens:
        if token.type in {"text", "text_special"}:
            yield token.content
        yield from pieces(_joined(token.children or ()))


def _joined(tokens: Sequence[Token]) -> Iterator[Token]:
    """Children with what is left of entities put together, as a browser has them."""
    for is_text, found in groupby(tokens, lambda token: token.type in {"text", "text_special"}):
        if is_text:
            yield Token("text", "", 0, content="".join(token.content for token in found))
        else:
            yield from found


@pytest.mark.parametrize("text", REFERENCES)
@pytest.mark.parametrize("frame", ["{}", "xem {}, rồi", "({})"])
def test_no_mention_reference_or_link_is_left(text: str, frame: str) -> None:
    shown = markdown(frame.format(text))

    assert text not in shown
    if text not in {"mailto:a", "www.example.org"}:  # these are looked for in the Markdown itself
        assert [piece for piece in pieces(RENDERER.parse(shown)) if FOUND.search(piece)] == []


@given(st.text(alphabet='aAbBgGhH012-#!~&%^*@$/_ ".', max_size=60))
def test_no_text_at_all_leaves_a_reference(text: str) -> None:
    assert [piece for piece in pieces(RENDERER.parse("x " + markdown(text))) if FOUND.search(piece)] == []


def test_numbers_and_the_commits_that_were_checked_stay_whole() -> None:
    text = f"30000000 đồng, 123456789012 và {SHA[:12]}"

    assert markdown(text, (SHA[:12],)) == text
    assert SHA[:12] not in markdown(text)


def test_html_is_escaped() -> None:
    assert html_text('<a href="x">&\u202e') == "&lt;a href=&quot;x&quot;&gt;&amp;\\u202e"


def test_ordinary_sentences_stay_readable() -> None:
    assert markdown("Hội Sen Hồng (hoi-sen): 91.00 điểm, hạng 1.") == "Hội Sen Hồng (hoi-sen): 91.00 điểm, hạng 1."


HOSTILE_NAME = f"GH-7 kho/so#8 @ai-do !9 {SHA[:12]} GH-12"
HELD = {
    "2020/cum-01/hoi-tram/self-assessment.yml": self_assessment(),
    "2020/cum-01/hoi-tram/verification.yml": verification("hoi-sen"),
    "2020/cum-01/covenant.yml": COVENANT,
    "2020/cum-01/schedule.yml": SCHEDULE,
    "2020/cum-01/conference.yml": CONFERENCE,
}
NAMED = {
    "organisations.yml": ORGANISATIONS.replace("name: Hội Rừng Tràm", f"name: '{HOSTILE_NAME} Tràm'").replace(
        "name: Hội Sen Hồng", f"name: '{HOSTILE_NAME} Sen'"
    ),
    "2020/season.yml": SEASON_FILE.replace("title: Cờ thi đua", f"title: '{HOSTILE_NAME}'"),
    "2020/rubric.yml": RUBRIC.replace("title: Tốt", f"title: '{HOSTILE_NAME}'").replace(
        "title: Xuất sắc", f"title: 'X {HOSTILE_NAME}'"
    ),
    "2020/cum-01/cluster.yml": CLUSTER_FILE.replace("name: Cụm thi đua số 1", f"name: '{HOSTILE_NAME}'"),
}


@pytest.mark.parametrize("is_internal", [True, False])
@pytest.mark.parametrize(
    ("login", "changes", "echoed"),
    [
        ("tram", {"cum-01/hoi-tram/self-assessment.yml": self_assessment(extra=f"'{HOSTILE_NAME}': 1\n")}, 1),
        ("tram", {"cum-01/hoi-tram/self-assessment.yml": f"scores: [{HOSTILE_NAME}\n"}, 1),
        ("sen", {"cum-01/hoi-tram/self-assessment.yml": self_assessment(1)}, 1),
        ("sen", {"cum-01/hoi-tram/verification.yml": verification("hoi-sen", LOWERED)}, 1),
        ("sen", {"cum-01/vote.yml": VOTE}, 1),
        ("quantri", {"season.yml": SEASON_FILE.replace("title: Tổng", f"title: '{HOSTILE_NAME}'\n#")}, 2),
        ("quantri", {"cum-01/cluster.yml": CLUSTER_FILE.replace("Cụm thi", HOSTILE_NAME.replace("#", ""))}, 2),
        (HOSTILE_NAME, {"cum-01/vote.yml": VOTE}, 1),
    ],
)
def test_nothing_that_a_change_says_is_a_reference_wherever_it_is_told(
    history: History, login: str, changes: dict[str, str], echoed: int, is_internal: bool
) -> None:
    main = history.portal(HELD | NAMED)
    head = history.commit({f"{SEASON}/{path}": text for path, text in changes.items()}, main)
    verdict = history.review(main, head, login, "2020-12-20T09:00:00+07:00", is_internal=is_internal)
    document = verdict_document(verdict, history.repository, language("vi"))
    mark = comment.mark(document, None)
    commits = {str(head)[:12], str(main)[:12]}

    for told in (
        history.summary(verdict, "vi"),
        comment.told(document, mark, verdict.names, "https://x.example", ZoneInfo("Asia/Ho_Chi_Minh"), language("vi")),
    ):
        texts = list(pieces(RENDERER.parse(told)))
        assert [t for t in texts if FOUND.search(t) and not any(c in t for c in commits)] == []
    assert unescape(history.summary(verdict, "vi").replace("<!-- -->", "")).count("GH-7") >= echoed
