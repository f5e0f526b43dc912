"""A sealed season: a promise until the deadline, the file itself after it."""

import hashlib

import pytest
from gate_portal import CLUSTER, SEASON_FILE, receipt, self_assessment
from gate_repository import History, rules

SEALED = {"2020/season.yml": SEASON_FILE.replace("intake: open", "intake: sealed")}
SALT = "5a" * 32
REPORT = self_assessment(38, 50)
OTHER = self_assessment(40, 50)
OWN, SEAL = f"{CLUSTER}/hoi-tram/self-assessment.yml", f"{CLUSTER}/hoi-tram/seal.yml"
BEFORE, AFTER = "2020-11-14T23:59:59+07:00", "2020-11-15T00:00:00+07:00"


def seal(text: str, *, salt: bool = False) -> str:
    digest = hashlib.sha256(bytes.fromhex(SALT) + text.encode()).hexdigest()
    return f'sha256: "{digest}"\n' + (f'salt: "{SALT}"\n' if salt else "")


PROMISED = SEALED | {"2020/cum-01/hoi-tram/seal.yml": seal(REPORT)}


def test_a_member_promises_before_the_deadline(history: History) -> None:
    main = history.portal(SEALED)

    assert rules(history.review(main, history.commit({SEAL: seal(REPORT)}, main), "tram", BEFORE)) == []


def test_a_promise_may_be_renewed_before_the_deadline_only(history: History) -> None:
    main = history.portal(PROMISED)
    head = history.commit({SEAL: seal(OTHER)}, main)

    assert rules(history.review(main, head, "tram", BEFORE)) == []
    assert rules(history.review(main, head, "tram", AFTER)) == ["gate-seal-fixed"]


@pytest.mark.parametrize("login", ["tram", "tochuc"])
def test_the_file_itself_waits_for_the_deadline(history: History, login: str) -> None:
    main = history.portal(PROMISED)
    text = REPORT + ("paper: {number: 52/BC, issued_on: 2020-11-10}\n" if login == "tochuc" else "")
    head = history.commit({OWN: text, SEAL: seal(REPORT, salt=True)} if login == "tram" else {OWN: text}, main)

    assert rules(history.review(main, head, login, BEFORE)) == ["gate-sealed-early"]


def test_what_was_promised_is_shown_after_the_deadline(history: History) -> None:
    main = history.portal(PROMISED)
    head = history.commit({OWN: REPORT, SEAL: seal(REPORT, salt=True)}, main)

    assert rules(history.review(main, head, "tram", AFTER)) == []


@pytest.mark.parametrize(
    ("text", "opened", "expected"),
    [
        (OTHER, seal(REPORT, salt=True), ["gate-seal-mismatch", "seal-mismatch"]),
        (OTHER, seal(OTHER, salt=True), ["gate-seal-fixed"]),
        (REPORT, seal(REPORT), ["gate-seal-mismatch", "seal-mismatch"]),
        (OTHER + "paper: {number: 52/BC, issued_on: 2020-11-10}\n", seal(REPORT, salt=True), ["gate-seal-mismatch"]),
    ],
)
def test_another_file_than_the_promised_one_is_refused(
    history: History, text: str, opened: str, expected: list[str]
) -> None:
    main = history.portal(PROMISED)
    head = history.commit({OWN: text, SEAL: opened}, main)

    assert sorted(rules(history.review(main, head, "tram", AFTER))) == expected


def test_the_monitor_certifies_another_file_from_paper(history: History) -> None:
    main = history.portal(PROMISED)
    head = history.commit({OWN: OTHER + "paper: {number: 52/BC, issued_on: 2020-11-10}\n"}, main)

    assert rules(history.review(main, head, "tochuc", AFTER)) == []


def test_whoever_promised_nothing_files_late(history: History) -> None:
    main = history.portal(SEALED)

    assert history.review(main, history.commit({OWN: REPORT}, main), "tram", AFTER).is_accepted


def test_receipts_by_mail_come_before_the_file(history: History) -> None:
    rows = receipt("hoi-tram", "2020-11-10T08:00:00+07:00", "ab" * 32).replace("channel: portal", "channel: email")
    main = history.portal(PROMISED | {"2020/cum-01/receipts-lead.yml": "receipts:\n" + rows})
    head = history.commit({OWN: REPORT, SEAL: seal(REPORT, salt=True)}, main)

    assert rules(history.review(main, head, "tram", AFTER)) == []


def test_an_open_season_takes_no_seals(history: History) -> None:
    main = history.portal()

    assert rules(history.review(main, history.commit({SEAL: seal(REPORT)}, main), "tram", BEFORE)) == [
        "seal-open-season"
    ]
