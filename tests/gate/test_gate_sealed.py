"""A sealed season: a promise until the deadline, the file itself after it."""

import hashlib

import pytest
from gate_portal import CLUSTER, SEASON_FILE, receipt, self_assessment
from gate_repository import History, rules

from thidua.gate.account import Actor
from thidua.gate.verdict import Verdict

SEALED = {"2020/season.yml": SEASON_FILE.replace("intake: open", "intake: sealed")}
SALT = "5a" * 32
PAPER = "paper: {number: 52/BC, issued_on: 2020-11-10}\n"
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

    expected = ["gate-salt-early", "gate-sealed-early"] if login == "tram" else ["gate-sealed-wait"]
    assert sorted(rules(history.review(main, head, login, BEFORE))) == expected


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


def test_the_salt_stays_at_home_until_the_deadline(history: History) -> None:
    main = history.portal(PROMISED)
    head = history.commit({SEAL: seal(REPORT, salt=True)}, main)

    assert rules(history.review(main, head, "tram", BEFORE)) == ["gate-salt-early"]


def test_a_salt_opens_something(history: History) -> None:
    main = history.portal(PROMISED)
    other = history.portal(PROMISED | {"2020/cum-01/hoi-tram/self-assessment.yml": OTHER + PAPER})
    filed = history.portal(PROMISED | {"2020/cum-01/hoi-tram/self-assessment.yml": REPORT})
    opened = {SEAL: seal(REPORT, salt=True)}
    wrong = {SEAL: seal(REPORT, salt=True).replace(SALT, "11" * 32)}

    for target, files, expected in (
        (main, opened, ["gate-salt-idle"]),
        (main, wrong, ["gate-salt-idle"]),
        (other, opened, ["gate-salt-idle"]),
        (filed, wrong, ["gate-salt-idle"]),
        (filed, opened, []),
    ):
        found = rules(history.review(target, history.commit(files, target), "tram", AFTER))
        assert [rule for rule in found if rule != "seal-mismatch"] == expected


def test_a_seal_that_is_open_stays_open(history: History) -> None:
    main = history.portal(
        SEALED
        | {
            "2020/cum-01/hoi-tram/seal.yml": seal(REPORT, salt=True),
            "2020/cum-01/hoi-tram/self-assessment.yml": REPORT,
        }
    )

    for text in (seal(REPORT), seal(REPORT, salt=True).replace(SALT, "11" * 32)):
        assert "gate-seal-fixed" in rules(history.review(main, history.commit({SEAL: text}, main), "tram", AFTER))


@pytest.mark.parametrize("files", [{SEAL: seal(REPORT)}, {SEAL: seal(REPORT, salt=True), OWN: REPORT}])
def test_no_seal_is_given_after_the_deadline(history: History, files: dict[str, str]) -> None:
    main = history.portal(SEALED)

    assert rules(history.review(main, history.commit(files, main), "tram", AFTER)) == ["gate-seal-fixed"]


def extended(cluster: str, organisation: str) -> dict[str, str]:
    """A sealed season in which one member may file five days longer."""
    whose = f"cluster: {cluster}, organisation: {organisation}, milestone: self_assessment"
    extensions = f"extensions: [{{{whose}, until: 2020-11-20, basis: hd-116}}]\n"
    return {"2020/season.yml": SEALED["2020/season.yml"] + extensions}


EXTENDED = PROMISED | extended("cum-01", "hoi-dua") | {"2020/cum-01/hoi-dua/seal.yml": seal(REPORT)}
LAST_BEFORE, LAST_AFTER = "2020-11-19T23:59:59+07:00", "2020-11-20T00:00:00+07:00"
OPENED = {OWN: REPORT, SEAL: seal(REPORT, salt=True)}


@pytest.mark.parametrize(("login", "files"), [("tram", OPENED), ("tochuc", {OWN: REPORT + PAPER})])
def test_nothing_is_opened_while_another_member_may_still_change_its_seal(
    history: History, login: str, files: dict[str, str]
) -> None:
    main = history.portal(EXTENDED)
    head = history.commit(files, main)

    early = history.review(main, head, login, LAST_BEFORE, is_internal=True)

    assert rules(early) == ["gate-sealed-wait"]
    assert {finding.path: finding.values["end"] for finding in early.findings if finding.is_error} == dict.fromkeys(
        files, "2020-11-20 00:00"
    )
    assert rules(history.review(main, head, login, LAST_AFTER)) == []


def test_a_member_keeps_its_salt_until_the_last_deadline_of_its_cluster(history: History) -> None:
    main = history.portal(EXTENDED)
    head = history.commit({SEAL: seal(REPORT, salt=True)}, main)

    for moment, expected in ((BEFORE, "gate-salt-early"), (LAST_BEFORE, "gate-sealed-wait")):
        (found,) = [f for f in history.review(main, head, "tram", moment, is_internal=True).findings if f.is_error]
        assert (found.rule.id, found.values["end"]) == (expected, "2020-11-20 00:00")


def test_an_extension_moves_the_promise_of_its_own_member_only(history: History) -> None:
    main = history.portal(EXTENDED)
    own, other = (history.commit({path: seal(OTHER)}, main) for path in (SEAL, SEAL.replace("tram", "dua")))
    dua = Actor("dua", 1014)

    (found,) = [f for f in history.review(main, own, "tram", AFTER, is_internal=True).findings if f.is_error]
    assert (found.rule.id, found.values["end"]) == ("gate-seal-fixed", "2020-11-15 00:00")
    assert rules(history.review(main, other, dua, LAST_BEFORE)) == []
    assert rules(history.review(main, other, dua, LAST_AFTER)) == ["gate-seal-fixed"]


def test_an_extension_in_another_cluster_keeps_no_seal_closed(history: History) -> None:
    main = history.portal(PROMISED | extended("cum-02", "hoi-lua"))

    assert rules(history.review(main, history.commit(OPENED, main), "tram", AFTER)) == []


def test_whoever_waits_for_an_extension_of_another_is_late_by_its_own_deadline(history: History) -> None:
    main = history.portal(EXTENDED | {"2020/cum-01/hoi-tram/seal.yml": None})
    verdict = history.review(main, history.commit({OWN: REPORT}, main), "tram", LAST_AFTER, is_internal=True)

    assert [(f.rule.id, f.values["end"]) for f in verdict.findings] == [("gate-late", "2020-11-15 00:00")]


def rows(moment: str, channel: str = "email") -> str:
    sha = hashlib.sha256(REPORT.encode()).hexdigest()
    return "receipts:\n" + receipt("hoi-tram", moment, sha).replace("channel: portal", f"channel: {channel}")


IN_TIME, TOO_LATE = rows("2020-11-10T08:00:00+07:00"), rows("2020-11-16T08:00:00+07:00")


@pytest.mark.parametrize(
    ("sealed", "lead", "monitor", "login", "text", "is_late"),
    [
        (True, None, None, "tram", REPORT, False),
        (True, IN_TIME, IN_TIME, "tram", REPORT, False),
        (True, IN_TIME, None, "tram", REPORT, False),
        (True, IN_TIME, TOO_LATE, "tram", REPORT, True),
        (False, IN_TIME, IN_TIME, "tram", REPORT, False),
        (False, None, None, "tram", REPORT, True),
        (False, IN_TIME, None, "tram", REPORT, True),
        (True, None, None, "tochuc", OTHER + PAPER, True),
        (True, IN_TIME, IN_TIME, "tochuc", OTHER + PAPER, False),
    ],
)
def test_in_a_sealed_season_receipts_or_the_seal_say_who_is_late(
    history: History, *, sealed: bool, lead: str | None, monitor: str | None, login: str, text: str, is_late: bool
) -> None:
    main = history.portal(
        SEALED
        | {
            "2020/cum-01/hoi-tram/seal.yml": seal(REPORT) if sealed else None,
            "2020/cum-01/receipts-lead.yml": lead,
            "2020/cum-01/receipts-monitor.yml": monitor,
        }
    )
    opened = {SEAL: seal(REPORT, salt=True)} if sealed and login == "tram" else {}
    head = history.commit({OWN: text, **opened}, main)

    verdict = history.review(main, head, login, "2020-11-17T08:00:00+07:00", is_internal=True)

    assert rules(verdict) == []
    assert ("gate-late" in [finding.rule.id for finding in verdict.findings]) is is_late


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


REGISTER = f"{CLUSTER}/receipts-lead.yml"


def received(sha256: str | None, channel: str = "email") -> str:
    row = receipt("hoi-tram", "2020-11-10T08:00:00+07:00", sha256 or "x").replace("portal", channel)
    return "receipts:\n" + (row if sha256 is not None else row.replace(", sha256: x", ""))


@pytest.mark.parametrize("channel", ["email", "paper", "portal"])
def test_no_receipt_tells_the_hash_of_a_sealed_file_before_it_may_be_opened(history: History, channel: str) -> None:
    """Whoever reads the repository would try the few possible scores until one of them has this hash."""
    main = history.portal(EXTENDED)
    of_file = history.commit({REGISTER: received(hashlib.sha256(REPORT.encode()).hexdigest(), channel)}, main)

    refused = history.review(main, of_file, "sen", LAST_BEFORE)

    assert [(f.rule.id, f.path, f.line, f.values["end"]) for f in refused.findings if f.is_error] == [
        ("gate-receipt-hash", REGISTER, 2, "2020-11-20 00:00")
    ]
    assert rules(history.review(main, of_file, "sen", LAST_AFTER)) == []


def test_a_receipt_of_a_sealed_file_has_no_hash_or_that_of_the_seal(history: History) -> None:
    main = history.portal(PROMISED)
    of_seal = received(seal(REPORT).split('"')[1])

    for register in (received(None), of_seal):
        assert rules(history.review(main, history.commit({REGISTER: register}, main), "sen", BEFORE)) == []
    without = history.portal(SEALED)
    assert rules(history.review(without, history.commit({REGISTER: of_seal}, without), "sen", BEFORE)) == [
        "gate-receipt-hash"
    ]


def test_a_hash_that_is_there_already_is_not_held_against_the_next_row(history: History) -> None:
    register = received("ab" * 32)
    main = history.portal(PROMISED | {"2020/cum-01/receipts-lead.yml": register})
    following = receipt("hoi-dua", "2020-11-10T08:00:00+07:00", "x").replace("portal, sha256: x", "email")

    assert rules(history.review(main, history.commit({REGISTER: register + following}, main), "sen", BEFORE)) == []


def test_an_open_season_takes_no_seals(history: History) -> None:
    main = history.portal()

    assert rules(history.review(main, history.commit({SEAL: seal(REPORT)}, main), "tram", BEFORE)) == [
        "seal-open-season"
    ]


def drafted(verdict: Verdict) -> list[tuple[str, str, str]]:
    return [(draft.keeper, draft.channel, draft.kind) for draft in verdict.drafts]


@pytest.mark.parametrize(
    ("lead", "monitor", "expected"),
    [
        (None, None, [("lead", "email", "first"), ("monitor", "email", "first")]),
        (IN_TIME, None, [("monitor", "email", "first")]),
        (IN_TIME, IN_TIME, []),
        (IN_TIME.replace("sha256", "number"), None, [("lead", "email", "supplement"), ("monitor", "email", "first")]),
        (
            rows("2020-11-10T08:00:00+07:00", "portal"),
            None,
            [("lead", "email", "first"), ("monitor", "email", "first")],
        ),
    ],
)
def test_the_receipts_that_are_drafted_of_a_sealed_report_are_those_that_count_and_are_wanting(
    history: History, lead: str | None, monitor: str | None, expected: list[tuple[str, str, str]]
) -> None:
    main = history.portal(
        PROMISED | {"2020/cum-01/receipts-lead.yml": lead, "2020/cum-01/receipts-monitor.yml": monitor}
    )
    head = history.commit({OWN: REPORT, SEAL: seal(REPORT, salt=True)}, main)
    verdict = history.review(main, head, "tram", AFTER)

    assert drafted(verdict) == expected
    assert ("how and when the report itself reached you" in history.summary(verdict, "en")) is bool(expected)


def test_a_receipt_with_the_hash_of_the_seal_is_one_of_the_opened_file(history: History) -> None:
    main = history.portal(PROMISED | {"2020/cum-01/receipts-lead.yml": received(seal(REPORT).split('"')[1])})
    verdict = history.review(main, history.commit({OWN: REPORT, SEAL: seal(REPORT, salt=True)}, main), "tram", AFTER)

    assert "changed-after-receipt" not in {finding.rule.id for finding in verdict.findings}
    assert drafted(verdict) == [("monitor", "email", "first")]


def test_what_the_monitor_enters_from_paper_with_its_receipt_wants_the_leads_only(history: History) -> None:
    main = history.portal(PROMISED)
    text = OTHER + PAPER
    came = receipt("hoi-tram", "2020-11-10T08:00:00+07:00", hashlib.sha256(text.encode()).hexdigest())
    kept = {f"{CLUSTER}/receipts-monitor.yml": "receipts:\n" + came.replace("portal", "paper")}
    verdict = history.review(main, history.commit({OWN: text, **kept}, main), "tochuc", AFTER)

    assert rules(verdict) == []
    assert drafted(verdict) == [("lead", "paper", "first")]
