"""Whom a cluster proposes for each award (rules.md §8)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from thidua.records.number import half_up
from thidua.records.season import Award, Quota
from thidua.records.vote import CONSENSUS
from thidua.scoring.eligibility import Eligibility
from thidua.scoring.ranking import Rank
from thidua.scoring.voting import CandidateResult, VoteOutcome

WITHOUT_RANK = 10**9


@dataclass(frozen=True, slots=True)
class Nominations:
    """By award: who is proposed, in order (equals as the vote lists them), and who is tied across the quota."""

    nominated: Mapping[str, tuple[str, ...]]
    open_ties: Mapping[str, tuple[str, ...]]

    def of(self, organisation: str) -> tuple[str, ...]:
        """Return the awards that an organisation is proposed for."""
        return tuple(award for award, chosen in self.nominated.items() if organisation in chosen)


@dataclass(frozen=True, slots=True)
class Field:
    """The members a cluster can propose: ranks and conditions by organisation, members in protocol order."""

    members: Sequence[str]
    ranks: Mapping[str, Rank]
    eligibility: Mapping[str, Mapping[str, Eligibility]]

    def rank(self, organisation: str) -> int:
        """Return the rank of a member; a member without rank comes last."""
        found = self.ranks.get(organisation)
        return found.rank if found else WITHOUT_RANK


def quota(rule: Quota, members: int) -> int:
    """Return how many a cluster of ``members`` may propose."""
    return rule.count if rule.count is not None else max(rule.minimum, half_up(rule.ratio * members))


def nominate(awards: Sequence[Award], field: Field, vote: VoteOutcome | None, *, by_votes: bool) -> Nominations:
    """Return the nominations for the awards in the season's order; none without a valid vote."""
    nominated: dict[str, tuple[str, ...]] = {award.code: () for award in awards}
    open_ties: dict[str, tuple[str, ...]] = {}
    if vote is None or not vote.is_valid:
        return Nominations(nominated, open_ties)
    for award in awards:
        barred = {o for code in award.excludes for o in (*nominated.get(code, ()), *open_ties.get(code, ()))}
        candidates = [
            standing
            for standing in vote.standings[award.code].values()
            if standing.is_confirmed
            and standing.organisation not in barred
            and field.eligibility[standing.organisation][award.code].is_eligible
        ]
        chosen, tied = _choose(candidates, field, quota(award.quota, len(field.members)), vote.mode, by_votes=by_votes)
        nominated[award.code] = chosen
        if tied:
            open_ties[award.code] = tied
    return Nominations(nominated, open_ties)


def _choose(
    candidates: Sequence[CandidateResult], field: Field, places: int, mode: str, *, by_votes: bool
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    def key(standing: CandidateResult) -> tuple[int, ...]:
        votes, place = -(standing.yes or 0), field.rank(standing.organisation)
        if mode == CONSENSUS:
            return (place,)
        return (votes, place) if by_votes else (place, votes)

    chosen: list[str] = []
    for _, group in groupby(sorted(candidates, key=key), key=key):
        equals = [standing.organisation for standing in group]
        free = places - len(chosen)
        if len(equals) > free:
            return tuple(chosen), tuple(sorted(equals, key=field.members.index)) if free > 0 else ()
        chosen += equals
    return tuple(chosen), ()
