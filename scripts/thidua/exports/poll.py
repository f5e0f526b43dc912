"""A cluster's vote as JSON: counts, quorum and thresholds, never a single ballot."""

from typing import Any

from thidua.exports.value import day, present
from thidua.publication.result_document import vote_document
from thidua.records.vote import Candidate, Vote
from thidua.scoring.voting import RoundOutcome, VoteOutcome


def poll_document(vote: Vote, outcome: VoteOutcome) -> dict[str, Any]:
    """Return a vote with its arithmetic (rules.md §7)."""
    return {
        **(vote_document(outcome) or {}),
        "held_on": day(vote.held_on),
        "meeting": vote.meeting,
        "mode": outcome.mode,
        "roll": vote.roll,
        "present": vote.present,
        "tellers": list(vote.tellers),
        "rounds": [_round(round_, vote) for round_ in outcome.rounds],
        "reasons": dict(vote.reasons),
        "minutes": present(number=vote.minutes_number, sha256=vote.minutes_sha256),
    }


def _round(outcome: RoundOutcome, vote: Vote) -> dict[str, Any]:
    ballots = outcome.round.ballots
    return {
        "award": outcome.round.award,
        "round": outcome.round.number,
        "present": vote.present_in(outcome.round),
        "ballots": ballots and {"issued": ballots.issued, "returned": ballots.returned, "invalid": ballots.invalid},
        "valid": outcome.valid,
        "base": outcome.base,
        "needed": outcome.needed,
        "candidates": [_candidate(candidate, outcome) for candidate in outcome.round.candidates],
    }


def _candidate(candidate: Candidate, outcome: RoundOutcome) -> dict[str, Any]:
    return present(
        organisation=candidate.organisation,
        yes=candidate.yes,
        no=candidate.no,
        blank=candidate.blank,
        agreed=candidate.agreed,
        confirmed=candidate.organisation in outcome.confirmed,
    )
