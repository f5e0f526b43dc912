"""What of the records can be public or not, and when something is open (rules.md §10)."""

from collections.abc import Container
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Figure(StrEnum):
    """What can be public or not."""

    PROGRESS = "progress"
    LATE_NAMES = "late_names"
    SELF_POINTS = "self_points"
    OFFICIAL_POINTS = "official_points"
    VOTES = "votes"
    NOMINATIONS = "nominations"
    REPORTS = "reports"
    AWARDS = "awards"
    BUDGET = "budget"
    ANALYTICS = "analytics"


@dataclass(frozen=True, slots=True)
class Opening:
    """With what something is open: with all figures of one of its ways. No way: never; a way of no figure: always."""

    ways: tuple[frozenset[Figure], ...]

    def is_open(self, shows: Container[Figure]) -> bool:
        """Whether a reader that is shown these figures may see it."""
        return any(all(figure in shows for figure in way) for way in self.ways)

    def __or__(self, other: "Opening") -> "Opening":
        return Opening((*self.ways, *other.ways))


def shown_with(*figures: Figure) -> Opening:
    """Return what is open where all of ``figures`` are shown."""
    return Opening((frozenset(figures),))


ALWAYS: Final = shown_with()
NEVER: Final = Opening(())
