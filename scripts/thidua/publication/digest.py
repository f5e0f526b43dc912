"""A season in short: what the pages and files above the clusters need, taken from what may be shown of each cluster.

A digest holds no record of a dossier, so that a whole portal's digests fit in memory at once.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from thidua.publication.extract import Shown, extract
from thidua.publication.policy import Publication
from thidua.publication.redaction import Progress, PublishedCluster, PublishedMember, departures
from thidua.records.bundle import SeasonRecords
from thidua.records.cluster import Cluster, NextLead, Schedule
from thidua.records.decision import Consolidation, Correction, Decision
from thidua.records.figure import Figure
from thidua.records.finding import Finding
from thidua.records.kind import CONSOLIDATION, CORRECTIONS, DECISION, EXCLUSIONS, RecordKind
from thidua.records.record import Record, value_of
from thidua.records.rubric import Rubric
from thidua.records.season import Season
from thidua.scoring.filing import State
from thidua.scoring.nomination import Nominations
from thidua.scoring.ranking import Rank

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class MemberDigest:
    """One member in short; points in hundredths. What may not be shown is None or empty.

    ``marks`` are the official points by criterion, None where a criterion does not apply.
    """

    organisation: str
    shows: frozenset[Figure]
    state: State | None
    on_time: bool | None
    self_total: int | None
    official_total: int | None
    classification: str | None
    rank: Rank | None
    nominated_for: tuple[str, ...]
    verifier: str | None
    marks: Mapping[str, int | None]


@dataclass(frozen=True, slots=True)
class ClusterDigest:
    """One cluster in short; members in protocol order."""

    season: str
    id: str
    cluster: Cluster
    schedule: Schedule | None
    has_met: bool
    has_reported: bool
    shows: frozenset[Figure]
    progress: Progress | None
    members: tuple[MemberDigest, ...]
    nominations: Nominations | None
    reached: Mapping[str, tuple[str, ...]]
    next_lead: NextLead | None


@dataclass(frozen=True, slots=True)
class PublishedSeason:
    """What may be shown of one season: its own files and its clusters in short, clusters by id.

    ``departures`` are the warnings on its own files; they are never public.
    """

    id: str
    season: Season
    rubric: Rubric
    decision: Decision | None
    published_on: date | None
    corrections: tuple[Correction, ...]
    consolidations: Mapping[str, Consolidation]
    clusters: tuple[ClusterDigest, ...]
    departures: tuple[Finding, ...] = ()

    def cluster(self, cluster: str) -> ClusterDigest:
        """Return the digest of one cluster. Raises KeyError if there is none."""
        for digest in self.clusters:
            if digest.id == cluster:
                return digest
        raise KeyError(cluster)


def digest(published: PublishedCluster) -> ClusterDigest:
    """Return a cluster in short."""
    records = published.records
    if records.cluster is None:
        raise ValueError(f"cluster {published.id} has no cluster.yml")
    report = value_of(records.report)
    return ClusterDigest(
        season=published.season,
        id=published.id,
        cluster=records.cluster.value,
        schedule=value_of(records.schedule),
        has_met=records.conference is not None and records.conference.value.is_attended,
        has_reported=report is not None,
        shows=published.shows,
        progress=published.progress,
        members=tuple(_member(member) for member in published.members),
        nominations=published.nominations,
        reached=published.reached,
        next_lead=report.next if report is not None else None,
    )


def publish_season(
    records: SeasonRecords,
    publication: Publication,
    clusters: Iterable[ClusterDigest],
    findings: Iterable[Finding] = (),
) -> PublishedSeason:
    """Return what may be shown of a season, given its clusters in short and the findings on its own files."""
    digests = tuple(sorted(clusters, key=lambda cluster: cluster.id))
    decision = published_decision(records, publication)
    return PublishedSeason(
        id=records.id,
        season=publication.season(),
        rubric=publication.frame.rubric,
        decision=decision,
        published_on=decision.published_on if decision is not None else None,
        corrections=published_corrections(records, publication),
        consolidations=dict(_consolidations(records, digests, is_internal=publication.view.is_internal)),
        clusters=digests,
        departures=departures(findings, publication),
    )


def published_decision(records: SeasonRecords, publication: Publication) -> Decision | None:
    """Return the decision as far as it may be shown."""
    return _shown(records.decision, DECISION, publication)


def published_corrections(records: SeasonRecords, publication: Publication) -> tuple[Correction, ...]:
    """Return the corrections that may be shown: of a published season, made by now, and never of exclusions."""
    shown = _shown(records.corrections, CORRECTIONS, publication)
    listed = shown.listed if shown is not None else ()
    if publication.view.is_internal:
        return listed
    today = publication.view.as_of.astimezone(publication.frame.zone).date()
    return tuple(c for c in listed if c.on <= today and not any(f"/{EXCLUSIONS.file}" in file for file in c.files))


def _consolidations(
    records: SeasonRecords, clusters: Iterable[ClusterDigest], *, is_internal: bool
) -> Iterator[tuple[str, Consolidation]]:
    """Yield the reports of monitors, each open with what is open of every cluster that it covers."""
    figures = {cluster.id: cluster.shows for cluster in clusters}
    for monitor, record in records.consolidations.items():
        covered = [figures.get(cluster, frozenset()) for cluster in record.value.covers or figures]
        common = frozenset(Figure).intersection(*covered)
        shown = record if is_internal else extract(record, CONSOLIDATION, Shown(common))
        if shown is not None:
            yield monitor, shown.value


def _shown(record: Record[T] | None, kind: RecordKind, publication: Publication) -> T | None:
    shown = record if publication.view.is_internal else extract(record, kind, Shown(publication.figures()))
    return shown.value if shown is not None else None


def _member(member: PublishedMember) -> MemberDigest:
    own, official = member.sheets.self_assessed, member.sheets.official
    verification = member.dossier.verification
    return MemberDigest(
        organisation=member.organisation,
        shows=member.shows,
        state=member.state,
        on_time=member.on_time,
        self_total=own.total if own is not None else None,
        official_total=official.total if official is not None else None,
        classification=official.classification if official is not None else None,
        rank=member.rank,
        nominated_for=member.nominated_for,
        verifier=verification.value.verifier if verification is not None else None,
        marks={code: mark.points for code, mark in official.marks.items()} if official is not None else {},
    )
