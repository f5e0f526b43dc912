"""What a cluster agreed and how it met: what the opening, the vote and the day of the conference fix, and for whom."""

import hashlib

import pytest
from gate_portal import (
    CLUSTER,
    CLUSTER_FILE,
    CONFERENCE,
    COVENANT,
    LOWERED,
    RESPONSE,
    SCHEDULE,
    SEASON,
    SEASON_FILE,
    VOTE,
    receipt,
    self_assessment,
    verification,
)
from gate_repository import Content, History, marks, rules

BEFORE_OPENING, RUNNING = "2020-09-30T12:00+07:00", "2020-11-10T09:00+07:00"
ON_THE_DAY, AFTER_IT = "2020-12-05T23:00+07:00", "2020-12-06T08:00+07:00"
DELETED = "take it away\n\nReason: nhập nhầm đơn vị\n"
VOTED = {"2020/cum-01/vote.yml": VOTE}
SIGNED = {"2020/cum-01/covenant.yml": COVENANT}
SCHEDULED = {"2020/cum-01/schedule.yml": SCHEDULE}
FILED = {"2020/cum-01/hoi-tram/self-assessment.yml": self_assessment()}


# The covenant

STRUCK = COVENANT.replace("hoi-tram, ", "")


@pytest.mark.parametrize(
    ("before", "after", "at", "expected", "marked"),
    [
        (COVENANT, STRUCK, BEFORE_OPENING, [], []),
        (COVENANT, STRUCK, RUNNING, ["gate-frozen-signatory"], []),
        (
            COVENANT,
            COVENANT.replace("[hoi-sen, hoi-tre, hoi-tram, hoi-dua]", "[]"),
            RUNNING,
            ["gate-frozen-signatory"],
            [],
        ),
        (COVENANT, COVENANT.replace("2020-03-05", "2020-03-06"), RUNNING, [], []),
        (STRUCK, COVENANT, BEFORE_OPENING, [], []),
        (STRUCK, COVENANT, RUNNING, [], ["gate-signed-late"]),
        (None, COVENANT, RUNNING, [], []),
    ],
)
def test_from_the_opening_on_nobody_who_signed_is_struck_and_who_signs_late_is_marked(
    history: History, before: str | None, after: str, at: str, expected: list[str], marked: list[str]
) -> None:
    main = history.portal({"2020/cum-01/covenant.yml": before})
    head = history.commit({f"{CLUSTER}/covenant.yml": after}, main)

    verdict = history.review(main, head, "sen", at)

    assert (rules(verdict), marks(verdict)) == (expected, marked)


@pytest.mark.parametrize(
    ("login", "files", "expected"),
    [
        ("quantri", {f"{CLUSTER}/covenant.yml": None}, ["gate-frozen-signatory"]),
        ("sen", {f"{CLUSTER}/covenant.yml": None, f"{CLUSTER}/covenant-2.yml": STRUCK}, ["gate-path", "gate-deletion"]),
        ("tre", {f"{CLUSTER}/covenant.yml": STRUCK}, ["gate-owner"]),
        ("quantri", {f"{CLUSTER}/covenant.yml": STRUCK}, ["gate-owner"]),
        ("btt", {f"{CLUSTER}/covenant.yml": STRUCK}, ["gate-owner"]),
    ],
)
def test_a_signatory_is_struck_neither_by_deletion_nor_by_others(
    history: History, login: str, files: dict[str, Content], expected: list[str]
) -> None:
    main = history.portal(SIGNED)
    head = history.commit(files, main, message=DELETED)

    assert set(rules(history.review(main, head, login))) >= set(expected)


def test_who_has_left_the_cluster_may_leave_its_covenant(history: History) -> None:
    smaller = CLUSTER_FILE.replace(", hoi-tram", "")
    main = history.portal(SIGNED | {"2020/cum-01/cluster.yml": smaller})
    head = history.commit({f"{CLUSTER}/covenant.yml": STRUCK}, main)

    assert rules(history.review(main, head, "sen")) == []


def test_an_opening_that_is_put_off_frees_no_covenant(history: History) -> None:
    """In two changes: the first is refused, so the second stands against an open season."""
    later = SEASON_FILE.replace("2020-10-01", "2020-11-14")
    amended = later + "amendments:\n  - {on: 2020-11-10, basis: hd-116, what: Lùi ngày mở}\n"
    main = history.portal(SIGNED)
    head = history.commit({f"{SEASON}/season.yml": amended}, main)

    assert rules(history.review(main, head, "quantri")) == ["gate-frozen-opening"]


def test_a_covenant_that_comes_only_after_the_vote_is_marked(history: History) -> None:
    main = history.portal(VOTED)
    head = history.commit({f"{CLUSTER}/covenant.yml": COVENANT}, main)

    verdict = history.review(main, head, "sen", AFTER_IT)

    assert (rules(verdict), marks(verdict)) == ([], ["gate-covenant-after-vote"])


# Attendance

TRAM = "  - {organisation: hoi-tram, head: true}\n"
DUA = "  - {organisation: hoi-dua, head: true}\n"
ABSENT = "  - {organisation: hoi-tram, absent: true}\n"
NOBODY = CONFERENCE[: CONFERENCE.index("attendance:")] + "attendance: []\n"


@pytest.mark.parametrize(
    ("before", "after", "expected", "marked"),
    [
        (CONFERENCE, CONFERENCE.replace(TRAM, ""), ["gate-frozen-attendance"], []),
        (CONFERENCE, CONFERENCE.replace(TRAM, ABSENT), ["gate-frozen-attendance"], []),
        (CONFERENCE.replace(TRAM, ABSENT), CONFERENCE, ["gate-frozen-attendance"], []),
        (CONFERENCE.replace(TRAM, ABSENT), CONFERENCE.replace(TRAM, ""), ["gate-frozen-attendance"], []),
        (CONFERENCE.replace(TRAM, ""), CONFERENCE, [], ["gate-attendance-after-vote"]),
        (NOBODY, CONFERENCE, [], ["gate-attendance-after-vote"]),
        (None, CONFERENCE, [], ["gate-attendance-after-vote"]),
        (CONFERENCE, CONFERENCE.replace(TRAM, TRAM.replace("head: true", "head: true, leaders: 2")), [], []),
        (CONFERENCE, CONFERENCE + "guests: [{group: Báo chí, count: 5}]\n", [], []),
        (CONFERENCE, CONFERENCE.replace(TRAM + DUA, DUA + TRAM), [], []),
    ],
)
def test_after_the_vote_recorded_attendance_stays_and_what_is_added_is_marked(
    history: History, before: str | None, after: str, expected: list[str], marked: list[str]
) -> None:
    main = history.portal(VOTED | {"2020/cum-01/conference.yml": before})
    head = history.commit({f"{CLUSTER}/conference.yml": after}, main)

    verdict = history.review(main, head, "sen", AFTER_IT)

    assert (rules(verdict), list(dict.fromkeys(marks(verdict)))) == (expected, marked)


def test_before_the_vote_attendance_is_written_as_it_comes(history: History) -> None:
    main = history.portal({"2020/cum-01/conference.yml": CONFERENCE})
    head = history.commit({f"{CLUSTER}/conference.yml": CONFERENCE.replace(TRAM, ABSENT)}, main)

    verdict = history.review(main, head, "sen", AFTER_IT)

    assert (rules(verdict), marks(verdict)) == ([], [])


@pytest.mark.parametrize(
    ("login", "files", "expected"),
    [
        ("quantri", {"conference.yml": None}, "gate-frozen-attendance"),
        ("tre", {"conference.yml": CONFERENCE.replace(TRAM, ABSENT)}, "gate-owner"),
        ("quantri", {"vote.yml": None}, "gate-frozen-deletion"),
        ("sen", {"vote.yml": None}, "gate-deletion"),
        (
            "sen",
            {"vote.yml": VOTE + "# ghi chú\n", "conference.yml": CONFERENCE.replace(TRAM, ABSENT)},
            "gate-frozen-attendance",
        ),
    ],
)
def test_no_deletion_and_no_step_between_frees_the_attendance(
    history: History, login: str, files: dict[str, Content], expected: str
) -> None:
    """Deleted and added again, and in two changes: neither the conference nor the vote that fixes it goes away."""
    main = history.portal(VOTED | {"2020/cum-01/conference.yml": CONFERENCE})
    head = history.commit({f"{CLUSTER}/{name}": text for name, text in files.items()}, main, message=DELETED)

    assert expected in rules(history.review(main, head, login, AFTER_IT))


def test_a_cluster_that_is_renamed_takes_no_vote_along(history: History) -> None:
    files = VOTED | {"2020/cum-01/conference.yml": CONFERENCE}
    moved: dict[str, Content] = {
        f"{SEASON}/cum-03/cluster.yml": CLUSTER_FILE,
        f"{CLUSTER}/cluster.yml": None,
        f"{CLUSTER}/vote.yml": None,
        f"{CLUSTER}/conference.yml": None,
    }
    main = history.portal(files)
    head = history.commit(moved, main, message=DELETED)

    assert {"gate-frozen-deletion", "gate-frozen-attendance"} <= set(
        rules(history.review(main, head, "quantri", AFTER_IT))
    )


# The schedule


def on(date: str, ends_on: str | None = None) -> str:
    text = SCHEDULE.replace("date: 2020-12-05", f"date: {date}")
    return text + (f"ends_on: {ends_on}\n" if ends_on else "")


@pytest.mark.parametrize(
    ("after", "at", "expected"),
    [
        (on("2020-12-04"), RUNNING, []),
        (on("2020-11-10"), RUNNING, []),
        (on("2020-11-09"), RUNNING, ["gate-schedule-past"]),
        (on("2020-11-09", "2020-12-05"), RUNNING, ["gate-schedule-past"]),
        (on("2020-11-09") + "joint_with: [cum-02]\n", RUNNING, ["gate-schedule-past"]),
        (on("2020-12-09"), ON_THE_DAY, []),
        (on("2020-12-04"), ON_THE_DAY, ["gate-schedule-past"]),
        (on("2020-12-09"), AFTER_IT, ["gate-frozen-schedule"]),
        (on("2020-12-05", "2020-12-06"), AFTER_IT, ["gate-frozen-schedule"]),
        (on("2020-12-09") + "joint_with: [cum-02]\n", AFTER_IT, ["gate-frozen-schedule"]),
        (on("2020-12-04"), AFTER_IT, []),
        (SCHEDULE.replace("Hội trường", "Nhà văn hóa"), AFTER_IT, []),
    ],
)
@pytest.mark.parametrize("login", ["pct-01", "thu-ky-01", "tochuc"])
def test_a_schedule_neither_opens_figures_at_once_nor_takes_them_back(
    history: History, login: str, after: str, at: str, expected: list[str]
) -> None:
    by = "recorded_by: monitor\npaper: {number: 12/TB}\n" if login == "tochuc" else ""
    main = history.portal(SCHEDULED)
    head = history.commit({f"{CLUSTER}/schedule.yml": after + by}, main)

    verdict = history.review(main, head, login, at)

    assert (rules(verdict), marks(verdict)) == (expected, [])


@pytest.mark.parametrize(("at", "marked"), [(ON_THE_DAY, []), (AFTER_IT, ["gate-schedule-after-conference"])])
def test_a_first_schedule_may_come_after_the_conference_and_is_marked(
    history: History, at: str, marked: list[str]
) -> None:
    main = history.portal()
    head = history.commit({f"{CLUSTER}/schedule.yml": SCHEDULE}, main)

    verdict = history.review(main, head, "pct-01", at)

    assert (rules(verdict), marks(verdict)) == ([], marked)


@pytest.mark.parametrize("at", [RUNNING, AFTER_IT])
def test_a_schedule_is_not_deleted_to_come_again_with_another_day(history: History, at: str) -> None:
    main = history.portal(SCHEDULED)
    head = history.commit({f"{CLUSTER}/schedule.yml": None}, main, message=DELETED)

    assert rules(history.review(main, head, "quantri", at)) == ["gate-frozen-deletion"]


# A first verification after the vote


@pytest.mark.parametrize(("since", "marked"), [({}, []), (VOTED, ["gate-verification-after-vote"])])
def test_a_first_verification_after_the_vote_is_taken_and_marked(
    history: History, since: dict[str, str], marked: list[str]
) -> None:
    main = history.portal(FILED | since)
    head = history.commit({f"{CLUSTER}/hoi-tram/verification.yml": verification("hoi-sen", LOWERED)}, main)

    verdict = history.review(main, head, "sen", AFTER_IT)

    assert (rules(verdict), marks(verdict)) == ([], marked)
    public = history.review(main, head, "sen", AFTER_IT, is_internal=False)
    assert all(finding.rule.id not in marked for finding in public.told)


@pytest.mark.parametrize("name", ["response.yml", "verification.yml"])
def test_what_fixes_a_verification_is_not_deleted_to_write_it_anew(history: History, name: str) -> None:
    dossier = {
        "2020/cum-01/hoi-tram/verification.yml": verification("hoi-sen", LOWERED),
        "2020/cum-01/hoi-tram/response.yml": RESPONSE,
    }
    main = history.portal(FILED | dossier)
    head = history.commit({f"{CLUSTER}/hoi-tram/{name}": None}, main, message=DELETED)

    found = rules(history.review(main, head, "quantri"))

    assert {"gate-frozen-deletion", "gate-frozen-verification"} & set(found)


# The deadline of whoever is late

EXTENDED = """\
extensions:
  - {cluster: cum-01, organisation: hoi-tram, milestone: self_assessment, until: 2020-11-25, basis: hd-116}
"""
AMENDMENT = "amendments:\n  - {on: 2020-11-20, basis: hd-116, what: Gia hạn}\n"


@pytest.mark.parametrize(
    ("text", "at", "expected", "marked"),
    [
        (SEASON_FILE + EXTENDED, "2020-11-20T09:00+07:00", ["gate-frozen-season"], []),
        (SEASON_FILE + EXTENDED + AMENDMENT, "2020-11-14T09:00+07:00", [], []),
        (SEASON_FILE + EXTENDED + AMENDMENT, "2020-11-20T09:00+07:00", [], ["gate-deadline-moved"]),
        (
            SEASON_FILE.replace("2020-11-15", "2020-11-25") + AMENDMENT,
            "2020-11-20T09:00+07:00",
            [],
            ["gate-deadline-moved"],
        ),
        (
            SEASON_FILE.replace("2020-11-15", "2020-11-05") + AMENDMENT,
            "2020-11-10T09:00+07:00",
            [],
            ["gate-deadline-moved"],
        ),
        (
            SEASON_FILE.replace("opens_on: 2020-10-01", "opens_on: 2020-10-02") + AMENDMENT,
            "2020-11-20T09:00+07:00",
            [],
            [],
        ),
    ],
)
@pytest.mark.parametrize("login", ["btt", "quantri"])
def test_a_deadline_that_moves_once_it_has_passed_is_marked(
    history: History, login: str, text: str, at: str, expected: list[str], marked: list[str]
) -> None:
    main = history.portal()
    head = history.commit({f"{SEASON}/season.yml": text}, main)

    verdict = history.review(main, head, login, at)

    assert (rules(verdict), marks(verdict)) == (expected, marked)


# A self-assessment that the member filed itself

PAPER = "paper: {number: 52/BC, issued_on: 2020-11-10}\n"
OTHER_PAPER = "paper: {number: 60/BC, issued_on: 2020-11-11}\n"


@pytest.mark.parametrize(
    ("login", "before", "after", "expected", "marked"),
    [
        ("tochuc", self_assessment(35), self_assessment(30, extra=PAPER), ["gate-frozen-filed"], []),
        ("tochuc", None, self_assessment(30, extra=PAPER), [], []),
        (
            "tochuc",
            self_assessment(35, extra=PAPER),
            self_assessment(30, extra=OTHER_PAPER),
            [],
            ["gate-paper-replaced"],
        ),
        ("tram", self_assessment(35), self_assessment(30), [], []),
        ("tram", self_assessment(35, extra=PAPER), self_assessment(30), [], []),
        ("tre", self_assessment(35), self_assessment(30, extra=PAPER), ["gate-owner"], []),
        ("sen", self_assessment(35), self_assessment(30, extra=PAPER), ["gate-owner"], []),
    ],
)
def test_a_monitor_puts_no_paper_in_the_place_of_what_the_member_filed(
    history: History, login: str, before: str | None, after: str, expected: list[str], marked: list[str]
) -> None:
    main = history.portal({"2020/cum-01/hoi-tram/self-assessment.yml": before})
    head = history.commit({f"{CLUSTER}/hoi-tram/self-assessment.yml": after}, main)

    verdict = history.review(main, head, login)

    assert (rules(verdict), marks(verdict)) == (expected, marked)


def test_a_monitors_own_receipt_does_not_let_its_paper_in(history: History) -> None:
    """In two changes: first a receipt of the monitor with the hash of what it will enter, then the file."""
    text = self_assessment(30, extra=PAPER)
    rows = "receipts:\n" + receipt("hoi-tram", "2020-11-09T08:00:00+07:00", hashlib.sha256(text.encode()).hexdigest())
    main = history.portal(FILED | {"2020/cum-01/receipts-monitor.yml": rows})
    head = history.commit({f"{CLUSTER}/hoi-tram/self-assessment.yml": text}, main)

    assert rules(history.review(main, head, "tochuc")) == ["gate-frozen-filed"]


def test_what_is_filed_and_deleted_again_is_marked(history: History) -> None:
    main = history.portal(FILED)
    head = history.commit({f"{CLUSTER}/hoi-tram/self-assessment.yml": None}, main, message=DELETED)

    verdict = history.review(main, head, "quantri")

    assert (rules(verdict), marks(verdict)) == ([], ["gate-filing-deleted"])
