"""The strict loader: YAML 1.2 core types, one finding for what else YAML offers, and lines of the first keys."""

from decimal import Decimal

import pytest

from thidua.records.finding import Finding
from thidua.records.strict_yaml import DEEPEST, LONGEST_FILE, LONGEST_REGISTER, MOST_FINDINGS, parse


def value(text: str) -> object:
    parsed, findings = parse(f"v: {text}\n".encode(), "x.yml")
    assert findings == []
    assert parsed is not None
    assert isinstance(parsed.value, dict)
    return parsed.value["v"]


def found(data: bytes | str) -> list[tuple[str, int, int]]:
    _, findings = parse(data if isinstance(data, bytes) else data.encode(), "x.yml")
    return [(finding.rule.id, finding.line, finding.column) for finding in findings]


@pytest.mark.parametrize("text", ["", "~", "null", "Null", "NULL"])
def test_nothing(text: str) -> None:
    assert value(text) is None


@pytest.mark.parametrize(("text", "expected"), [("true", True), ("True", True), ("FALSE", False), ("false", False)])
def test_true_and_false(text: str, *, expected: bool) -> None:
    assert value(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0", 0),
        ("7", 7),
        ("-7", -7),
        ("+7", 7),
        ("010", 10),
        ("0o17", 15),
        ("0x1F", 31),
        ("999999999999", 999999999999),
    ],
)
def test_whole_numbers(text: str, expected: int) -> None:
    assert value(text) == expected
    assert type(value(text)) is int


@pytest.mark.parametrize("text", ["1.5", "-0.5", "9.50", "1.000", ".5", "5.", "0.1"])
def test_decimals_are_exact_and_keep_their_digits(text: str) -> None:
    number = value(text)
    assert isinstance(number, Decimal)
    assert number.as_tuple() == Decimal(text).as_tuple()


@pytest.mark.parametrize(
    "text",
    [
        "yes", "no", "on", "off", "Yes", "NO", "y", "n", "tRUE", "nULL", "1:30", "12:30:45", "1_000", "0b101", "0x",
        "2020-11-15", "2020-11-12T09:30:00+07:00", "9,5", "1.000.000", "15/11/2020", "+", "-x", ".", "..", "1e", "e5",
        "0o8", "=", "NaN", "inf", "+.nan", "0x1.8", "١٢", "1 000", "116/HD-MTTW-BTT", "08:00",
    ],
)  # fmt: skip
def test_everything_else_is_a_text(text: str) -> None:
    assert value(text) == text


@pytest.mark.parametrize("text", ["'12'", '"12"', "'true'", '"null"', "'~'", '"2020-11-15"'])
def test_quotes_make_a_text(text: str) -> None:
    assert value(text) == text[1:-1]


def test_blocks_of_text() -> None:
    assert value("|\n  một\n  hai\n") == "một\nhai\n"
    assert value(">-\n  một\n  hai\n") == "một hai"
    assert value("|-\n  12\n") == "12"


def test_lists_and_groups() -> None:
    assert value("[a, 1, {b: c}, []]") == ["a", 1, {"b": "c"}, []]
    assert value("\n  - a\n  - b: 1\n    c: 2\n") == ["a", {"b": 1, "c": 2}]


def test_keys_are_texts() -> None:
    parsed, _ = parse(b"1: a\ntrue: b\n~: c\n", "x.yml")
    assert parsed is not None
    assert parsed.value == {"1": "a", "true": "b", "~": "c"}


@pytest.mark.parametrize("data", [b"", b"\n\n", b"# only a comment\n", b"---\n", b"---\n...\n"])
def test_an_empty_document_is_nothing(data: bytes) -> None:
    parsed, findings = parse(data, "x.yml")
    assert findings == []
    assert parsed is not None
    assert parsed.value is None


def test_lines_of_the_first_two_levels() -> None:
    parsed, _ = parse(b"# top\na: 1\nb:\n  c:\n    d: 1\n  e: [x, {f: 1}]\n", "x.yml")
    assert parsed is not None
    assert parsed.lines == {("a",): 2, ("b",): 3, ("b", "c"): 4, ("b", "e"): 6}


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("a: 1\na: 2\n", ("yaml-duplicate-key", 2, 1)),
        ("a: {b: 1, b: 2}\n", ("yaml-duplicate-key", 1, 11)),
        ("a: &x 1\n", ("yaml-anchor", 1, 4)),
        ("a: *x\n", ("yaml-alias", 1, 4)),
        ("<<: {a: 1}\n", ("yaml-merge-key", 1, 1)),
        ("a: !!int 1\n", ("yaml-tag", 1, 4)),
        ("a: ! 1\n", ("yaml-tag", 1, 4)),
        ("a: 1\n--- \nb: 2\n", ("yaml-several-documents", 2, 1)),
        ("? [a]\n: 1\n", ("yaml-complex-key", 1, 3)),
        ("%YAML 1.1\n---\na: 1\n", ("yaml-directive", 1, 1)),
        ("#\r%YAML 1.1\r---\ra: 1\r", ("yaml-directive", 1, 3)),
        ("a: .inf\n", ("number-not-finite", 1, 4)),
        ("a: .NaN\n", ("number-not-finite", 1, 4)),
        ("a: 1e3\n", ("number-exponent", 1, 4)),
        ("a: 1234567890123\n", ("number-too-long", 1, 4)),
        ("a: 0xFFFFFFFFFFF\n", ("number-too-long", 1, 4)),
        ("a: 1.000000000000\n", ("number-too-long", 1, 4)),
        ("a:\n\tb: 1\n", ("yaml-tab", 2, 1)),
        ("a: [1\nb: 2\n", ("yaml-syntax", 1, 4)),
        ("a: 'x\nb: 2\n", ("yaml-syntax", 1, 4)),
        ("a: 1\nb 2\nc: 3\n", ("yaml-syntax", 2, 1)),
    ],
)
def test_one_finding_at_its_place(data: str, expected: tuple[str, int, int]) -> None:
    assert found(data) == [expected]


def test_quoted_signs_are_texts() -> None:
    assert found("a: '&x'\nb: '*x'\nc: '!x'\n'<<': y\n") == []


@pytest.mark.parametrize("data", [b"\xef\xbb\xbfa: 1\n"])
def test_a_byte_order_mark(data: bytes) -> None:
    assert found(data) == [("file-bom", 1, 1)]


@pytest.mark.parametrize(
    ("data", "line", "column"),
    [
        (b"a: 1\nb: H\xe9i\n", 2, 5),
        ("a: 1\n".encode("utf-16"), 1, 1),
        ("a: 1\n".encode("utf-16-le"), 1, 2),
        (b"a: \xed\xa0\x80\n", 1, 4),
        ("ạạ: ".encode() + b"\xff", 1, 5),
    ],
)
def test_another_encoding(data: bytes, line: int, column: int) -> None:
    assert found(data) == [("file-encoding", line, column)]


def test_the_largest_file() -> None:
    line = b"# a comment of forty characters or about\n"
    data = line * (LONGEST_FILE // len(line))
    assert found(data + b"#" * (LONGEST_FILE - len(data))) == []
    assert found(data + b"#" * (LONGEST_FILE - len(data) + 1)) == [("file-too-large", 1, 1)]


@pytest.mark.parametrize("name", ["organisations.yml", "accounts.yml"])
def test_a_register_of_a_whole_country_is_read(name: str) -> None:
    line = b"# a comment of forty characters or about\n"
    data = line * (LONGEST_REGISTER // len(line))
    data += b"#" * (LONGEST_REGISTER - len(data))
    for path, size in ((f"submissions/{name}", len(data)), (f"submissions/2020/{name}", LONGEST_FILE)):
        assert parse(data[:size], path)[1] == []
        (finding,) = parse(data[:size] + b"#", path)[1]
        assert (finding.rule.id, finding.values["limit"]) == ("file-too-large", str(size // 1024))


def test_the_deepest_values() -> None:
    assert found("[" * DEEPEST + "]" * DEEPEST) == []
    assert found("[" * (DEEPEST + 1) + "]" * (DEEPEST + 1)) == [("yaml-depth", 1, DEEPEST + 1)]
    assert found("[" * 100_000) == [("yaml-depth", 1, DEEPEST + 1)]


def test_findings_are_counted() -> None:
    assert len(found("".join(f"- &a{n} x\n" for n in range(500)))) == MOST_FINDINGS


@pytest.mark.parametrize("error", ['"<b>"', "&a x", '"x\\u200by"'])
def test_no_number_of_warnings_hides_an_error(error: str) -> None:
    hashes = "".join(f"- x{n} #y\n" for n in range(MOST_FINDINGS + 50))
    legacy = "".join(f"- Héi n«ng d©n {n}\n" for n in range(MOST_FINDINGS + 50))
    for text in (hashes + f"- {error}\n", f"- {error}\n" + legacy):
        findings = parse(text.encode(), "x.yml")[1]
        assert findings[0].is_error
        assert len(findings) <= MOST_FINDINGS


def test_every_finding_bears_the_path() -> None:
    findings: list[Finding] = parse(b"a: &x *y\n", "some/path.yml")[1]
    assert {finding.path for finding in findings} == {"some/path.yml"}


def test_windows_line_ends() -> None:
    parsed, findings = parse(b"a: 1\r\nb: |\r\n  x\r\n  y\r\n", "x.yml")
    assert findings == []
    assert parsed is not None
    assert parsed.value == {"a": 1, "b": "x\ny\n"}
