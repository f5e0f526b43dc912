"""Digests of bytes, listings and values, the same in every process: by them a build knows what has stayed the same."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date, time
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from functools import cache
from zoneinfo import ZoneInfo

from thidua.records.registers import Organisations
from thidua.records.source import FolderEntry

NOTHING = "-"
_SIZE = 16
_PLAIN = (str, int, Decimal, Fraction, date, time, type(None))


def of_bytes(data: bytes | None) -> str:
    """Return the digest of a file's bytes; None stands for a file that is not there."""
    return NOTHING if data is None else hashlib.sha256(data).hexdigest()[: 2 * _SIZE]


def of_texts(texts: Iterable[str]) -> str:
    """Return the digest of several texts together, in their order."""
    return of_bytes("\0".join(texts).encode())


def of_entries(entries: Iterable[FolderEntry]) -> str:
    """Return the digest of what stands in a folder."""
    return of_texts(f"{entry.name}/{entry.kind}" for entry in entries)


def of_value(value: object) -> str:
    """Return the digest of a value of our own: equal values have equal digests. Raises TypeError for any other thing.

    The register of organisations counts for nothing in it: who looks an organisation up notes that for himself.
    """
    return of_texts(_texts(value))


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, Enum):
        yield f"{type(value).__name__}.{value.name}"
    elif isinstance(value, _PLAIN):
        yield repr(value)
    elif isinstance(value, (ZoneInfo, Organisations)):
        yield value.key if isinstance(value, ZoneInfo) else type(value).__name__
    else:
        parts = _parts(value)
        yield f"{type(value).__name__} {len(parts)}"
        for part in parts:
            yield from _texts(part)


def _parts(value: object) -> Sequence[object]:
    if isinstance(value, (list, tuple)):
        return value
    if isinstance(value, Mapping):
        return [part for item in value.items() for part in item]
    if isinstance(value, (set, frozenset)):
        return sorted(of_value(item) for item in value)
    if is_dataclass(value) and not isinstance(value, type):
        return [getattr(value, name) for name in _names(type(value))]
    raise TypeError(f"no digest of {type(value).__name__}")


@cache
def _names(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))
