"""What a decision, a list of exclusions and the rules of a season fix once results rest on them, and for whom."""

import pytest
from gate_portal import (
    CLUSTER,
    DECISION,
    ORGANISATIONS,
    PUBLISHED,
    RUBRIC,
    SCHEDULE,
    SEASON,
    SEASON_FILE,
    VOTE,
    S,
    self_assessment,
)
from gate_repository import Content, History, marks, rules

DECIDED, AFTER_CONFERENCE, BEFORE_IT = "2021-01-05T15:00+07:00", "2020-12-06T09:00+07:00", "2020-12-05T09:00+07:00"
DELETED = "take it away\n\nReason: nhập nhầm đơn vị\n"
VOTED = {"2020/cum-01/vote.yml": VOTE}
TRAM = "      - {award: emulation_flag, cluster: cum-01, organisation: hoi-tram, status: awarded}\n"
DUA = TRAM.replace("hoi-tram", "hoi-dua")
FILED = {f"2020/cum-01/{member}/self-assessment.yml": self_assessment() for member in ("hoi-tram", "hoi-dua")}
NO_DECISION = "decisions: []\n"


# The decision before it is published

GIVEN_BACK = TRAM.replace("status: awarded", "status: withdrawn, basis: 46/QĐ-MTTW")
TAKEN_BACK = DECISION + GIVEN_BACK
ANOTHER = """\
  - number: 46/QĐ-MTTW
    issued_on: 2021-01-05
    awards:
"""


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (DECISION, NO_DECISION, ["gate-frozen-decision"]),
        (DECISION, DECISION.replace("hoi-tram", "hoi-dua"), ["gate-frozen-decision"]),
        (DECISION, DECISION.replace("awarded", "withdrawn"), ["gate-frozen-decision"]),
        (DECISION, DECISION.replace("cum-01", "cum-02").replace("hoi-tram", "hoi-lua"), ["gate-frozen-decision"]),
        (TAKEN_BACK, DECISION, ["gate-frozen-decision"]),
        (TAKEN_BACK, DECISION.replace(TRAM, GIVEN_BACK + TRAM), ["gate-frozen-decision"]),
        (DECISION + ANOTHER + DUA, DECISION + DUA, ["gate-frozen-decision-document"]),
        (DECISION, TAKEN_BACK, []),
        (DECISION, DECISION + DUA, []),
        (DECISION, DECISION.replace(TRAM, DUA + TRAM), []),
        (DECISION, DECISION + ANOTHER + TRAM.replace("awarded", "withdrawn") + DUA, []),
        (DECISION, DECISION.replace("45/", "44/"), []),
        (DECISION, PUBLISHED, []),
        (None, DECISION, []),
        (NO_DECISION, DECISION, []),
    ],
)
def test_rows_of_a_decision_stay_and_a_later_one_takes_them_back(
    history: History, before: str | None, after: str, expected: list[str]
) -> None:
    main = history.portal(FILED | VOTED | {"2020/decision.yml": before})
    head = history.commit({f"{SEASON}/decision.yml": after}, main)

    assert rules(history.review(main, head, "btt", "2021-01-06T09:00+07:00")) == expected


@pytest.mark.parametrize("text", [DECISION, NO_DECISION])
def test_a_decision_is_not_deleted_and_so_frees_no_vote(history: History, text: str) -> None:
    main = history.portal(FILED | VOTED | {"2020/decision.yml": text})
    head = history.commit({f"{SEASON}/decision.yml": None}, main, message=DELETED)

    assert rules(history.review(main, head, "quantri", DECIDED)) == ["gate-frozen-deletion"]


def test_a_vote_stays_frozen_where_the_award_was_taken_back(history: History) -> None:
    main = history.portal(FILED | VOTED | {"2020/decision.yml": TAKEN_BACK})
    head = history.commit({f"{CLUSTER}/vote.yml": VOTE + "# ghi chú\n"}, main)

    assert rules(history.review(main, head, "sen", DECIDED)) == ["gate-frozen-meeting"]


# Exclusions

EXCLUDED = "exclusions: [{organisation: hoi-tram, basis_number: 1/TB}]\n"
BOTH = "exclusions: [{organisation: hoi-tram, basis_number: 1/TB}, {organisation: hoi-dua, basis_number: 2/TB}]\n"
NOBODY = "exclusions: []\n"
LISTED = f"{CLUSTER}/exclusions.yml"


@pytest.mark.parametrize(
    ("before", "after", "marked"),
    [
        (EXCLUDED, NOBODY, ["gate-exclusion-lifted"]),
        (EXCLUDED, BOTH, ["gate-exclusion-after-vote"]),
        (None, EXCLUDED, ["gate-exclusion-after-vote"]),
        (EXCLUDED, EXCLUDED.replace("hoi-tram", "hoi-dua"), ["gate-exclusion-after-vote", "gate-exclusion-lifted"]),
        (EXCLUDED, EXCLUDED.replace("1/TB", "3/TB"), []),
        (NOBODY, NOBODY + "# ghi chú\n", []),
    ],
)
def test_exclusions_that_come_or_go_after_the_vote_are_marked_inside_and_never_in_public(
    history: History, before: str | None, after: str, marked: list[str]
) -> None:
    main = history.portal(FILED | VOTED | {"2020/cum-01/exclusions.yml": before})
    head = history.commit({LISTED: after}, main)

    verdict = history.review(main, head, "btt", AFTER_CONFERENCE)
    public = history.review(main, head, "btt", AFTER_CONFERENCE, is_internal=False)

    assert (rules(verdict), sorted(marks(verdict))) == ([], marked)
    assert not [finding for finding in public.told if finding.rule.id.startswith("gate-exclusion")]


@pytest.mark.parametrize("after", [NOBODY, BOTH])
def test_exclusions_change_freely_before_the_vote(history: History, after: str) -> None:
    main = history.portal(FILED | {"2020/cum-01/exclusions.yml": EXCLUDED})
    head = history.commit({LISTED: after}, main)

    verdict = history.review(main, head, "btt", BEFORE_IT)

    assert (rules(verdict), marks(verdict)) == ([], [])


@pytest.mark.parametrize("since", [{}, VOTED])
def test_nobody_deletes_a_list_of_exclusions(history: History, since: dict[str, str]) -> None:
    main = history.portal(FILED | {"2020/cum-01/exclusions.yml": EXCLUDED} | since)
    deleted = history.commit({LISTED: None}, main, message=DELETED)
    lifted = history.commit({LISTED: NOBODY}, main)

    assert rules(history.review(main, deleted, "quantri", AFTER_CONFERENCE)) == ["gate-frozen-deletion"]
    assert rules(history.review(main, deleted, "btt", AFTER_CONFERENCE)) == ["gate-deletion"]
    assert rules(history.review(main, lifted, "quantri", AFTER_CONFERENCE)) == ["gate-owner"]


# Short names

PORTAL_OF_RESULTS = FILED | VOTED | {"2020/decision.yml": PUBLISHED}


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("short_name: Hội Dừa Xanh, ", ["gate-frozen-short-name"]),
        ("short_name: Hội Dừa Xanh, former_names: [{name: Hội Rừng Tràm, until: 2021-01-10}], ", []),
        ("name_en: Melaleuca Forest, ", []),
        ("to: 2021-01-31, ", []),
    ],
)
def test_a_short_name_that_comes_after_publication_is_one_of_the_new_name_only(
    history: History, row: str, expected: list[str]
) -> None:
    old = "{id: hoi-tram, kind: member, name: Hội Rừng Tràm, "
    name = "Hội Rừng Dừa" if "former" in row else "Hội Rừng Tràm"
    main = history.portal(PORTAL_OF_RESULTS)
    changed = ORGANISATIONS.replace(old, old.replace("Hội Rừng Tràm", name) + row)
    head = history.commit({f"{S}/organisations.yml": changed}, main)

    assert rules(history.review(main, head, "quantri", "2021-02-01T12:00+07:00")) == expected


def test_who_had_no_part_in_the_season_may_be_given_a_short_name(history: History) -> None:
    old = "{id: ban-to-chuc, kind: department, name: Ban Tổ chức, "
    main = history.portal(PORTAL_OF_RESULTS)
    head = history.commit({f"{S}/organisations.yml": ORGANISATIONS.replace(old, old + "short_name: BTC, ")}, main)

    assert rules(history.review(main, head, "quantri", "2021-02-01T12:00+07:00")) == []


# The rules, once figures rest on them

AMENDMENT = "amendments:\n  - {on: 2020-12-04, basis: hd-116, what: Sửa}\n"
CAUTIOUS = "publication: {preset: cautious}"
WITHDRAWN = CAUTIOUS.replace("cautious", "cautious, nominations: {when: never}")
EARLY = CAUTIOUS.replace("cautious", "cautious, official_points: {when: always}")


@pytest.mark.parametrize(
    ("publication", "at", "marked"),
    [
        (WITHDRAWN, BEFORE_IT, []),
        (WITHDRAWN, AFTER_CONFERENCE, ["gate-publication-moved"]),
        (EARLY, BEFORE_IT, ["gate-publication-moved"]),
        ("publication: {preset: open}", BEFORE_IT, ["gate-publication-moved"] * 2),
        (CAUTIOUS.replace("cautious", "cautious, budget: {when: after_decision}"), AFTER_CONFERENCE, []),
        (
            CAUTIOUS.replace("cautious", "cautious, official_points: {when: after_conference}"),
            AFTER_CONFERENCE,
            ["gate-publication-moved"],
        ),
    ],
)
def test_what_is_taken_back_or_opened_at_once_by_an_amendment_is_marked(
    history: History, publication: str, at: str, marked: list[str]
) -> None:
    main = history.portal({"2020/cum-01/schedule.yml": SCHEDULE})
    head = history.commit({f"{SEASON}/season.yml": SEASON_FILE.replace(CAUTIOUS, publication) + AMENDMENT}, main)

    verdict = history.review(main, head, "btt", at)

    assert (rules(verdict), marks(verdict)) == ([], marked)


@pytest.mark.parametrize(
    ("old", "new", "marked"),
    [
        ("quota: {count: 1}", "quota: {count: 2}", 1),
        ("covenant_signed, not_excluded]", "covenant_signed]", 1),
        ("of: present", "of: roll", 1),
        ("[base, vote]", "[vote]", 1),
        ("intake: open", "intake: sealed", 1),
        ("response_days: 5", "response_days: 9", 1),
        ("max_days: 1", "max_days: 2", 0),
    ],
)
def test_rules_that_decide_results_are_marked_once_the_deadline_has_passed(
    history: History, old: str, new: str, marked: int
) -> None:
    main = history.portal()
    head = history.commit({f"{SEASON}/season.yml": SEASON_FILE.replace(old, new) + AMENDMENT}, main)

    before = history.review(main, head, "btt", "2020-11-14T09:00+07:00")
    after = history.review(main, head, "btt", BEFORE_IT)

    assert (rules(before), marks(before)) == ([], [])
    assert (rules(after), marks(after)) == ([], ["gate-rules-after-deadline"] * marked)


def test_a_rubric_that_changes_after_the_deadline_is_marked(history: History) -> None:
    main = history.portal()
    files: dict[str, Content] = {
        f"{SEASON}/season.yml": SEASON_FILE + AMENDMENT,
        f"{SEASON}/rubric.yml": RUBRIC.replace("Tuyên truyền", "Vận động"),
    }
    head = history.commit(files, main)

    assert marks(history.review(main, head, "btt", "2020-11-14T09:00+07:00")) == []
    assert marks(history.review(main, head, "btt", BEFORE_IT)) == ["gate-rules-after-deadline"]
