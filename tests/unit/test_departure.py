"""Warnings that need results: what happened departs from the rules (rules.md §3, §8 and §9)."""

from collections.abc import Sequence
from dataclasses import replace

from support.make import (
    FLAG,
    FOURTH,
    LEAD,
    MERIT,
    SECOND,
    THIRD,
    award,
    ballot_round,
    cluster,
    criterion,
    decision,
    dossier,
    frame,
    rubric,
    scores,
    season,
    season_records,
    vote,
)
from thidua.records.bundle import ClusterRecords
from thidua.records.decision import Decision
from thidua.records.dossier import Entry
from thidua.records.record import Record
from thidua.records.vote import Vote
from thidua.scoring.departure import check_results
from thidua.scoring.result import Frame, score

FRAME = frame(rubric_=rubric(penalties=[criterion("P.1", 5_00)]))


def found(
    records: ClusterRecords, decided: Record[Decision] | None = None, frame_: Frame = FRAME
) -> list[tuple[str, str]]:
    """The warnings: the rule and where it points."""
    result = score(records, frame_)
    assert result is not None
    findings = check_results(records, result, frame_, season_records(decided=decided))
    return [(finding.rule.id, finding.json_pointer) for finding in findings]


def all_verified(vote_: Vote | None = None, points: Sequence[int] = (60_00, 50_00, 40_00, 30_00)) -> ClusterRecords:
    """Four members in the order of their ranks."""
    members = (LEAD, SECOND, THIRD, FOURTH)
    return cluster(*(dossier(o, scores(p), {}) for o, p in zip(members, points, strict=True)), vote=vote_)


# verification-above-self


def verified(own: dict[str, Entry], **given: Entry) -> list[tuple[str, str]]:
    entries = {code.replace("_", "."): entry for code, entry in given.items()}
    return found(cluster(dossier(LEAD, own, entries)))


def test_points_above_the_members_own_are_told() -> None:
    above = [("verification-above-self", "/scores/I.1")]

    assert verified(scores(50_00), I_1=Entry(points=50_01)) == above
    assert verified(scores(50_00), I_1=Entry(points=50_00)) == []
    assert verified(scores(50_00), I_1=Entry(points=49_99)) == []


def test_more_penalty_is_not_more_points() -> None:
    assert verified(scores(P_1=1_00), P_1=Entry(points=3_00)) == []


def test_what_the_member_did_not_enter_counts_as_nothing() -> None:
    bonus = frame(rubric_=rubric(bonus=[criterion("T.1", 2_00)]))
    records = cluster(dossier(LEAD, scores(), {"T.1": Entry(points=1_00)}))

    assert found(records, frame_=bonus) == [("verification-above-self", "/scores/T.1")]


def test_what_does_not_apply_is_neither_above_nor_below() -> None:
    assert verified(scores(second=None), I_2=Entry(points=5_00)) == []
    assert verified(scores(second=5_00), I_2=Entry(not_applicable=True)) == []


# nomination-passed-over


def test_a_better_ranked_eligible_member_is_passed_over() -> None:
    records = all_verified(vote(ballot_round(MERIT, {SECOND: 1}), ballot_round(FLAG, {LEAD: 2, SECOND: 4})))

    assert found(records) == [("nomination-passed-over", "/rounds/1/award")]


def test_a_reason_in_the_vote_answers_for_it() -> None:
    given = vote(ballot_round(FLAG, {LEAD: 2, SECOND: 4}), reasons={FLAG: "Hội nghị thống nhất"})

    assert found(all_verified(given)) == []
    other = replace(given, reasons={MERIT: "Hội nghị thống nhất"})
    assert [rule for rule, _ in found(all_verified(other))] == ["nomination-passed-over"]


def test_a_worse_rank_or_an_equal_one_is_not_passed_over() -> None:
    given = vote(ballot_round(FLAG, {LEAD: 4}))

    assert found(all_verified(given)) == []
    equal = all_verified(given, points=(50_00, 50_00, 40_00, 30_00))
    assert found(equal, frame_=frame(season(tie_break=("base",)))) == []


def test_who_is_nominated_for_a_higher_award_is_not_passed_over() -> None:
    given = vote(ballot_round(FLAG, {LEAD: 4}), ballot_round(MERIT, {SECOND: 4, THIRD: 4}))

    assert found(all_verified(given)) == []


def test_who_is_nominated_for_an_award_that_does_not_exclude_this_one_is_passed_over() -> None:
    awards = (award(FLAG), award(MERIT, 1))
    given = vote(ballot_round(FLAG, {LEAD: 4}), ballot_round(MERIT, {SECOND: 4}))

    assert found(all_verified(given), frame_=frame(season(awards=awards))) == [
        ("nomination-passed-over", "/rounds/1/award")
    ]


def test_who_is_not_eligible_is_not_passed_over() -> None:
    given = vote(ballot_round(FLAG, {SECOND: 4}))
    records = all_verified(given)
    records = replace(records, dossiers={**records.dossiers, LEAD: dossier(LEAD, scores(), {}, responses=["I.1"])})

    assert found(records) == []


def test_without_a_nomination_nobody_is_passed_over() -> None:
    assert found(all_verified(vote(ballot_round(FLAG, {SECOND: 1})))) == []
    assert found(all_verified()) == []


# Decisions

NOMINATING = vote(ballot_round(FLAG, {LEAD: 4}), ballot_round(MERIT, {SECOND: 4, THIRD: 4}))
AS_NOMINATED = ((FLAG, LEAD, "awarded"), (MERIT, SECOND, "awarded"), (MERIT, THIRD, "not_awarded"))


def decided(*rows: tuple[str, str, str]) -> list[tuple[str, str]]:
    return found(all_verified(NOMINATING), decision(*rows))


def test_a_decision_as_nominated_departs_from_nothing() -> None:
    assert decided(*AS_NOMINATED) == []


def test_an_award_without_a_nomination_is_told() -> None:
    assert decided(*AS_NOMINATED[:2], (MERIT, THIRD, "withdrawn"), (MERIT, FOURTH, "awarded")) == [
        ("decision-not-nominated", "/decisions/0/awards/3/organisation")
    ]


def test_an_award_that_is_refused_needs_no_nomination() -> None:
    assert decided(*AS_NOMINATED, (MERIT, FOURTH, "not_awarded")) == []


def test_awards_over_the_quota_are_told_once() -> None:
    rules = [rule for rule, _ in decided((FLAG, LEAD, "awarded"), (FLAG, SECOND, "awarded"), *AS_NOMINATED[1:])]

    assert sorted(rules) == ["decision-not-nominated", "decision-over-quota"]


def test_a_nomination_that_nobody_decided_on_is_told() -> None:
    assert decided(*AS_NOMINATED[:2]) == [("decision-undecided", "/decisions")]


def test_the_last_row_decides() -> None:
    assert decided(*AS_NOMINATED, (MERIT, FOURTH, "awarded"), (MERIT, FOURTH, "revoked")) == []
    assert decided((FLAG, LEAD, "awarded"), *AS_NOMINATED) == []


def test_rows_on_another_cluster_are_not_this_ones() -> None:
    elsewhere = decision(*AS_NOMINATED, (FLAG, FOURTH, "awarded"))
    (document,) = elsewhere.value.decisions
    moved = tuple(replace(r, cluster="cum-02") if r.organisation == FOURTH else r for r in document.awards)
    changed = replace(elsewhere, value=replace(elsewhere.value, decisions=(replace(document, awards=moved),)))

    assert found(all_verified(NOMINATING), changed) == []
