"""The conditions of an award (rules.md §6)."""

from typing import Any

import pytest

from support.make import LEAD, SECOND, award, cluster, conference, rubric, sheet
from thidua.scoring.eligibility import Candidate, Eligibility, eligibility
from thidua.scoring.filing import State
from thidua.scoring.sheet import Sheet

GOOD = sheet(90_00)


def judged(
    *conditions: str,
    state: State = State.VERIFIED,
    on_time: bool | None = True,
    official: Sheet | None = GOOD,
    **records: Any,
) -> Eligibility:
    candidate = Candidate(LEAD, state, on_time, official)
    return eligibility(award(conditions=conditions), candidate, cluster(**records), rubric())


def is_met(condition: str, **facts: Any) -> bool:
    return judged(condition, **facts).is_eligible


@pytest.mark.parametrize("state", State)
def test_verified_is_a_state(state: State) -> None:
    assert is_met("verified", state=state) is (state is State.VERIFIED)


@pytest.mark.parametrize(("on_time", "expected"), [(True, True), (False, False), (None, False)])
def test_an_unknown_time_of_filing_is_not_in_time(on_time: bool | None, expected: bool) -> None:
    assert is_met("submitted_on_time", on_time=on_time) is expected


def test_the_covenant_must_name_the_member() -> None:
    assert is_met("covenant_signed", signatories=[SECOND, LEAD])
    assert not is_met("covenant_signed", signatories=[SECOND])
    assert not is_met("covenant_signed")


def test_attendance_must_be_recorded() -> None:
    assert is_met("attended_conference", held=conference(LEAD))
    assert not is_met("attended_conference", held=conference(SECOND))
    assert not is_met("attended_conference", held=conference(SECOND, absent=[LEAD]))
    assert not is_met("attended_conference")


def test_nobody_is_excluded_unless_a_document_says_so() -> None:
    assert is_met("not_excluded")
    assert is_met("not_excluded", excluded=[SECOND])
    assert not is_met("not_excluded", excluded=[SECOND, LEAD])


@pytest.mark.parametrize(
    ("total", "expected"), [(95_00, True), (85_00, True), (84_99, False), (70_00, False), (None, False)]
)
def test_the_class_counts_from_the_one_that_is_asked_for(total: int | None, expected: bool) -> None:
    assert is_met("class:good", official=None if total is None else sheet(total)) is expected


def test_all_conditions_must_be_met_and_those_that_are_not_are_named_in_order() -> None:
    asked = ("verified", "submitted_on_time", "covenant_signed", "not_excluded", "class:good")
    found = judged(*asked, on_time=None, official=sheet(80_00), signatories=[LEAD])

    assert not found.is_eligible
    assert found.failed == ("submitted_on_time", "classification_at_least")
    assert [(check.condition.name, check.is_met) for check in found.checks] == [
        ("verified", True),
        ("submitted_on_time", False),
        ("covenant_signed", True),
        ("not_excluded", True),
        ("classification_at_least", False),
    ]


def test_an_award_without_conditions_is_open_to_everybody() -> None:
    assert judged(state=State.MISSING, on_time=None, official=None) == Eligibility((), is_eligible=True)


def test_an_unknown_condition_is_a_mistake_of_the_program() -> None:
    with pytest.raises(ValueError, match="unknown condition"):
        judged("well_liked")
