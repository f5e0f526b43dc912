"""The catalogue of messages is complete, exact and compiled."""

import gettext
import io
import pickle
import string
import unicodedata
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from thidua.records.finding import warning
from thidua.records.language import Amount, Language, Term, language

PACKAGE = Path(__file__).parents[2] / "scripts" / "thidua"
FOLDER = PACKAGE / "records" / "locale" / "vi" / "LC_MESSAGES"
REFRESH = "refresh the catalogue with the three commands in docs/contributing.md"


@pytest.fixture(scope="module")
def catalogue() -> Catalog:
    with (FOLDER / "thidua.po").open("rb") as file:
        return read_po(file, locale="vi", domain="thidua")


def messages_of_the_code() -> set[str]:
    found = extract_from_dir(PACKAGE, [("**.py", "python")], keywords=DEFAULT_KEYWORDS | {"text": None})
    return {message for _, _, message, _, _ in found}


def names(message: str) -> list[str] | None:
    """The values that a message names, None for a text with a lone brace, which is never filled in."""
    try:
        return sorted(name for _, name, _, _ in string.Formatter().parse(message) if name is not None)
    except ValueError:
        return None


def test_the_catalogue_holds_every_message_of_the_code(catalogue: Catalog) -> None:
    assert not messages_of_the_code() - {message.id for message in catalogue}, REFRESH


def test_every_message_is_translated_and_none_is_a_guess(catalogue: Catalog) -> None:
    assert not [message.id for message in catalogue if message.id and (not message.string or message.fuzzy)]


def test_both_sides_of_a_message_name_the_same_values(catalogue: Catalog) -> None:
    differing = [message.id for message in catalogue if message.id and names(message.id) != names(message.string)]
    assert not differing


def test_translations_are_written_in_precomposed_unicode_without_stray_spaces(catalogue: Catalog) -> None:
    texts = [message.string for message in catalogue if message.id]
    assert not [text for text in texts if text != text.strip() or "  " in text]
    assert not [text for text in texts if not unicodedata.is_normalized("NFC", text)]


def test_the_compiled_catalogue_is_that_of_the_source(catalogue: Catalog) -> None:
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    assert (FOLDER / "thidua.mo").read_bytes() == compiled.getvalue(), REFRESH


def test_messages_are_told_in_vietnamese_and_in_english() -> None:
    message = "“{value}” stands where {expected} is expected."
    values = {"value": "abc", "expected": Term("a whole number")}
    assert language("vi").fill(message, values) == "Chỗ này phải là một số nguyên, nhưng đang ghi “abc”."
    assert language("en").fill(message, values) == "“abc” stands where a whole number is expected."


def test_a_value_is_never_read_as_a_message() -> None:
    values = {"value": "{expected}", "expected": Term("a list")}
    assert "“{expected}”" in language("en").fill("“{value}” stands where {expected} is expected.", values)


def test_an_unknown_message_and_an_empty_one_stay_as_they_are() -> None:
    spoken = Language("vi", gettext.NullTranslations())
    assert spoken.text("Never translated.") == "Never translated."
    assert language("vi").text("") == ""


def test_days_moments_and_numbers_are_told_in_one_form_for_each_language() -> None:
    values = {
        "day": date(2020, 11, 5),
        "moment": datetime(2020, 11, 5, 9, 30, 7, tzinfo=UTC),
        "points": Amount("1000.50"),
        "typed": "2020-11-05",
        "count": 12,
    }
    message = "{day} / {moment} / {points} / {typed} / {count}"
    assert language("vi").fill(message, values) == "05/11/2020 / 09:30 ngày 05/11/2020 / 1000,50 / 2020-11-05 / 12"
    assert language("en").fill(message, values) == "2020-11-05 / 2020-11-05 09:30 / 1000.50 / 2020-11-05 / 12"


def test_a_finding_keeps_days_and_numbers_until_it_is_told() -> None:
    rule = warning("x", "{on}: {points}", "Write {mended}.")
    finding = rule.at("x.yml", on=date(2020, 12, 16), points=Amount("79.00"), mended="9.5")
    assert (finding.message(language("vi")), finding.hint(language("vi"))) == ("16/12/2020: 79,00", "Write 9.5.")
    assert finding.message(language("en")) == "2020-12-16: 79.00"
    assert pickle.loads(pickle.dumps(finding)).message(language("vi")) == "16/12/2020: 79,00"  # noqa: S301 - just written
