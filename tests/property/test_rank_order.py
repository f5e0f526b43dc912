"""Ranks and nominations of any members, against definitions that compare them in pairs (rules.md §4 and §8)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from support.make import FLAG, MERIT, award, ballot_round, season, sheet, vote
from thidua.scoring.eligibility import Eligibility
from thidua.scoring.nomination import WITHOUT_RANK, Field, nominate
from thidua.scoring.ranking import Rank, TieContext, rank
from thidua.scoring.sheet import Sheet
from thidua.scoring.voting import VoteOutcome, count

NAMES = tuple("abcdefgh")
KEYS = ("base", "section:II", "penalty", "bonus", "no_flag_last_season", "vote")
FEW = st.integers(0, 2)


@st.composite
def fields(draw: st.DrawFn) -> tuple[dict[str, Sheet], tuple[str, ...], TieContext]:
    """Members with few different figures, so that there are many ties."""
    names = draw(st.lists(st.sampled_from(NAMES), min_size=1, unique=True))
    sheets = {
        name: sheet(90_00 + draw(FEW), base=draw(FEW), bonus=draw(FEW), penalty=draw(FEW), II=draw(FEW))
        for name in names
    }
    chain = tuple(draw(st.permutations(KEYS)))[: draw(st.integers(0, len(KEYS)))]
    votes = {name: draw(FEW) for name in names if draw(st.booleans())}
    outcome = count(vote(ballot_round(FLAG, votes)), season()) if draw(st.booleans()) else None
    return sheets, chain, TieContext(FLAG, frozenset(n for n in names if draw(st.booleans())), outcome)


def value(key: str, name: str, sheets: Mapping[str, Sheet], context: TieContext) -> int:
    """The figure that a key compares; the higher the better."""
    found = sheets[name]
    match key:
        case "base":
            return found.base
        case "section:II":
            return found.sections["II"]
        case "penalty":
            return -found.penalty
        case "bonus":
            return -found.bonus
        case "no_flag_last_season":
            return 0 if name in context.flag_holders else 1
        case _:
            return context.vote.first_round_yes(FLAG, name) if context.vote is not None else 0


@given(fields())
def test_a_rank_is_one_more_than_the_number_of_better_members(
    field: tuple[dict[str, Sheet], tuple[str, ...], TieContext],
) -> None:
    sheets, chain, context = field

    def is_better(other: str, name: str) -> bool:
        if sheets[other].total != sheets[name].total:
            return sheets[other].total > sheets[name].total
        for key in chain:
            mine, theirs = value(key, name, sheets, context), value(key, other, sheets, context)
            if mine != theirs:
                return theirs > mine
        return False

    found = rank(sheets, chain, context)
    assert {name: r.rank for name, r in found.items()} == {
        name: 1 + sum(is_better(other, name) for other in sheets) for name in sheets
    }


@given(fields())
def test_ranks_are_competition_ranks(field: tuple[dict[str, Sheet], tuple[str, ...], TieContext]) -> None:
    found = sorted(r.rank for r in rank(*field).values())

    assert found[0] == 1
    for place, (before, after) in enumerate(pairwise(found), 2):
        assert after in (before, place)


@given(fields())
def test_decided_by_is_the_last_key_that_was_needed(
    field: tuple[dict[str, Sheet], tuple[str, ...], TieContext],
) -> None:
    sheets, chain, context = field
    found = rank(sheets, chain, context)
    for name, own in sheets.items():
        needed = set()
        for other, theirs in sheets.items():
            if other == name or theirs.total != own.total:
                continue
            separating = [k for k in chain if value(k, name, sheets, context) != value(k, other, sheets, context)]
            needed |= set(separating[:1])
        expected = max(needed, key=chain.index) if needed else None
        assert found[name].decided_by == expected


@given(fields())
def test_the_order_of_members_does_not_matter(field: tuple[dict[str, Sheet], tuple[str, ...], TieContext]) -> None:
    sheets, chain, context = field

    assert rank(dict(reversed(sheets.items())), chain, context) == rank(sheets, chain, context)


# Nominations


@st.composite
def ballots(draw: st.DrawFn) -> tuple[Field, VoteOutcome, int]:
    places = {name: draw(st.integers(1, 4)) for name in NAMES if draw(st.integers(0, 3))}
    field = Field(
        NAMES,
        {name: Rank(place) for name, place in places.items()},
        {name: {FLAG: Eligibility((), draw(st.integers(0, 3)) > 0), MERIT: Eligibility((), True)} for name in NAMES},
    )
    yes = {name: draw(st.integers(4, 8)) for name in draw(st.lists(st.sampled_from(NAMES), unique=True))}
    outcome = count(vote(ballot_round(FLAG, yes, returned=8), roll=8, present=8), season())
    return field, outcome, draw(st.integers(0, 4))


def key(name: str, field: Field, outcome: VoteOutcome) -> tuple[int, int]:
    return -(outcome.standings[FLAG][name].yes or 0), field.rank(name)


def candidates(field: Field, outcome: VoteOutcome) -> Sequence[str]:
    confirmed = [name for name, standing in outcome.standings[FLAG].items() if standing.is_confirmed]
    return [name for name in confirmed if field.eligibility[name][FLAG].is_eligible]


@given(ballots())
def test_nominations_fill_the_quota_with_the_best_and_leave_straddling_equals_open(
    ballot: tuple[Field, VoteOutcome, int],
) -> None:
    field, outcome, places = ballot
    found = nominate([award(FLAG, places)], field, outcome, by_votes=True)
    keys = {name: key(name, field, outcome) for name in candidates(field, outcome)}

    def better(name: str) -> int:
        return sum(other < keys[name] for other in keys.values())

    def equal_or_better(name: str) -> int:
        return sum(other <= keys[name] for other in keys.values())

    nominated = {name for name in keys if equal_or_better(name) <= places}
    straddling = {name for name in keys if better(name) < places < equal_or_better(name)}
    assert set(found.nominated[FLAG]) == nominated
    assert set(found.open_ties.get(FLAG, ())) == straddling
    assert [keys[name] for name in found.nominated[FLAG]] == sorted(keys[name] for name in nominated)
    assert len(found.nominated[FLAG]) <= places


@given(ballots(), st.integers(0, 4))
def test_nobody_gets_or_ties_for_two_awards_that_exclude_each_other(
    ballot: tuple[Field, VoteOutcome, int], places: int
) -> None:
    field, outcome, flags = ballot
    (first_round,) = [counted.round for counted in outcome.rounds]
    second_round = replace(first_round, award=MERIT)
    both = count(vote(first_round, second_round, roll=8, present=8), season())
    found = nominate([award(FLAG, flags), award(MERIT, places, excludes=(FLAG,))], field, both, by_votes=True)
    first = {*found.nominated[FLAG], *found.open_ties.get(FLAG, ())}
    second = {*found.nominated[MERIT], *found.open_ties.get(MERIT, ())}

    assert not first & second


def test_a_member_without_rank_stands_behind_every_rank() -> None:
    assert Field(NAMES, {"a": Rank(99)}, {}).rank("a") < WITHOUT_RANK == Field(NAMES, {}, {}).rank("a")
