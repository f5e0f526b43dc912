"""Every rule has an id, texts in both languages, and a line on the page of rules."""

import re
from collections import Counter
from pathlib import Path

import pytest

from thidua.records.catalogue import page, rules_of
from thidua.records.finding import Rule
from thidua.records.language import language

ROOMS = ("thidua.records", "thidua.scoring", "thidua.gate")
PAGE = Path(__file__).parents[2] / "docs" / "quy-tac.md"
REFRESH = f"python -m thidua.records.catalogue {' '.join(ROOMS)} > docs/quy-tac.md"
RULES = rules_of(*ROOMS)


def test_the_page_of_rules_is_what_the_rules_say() -> None:
    assert PAGE.read_text("utf-8") == page(*ROOMS), f"refresh it: {REFRESH}"


def test_the_command_that_refreshes_the_page_is_documented() -> None:
    assert REFRESH in (PAGE.parent / "contributing.md").read_text("utf-8")


def test_ids_are_unique() -> None:
    assert not [rule for rule, count in Counter(rule.id for rule in RULES).items() if count > 1]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_has_a_plain_id_and_its_texts_in_both_languages(rule: Rule) -> None:
    vietnamese = language("vi")
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", rule.id)
    for text in (rule.message, rule.hint):
        assert text
        assert vietnamese.text(text) != text


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_has_one_line_with_an_anchor_on_the_page(rule: Rule) -> None:
    assert PAGE.read_text("utf-8").count(f'<code id="{rule.id}">') == 1


def test_a_module_without_a_chapter_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("thidua.records.catalogue.CHAPTERS", {})
    with pytest.raises(KeyError, match=r"thidua\.records"):
        page("thidua.records")
