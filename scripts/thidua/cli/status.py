"""``thidua status``: who has filed, verified, met and reported, and how many days are left."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

import click
from rich import box
from rich.table import Table

from thidua.cli.invocation import Invocation, as_of_option, moment, shared_options
from thidua.cli.output import Printer, format_option, print_json
from thidua.publication.redaction import Progress, progress
from thidua.records.language import Language
from thidua.records.language import mark as _
from thidua.records.season import Deadline, Season
from thidua.scoring.evaluation import ClusterEvaluation, Evaluator, SeasonEvaluation
from thidua.scoring.result import Frame

HELP: Final = _("Show who has filed, verified, met and reported in a season (default: the latest), and the days left.")
FORMAT_HELP: Final = _("How the status is printed.")
NO_SEASON: Final = _("There is no season “{season}”. Seasons: {seasons}.")
NO_RULES: Final = _("The season cannot be read: run “thidua validate”.")
TITLE: Final = _("{title} – as of {as_of}")
MILESTONES: Final = {
    "opens": _("Season opens"),
    "self_assessment": _("Self-assessments"),
    "conference": _("Conferences"),
    "consolidation": _("Consolidated reports"),
}
LEFT, TODAY, PAST = _("{days} days left"), _("last day"), _("passed {days} days ago")
ANSWERS: Final = _("Answers to verifications, last day")
ANSWERED_LATE: Final = _("{count} answered later")
HEADINGS: Final = (
    _("Cluster"),
    _("Filed"),
    _("On time"),
    _("Late"),
    _("Verified"),
    _("Open"),
    _("Meets"),
    _("Voted"),
    _("Reported"),
)


@dataclass(frozen=True, slots=True)
class Answering:
    """Until when a member may answer its verification; ``late`` are the criteria that it answered later."""

    organisation: str
    last_day: date
    answered: int
    late: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClusterStatus:
    """How far a cluster has come."""

    cluster: str
    name: str
    progress: Progress
    conference_on: date | None
    has_met: bool
    has_voted: bool
    has_reported: bool
    answering: tuple[Answering, ...]


@dataclass(frozen=True, slots=True)
class Status:
    """How far a season has come at a moment, ``now``, in the portal's time zone."""

    id: str
    season: Season
    clusters: Sequence[ClusterStatus]
    now: datetime


def command(spoken: Language) -> click.Command:
    """Return the command in one language."""

    @click.command("status", help=spoken.text(HELP))
    @click.argument("season", required=False)
    @format_option(spoken, FORMATS, FORMAT_HELP)
    @as_of_option(spoken)
    @shared_options(spoken)
    def status(invocation: Invocation, season: str | None, show: Printer[Status], as_of: str | None) -> None:
        now = moment(invocation, as_of)
        evaluator = Evaluator(invocation.archive(), now)
        evaluation = _season(invocation, evaluator, season)
        if evaluation.frame is None:
            invocation.refuse(NO_RULES)
        local = now.astimezone(evaluation.frame.zone)
        show(invocation, Status(evaluation.id, evaluation.frame.season, list(_clusters(evaluator, evaluation)), local))

    return status


def document(status: Status) -> dict[str, Any]:
    """Return the status as JSON values (schemas/status.schema.json)."""
    return {
        "season": status.id,
        "as_of": status.now.isoformat(timespec="seconds"),
        "milestones": [
            {
                "name": name,
                "date": limit.day.isoformat(),
                "rule": "on_or_before" if limit.is_inclusive else "before",
                "last_day": limit.last_day.isoformat(),
                "days_left": (limit.last_day - status.now.date()).days,
            }
            for name, limit in _milestones(status.season)
        ],
        "clusters": [
            {
                "cluster": found.cluster,
                "name": found.name,
                "members": found.progress.members,
                "filed": found.progress.filed,
                "sealed": found.progress.sealed,
                "verified": found.progress.verified,
                "contested": found.progress.contested,
                "on_time": found.progress.on_time,
                "late": found.progress.late,
                "conference_on": found.conference_on.isoformat() if found.conference_on is not None else None,
                "met": found.has_met,
                "voted": found.has_voted,
                "reported": found.has_reported,
                "answers": [
                    {
                        "organisation": one.organisation,
                        "last_day": one.last_day.isoformat(),
                        "answered": one.answered,
                        "late": list(one.late),
                    }
                    for one in found.answering
                ],
            }
            for found in status.clusters
        ],
    }


def _season(invocation: Invocation, evaluator: Evaluator, wanted: str | None) -> SeasonEvaluation:
    seasons = evaluator.archive.seasons()
    season = wanted or (seasons[-1] if seasons else "")
    if season not in seasons:
        invocation.refuse(NO_SEASON, season=season, seasons=", ".join(seasons) or "–")
    return evaluator.season(season)


def _clusters(evaluator: Evaluator, evaluation: SeasonEvaluation) -> Iterator[ClusterStatus]:
    for cluster in evaluation.records.clusters:
        found: ClusterEvaluation = evaluator.cluster(evaluation.id, cluster)
        records = found.records
        if found.result is not None:
            yield ClusterStatus(
                cluster=cluster,
                name=evaluation.roster[cluster].name,
                progress=progress(found.result.members),
                conference_on=records.schedule.value.day if records.schedule is not None else None,
                has_met=records.conference is not None and records.conference.value.is_attended,
                has_voted=records.vote is not None,
                has_reported=records.report is not None,
                answering=tuple(_answering(found, evaluation.frame)) if evaluation.frame is not None else (),
            )


def _answering(found: ClusterEvaluation, frame: Frame) -> Iterator[Answering]:
    """Yield the members of which it is known until when they may answer, in protocol order."""
    for member in found.result.members if found.result is not None else ():
        dossier = found.records.dossier(member.organisation)
        deadline = dossier.answering_deadline(frame.season, frame.zone)
        if deadline is not None:
            answered = len(dossier.response.value.responses) if dossier.response is not None else 0
            late = dossier.late_answers(frame.season, frame.zone)
            yield Answering(member.organisation, deadline.last_day, answered, late)


def _milestones(season: Season) -> Sequence[tuple[str, Deadline]]:
    return [
        ("opens", Deadline(season.opens_on, is_inclusive=True)),
        ("self_assessment", season.self_assessment),
        ("conference", season.conference),
        ("consolidation", season.consolidation),
    ]


def _print_json(_invocation: Invocation, status: Status) -> None:
    print_json(document(status), indent=1)


def _print_table(invocation: Invocation, status: Status) -> None:
    say, out, season, now = invocation.say, invocation.out, status.season, status.now
    out.print(say(TITLE, title=season.title, as_of=now), style="bold")
    for name, limit in _milestones(season):
        left = _left(invocation, limit.last_day, now)
        out.print(f"  {say(MILESTONES[name]):<28}{invocation.language.told(limit.last_day)}   {left}")
    grid = Table(header_style="bold", box=box.SIMPLE_HEAD)
    grid.add_column(say(HEADINGS[0]), no_wrap=True)
    for heading in HEADINGS[1:]:
        grid.add_column(say(heading), justify="right", min_width=5)
    for found in status.clusters:
        counts = found.progress
        grid.add_row(
            found.cluster,
            f"{counts.filed}/{counts.members}",
            str(counts.on_time),
            str(counts.late),
            f"{counts.verified}/{counts.members}",
            str(counts.contested),
            invocation.language.told(found.conference_on) if found.conference_on is not None else "–",
            "✓" if found.has_voted else "–",
            "✓" if found.has_reported else "–",
        )
    out.print(grid)
    open_ = [
        (found, one) for found in status.clusters for one in found.answering if one.late or one.last_day >= now.date()
    ]
    if open_:
        out.print(say(ANSWERS), style="bold")
    for found, one in open_:
        late = say(ANSWERED_LATE, count=len(one.late)) if one.late else _left(invocation, one.last_day, now)
        out.print(f"  {found.cluster + '/' + one.organisation:<40}{invocation.language.told(one.last_day)}   {late}")


def _left(invocation: Invocation, last_day: date, now: datetime) -> str:
    days = (last_day - now.date()).days
    say = invocation.say
    return say(TODAY) if days == 0 else say(LEFT, days=days) if days > 0 else say(PAST, days=-days)


FORMATS: Final[Mapping[str, Printer[Status]]] = {"table": _print_table, "json": _print_json}
