"""One record: from the bytes of a file to a frozen, typed value, or to what is wrong with them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Final, Generic, TypeVar

from thidua.records import strict_yaml
from thidua.records.finding import Finding, Pointer, bounded, error, warning
from thidua.records.kind import KINDS, PORTAL, REVIEW, RUBRIC, SELF_ASSESSMENT, TARGETS, VERIFICATION
from thidua.records.language import mark as _
from thidua.records.number import Number, decimals
from thidua.records.position import pointers
from thidua.records.registers import timezones
from thidua.records.remains import Remains, remaining
from thidua.records.schema import Schemas

DECIMALS = error(
    "number-decimals",
    _("{value} has more than two decimals."),
    _("Points have at most two decimals, and the dot is not a thousands separator: write 1000, not 1.000."),
)

THOUSANDS = warning(
    "number-thousands",
    _("{value} is read as {meant}, not with a thousands separator."),
    _("If thousands are meant, write the number without dot: {whole}."),
    is_alone=True,
)

TIMEZONE = error(
    "portal-timezone",
    _("“{timezone}” is not a known time zone."),
    _("Write a name of the IANA list, with its capitals, for Viet Nam “Asia/Ho_Chi_Minh”."),
)

PLACEHOLDER = error(
    "text-placeholder",
    _("The “…” of the skeleton still stands in the file, in {count} places; this is the first."),
    _("Write what belongs in the place of each “…”, or delete what is optional; until then nothing is filed."),
)

T = TypeVar("T")
MOST_DECIMALS: Final = 2
_ONLY_DOTS: Final = re.compile(r"\s*(?:…|\.{3})[….\s]*")
_DOTS: Final = ("…".encode(), b"...")
DECIMALS_LIKE_THOUSANDS: Final = 3

_BUILD: Final = {kind.schema: kind.value.from_mapping for kind in KINDS}
_SCORED: Final = frozenset(kind.schema for kind in (SELF_ASSESSMENT, VERIFICATION, REVIEW))


@dataclass(frozen=True, slots=True)
class Record(Generic[T]):
    """A record that could be read: where it is, its value, the SHA-256 of its bytes, the lines of its first keys."""

    path: str
    value: T
    sha256: str
    lines: Mapping[tuple[str, ...], int]

    def line(self, *pointer: str) -> int:
        """Return the line of a key of the first two levels, or of the nearest one above it."""
        while pointer and pointer not in self.lines:
            pointer = pointer[:-1]
        return self.lines.get(pointer, 1)


def value_of(record: Record[T] | None) -> T | None:
    """Return the value of a record, None where there is none."""
    return record.value if record is not None else None


@dataclass(frozen=True, slots=True)
class Reading:
    """What became of a file: the record, None if it has errors of its own; what is wrong with it; what remains."""

    record: Record[Any] | None
    findings: tuple[Finding, ...]
    remains: Remains | None = None


def read_record(path: str, kind: str, data: bytes, digest: str, schemas: Schemas) -> Reading:
    """Return the record in ``data``, or what remains of it if it has errors of its own, and everything wrong with it.

    ``kind`` names its schema, ``digest`` is the SHA-256 of the bytes.
    """
    parsed, wrong = strict_yaml.parse(data, path)
    if parsed is None:
        return Reading(None, tuple(wrong))
    wrong = _located(wrong, data)
    broken = [finding.pointer for finding in wrong if finding.is_error and finding.pointer]
    unfilled = _unfilled(parsed.value, data)
    if unfilled:
        wrong.append(PLACEHOLDER.at(path, *unfilled[0], count=len(unfilled)))
        broken += unfilled
    if not schemas.accepts(kind, parsed.value):
        told = schemas.explain(kind, parsed.value, path)
        wrong += [finding for finding in told if not any(finding.pointer[: len(p)] == p for p in broken)]
    value: Any = parsed.value
    if any(finding.is_error for finding in wrong):
        left = remaining(kind, value, wrong, unfilled)
        if left is None:
            return Reading(None, tuple(bounded(wrong)))
        value = left.value
    wrong += [finding for check in _CHECKS for finding in check(kind, value, path)]
    if not any(finding.is_error for finding in wrong):
        return Reading(Record(path, _BUILD[kind](value), digest, parsed.lines), tuple(wrong))
    left = remaining(kind, parsed.value, wrong, unfilled)
    remains = left and Remains(Record(path, _BUILD[kind](left.value), digest, parsed.lines), left.broken)
    return Reading(None, tuple(bounded(wrong)), remains)


def _located(findings: list[Finding], data: bytes) -> list[Finding]:
    """Return findings on the text with a pointer to the value that stands there."""
    if not any(finding.is_error and finding.line for finding in findings):
        return findings
    known = pointers(data)
    return [replace(f, pointer=known.get((f.line, f.column), ())) if f.line else f for f in findings]


def _too_many_decimals(kind: str, value: Any, path: str) -> Iterator[Finding]:
    """Yield points with more than two decimals: every number of a rubric, and ``points`` in a dossier."""
    if kind == RUBRIC.schema:
        yield from (DECIMALS.at(path, *p, value=n) for p, n in _numbers(value) if decimals(n) > MOST_DECIMALS)
    elif kind in _SCORED:
        group = "outcomes" if kind == REVIEW.schema else "scores"
        for code, entry in value.get(group, {}).items():
            if "points" in entry and decimals(entry["points"]) > MOST_DECIMALS:
                yield DECIMALS.at(path, group, code, "points", value=entry["points"])


def _like_thousands(kind: str, value: Any, path: str) -> Iterator[Finding]:
    """Yield figures with exactly three decimals: in Viet Nam a dot separates thousands."""
    if kind in {*_SCORED, TARGETS.schema}:
        for pointer, number in _numbers(value):
            if pointer[-1] != "points" and decimals(number) == DECIMALS_LIKE_THOUSANDS:
                values = {
                    "value": number,
                    "meant": f"{Decimal(number).normalize():f}",
                    "whole": str(number).replace(".", ""),
                }
                yield THOUSANDS.at(path, *pointer, **values)


def _unknown_timezone(kind: str, value: Any, path: str) -> Iterator[Finding]:
    """Yield a time zone that the list does not have: what the machine or its letter case would accept is no name."""
    if kind == PORTAL.schema and value["timezone"] not in timezones():
        yield TIMEZONE.at(path, "timezone", timezone=value["timezone"])


_CHECKS: Final = (_too_many_decimals, _like_thousands, _unknown_timezone)


def _unfilled(value: object, data: bytes) -> list[Pointer]:
    """Return where nothing but the dots of a skeleton stands."""
    if not any(dots in data for dots in _DOTS):
        return []
    return [p for p, text in _scalars(value) if isinstance(text, str) and _ONLY_DOTS.fullmatch(text)]


def _numbers(value: object) -> Iterator[tuple[Pointer, Number]]:
    for pointer, found in _scalars(value):
        if not isinstance(found, (bool, str)) and found is not None:
            yield pointer, found  # type: ignore[misc] # what is left are numbers


def _scalars(value: object, pointer: Pointer = ()) -> Iterator[tuple[Pointer, object]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _scalars(inner, (*pointer, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _scalars(inner, (*pointer, index))
    else:
        yield pointer, value
