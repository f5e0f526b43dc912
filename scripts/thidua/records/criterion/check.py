"""Checks that more than one kind of criterion makes of what the rubric lays down."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise

from thidua.records.finding import Finding, Pointer, error
from thidua.records.language import Amount
from thidua.records.language import mark as _
from thidua.records.number import points

ABOVE_MAX = error(
    "rubric-above-max",
    _("{points} points are more than the criterion's maximum {max}."),
    _("Lower the points or raise the maximum."),
)


def check_most(value: int, most: int, path: str, place: Pointer, *inner: str | int) -> Iterator[Finding]:
    """Yield points above the maximum of a criterion at ``place``."""
    if value > most:
        yield ABOVE_MAX.at(path, *place, *inner, points=Amount(points(value)), max=Amount(points(most)))


def check_each(values: Sequence[int], most: int, path: str, place: Pointer, group: str) -> Iterator[Finding]:
    """Yield the points above the maximum in a list of a criterion at ``place``."""
    for index, value in enumerate(values):
        yield from check_most(value, most, path, place, group, index, "points")


def rising(values: Sequence[int | Fraction]) -> Iterator[int]:
    """Yield the places of values that are not smaller than the one before them."""
    for index, (before, value) in enumerate(pairwise(values), start=1):
        if value >= before:
            yield index
