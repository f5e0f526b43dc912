"""What a change set says differently: value by value, as a reader of the records would put it."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from thidua.gate.change import Change
from thidua.gate.judgement import Judgement
from thidua.gate.shape import TOO_MANY
from thidua.records import opening, strict_yaml
from thidua.records.finding import Pointer
from thidua.records.kind import RecordKind
from thidua.records.layout import place
from thidua.records.schema import Schemas

MOST: Final = 40
MOST_COUNTED: Final = 1_040
_IDENTITIES: Final = ("id", "organisation", "login", "code", "award", "number", "title", "heading", "on")
_LONGEST: Final = 80
_LEAD: Final = 20

Values = dict[Pointer, str]


@dataclass(frozen=True, slots=True)
class Difference:
    """A value that a change makes another; ``before`` or ``after`` is None where there is none."""

    path: str
    pointer: Pointer
    titles: tuple[str, ...]
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Content:
    """The first differences of a change set.

    ``more`` is how many others there are, of which a thousand are counted; ``is_withheld`` says that some are not told.
    """

    differences: tuple[Difference, ...]
    more: int
    is_withheld: bool


def content(judgement: Judgement, schemas: Schemas, *, is_internal: bool) -> Content:
    """Return what the change set says differently in the records that the reader may see; of a stranger's nothing.

    The public sees what it may always read, whatever a season says of figures.
    """
    records = [change for change in judgement.own if place(change.path) is not None]
    if any(finding.rule is TOO_MANY for finding in judgement.findings):
        return Content((), 0, is_withheld=bool(records))
    open_ = [change for change in records if is_internal or _record(change).shown.is_open(())]
    moved = ((change, pointer, old, new) for change in open_ for pointer, old, new in _moved(judgement, change))
    found = list(islice(moved, MOST_COUNTED))
    shown = [item for item in found if is_internal or opening.is_open(_record(item[0]), item[1])]
    first = tuple(_difference(*item, schemas) for item in shown[:MOST])
    return Content(first, len(shown) - len(first), is_withheld=len(open_) < len(records) or len(shown) < len(found))


def _record(change: Change) -> RecordKind:
    where = place(change.path)
    if where is None:
        raise ValueError(f"no record may stand at {change.path}")
    return where.record


def _moved(judgement: Judgement, change: Change) -> Iterator[tuple[Pointer, str | None, str | None]]:
    before, after = (_values(state.archive.read(change.path)) for state in (judgement.before, judgement.after))
    for pointer in {**before, **after}:
        if before.get(pointer) != after.get(pointer):
            yield pointer, before.get(pointer), after.get(pointer)


def _difference(change: Change, pointer: Pointer, old: str | None, new: str | None, schemas: Schemas) -> Difference:
    steps = pointer[:-1] if pointer and pointer[-1] in {old, new} else pointer  # an item that is its own name
    return Difference(change.path, steps, tuple(schemas.titles(_record(change).schema, steps)), *_shortened(old, new))


def _values(data: bytes | None) -> Values:
    """Return every single value of a file by its place; none of one that cannot be read."""
    found, _wrong = strict_yaml.parse(data, "") if data is not None else (None, [])
    return dict(_flat(found.value, ())) if found is not None else {}


def _flat(value: Any, pointer: Pointer) -> Iterator[tuple[Pointer, str]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _flat(inner, (*pointer, key))
    elif isinstance(value, list):
        for name, inner in zip(_names(value), value, strict=True):
            yield from _flat(inner, (*pointer, name))
    else:
        yield pointer, str(value).lower() if isinstance(value, bool) else str(value)


def _names(items: list[Any]) -> list[str | int]:
    """Return what tells the items of a list apart: a key that identifies each, or the item itself, or its number."""
    for key in _IDENTITIES:
        names = [str(item[key]) for item in items if isinstance(item, dict) and key in item]
        if len(names) == len(items) == len(set(names)):
            return list(names)
    texts = [item for item in items if isinstance(item, str)]
    if len(texts) == len(items) == len(set(texts)):
        return list(texts)
    return list(range(1, len(items) + 1))


def _shortened(before: str | None, after: str | None) -> tuple[str | None, str | None]:
    """Return both values, long ones cut to where they begin to differ."""
    start = 0
    if before is not None and after is not None and max(len(before), len(after)) > _LONGEST:
        same = next((i for i, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), len(min(before, after)))
        start = max(0, same - _LEAD)
    return tuple(_cut(value, start) for value in (before, after))  # type: ignore[return-value] # two of them


def _cut(value: str | None, start: int) -> str | None:
    if value is None:
        return None
    piece = value[start : start + _LONGEST]
    return f"{'…' if start else ''}{piece}{'…' if start + _LONGEST < len(value) else ''}".replace("\n", " ")
