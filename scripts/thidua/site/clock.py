"""The moment of a build, which notes what is asked of it.

Compared with another moment or day, it notes until when the answer stays the same; asked for anything else, it notes
that the answer is of this moment, or this day, alone. So a page that shows a figure from a day on is made again on that
day and not before.
"""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any, Final, NoReturn, SupportsIndex

from thidua.site.trace import ALWAYS, FOR_EVER, Trace

TICK: Final = datetime.resolution
DAY: Final = timedelta(days=1)


class Moment(datetime):
    """A moment that notes its comparisons in ``trace``."""

    _plain: datetime
    _trace: Trace

    def astimezone(self, tz: tzinfo | None = None) -> "Moment":
        """Return the same moment as another zone writes it."""
        return moment(self._plain.astimezone(tz), self._trace)

    def date(self) -> "Day":
        """Return the day of the moment in its zone."""
        return _day(self._plain.date(), self._plain.tzinfo, self._trace)

    def _pin(self) -> datetime:
        self._trace.bound(self._plain, _later(self._plain, TICK))
        return self._plain

    def _beside(self, other: object) -> datetime:
        """Note for how long a comparison with ``other`` comes to the same."""
        if not isinstance(other, datetime) or other.tzinfo is None:
            return self._pin()
        if self._plain < other:
            self._trace.bound(ALWAYS, other)
        elif self._plain > other:
            self._trace.bound(_later(other, TICK), FOR_EVER)
        else:
            self._pin()
        return self._plain


class Day(date):
    """A day of a zone that notes its comparisons in ``trace``."""

    _plain: date
    _zone: tzinfo | None
    _trace: Trace

    def _pin(self) -> date:
        self._trace.bound(self._midnight(self._plain), self._midnight(self._plain + DAY))
        return self._plain

    def _beside(self, other: object) -> date:
        """Note for how long a comparison with ``other`` comes to the same."""
        if not isinstance(other, date) or isinstance(other, datetime):
            return self._pin()
        if self._plain < other:
            self._trace.bound(ALWAYS, self._midnight(other))
        elif self._plain > other:
            self._trace.bound(self._midnight(other + DAY), FOR_EVER)
        else:
            self._pin()
        return self._plain

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time(), self._zone)


def moment(plain: datetime, trace: Trace) -> Moment:
    """Return a moment, which must know its zone, as one that notes its comparisons."""
    found = Moment.combine(plain.date(), plain.timetz())
    found._plain, found._trace = plain, trace  # noqa: SLF001 - made here, because a datetime takes no more than its parts
    return found


def _day(plain: date, zone: tzinfo | None, trace: Trace) -> Day:
    found = Day(plain.year, plain.month, plain.day)
    found._plain, found._zone, found._trace = plain, zone, trace  # noqa: SLF001 - as above
    return found


def _later(moment: datetime, by: timedelta) -> datetime:
    try:
        return moment + by
    except OverflowError:
        return FOR_EVER


def _compared(name: str) -> Callable[..., Any]:
    def compare(self: Moment | Day, other: object) -> Any:
        return getattr(self._beside(other), name)(other)

    return compare


def _asked(name: str) -> Callable[..., Any]:
    def ask(self: Moment | Day, *arguments: Any, **options: Any) -> Any:
        return getattr(self._pin(), name)(*arguments, **options)

    return ask


def _part(name: str) -> property:
    return property(lambda self: getattr(self._pin(), name))


def _unsaved(self: Moment | Day, _protocol: SupportsIndex) -> NoReturn:
    raise TypeError(f"{type(self).__name__} notes what it is asked in this process: another one has its own")


def _noting(kind: type[Moment] | type[Day]) -> None:
    """Let everything that a date can be asked note that it was."""
    own = {"astimezone", "date", "combine", "__new__", "__init__", "__class__", "__getattribute__", "__setattr__"}
    own |= {"__delattr__", "__init_subclass__", "__subclasshook__", "__dir__", "__sizeof__", "__doc__", "__getstate__"}
    compared = {"__eq__", "__ne__", "__lt__", "__le__", "__gt__", "__ge__"}
    plain = kind.__mro__[1]
    for name in dir(plain):
        found = getattr(plain, name)
        if name in own or isinstance(found, (plain, timedelta)) or getattr(found, "__self__", None) is plain:
            continue
        if name in {"__reduce__", "__reduce_ex__"}:
            setattr(kind, name, _unsaved)
        elif name in compared:
            setattr(kind, name, _compared(name))
        else:
            setattr(kind, name, _asked(name) if callable(found) else _part(name))


_noting(Moment)
_noting(Day)
