"""A plain Git server in a folder: a bare repository with the installed hooks, a clock, and clones of everybody."""

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pygit2
from pygit2.enums import FileMode

from thidua.gate import note
from thidua.gate.account import Actor
from thidua.gate.hook import install
from thidua.records.history import Commit
from thidua.records.language import language
from thidua.records.source import walk

SETTINGS = """\
[core]
    fsync = none
[user]
    name = Cán bộ thi đua
[init]
    defaultBranch = main
[pull]
    rebase = true
[protocol "file"]
    allow = always
[advice]
    detachedHead = false
[gc]
    auto = 0
"""


@dataclass(frozen=True)
class Pushed:
    """How a push went, and what the server said."""

    is_accepted: bool
    said: str

    def refused_by(self, *rules: str) -> bool:
        """Whether it was refused, for these rules among others."""
        return not self.is_accepted and all(rule in self.said for rule in rules)


class Server:
    """The bare origin. ``clock`` is the server's time, which no commit can change."""

    def __init__(self, folder: Path, clock: str) -> None:
        self.folder = folder
        self.path = folder / "origin.git"
        (folder / "gitconfig").write_text(SETTINGS, encoding="utf-8")
        self.repository = pygit2.init_repository(str(self.path), bare=True, initial_head="main")
        self.clock = clock

    @property
    def clock(self) -> str:
        return self._clock

    @clock.setter
    def clock(self, moment: str) -> None:
        self._clock = moment
        words = [sys.executable, "-I", "-m", "thidua", "receive", "--root", ".", "--lang", "en", "--as-of", moment]
        install(self.path, words, language("en"))

    def found(self, files: Mapping[str, str]) -> pygit2.Oid:
        """Begin the main branch as whoever owns the repository may: beside the hooks, noted all the same."""
        moment = datetime.fromisoformat(self.clock)
        who = pygit2.Signature("Quản trị", "quantri@mttq.example", int(moment.timestamp()), 420)
        index = pygit2.Index()
        for path, text in files.items():
            index.add(pygit2.IndexEntry(path, self.repository.create_blob(text.encode()), FileMode.BLOB))
        tree = index.write_tree(self.repository)
        commit = self.repository.create_commit("refs/heads/main", who, who, "found the portal", tree, [])
        note.write(self.repository, commit, note.Note(Actor("quantri"), moment))
        return commit

    @property
    def main(self) -> pygit2.Oid:
        return self.repository.references["refs/heads/main"].peel(pygit2.Commit).id

    def files(self) -> list[str]:
        """The paths below submissions/ on the main branch."""
        tree = self.repository[self.main].peel(pygit2.Tree)
        return [path for path, _ in walk(Commit(self.repository, tree))]

    def clone(self, login: str, *, forge_id: int | None = None) -> "Clone":
        clone = Clone(self, login, forge_id)
        clone.git("clone", "-q", str(self.path), str(clone.path), at=self.folder)
        clone.git("config", "user.email", f"{login}@hoi.example")
        return clone


class Clone:
    """Somebody's clone, and what they do in it with Git alone."""

    def __init__(self, server: Server, login: str, forge_id: int | None) -> None:
        self.server = server
        self.login = login
        self.path = server.folder / login
        self._actor = {"THIDUA_ACTOR": login} | ({"THIDUA_ACTOR_ID": str(forge_id)} if forge_id is not None else {})

    def git(self, *words: str, at: Path | None = None, date: str | None = None) -> subprocess.CompletedProcess[str]:
        return self.run("git", *words, at=at, date=date)

    def run(self, *words: str, at: Path | None = None, date: str | None = None) -> subprocess.CompletedProcess[str]:
        environment = self.environment(date)
        return subprocess.run(words, cwd=at or self.path, env=environment, check=False, capture_output=True, text=True)

    def environment(self, date: str | None = None) -> dict[str, str]:
        moment = date or self.server.clock
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.server.folder),
            "GIT_CONFIG_GLOBAL": str(self.server.folder / "gitconfig"),
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_AUTHOR_DATE": moment,
            "GIT_COMMITTER_DATE": moment,
            **self._actor,
        }

    def fetch(self) -> None:
        """Start anew from the server's main branch."""
        self.git("fetch", "-q", "origin")
        self.git("checkout", "-q", "-B", "main", "origin/main")

    def write(self, files: Mapping[str, str | None]) -> None:
        for name, text in files.items():
            path = self.path / name
            if text is None:
                path.unlink()
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")

    def commit(self, files: Mapping[str, str | None], message: str = "change", date: str | None = None) -> None:
        self.write(files)
        self.git("add", "-A")
        done = self.git("commit", "-q", "-m", message, date=date)
        assert done.returncode == 0, done.stdout + done.stderr

    def push(self, *words: str) -> Pushed:
        done = self.git("push", "-q", *(words or ("origin", "HEAD:main")))
        return Pushed(done.returncode == 0, done.stderr)

    def send(self, files: Mapping[str, str | None], message: str = "change", date: str | None = None) -> Pushed:
        """Commit on top of the server's main branch and push."""
        if not self.git("ls-remote", "origin").stdout:
            self.git("checkout", "-q", "-B", "main")
        else:
            self.fetch()
        self.commit(files, message, date)
        return self.push()
