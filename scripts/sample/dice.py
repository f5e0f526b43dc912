"""Chance that falls the same way every time."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence

T = TypeVar("T")


class Dice:
    """Draws from a seed written as text; uses only `random()`, whose sequence Python promises to keep."""

    def __init__(self, *seed: str) -> None:
        self._random = Random("/".join(seed)).random  # noqa: S311 - a sample, not a secret

    def chance(self, share: float) -> bool:
        """Return true in `share` of the draws."""
        return self._random() < share

    def between(self, low: int, high: int) -> int:
        """Return a whole number from low to high, both included."""
        return low + int(self._random() * (high - low + 1))

    def near(self, centre: float, spread: float) -> float:
        """Return a number around the centre, three draws averaged."""
        return centre + spread * (self._random() + self._random() + self._random() - 1.5)

    def one(self, items: Sequence[T]) -> T:
        """Return one of the items."""
        return items[self.between(0, len(items) - 1)]

    def some(self, items: Sequence[T], count: int) -> list[T]:
        """Return `count` different items, in their order."""
        left = list(range(len(items)))
        taken = sorted(left.pop(self.between(0, len(left) - 1)) for _ in range(min(count, len(items))))
        return [items[index] for index in taken]
