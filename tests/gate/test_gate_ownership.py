"""Who may write which record: every row of the table at the top of data-model.md, for everybody who has a part."""

import pytest
from gate_portal import (
    ACCOUNTS,
    CLUSTER,
    CLUSTER_FILE,
    CONFERENCE,
    COVENANT,
    DECISION,
    LOWERED,
    RESPONSE,
    SCHEDULE,
    SEASON,
    VOTE,
    S,
    receipt,
    review,
    self_assessment,
    verification,
)
from gate_repository import History, rules

EVERYBODY = ("quantri", "btt", "pct-01", "thu-ky-01", "tochuc", "phongtrao", "sen", "tre", "tram", "lua")
FILED = {
    "2020/cum-01/hoi-sen/self-assessment.yml": self_assessment(30),
    "2020/cum-01/hoi-tram/self-assessment.yml": self_assessment(),
}
SHA = "a" * 64
RECEIPTS = "receipts:\n" + receipt("hoi-tram", "2020-08-31T08:00:00+07:00", SHA)
REPORT = "summary: Cụm hoàn thành nhiệm vụ.\nresults: []\n"
CONSOLIDATION = "number: 120/BC-TCCB\nsent_on: 2020-12-14\ncovers: [cum-01]\ntext: Cụm hoàn thành nhiệm vụ.\n"
CORRECTIONS = "corrections: []\n"
TARGETS = "targets: {II.1: 50}\n"
PAPER = "paper: {number: 52/BC, issued_on: 2020-11-10}\n"
BY_MONITOR = SCHEDULE + "recorded_by: monitor\npaper: {number: 12/TB}\n"

TABLE = {
    f"{S}/portal.yml": ("# ghi chú\n", ["quantri"]),
    f"{S}/organisations.yml": ("# ghi chú\n", ["quantri"]),
    f"{S}/accounts.yml": ("# ghi chú\n", ["quantri"]),
    f"{SEASON}/season.yml": ("# ghi chú\n", ["quantri", "btt"]),
    f"{SEASON}/rubric.yml": ("# ghi chú\n", ["quantri", "btt"]),
    f"{SEASON}/decision.yml": (DECISION, ["btt"]),
    f"{SEASON}/corrections.yml": (CORRECTIONS, ["btt"]),
    f"{SEASON}/consolidations/ban-to-chuc.yml": (CONSOLIDATION, ["tochuc"]),
    f"{CLUSTER}/cluster.yml": (CLUSTER_FILE + "# ghi chú\n", ["quantri", "btt"]),
    f"{CLUSTER}/exclusions.yml": ("exclusions: []\n", ["btt"]),
    f"{CLUSTER}/covenant.yml": (COVENANT, ["sen"]),
    f"{CLUSTER}/receipts-lead.yml": (RECEIPTS, ["sen"]),
    f"{CLUSTER}/receipts-monitor.yml": (RECEIPTS, ["tochuc"]),
    f"{CLUSTER}/schedule.yml": (BY_MONITOR, ["pct-01", "thu-ky-01", "tochuc"]),
    f"{CLUSTER}/conference.yml": (CONFERENCE, ["sen"]),
    f"{CLUSTER}/vote.yml": (VOTE, ["sen"]),
    f"{CLUSTER}/report.yml": (REPORT, ["sen"]),
    f"{CLUSTER}/hoi-tram/targets.yml": (TARGETS, ["tram"]),
    f"{CLUSTER}/hoi-dua/self-assessment.yml": (self_assessment(extra=PAPER), ["tochuc"]),
    f"{CLUSTER}/hoi-tre/self-assessment.yml": (self_assessment(), ["tre"]),
    f"{CLUSTER}/hoi-tram/verification.yml": (verification("hoi-sen"), ["sen"]),
    f"{CLUSTER}/hoi-sen/verification.yml": (verification("hoi-tre"), ["tre"]),
    f"{CLUSTER}/hoi-tram/response.yml": (RESPONSE, ["tram"]),
    f"{CLUSTER}/hoi-tram/review.yml": (review("ban-to-chuc"), ["tochuc"]),
}


@pytest.mark.parametrize("path", TABLE)
def test_only_its_owner_writes_a_record(history: History, path: str) -> None:
    text, owners = TABLE[path]
    before = dict(FILED)
    if path.endswith(("response.yml", "review.yml")):
        before["2020/cum-01/hoi-tram/verification.yml"] = verification("hoi-sen", LOWERED)
    if path.endswith("review.yml"):
        before["2020/cum-01/hoi-tram/response.yml"] = RESPONSE
    main = history.portal(before)
    present = history.repository[main].peel(type(history.repository[main])).tree
    if text.startswith("# ghi chú"):
        text = present[path].data.decode() + text
    head = history.commit({path: text}, main)

    accepted = [login for login in EVERYBODY if not rules(history.review(main, head, login, "2020-09-01T09:00+07:00"))]

    assert accepted == owners


def test_the_lead_writes_nothing_else_of_another_dossier(history: History) -> None:
    main = history.portal(FILED)
    head = history.commit({f"{CLUSTER}/hoi-tram/response.yml": RESPONSE}, main)

    assert "gate-owner" in rules(history.review(main, head, "sen"))


def test_nobody_verifies_itself(history: History) -> None:
    main = history.portal(FILED)
    head = history.commit({f"{CLUSTER}/hoi-sen/verification.yml": verification("hoi-sen")}, main)

    assert rules(history.review(main, head, "sen")) == ["gate-owner"]


def test_nobody_verifies_in_the_name_of_another(history: History) -> None:
    main = history.portal(FILED)
    head = history.commit({f"{CLUSTER}/hoi-sen/verification.yml": verification("ban-to-chuc")}, main)

    assert rules(history.review(main, head, "tre")) == ["gate-verifier"]
    assert rules(history.review(main, head, "tochuc")) == []


def test_a_verification_stays_with_its_verifier(history: History) -> None:
    main = history.portal(FILED | {"2020/cum-01/hoi-sen/verification.yml": verification("hoi-tre")})
    head = history.commit({f"{CLUSTER}/hoi-sen/verification.yml": verification("ban-to-chuc")}, main)

    assert rules(history.review(main, head, "tochuc")) == ["gate-verifier"]


def test_crosswise_verifiers_replace_the_lead(history: History) -> None:
    crosswise = CLUSTER_FILE + "verifiers: {hoi-tram: hoi-dua}\n"
    main = history.portal(FILED | {"2020/cum-01/cluster.yml": crosswise})
    head = history.commit({f"{CLUSTER}/hoi-tram/verification.yml": verification("hoi-sen")}, main)

    assert "gate-owner" in rules(history.review(main, head, "sen"))


def test_a_monitor_enters_a_self_assessment_only_from_paper(history: History) -> None:
    main = history.portal()
    head = history.commit({f"{CLUSTER}/hoi-tram/self-assessment.yml": self_assessment()}, main)

    assert rules(history.review(main, head, "tochuc")) == ["gate-self-assessment-paper"]


def test_a_monitor_records_the_schedule_only_from_paper(history: History) -> None:
    main = history.portal()
    head = history.commit({f"{CLUSTER}/schedule.yml": SCHEDULE}, main)

    assert rules(history.review(main, head, "tochuc")) == ["gate-schedule-paper"]
    assert rules(history.review(main, head, "thu-ky-01")) == []


CONTESTED = FILED | {
    "2020/cum-01/hoi-tram/verification.yml": verification("hoi-sen", LOWERED),
    "2020/cum-01/hoi-tram/response.yml": RESPONSE,
    "2020/cum-01/schedule.yml": SCHEDULE,
}


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2020-12-04T10:00+07:00", ["gate-review-before-conference"]),
        ("2020-12-05T23:59+07:00", ["gate-review-before-conference"]),
        ("2020-12-06T00:00+07:00", []),
    ],
)
def test_the_lead_writes_what_the_conference_settled_after_it(
    history: History, moment: str, expected: list[str]
) -> None:
    main = history.portal(CONTESTED)
    head = history.commit({f"{CLUSTER}/hoi-tram/review.yml": review("conference")}, main)

    assert rules(history.review(main, head, "sen", moment)) == expected


@pytest.mark.parametrize("schedule", [None, "date: [\n"])
def test_without_a_schedule_nobody_knows_when_the_conference_was(history: History, schedule: str | None) -> None:
    main = history.portal(CONTESTED | {"2020/cum-01/schedule.yml": schedule})
    head = history.commit({f"{CLUSTER}/hoi-tram/review.yml": review("conference")}, main)

    assert rules(history.review(main, head, "sen", "2020-12-06T00:00+07:00")) == ["gate-review-without-schedule"]


def test_the_lead_does_not_review_in_its_own_name(history: History) -> None:
    main = history.portal(CONTESTED)
    head = history.commit({f"{CLUSTER}/hoi-tram/review.yml": review("hoi-sen")}, main)

    assert rules(history.review(main, head, "sen", "2020-12-07T10:00+07:00")) == ["gate-owner"]


def test_the_lead_does_not_settle_its_own_dossier(history: History) -> None:
    main = history.portal(
        CONTESTED
        | {
            "2020/cum-01/hoi-sen/verification.yml": verification(
                "hoi-tre", "  I.1: {points: 20, reason: Thiếu biên bản}\n"
            ),
            "2020/cum-01/hoi-sen/response.yml": RESPONSE,
        }
    )
    head = history.commit({f"{CLUSTER}/hoi-sen/review.yml": review("conference")}, main)

    assert rules(history.review(main, head, "sen", "2020-12-07T10:00+07:00")) == ["gate-owner"]


def test_nobody_reviews_in_the_name_of_another(history: History) -> None:
    main = history.portal(CONTESTED)
    head = history.commit({f"{CLUSTER}/hoi-tram/review.yml": review("hoi-dong-tdkt")}, main)

    assert rules(history.review(main, head, "tochuc")) == ["gate-reviewer"]
    assert rules(history.review(main, head, "pct-01")) == []


def test_a_review_stays_with_its_reviewer(history: History) -> None:
    main = history.portal(CONTESTED | {"2020/cum-01/hoi-tram/review.yml": review("hoi-dong-tdkt")})
    head = history.commit({f"{CLUSTER}/hoi-tram/review.yml": review("ban-to-chuc")}, main)

    assert rules(history.review(main, head, "tochuc")) == ["gate-reviewer"]


def test_a_monitor_that_verified_does_not_review(history: History) -> None:
    main = history.portal(
        CONTESTED
        | {
            "2020/cum-01/hoi-sen/verification.yml": verification(
                "ban-to-chuc", "  I.1: {points: 20, reason: Thiếu biên bản}\n"
            ),
            "2020/cum-01/hoi-sen/response.yml": RESPONSE,
        }
    )
    head = history.commit({f"{CLUSTER}/hoi-sen/review.yml": review("ban-to-chuc")}, main)

    assert rules(history.review(main, head, "tochuc")) == ["gate-owner"]


@pytest.mark.parametrize(
    ("login", "message", "expected"),
    [
        ("tram", "dọn dẹp", ["gate-deletion"]),
        ("quantri", "dọn dẹp", ["gate-deletion-reason"]),
        ("quantri", "dọn dẹp\n\nReason: Nộp nhầm Cụm, đã nộp lại", []),
    ],
)
def test_only_the_administrator_deletes_and_says_why(
    history: History, login: str, message: str, expected: list[str]
) -> None:
    main = history.portal(FILED)
    head = history.commit({f"{CLUSTER}/hoi-tram/self-assessment.yml": None}, main, message=message)

    assert rules(history.review(main, head, login)) == expected


@pytest.mark.parametrize("login", ["sen", "btt", "tochuc"])
def test_code_belongs_to_the_administrator(history: History, login: str) -> None:
    main = history.portal()
    head = history.commit({"scripts/thidua/gate.py": "print(1)\n"}, main)

    assert rules(history.review(main, head, login)) == ["gate-code"]
    assert rules(history.review(main, head, "quantri")) == []


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("site/index.html", ["gate-output"]),
        ("Site/index.html", ["gate-output"]),
        ("site-internal/2020/index.html", ["gate-output"]),
        ("build/thidua.pot", ["gate-output"]),
        ("tests/golden/site/index.html", []),
        ("site-notes.md", []),
        ("website/index.html", []),
    ],
)
def test_what_a_build_makes_is_not_kept_beside_the_records(history: History, path: str, expected: list[str]) -> None:
    main = history.portal()
    head = history.commit({path: "<p>Kết quả khác</p>\n"}, main)
    taken_out = history.commit({path: None}, head)

    assert rules(history.review(main, head, "quantri")) == expected
    assert rules(history.review(head, taken_out, "quantri")) == []


@pytest.mark.parametrize(
    "path", [path for path in TABLE if path.startswith(f"{CLUSTER}/") and "cluster.yml" not in path]
)
def test_nobody_has_a_part_in_a_cluster_that_the_target_does_not_know(history: History, path: str) -> None:
    main = history.portal()
    other = path.replace("cum-01", "cum-09")
    head = history.commit({other: TABLE[path][0], other.rsplit("/", 1)[0] + "/cluster.yml": CLUSTER_FILE}, main)
    allowed = ["btt"] if path.endswith("exclusions.yml") else []

    for login in EVERYBODY:
        refused = [f.path for f in history.review(main, head, login).findings if f.rule.id == "gate-owner"]
        assert (other in refused) is (login not in allowed)


def test_a_dossier_belongs_to_a_member_of_its_cluster(history: History) -> None:
    main = history.portal()
    head = history.commit({f"{CLUSTER}/hoi-lua/self-assessment.yml": self_assessment()}, main)

    assert rules(history.review(main, head, "lua")) == ["gate-owner"]


def test_another_clusters_monitor_does_not_review(history: History) -> None:
    main = history.portal(CONTESTED)
    head = history.commit({f"{CLUSTER}/hoi-tram/review.yml": review("ban-phong-trao")}, main)

    assert rules(history.review(main, head, "phongtrao")) == ["gate-owner"]


ADMINISTRATOR = "  - {login: quantri, acts_for: administrator, emails: [quantri@mttq.example]}\n"


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ("", ["gate-no-administrator"]),
        (ADMINISTRATOR.replace("}", ", to: 2020-11-09}"), ["gate-no-administrator"]),
        (ADMINISTRATOR.replace("}", ", from: 2020-11-11}"), ["gate-no-administrator"]),
        (ADMINISTRATOR.replace("}", ", to: 2020-11-10}"), []),
        (ADMINISTRATOR.replace("quantri", "quantri-2"), []),
    ],
)
def test_the_last_administrator_stays(history: History, entries: str, expected: list[str]) -> None:
    main = history.portal()
    assert ADMINISTRATOR in ACCOUNTS
    head = history.commit({f"{S}/accounts.yml": ACCOUNTS.replace(ADMINISTRATOR, entries)}, main)

    assert rules(history.review(main, head, "quantri")) == expected


def test_a_portal_without_an_administrator_is_not_made_worse_by_another_change(history: History) -> None:
    """Whoever owns the repository mends it by a direct push; until then nobody writes the register."""
    main = history.portal({"accounts.yml": ACCOUNTS.replace(ADMINISTRATOR, "")})
    head = history.commit({f"{S}/accounts.yml": ACCOUNTS.replace(ADMINISTRATOR, "") + "# x\n"}, main)

    assert rules(history.review(main, head, "tre")) == ["gate-owner"]


def test_an_empty_change_set_is_refused(history: History) -> None:
    main = history.portal()
    head = history.commit({}, main)

    assert rules(history.review(main, head, "quantri")) == ["gate-empty"]
