"""Quorum, thresholds and who is confirmed (rules.md §7)."""

from fractions import Fraction

import pytest

from support.make import FLAG, LEAD, MERIT, SECOND, ballot_round, consensus_round, season, vote, voting
from thidua.records.season import Threshold
from thidua.records.vote import Round, Vote
from thidua.scoring.voting import VoteOutcome, count, needed_votes

TWO_THIRDS, HALF = Fraction(2, 3), Fraction(1, 2)


def counted(vote_: Vote, **changes: object) -> VoteOutcome:
    return count(vote_, season(voting=voting(**changes)))


@pytest.mark.parametrize(
    ("fraction", "is_strict", "base", "needed"),
    [
        (HALF, True, 7, 4),
        (HALF, True, 8, 5),
        (HALF, False, 8, 4),
        (HALF, False, 7, 4),
        (TWO_THIRDS, False, 7, 5),
        (TWO_THIRDS, False, 9, 6),
        (TWO_THIRDS, True, 9, 7),
        (Fraction(1, 1), False, 8, 8),
        (Fraction(1, 1), True, 8, 9),
        (HALF, False, 0, 1),
        (HALF, True, 0, 1),
        (HALF, True, -1, 1),
    ],
)
def test_the_votes_that_are_needed(fraction: Fraction, is_strict: bool, base: int, needed: int) -> None:
    assert needed_votes(Threshold(fraction, "present", is_strict), base) == needed


@pytest.mark.parametrize(("of", "base"), [("roll", 8), ("present", 7), ("valid", 5)])
def test_a_threshold_is_taken_of_what_the_season_says(of: str, base: int) -> None:
    rounds = [ballot_round(FLAG, {LEAD: 5}, returned=6, invalid=1)]
    outcome = counted(vote(*rounds, roll=8, present=7), thresholds={FLAG: Threshold(HALF, of, is_strict=False)})

    assert outcome.rounds[0].base == base
    assert counted(
        vote(*rounds, roll=8, present=7),
        thresholds={FLAG: Threshold(HALF, of, is_strict=False)},
        self_vote_excluded=True,
    ).rounds[0].base == (base - 1)


def test_the_present_of_a_round_stand_before_those_of_the_file() -> None:
    smaller = Round(FLAG, 1, 5, None, ballot_round(FLAG, {LEAD: 3}).candidates)
    outcome = counted(vote(smaller, roll=8, present=7), mode="show_of_hands")

    assert (outcome.rounds[0].base, outcome.rounds[0].valid) == (5, 5)


@pytest.mark.parametrize(
    ("roll", "present", "is_valid", "quorum"), [(8, 6, True, 6), (8, 5, False, 6), (9, 6, True, 6), (9, 5, False, 6)]
)
def test_a_quorum_is_reached_exactly(roll: int, present: int, is_valid: bool, quorum: int) -> None:
    outcome = counted(vote(roll=roll, present=present))

    assert (outcome.is_valid, outcome.quorum_needed) == (is_valid, quorum)


def test_the_quorum_asks_the_present_of_the_file_not_of_a_round() -> None:
    small = Round(FLAG, 1, 1, None, ())

    assert counted(vote(small, roll=4, present=4)).is_valid


def test_valid_votes_are_those_returned_less_the_invalid_ones() -> None:
    (found,) = counted(vote(ballot_round(FLAG, {LEAD: 3}, returned=6, invalid=2), roll=8, present=7)).rounds

    assert found.valid == 4


def test_a_candidate_is_confirmed_at_the_threshold() -> None:
    outcome = counted(vote(ballot_round(FLAG, {LEAD: 3, SECOND: 2})))

    assert outcome.rounds[0].needed == 3
    assert outcome.rounds[0].confirmed == {LEAD}


@pytest.mark.parametrize(("first", "second", "is_confirmed"), [(4, 2, False), (2, 4, True)])
def test_the_last_round_that_a_candidate_stood_in_counts(first: int, second: int, is_confirmed: bool) -> None:
    rounds = [ballot_round(FLAG, {LEAD: second}, number=2), ballot_round(FLAG, {LEAD: first, SECOND: 4})]
    standings = counted(vote(*rounds)).standings[FLAG]

    assert (standings[LEAD].is_confirmed, standings[LEAD].round, standings[LEAD].yes) == (is_confirmed, 2, second)
    assert (standings[SECOND].is_confirmed, standings[SECOND].round) == (True, 1)


def test_awards_are_voted_on_apart() -> None:
    outcome = counted(vote(ballot_round(FLAG, {LEAD: 1}), ballot_round(MERIT, {LEAD: 3})))

    assert not outcome.standings[FLAG][LEAD].is_confirmed
    assert outcome.standings[MERIT][LEAD].is_confirmed


def test_in_a_consensus_only_agreement_counts() -> None:
    outcome = counted(vote(consensus_round(FLAG, {LEAD: True, SECOND: False})), mode="consensus")

    assert (outcome.rounds[0].base, outcome.rounds[0].needed) == (None, None)
    assert outcome.rounds[0].confirmed == {LEAD}


def test_a_cluster_may_vote_in_another_way_than_the_season() -> None:
    rounds = [consensus_round(FLAG, {LEAD: True})]

    assert counted(vote(*rounds, mode="consensus"), mode="secret_ballot").standings[FLAG][LEAD].is_confirmed


def test_first_round_votes_are_asked_for_by_award() -> None:
    outcome = counted(vote(ballot_round(FLAG, {LEAD: 3}), ballot_round(FLAG, {LEAD: 4}, number=2)))

    assert outcome.first_round_yes(FLAG, LEAD) == 3
    assert outcome.first_round_yes(FLAG, SECOND) == 0
    assert outcome.first_round_yes(MERIT, LEAD) == 0
    assert counted(vote(ballot_round(FLAG, {LEAD: 2}), present=2)).first_round_yes(FLAG, LEAD) == 0
