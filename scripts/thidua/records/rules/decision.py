"""Rules on what is decided, corrected and reported upward."""

from collections.abc import Iterator, Mapping, Sequence

from thidua.records import layout
from thidua.records.bundle import SeasonRecords
from thidua.records.cluster import Cluster
from thidua.records.decision import Consolidation, Corrections, Decision
from thidua.records.duplicate import duplicates
from thidua.records.finding import Finding, Pointer, error, warning
from thidua.records.language import mark as _
from thidua.records.record import Record
from thidua.records.rules import reference
from thidua.records.rules.season import check_award_known, check_cluster_known
from thidua.records.season import Season

PUBLISHED_EARLY = error(
    "decision-dates",
    _("The decision was published on {published_on}, before any document of it was issued ({issued_on})."),
    _("Check “published_on” and “issued_on”."),
)
PUBLISHED_UNFILED = error(
    "decision-published-unfiled",
    _("The decision was published on {published_on}, while members still file until {last_day}."),
    _("Check the year of “published_on”: from that day on the season is frozen, and it is never taken back."),
)
SAME_NUMBER = warning(
    "decision-number",
    _("The number {number} of {issued_on} stands on another decision above."),
    _("If it is one decision, put its rows together; nothing to mend if two were signed under one number."),
    is_alone=True,
)
CORRECTION_FILE = error(
    "correction-file",
    _("“{file}” is not a record of this season."),
    _("Write the path below submissions/, such as {example}."),
)
MONITOR = error(
    "consolidation-monitor",
    _("“{monitor}” monitors no cluster of the season."),
    _("The file bears the id of a monitor that a cluster.yml names."),
)
COVER = error(
    "consolidation-cover",
    _("“{monitor}” does not monitor the cluster “{cluster}”."),
    _("List only the clusters whose cluster.yml names this monitor."),
)
LATE = warning(
    "consolidation-late",
    _("The consolidated report was sent on {sent_on}, after the deadline (last day {last_day})."),
    _("Nothing to mend: it is recorded as late."),
    is_alone=True,
)


def check_decision(
    record: Record[Decision], season: Season | None, clusters: Sequence[str], roster: Mapping[str, Cluster]
) -> Iterator[Finding]:
    """Yield rows on unknown awards, clusters and members, second decisions of a number, and too early a publication."""
    yield from check_decision_alone(record)
    issued = [document.issued_on for document in record.value.decisions]
    published_on = record.value.published_on
    if published_on is not None and issued and published_on < min(issued):
        yield PUBLISHED_EARLY.at(record.path, "published_on", published_on=published_on, issued_on=min(issued))
    last_day = season.last_filing_deadline.last_day if season is not None else None
    if published_on is not None and last_day is not None and published_on <= last_day:
        yield PUBLISHED_UNFILED.at(record.path, "published_on", published_on=published_on, last_day=last_day)
    rows: list[tuple[Pointer, str, str, str]] = [
        (("decisions", number, "awards", index), row.award, row.cluster, row.organisation)
        for number, document in enumerate(record.value.decisions)
        for index, row in enumerate(document.awards)
    ]
    if record.value.council is not None:
        rows += [
            (("council", "recommended", index), row.award, row.cluster, row.organisation)
            for index, row in enumerate(record.value.council.recommended)
        ]
    for place, award, cluster, organisation in rows:
        if season is not None:
            yield from check_award_known(season, award, record.path, *place, "award")
        yield from check_cluster_known(cluster, clusters, record.path, *place, "cluster")
        yield from reference.member(roster.get(cluster), organisation, record.path, *place, "organisation")


def check_decision_alone(record: Record[Decision]) -> Iterator[Finding]:
    """Yield second decisions of a number; nothing but the file says so (decision 0015)."""
    numbers: set[tuple[str, int]] = set()
    for index, document in enumerate(record.value.decisions):
        number = (document.number, document.issued_on.year)
        if number in numbers:
            values = {"number": document.number, "issued_on": document.issued_on}
            yield SAME_NUMBER.at(record.path, "decisions", index, "number", **values)
        numbers.add(number)


def check_corrections(record: Record[Corrections], season: str) -> Iterator[Finding]:
    """Yield corrections that stand twice or name no record of the season."""
    yield from duplicates([c.id for c in record.value.listed], record.path, ("corrections",), ["id"])
    for index, correction in enumerate(record.value.listed):
        for position, file in enumerate(correction.files):
            place = layout.place(f"{layout.ROOT}/{file}")
            if place is None or place.season != season:
                pointer = ("corrections", index, "files", position)
                yield CORRECTION_FILE.at(record.path, *pointer, file=file, example=f"{season}/cum-01/vote.yml")


def check_consolidation(
    record: Record[Consolidation],
    monitor: str,
    season: Season | None,
    records: SeasonRecords,
    roster: Mapping[str, Cluster],
) -> Iterator[Finding]:
    """Yield what is wrong with a monitor's consolidated report."""
    report, path = record.value, record.path
    if season is not None:
        yield from check_consolidation_alone(record, season)
    if len(roster) == len(records.clusters) and not any(monitor in c.monitors for c in roster.values()):
        yield MONITOR.at(path, monitor=monitor)
    else:
        for index, name in enumerate(report.covers):
            cluster = roster.get(name)
            if cluster is not None and monitor not in cluster.monitors:
                yield COVER.at(path, "covers", index, monitor=monitor, cluster=name)
    yield from duplicates(report.covers, path, ("covers",))
    for index, name in enumerate(report.covers):
        yield from check_cluster_known(name, records.clusters, path, "covers", index)


def check_consolidation_alone(record: Record[Consolidation], season: Season) -> Iterator[Finding]:
    """Yield a report that was sent late; nothing but the file and the season's rules says so (decision 0015)."""
    sent_on, last_day = record.value.sent_on, season.consolidation.last_day
    if sent_on > last_day:
        yield LATE.at(record.path, "sent_on", sent_on=sent_on, last_day=last_day)
