"""Two validators, one verdict: the fast one accepts exactly what the reference finds nothing wrong with."""

import re
from collections.abc import Iterator

import pytest

from examples.corpus import SCHEMAS, base
from thidua.records import layout, strict_yaml
from thidua.records.record import read_record

PORTAL = base()
SCALAR = re.compile(rb"(?<=: )[^\s,{}\[\]]+")
NUMBERS = [b"-0.0", b"5.", b"999999999999"]
TEXTS = [b'" "', b'"\\n"', b"~", b"2020-02-30"]


def planted(data: bytes) -> Iterator[bytes]:
    """The file with something else in place of every value: decimals where figures stood, oddities anywhere."""
    for found in SCALAR.finditer(data):
        is_number = re.fullmatch(rb"[0-9.]+", found[0]) is not None
        as_decimal = [found[0] + b".0"] if found[0].isdigit() else []
        for payload in [*as_decimal, *NUMBERS] if is_number else TEXTS:
            yield data[: found.start()] + payload + data[found.end() :]


@pytest.mark.parametrize("path", sorted(PORTAL))
def test_one_verdict(path: str) -> None:
    place = layout.place(path)
    assert place is not None
    for data in planted(PORTAL[path]):
        parsed, _ = strict_yaml.parse(data, path)
        if parsed is not None:
            is_valid = SCHEMAS.accepts(place.kind, parsed.value)
            assert is_valid == (not SCHEMAS.explain(place.kind, parsed.value, path)), data
        read_record(path, place.kind, data, "", SCHEMAS)  # what is accepted can be built
