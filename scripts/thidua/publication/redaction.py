"""What a view shows of a cluster: values built from what is open, before any page or file is made."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from thidua.publication.extract import Shown, extract
from thidua.publication.member_redaction import (
    secret_conditions,
    shown_dossier,
    shown_eligibility,
    shown_sheets,
    shown_state,
)
from thidua.publication.policy import Publication
from thidua.records.bundle import ClusterRecords, Dossier
from thidua.records.figure import Figure
from thidua.records.finding import Finding, Severity
from thidua.records.kind import FILES, Level
from thidua.scoring.eligibility import Eligibility
from thidua.scoring.evaluation import ClusterEvaluation
from thidua.scoring.filing import State
from thidua.scoring.nomination import Nominations
from thidua.scoring.ranking import Rank
from thidua.scoring.result import MemberResult
from thidua.scoring.sheet import Sheets
from thidua.scoring.voting import CandidateResult, VoteOutcome


@dataclass(frozen=True, slots=True)
class Progress:
    """Counts of a cluster's members by how far they have come."""

    members: int
    filed: int
    sealed: int
    verified: int
    contested: int
    on_time: int
    late: int


@dataclass(frozen=True, slots=True)
class PublishedMember:
    """What may be shown of one member; everything else is None or empty. ``shows`` says which figures are open."""

    organisation: str
    shows: frozenset[Figure]
    state: State | None
    on_time: bool | None
    sheets: Sheets
    rank: Rank | None
    eligibility: Mapping[str, Eligibility]
    nominated_for: tuple[str, ...]
    dossier: Dossier


@dataclass(frozen=True, slots=True)
class PublishedCluster:
    """What may be shown of one cluster; everything else is None or empty. Members are in protocol order.

    ``reached`` names, by award, the candidates that the vote confirmed: it is public with the nominations, even where
    the counts are not. ``departures`` are warnings; they are never public.
    """

    season: str
    id: str
    shows: frozenset[Figure]
    records: ClusterRecords
    members: tuple[PublishedMember, ...]
    progress: Progress | None
    vote: VoteOutcome | None
    nominations: Nominations | None
    reached: Mapping[str, tuple[str, ...]]
    departures: tuple[Finding, ...] = ()

    def member(self, organisation: str) -> PublishedMember:
        """Return what is shown of one member. Raises KeyError if it is not of the cluster."""
        for member in self.members:
            if member.organisation == organisation:
                return member
        raise KeyError(organisation)


def publish(
    evaluation: ClusterEvaluation, publication: Publication, known: Nominations | None = None
) -> PublishedCluster:
    """Return what ``publication`` shows of a cluster that has results. Raises ValueError if it has none.

    ``known`` are the nominations that decide whose figures are shown where only those of members nominated are: the
    cluster's own unless told otherwise.
    """
    result = evaluation.result
    if result is None:
        raise ValueError(f"cluster {evaluation.records.id} has no results to publish")
    records = evaluation.records
    meets_on = records.schedule.value.ends_on if records.schedule is not None else None
    shows = publication.figures(meets_on)
    members = tuple(
        _member(
            member,
            records.dossier(member.organisation),
            publication,
            meets_on,
            result.nominations.of(member.organisation),
            is_known=bool((known or result.nominations).of(member.organisation)),
        )
        for member in result.members
    )
    vote = result.vote
    open_nominations = Figure.NOMINATIONS in shows
    ranked = frozenset(member.organisation for member in members if member.rank is not None)
    members = tuple(replace(m, rank=m.rank.among(ranked)) if m.rank is not None else m for m in members)
    return PublishedCluster(
        season=result.season,
        id=result.cluster,
        shows=shows,
        records=_cluster(records, members, shows, is_internal=publication.view.is_internal),
        members=members,
        progress=progress(result.members) if Figure.PROGRESS in shows else None,
        vote=vote if Figure.VOTES in shows else None,
        nominations=result.nominations if open_nominations else None,
        reached={
            award: tuple(m.organisation for m in members if _is_confirmed(standings.get(m.organisation)))
            for award, standings in (vote.standings.items() if vote is not None and open_nominations else ())
        },
        departures=departures(evaluation.findings, publication),
    )


def _is_confirmed(standing: CandidateResult | None) -> bool:
    return standing is not None and standing.is_confirmed


def departures(findings: Iterable[Finding], publication: Publication) -> tuple[Finding, ...]:
    """Return the warnings among ``findings``: all of them for the inside, none for the public (rules.md §10)."""
    if not publication.view.is_internal:
        return ()
    return tuple(finding for finding in findings if finding.severity is Severity.WARNING)


def progress(members: Iterable[MemberResult]) -> Progress:
    """Return the counts of a cluster's members by how far they have come."""
    members = tuple(members)
    states = [member.state for member in members]
    filed = {State.SUBMITTED, State.CONTESTED, State.VERIFIED}
    return Progress(
        members=len(members),
        filed=sum(state in filed for state in states),
        sealed=states.count(State.SEALED),
        verified=states.count(State.VERIFIED),
        contested=states.count(State.CONTESTED),
        on_time=sum(member.on_time is True for member in members),
        late=sum(member.on_time is False for member in members),
    )


def _member(
    member: MemberResult,
    dossier: Dossier,
    publication: Publication,
    meets_on: date | None,
    nominated_for: tuple[str, ...],
    *,
    is_known: bool,
) -> PublishedMember:
    # Who is nominated must not show in whose points are shown, before the nominations themselves are.
    is_nominated = is_known and publication.is_open(Figure.NOMINATIONS, meets_on)
    shows = frozenset(figure for figure in Figure if publication.shows(figure, meets_on, is_nominated=is_nominated))
    official = Figure.OFFICIAL_POINTS in shows
    is_internal = publication.view.is_internal
    nominated_for = nominated_for if Figure.NOMINATIONS in shows else ()
    secret = frozenset[str]() if is_internal else secret_conditions(member, shows, nominated_for)
    eligibility = {award: shown_eligibility(found, secret) for award, found in member.eligibility.items()}
    return PublishedMember(
        organisation=member.organisation,
        shows=shows,
        state=member.state if is_internal else shown_state(member.state, shows),
        on_time=member.on_time if Figure.LATE_NAMES in shows else None,
        sheets=shown_sheets(member.sheets, shows, publication.frame.rubric, is_internal=is_internal),
        rank=member.rank if official else None,
        eligibility=eligibility if official else {},
        nominated_for=nominated_for,
        dossier=shown_dossier(dossier, shows, is_internal=is_internal),
    )


def _cluster(
    records: ClusterRecords, members: tuple[PublishedMember, ...], shows: frozenset[Figure], *, is_internal: bool
) -> ClusterRecords:
    if is_internal:
        return records
    shown = Shown(shows, {member.organisation: member.shows for member in members})
    opened: dict[str, Any] = {
        kind.attribute: extract(getattr(records, kind.attribute), kind, shown) for kind in FILES[Level.CLUSTER].values()
    }
    return ClusterRecords(
        season=records.season,
        id=records.id,
        files=frozenset(),
        **opened,
        dossiers={member.organisation: member.dossier for member in members},
        findings=(),
    )
