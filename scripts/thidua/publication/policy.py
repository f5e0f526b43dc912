"""Who sees what, when (rules.md §10)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from thidua.publication.extract import part
from thidua.records.figure import Figure
from thidua.records.season import Exposure, Season
from thidua.scoring.result import Frame


class Audience(StrEnum):
    """For whom a portal is built."""

    PUBLIC = "public"
    INTERNAL = "internal"


_ALWAYS: Final = Exposure("always")
_NEVER: Final = Exposure("never")
_DEADLINE: Final = Exposure("after_deadline")
_CONFERENCE: Final = Exposure("after_conference")
_DECISION: Final = Exposure("after_decision")

PRESETS: Final[Mapping[str, Mapping[Figure, Exposure]]] = {
    "cautious": {
        Figure.PROGRESS: _ALWAYS,
        Figure.LATE_NAMES: _NEVER,
        Figure.SELF_POINTS: _NEVER,
        Figure.OFFICIAL_POINTS: Exposure("after_conference", nominated_only=True),
        Figure.VOTES: _NEVER,
        Figure.NOMINATIONS: _CONFERENCE,
        Figure.REPORTS: _CONFERENCE,
        Figure.AWARDS: _DECISION,
        Figure.BUDGET: _NEVER,
        Figure.ANALYTICS: _NEVER,
    },
    "open": {
        Figure.PROGRESS: _ALWAYS,
        Figure.LATE_NAMES: _DEADLINE,
        Figure.SELF_POINTS: _DEADLINE,
        Figure.OFFICIAL_POINTS: _CONFERENCE,
        Figure.VOTES: _CONFERENCE,
        Figure.NOMINATIONS: _CONFERENCE,
        Figure.REPORTS: _CONFERENCE,
        Figure.AWARDS: _DECISION,
        Figure.BUDGET: _DECISION,
        Figure.ANALYTICS: _CONFERENCE,
    },
}


def exposure(season: Season, figure: Figure) -> Exposure:
    """Return when, and of whom, a figure of a season is public: the season's own word, else its preset."""
    return season.exposures.get(figure.value, PRESETS[season.preset][figure])


def is_open(
    season: Season,
    figure: Figure,
    as_of: datetime,
    zone: ZoneInfo,
    conference_on: date | None,
    published_on: date | None,
) -> bool:
    """Whether the moment at which a figure of a season becomes public has come, in a cluster of ``conference_on``."""
    today = as_of.astimezone(zone).date()
    match exposure(season, figure).when:
        case "always":
            return True
        case "after_deadline":
            return as_of >= season.self_assessment.end(zone)
        case "after_conference":
            return conference_on is not None and today > conference_on
        case "after_decision":
            return published_on is not None and today >= published_on
        case _:
            return False


@dataclass(frozen=True, slots=True)
class View:
    """A reader and a moment."""

    audience: Audience
    as_of: datetime

    @property
    def is_internal(self) -> bool:
        """Whether the reader sees everything."""
        return self.audience is Audience.INTERNAL


@dataclass(frozen=True, slots=True)
class Publication:
    """What a view shows of one season. ``published_on`` is the day the decision was published."""

    view: View
    frame: Frame
    published_on: date | None

    def exposure(self, figure: Figure) -> Exposure:
        """Return when, and of whom, a figure is public: the season's own word, else its preset."""
        return exposure(self.frame.season, figure)

    def is_open(self, figure: Figure, conference_on: date | None = None) -> bool:
        """Whether the moment for a figure has come, in a cluster that meets on ``conference_on``."""
        moment, frame = self.view.as_of, self.frame
        return self.view.is_internal or is_open(
            frame.season, figure, moment, frame.zone, conference_on, self.published_on
        )

    def figures(self, conference_on: date | None = None) -> frozenset[Figure]:
        """Return the figures whose moment has come, in a cluster that meets on ``conference_on``."""
        return frozenset(figure for figure in Figure if self.is_open(figure, conference_on))

    def season(self) -> Season:
        """Return what is shown of the season's plan and rules."""
        season = self.frame.season
        return season if self.view.is_internal else part(season, self.figures())

    def shows(self, figure: Figure, conference_on: date | None, *, is_nominated: bool) -> bool:
        """Whether a figure of one member is shown."""
        if not self.is_open(figure, conference_on):
            return False
        return self.view.is_internal or is_nominated or not self.exposure(figure).nominated_only
