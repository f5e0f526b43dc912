"""Ranks within a cluster and the chain that breaks ties (rules.md §4)."""

import pytest

from support.make import (
    FLAG,
    FOURTH,
    LEAD,
    MERIT,
    SEASON,
    SECOND,
    THIRD,
    ballot_round,
    cluster,
    dossier,
    frame,
    scores,
    sheet,
    vote,
)
from thidua.scoring.ranking import Rank, TieContext, rank
from thidua.scoring.result import score
from thidua.scoring.sheet import Sheet
from thidua.scoring.voting import VoteOutcome, count

NOTHING = TieContext(FLAG, frozenset(), None)


def ranks(sheets: dict[str, Sheet], *chain: str, context: TieContext = NOTHING) -> dict[str, tuple[int, str | None]]:
    return {name: (found.rank, found.decided_by) for name, found in rank(sheets, chain, context).items()}


def test_higher_totals_rank_better() -> None:
    assert ranks({"a": sheet(90), "b": sheet(95), "c": sheet(80)}, "base") == {
        "b": (1, None),
        "a": (2, None),
        "c": (3, None),
    }


def test_equal_members_share_a_rank_and_the_next_rank_is_left_out() -> None:
    equal = {"a": sheet(95), "b": sheet(90), "c": sheet(90), "d": sheet(80)}

    assert ranks(equal, "base", "penalty") == {"a": (1, None), "b": (2, None), "c": (2, None), "d": (4, None)}


@pytest.mark.parametrize(
    ("key", "better", "worse"),
    [
        ("base", sheet(90, base=89), sheet(90, base=88)),
        ("section:II", sheet(90, II=20), sheet(90, II=19)),
        ("penalty", sheet(90, penalty=0), sheet(90, penalty=1)),
        ("bonus", sheet(90, bonus=2), sheet(90, bonus=3)),
    ],
)
def test_a_key_separates_equal_totals(key: str, better: Sheet, worse: Sheet) -> None:
    assert ranks({"a": worse, "b": better}, key) == {"b": (1, key), "a": (2, key)}
    assert ranks({"a": worse, "b": better}) == {"b": (1, None), "a": (1, None)}


def test_a_key_never_separates_different_totals() -> None:
    assert ranks({"a": sheet(91, base=80), "b": sheet(90, base=90)}, "base") == {"a": (1, None), "b": (2, None)}


def test_keys_are_asked_in_the_order_of_the_season() -> None:
    tied = {"a": sheet(90, base=89, penalty=5), "b": sheet(90, base=88, penalty=1)}

    assert ranks(tied, "base", "penalty")["a"] == (1, "base")
    assert ranks(tied, "penalty", "base")["b"] == (1, "penalty")


def test_decided_by_is_the_key_furthest_down_that_separates_the_member_from_another() -> None:
    tied = {
        "a": sheet(90, base=90, penalty=0),
        "b": sheet(90, base=90, penalty=1),
        "c": sheet(90, base=88, penalty=0),
    }

    assert ranks(tied, "base", "penalty") == {"a": (1, "penalty"), "b": (2, "penalty"), "c": (3, "base")}


def test_decided_by_leaves_out_those_whom_nothing_separates() -> None:
    tied = {"a": sheet(90, base=90), "b": sheet(90, base=90), "c": sheet(90, base=88)}

    assert ranks(tied, "base") == {"a": (1, "base"), "b": (1, "base"), "c": (3, "base")}


def test_who_held_the_flag_last_season_stands_back() -> None:
    context = TieContext(FLAG, frozenset({"a"}), None)

    assert ranks({"a": sheet(90), "b": sheet(90)}, "no_flag_last_season", context=context) == {
        "b": (1, "no_flag_last_season"),
        "a": (2, "no_flag_last_season"),
    }


def counted(*rounds: object, present: int = 4) -> VoteOutcome:
    return count(vote(*rounds, present=present), SEASON)  # type: ignore[arg-type]


def by_vote(outcome: VoteOutcome | None) -> dict[str, tuple[int, str | None]]:
    return ranks({"a": sheet(90), "b": sheet(90)}, "vote", context=TieContext(FLAG, frozenset(), outcome))


def test_the_first_round_on_the_first_award_separates() -> None:
    rounds = [
        ballot_round(FLAG, {"b": 4}, number=2),
        ballot_round(MERIT, {"b": 4}),
        ballot_round(FLAG, {"a": 3, "b": 2}),
    ]
    assert by_vote(counted(*rounds)) == {"a": (1, "vote"), "b": (2, "vote")}


def test_no_candidate_no_vote_and_a_void_vote_count_as_no_votes() -> None:
    assert by_vote(counted(ballot_round(FLAG, {"a": 1}))) == {"a": (1, "vote"), "b": (2, "vote")}
    assert by_vote(None) == {"a": (1, None), "b": (1, None)}
    assert by_vote(counted(ballot_round(FLAG, {"a": 1}), present=2)) == {"a": (1, None), "b": (1, None)}


def test_only_verified_dossiers_have_a_rank_and_the_rest_stand_in_protocol_order() -> None:
    result = score(
        cluster(
            dossier(FOURTH, scores(first=50_00), {}),
            dossier(SECOND, scores(first=40_00), {}),
            dossier(THIRD, scores(), {}, responses=["I.1"]),
            dossier(LEAD, scores()),
        ),
        frame(),
    )

    assert result is not None
    assert [(m.organisation, m.rank) for m in result.members] == [
        (LEAD, None),
        (SECOND, Rank(2)),
        (THIRD, None),
        (FOURTH, Rank(1)),
    ]


def test_a_tie_is_not_broken_by_name_or_order() -> None:
    result = score(cluster(*(dossier(o, scores(), {}) for o in (THIRD, LEAD, FOURTH, SECOND))), frame())

    assert result is not None
    assert {member.rank for member in result.members} == {Rank(1)}
