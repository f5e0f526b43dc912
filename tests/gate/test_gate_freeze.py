"""What is frozen, from when, and how it may still change: from the opening of a season to its publication."""

import hashlib

import pytest
from gate_portal import (
    CLUSTER,
    CLUSTER_FILE,
    CONFERENCE,
    COVENANT,
    DECISION,
    LOWERED,
    ORGANISATIONS,
    PORTAL,
    PUBLISHED,
    RESPONSE,
    RUBRIC,
    SCHEDULE,
    SEASON,
    SEASON_FILE,
    VOTE,
    S,
    receipt,
    review,
    self_assessment,
    verification,
)
from gate_repository import Content, History, marks, rules
from pygit2.enums import FileMode

FIRST_AMENDMENT = "amendments:\n  - {on: 2020-10-20, basis: hd-116, what: Sửa cách tính điểm}\n"
AMENDED = SEASON_FILE + FIRST_AMENDMENT
AMENDED_TWICE = AMENDED + "  - {on: 2020-10-25, basis: hd-116, what: Sửa lần hai}\n"
OTHER_RUBRIC = RUBRIC.replace("title: Tuyên truyền", "title: Tuyên truyền pháp luật")
BEFORE_OPENING, AFTER_OPENING = "2020-09-30T23:59:59+07:00", "2020-10-01T00:00:00+07:00"
FIRST, SECOND = self_assessment(35), self_assessment(36)


def sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@pytest.mark.parametrize(
    ("changes", "moment", "expected"),
    [
        ({"season.yml": SEASON_FILE + "# ghi chú\n"}, BEFORE_OPENING, []),
        ({"season.yml": SEASON_FILE + "# ghi chú\n"}, AFTER_OPENING, ["gate-frozen-season"]),
        ({"rubric.yml": OTHER_RUBRIC}, AFTER_OPENING, ["gate-frozen-season"]),
        ({"season.yml": AMENDED, "rubric.yml": OTHER_RUBRIC}, AFTER_OPENING, []),
    ],
)
def test_the_rules_of_an_open_season_change_only_by_amendment(
    history: History, changes: dict[str, str], moment: str, expected: list[str]
) -> None:
    main = history.portal()
    head = history.commit({f"{SEASON}/{name}": text for name, text in changes.items()}, main)

    assert rules(history.review(main, head, "btt", moment)) == expected


def test_an_amendment_is_never_rewritten(history: History) -> None:
    main = history.portal({"2020/season.yml": AMENDED})
    other = AMENDED_TWICE.replace("Sửa cách tính điểm", "Việc khác")

    rewritten = history.commit({f"{SEASON}/season.yml": other}, main)
    added = history.commit({f"{SEASON}/season.yml": AMENDED_TWICE}, main)

    assert rules(history.review(main, rewritten, "btt")) == ["gate-frozen-season"]
    assert rules(history.review(main, added, "btt")) == []


def test_a_later_opening_does_not_open_the_rules_again(history: History) -> None:
    main = history.portal()
    head = history.commit({f"{SEASON}/season.yml": SEASON_FILE.replace("2020-10-01", "2020-11-12")}, main)

    assert rules(history.review(main, head, "btt")) == ["gate-frozen-season"]


@pytest.mark.parametrize(("moment", "expected"), [(BEFORE_OPENING, []), (AFTER_OPENING, ["gate-frozen-targets"])])
def test_targets_are_registered_before_the_season_opens(history: History, moment: str, expected: list[str]) -> None:
    main = history.portal()
    head = history.commit({f"{CLUSTER}/hoi-tram/targets.yml": "targets: {II.1: 50}\n"}, main)

    assert rules(history.review(main, head, "tram", moment)) == expected


def test_a_verified_self_assessment_is_fixed_even_with_a_newer_receipt(history: History) -> None:
    main = history.portal(
        {
            "2020/cum-01/hoi-tram/self-assessment.yml": FIRST,
            "2020/cum-01/hoi-tram/verification.yml": verification("hoi-sen"),
            "2020/cum-01/receipts-lead.yml": "receipts:\n"
            + receipt("hoi-tram", "2020-11-03T08:00:00+07:00", sha(FIRST))
            + receipt("hoi-tram", "2020-11-09T08:00:00+07:00", sha(SECOND)),
        }
    )
    head = history.commit({f"{CLUSTER}/hoi-tram/self-assessment.yml": SECOND}, main)

    assert rules(history.review(main, head, "tram")) == ["gate-frozen-verified"]


@pytest.mark.parametrize(
    ("receipts", "expected"),
    [
        ([], []),
        ([("2020-11-03", FIRST)], ["gate-frozen-received"]),
        ([("2020-11-03", FIRST), ("2020-11-09", SECOND)], []),
        ([("2020-11-03", SECOND), ("2020-11-09", FIRST)], ["gate-frozen-received"]),
    ],
)
def test_a_received_self_assessment_changes_only_with_a_newer_receipt(
    history: History, receipts: list[tuple[str, str]], expected: list[str]
) -> None:
    rows = "".join(receipt("hoi-tram", f"{day}T08:00:00+07:00", sha(text)) for day, text in receipts)
    main = history.portal(
        {
            "2020/cum-01/hoi-tram/self-assessment.yml": FIRST,
            "2020/cum-01/receipts-lead.yml": f"receipts:\n{rows}" if rows else None,
        }
    )
    head = history.commit({f"{CLUSTER}/hoi-tram/self-assessment.yml": SECOND}, main)

    assert rules(history.review(main, head, "tram")) == expected


def test_a_receipt_on_paper_freezes_too(history: History) -> None:
    main = history.portal(
        {
            "2020/cum-01/hoi-tram/self-assessment.yml": FIRST,
            "2020/cum-01/receipts-monitor.yml": "receipts:\n"
            '  - {organisation: hoi-tram, received_at: 2020-11-03T08:00:00+07:00, channel: paper, number: "12"}\n',
        }
    )
    head = history.commit({f"{CLUSTER}/hoi-tram/self-assessment.yml": SECOND}, main)

    assert rules(history.review(main, head, "tram")) == ["gate-frozen-received"]


VERIFIED = {
    "2020/cum-01/hoi-tram/self-assessment.yml": FIRST,
    "2020/cum-01/hoi-tram/verification.yml": verification("hoi-sen", LOWERED),
}
VOTED = {"2020/cum-01/vote.yml": VOTE, "2020/cum-01/conference.yml": CONFERENCE, "2020/cum-01/schedule.yml": SCHEDULE}


@pytest.mark.parametrize(
    ("since", "expected"),
    [
        ({}, []),
        ({"2020/cum-01/hoi-tram/response.yml": RESPONSE}, ["gate-frozen-verification"]),
        (VOTED, ["gate-frozen-verification"]),
    ],
)
def test_a_verification_is_fixed_by_a_response_or_a_vote(
    history: History, since: dict[str, str], expected: list[str]
) -> None:
    main = history.portal(VERIFIED | since)
    lower = verification("hoi-sen", LOWERED.replace("30", "29"))
    head = history.commit({f"{CLUSTER}/hoi-tram/verification.yml": lower}, main)

    assert rules(history.review(main, head, "sen")) == expected


@pytest.mark.parametrize(
    ("path", "text", "login", "rule"),
    [
        ("hoi-tram/review.yml", review("ban-to-chuc"), "tochuc", "gate-frozen-review"),
        ("vote.yml", VOTE.replace("yes: 1, no: 3", "yes: 2, no: 2"), "sen", "gate-frozen-meeting"),
        ("conference.yml", CONFERENCE + "# ghi chú\n", "sen", "gate-frozen-meeting"),
        ("covenant.yml", COVENANT, "sen", "gate-frozen-meeting"),
    ],
)
def test_a_decision_fixes_reviews_votes_conferences_and_covenants(
    history: History, path: str, text: str, login: str, rule: str
) -> None:
    before = VERIFIED | VOTED | {"2020/cum-01/hoi-tram/response.yml": RESPONSE}
    undecided, decided = history.portal(before), history.portal(before | {"2020/decision.yml": DECISION})

    for main, expected in ((undecided, []), (decided, [rule])):
        head = history.commit({f"{CLUSTER}/{path}": text}, main)
        assert rules(history.review(main, head, login, "2021-01-05T12:00+07:00")) == expected


@pytest.mark.parametrize(
    ("since", "response", "expected"),
    [
        ({}, RESPONSE.replace("còn lại", "khác"), []),
        ({"review.yml": review("ban-to-chuc")}, RESPONSE.replace("còn lại", "khác"), ["gate-frozen-response"]),
        ({"review.yml": review("ban-to-chuc")}, RESPONSE + "  II.1: {text: Xin tính cả buổi cuối năm}\n", []),
        ({"review.yml": "outcomes: {"}, RESPONSE.replace("còn lại", "khác"), ["gate-unreadable"]),
    ],
)
def test_a_review_fixes_the_answers_that_it_settles(
    history: History, since: dict[str, str], response: str, expected: list[str]
) -> None:
    dossier = {"response.yml": RESPONSE, **since}
    verified = VERIFIED | {
        "2020/cum-01/hoi-tram/verification.yml": verification(
            "hoi-sen", LOWERED + "  II.1: {facts: {value: 50}, reason: Thiếu hai buổi}\n"
        )
    }
    main = history.portal(verified | {f"2020/cum-01/hoi-tram/{name}": text for name, text in dossier.items()})
    head = history.commit({f"{CLUSTER}/hoi-tram/response.yml": response}, main)

    assert rules(history.review(main, head, "tram")) == expected


def test_not_even_the_administrator_takes_a_settled_answer_away(history: History) -> None:
    dossier = {"response.yml": RESPONSE, "review.yml": review("ban-to-chuc")}
    main = history.portal(VERIFIED | {f"2020/cum-01/hoi-tram/{name}": text for name, text in dossier.items()})
    absent = {f"{CLUSTER}/hoi-tram/response.yml": None}
    head = history.commit(absent, main, message="take it away\n\nReason: nhập nhầm đơn vị\n")

    assert "gate-frozen-response" in rules(history.review(main, head, "quantri"))


def test_no_answer_comes_once_the_season_is_decided(history: History) -> None:
    undecided, decided = (
        history.portal(VERIFIED | VOTED),
        history.portal(VERIFIED | VOTED | {"2020/decision.yml": DECISION}),
    )

    for main, expected in ((undecided, []), (decided, ["gate-frozen-review"])):
        head = history.commit({f"{CLUSTER}/hoi-tram/response.yml": RESPONSE}, main)
        assert rules(history.review(main, head, "tram", "2021-01-05T12:00+07:00")) == expected


SIGNED = {"2020/cum-01/covenant.yml": COVENANT}
WITHOUT_THE_WINNER = {f"{CLUSTER}/covenant.yml": COVENANT.replace("hoi-tram, ", "")}


@pytest.mark.parametrize(
    ("since", "expected"),
    [
        ({}, ["gate-frozen-signatory"]),
        (VOTED, ["gate-frozen-covenant"]),
        (VOTED | {"2020/decision.yml": DECISION}, ["gate-frozen-covenant"]),
        ({"2020/decision.yml": DECISION}, ["gate-frozen-meeting"]),
    ],
)
def test_nobody_is_struck_from_the_covenant_of_an_open_season(
    history: History, since: dict[str, str], expected: list[str]
) -> None:
    main = history.portal(VERIFIED | SIGNED | since)
    head = history.commit(WITHOUT_THE_WINNER, main)

    assert rules(history.review(main, head, "sen", "2021-01-05T12:00+07:00")) == expected


def correction(*files: str, number: int = 1, what: str = "Sửa số phiếu") -> str:
    return (
        f"  - {{id: dc-{number:02}, on: 2021-02-01, files: [{', '.join(files)}], what: {what}, why: Đánh máy nhầm}}\n"
    )


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        ("2021-01-05", ["gate-correction-date"]),
        ("2021-01-06", []),
        ("2021-02-01", []),
        ("2021-02-02", ["gate-correction-date"]),
    ],
)
def test_a_correction_bears_a_day_between_publication_and_its_sending(
    history: History, on: str, expected: list[str]
) -> None:
    main = history.portal(FINISHED)
    listed = "corrections:\n" + correction("2020/cum-01/vote.yml").replace("2021-02-01", on)
    head = history.commit({f"{CLUSTER}/vote.yml": OTHER_VOTE, f"{SEASON}/corrections.yml": listed}, main)
    assert rules(history.review(main, head, "btt", AFTERWARDS)) == expected


AFTERWARDS = "2021-02-01T10:00:00+07:00"
FINISHED = VERIFIED | VOTED | {"2020/decision.yml": PUBLISHED}
OTHER_VOTE = VOTE.replace("yes: 1, no: 3", "yes: 0, no: 4")


@pytest.mark.parametrize(
    ("login", "changes", "expected"),
    [
        ("sen", {"cum-01/vote.yml": OTHER_VOTE}, ["gate-published"]),
        ("tram", {"cum-01/hoi-tram/response.yml": RESPONSE}, ["gate-published"]),
        ("btt", {"cum-01/vote.yml": OTHER_VOTE}, ["gate-correction-missing"]),
        (
            "btt",
            {"cum-01/vote.yml": OTHER_VOTE, "corrections.yml": "corrections:\n" + correction("2020/cum-01/vote.yml")},
            [],
        ),
        (
            "quantri",
            {"cum-01/vote.yml": OTHER_VOTE, "corrections.yml": "corrections:\n" + correction("2020/cum-01/vote.yml")},
            [],
        ),
        (
            "btt",
            {
                "cum-01/vote.yml": OTHER_VOTE,
                "corrections.yml": "corrections:\n" + correction("2020/cum-01/vote.yml", "2020/cum-01/conference.yml"),
            },
            ["gate-correction-file"],
        ),
        (
            "btt",
            {"cum-01/vote.yml": None, "corrections.yml": "corrections:\n" + correction("2020/cum-01/vote.yml")},
            ["gate-deletion"],
        ),
        ("btt", {"decision.yml": DECISION}, ["gate-correction-missing", "gate-unpublished"]),
    ],
)
def test_a_published_season_changes_only_by_correction(
    history: History, login: str, changes: dict[str, str | None], expected: list[str]
) -> None:
    main = history.portal(FINISHED)
    head = history.commit({f"{SEASON}/{name}": text for name, text in changes.items()}, main)

    assert rules(history.review(main, head, login, AFTERWARDS)) == expected


@pytest.mark.parametrize(
    ("decision", "expected"),
    [
        (DECISION, ["gate-unpublished"]),
        (DECISION + "published_on: 2030-01-01\n", ["gate-unpublished"]),
        (DECISION + "published_on: 2021-01-05\n", []),
        (PUBLISHED + "# ghi chú\n", []),
    ],
)
def test_a_published_season_stays_published(history: History, decision: str, expected: list[str]) -> None:
    main = history.portal(FINISHED)
    corrected = {"decision.yml": decision, "corrections.yml": "corrections:\n" + correction("2020/decision.yml")}
    head = history.commit({f"{SEASON}/{name}": text for name, text in corrected.items()}, main)

    for login in ("btt", "quantri"):
        assert rules(history.review(main, head, login, AFTERWARDS)) == expected


def test_not_even_a_reason_takes_a_published_decision_away(history: History) -> None:
    main = history.portal(FINISHED)
    listed = "corrections:\n" + correction("2020/decision.yml")
    gone = {f"{SEASON}/decision.yml": None, f"{SEASON}/corrections.yml": listed}
    head = history.commit(gone, main, message="x\n\nReason: Theo văn bản số 3")

    assert rules(history.review(main, head, "quantri", AFTERWARDS)) == ["gate-unpublished"]


def test_a_correction_is_never_rewritten_or_used_again(history: History) -> None:
    first = "corrections:\n" + correction("2020/cum-01/vote.yml")
    main = history.portal(FINISHED | {"2020/corrections.yml": first})
    again = history.commit({f"{CLUSTER}/vote.yml": OTHER_VOTE}, main)
    rewritten = history.commit({f"{SEASON}/corrections.yml": first.replace("Sửa số phiếu", "Khác")}, main)

    assert rules(history.review(main, again, "btt", AFTERWARDS)) == ["gate-correction-missing"]
    assert rules(history.review(main, rewritten, "btt", AFTERWARDS)) == ["gate-correction-rewritten"]


def test_before_the_day_of_publication_nothing_is_frozen_by_it(history: History) -> None:
    main = history.portal(FINISHED)
    head = history.commit({f"{SEASON}/decision.yml": DECISION}, main)

    assert rules(history.review(main, head, "btt", "2021-01-05T23:59+07:00")) == []


ELSEWHERE = PORTAL.replace("Asia/Ho_Chi_Minh", "Pacific/Auckland")


@pytest.mark.parametrize(
    ("before", "text", "moment", "expected"),
    [
        ({}, ELSEWHERE, BEFORE_OPENING, []),
        ({}, ELSEWHERE, AFTER_OPENING, ["gate-frozen-timezone"]),
        ({}, PORTAL + "# ghi chú\n", AFTER_OPENING, []),
        ({"2020/season.yml": SEASON_FILE + "unknown: 1\n"}, ELSEWHERE, BEFORE_OPENING, ["gate-frozen-timezone"]),
    ],
)
def test_the_time_zone_stays_once_a_season_is_open(
    history: History, before: dict[str, str], text: str, moment: str, expected: list[str]
) -> None:
    main = history.portal(before)
    head = history.commit({f"{S}/portal.yml": text}, main)

    assert rules(history.review(main, head, "quantri", moment)) == expected


TRAM = "id: hoi-tram, kind: member, name: Hội Rừng Tràm"
NEW = "  - {id: hoi-moi, kind: member, name: Hội Mới, order: 17, from: 2020-10-02}\n"
RENAMED = "id: hoi-tram, kind: member, name: Hội Rừng Xanh"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (RENAMED, ["gate-frozen-name"]),
        (RENAMED + ", former_names: [{name: Hội Rừng Tràm, until: 2020-09-30}]", ["gate-frozen-name"]),
        (RENAMED + ", former_names: [{name: Hội Rừng Tràm, until: 2020-10-01}]", []),
        (TRAM + ", former_names: [{name: Hội Tràm, until: 2020-12-31}]", ["gate-frozen-name"]),
        (TRAM + ", former_names: [{name: Hội Tràm, until: 2020-09-30}]", []),
        (RENAMED + ", succeeds: [hoi-tre]", ["gate-frozen-name"]),
    ],
)
def test_an_organisation_keeps_the_name_it_bore_in_a_published_season(
    history: History, line: str, expected: list[str]
) -> None:
    published, unpublished = history.portal(FINISHED), history.portal(VERIFIED | VOTED)

    for main, found in ((published, expected), (unpublished, [])):
        head = history.commit({f"{S}/organisations.yml": ORGANISATIONS.replace(TRAM, line)}, main)
        assert rules(history.review(main, head, "quantri", AFTERWARDS)) == found


def test_an_organisation_that_took_part_is_not_said_to_have_begun_later(history: History) -> None:
    """Or its name could be changed in a second step."""
    main = history.portal(FINISHED | {"organisations.yml": ORGANISATIONS + NEW})
    later = ORGANISATIONS.replace("name: Ban Tổ chức, order: 3, from: 1980", "name: Ban Tổ chức, order: 3, from: 2021")
    moved = history.commit({f"{S}/organisations.yml": later + NEW}, main)
    mended = history.commit({f"{S}/organisations.yml": ORGANISATIONS + NEW.replace("Mới", "Trẻ")}, main)

    assert rules(history.review(main, moved, "quantri", AFTERWARDS)) == ["gate-frozen-name"]
    assert rules(history.review(main, mended, "quantri", AFTERWARDS)) == []


BROKEN = "unknown: 1\n"
CLUSTER_1 = "2020/cum-01"


@pytest.mark.parametrize(
    ("broken", "path", "text", "login"),
    [
        ({"2020/decision.yml": PUBLISHED + BROKEN}, f"{CLUSTER_1}/vote.yml", OTHER_VOTE, "sen"),
        ({"2020/decision.yml": PUBLISHED + BROKEN}, f"{CLUSTER_1}/hoi-tram/response.yml", RESPONSE, "tram"),
        ({"2020/corrections.yml": "corrections: []\n" + BROKEN}, f"{CLUSTER_1}/vote.yml", OTHER_VOTE, "sen"),
        ({"2020/season.yml": SEASON_FILE + BROKEN}, "2020/rubric.yml", OTHER_RUBRIC, "btt"),
        (
            {"2020/season.yml": SEASON_FILE + BROKEN},
            f"{CLUSTER_1}/hoi-tram/targets.yml",
            "targets: {II.1: 50}\n",
            "tram",
        ),
        ({"2020/season.yml": SEASON_FILE + BROKEN}, f"{CLUSTER_1}/hoi-dua/self-assessment.yml", FIRST, "tochuc"),
    ],
)
def test_what_cannot_be_read_freezes_what_it_might_freeze(
    history: History, broken: dict[str, str], path: str, text: str, login: str
) -> None:
    main = history.portal(VERIFIED | VOTED | broken)
    head = history.commit({f"submissions/{path}": text}, main)

    assert "gate-unreadable" in rules(history.review(main, head, login, AFTERWARDS))


def test_an_unreadable_register_of_receipts_keeps_the_self_assessment(history: History) -> None:
    rows = "receipts:\n" + receipt("hoi-tram", "2020-11-03T08:00:00+07:00", sha(FIRST)) + BROKEN
    main = history.portal({f"{CLUSTER_1}/hoi-tram/self-assessment.yml": FIRST, f"{CLUSTER_1}/receipts-lead.yml": rows})
    head = history.commit({f"{CLUSTER}/hoi-tram/self-assessment.yml": SECOND}, main)
    mended = history.commit({f"{CLUSTER}/receipts-lead.yml": rows.removesuffix(BROKEN)}, main)

    assert rules(history.review(main, head, "tram")) == ["gate-unreadable"]
    assert rules(history.review(main, mended, "sen")) == []


def test_only_whoever_writes_it_mends_what_cannot_be_read_and_nothing_else_with_it(history: History) -> None:
    main = history.portal(VERIFIED | VOTED | {"2020/decision.yml": PUBLISHED + BROKEN})
    mended = history.commit({f"{SEASON}/decision.yml": PUBLISHED}, main)
    still = history.commit({f"{SEASON}/decision.yml": DECISION + BROKEN}, main)
    more = history.commit({f"{SEASON}/decision.yml": PUBLISHED, f"{SEASON}/rubric.yml": OTHER_RUBRIC}, main)

    assert rules(history.review(main, mended, "btt", AFTERWARDS)) == []
    assert rules(history.review(main, mended, "sen", AFTERWARDS)) == ["gate-owner"]
    assert "gate-unreadable" in rules(history.review(main, still, "btt", AFTERWARDS))
    assert "gate-unreadable" in rules(history.review(main, more, "btt", AFTERWARDS))


LINK: Content = (FileMode.LINK, "/dev/null")


@pytest.mark.parametrize(
    ("record", "path", "text", "login", "expected"),
    [
        (f"{SEASON}/decision.yml", f"{CLUSTER}/vote.yml", OTHER_VOTE, "sen", "gate-unreadable"),
        (f"{SEASON}/season.yml", f"{SEASON}/rubric.yml", OTHER_RUBRIC, "btt", "gate-unreadable"),
        (f"{CLUSTER}/receipts-lead.yml", f"{CLUSTER}/hoi-tre/self-assessment.yml", SECOND, "tre", "gate-unreadable"),
        (
            f"{CLUSTER}/hoi-tre/verification.yml",
            f"{CLUSTER}/hoi-tre/self-assessment.yml",
            SECOND,
            "tre",
            "gate-frozen-verified",
        ),
        (
            f"{CLUSTER}/vote.yml",
            f"{CLUSTER}/hoi-tram/verification.yml",
            verification("hoi-sen"),
            "sen",
            "gate-frozen-verification",
        ),
    ],
)
def test_a_link_in_the_place_of_a_record_freezes_what_the_record_might_freeze(
    history: History, record: str, path: str, text: str, login: str, expected: str
) -> None:
    """Only a push around the gate puts one there."""
    main = history.commit(
        {record: LINK}, history.portal(VERIFIED | {f"{CLUSTER_1}/hoi-tre/self-assessment.yml": FIRST})
    )
    head = history.commit({path: text}, main)

    assert expected in rules(history.review(main, head, login))


ROWS = "receipts:\n" + receipt("hoi-tram", "2020-11-03T08:00:00+07:00", sha(FIRST))
NEXT = receipt("hoi-dua", "2020-11-04T08:00:00+07:00", sha(SECOND))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (ROWS + NEXT, []),
        ("# ghi chú\n" + ROWS, []),
        (ROWS.replace("08:00:00+07:00", "01:00:00+00:00"), ["gate-receipt-row"]),
        (ROWS.replace("11-03", "11-01"), ["gate-receipt-row"]),
        ("receipts: []\n", ["gate-receipt-row"]),
        (ROWS.replace("receipts:\n", "receipts:\n" + NEXT), ["gate-receipt-row"]),
    ],
)
def test_receipts_are_only_ever_added(history: History, text: str, expected: list[str]) -> None:
    main = history.portal({"2020/cum-01/receipts-lead.yml": ROWS})
    head = history.commit({f"{CLUSTER}/receipts-lead.yml": text}, main)

    assert rules(history.review(main, head, "sen")) == expected


NOW = "2020-11-10T09:00:00+07:00"


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (NOW, []),
        ("2020-11-10T02:00:00Z", []),
        ("2020-11-10T09:00:01+07:00", ["gate-receipt-future"]),
        ("2020-11-10T09:00:00+06:00", ["gate-receipt-future"]),
        ("2120-11-10T09:00:00+07:00", ["gate-receipt-future"]),
    ],
)
def test_a_receipt_of_the_future_never_enters(history: History, moment: str, expected: list[str]) -> None:
    main = history.portal({"2020/cum-01/receipts-lead.yml": ROWS})
    head = history.commit({f"{CLUSTER}/receipts-lead.yml": ROWS + receipt("hoi-dua", moment, sha(SECOND))}, main)

    verdict = history.review(main, head, "sen", NOW, is_internal=True)

    assert [(f.rule.id, f.line) for f in verdict.findings if "receipt" in f.rule.id] == [(rule, 3) for rule in expected]


def test_a_receipt_of_the_future_that_is_there_already_is_not_held_against_the_next_row(history: History) -> None:
    main = history.portal({"2020/cum-01/receipts-lead.yml": ROWS.replace("2020", "2120")})
    head = history.commit({f"{CLUSTER}/receipts-lead.yml": ROWS.replace("2020", "2120") + NEXT}, main)

    assert rules(history.review(main, head, "sen", NOW)) == []


@pytest.mark.parametrize("channel", ["portal", "email", "paper"])
@pytest.mark.parametrize(
    ("at", "moment", "marked"),
    [
        ("2020-11-14T23:00:00+07:00", "2020-11-12T08:00:00+07:00", []),
        ("2020-11-15T00:00:00+07:00", "2020-11-14T23:59:59+07:00", ["gate-receipt-late"]),
        ("2020-11-20T08:00:00+07:00", "2020-11-15T00:00:00+07:00", []),
    ],
)
def test_a_receipt_that_is_told_only_after_the_deadline_is_marked(
    history: History, at: str, moment: str, marked: list[str], channel: str
) -> None:
    main = history.portal({"2020/cum-01/receipts-lead.yml": ROWS})
    row = receipt("hoi-dua", moment, sha(SECOND)).replace("portal", channel)
    head = history.commit({f"{CLUSTER}/receipts-lead.yml": ROWS + row}, main)

    verdict = history.review(main, head, "sen", at)

    assert (rules(verdict), marks(verdict)) == ([], marked)


def test_not_even_the_administrator_deletes_receipts(history: History) -> None:
    main = history.portal({"2020/cum-01/receipts-lead.yml": ROWS})
    head = history.commit({f"{CLUSTER}/receipts-lead.yml": None}, main, message="x\n\nReason: Dọn dẹp sổ cũ")

    assert rules(history.review(main, head, "quantri")) == ["gate-receipt-row"]


@pytest.mark.parametrize("before", [None, SECOND])
def test_late_filing_is_told_and_never_refused(history: History, before: str | None) -> None:
    main = history.portal({"2020/cum-01/hoi-tram/self-assessment.yml": before})
    head = history.commit({f"{CLUSTER}/hoi-tram/self-assessment.yml": FIRST}, main)

    verdict = history.review(main, head, "tram", "2020-11-15T00:00+07:00")

    assert verdict.is_accepted
    assert [f.rule.id for f in verdict.findings if f.rule.id.startswith("gate-")] == ["gate-late"]


def test_an_open_season_stays_open(history: History) -> None:
    reopened = AMENDED.replace("opens_on: 2020-10-01", "opens_on: 2020-11-14")
    main = history.portal()
    later = history.commit({f"{SEASON}/season.yml": reopened}, main)
    earlier = history.commit({f"{SEASON}/season.yml": AMENDED.replace("2020-10-01", "2020-10-05")}, main)

    assert rules(history.review(main, later, "btt")) == ["gate-frozen-opening"]
    assert rules(history.review(main, earlier, "btt")) == []


def test_an_amendment_stays_where_the_season_is_not_open(history: History) -> None:
    main = history.portal({"2020/season.yml": AMENDED})
    head = history.commit({f"{SEASON}/season.yml": SEASON_FILE}, main)

    assert rules(history.review(main, head, "btt", BEFORE_OPENING)) == ["gate-frozen-amendment"]


@pytest.mark.parametrize(
    ("before", "short_name", "since", "expected"),
    [
        ("", "Tràm", {}, []),
        ("", "Tràm", {"2020/decision.yml": PUBLISHED}, ["gate-frozen-short-name"]),
        ("Tràm", "", {"2020/decision.yml": PUBLISHED}, []),
        ("Tràm", "Rừng", {}, []),
        ("Tràm", "Rừng", {"2020/decision.yml": PUBLISHED}, ["gate-frozen-short-name"]),
        ("Tràm", "Tràm", {"2020/decision.yml": PUBLISHED}, []),
    ],
)
def test_a_short_name_is_fixed_by_publication(
    history: History, before: str, short_name: str, since: dict[str, str], expected: list[str]
) -> None:
    def named(short: str) -> str:
        return organisations_with(f"short_name: {short}, " if short else "")

    main = history.portal(VERIFIED | VOTED | {"organisations.yml": named(before)} | since)
    head = history.commit({f"{S}/organisations.yml": named(short_name) + "# ghi chú\n"}, main)

    assert rules(history.review(main, head, "quantri", "2021-02-01T12:00+07:00")) == expected


def test_a_new_name_takes_the_short_name_along(history: History) -> None:
    named = organisations_with("short_name: Tràm, ")
    renamed = organisations_with(
        "short_name: Dừa, former_names: [{name: Hội Rừng Tràm, until: 2021-01-10}], ", "Hội Rừng Dừa"
    )
    main = history.portal(VERIFIED | VOTED | {"organisations.yml": named, "2020/decision.yml": PUBLISHED})
    head = history.commit({f"{S}/organisations.yml": renamed}, main)

    assert rules(history.review(main, head, "quantri", "2021-02-01T12:00+07:00")) == []


def organisations_with(keys: str, name: str = "Hội Rừng Tràm") -> str:
    """The register, in which hoi-tram has ``keys`` too."""
    row = "{id: hoi-tram, kind: member, name: Hội Rừng Tràm, "
    assert row in ORGANISATIONS
    return ORGANISATIONS.replace(row, f"{{id: hoi-tram, kind: member, name: {name}, {keys}")


@pytest.mark.parametrize(("since", "expected"), [({}, []), ({"2020/decision.yml": PUBLISHED}, ["gate-frozen-branch"])])
def test_the_branch_that_dates_what_was_filed_is_fixed_by_publication(
    history: History, since: dict[str, str], expected: list[str]
) -> None:
    main = history.portal(VERIFIED | VOTED | since)
    other = PORTAL.replace("branch: main", "branch: chinh")
    head = history.commit({f"{S}/portal.yml": other}, main)

    assert other != PORTAL
    assert rules(history.review(main, head, "quantri", "2021-02-01T12:00+07:00")) == expected


BEFORE = {
    "2019/season.yml": SEASON_FILE.replace("2020-", "2019-"),
    "2019/rubric.yml": RUBRIC,
    "2019/cum-01/cluster.yml": CLUSTER_FILE,
}
LAST_YEAR = DECISION.replace("2021-", "2020-")
ROW = LAST_YEAR[LAST_YEAR.index("      - ") :]
TO_ANOTHER = LAST_YEAR + ROW.replace("awarded", "withdrawn") + ROW.replace("hoi-tram", "hoi-dua")
TIES = {"2020/season.yml": SEASON_FILE.replace("tie_break: [", "tie_break: [no_flag_last_season, ")}


@pytest.mark.parametrize(
    ("since", "corrects", "expected"),
    [
        ({"2020/decision.yml": PUBLISHED}, False, []),
        (TIES, False, []),
        (TIES | {"2020/decision.yml": PUBLISHED}, False, ["gate-published-flag"]),
        (TIES | {"2020/decision.yml": PUBLISHED}, True, []),
    ],
)
def test_who_had_the_flag_is_fixed_where_it_settles_published_ties(
    history: History, since: dict[str, str], corrects: bool, expected: list[str]
) -> None:
    main = history.portal(VERIFIED | VOTED | BEFORE | {"2019/decision.yml": LAST_YEAR} | since)
    changes = {f"{S}/2019/decision.yml": TO_ANOTHER}
    if corrects:
        changes |= {
            f"{SEASON}/corrections.yml": "corrections:\n" + correction("2020/corrections.yml"),
        }
    head = history.commit(changes, main)

    assert rules(history.review(main, head, "btt", "2021-02-01T12:00+07:00")) == expected


def test_a_correction_that_the_public_may_not_see_hides_no_other(history: History) -> None:
    excluded = f"{CLUSTER}/exclusions.yml"
    main = history.portal(VERIFIED | VOTED | {"2020/cum-01/exclusions.yml": NOBODY, "2020/decision.yml": PUBLISHED})
    changes = {excluded: NOBODY + "# ghi chú\n", f"{CLUSTER}/vote.yml": VOTE + "# ghi chú\n"}
    register = f"{SEASON}/corrections.yml"
    files = ("2020/cum-01/vote.yml", "2020/cum-01/exclusions.yml")
    one = "corrections:\n" + correction(*files)
    two = "corrections:\n" + correction(files[0]) + correction(files[1], number=2)

    for text, expected in ((one, ["gate-correction-secret"]), (two, [])):
        head = history.commit(changes | {register: text}, main)
        assert rules(history.review(main, head, "btt", "2021-02-01T12:00+07:00")) == expected


NOBODY = "exclusions: []\n"


@pytest.mark.parametrize("intake", ["open", "sealed"])
@pytest.mark.parametrize(
    ("login", "text", "sealed_rules"),
    [
        ("tram", FIRST, []),
        ("tram", SECOND, ["gate-frozen-received"]),
        ("tochuc", SECOND + "paper: {number: 52/BC, issued_on: 2020-11-10}\n", []),
    ],
)
def test_without_a_seal_what_was_received_by_the_deadline_is_what_is_filed_after_it(
    history: History, intake: str, login: str, text: str, sealed_rules: list[str]
) -> None:
    row = receipt("hoi-tram", "2020-11-10T08:00:00+07:00", sha(FIRST)).replace("portal", "email")
    main = history.portal(
        {
            "2020/season.yml": SEASON_FILE.replace("intake: open", f"intake: {intake}"),
            "2020/cum-01/receipts-lead.yml": "receipts:\n" + row,
        }
    )
    head = history.commit({f"{CLUSTER}/hoi-tram/self-assessment.yml": text}, main)

    found = rules(history.review(main, head, login, "2020-11-16T08:00:00+07:00"))

    assert [rule for rule in found if rule != "gate-late"] == (sealed_rules if intake == "sealed" else [])


def test_not_even_the_administrator_deletes_what_was_received(history: History) -> None:
    main = history.portal(
        {
            "2020/cum-01/hoi-tram/self-assessment.yml": FIRST,
            "2020/cum-01/receipts-lead.yml": "receipts:\n"
            + receipt("hoi-tram", "2020-11-10T08:00:00+07:00", sha(FIRST)),
        }
    )
    absent = {f"{CLUSTER}/hoi-tram/self-assessment.yml": None}
    head = history.commit(absent, main, message="take it away\n\nReason: nhập nhầm đơn vị\n")

    assert rules(history.review(main, head, "quantri")) == ["gate-frozen-kept"]


def test_ties_of_a_season_without_awards_are_settled_by_nobody_s_flag(history: History) -> None:
    season = TIES["2020/season.yml"]
    awards = season[season.index("awards:") : season.index("voting:")]
    without = {
        "2020/season.yml": season.replace(awards, "awards: []\n"),
        "2020/decision.yml": "decisions: []\npublished_on: 2021-01-06\n",
        "2020/cum-01/vote.yml": None,
    }
    main = history.portal(VERIFIED | BEFORE | {"2019/decision.yml": LAST_YEAR} | without)
    head = history.commit({f"{S}/2019/decision.yml": TO_ANOTHER}, main)

    assert "gate-published-flag" not in rules(history.review(main, head, "btt", "2021-02-01T12:00+07:00"))
