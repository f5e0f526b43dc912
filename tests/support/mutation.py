"""Files of the small portal of the examples, made wrong at random: the same ones for the same seed."""

import random
from collections.abc import Callable, Sequence

from examples.corpus import base

PORTAL = base()
PATHS = sorted(PORTAL)

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


def mutated(dice: random.Random, path: str | None = None) -> tuple[str, bytes]:
    path = path or dice.choice(PATHS)
    if not dice.randrange(10):
        return path, random_bytes(dice)
    data = PORTAL[path]
    for _ in range(dice.choice([1, 1, 2, 4])):
        data = dice.choice(MUTATIONS)(data, dice) or b"\n"
    return path, data
