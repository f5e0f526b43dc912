"""How figures, days and moments are written in Vietnamese. Nothing here knows what the figures mean."""

from collections.abc import Iterable
from datetime import date, datetime
from fractions import Fraction
from functools import cache, lru_cache
from typing import Final

from thidua.records.number import half_up

LOCALE: Final = "vi"
MINUS: Final = "\u2212"
NO_BREAK: Final = "\u00a0"
NOTHING: Final = "–"


@lru_cache(maxsize=16_384)
def points(hundredths: int) -> str:
    """Return hundredths of a point with two decimals: ``9,50``, ``1.000,00``."""
    whole, part = divmod(abs(hundredths), 100)
    sign = MINUS if hundredths < 0 else ""
    return f"{sign}{_grouped(whole)},{part:02}"


def points_or_dash(hundredths: int | None) -> str:
    """Return points, or a dash where there are none."""
    return NOTHING if hundredths is None else points(hundredths)


@lru_cache(maxsize=16_384)
def brief_points(hundredths: int) -> str:
    """Return points without idle zeros, for rules and limits: ``9,5``, ``20``."""
    return points(hundredths).rstrip("0").removesuffix(",")


def signed_points(hundredths: int) -> str:
    """Return a difference of points with its sign: ``+0,50``, ``−1,00``; no difference is ``0,00``."""
    return f"+{points(hundredths)}" if hundredths > 0 else points(hundredths)


@lru_cache(maxsize=16_384)
def number(value: Fraction | int, decimals: int = 2) -> str:
    """Return a number with at most ``decimals`` decimals, rounded half up: ``1.234,5``."""
    scaled = half_up(abs(Fraction(value)) * 10**decimals)
    whole, part = divmod(scaled, 10**decimals)
    fraction = f"{part:0{decimals}}".rstrip("0") if part else ""
    sign = MINUS if value < 0 and scaled else ""
    return f"{sign}{_grouped(whole)}{',' if fraction else ''}{fraction}"


def percent(share: Fraction, decimals: int = 1) -> str:
    """Return a share as a percentage, rounded half up: ``87,5 %``."""
    return f"{number(share * 100, decimals)}{NO_BREAK}%"


def whole_percent(share: Fraction) -> int:
    """Return a share in whole per cent between 0 and 100, for bars."""
    return max(0, min(100, half_up(max(share, Fraction(0)) * 100)))


def count(value: int) -> str:
    """Return a number of things: ``1.234``."""
    return _grouped(value)


def money(dong: int) -> str:
    """Return an amount in Vietnamese đồng: ``30.000.000 đồng``."""
    return f"{count(dong)}{NO_BREAK}đồng"


@cache
def day(value: date) -> str:
    """Return a day: ``15/11/2020``."""
    return _dated(value, "dd/MM/y")


@cache
def weekday(value: date) -> str:
    """Return a day with its name: ``Thứ Bảy, 05/12/2020``."""
    return _dated(value, "EEEE, dd/MM/y")


def moment(value: datetime) -> str:
    """Return a moment as it stands, in its own zone: ``09:30 ngày 12/11/2020``."""
    return f"{value:%H:%M} ngày {day(value.date())}"


def clock(text: str) -> str:
    """Return a time of day as offices write it: ``08:00`` is ``8 giờ 00``."""
    hour, _, minute = text.partition(":")
    return f"{int(hour)} giờ {minute or '00'}"


def fraction(value: Fraction) -> str:
    """Return a fraction as rules write it: ``2/3``."""
    return f"{value.numerator}/{value.denominator}"


def enumeration(items: Iterable[str], last: str = " và ") -> str:
    """Return texts as one enumeration: ``a, b và c``."""
    texts = list(items)
    return last.join((", ".join(texts[:-1]), texts[-1])) if len(texts) > 1 else "".join(texts)


def iso(value: date | datetime) -> str:
    """Return a day or moment for machines."""
    return value.isoformat()


def _dated(value: date, pattern: str) -> str:
    from babel.dates import format_date  # noqa: PLC0415 - slow to load, and who checks records writes no days

    return format_date(value, pattern, locale=LOCALE)


def _grouped(whole: int) -> str:
    return f"{whole:,}".replace(",", ".")


def until(last: date) -> str:
    """Return a last day that still counts: ``hết ngày 14/11/2020``."""
    return f"hết ngày {day(last)}"
