"""What cannot move what: a member its official total, one member another's points (rules.md §2)."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st
from vector_clusters import cases

from thidua.publication.result_document import member_document
from thidua.records.bundle import ClusterRecords, Dossier
from thidua.records.dossier import Entry
from thidua.records.rubric import Criterion
from thidua.scoring.result import ClusterResult, Frame, score


def scored(records: ClusterRecords, frame: Frame) -> ClusterResult:
    found = score(records, frame)
    assert found is not None
    return found


def with_scores(records: ClusterRecords, organisation: str, changes: Mapping[str, Entry]) -> ClusterRecords:
    """The cluster with other entries in a member's self-assessment."""
    dossier = records.dossier(organisation)
    own = dossier.self_assessment
    assert own is not None
    changed = replace(own, value=replace(own.value, scores={**own.value.scores, **changes}))
    return with_dossier(records, replace(dossier, self_assessment=changed))


def with_dossier(records: ClusterRecords, dossier: Dossier) -> ClusterRecords:
    return replace(records, dossiers={**records.dossiers, dossier.organisation: dossier})


def any_entry(draw: st.DrawFn, criterion: Criterion) -> Entry:
    """Points up to the maximum; that stands for any facts, which come to points too."""
    return Entry(points=draw(st.integers(0, criterion.max)))


@st.composite
def boasts(draw: st.DrawFn) -> tuple[ClusterRecords, Frame, str, dict[str, Entry]]:
    """A verified dossier, and other self-scores for criteria that its verification lists."""
    records, frame = draw(st.sampled_from(cases()))
    adjusted = [
        dossier
        for dossier in records.dossiers.values()
        if dossier.self_assessment is not None
        and dossier.verification is not None
        and dossier.self_assessment.value.scores.keys() & dossier.verification.value.scores.keys()
    ]
    assume(adjusted)
    dossier = draw(st.sampled_from(adjusted))
    assert dossier.verification is not None
    assert dossier.self_assessment is not None
    listed = sorted(dossier.self_assessment.value.scores.keys() & dossier.verification.value.scores.keys())
    chosen = draw(st.lists(st.sampled_from(listed), min_size=1, unique=True))
    return records, frame, dossier.organisation, {code: any_entry(draw, frame.rubric.criteria[code]) for code in chosen}


@given(boasts())
def test_what_a_verification_lists_a_member_cannot_raise(
    boast: tuple[ClusterRecords, Frame, str, dict[str, Entry]],
) -> None:
    records, frame, organisation, changes = boast
    before, after = scored(records, frame), scored(with_scores(records, organisation, changes), frame)

    assert [official(member) for member in after.members] == [official(member) for member in before.members]
    assert (after.nominations, after.vote) == (before.nominations, before.vote)


def official(member: Any) -> Any:
    return {key: value for key, value in member_document(member).items() if key != "self"}


@st.composite
def changes_of_one(draw: st.DrawFn) -> tuple[ClusterRecords, ClusterRecords, Frame, str]:
    """A cluster before and after one dossier became any other."""
    records, frame = draw(st.sampled_from(cases()))
    assert records.cluster is not None
    organisation = draw(st.sampled_from(records.cluster.value.members))
    dossier = records.dossier(organisation)
    kind = draw(st.sampled_from(["none", "not verified", "other scores", "not answered"]))
    if kind == "none" or dossier.self_assessment is None:
        changed = Dossier(organisation, dossier.folder, frozenset())
    elif kind == "not verified":
        changed = replace(dossier, verification=None, response=None, review=None)
    elif kind == "not answered":
        changed = replace(dossier, response=None, review=None)
    else:
        codes = draw(st.lists(st.sampled_from(sorted(dossier.self_assessment.value.scores)), min_size=1, unique=True))
        entries = {code: any_entry(draw, frame.rubric.criteria[code]) for code in codes}
        return records, with_scores(records, organisation, entries), frame, organisation
    return records, with_dossier(records, changed), frame, organisation


@given(changes_of_one())
def test_one_member_never_changes_another_members_points(
    change: tuple[ClusterRecords, ClusterRecords, Frame, str],
) -> None:
    before, after, frame, organisation = change
    old, new = scored(before, frame), scored(after, frame)

    for was, now in zip(old.members, new.members, strict=True):
        if was.organisation != organisation:
            assert (now.state, now.on_time, now.sheets) == (was.state, was.on_time, was.sheets)
            assert now.eligibility == was.eligibility


@given(st.data())
def test_a_higher_verified_score_never_lowers_the_official_total(data: st.DataObject) -> None:
    records, frame = data.draw(st.sampled_from(cases()))
    verified = [
        dossier
        for dossier in records.dossiers.values()
        if dossier.verification is not None
        and dossier.self_assessment is not None
        and scored(records, frame).member(dossier.organisation).sheets.official is not None
    ]
    assume(verified)
    dossier = data.draw(st.sampled_from(verified))
    assert dossier.verification is not None
    criteria = [c for section in frame.rubric.sections for c in section.criteria]
    criterion = data.draw(st.sampled_from(criteria))
    low, high = sorted(data.draw(st.tuples(*[st.integers(0, criterion.max)] * 2)))

    def total(points: int) -> int:
        verification = dossier.verification
        assert verification is not None
        entries = {**verification.value.scores, criterion.code: Entry(points=points)}
        changed = replace(verification, value=replace(verification.value, scores=entries))
        result = scored(with_dossier(records, replace(dossier, verification=changed)), frame)
        official = result.member(dossier.organisation).sheets.official
        assert official is not None
        return official.total

    assert total(low) <= total(high)
