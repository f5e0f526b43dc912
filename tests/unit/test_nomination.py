"""Whom a cluster proposes (rules.md §8)."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

import pytest

from support.make import (
    FLAG,
    FOURTH,
    LEAD,
    MEMBERS,
    MERIT,
    SECOND,
    THIRD,
    award,
    ballot_round,
    consensus_round,
    season,
    vote,
)
from thidua.records.season import Award, Quota
from thidua.records.vote import Vote
from thidua.scoring.eligibility import Eligibility
from thidua.scoring.nomination import Field, Nominations, nominate, quota
from thidua.scoring.ranking import Rank
from thidua.scoring.voting import count

RANKS = {member: place for place, member in enumerate(MEMBERS, 1)}


def proposed(
    vote_: Vote | None,
    *awards: Award,
    ranks: Mapping[str, int] = RANKS,
    ineligible: Sequence[str] = (),
    by_votes: bool = True,
) -> Nominations:
    listed = awards or (award(FLAG), award(MERIT, 2, excludes=(FLAG,)))
    field = Field(
        MEMBERS,
        {member: Rank(place) for member, place in ranks.items()},
        {member: {a.code: Eligibility((), member not in ineligible) for a in listed} for member in MEMBERS},
    )
    outcome = count(vote_, season(awards=listed)) if vote_ is not None else None
    return nominate(listed, field, outcome, by_votes=by_votes)


@pytest.mark.parametrize(("members", "expected"), [(1, 1), (4, 1), (5, 2), (6, 2), (8, 2), (9, 3), (15, 5)], ids=str)
def test_a_quota_by_ratio_is_rounded_half_up_and_has_a_minimum(members: int, expected: int) -> None:
    assert quota(Quota(None, Fraction(3, 10), 1), members) == expected


def test_a_quota_may_be_a_count_or_nothing() -> None:
    assert quota(Quota(1, Fraction(0), 0), 9) == 1
    assert quota(Quota(0, Fraction(0), 0), 9) == 0
    assert quota(Quota(None, Fraction(1, 10), 0), 4) == 0


def test_votes_come_before_rank_or_rank_before_votes() -> None:
    rounds = [ballot_round(FLAG, {LEAD: 3, SECOND: 4})]

    assert proposed(vote(*rounds)).nominated[FLAG] == (SECOND,)
    assert proposed(vote(*rounds), by_votes=False).nominated[FLAG] == (LEAD,)


def test_who_is_not_confirmed_or_not_eligible_is_passed_over_and_uses_no_quota() -> None:
    rounds = [ballot_round(MERIT, {LEAD: 2, SECOND: 4, THIRD: 3, FOURTH: 3})]

    assert proposed(vote(*rounds), ineligible=[SECOND]).nominated[MERIT] == (THIRD, FOURTH)


def test_who_is_nominated_for_the_flag_is_not_nominated_for_the_certificate() -> None:
    rounds = [ballot_round(FLAG, {LEAD: 4}), ballot_round(MERIT, {LEAD: 4, SECOND: 3, THIRD: 3})]

    assert proposed(vote(*rounds)).nominated == {FLAG: (LEAD,), MERIT: (SECOND, THIRD)}
    both = proposed(vote(*rounds), award(FLAG), award(MERIT, 2))
    assert both.nominated[MERIT] == (LEAD, SECOND)


def test_the_last_round_stood_in_gives_the_votes() -> None:
    rounds = [ballot_round(FLAG, {LEAD: 4, SECOND: 3}), ballot_round(FLAG, {SECOND: 4, LEAD: 3}, number=2)]

    assert proposed(vote(*rounds)).nominated[FLAG] == (SECOND,)


def test_equals_across_the_quota_line_are_an_open_tie_in_protocol_order() -> None:
    rounds = [ballot_round(FLAG, {SECOND: 4, LEAD: 4})]
    found = proposed(vote(*rounds), ranks={LEAD: 1, SECOND: 1})

    assert found.nominated[FLAG] == ()
    assert found.open_ties == {FLAG: (LEAD, SECOND)}


def test_equals_within_the_quota_are_no_open_tie() -> None:
    rounds = [ballot_round(MERIT, {SECOND: 4, LEAD: 4})]
    found = proposed(vote(*rounds), ranks={LEAD: 1, SECOND: 1})

    assert set(found.nominated[MERIT]) == {LEAD, SECOND}
    assert found.open_ties == {}


def test_equals_beyond_a_full_quota_are_no_open_tie() -> None:
    rounds = [ballot_round(FLAG, {LEAD: 4, SECOND: 3, THIRD: 3})]
    found = proposed(vote(*rounds), ranks={LEAD: 1, SECOND: 2, THIRD: 2})

    assert found.nominated[FLAG] == (LEAD,)
    assert found.open_ties == {}


def test_a_tie_behind_others_leaves_those_nominated() -> None:
    rounds = [ballot_round(MERIT, {LEAD: 4, SECOND: 3, THIRD: 3})]
    found = proposed(vote(*rounds), ranks={LEAD: 1, SECOND: 2, THIRD: 2})

    assert found.nominated[MERIT] == (LEAD,)
    assert found.open_ties == {MERIT: (SECOND, THIRD)}


def test_who_is_in_an_open_tie_is_not_nominated_for_what_that_award_excludes() -> None:
    rounds = [ballot_round(FLAG, {LEAD: 4, SECOND: 4}), ballot_round(MERIT, {LEAD: 4, SECOND: 4, THIRD: 3})]
    found = proposed(vote(*rounds), ranks={LEAD: 1, SECOND: 1, THIRD: 3})

    assert found.nominated == {FLAG: (), MERIT: (THIRD,)}


def test_a_member_without_rank_comes_last() -> None:
    rounds = [ballot_round(FLAG, {LEAD: 4, SECOND: 4})]

    assert proposed(vote(*rounds), ranks={SECOND: 3}).nominated[FLAG] == (SECOND,)


def test_a_consensus_goes_by_rank() -> None:
    found = proposed(vote(consensus_round(FLAG, {THIRD: True, SECOND: True, LEAD: False}), mode="consensus"))

    assert found.nominated[FLAG] == (SECOND,)


@pytest.mark.parametrize("vote_", [None, vote(ballot_round(FLAG, {LEAD: 2}), present=2)], ids=["none", "void"])
def test_without_a_valid_vote_nobody_is_nominated(vote_: Vote | None) -> None:
    assert proposed(vote_) == Nominations({FLAG: (), MERIT: ()}, {})
