"""How far each cluster of a season has come: counts only, never names (rules.md §10, ``progress``)."""

from dataclasses import dataclass, fields
from datetime import date
from fractions import Fraction

from thidua.portal import link
from thidua.portal.chip import Chip
from thidua.portal.context import Context
from thidua.portal.link import Link
from thidua.publication.digest import ClusterDigest, PublishedSeason
from thidua.publication.redaction import Progress
from thidua.records import format as write
from thidua.records.figure import Figure


@dataclass(frozen=True, slots=True)
class Share:
    """Some of all, as ``5/8`` and as a bar."""

    text: str
    percent: int


@dataclass(frozen=True, slots=True)
class Tally:
    """The counts of a cluster, or of all of them, in words; dashes where they may not be shown."""

    filed: Share
    on_time: str
    late: str
    verified: Share
    contested: str


@dataclass(frozen=True, slots=True)
class ProgressRow:
    """One cluster of the board; ``meets_on`` is empty while no date is set."""

    cluster: Link
    lead: str
    filed: Share
    on_time: str
    late: str
    verified: Share
    contested: str
    meets_on: str
    meeting: Chip
    report: Chip
    monitor: Chip
    sent_on: str


def progress_rows(context: Context, season: PublishedSeason, here: str) -> tuple[ProgressRow, ...]:
    """Return one row for each cluster, by the clusters' ids; links lead from the page at ``here``."""
    return tuple(_row(context, season, cluster, here) for cluster in season.clusters)


def totals(season: PublishedSeason) -> Tally:
    """Return the counts of all clusters together; empty if those of one of them may not be shown."""
    parts = [cluster.progress for cluster in season.clusters]
    shown = [part for part in parts if part is not None]
    if len(shown) < len(parts):
        return tally(None)
    return tally(
        Progress(**{field.name: sum(getattr(part, field.name) for part in shown) for field in fields(Progress)})
    )


def tally(counts: Progress | None) -> Tally:
    """Return the counts in words."""
    if counts is None:
        return Tally(Share("–", 0), "–", "–", Share("–", 0), "–")
    return Tally(
        filed=_share(counts.filed, counts.members),
        on_time=write.count(counts.on_time),
        late=write.count(counts.late),
        verified=_share(counts.verified, counts.members),
        contested=write.count(counts.contested),
    )


def _share(part: int, whole: int) -> Share:
    percent = write.whole_percent(Fraction(part, whole)) if whole else 0
    return Share(f"{write.count(part)}/{write.count(whole)}", percent)


def _row(context: Context, season: PublishedSeason, cluster: ClusterDigest, here: str) -> ProgressRow:
    counts = tally(cluster.progress)
    sent_on = min((c.sent_on for c in season.consolidations.values() if cluster.id in c.covers), default=None)
    meets_on = write.day(cluster.schedule.day) if cluster.schedule is not None else ""
    return ProgressRow(
        cluster=Link(cluster.cluster.name, link.relative(here, link.cluster(season.id, cluster.id))),
        lead=context.name(cluster.cluster.lead, season.season),
        filed=counts.filed,
        on_time=counts.on_time,
        late=counts.late,
        verified=counts.verified,
        contested=counts.contested,
        meets_on=meets_on,
        meeting=_meeting(cluster, context.today),
        report=_report(cluster),
        monitor=_monitor(sent_on, cluster),
        sent_on=write.day(sent_on) if sent_on is not None else "",
    )


def _meeting(cluster: ClusterDigest, today: date) -> Chip:
    if cluster.has_met:
        return Chip("yes", "Đã họp")
    if cluster.schedule is None:
        return Chip("state-missing", "Chưa ấn định")
    return Chip("state-submitted", "Đã ấn định" if today <= cluster.schedule.ends_on else "Chưa có biên bản")


def _report(cluster: ClusterDigest) -> Chip:
    if cluster.has_reported:
        return Chip("yes", "Đã có")
    return Chip("state-missing", "Chưa có" if Figure.REPORTS in cluster.shows else "Chưa công bố")


def _monitor(sent_on: date | None, cluster: ClusterDigest) -> Chip:
    if sent_on is not None:
        return Chip("yes", "Đã gửi")
    return Chip("state-missing", "Chưa có" if Figure.REPORTS in cluster.shows else "Chưa công bố")
