"""Characters that no text may hold, and those that only look so."""

import pytest

from thidua.records.strict_yaml import parse
from thidua.records.text import place


def found(text: str) -> list[tuple[str, int, int]]:
    return [(f.rule.id, f.line, f.column) for f in parse(text.encode(), "x.yml")[1]]


def rules(text: str) -> list[str]:
    return [rule for rule, _, _ in found(text)]


def test_places_count_from_one() -> None:
    assert place("ab\ncd", 0) == (1, 1)
    assert place("ab\ncd", 4) == (2, 2)


@pytest.mark.parametrize(
    "code",
    [
        0x01,
        0x07,
        0x08,
        0x0B,
        0x0C,
        0x1B,
        0x7F,
        0x80,
        0x9F,
        0x2028,
        0x2029,
        0xFFFD,
        0xFFFE,
        0xE000,
        0xF0B7,
        0xF8FF,
        0xFDD0,
        0x1FFFE,
        0x1FFFF,
        0xEFFFF,
        0xF0000,
        0x100000,
        0x10FFFF,
    ],
)
def test_control_characters(code: int) -> None:
    assert found(f"a: x\nb: y{chr(code)}z\n") == [("text-control", 2, 5)]


@pytest.mark.parametrize(
    "code",
    [
        0xAD,
        0x61C,
        0x115F,
        0x1680,
        0x180E,
        0x200B,
        0x200D,
        0x200E,
        0x202E,
        0x2060,
        0x2066,
        0x2800,
        0x3000,
        0x3164,
        0xFE00,
        0xFE0F,
        0xFEFF,
        0xE0041,
        0xE0100,
        0xE01EF,
    ],
)
def test_invisible_characters(code: int) -> None:
    assert found(f"a: x\nb: y{chr(code)}z\n") == [("text-invisible", 2, 5)]


@pytest.mark.parametrize("escape", ["\\0", "\\a", "\\x1b", "\\t", "\\u2028", "\\N"])
def test_escaped_control_characters(escape: str) -> None:
    assert rules(f'a: "x{escape}y"\n') == ["text-control"]


@pytest.mark.parametrize("escape", ["\\u200b", "\\u202E", "\\ufeff", "\\U000e0041"])
def test_escaped_invisible_characters(escape: str) -> None:
    assert rules(f'a: "x{escape}y"\n') == ["text-invisible"]


@pytest.mark.parametrize("escape", ['\\"', "\\\\", "\\n", "\\u1ed9", "\\_"])
def test_harmless_escapes(escape: str) -> None:
    assert rules(f'a: "x{escape}y"\n') == []


def test_characters_in_comments_count() -> None:
    assert found("a: 1\n# x\u200by\n") == [("text-invisible", 2, 4)]


def test_tabs() -> None:
    assert rules("a: x\ty\n") == ["text-control"]
    assert rules("a: x\t# comment\n") == []


@pytest.mark.parametrize("word", ["Ho\u0323\u0302i", "e\u0301", "\u0110o\u0302ng", "\u212b"])
def test_text_that_is_not_composed(word: str) -> None:
    assert found(f"a: x\nb: một {word} hai\n") == [("text-nfc", 2, 8)]


def test_composed_vietnamese() -> None:
    assert rules("a: Hội Sông Xanh – Đường Nguyễn Huệ, phường Bến Nghé; ỷ ỹ ẵ ặ\n") == []


@pytest.mark.parametrize("text", ["<b>", "</p>", "<!--", "<script>", "x<a", "<ă"])
def test_markup(text: str) -> None:
    assert rules(f"a: {text}\n") == ["text-markup"]


@pytest.mark.parametrize("text", ["x < y", "<5", "5 > 3", "< b", "<=", "a <- b", "<“x”>"])
def test_what_only_looks_like_markup(text: str) -> None:
    assert rules(f"a: {text}\n") == []


@pytest.mark.parametrize(
    "word",
    [
        "Hộ\u0456",
        "\u0421ụm",
        "hoi-s\u043eng",
        "\u03bf1a",
        "na\u03bd",
        "Tr\u0585m",
        "\u13bbội",
        "\uff28ội",
        "\uff34\uff52",
        "\U0001d407ội",
        "\U0001d407\U0001d428",
        "Tr\u1d00m",
        "Ch\u0251nh",
        "\ufb01lm",
    ],
)
def test_words_of_two_alphabets(word: str) -> None:
    assert rules(f"a: một {word} hai\n") == ["text-look-alike"]


@pytest.mark.parametrize(
    "text",
    [
        "\u041c\u0438\u0440",
        "\u03b1 và \u03b2",
        "góc \u03b1 = 30",
        "\u043a\u0433 kg",
        "5 \u2113",
        "\u2116 3",
        "20 \u2103",
        "\U0001f600 vui",
        "K\u02bcho",
        "\u4e2d\u6587",
    ],
)
def test_whole_words_of_another_alphabet(text: str) -> None:
    assert rules(f"a: {text}\n") == []


@pytest.mark.parametrize("text", ["Héi n«ng d©n", "C«ng ty", "Ban ChÊp hµnh"])
def test_legacy_encodings_are_suspected(text: str) -> None:
    assert rules(f"a: {text}\n") == ["text-legacy-encoding"]


@pytest.mark.parametrize("text", ["«Tiền Phong»", "© 2020 Hội", "5 µm", "23 °C"])
def test_signs_that_are_no_legacy_encoding(text: str) -> None:
    assert rules(f"a: {text}\n") == []


@pytest.mark.parametrize("space", ["\u00a0", "\u202f", "\u2009"])
def test_spaces_that_word_processors_put_in(space: str) -> None:
    assert rules(f"a: 10{space}000 đồng\n") == []


def test_keys_are_texts_too() -> None:
    assert rules("<b>: 1\n") == ["text-markup"]
    assert rules('"x\\u200b": 1\n') == ["text-invisible"]
