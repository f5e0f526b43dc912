"""The results of a cluster and how they come about: the whole of rules.md §1-§8 for one cluster."""

from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from thidua.records.bundle import ClusterRecords
from thidua.records.registers import Organisations
from thidua.records.rubric import Rubric
from thidua.records.season import Season
from thidua.scoring.eligibility import Candidate, Eligibility, eligibility
from thidua.scoring.filing import State, on_time, state
from thidua.scoring.nomination import Field, Nominations, nominate
from thidua.scoring.ranking import Rank, TieContext, rank
from thidua.scoring.sheet import Sheets, sheets
from thidua.scoring.voting import VoteOutcome, count


@dataclass(frozen=True, slots=True)
class Frame:
    """What the scoring of a cluster needs from outside it.

    ``flag_holders`` were awarded this season's first award in the season before (rules.md §4).
    """

    season_id: str
    season: Season
    rubric: Rubric
    zone: ZoneInfo
    organisations: Organisations
    flag_holders: frozenset[str]


@dataclass(frozen=True, slots=True)
class MemberResult:
    """Everything computed for one member."""

    organisation: str
    state: State
    on_time: bool | None
    sheets: Sheets
    rank: Rank | None
    eligibility: Mapping[str, Eligibility]


@dataclass(frozen=True, slots=True)
class ClusterResult:
    """Everything computed for one cluster; members in protocol order."""

    season: str
    cluster: str
    members: tuple[MemberResult, ...]
    vote: VoteOutcome | None
    nominations: Nominations

    def member(self, organisation: str) -> MemberResult:
        """Return the result of one member. Raises KeyError if it is not of the cluster."""
        for member in self.members:
            if member.organisation == organisation:
                return member
        raise KeyError(organisation)


def score(records: ClusterRecords, frame: Frame) -> ClusterResult | None:
    """Return the results of a cluster whose records are free of errors; None without a cluster.yml."""
    if records.cluster is None:
        return None
    season = frame.season
    members = sorted(records.cluster.value.members, key=frame.organisations.protocol)
    vote = count(records.vote.value, season) if records.vote is not None else None
    dossiers = {organisation: records.dossier(organisation) for organisation in members}
    states = {o: state(dossier, dossier.late_answers(season, frame.zone)) for o, dossier in dossiers.items()}
    found = {
        organisation: sheets(
            frame.rubric, records.dossier(organisation), is_settled=states[organisation] is State.VERIFIED
        )
        for organisation in members
    }
    times = {
        organisation: on_time(
            records.dossier(organisation),
            records,
            season,
            season.filing_deadline(records.id, organisation).end(frame.zone),
        )
        for organisation in members
    }
    official = {o: sheet.official for o, sheet in found.items() if sheet.official is not None}
    first_award = season.awards[0].code if season.awards else None
    ranks = rank(official, season.tie_break, TieContext(first_award, frame.flag_holders, vote))
    eligible = {
        organisation: {
            award.code: eligibility(
                award,
                Candidate(organisation, states[organisation], times[organisation], official.get(organisation)),
                records,
                frame.rubric,
            )
            for award in season.awards
        }
        for organisation in members
    }
    nominations = nominate(season.awards, Field(members, ranks, eligible), vote, by_votes=season.voting.by_votes)
    return ClusterResult(
        frame.season_id,
        records.id,
        tuple(MemberResult(o, states[o], times[o], found[o], ranks.get(o), eligible[o]) for o in members),
        vote,
        nominations,
    )
