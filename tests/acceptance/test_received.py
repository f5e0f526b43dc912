"""A receipt that enters the portal after the deadline: what the main branch showed in time decides, on a real clone."""

import hashlib
import json
import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from gate.gate_portal import CLUSTER, SEASON, SEASON_FILE, portal, self_assessment
from support.command import thidua

OPENING, IN_TIME, TOO_LATE, LATER = "2020-10-01", "2020-11-13", "2020-11-16", "2020-11-20"
FILE = self_assessment()
SHA = hashlib.sha256(FILE.encode()).hexdigest()
FILED = {f"{CLUSTER}/hoi-tram/self-assessment.yml": FILE}
LEAD, MONITOR = f"{CLUSTER}/receipts-lead.yml", f"{CLUSTER}/receipts-monitor.yml"
ANY = {f"{SEASON}/season.yml": SEASON_FILE.replace("rule: before}", "rule: before, addressees: any}", 1)}
SEALED = {f"{SEASON}/season.yml": SEASON_FILE.replace("intake: open", "intake: sealed")}


def row(channel: str, day: str = IN_TIME, sha256: str = SHA) -> str:
    """A first receipt of hoi-tram: by e-mail or on paper with the number under which it came in."""
    which = f"sha256: {sha256}" if channel == "portal" else 'number: "214"'
    return f"  - {{organisation: hoi-tram, received_at: {day}T09:00:00+07:00, channel: {channel}, {which}}}\n"


def rows(*listed: str) -> str:
    return "receipts:\n" + "".join(listed)


class History:
    """A clone whose commits come when the test says."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._git("init", "--quiet", "--initial-branch=main")

    def commit(self, files: Mapping[str, str], day: str) -> None:
        self.write(files)
        self._git("add", "--all")
        self._git("commit", "--quiet", "-m", "x", day=day)

    def write(self, files: Mapping[str, str]) -> None:
        for path, text in files.items():
            (self.root / path).parent.mkdir(parents=True, exist_ok=True)
            (self.root / path).write_text(text, "utf-8")

    def _git(self, *arguments: str, day: str = OPENING) -> None:
        when = dict.fromkeys(("GIT_COMMITTER_DATE", "GIT_AUTHOR_DATE"), f"{day}T10:00:00+07:00")
        alone = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
        command = ["git", "-c", "user.name=a", "-c", "user.email=a@example.org", *arguments]
        subprocess.run(command, cwd=self.root, env={**os.environ, **alone, **when}, check=True, capture_output=True)

    def on_time(self) -> object:
        run = thidua("score", "2020", "--cluster", "cum-01", "--root", self.root, "--format", "json")
        members = run.document["clusters"][0]["members"]
        return next(member["on_time"] for member in members if member["organisation"] == "hoi-tram")

    def warned(self) -> list[str]:
        run = thidua("validate", "--root", self.root, "--format", "json", "--as-of", "2021-01-01T00:00:00+07:00")
        told = (finding["rule"] for finding in run.document["findings"] if "/receipts-" in finding["path"])
        return sorted(told)


@pytest.fixture
def history(tmp_path: Path) -> History:
    found = History(tmp_path)
    found.commit(portal(), OPENING)
    return found


@pytest.mark.parametrize("channel", ["portal", "email", "paper"])
@pytest.mark.parametrize("season", [{}, ANY], ids=["all", "any"])
@pytest.mark.parametrize("register", [LEAD, MONITOR])
def test_one_addressee_makes_nobody_on_time_after_the_fact(
    history: History, register: str, season: Mapping[str, str], channel: str
) -> None:
    """The member filed too late and both addressees said so; days later one of them says that it came in time."""
    other = MONITOR if register == LEAD else LEAD
    history.commit(
        FILED | season | {LEAD: rows(row("portal", TOO_LATE)), MONITOR: rows(row("portal", TOO_LATE))}, TOO_LATE
    )
    history.commit({register: rows(row("portal", TOO_LATE), row(channel))}, LATER)

    assert history.on_time() is False
    assert history.warned() == ["receipt-before-file" if channel == "portal" else "receipt-entered-late"]
    history.commit({other: rows(row("portal", TOO_LATE), row(channel))}, LATER)
    assert history.on_time() is False, "neither takes its own word back"


@pytest.mark.parametrize("channel", ["portal", "email", "paper"])
@pytest.mark.parametrize("register", [LEAD, MONITOR])
def test_where_any_addressee_counts_a_late_word_is_not_enough(history: History, register: str, channel: str) -> None:
    history.commit(FILED | ANY | {register: rows(row(channel))}, TOO_LATE)

    assert history.on_time() is None
    assert len(history.warned()) == 1


def test_a_hash_of_nothing_does_not_stand_for_a_file(history: History) -> None:
    """Entered in time, for a file that was still to be made."""
    history.commit(ANY | {LEAD: rows(row("portal", sha256="ab" * 32))}, IN_TIME)
    history.commit(FILED, TOO_LATE)

    assert history.on_time() is None
    assert history.warned() == ["receipt-before-file"]


@pytest.mark.parametrize("channel", ["portal", "email", "paper"])
def test_two_addressees_who_say_the_same_count_and_both_are_marked(history: History, channel: str) -> None:
    """Paper came first, and neither office had entered it before the deadline."""
    history.commit(FILED | {LEAD: rows(row(channel)), MONITOR: rows(row(channel))}, TOO_LATE)

    assert history.on_time() is True
    assert len(history.warned()) == 2


@pytest.mark.parametrize("channel", ["email", "paper"])
def test_a_slow_addressee_is_borne_out_by_the_other(history: History, channel: str) -> None:
    history.commit({MONITOR: rows(row(channel))}, IN_TIME)
    history.commit(FILED | {LEAD: rows(row(channel))}, TOO_LATE)

    assert history.on_time() is True
    assert history.warned() == ["receipt-entered-late"]


@pytest.mark.parametrize("channel", ["portal", "email", "paper"])
def test_what_was_on_the_main_branch_in_time_needs_no_receipt_in_time(history: History, channel: str) -> None:
    history.commit(FILED, IN_TIME)
    history.commit({LEAD: rows(row(channel)), MONITOR: rows(row(channel))}, LATER)

    assert history.on_time() is True
    assert history.warned() == []


@pytest.mark.parametrize("channel", ["email", "paper"])
def test_what_was_entered_in_time_counts_although_the_file_came_later(history: History, channel: str) -> None:
    history.commit(SEALED | {LEAD: rows(row(channel)), MONITOR: rows(row(channel))}, IN_TIME)
    history.commit(FILED, TOO_LATE)

    assert history.on_time() is True
    assert history.warned() == []


def test_for_the_leads_own_dossier_a_late_word_of_the_monitor_is_not_enough(history: History) -> None:
    own = row("paper").replace("hoi-tram", "hoi-sen")
    history.commit({f"{CLUSTER}/hoi-sen/self-assessment.yml": FILE, MONITOR: rows(own)}, TOO_LATE)

    assert history.warned() == ["receipt-entered-late"]
    run = thidua("score", "2020", "--cluster", "cum-01", "--root", history.root, "--format", "json")
    members = run.document["clusters"][0]["members"]
    assert next(member["on_time"] for member in members if member["organisation"] == "hoi-sen") is None


def test_an_extension_that_the_board_amends_moves_what_is_in_time(history: History) -> None:
    extended = (
        SEASON_FILE
        + "extensions:\n  - {cluster: cum-01, organisation: hoi-tram, milestone: self_assessment, until: 2020-11-22, "
        + "basis: hd-116}\namendments:\n  - {on: 2020-11-20, basis: hd-116, what: Gia hạn}\n"
    )
    history.commit(FILED | {LEAD: rows(row("paper")), MONITOR: ""}, TOO_LATE)
    history.commit({MONITOR: rows(row("portal", TOO_LATE)), f"{SEASON}/season.yml": extended}, LATER)

    assert history.on_time() is True
    assert history.warned() == []


def test_a_season_that_was_entered_afterwards_rests_on_its_receipts(tmp_path: Path) -> None:
    found = History(tmp_path)
    found.commit(portal() | FILED | {LEAD: rows(row("paper")), MONITOR: rows(row("portal"))}, LATER)

    assert found.on_time() is True
    assert found.warned() == []


def test_a_row_that_is_not_on_the_main_branch_yet_is_taken_at_its_word(history: History) -> None:
    history.commit(FILED, TOO_LATE)
    history.write({LEAD: rows(row("paper")), MONITOR: rows(row("paper"))})

    assert history.on_time() is True
    assert history.warned() == []


def test_a_row_that_goes_and_comes_back_is_as_old_as_it_was(history: History) -> None:
    both = {LEAD: rows(row("paper")), MONITOR: rows(row("paper"))}
    history.commit(both, IN_TIME)
    history.commit({LEAD: "receipts: []\n"}, TOO_LATE)
    history.commit(both | FILED, LATER)

    assert history.on_time() is True


def test_a_build_asks_the_history_again_once_a_row_is_on_the_main_branch(history: History) -> None:
    """The records are the same bytes; what is known of them is not."""

    def built() -> object:
        run = thidua("build", "--root", history.root, "--jobs", "1", "--as-of", "2021-02-01T08:00:00+07:00",
                     "--audience", "internal", "--site", history.root / "site-internal")  # fmt: skip
        assert run.exit_code == 0, run.out + run.err
        data = json.loads((history.root / "site-internal/api/v1/2020/cum-01.json").read_bytes())
        return next(m["on_time"] for m in data["members"] if m["organisation"] == "hoi-tram")

    history.commit(FILED | ANY | {".gitignore": "build/\nsite*/\n"}, TOO_LATE)
    history.write({LEAD: rows(row("paper"))})
    assert built() is True
    history.commit({}, LATER)
    assert built() is None
