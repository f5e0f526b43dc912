"""Where values stand in a file. Needed only when something is wrong, so the fast path does not pay for it."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import yaml
from yaml._yaml import CParser

from thidua.records.finding import Pointer
from thidua.records.strict_yaml import DEEPEST

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Position:
    """Line and column, from 1, of a key (or of an item in a list) and of its value."""

    key: Place
    value: Place
    is_group: bool

    @property
    def place(self) -> Place:
        """The place to show for the value: a group of lines is shown at its key."""
        return self.key if self.is_group else self.value


class _TooDeep(Exception):  # noqa: N818 - not an error of the program: the file is not worth reading further
    """The values are nested deeper than those of any record."""


def locate(data: bytes) -> dict[Pointer, Position]:
    """Return the position of every value of a document, by pointer. The first of two equal keys counts.

    Of what cannot be read, whatever its bytes, at most what stands before the mistake has a position.
    """
    found: dict[Pointer, Position] = {}
    with suppress(UnicodeDecodeError, yaml.YAMLError, _TooDeep):
        events: Iterator[Any] = iter(CParser(data.decode("utf-8")).get_event, None)
        for event in events:
            if not isinstance(event, (yaml.StreamStartEvent, yaml.DocumentStartEvent)):
                if isinstance(event, yaml.NodeEvent):
                    _walk(event, events, (), _place(event), found)
                break
    return found


def find(positions: dict[Pointer, Position], pointer: Pointer, *, on_key: bool) -> Place:
    """Return the place of ``pointer``, or of the nearest value around it."""
    for length in range(len(pointer), -1, -1):
        position = positions.get(pointer[:length])
        if position is not None:
            return position.key if on_key and length == len(pointer) else position.place
    return 1, 1


def pointers(data: bytes) -> dict[Place, Pointer]:
    """Return what stands at each place of a readable document: a single value, or else a key, or else a group."""
    positions = locate(data).items()
    groups = {position.value: pointer for pointer, position in positions if position.is_group}
    keys = {position.key: pointer for pointer, position in positions}
    return groups | keys | {position.value: pointer for pointer, position in positions if not position.is_group}


def _walk(event: Any, events: Iterator[Any], pointer: Pointer, key: Place, found: dict[Pointer, Position]) -> None:
    is_group = isinstance(event, yaml.CollectionStartEvent)
    found.setdefault(pointer, Position(key, _place(event), is_group))
    if is_group and len(pointer) == DEEPEST:
        raise _TooDeep
    if isinstance(event, yaml.SequenceStartEvent):
        for index, item in enumerate(events):
            if isinstance(item, yaml.SequenceEndEvent):
                break
            _walk(item, events, (*pointer, index), _place(item), found)
    elif isinstance(event, yaml.MappingStartEvent):
        for name in events:
            if isinstance(name, yaml.MappingEndEvent):
                break
            _skip(name, events)
            written = name.value if isinstance(name, yaml.ScalarEvent) else ""
            _walk(next(events), events, (*pointer, written), _place(name), found)


def _skip(event: Any, events: Iterator[Any]) -> None:
    """Pass over the rest of a list or group."""
    depth = int(isinstance(event, yaml.CollectionStartEvent))
    while depth:
        inner = next(events)
        if depth == DEEPEST:
            raise _TooDeep
        depth += isinstance(inner, yaml.CollectionStartEvent) - isinstance(inner, yaml.CollectionEndEvent)


def _place(event: Any) -> Place:
    return event.start_mark.line + 1, event.start_mark.column + 1
