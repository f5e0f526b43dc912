"""The audit of a history that was pushed or merged around the gate: it names each forbidden step, and nothing else."""

import hashlib
import os
from collections.abc import Mapping
from pathlib import Path

import pygit2
import pytest
from gate_portal import (
    CLUSTER,
    CLUSTER_FILE,
    DECISION,
    LOWERED,
    PORTAL,
    PUBLISHED,
    RESPONSE,
    SCHEDULE,
    SEASON,
    SEASON_FILE,
    VOTE,
    S,
    portal,
    receipt,
    review,
    self_assessment,
    verification,
)
from gate_repository import Content, History, as_of, validate
from pygit2.enums import FileMode, ObjectType

from support.command import Run, git, thidua
from thidua.gate import note
from thidua.gate.account import Actor
from thidua.gate.audit import audit
from thidua.publication.audit import Audit, Identified
from thidua.publication.audit_document import audit_document, read_audit
from thidua.records.language import language

TRAM = f"{CLUSTER}/hoi-tram"


class Branch:
    """A main branch that grows step by step, whoever steps."""

    def __init__(self, history: History, *, is_noted: bool = True) -> None:
        self.history = history
        self.tip = history.commit(portal(), message="portal", at="2020-01-02T09:00:00+07:00", branch="main")
        if is_noted:
            self.note("quantri", "2020-01-02T09:00:00+07:00", None)

    def note(self, login: str, at: str, since: pygit2.Oid | None, **more: object) -> None:
        who = Actor(login, 1014 if login == "dua" else None)
        found = note.Note(who, as_of(at), str(since) if since is not None else None, **more)  # type: ignore[arg-type]
        note.write(self.history.repository, self.tip, found)

    def step(
        self, files: Mapping[str, Content], login: str, at: str = "2020-11-10T09:00:00+07:00", message: str = "x"
    ) -> str:
        """Push one commit, noted by the server."""
        before = self.tip
        self.tip = self.history.commit(files, before, message=message, at=at, branch="main")
        self.note(login, at, before)
        return str(self.tip)

    def claim(self, files: Mapping[str, Content], email: str, at: str = "2020-11-10T09:00:00+07:00") -> str:
        """Commit without a note."""
        self.tip = self.history.commit(files, self.tip, email=email, at=at, branch="main")
        return str(self.tip)

    def audit(self, since: str | None = None) -> Audit:
        found = audit(self.history.repository, as_of("2022-01-01T00:00:00+07:00"), language("vi"), "main", since)
        assert read_audit(audit_document(found)) == found, "nothing is lost on the way through JSON"
        return found


@pytest.fixture
def branch(history: History) -> Branch:
    return Branch(history)


@pytest.fixture
def old_branch(history: History) -> Branch:
    """A branch from before the server noted who pushes."""
    return Branch(history, is_noted=False)


def named(found: Audit) -> list[tuple[str, list[str]]]:
    return [(step.commit, list(dict.fromkeys(f.rule for f in step.objections))) for step in found.exceptions]


def test_a_clean_history_is_clean(branch: Branch) -> None:
    branch.step({f"{TRAM}/self-assessment.yml": self_assessment()}, "tram")
    branch.step({f"{TRAM}/verification.yml": verification("hoi-sen")}, "sen")
    branch.step({f"{TRAM}/targets.yml": "targets: {}\n"}, "tram", "2020-09-01T09:00+07:00")
    branch.step({"README.md": "# Cổng\n"}, "quantri")

    found = branch.audit()

    assert named(found) == []
    assert (len(found.steps), found.claimed) == (5, 0)


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2020-11-20T08:00:00+07:00", []),
        ("2020-11-20T00:01:00+07:00", []),
        ("2020-11-11T09:00:00+07:00", ["gate-commit-date"]),
    ],
)
@pytest.mark.parametrize("is_noted", [True, False])
def test_a_verification_that_bears_another_day_than_the_server_noted_is_named(
    branch: Branch, at: str, expected: list[str], *, is_noted: bool
) -> None:
    branch.step({f"{TRAM}/self-assessment.yml": self_assessment()}, "tram")
    before = branch.tip
    verified = {f"{TRAM}/verification.yml": verification("hoi-sen", LOWERED)}
    commit = branch.claim(verified, "sen@hoi.example", at)
    branch.note("sen", "2020-11-20T09:00:00+07:00" if is_noted else at, before)

    assert named(branch.audit()) == ([(commit, expected)] if expected and is_noted else [])


def test_one_forbidden_merge_of_each_kind_is_named_and_nothing_else(branch: Branch) -> None:
    rows = "receipts:\n" + receipt("hoi-tram", "2020-11-10T08:00:00+07:00", "ab" * 32)
    late, after = "2020-12-20T09:00:00+07:00", "2021-02-01T09:00:00+07:00"
    softer = portal()[f"{SEASON}/rubric.yml"].replace("from: 95", "from: 90")
    fair, unfair = [], []

    def do(files: Mapping[str, Content], login: str, at: str = "2020-11-10T09:00:00+07:00", message: str = "x") -> None:
        fair.append(branch.step(files, login, at, message))

    def wrong(rule: str, files: Mapping[str, Content], login: str, at: str = "2020-11-11T09:00:00+07:00") -> None:
        unfair.append((branch.step(files, login, at), [rule]))

    do({f"{TRAM}/self-assessment.yml": self_assessment()}, "tram")
    wrong("gate-owner", {f"{CLUSTER}/hoi-tre/self-assessment.yml": self_assessment()}, "sen")
    wrong("gate-account-unknown", {f"{CLUSTER}/covenant.yml": "signed_on: 2020-03-05\nsignatories: []\n"}, "ai-do")
    wrong("gate-account-dates", {f"{S}/2020/cum-02/hoi-ngo/self-assessment.yml": self_assessment()}, "ngo")
    do({f"{CLUSTER}/receipts-lead.yml": rows}, "sen")
    wrong("gate-receipt-row", {f"{CLUSTER}/receipts-lead.yml": "receipts: []\n"}, "sen")
    do({f"{CLUSTER}/receipts-lead.yml": rows}, "sen")
    wrong("gate-frozen-received", {f"{TRAM}/self-assessment.yml": self_assessment(40)}, "tram")
    wrong("gate-frozen-season", {f"{SEASON}/rubric.yml": softer}, "btt")
    wrong("gate-frozen-targets", {f"{TRAM}/targets.yml": "targets: {}\n"}, "tram")
    do({f"{TRAM}/verification.yml": verification("hoi-sen", LOWERED)}, "sen")
    wrong("gate-frozen-verified", {f"{TRAM}/self-assessment.yml": self_assessment()}, "tram")
    do({f"{TRAM}/response.yml": RESPONSE}, "tram")
    wrong("gate-frozen-verification", {f"{TRAM}/verification.yml": verification("hoi-sen")}, "sen")
    wrong("gate-deletion", {f"{TRAM}/response.yml": None}, "tram")
    wrong("gate-code", {"scripts/x.py": "x = 1\n"}, "sen")
    wrong("gate-path", {f"{TRAM}/notes.yml": "x: 1\n"}, "tram")
    do({f"{CLUSTER}/vote.yml": VOTE}, "sen", late)
    do({f"{SEASON}/decision.yml": PUBLISHED}, "btt", late)
    wrong("gate-frozen-meeting", {f"{CLUSTER}/vote.yml": VOTE + "# x\n"}, "sen", late)
    wrong("gate-published", {f"{CLUSTER}/vote.yml": VOTE}, "sen", after)
    wrong("gate-correction-missing", {f"{CLUSTER}/vote.yml": VOTE + "# x\n"}, "btt", after)

    assert named(branch.audit()) == unfair


CONSOLIDATION = "number: 120/BC-TCCB\nsent_on: 2020-12-14\ncovers: [cum-01]\ntext: Cụm hoàn thành nhiệm vụ.\n"
OWN_RECEIPT = "receipts:\n" + receipt("hoi-sen", "2020-11-10T08:00:00+07:00", "ab" * 32)
ROWS = "receipts:\n" + receipt("hoi-tram", "2020-11-10T08:00:00+07:00", "ab" * 32)
FUTURE_RECEIPT = OWN_RECEIPT.replace("hoi-sen", "hoi-tram").replace("2020", "2120")
PAPER = "paper: {number: 52/BC, issued_on: 2020-11-10}\n"
FILED = {
    f"{CLUSTER}/hoi-sen/self-assessment.yml": self_assessment(30),
    f"{TRAM}/self-assessment.yml": self_assessment(),
}
VERIFIED = FILED | {f"{TRAM}/verification.yml": verification("hoi-sen", LOWERED)}
CONTESTED = VERIFIED | {f"{TRAM}/response.yml": RESPONSE}


@pytest.mark.parametrize(
    ("before", "path", "text", "login", "expected"),
    [
        ({}, f"{CLUSTER}/receipts-lead.yml", OWN_RECEIPT, "sen", ["receipt-own"]),
        ({}, f"{CLUSTER}/receipts-lead.yml", FUTURE_RECEIPT, "sen", ["gate-receipt-future"]),
        ({}, f"{SEASON}/consolidations/hoi-tre.yml", CONSOLIDATION, "tre", ["gate-owner"]),
        ({}, f"{SEASON}/consolidations/ban-to-chuc.yml", CONSOLIDATION, "tochuc", []),
        ({}, f"{CLUSTER}/hoi-lua/self-assessment.yml", self_assessment(extra=PAPER), "tochuc", ["gate-owner"]),
        ({}, f"{CLUSTER}/hoi-lua/verification.yml", verification("hoi-sen"), "sen", ["gate-owner"]),
        (CONTESTED, f"{TRAM}/review.yml", review("hoi-sen"), "sen", ["gate-owner"]),
        (CONTESTED, f"{TRAM}/review.yml", review("hoi-dong-tdkt"), "pct-01", []),
    ],
)
def test_who_may_not_act_is_named_whatever_the_data_say(
    branch: Branch, before: Mapping[str, Content], path: str, text: str, login: str, expected: list[str]
) -> None:
    branch.tip = branch.history.commit(before, branch.tip, branch="main")
    since = str(branch.tip)
    branch.step({path: text}, login)

    assert [rule for _commit, rules in named(branch.audit(since)) for rule in rules] == expected


def test_an_own_receipt_of_the_lead_is_told_once(branch: Branch, history: History) -> None:
    head = history.commit({f"{CLUSTER}/receipts-lead.yml": OWN_RECEIPT}, branch.tip)

    assert [f.rule.id for f in history.review(branch.tip, head, "sen").findings] == ["receipt-own"]


def test_an_old_own_receipt_is_not_held_against_the_next_row(branch: Branch, history: History) -> None:
    main = history.commit({f"{CLUSTER}/receipts-lead.yml": OWN_RECEIPT}, branch.tip)
    row = receipt("hoi-tram", "2020-11-10T08:00:00+07:00", "ab" * 32)
    head = history.commit({f"{CLUSTER}/receipts-lead.yml": OWN_RECEIPT + row}, main)

    assert history.review(main, head, "sen").is_accepted


def test_a_step_is_judged_by_the_registers_before_it(branch: Branch) -> None:
    """The lead of November loses its role in December: what it did stays right, what it does then is not."""
    branch.step({f"{TRAM}/self-assessment.yml": self_assessment()}, "tram")
    branch.step({f"{TRAM}/verification.yml": verification("hoi-sen")}, "sen")
    branch.step({f"{CLUSTER}/cluster.yml": CLUSTER_FILE.replace("lead: hoi-sen", "lead: hoi-tre")}, "btt")
    wrong = branch.step({f"{CLUSTER}/report.yml": "summary: x\nresults: []\n"}, "sen")

    assert named(branch.audit()) == [(wrong, ["gate-owner"])]


def test_a_season_that_was_unpublished_and_changed_quietly_is_named(branch: Branch) -> None:
    branch.tip = branch.history.commit(VERIFIED | {f"{SEASON}/decision.yml": PUBLISHED}, branch.tip, branch="main")
    since = str(branch.tip)
    entry = "{id: dc-01, on: 2021-02-01, files: [2020/decision.yml], what: Sửa quyết định, why: Đánh máy nhầm}"
    corrected = {f"{SEASON}/decision.yml": DECISION, f"{SEASON}/corrections.yml": f"corrections: [{entry}]\n"}
    wrong = branch.step(corrected, "btt", "2021-02-01T10:00:00+07:00")

    assert named(branch.audit(since)) == [(wrong, ["gate-unpublished"])]


def test_before_the_first_note_the_actor_is_only_claimed(old_branch: Branch) -> None:
    old_branch.claim({f"{TRAM}/self-assessment.yml": self_assessment()}, "tram@hoi.example")
    wrong = old_branch.claim({f"{CLUSTER}/vote.yml": VOTE}, "la@noi-khac.example")

    found = old_branch.audit()

    assert [step.identified for step in found.steps[1:]] == [Identified.CLAIMED, Identified.UNKNOWN]
    assert (found.claimed, found.known(Identified.UNKNOWN)) == (1, 1)
    assert named(found) == [(wrong, ["gate-actor-unknown"])]


def test_once_the_server_notes_an_address_in_a_commit_is_held_against_nobody(branch: Branch, history: History) -> None:
    """Whoever keeps the server from noting a push could put a rival's address into it."""
    direct = branch.claim({f"{CLUSTER}/vote.yml": VOTE}, "tre@hoi.example")
    base = branch.tip
    head = history.commit({f"{TRAM}/self-assessment.yml": self_assessment()}, base, email="tram@hoi.example")
    files = {f"{TRAM}/self-assessment.yml": self_assessment()}
    branch.tip = history.commit(files, base, head, email="tram@hoi.example", branch="main")
    merged = str(branch.tip)
    branch.step({f"{CLUSTER}/hoi-tre/self-assessment.yml": self_assessment()}, "tre")

    for since in (None, str(base), f"{base}~1"):
        found = branch.audit(since)

        steps = {step.commit: (step.actor, step.acts_for, step.merged_by, step.identified) for step in found.steps}
        nobody = (None, None, None, Identified.UNKNOWN)
        assert {steps[commit] for commit in (direct, merged) if commit in steps} == {nobody}
        assert (merged, ["gate-actor-unknown"]) in named(found)


def in_an_encoding(branch: Branch, name: str) -> None:
    """Give the tip the encoding that ``i18n.commitEncoding`` asks for, which Git writes down whatever it is."""
    repository = branch.history.repository
    head, message = repository.read(branch.tip)[1].split(b"\n\n", 1)
    data = head + f"\nencoding {name}\n\n".encode() + message
    branch.tip = repository.write(ObjectType.COMMIT, data)
    repository.references["refs/heads/main"].set_target(branch.tip)


@pytest.mark.parametrize("name", ["khong-co", "utf-16", "hex"])
def test_an_encoding_that_nobody_knows_keeps_no_commit_from_the_audit(old_branch: Branch, name: str) -> None:
    old_branch.claim({f"{TRAM}/self-assessment.yml": self_assessment()}, "tram@hoi.example")
    in_an_encoding(old_branch, name)

    found = old_branch.audit()

    assert [(step.actor, step.identified) for step in found.steps[1:]] == [("tram", Identified.CLAIMED)]
    assert found.exceptions == ()


def test_the_counts_by_source_and_the_founding_are_all_steps(old_branch: Branch) -> None:
    old_branch.claim({f"{TRAM}/self-assessment.yml": self_assessment()}, "tram@hoi.example")
    old_branch.step({f"{TRAM}/verification.yml": verification("hoi-sen")}, "sen")
    old_branch.claim({"README.md": "x\n"}, "la@noi-khac.example")

    found = validate("audit", audit_document(old_branch.audit()))["summary"]

    assert [found[name] for name in ("founding", "recorded", "claimed", "unknown")] == [1, 1, 1, 1]
    assert found["steps"] == 4


ENTRY = (
    "  - {id: dc-01, on: 2021-02-01, files: [2020/cum-01/hoi-tram/verification.yml], what: Sửa điểm, why: Nhầm lẫn}\n"
)
OTHER_FIGURE = {f"{TRAM}/verification.yml": verification("hoi-sen", LOWERED.replace("30", "31"))}
CORRECTED = OTHER_FIGURE | {f"{SEASON}/corrections.yml": "corrections:\n" + ENTRY}
FINISHED = CONTESTED | {f"{CLUSTER}/vote.yml": VOTE, f"{SEASON}/decision.yml": PUBLISHED}
SEALED = {f"{SEASON}/season.yml": SEASON_FILE.replace("intake: open", "intake: sealed")}
RECEIVED = {f"{CLUSTER}/receipts-lead.yml": ROWS}
LINK = (FileMode.LINK, "/etc/passwd")


@pytest.mark.parametrize(
    ("before", "files", "expected"),
    [
        (FINISHED, OTHER_FIGURE, ["gate-correction-missing"]),
        (FINISHED, CORRECTED, []),
        (FINISHED, CORRECTED | {f"{CLUSTER}/vote.yml": VOTE + "# x\n"}, ["gate-correction-missing"]),
        (FINISHED, {f"{SEASON}/decision.yml": DECISION}, ["gate-unpublished", "gate-correction-missing"]),
        (FINISHED, {f"{SEASON}/decision.yml": LINK}, ["gate-mode", "gate-correction-missing"]),
        (FINISHED | {f"{SEASON}/decision.yml": LINK}, OTHER_FIGURE, ["gate-unreadable", "gate-frozen-verification"]),
        (RECEIVED, {f"{CLUSTER}/receipts-lead.yml": "receipts: []\n"}, ["gate-receipt-row"]),
        ({}, {f"{CLUSTER}/receipts-lead.yml": OWN_RECEIPT}, ["receipt-own"]),
        ({}, {f"{CLUSTER}/receipts-lead.yml": FUTURE_RECEIPT}, ["gate-receipt-future"]),
        ({}, {f"{SEASON}/rubric.yml": "# x\n"}, ["gate-frozen-season"]),
        (VERIFIED, {f"{TRAM}/self-assessment.yml": self_assessment(1)}, ["gate-frozen-verified"]),
        (SEALED, {f"{TRAM}/self-assessment.yml": self_assessment()}, ["gate-sealed-wait"]),
        (FILED, {f"{TRAM}/self-assessment.yml": None}, ["gate-deletion-reason"]),
        ({}, {f"{S}/accounts.yml": "accounts: []\n"}, ["gate-no-administrator"]),
        ({}, {f"{TRAM}/ghi-chu.yml": "x: 1\n"}, ["gate-path"]),
        ({}, {"site/index.html": "<p></p>\n"}, ["gate-output"]),
        ({}, {f"{TRAM}/self-assessment.yml": self_assessment()}, []),
    ],
)
def test_what_nobody_may_do_is_told_whoever_did_it(
    branch: Branch, before: Mapping[str, Content], files: Mapping[str, Content], expected: list[str]
) -> None:
    branch.tip = branch.history.commit(before, branch.tip, branch="main")
    at = "2021-02-01T10:00:00+07:00" if f"{SEASON}/decision.yml" in before else "2020-11-10T09:00:00+07:00"
    founded = branch.tip

    def told() -> set[str]:
        return {finding.rule for step in branch.audit(str(founded)).exceptions for finding in step.objections}

    branch.claim(files, "la@noi-khac.example", at)
    assert told() == {"gate-actor-unknown", *expected}
    branch.tip = founded
    branch.step(files, "ai-do", at)
    assert told() == {"gate-account-unknown", *expected}
    branch.tip = founded
    branch.step(files, "ngo", at.replace("2020-11-10", "2020-11-11"))
    assert told() == {"gate-account-dates", *expected}


def test_a_detour_by_nobody_known_is_two_steps_and_both_are_named(branch: Branch) -> None:
    branch.tip = branch.history.commit(VERIFIED, branch.tip, branch="main")
    since = str(branch.tip)
    away = branch.claim({f"{TRAM}/self-assessment.yml": self_assessment(1)}, "la@noi-khac.example")
    back = branch.claim({f"{TRAM}/self-assessment.yml": VERIFIED[f"{TRAM}/self-assessment.yml"]}, "la@noi-khac.example")

    both = ["gate-actor-unknown", "gate-frozen-verified"]
    assert named(branch.audit(since)) == [(away, both), (back, both)]


def told(branch: Branch, lang: str = "vi", root: Path | None = None) -> Run:
    return thidua("audit", "--root", root or branch.history.repository.path, lang=lang)


def test_who_is_claimed_and_who_is_unknown_is_counted_apart(old_branch: Branch) -> None:
    old_branch.claim({f"{TRAM}/self-assessment.yml": self_assessment()}, "tram@hoi.example")
    old_branch.step({"README.md": "# Cổng\n"}, "quantri")
    old_branch.claim({"README.md": "x\n"}, "la@noi-khac.example")

    found = " ".join(told(old_branch).out.split())
    assert "1 bước theo lời khai trong commit; 1 bước không rõ người thực hiện." in found
    assert "Không rõ ai thực hiện bước này: máy chủ không ghi lại" in found
    assert "chưa có ghi chú" not in found
    assert "of 1 steps nobody knows who took them" in " ".join(told(old_branch, "en").out.split())


def test_a_clone_without_the_servers_notes_says_so_before_all_else(branch: Branch, tmp_path: Path) -> None:
    branch.step({f"{TRAM}/self-assessment.yml": self_assessment()}, "tram")
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "-q", branch.history.repository.path, str(clone))

    run = told(branch, root=clone)
    fetch = "git fetch origin +refs/notes/thidua:refs/notes/thidua"
    assert run.exit_code == 1
    assert " ".join(run.out.split()).startswith("Bản sao này chưa có ghi chú của máy chủ")
    assert fetch in " ".join(run.out.split())
    assert thidua("audit", "--root", clone, "--format", "json").document["notes"] is False

    git(clone, *fetch.split()[1:])
    run = told(branch, root=clone)
    assert (run.exit_code, "ghi chú" in run.out) == (0, False)
    assert thidua("audit", "--root", clone, "--format", "json").document["notes"] is True


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="only root gives a file to another account")
def test_a_repository_of_another_account_is_not_called_none(branch: Branch) -> None:
    root = Path(branch.history.repository.path)
    for path in (root, *root.rglob("*")):
        os.chown(path, 65534, 65534)

    run = told(branch)
    assert run.exit_code == 2
    assert "kho thuộc tài khoản khác; chạy bằng tài khoản sở hữu kho" in " ".join(run.err.split())


def test_nobody_merges_the_record_of_its_own_organisation(branch: Branch, history: History) -> None:
    base = branch.tip
    head = history.commit({f"{TRAM}/self-assessment.yml": self_assessment()}, base, email="tram@hoi.example")
    for merger in ("tram", "tochuc"):
        branch.tip = history.commit({f"{TRAM}/self-assessment.yml": self_assessment()}, base, head, branch="main")
        branch.note("tram", "2020-11-10T09:00:00+07:00", base, merged_by=Actor(merger))
        assert [rule for _commit, rule in named(branch.audit())] == ([["gate-own-merge"]] if merger == "tram" else [])


BY_MONITOR = SCHEDULE + "recorded_by: monitor\npaper: {number: 12/TB}\n"


@pytest.mark.parametrize(
    ("before", "path", "text", "author", "wrong", "right"),
    [
        ({}, f"{CLUSTER}/vote.yml", VOTE, "sen", ["sen"], ["tochuc", "quantri"]),
        ({}, f"{CLUSTER}/receipts-monitor.yml", ROWS, "tochuc", ["tochuc"], ["sen", "quantri"]),
        ({}, f"{CLUSTER}/schedule.yml", SCHEDULE, "pct-01", ["pct-01", "thu-ky-01"], ["sen", "quantri"]),
        ({}, f"{CLUSTER}/schedule.yml", BY_MONITOR, "tochuc", ["tochuc", "thu-ky-01"], ["sen", "quantri"]),
        ({}, f"{SEASON}/decision.yml", DECISION, "btt", ["btt"], ["pct-01", "quantri"]),
        ({}, f"{SEASON}/consolidations/ban-to-chuc.yml", CONSOLIDATION, "tochuc", ["tochuc"], ["btt", "quantri"]),
        (FILED, f"{TRAM}/verification.yml", verification("hoi-sen"), "sen", ["sen", "tram"], ["tochuc", "quantri"]),
        (
            CONTESTED,
            f"{TRAM}/review.yml",
            review("ban-to-chuc"),
            "tochuc",
            ["tochuc", "sen", "tram"],
            ["btt", "pct-01"],
        ),
        (CONTESTED, f"{TRAM}/review.yml", review("ban-thuong-truc"), "btt", ["btt", "sen"], ["pct-01", "quantri"]),
        ({}, f"{S}/portal.yml", PORTAL + "# ghi chú\n", "quantri", [], ["quantri"]),
    ],
)
def test_nobody_merges_what_it_wrote_or_what_is_about_it(
    branch: Branch,
    before: Mapping[str, Content],
    path: str,
    text: str,
    author: str,
    wrong: list[str],
    right: list[str],
) -> None:
    branch.tip = branch.history.commit(before, branch.tip, branch="main")
    since = branch.tip
    branch.step({path: text}, author)

    found = {}
    for merger in (*wrong, *right):
        branch.note(author, "2020-11-10T09:00:00+07:00", since, merged_by=Actor(merger))
        found[merger] = [rule for _commit, rules in named(branch.audit(str(since))) for rule in rules]
    assert found == {merger: ["gate-own-merge"] for merger in wrong} | {merger: [] for merger in right}


@pytest.mark.parametrize("merger", [Actor("ai-do", 55), Actor("dua", 55), Actor("ngo")])
def test_whoever_merges_is_registered_and_the_login_is_kept(branch: Branch, merger: Actor) -> None:
    before = branch.tip
    branch.step({f"{TRAM}/self-assessment.yml": self_assessment()}, "tram")
    branch.note("tram", "2020-11-10T09:00:00+07:00", before, merged_by=merger)

    found = branch.audit()
    document = validate("audit", audit_document(found))

    assert [rule for _commit, rule in named(found)] == [["gate-merger"]]
    assert document["exceptions"][0]["merged_by"] == merger.login


def test_an_approved_head_that_was_replaced_is_named(branch: Branch) -> None:
    before = branch.tip
    branch.step({f"{TRAM}/self-assessment.yml": self_assessment()}, "tram")
    branch.note("tram", "2020-11-10T09:00:00+07:00", before, head="a" * 40, approved_head="b" * 40)

    assert [rule for _commit, rule in named(branch.audit())] == [["gate-head-replaced"]]


def test_a_push_of_several_commits_is_one_step(branch: Branch, history: History) -> None:
    before = branch.tip
    middle = history.commit({f"{TRAM}/self-assessment.yml": self_assessment(1)}, before, email="la@noi-khac.example")
    branch.tip = history.commit({f"{TRAM}/self-assessment.yml": self_assessment()}, middle, branch="main")
    branch.note("tram", "2020-11-10T09:00:00+07:00", before)

    found = branch.audit()

    assert [step.commit for step in found.steps][1:] == [str(branch.tip)]
    assert named(found) == []


def test_late_filings_are_facts_and_no_offence(branch: Branch) -> None:
    filed = branch.step({f"{TRAM}/self-assessment.yml": self_assessment()}, "tram", "2020-11-15T00:00:00+07:00")

    found = branch.audit()

    assert named(found) == []
    assert [(filing.commit, filing.organisation) for filing in found.late] == [(filed, "hoi-tram")]


def test_in_a_sealed_season_opening_in_time_is_not_late(branch: Branch) -> None:
    report, salt = self_assessment(38, 50), "5a" * 32
    digest = hashlib.sha256(bytes.fromhex(salt) + report.encode()).hexdigest()
    rows = "receipts:\n" + receipt("hoi-tram", "2020-11-10T08:00:00+07:00", digest).replace("portal", "email")
    sealed = SEASON_FILE.replace("intake: open", "intake: sealed")
    branch.step({f"{SEASON}/season.yml": sealed}, "btt", "2020-09-01T09:00:00+07:00")
    branch.step({f"{TRAM}/seal.yml": f'sha256: "{digest}"\n'}, "tram")
    branch.step({f"{CLUSTER}/receipts-lead.yml": rows}, "sen")
    branch.step({f"{CLUSTER}/receipts-monitor.yml": rows}, "tochuc")
    opened = {f"{TRAM}/seal.yml": f'sha256: "{digest}"\nsalt: "{salt}"\n', f"{TRAM}/self-assessment.yml": report}
    branch.step(opened, "tram", "2020-11-15T09:00:00+07:00")

    found = branch.audit()

    assert named(found) == []
    assert found.late == ()


def test_whoever_kept_the_hash_of_a_sealed_file_is_named(branch: Branch) -> None:
    sealed = SEASON_FILE.replace("intake: open", "intake: sealed")
    branch.step({f"{SEASON}/season.yml": sealed}, "btt", "2020-09-01T09:00:00+07:00")
    kept = branch.step({f"{CLUSTER}/receipts-lead.yml": ROWS.replace("portal", "email")}, "sen")

    assert named(branch.audit()) == [(kept, ["gate-receipt-hash"])]


def test_an_audit_can_start_anywhere(branch: Branch) -> None:
    branch.step({f"{CLUSTER}/vote.yml": VOTE}, "tram")
    since = branch.step({"README.md": "x\n"}, "quantri")
    branch.step({f"{TRAM}/self-assessment.yml": self_assessment()}, "tram")

    assert [step.paths for step in branch.audit(since).steps] == [(f"{TRAM}/self-assessment.yml",)]


def test_an_audit_starts_on_the_branch_only(branch: Branch, history: History) -> None:
    side = history.commit({"README.md": "x\n"}, branch.tip, branch="side")
    unrelated = history.commit({"README.md": "x\n"}, branch="unrelated")
    branch.step({f"{TRAM}/self-assessment.yml": self_assessment()}, "tram")

    for since in (side, unrelated):
        with pytest.raises(ValueError, match="first-parent"):
            branch.audit(str(since))


def test_an_audit_from_before_the_founding_knows_the_founding(history: History) -> None:
    root = history.commit({"README.md": "x\n"}, branch="main")
    founded = history.commit(portal(), root, branch="main")
    history.commit({f"{TRAM}/self-assessment.yml": self_assessment()}, founded, email="tram@hoi.example", branch="main")

    found = audit(history.repository, as_of("2022-01-01T00:00:00+07:00"), language("vi"), "main", str(root))

    assert [step.is_founding for step in found.steps] == [True, False]
    assert named(found) == []


def test_an_audit_from_after_the_loss_of_the_register_still_judges(branch: Branch) -> None:
    gone = branch.step({f"{S}/accounts.yml": None}, "tram")
    after = branch.step({f"{TRAM}/self-assessment.yml": self_assessment()}, "tram")

    assert named(branch.audit(gone)) == [(after, ["gate-registers"])]


def test_losing_the_register_does_not_end_the_audit(branch: Branch) -> None:
    gone = branch.step({f"{S}/accounts.yml": None}, "tram")
    after = branch.step({f"{TRAM}/self-assessment.yml": self_assessment()}, "tram")

    lost = ["gate-deletion", "gate-no-administrator"]
    assert named(branch.audit()) == [(gone, lost), (after, ["gate-registers"])]


def test_the_reason_of_a_deletion_stands_in_the_commit_that_was_merged(branch: Branch, history: History) -> None:
    branch.step({f"{TRAM}/self-assessment.yml": self_assessment()}, "tram")
    gone: Mapping[str, Content] = {f"{TRAM}/self-assessment.yml": None}
    head = history.commit(gone, branch.tip, message="x\n\nReason: Nộp nhầm Cụm, đã nộp lại")
    base = branch.tip
    branch.tip = history.commit(gone, base, head, message="Merge", branch="main")
    branch.note("quantri", "2020-11-10T09:00:00+07:00", base)

    assert named(branch.audit()) == []
