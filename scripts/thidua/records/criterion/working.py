"""How a sum is written out in Vietnamese: exact numbers, and what bounds or rounds the result."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from thidua.records.format import NO_BREAK, count, points
from thidua.records.format import brief_points as short
from thidua.records.format import number as rounded_number

MOST_DIGITS: Final = 12
LONGEST_EXACT: Final = 4
"""How many decimals a figure may have and still be written out before it is rounded."""


@dataclass(frozen=True, slots=True)
class Working:
    """What was entered for a criterion, the sum that follows from it, and a remark on what bound the result."""

    facts: str
    sum: str = ""
    remark: str = ""

    @property
    def line(self) -> str:
        """The facts and the sum in one line."""
        return f"{self.facts}: {self.sum}"


def chosen(facts: str, value: int) -> Working:
    """Return the working where hundredths of a point follow from what was chosen, without a sum."""
    return Working(facts, f"→ {points(value)}")


def chosen_line(facts: str, value: int) -> str:
    """Return what may be chosen and the points that it gives, in one line."""
    return f"{facts} → {short(value)} điểm"


def counted(value: int, unit: str) -> str:
    """Return how many there were: ``6 sản phẩm``."""
    return f"{number(value)} {unit}"


def bounded(arithmetic: str, result: int, *, most: int | None = None, least: int | None = None) -> str:
    """Return a sum with its result in hundredths, and the bound that takes the result's place."""
    if most is not None and result > most:
        return f"{arithmetic} = {short(result)}, tính tối đa {short(most)} điểm"
    if least is not None and result < least:
        return f"{arithmetic} = {short(result)}, tính tối thiểu {short(least)} điểm"
    return f"{arithmetic} = {points(result)}"


def number(value: Fraction | int) -> str:
    """Return a number of a record as exactly as it was written: at most 12 digits, so no decimals are lost."""
    if value.denominator == 1:
        return count(value.numerator)
    return rounded_number(value, MOST_DIGITS)


def rounded(exact: Fraction) -> str:
    """Return “= 7,20” for hundredths that are whole, else the figure before and after rounding half up."""
    whole = int(exact + Fraction(1, 2))
    if exact.denominator == 1:
        return f"= {points(whole)}"
    scaled = exact / 100
    if (scaled * 10**LONGEST_EXACT).denominator == 1:
        return f"= {number(scaled)} ≈ {points(whole)}"
    cut = Fraction(int(scaled * 1000), 1000)
    decimals = number(cut)
    return f"= {decimals}… ≈ {points(whole)}"


def percent(share: Fraction) -> str:
    """Return a share in percent, cut (not rounded) after two decimals, so that it compares as the share does."""
    hundredths = share * 10_000
    whole = int(hundredths)
    return f"{short(whole)}{'' if hundredths == whole else '…'}{NO_BREAK}%"
