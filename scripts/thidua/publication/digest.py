"""A season in short: what the pages and files above the clusters need, taken from what may be shown of each cluster.

A digest holds no record of a dossier, so that a whole portal's digests fit in memory at once.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from thidua.publication.policy import Publication
from thidua.publication.redaction import Progress, PublishedCluster, PublishedMember, departures
from thidua.records.bundle import SeasonRecords
from thidua.records.cluster import Cluster, NextLead, Schedule
from thidua.records.decision import Consolidation, Correction, Decision
from thidua.records.figure import Figure
from thidua.records.finding import Finding
from thidua.records.rubric import Rubric
from thidua.records.season import Season
from thidua.scoring.filing import State
from thidua.scoring.nomination import Nominations
from thidua.scoring.ranking import Rank


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
    report = records.report.value if records.report is not None else None
    return ClusterDigest(
        season=published.season,
        id=published.id,
        cluster=records.cluster.value,
        schedule=records.schedule.value if records.schedule is not None else None,
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
    decision = records.decision.value if records.decision is not None else None
    reported = {cluster.id for cluster in digests if Figure.REPORTS in cluster.shows}
    awards_open = publication.is_open(Figure.AWARDS)
    return PublishedSeason(
        id=records.id,
        season=_season(publication),
        rubric=publication.frame.rubric,
        decision=decision if awards_open else None,
        published_on=decision.published_on if decision is not None and awards_open else None,
        corrections=published_corrections(records, publication),
        consolidations={
            monitor: record.value
            for monitor, record in records.consolidations.items()
            if reported.issuperset(record.value.covers or (cluster.id for cluster in digests))
        },
        clusters=digests,
        departures=departures(findings, publication),
    )


def published_corrections(records: SeasonRecords, publication: Publication) -> tuple[Correction, ...]:
    """Return the corrections that may be shown: of a published season, made by now, and never of exclusions."""
    listed = records.corrections.value.listed if records.corrections is not None else ()
    if publication.view.is_internal:
        return listed
    today = publication.view.as_of.astimezone(publication.frame.zone).date()
    return tuple(
        correction
        for correction in listed
        if publication.is_open(Figure.AWARDS)
        and correction.on <= today
        and not any("/exclusions.yml" in f for f in correction.files)
    )


def _season(publication: Publication) -> Season:
    season = publication.frame.season
    return season if publication.is_open(Figure.BUDGET) else replace(season, support={})


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
