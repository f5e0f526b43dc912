"""A push that is cut off, by whoever pushes or by the machine: what has moved is noted, and nothing else is."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pygit2
import pytest
from click.testing import CliRunner
from gate_portal import CLUSTER, portal, self_assessment
from gate_server import Clone, Server

from thidua.cli import receive
from thidua.cli.main import group
from thidua.gate import note
from thidua.gate.hook import install
from thidua.records.language import language

OWN = f"{CLUSTER}/hoi-tram/self-assessment.yml"
RIVALS = f"{CLUSTER}/hoi-tre/self-assessment.yml"
TAKEN = b"The server has taken the change."


@pytest.fixture
def server(tmp_path: Path) -> Server:
    server = Server(tmp_path, "2020-01-02T09:00:00+07:00")
    server.found(portal())
    server.clock = "2020-11-10T12:00:00+07:00"
    return server


def ready(server: Server, login: str, path: str) -> Clone:
    """A clone with a commit that may be pushed."""
    clone = server.clone(login)
    clone.fetch()
    clone.commit({path: self_assessment()})
    return clone


def tip(clone: Clone) -> pygit2.Oid:
    return pygit2.Oid(hex=clone.git("rev-parse", "HEAD").stdout.strip())


def author(server: Server, commit: pygit2.Oid) -> str | None:
    found = note.read(server.repository, commit)
    return found.actor.login if found is not None else None


def audited(server: Server, root: Path | None = None) -> dict[str, tuple[str, str | None]]:
    """How each step is known, and whose it is, as the audit of a repository has it."""
    words = ["audit", "--root", str(root or server.path), "--format", "json"]
    done = CliRunner().invoke(group(language("en")), words, catch_exceptions=False)
    return {step["commit"]: (step["identified"], step["actor"]) for step in json.loads(done.stdout)["steps"]}


class Sender:
    """A client of receive-pack that hangs up when it likes."""

    def __init__(self, clone: Clone) -> None:
        words = ["git", "receive-pack", str(clone.server.path)]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
        self._process = subprocess.Popen(words, env=clone.environment(), **pipes)
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._into, self._out = self._process.stdin, self._process.stdout
        while self._line() is not None:
            pass
        old, new = clone.server.main, tip(clone)
        command = f"{old} {new} refs/heads/main\0report-status side-band-64k".encode()
        packed = subprocess.run(
            ["git", "pack-objects", "--revs", "--stdout", "-q"],
            cwd=clone.path,
            input=f"{new}\n^{old}\n".encode(),
            capture_output=True,
            check=True,
        )
        self._into.write(b"%04x" % (len(command) + 4) + command + b"0000" + packed.stdout)
        self._into.flush()

    def _line(self) -> bytes | None:
        """Return the next packet, None at a flush."""
        size = int(self._out.read(4) or b"0", 16)
        return self._out.read(size - 4) if size else None

    def hear(self, words: bytes) -> None:
        """Listen until something has been said."""
        said = b""
        while words not in said:
            packet = self._line()
            assert packet is not None, said
            said += packet[1:]

    def hang_up(self) -> None:
        """Close both ends; return when the server is done."""
        self._out.close()
        self._into.close()
        self._process.wait()


def test_who_hangs_up_after_the_answer_is_noted_all_the_same(server: Server) -> None:
    tram = ready(server, "tram", OWN)
    sender = Sender(tram)
    sender.hear(TAKEN)

    sender.hang_up()

    assert server.main == tip(tram)
    assert author(server, server.main) == "tram"


def test_who_hangs_up_before_the_answer_has_moved_nothing_or_is_noted(server: Server) -> None:
    before = server.main
    tram = ready(server, "tram", OWN)

    Sender(tram).hang_up()

    assert server.main in {before, tip(tram)}
    assert author(server, tip(tram)) == ("tram" if server.main != before else None)
    assert tram.push().is_accepted
    assert author(server, server.main) == "tram"


@pytest.fixture
def killed(server: Server) -> pygit2.Oid:
    """A push during which the machine fails, just after the branch has moved."""
    hook = server.path / "hooks" / "reference-transaction"
    whole = hook.read_text("utf-8")
    hook.write_text(whole.replace("\n", '\n[ "$1" != committed ] || kill -9 "$PPID" "$$"\n', 1), "utf-8")
    tram = ready(server, "tram", OWN)
    assert not tram.push().is_accepted
    hook.write_text(whole, "utf-8")
    assert server.main == tip(tram)
    assert author(server, server.main) is None
    return server.main


def test_what_was_killed_in_between_is_noted_by_the_next_push(server: Server, killed: pygit2.Oid) -> None:
    assert ready(server, "tre", RIVALS).push().is_accepted

    assert (author(server, killed), author(server, server.main)) == ("tram", "tre")


def test_what_was_killed_in_between_is_noted_by_an_audit_on_the_server(server: Server, killed: pygit2.Oid) -> None:
    before = server.clone("xem")
    before.git("fetch", "-q", "origin", "+refs/notes/thidua:refs/notes/thidua")

    assert audited(server, before.path)[str(killed)] == ("unknown", None)
    assert audited(server)[str(killed)] == ("recorded", "tram")
    assert author(server, killed) == "tram"


def test_what_was_killed_in_between_is_not_the_next_one_s(server: Server, killed: pygit2.Oid) -> None:
    """Who owns the server moves the branch by hand: that step is nobody's, and the one before is still its sender's."""
    by_hand = server.clone("tre")
    by_hand.fetch()
    by_hand.commit({RIVALS: self_assessment()})
    done = subprocess.run(
        ["git", "-C", str(server.path), "fetch", "-q", str(by_hand.path), "HEAD:main"], check=False, capture_output=True
    )

    assert done.returncode == 0, done.stderr
    assert (author(server, killed), author(server, server.main)) == ("tram", None)
    assert audited(server)[str(server.main)] == ("unknown", None)


@pytest.mark.parametrize("is_packed", [False, True])
def test_a_push_that_never_moved_the_branch_is_never_believed(server: Server, is_packed: bool) -> None:
    hook = server.path / "hooks" / "reference-transaction"
    whole = hook.read_text("utf-8")
    hook.write_text(whole.replace("exec ", "") + "exit 1\n", "utf-8")
    tram, before = ready(server, "tram", OWN), server.main
    assert not tram.push().is_accepted
    hook.write_text(whole, "utf-8")
    assert server.main == before
    if is_packed:  # with the sender's name in the environment, as where Git tidies up after a push
        git = ["git", "-C", str(server.path), "pack-refs", "--all"]
        subprocess.run(git, env={**os.environ, "THIDUA_ACTOR": "tre"}, check=True)

    git = ["git", "-C", str(server.path), "fetch", "-q", str(tram.path), "HEAD:main"]
    subprocess.run(git, check=True)

    assert server.main == tip(tram)
    assert author(server, server.main) is None
    assert audited(server)[str(server.main)] == ("unknown", None)


def test_tidying_up_notes_nothing_and_forgets_nothing(server: Server, killed: pygit2.Oid) -> None:
    git = ["git", "-C", str(server.path), "gc", "-q"]
    subprocess.run(git, env={**os.environ, "THIDUA_ACTOR": "tre"}, check=True)

    assert author(server, killed) == "tram"


def test_a_broken_server_says_one_sentence_and_keeps_the_rest_for_itself(server: Server) -> None:
    before = server.main
    install(server.path, [sys.executable, "-c", "raise RuntimeError('/srv/noi-bo')"], language("en"))

    pushed = ready(server, "tram", OWN).push()

    assert not pushed.is_accepted
    assert "The server met with a fault of its own" in pushed.said
    assert not [word for word in ("Traceback", "noi-bo", str(server.path / "hooks"), "File ") if word in pushed.said]
    log = (server.path / "thidua.log").read_text("utf-8")
    assert "RuntimeError: /srv/noi-bo" in log
    assert "THIDUA_ACTOR=tram: 1" in log
    assert server.main == before


def test_a_note_that_cannot_be_kept_stops_the_push(server: Server) -> None:
    before = server.main
    (server.path / ".thidua-push.json.new").mkdir()

    pushed = ready(server, "tram", OWN).push()

    assert not pushed.is_accepted
    assert "Traceback" not in pushed.said
    assert server.main == before


def test_an_answer_that_breaks_off_is_not_told_at_all(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("x")

    monkeypatch.setattr(receive, "_tell", broken)
    words = ["receive", "--root", str(server.path)]
    line = f"{server.main} {server.main} refs/heads/main\n"

    done = CliRunner().invoke(group(language("en")), words, input=line, env={"THIDUA_ACTOR": "tram"})

    assert isinstance(done.exception, RuntimeError)
    assert done.stdout == ""


def test_the_hook_of_earlier_versions_is_taken_away_and_no_other(server: Server) -> None:
    former = server.path / "hooks" / "post-receive"
    for text, is_ours in (("#!/bin/sh\n# Cổng Thi đua: x\nexit 0\n", True), ("#!/bin/sh\nexit 0\n", False)):
        former.write_text(text, "utf-8")
        server.clock = server.clock
        assert former.exists() is not is_ours
