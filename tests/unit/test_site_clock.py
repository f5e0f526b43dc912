"""The moment of a build: what is asked of it, and for how long the answer stays the same."""

import pickle
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thidua.site.clock import Day, Moment, moment
from thidua.site.trace import ALWAYS, FOR_EVER, Trace

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
NOW = datetime(2021, 11, 20, 1, tzinfo=UTC)
TODAY = date(2021, 11, 20)
Asked = Callable[[datetime], object]


def day(now: datetime) -> date:
    return now.astimezone(ZONE).date()


QUESTIONS: dict[str, Callable[[datetime, date], object]] = {
    "day < x": lambda now, x: day(now) < x,
    "x <= day": lambda now, x: x <= day(now),
    "day == x": lambda now, x: day(now) == x,
    "x != day": lambda now, x: x != day(now),
    "now < noon": lambda now, x: now < datetime(x.year, x.month, x.day, 12, tzinfo=ZONE),
    "noon <= now": lambda now, x: datetime(x.year, x.month, x.day, 12, tzinfo=ZONE) <= now,
    "now == noon": lambda now, x: now == datetime(x.year, x.month, x.day, 12, tzinfo=ZONE),
    "days left": lambda now, x: (x - day(now)).days,
    "written": lambda now, x: f"{day(now):%d/%m/%Y} {x}",
    "iso": lambda now, x: (now.isoformat(), x),
    "year": lambda now, x: (day(now).year, x),
    "hash": lambda now, x: hash(day(now)) == hash(x),
    "in": lambda now, x: day(now) in {x, TODAY},
    "latest": lambda now, x: max(x, day(now)) == x,
    "next day": lambda now, x: day(now) + timedelta(days=1) == x,
    "seconds": lambda now, x: (now.timestamp(), x),
}


@pytest.mark.parametrize("question", QUESTIONS)
@given(
    now=st.timedeltas(timedelta(-20), timedelta(40)).map(NOW.__add__),
    other=st.timedeltas(timedelta(-20), timedelta(40)).map(NOW.__add__),
    x=st.dates(date(2021, 11, 1), date(2021, 12, 31)),
)
def test_within_the_span_every_moment_gives_the_same_answer(
    question: str, now: datetime, other: datetime, x: date
) -> None:
    ask, trace = QUESTIONS[question], Trace()
    with trace.reading() as reads:
        answer = ask(moment(now, trace), x)
    assert answer == ask(now, x)
    assert reads.since <= now < reads.until
    if reads.since <= other < reads.until:
        assert ask(other, x) == answer


@pytest.mark.parametrize(
    ("ask", "since", "until"),
    [
        (lambda now: day(now) > TODAY - timedelta(days=1), datetime(2021, 11, 20, tzinfo=ZONE), FOR_EVER),
        (lambda now: day(now) < TODAY + timedelta(days=5), ALWAYS, datetime(2021, 11, 25, tzinfo=ZONE)),
        (lambda now: day(now).day, datetime(2021, 11, 20, tzinfo=ZONE), datetime(2021, 11, 21, tzinfo=ZONE)),
        (lambda now: now < datetime(2021, 11, 21, tzinfo=UTC), ALWAYS, datetime(2021, 11, 21, tzinfo=UTC)),
    ],
)
def test_the_span_is_as_long_as_it_can_be(ask: Asked, since: datetime, until: datetime) -> None:
    trace = Trace()
    with trace.reading() as reads:
        ask(moment(NOW, trace))
    assert (reads.since, reads.until) == (since, until)


def test_nothing_is_asked_without_being_noted() -> None:
    """Whatever a date can be asked for is our own: what Python adds to dates one day is noticed here."""
    plain = {"min", "max", "resolution", "today", "now", "utcnow", "fromtimestamp", "utcfromtimestamp", "fromordinal"}
    plain |= {"fromisoformat", "fromisocalendar", "strptime", "combine", "_fromtimestamp"}
    inherited = set(dir(object)) - {"__eq__", "__ne__", "__lt__", "__le__", "__gt__", "__ge__", "__hash__", "__str__"}
    for kind, base in ((Moment, datetime), (Day, date)):
        own = set(vars(kind))
        assert {name for name in dir(base) if name not in own} <= plain | inherited, kind


@pytest.mark.parametrize("found", [moment(NOW, Trace()), moment(NOW, Trace()).date()])
def test_it_stays_in_its_process(found: object) -> None:
    with pytest.raises(TypeError, match="in this process"):
        pickle.dumps(found)
