"""The milestones of a season, with how far they are from the day of the build."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from thidua.portal import words
from thidua.publication.digest import PublishedSeason
from thidua.records import format as write


@dataclass(frozen=True, slots=True)
class Milestone:
    """A step of the season. ``state``: done, now (the next one to come) or next."""

    state: str
    when: str
    title: str
    detail: str


def milestones(season: PublishedSeason, today: date) -> tuple[Milestone, ...]:
    """Return the milestones in the order of time."""
    steps = sorted(_steps(season), key=lambda step: step[0])
    coming = next((last for last, _, _ in steps if last >= today), None)
    found = [
        Milestone(
            "done" if last < today else "now" if last == coming else "next",
            when,
            title,
            "" if last < today else words.days_left(last, today),
        )
        for last, when, title in steps
    ]
    return (*found, _decision(season, is_next=coming is None))


def _steps(season: PublishedSeason) -> Iterator[tuple[date, str, str]]:
    plan = season.season
    yield plan.opens_on, f"ngày {write.day(plan.opens_on)}", words.MILESTONES["opens"]
    for key, deadline in (
        ("self_assessment", plan.self_assessment),
        ("conference", plan.conference),
        ("consolidation", plan.consolidation),
    ):
        yield deadline.last_day, words.deadline(deadline), words.MILESTONES[key]


def _decision(season: PublishedSeason, *, is_next: bool) -> Milestone:
    title = words.MILESTONES["decision"]
    if season.published_on is not None:
        return Milestone("done", f"ngày {write.day(season.published_on)}", title, "đã công bố")
    return Milestone("now" if is_next else "next", "sau báo cáo kết quả", title, "chưa công bố")
