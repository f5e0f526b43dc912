"""Whatever bytes a file holds: findings, never an exception, and never a long wait.

``THIDUA_ROUNDS`` sets the number of random files (2,000 unless given; 100,000 before a release).
"""

import os
import time
from collections.abc import Callable

import pytest

from examples.corpus import SCHEMAS, findings
from support.mutation import PATHS, PORTAL, dice_of, lines_changed, mutated, value_changed, value_taken
from thidua.records import kind as kinds
from thidua.records import layout, position, strict_yaml
from thidua.records.finding import MOST_FINDINGS, Finding
from thidua.records.language import language

ROUNDS = int(os.environ.get("THIDUA_ROUNDS", "2000"))
BATCHES = 20
LONGEST_TIME = 3.0  # less than one second on the machine of an officer; those of a CI service are slower
LIMIT = strict_yaml.LONGEST_FILE
VIETNAMESE = language("vi")


def read(path: str, data: bytes) -> list[Finding]:
    """Parse a file and hold it against its schema, in both ways; return what is wrong with it."""
    place = layout.place(path)
    assert place is not None
    parsed, found = strict_yaml.parse(data, path)
    position.locate(data)
    if parsed is None or any(finding.is_error for finding in found):
        assert found
        return found
    explained = SCHEMAS.explain(place.kind, parsed.value, path)
    assert SCHEMAS.accepts(place.kind, parsed.value) == (not explained)
    return found + explained


@pytest.mark.parametrize("batch", range(BATCHES))
def test_no_file_breaks_the_reader(batch: int) -> None:
    for number in range(ROUNDS // BATCHES):
        path, data = mutated(dice_of(f"reader/{batch}/{number}"))
        found = read(path, data)
        places = [(f.line, f.column) for f in found if f.line or f.column]
        assert all(line >= 1 and column >= 1 for line, column in places)
        assert all(f.message(VIETNAMESE) and f.hint(VIETNAMESE).isprintable() for f in found)


@pytest.mark.parametrize("batch", range(BATCHES))
def test_no_file_breaks_the_rules(batch: int) -> None:
    for number in range(ROUNDS // BATCHES // 10):
        dice = dice_of(f"rules/{batch}/{number}")
        path = dice.choice(PATHS)
        data = dice.choice([lines_changed, value_taken, value_taken, value_taken, value_changed])(PORTAL[path], dice)
        for finding in findings({**PORTAL, path: data}):
            assert finding.path.startswith("submissions/")
            assert finding.line >= 1
            assert finding.message(VIETNAMESE)


UNITS = [
    "[", "{", "- ", "? ", "a: ", '"', "'", "%", "&a ", "*a ", "!a ", "| ", "-", "--- ", "---\n", "9", "1e", "<a", "µ",
    "аb ", "e\u0301", "\u0301", "\u200b", "\\", ": ", "{a: ", "[a, ", "- a\n", "- [a]\n", "- {}\n", "a:\n ", "k: |\n",
]  # fmt: skip


def filled(unit: str) -> bytes:
    return (unit * (LIMIT // len(unit.encode()) + 1)).encode()[:LIMIT].decode("utf-8", "ignore").encode()


def rows(head: str, row: Callable[[int], str], most: int, tail: str = "") -> bytes:
    """Return a file as large as a file may be: a head, rows by their number, a tail."""
    data, number = head.encode(), 0
    while number < most and len(data) + len(row(number).encode()) + len(tail.encode()) <= LIMIT:
        data += row(number).encode()
        number += 1
    return data + tail.encode()


def timed(work: Callable[[], list[Finding]]) -> tuple[list[Finding], float]:
    """Return what the work finds, and the processor time that it takes in seconds."""
    start = time.process_time()
    found = work()
    return found, time.process_time() - start


@pytest.mark.parametrize("unit", UNITS, ids=repr)
def test_a_full_file_of_one_sign_is_read_at_once(unit: str) -> None:
    data = filled(unit)
    assert timed(lambda: read("submissions/portal.yml", data))[1] < LONGEST_TIME


@pytest.mark.parametrize("first", ["a", "\U0001f600"])
@pytest.mark.parametrize("row", ["a,", "{a},", "- a #b\n"])
def test_a_full_file_of_values_with_a_comment_behind_them(first: str, row: str) -> None:
    ends = ("x:\n- ", "\n", "") if row.endswith("\n") else ("x: [", ",", "] #y\n")
    data = (ends[0] + first + ends[1] + row * ((LIMIT - 40) // len(row)) + ends[2]).encode()
    assert timed(lambda: read("submissions/portal.yml", data))[1] < LONGEST_TIME


@pytest.mark.parametrize("kind", kinds.SCHEMAS)
def test_many_unknown_keys_are_told_at_once(kind: str) -> None:
    value = {f"k{number}": 1 for number in range(40_000)}
    found, seconds = timed(lambda: SCHEMAS.explain(kind, value, "x"))
    assert 0 < len(found) <= MOST_FINDINGS
    assert seconds < LONGEST_TIME


@pytest.mark.parametrize("kind", kinds.SCHEMAS)
def test_long_lists_in_every_place_are_told_at_once(kind: str) -> None:
    value = {key: ["a"] * 100_000 for key in SCHEMAS.schema(kind)["properties"]}
    found, seconds = timed(lambda: SCHEMAS.explain(kind, value, "x"))
    assert 0 < len(found) <= MOST_FINDINGS
    assert seconds < LONGEST_TIME


LARGE = {
    "accounts.yml": rows("accounts:\n", lambda n: f"  - {{login: t{n}, acts_for: z{n}}}\n", 9_900),
    "organisations.yml": rows(
        PORTAL["submissions/organisations.yml"].decode(),
        lambda n: f"  - {{id: t{n}, kind: member, name: a, order: 1, from: 2020-01-01, succeeds: [z{n}]}}\n",
        4_900,
    ),
    "2020/cum-01/receipts-lead.yml": rows(
        "receipts:\n",
        lambda n: f"  - {{organisation: o{n}, received_at: '2020-11-13T14:20:00Z', channel: email}}\n",
        4_900,
    ),
    "2020/cum-01/hoi-lang-nghe/self-assessment.yml": rows("scores:\n", lambda n: f"  Q{n}: {{}}\n", 40_000),
    "2020/cum-02/covenant.yml": rows("signed_on: 2020-03-12\nsignatories: [", lambda _: "a,", 200_000, "b]"),
    "2019/corrections.yml": rows(
        "corrections:\n",
        lambda n: f"  - {{id: c{n}, on: 2020-02-10, files: [{'a.yml, ' * 200}b.yml], what: a, why: b}}\n",
        1_000,
    ),
    "2019/decision.yml": rows(
        "decisions:\n  - number: a\n    issued_on: 2020-01-01\n    awards:\n",
        lambda n: f"      - {{award: x{n}, cluster: cum-01, organisation: o{n}, status: awarded}}\n",
        5_000,
    ),
}


@pytest.mark.parametrize("path", LARGE)
def test_a_full_file_of_mistakes_is_told_at_once(path: str) -> None:
    files = {**PORTAL, f"submissions/{path}": LARGE[path]}
    found, seconds = timed(lambda: findings(files))
    assert 0 < len(found) <= 2 * MOST_FINDINGS
    assert seconds < LONGEST_TIME
