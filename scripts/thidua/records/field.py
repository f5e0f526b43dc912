"""A field of a record that is shown: where the file has it, and with what it is open (rules.md §10).

A field stands under the name that the typed value has for it; where the file has another, that is given too, with the
keys on the way to it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from thidua.records.figure import ALWAYS, Figure, Opening, shown_with


@dataclass(frozen=True, slots=True)
class Field:
    """One field that is shown where what holds it is shown, and ``opening`` is open too.

    ``is_of_member``: what counts are the figures that are shown of the organisation that its holder names. ``only_if``:
    a field beside it that says whether it may be shown at all.
    """

    keys: tuple[str, ...]
    opening: Opening = ALWAYS
    is_of_member: bool = False
    only_if: str | None = None


def beside(figure: Figure, key: str = "", *, is_of_member: bool = False) -> Field:
    """Return a field that opens with a figure beside that of its record; ``key`` is where the file has it."""
    return Field(_keys(key), shown_with(figure), is_of_member=is_of_member)


def only_if(name: str) -> Field:
    """Return a field that opens only where another one beside it says so."""
    return Field((), only_if=name)


def _keys(key: str) -> tuple[str, ...]:
    return tuple(key.split(".")) if key else ()


def fields(*names: str, **others: str | Field) -> Mapping[str, Field]:
    """Return fields that open with what holds them, and others: with the key that the file has for them, or a rule."""
    found = {name: Field((name,)) for name in names}
    for name, rule in others.items():
        if isinstance(rule, str):
            found[name] = Field(_keys(rule))
        else:
            found[name] = Field(rule.keys or (name,), rule.opening, rule.is_of_member, rule.only_if)
    return found
