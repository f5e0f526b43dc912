"""Lines and columns of keys and values, counted from 1."""

import pytest

from thidua.records.finding import Pointer
from thidua.records.position import find, locate

RECORD = """\
# a comment
title: Hội
"quoted": 12
group:
  inner: x

  text: |
    một
    hai
list:
  - a
  - b: 1
    c: 2
flow: {x: 1, y: [p, q]}
empty:
none: {}
"""


@pytest.fixture(scope="module")
def positions() -> dict[Pointer, object]:
    return dict(locate(RECORD.encode()))


@pytest.mark.parametrize(
    ("pointer", "value", "key"),
    [
        (("title",), (2, 8), (2, 1)),
        (("quoted",), (3, 11), (3, 1)),
        (("group",), (4, 1), (4, 1)),
        (("group", "inner"), (5, 10), (5, 3)),
        (("group", "text"), (7, 9), (7, 3)),
        (("list",), (10, 1), (10, 1)),
        (("list", 0), (11, 5), (11, 5)),
        (("list", 1), (12, 5), (12, 5)),
        (("list", 1, "c"), (13, 8), (13, 5)),
        (("flow",), (14, 1), (14, 1)),
        (("flow", "x"), (14, 11), (14, 8)),
        (("flow", "y", 1), (14, 21), (14, 21)),
        (("empty",), (15, 7), (15, 1)),
        (("none",), (16, 1), (16, 1)),
    ],
)
def test_a_value_and_its_key(pointer: Pointer, value: tuple[int, int], key: tuple[int, int]) -> None:
    positions = locate(RECORD.encode())
    assert find(positions, pointer, on_key=False) == value
    assert find(positions, pointer, on_key=True) == key


@pytest.mark.parametrize(
    ("pointer", "expected"),
    [
        (("group", "missing"), (4, 1)),
        (("group", "inner", "deeper"), (5, 10)),
        (("list", 7, "b"), (10, 1)),
        (("nowhere",), (2, 1)),
        ((), (2, 1)),
    ],
)
def test_what_is_missing_is_shown_at_what_is_around_it(pointer: Pointer, expected: tuple[int, int]) -> None:
    assert find(locate(RECORD.encode()), pointer, on_key=False) == expected
    assert find(locate(RECORD.encode()), pointer, on_key=True) == expected


def test_columns_count_characters() -> None:
    assert find(locate("ạ: {ế: x}\n".encode()), ("ạ", "ế"), on_key=False) == (1, 8)


def test_of_two_equal_keys_the_first_counts() -> None:
    assert find(locate(b"a: 1\na: 2\n"), ("a",), on_key=False) == (1, 4)


@pytest.mark.parametrize("data", [b"", b"# nothing\n"])
def test_an_empty_file_is_shown_at_its_beginning(data: bytes) -> None:
    assert find(locate(data), ("a",), on_key=False) == (1, 1)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"receipts: [\n", (1, 1)),
        (b"a: 1\nlist: {\n", (2, 1)),
        (b"a: 1\n? [b, {c: d}]\n: e\nlist: [f]\n", (4, 1)),
        (b"a: &x 1\n? *x\n: e\nlist: [f]\n", (4, 1)),
        (b"a: 1\n\xff\xfe: x\n", (1, 1)),
        (b"a: 1\nlist: x\n\x00", (1, 1)),
        (b"[" * 100_000, (1, 1)),
        (b"- " * 100_000, (1, 1)),
        (b"? " * 100_000, (1, 1)),
        (b"a: 1\nlist: " + b"[" * 30 + b"]" * 30 + b"\nb: 1\n", (2, 1)),
    ],
    ids=lambda value: repr(value)[:24],
)
def test_of_what_cannot_be_read_what_stands_before_the_mistake_is_found(data: bytes, expected: tuple[int, int]) -> None:
    assert find(locate(data), ("list",), on_key=False) == expected
