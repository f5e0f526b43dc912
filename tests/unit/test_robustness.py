"""Whatever bytes a file holds: findings, never an exception, and never a long wait.

``THIDUA_ROUNDS`` sets the number of random files (2,000 unless given; 100,000 before a release).
"""

import os
import random
import time
from collections.abc import Callable, Sequence

import pytest

from examples.corpus import SCHEMAS, base, findings
from thidua.records import document, layout, position
from thidua.records.finding import MOST_FINDINGS, Finding
from thidua.records.language import language

ROUNDS = int(os.environ.get("THIDUA_ROUNDS", "2000"))
BATCHES = 20
LONGEST_TIME = 3.0  # less than one second on the machine of an officer; those of a CI service are slower
LIMIT = document.LONGEST_FILE
PORTAL = base()
PATHS = sorted(PORTAL)
VIETNAMESE = language("vi")

NASTY = [
    b"", b"~", b"null", b"true", b"-1", b"0", b"1e400", b"-1e-400", b"9" * 400, b"0." + b"9" * 400, b".inf", b"-.INF",
    b".nan", b"0x" + b"f" * 41, b"0o" + b"7" * 41, b"0b1", b"1_000", b"1:30", b"2020-02-30", b"0000-00-00",
    b"9999-12-31", b"0001-01-01", b"2020-12-05T24:00:00+99:99", b"0001-01-01T00:00:00+14:00", b"0/1", b"1/9999",
    b"{}", b"[]", b"[[]]", b"{a: {}}", b"[" * 30, b"[" * 100_000, b"- " * 100_000, b"{a: " * 25, b"? " * 40,
    b"&a x", b"*a", b"!!python/object:os.system x", b"!<x> y", b"<<: {a: 1}", b"---", b"...", b"%YAML 1.2",
    b"'", b'"', b'"' * 5_000, b"'" * 5_001, b'"\\ud800"', b'"\\U0010ffff"', b'"\\x00"', b'"\\u0301"', b"|", b">-",
    b"a" * 100_000, b"a@" * 10_000, b"a-" * 40_000, b"https://" + b"a." * 50_000, b"1." * 40_000, b"{{ x }}", b"{0}",
    b"%s", b"\\" * 999, b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", "ế".encode(),
    "e\u0302\u0301".encode() * 9, "\u202e\u200b".encode(), b"<script>", "а".encode() + b"b", b"../../accounts",
    b"hoi-sach-que", b"conference", b"administrator", b"cum-01", b"emulation_flag", b"I.1", b"secret_ballot",
    b"&a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]", b"k: 1\n" * 200, b"#" * 70_000, b"\t", b"\r", b"\x00",
]  # fmt: skip


def dice_of(seed: str) -> random.Random:
    return random.Random(seed)  # noqa: S311 - the same numbers every time are the point


def random_bytes(dice: random.Random) -> bytes:
    alphabet = dice.choice([range(256), b"[]{}:,-?&*!|>'\"%@`#~ \n\t", b"abc: -\n  ", b"0123456789.eE+-_xo\n- "])
    return bytes(dice.choice(list(alphabet)) for _ in range(dice.randrange(400)))


def flipped(data: bytes, dice: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(dice.randrange(1, 6)):
        changed[dice.randrange(len(changed))] = dice.choice(b"\x00\xff:-[]{}'\"&*#!|>%@ \n\t09a" + dice.randbytes(4))
    return bytes(changed)


def lines_changed(data: bytes, dice: random.Random) -> bytes:
    lines = data.splitlines(keepends=True)
    place, other = dice.randrange(len(lines)), dice.randrange(len(lines))
    match dice.randrange(5):
        case 0:
            del lines[place : place + dice.randrange(1, 4)]
        case 1:
            lines.insert(other, lines[place])
        case 2:
            lines[place], lines[other] = lines[other], lines[place]
        case 3:
            lines[place] = b" " * dice.randrange(1, 9) + lines[place]
        case _:
            lines[place:other] = []
    return b"".join(lines)


def value_changed(data: bytes, dice: random.Random) -> bytes:
    lines = data.splitlines()
    place = dice.randrange(len(lines))
    key, colon, _ = lines[place].partition(b": ")
    lines[place] = key + b": " + dice.choice(NASTY) if colon else b"  - " + dice.choice(NASTY)
    return b"\n".join(lines)


def value_taken(data: bytes, dice: random.Random) -> bytes:
    """Return the data with a value that stands elsewhere in the portal: often valid, so that the rules see it."""
    lines = data.splitlines()
    place = dice.randrange(len(lines))
    key, colon, _ = lines[place].partition(b": ")
    other = dice.choice(PORTAL[dice.choice(PATHS)].splitlines()).partition(b": ")[2]
    lines[place] = key + colon + other if colon else lines[place]
    return b"\n".join(lines)


def spliced(data: bytes, dice: random.Random) -> bytes:
    return data[: dice.randrange(len(data))] + PORTAL[dice.choice(PATHS)][dice.randrange(40) :]


MUTATIONS: Sequence[Callable[[bytes, random.Random], bytes]] = (
    flipped, lines_changed, lines_changed, value_changed, value_changed, value_taken, value_taken, spliced,
)  # fmt: skip


def mutated(dice: random.Random) -> tuple[str, bytes]:
    path = dice.choice(PATHS)
    if not dice.randrange(10):
        return path, random_bytes(dice)
    data = PORTAL[path]
    for _ in range(dice.choice([1, 1, 2, 4])):
        data = dice.choice(MUTATIONS)(data, dice) or b"\n"
    return path, data


def read(path: str, data: bytes) -> list[Finding]:
    """Parse a file and hold it against its schema, in both ways; return what is wrong with it."""
    place = layout.place(path)
    assert place is not None
    parsed, found = document.parse(data, path)
    if parsed is None or any(finding.is_error for finding in found):
        assert found
        return found
    position.locate(data)
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


@pytest.mark.parametrize("kind", layout.KINDS)
def test_many_unknown_keys_are_told_at_once(kind: str) -> None:
    value = {f"k{number}": 1 for number in range(40_000)}
    found, seconds = timed(lambda: SCHEMAS.explain(kind, value, "x"))
    assert 0 < len(found) <= MOST_FINDINGS
    assert seconds < LONGEST_TIME


@pytest.mark.parametrize("kind", layout.KINDS)
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
