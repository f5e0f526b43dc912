"""What every kind of criterion must know; the type check refuses one in the table that lacks a part."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar, Protocol, Self

from thidua.records.criterion.working import Working
from thidua.records.dossier import Entry
from thidua.records.finding import Finding, Pointer, Rule
from thidua.records.number import plain, points


@dataclass(frozen=True, slots=True)
class Terms:
    """What a table of criteria lists of a kind, in the words of the table; points are in hundredths."""

    unit: str | None = None
    unit_points: int | None = None
    minimum: int | None = None
    step: int | None = None
    levels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Blank:
    """A fact that is yet to be entered, as a skeleton has it: with a remark behind it, and others above it."""

    fact: str
    remark: str
    above: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entered:
    """An entry where it stands, for the criterion ``code``; ``is_own`` says that the member itself made it."""

    entry: Entry
    code: str
    path: str
    place: Pointer
    is_own: bool

    def at(self, rule: Rule, fact: str, **values: object) -> Finding:
        """Return a finding on one of the facts."""
        return rule.at(self.path, *self.place, fact, code=self.code, **values)


class CriterionKind(Protocol):
    """One way of scoring a criterion (rules.md §1), with what the rubric lays down for it, in hundredths of a point.

    The fields of an implementation, ``max`` aside, are the keys that its kind has in rubric.yml. Sentences are
    Vietnamese. Entries that a kind is given are valid for it, except where they are checked.
    """

    name: ClassVar[str]
    """The word for it in rubric.yml."""
    title: ClassVar[str]
    """What people call it."""
    facts: ClassVar[frozenset[str]]
    """The facts that an entry must give."""
    optional: ClassVar[frozenset[str]]
    """What an entry may say besides."""

    @property
    def max(self) -> int:
        """The most points that the criterion gives."""

    @classmethod
    def from_mapping(cls, data: Mapping[str, Any]) -> Self:
        """Build the kind from a criterion that the schema has accepted."""

    def check(self, path: str, place: Pointer, /) -> Iterator[Finding]:
        """Yield what is wrong with what the rubric lays down, for a criterion that stands at ``place``."""

    def check_entry(self, entered: Entered, /) -> Iterator[Finding]:
        """Yield facts that the criterion does not know.

        That the right facts are there, and points within the maximum, is checked for all kinds alike.
        """

    def points(self, entry: Entry) -> int:
        """Return the points of an entry that gives facts, exact until the last rounding."""

    def sentence(self) -> str:
        """Return how the points come about, in one sentence."""

    def working(self, entry: Entry) -> Working:
        """Return how an entry that gives facts comes to its points."""

    def example(self) -> str | None:
        """Return invented facts and the points that follow; None where points are simply given."""

    def document(self) -> dict[str, Any]:
        """Return the keys of its own that the criterion has in JSON."""

    def terms(self) -> Terms:
        """Return what a table of criteria lists."""

    def blanks(self) -> Iterator[Blank]:
        """Yield the facts of an entry that is yet to be filled in."""


def count_blank(unit: str) -> Blank:
    """Return the blank for a number of things."""
    return Blank("count", f"số {unit}; không có thì ghi 0")


def level_term(words: str, value: int) -> str:
    """Return what gives how many hundredths of a point, as tables have it: ``Đầy đủ: 4,00 điểm``."""
    return f"{words}: {points(value).replace('.', ',')} điểm"


def typed(value: int) -> str:
    """Return hundredths of a point as they are to be typed into a record: ``9.5``."""
    return plain(Fraction(value, 100))
