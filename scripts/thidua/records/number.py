"""Exact numbers: points are whole hundredths, everything between is a fraction (rules.md §1)."""

from decimal import Decimal
from fractions import Fraction

Number = int | Decimal


def hundredths(points: Number) -> int:
    """Return ``points`` (at most two decimals) in hundredths of a point."""
    return int(points * 100)


def half_up(value: Fraction) -> int:
    """Return ``value`` (not negative) rounded to a whole number, halves upwards."""
    return int(value + Fraction(1, 2))


def decimals(number: Number) -> int:
    """Return how many decimals ``number`` has as written: 3 for ``1.000``."""
    exponent = number.as_tuple().exponent if isinstance(number, Decimal) else 0
    return max(0, -int(exponent))


def fraction(text: str) -> Fraction:
    """Return the value of a fraction written as ``2/3``."""
    numerator, denominator = text.split("/")
    return Fraction(int(numerator), int(denominator))


def plain(value: Fraction) -> str:
    """Return a fraction that was written as a decimal as it is written: ``8`` or ``7.5``."""
    return f"{Decimal(value.numerator) / Decimal(value.denominator):f}"


def points(value: int) -> str:
    """Return hundredths of a point, or a difference of such, as JSON writes them: ``9.50``, ``-0.25``."""
    return f"{value // 100}.{value % 100:02}" if value >= 0 else f"-{points(-value)}"


def json_number(value: Fraction) -> int | float:
    """Return a number as it was entered. Records allow 12 digits, which a float holds without loss."""
    return value.numerator if value.denominator == 1 else float(value)
