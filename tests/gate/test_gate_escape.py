"""What is echoed stays text: in workflow commands, in logs, in Markdown as GitHub renders it, and in HTML."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from thidua.gate.escape import command_data, command_property, html_text, log_line, markdown

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


@pytest.mark.parametrize("text", ["@team", "fixes #1", "www.example.org", "http://e.example", "mailto:a", ":smile:"])
def test_no_mention_reference_or_link_is_left(text: str) -> None:
    shown = markdown(text)

    assert text not in shown


def test_html_is_escaped() -> None:
    assert html_text('<a href="x">&\u202e') == "&lt;a href=&quot;x&quot;&gt;&amp;\\u202e"


def test_ordinary_sentences_stay_readable() -> None:
    assert markdown("Hội Sen Hồng (hoi-sen): 91.00 điểm, hạng 1.") == "Hội Sen Hồng (hoi-sen): 91.00 điểm, hạng 1."
