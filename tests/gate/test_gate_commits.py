"""The single commits of a change: what they put into the history stays there, whatever later ones take out again."""

import subprocess
import sys
from pathlib import Path

import pygit2
import pytest
from gate_portal import CLUSTER, COVENANT, portal, receipt, self_assessment
from gate_repository import Content, History, rules
from gate_server import Clone, Server
from pygit2.enums import FileMode

from thidua.gate.commits import MOST_COMMITS, MOST_TOLD
from thidua.records.strict_yaml import LONGEST_FILE

OWN = f"{CLUSTER}/hoi-tram/self-assessment.yml"
RIVALS = f"{CLUSTER}/hoi-tre/self-assessment.yml"
MONITORS = f"{CLUSTER}/receipts-monitor.yml"
NOON = "2020-11-10T12:00:00+07:00"
LINK = (0o160000, "12" * 20)
UNFIT: dict[str, Content] = {
    "another repository": LINK,
    "a link": (0o120000, "/etc/passwd"),
    "a program": (0o100755, self_assessment(33)),
    "a long file": "x" * (LONGEST_FILE + 1),
}


@pytest.fixture
def server(tmp_path: Path) -> Server:
    """A founded portal, some weeks before the deadline."""
    server = Server(tmp_path, "2020-01-02T09:00:00+07:00")
    server.found(portal({"2020/cum-01/covenant.yml": COVENANT, "2020/cum-01/receipts-monitor.yml": "receipts: []\n"}))
    server.clock = NOON
    return server


def clone(server: Server, login: str) -> Clone:
    found = server.clone(login)
    found.fetch()
    return found


# What no record can be, in a commit between


@pytest.mark.parametrize("content", UNFIT.values(), ids=UNFIT)
def test_what_no_record_can_be_does_not_enter_the_history(history: History, content: Content) -> None:
    main = history.portal()
    between = history.commit({OWN: content}, main)
    head = history.commit({OWN: self_assessment(33)}, between)

    verdict = history.review(main, head, "tram")

    assert rules(verdict) == ["gate-commit-shape"]
    assert [f.values["commit"] for f in verdict.findings if f.is_error] == [str(between)[:12]]


def test_nor_by_a_side_branch(history: History) -> None:
    main = history.portal()
    between = history.commit({OWN: LINK}, main)
    side = history.commit({OWN: None}, between)
    head = history.commit({OWN: self_assessment(33)}, main, side)

    assert rules(history.review(main, head, "tram")) == ["gate-commit-shape"]


def test_nor_folders_without_end(history: History) -> None:
    main = history.portal()
    tree = history.tree([])
    for _level in range(40):
        tree = history.tree([(0o40000, b"%d" % number, tree) for number in range(5)])
    sound = history.repository[main].peel(pygit2.Tree)
    builder = history.repository.TreeBuilder(sound)
    builder.insert("zz", tree, FileMode.TREE)
    between = history.commit_tree(builder.write(), main)
    back = history.commit_tree(sound.id, between)
    head = history.commit({OWN: self_assessment(33)}, back)

    assert rules(history.review(main, head, "tram")) == ["gate-commit-shape"]


def test_a_file_that_was_first_put_at_a_wrong_path_may_be_moved(history: History) -> None:
    """Nobody reads it there; on a forge whoever corrects a change adds a commit to it."""
    main = history.portal()
    wrong = f"{CLUSTER}/hoi-tram/Tự chấm.yml"
    head = history.commit({wrong: None, OWN: self_assessment(33)}, history.commit({wrong: self_assessment(33)}, main))

    assert rules(history.review(main, head, "tram")) == []


def test_only_so_much_is_told_of_single_commits_and_nothing_of_a_strangers(history: History) -> None:
    main = history.portal()
    many: dict[str, Content] = {f"{CLUSTER}/hoi-tram/x{number}": "x" * (LONGEST_FILE + 1) for number in range(60)}
    head = history.commit({**dict.fromkeys(many), OWN: self_assessment(33)}, history.commit(many, main))

    verdict = history.review(main, head, "tram")

    assert [f.rule.id for f in verdict.findings].count("gate-commit-shape") == MOST_TOLD
    assert "gate-commit-shape" not in rules(history.review(main, head, "nobody"))


def test_a_change_has_so_many_commits_at_most(history: History) -> None:
    main = history.portal()
    head = main
    for number in range(MOST_COMMITS):
        head = history.commit({OWN: self_assessment(30 + number % 5)}, head)

    assert rules(history.review(main, head, "tram")) == []
    assert rules(history.review(main, history.commit({OWN: self_assessment(33)}, head), "tram")) == [
        "gate-too-many-commits"
    ]


# Pushes


def test_what_was_built_from_the_history_goes_on(server: Server) -> None:
    tram = clone(server, "tram")
    tram.git("update-index", "--add", "--cacheinfo", f"160000,{'12' * 20},{OWN}")
    tram.git("commit", "-q", "-m", "one")
    tram.git("rm", "-q", "--cached", OWN)
    tram.commit({OWN: self_assessment(33)})

    assert tram.push().refused_by("gate-commit-shape")

    server.repository.config["core.hooksPath"] = "/nowhere"
    assert tram.push().is_accepted  # beside the gate, as before there was one
    row = receipt("hoi-tram", "2020-11-10T11:30:00+07:00", "ab" * 32)
    assert clone(server, "sen").send({f"{CLUSTER}/receipts-lead.yml": "receipts:\n" + row}).is_accepted
    whole = server.clone("whole")
    words = [sys.executable, "-I", "-m", "thidua", "score", "2020", "--format", "json", "--as-of", "2020-11-20"]
    done = subprocess.run(words, cwd=whole.path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_row_cannot_be_shown_for_a_moment_within_a_push(server: Server) -> None:
    """It would count later as one that the main branch showed before the deadline."""
    monitor = clone(server, "tochuc")
    row = "  - {organisation: hoi-sen, received_at: 2020-11-10T08:00:00+07:00, channel: email}\n"
    monitor.commit({MONITORS: "receipts:\n" + row})
    monitor.commit({MONITORS: "receipts: [] # none\n"})

    assert monitor.push().refused_by("gate-step")


def test_a_row_cannot_be_taken_away_and_put_back_within_a_push(server: Server) -> None:
    rows = [
        f"  - {{organisation: {member}, received_at: 2020-11-10T08:00:00+07:00, channel: email}}\n"
        for member in ("hoi-sen", "hoi-tre")
    ]
    monitor = clone(server, "tochuc")
    assert monitor.send({MONITORS: "receipts:\n" + rows[0]}).is_accepted
    monitor.commit({MONITORS: "receipts: []\n"})
    monitor.commit({MONITORS: "receipts:\n" + "".join(rows)})
    pushed = monitor.push()

    assert pushed.refused_by("gate-step")
    lines = [line.removeprefix("remote:").strip() for line in pushed.said.splitlines()]
    advised = lines[next(index for index, line in enumerate(lines) if line.endswith("gate-step")) + 1]
    assert monitor.run("sh", "-c", advised[advised.index("git ") :]).returncode == 0
    assert server.repository[server.main].peel(pygit2.Tree)[MONITORS].data.decode().count("organisation") == 2


def test_rows_that_are_added_one_by_one_are_taken(server: Server) -> None:
    monitor = clone(server, "tochuc")
    rows = "receipts:\n"
    for member in ("hoi-sen", "hoi-tre"):
        rows += f"  - {{organisation: {member}, received_at: 2020-11-10T08:00:00+07:00, channel: email}}\n"
        monitor.commit({MONITORS: rows})

    assert monitor.push().is_accepted


def test_a_side_branch_brings_nothing_along(server: Server) -> None:
    tram = clone(server, "tram")
    tram.git("checkout", "-q", "-b", "side")
    tram.commit({RIVALS: self_assessment(1), ".github/x.yml": "x"})
    tram.git("checkout", "-q", "main")
    tram.git("merge", "-q", "--no-ff", "-s", "ours", "-m", "m", "side")
    tram.write({OWN: self_assessment(33)})
    tram.git("add", "-A")
    tram.git("commit", "-q", "--amend", "-m", "m")

    assert tram.push().refused_by("gate-side-branch")


def test_the_advice_on_a_side_branch_mends_it(server: Server) -> None:
    tram = clone(server, "tram")
    tram.git("checkout", "-q", "-b", "side")
    tram.commit({OWN: self_assessment(33)})
    tram.git("checkout", "-q", "main")
    tram.git("merge", "-q", "--no-ff", "-m", "m", "side")
    pushed = tram.push()
    assert pushed.refused_by("gate-side-branch")

    lines = [line.removeprefix("remote:").strip() for line in pushed.said.splitlines()]
    advised = lines[next(index for index, line in enumerate(lines) if line.endswith("gate-side-branch")) + 1]

    assert tram.run("sh", "-c", advised[advised.index("git ") :]).returncode == 0
    assert OWN in server.files()


def test_a_detour_of_many_files_is_told_in_short(server: Server) -> None:
    many = {f"docs/x{number}": "x" for number in range(60)}
    for login, most in (("tram", MOST_TOLD), ("nobody", 0)):
        sender = clone(server, login)
        sender.commit(many)
        sender.commit({**dict.fromkeys(many), OWN: self_assessment(33)})

        pushed = sender.push()

        assert not pushed.is_accepted
        assert pushed.said.count("gate-detour") == most
