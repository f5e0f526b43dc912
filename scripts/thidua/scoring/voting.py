"""Quorum, thresholds and who is confirmed (rules.md §7). Invariants of the counts are rules on the records."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from thidua.records.season import Season, Threshold, Voting
from thidua.records.vote import CONSENSUS, Round, Vote


@dataclass(frozen=True, slots=True)
class CandidateResult:
    """How a candidate stands after the last round it stood in; ``yes`` is None in a consensus."""

    organisation: str
    round: int
    yes: int | None
    is_confirmed: bool


@dataclass(frozen=True, slots=True)
class RoundOutcome:
    """One round with its arithmetic: ``base`` is the number that the threshold is taken of, None in a consensus."""

    round: Round
    valid: int
    base: int | None
    needed: int | None
    confirmed: frozenset[str]


@dataclass(frozen=True, slots=True)
class VoteOutcome:
    """What a cluster's vote came to."""

    mode: str
    is_valid: bool
    quorum_needed: int
    rounds: tuple[RoundOutcome, ...]
    standings: Mapping[str, Mapping[str, CandidateResult]]

    def first_round_yes(self, award: str, organisation: str) -> int:
        """Return the yes votes in round 1 of an award; none, or a void vote, counts as 0 (rules.md §4)."""
        if not self.is_valid:
            return 0
        rounds = [o.round for o in self.rounds if o.round.award == award and o.round.number == 1]
        candidate = rounds[0].candidate(organisation) if rounds else None
        return (candidate.yes or 0) if candidate else 0


def count(vote: Vote, season: Season) -> VoteOutcome:
    """Return the outcome of a cluster's vote under the season's rules."""
    mode = vote.mode or season.voting.mode
    outcomes = [_round(vote, round_, mode, season.voting) for round_ in vote.rounds]
    standings: dict[str, dict[str, CandidateResult]] = {award.code: {} for award in season.awards}
    for outcome in sorted(outcomes, key=lambda o: o.round.number):
        for candidate in outcome.round.candidates:
            standings[outcome.round.award][candidate.organisation] = CandidateResult(
                candidate.organisation,
                outcome.round.number,
                candidate.yes,
                candidate.organisation in outcome.confirmed,
            )
    return VoteOutcome(
        mode=mode,
        is_valid=Fraction(vote.present, vote.roll) >= season.voting.quorum,
        quorum_needed=ceil(season.voting.quorum * vote.roll),
        rounds=tuple(outcomes),
        standings=standings,
    )


def needed_votes(threshold: Threshold, base: int) -> int:
    """Return how many yes votes confirm, of ``base`` votes; never less than 1."""
    share = threshold.fraction * base
    return max(1, floor(share) + 1 if threshold.is_strict else ceil(share))


def _round(vote: Vote, round_: Round, mode: str, voting: Voting) -> RoundOutcome:
    valid = vote.valid_in(round_, mode)
    if mode == CONSENSUS:
        agreed = frozenset(c.organisation for c in round_.candidates if c.agreed)
        return RoundOutcome(round_, valid, None, None, agreed)
    threshold = voting.thresholds[round_.award]
    base = {"roll": vote.roll, "present": vote.present_in(round_), "valid": valid}[threshold.of]
    base -= voting.self_vote_excluded
    needed = needed_votes(threshold, base)
    confirmed = frozenset(c.organisation for c in round_.candidates if (c.yes or 0) >= needed)
    return RoundOutcome(round_, valid, base, needed, confirmed)
