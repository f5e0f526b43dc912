"""What of a record is shown: a value of the same type, built from the fields that are open and from nothing else.

A field that nobody opened is not copied: in its place stands what says nothing (None, an empty text, no item).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from fractions import Fraction
from functools import cache, partial
from typing import Any, Final, TypeVar, get_args, get_origin, get_type_hints

from thidua.records.field import Field
from thidua.records.figure import ALWAYS, Figure
from thidua.records.kind import RecordKind
from thidua.records.opening import FIELDS, open_keys
from thidua.records.record import Record

T = TypeVar("T")
_PLAIN: Final = (str, bool, int, Fraction, date, datetime, type(None))
_EMPTY: Final[Mapping[type, Callable[[], Any]]] = {str: str, bool: bool, int: int, tuple: tuple, Mapping: dict}


@dataclass(frozen=True, slots=True)
class Shown:
    """The figures that are shown of whom a record is about, and of each member that it may name."""

    figures: frozenset[Figure]
    of_members: Mapping[str, frozenset[Figure]] = field(default_factory=dict)


def extract(record: Record[T] | None, kind: RecordKind, shown: Shown) -> Record[T] | None:
    """Return what is shown of a record, None if nothing is."""
    if record is None or not kind.shown.is_open(shown.figures):
        return None
    if kind.is_whole:
        return record
    keys = open_keys(kind.value, shown.figures)
    return Record(
        path=record.path,
        value=_value(record.value, shown),
        sha256=record.sha256 if kind.hashed.is_open(shown.figures) else "",
        lines={pointer: line for pointer, line in record.lines.items() if pointer[0] in keys},
    )


def part(value: T, figures: frozenset[Figure]) -> T:
    """Return what is shown of a part of a record, such as an entry, where the part itself is."""
    found: T = _value(value, Shown(figures))
    return found


def _value(value: Any, shown: Shown) -> Any:
    """Return what is shown of a value. Raises TypeError for one of a class that has no open fields."""
    if isinstance(value, tuple):
        return tuple(_value(item, shown) for item in value)
    if isinstance(value, Mapping):
        return {key: _value(item, shown) for key, item in value.items()}
    return value if isinstance(value, _PLAIN) else _holder(value, shown)


def _holder(value: Any, shown: Shown) -> Any:
    holder: type = type(value)
    form = _form(holder)
    built = {}
    for name, rule, nothing in form.others:
        is_open = rule is not None and _is_open(rule, value, shown)
        built[name] = _value(getattr(value, name), shown) if is_open else nothing()
    if all(found is getattr(value, name) for name, found in built.items()):
        return value
    return holder(**{name: getattr(value, name) for name in form.whole}, **built)


def _is_open(rule: Field, holder: Any, shown: Shown) -> bool:
    if rule.only_if is not None and not getattr(holder, rule.only_if):
        return False
    if rule.opening is ALWAYS:
        return True
    figures = shown.of_members.get(holder.organisation, frozenset()) if rule.is_of_member else shown.figures
    return rule.opening.is_open(figures)


@dataclass(frozen=True, slots=True)
class _Form:
    """How what is shown of a class is built.

    ``whole`` are fields that are always open, with all that is in them; of the others each has its rule, None for one
    that nobody opened, and what makes that which says nothing.
    """

    whole: tuple[str, ...]
    others: tuple[tuple[str, Field | None, Callable[[], Any]], ...]


@cache
def _form(holder: type) -> _Form:
    """Return how what is shown of a class is built. Raises TypeError for a class that has no open fields."""
    if holder not in FIELDS:
        raise TypeError(f"nothing opens {holder.__name__}")
    rules, hints = FIELDS[holder], get_type_hints(holder)
    names = [found.name for found in fields(holder)]
    whole = tuple(name for name in names if _is_whole(rules.get(name), hints[name]))
    others = tuple((name, rules.get(name), partial(_nothing_of, hints[name])) for name in names if name not in whole)
    return _Form(whole, others)


def _is_whole(rule: Field | None, hint: Any) -> bool:
    """Whether a field is open wherever what holds it is, and so is all that is in it."""
    return rule is not None and rule == Field(rule.keys) and _is_whole_type(hint)


def _is_whole_type(hint: Any) -> bool:
    if get_origin(hint) is not None:
        return all(_is_whole_type(part) for part in get_args(hint) if part is not Ellipsis)
    return hint in _PLAIN or (hint in FIELDS and not _form(hint).others)


def _nothing_of(hint: Any) -> Any:
    """Return what says nothing, of a type. Raises TypeError where there is no such value."""
    if type(None) in get_args(hint):
        return None
    if hint in FIELDS:
        types = get_type_hints(hint)
        return hint(**{found.name: _nothing_of(types[found.name]) for found in fields(hint)})
    plain = get_origin(hint) or hint
    if plain not in _EMPTY:
        raise TypeError(f"what is of type {hint} cannot be left out: open it, or let it be optional")
    return _EMPTY[plain]()
