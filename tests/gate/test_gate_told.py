"""What a public verdict says of remarks: those that rest on the sender's file alone, and nothing that others decide."""

from collections.abc import Mapping

import pytest
from gate_portal import (
    CLUSTER,
    CONFERENCE,
    COVENANT,
    LOWERED,
    RUBRIC,
    SCHEDULE,
    SEASON,
    receipt,
    self_assessment,
    verification,
)
from gate_repository import History

from thidua.gate.verdict_document import verdict_document
from thidua.records.language import language

ASKING = {"2020/rubric.yml": RUBRIC.replace("evidence: none", "evidence: required", 1)}
TRAM = "2020/cum-01/hoi-tram"
OWN = f"{CLUSTER}/hoi-tram/self-assessment.yml"
BARE = self_assessment().replace("hoàn thành", "hoµn thµnh")
EXCLUSIONS = "exclusions:\n  - {organisation: hoi-tram, basis_number: 12/TB-BTT}\n"
BESIDE = {
    f"{TRAM}/targets.yml": "targets: {II.1: 50}\n",
    "2020/cum-01/hoi-dua/self-assessment.yml": self_assessment(30),
    "2020/cum-01/hoi-dua/verification.yml": verification("hoi-sen", LOWERED),
    "2020/cum-01/hoi-sen/self-assessment.yml": self_assessment(31),
    "2020/cum-01/covenant.yml": COVENANT,
    "2020/cum-01/exclusions.yml": EXCLUSIONS,
    "2020/cum-01/schedule.yml": SCHEDULE,
    "2020/cum-01/conference.yml": CONFERENCE,
    "2020/cum-01/receipts-lead.yml": "receipts:\n" + receipt("hoi-tram", "2020-11-03T08:00:00+07:00", "ab" * 32),
}


def told(
    history: History, before: Mapping[str, str | None], files: Mapping[str, str], login: str, *, is_internal: bool
) -> list[str]:
    main = history.portal(before)
    verdict = history.review(main, history.commit(files, main), login, is_internal=is_internal)
    return [finding.rule.id for finding in verdict.told]


def test_a_contributor_is_told_in_public_what_its_own_file_leaves_out(history: History) -> None:
    main = history.portal(ASKING)
    verdict = history.review(main, history.commit({OWN: BARE}, main), "tram", is_internal=False)

    assert verdict.is_accepted
    assert [(f.rule.id, f.line) for f in verdict.told] == [("evidence-missing", 2), ("text-legacy-encoding", 6)]
    assert verdict_document(verdict, history.repository, language("en"))["summary"]["warnings"] == 2
    assert "asks for evidence" in history.summary(verdict, "en")


@pytest.mark.parametrize("path", BESIDE)
@pytest.mark.parametrize("text", [None, "scores: [\n"], ids=["gone", "unreadable"])
def test_no_other_record_decides_what_is_told(history: History, path: str, text: str | None) -> None:
    changes = {**ASKING, **BESIDE, path: text}

    found = told(history, changes, {OWN: BARE}, "tram", is_internal=False)

    refused = ["gate-unreadable"] if text is not None and "receipts" in path else []  # it may freeze the file
    assert found == [*refused, "evidence-missing", "text-legacy-encoding"]


def test_what_another_record_decides_is_told_inside_only(history: History) -> None:
    before = {**ASKING, **BESIDE}
    bare = BARE.replace("target: 50", "target: 40")

    public = told(history, before, {OWN: bare}, "tram", is_internal=False)
    inside = told(history, before, {OWN: bare}, "tram", is_internal=True)

    assert set(inside) - set(public) == {"changed-after-receipt", "target-differs"}
    assert public == ["evidence-missing", "text-legacy-encoding"]


def test_nothing_is_told_of_a_list_of_exclusions(history: History) -> None:
    listed = "exclusions:\n  - organisation: hoi-tram\n    basis_number: 12/TB #BTT\n"
    files = {f"{CLUSTER}/exclusions.yml": listed}

    assert told(history, {}, files, "btt", is_internal=True) == ["yaml-text-after-hash"]
    assert told(history, {}, files, "btt", is_internal=False) == []


def test_nothing_is_told_of_a_record_that_is_not_the_sender_s(history: History) -> None:
    assert told(history, ASKING, {OWN: BARE}, "lua", is_internal=False) == ["gate-owner"]


def test_nothing_is_told_of_files_that_the_change_does_not_touch(history: History) -> None:
    main = history.portal({f"{TRAM}/self-assessment.yml": BARE})
    head = history.commit({f"{SEASON}/rubric.yml": ASKING["2020/rubric.yml"]}, main)
    public, inside = (
        history.review(main, head, "btt", "2020-09-30T08:00:00+07:00", is_internal=inside) for inside in (False, True)
    )

    assert [finding.rule.id for finding in inside.told] == ["evidence-missing"]
    assert (public.told, public.untold) == ((), 0)
