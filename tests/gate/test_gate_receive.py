"""Pushes to a plain Git server: what its hooks accept, refuse and note, with Git's own commands."""

from pathlib import Path

import pygit2
import pytest
from gate_portal import CLUSTER, portal, self_assessment, verification
from gate_server import Clone, Server

from thidua.gate import note

OWN = f"{CLUSTER}/hoi-tram/self-assessment.yml"
NOON = "2020-11-10T12:00:00+07:00"


@pytest.fixture
def server(tmp_path: Path) -> Server:
    """A founded portal, some weeks before the deadline."""
    server = Server(tmp_path, "2020-01-02T09:00:00+07:00")
    server.found(portal())
    server.clock = NOON
    return server


def clone(server: Server, login: str) -> Clone:
    found = server.clone(login)
    found.fetch()
    return found


def test_an_accepted_push_is_noted_with_its_actor_and_the_servers_time(server: Server) -> None:
    before = str(server.main)

    assert clone(server, "tram").send({OWN: self_assessment()}).is_accepted

    found = note.read(server.repository, server.main)
    assert found is not None
    assert (found.actor.login, found.at.isoformat(), found.since) == ("tram", NOON, before)


def test_a_refused_push_changes_and_notes_nothing(server: Server) -> None:
    before = server.main

    pushed = clone(server, "tre").send({OWN: self_assessment()})

    assert pushed.refused_by("gate-owner")
    assert server.main == before
    assert note.read(server.repository, pygit2.Repository(str(server.folder / "tre")).head.target) is None


def test_a_portal_is_founded_by_its_first_push(tmp_path: Path) -> None:
    server = Server(tmp_path, "2020-01-02T09:00:00+07:00")

    assert server.clone("quantri").send(portal()).is_accepted
    assert note.read(server.repository, server.main) is not None


def test_the_founder_must_be_the_administrator_of_what_is_pushed(tmp_path: Path) -> None:
    server = Server(tmp_path, "2020-01-02T09:00:00+07:00")

    assert server.clone("sen").send(portal()).refused_by("gate-founding")


def test_a_portal_is_founded_without_errors(tmp_path: Path) -> None:
    server = Server(tmp_path, "2020-01-02T09:00:00+07:00")
    broken = portal({"2020/rubric.yml": None})

    assert server.clone("quantri").send(broken).refused_by("file-missing")


def test_an_unnamed_pusher_is_refused(server: Server) -> None:
    before = server.main
    nobody = clone(server, "tram")
    nobody._actor = {}

    assert "THIDUA_ACTOR" in nobody.send({OWN: self_assessment()}).said
    assert server.main == before


def test_only_the_main_branch_takes_pushes_and_it_stays(server: Server) -> None:
    server.repository.config["receive.denyDeletes"] = "false"
    tram = clone(server, "tram")
    refs = ["HEAD:refs/heads/other", "+HEAD:refs/notes/thidua", "HEAD:refs/tags/v1"]

    pushed = tram.push("origin", ":main", *refs)

    assert pushed.refused_by("gate-branch-deleted", "gate-ref")
    assert pushed.said.count("does not take pushes") == len(refs)


def test_history_is_never_rewritten(server: Server) -> None:
    server.repository.config["receive.denyNonFastForwards"] = "false"
    tram = clone(server, "tram")
    assert tram.send({OWN: self_assessment()}).is_accepted
    tram.git("reset", "-q", "--hard", "HEAD~1")
    tram.commit({OWN: self_assessment(40)})

    assert tram.push("--force", "origin", "HEAD:main").refused_by("gate-branch-rewritten")


def test_the_main_branch_stays_the_first_parent(server: Server) -> None:
    tram, tre = clone(server, "tram"), clone(server, "tre")
    tram.commit({OWN: self_assessment()})
    assert tre.send({f"{CLUSTER}/hoi-tre/self-assessment.yml": self_assessment()}).is_accepted
    tram.git("fetch", "-q", "origin")
    tram.git("merge", "-q", "--no-edit", "origin/main")

    assert tram.push().refused_by("gate-first-parent")


def test_a_rivals_file_cannot_be_touched_and_put_back(server: Server) -> None:
    """Its bytes would seem to have come with the second commit, and so to be late."""
    assert clone(server, "tre").send({f"{CLUSTER}/hoi-tre/self-assessment.yml": self_assessment()}).is_accepted
    tram = clone(server, "tram")
    tram.commit({f"{CLUSTER}/hoi-tre/self-assessment.yml": self_assessment(1)})
    tram.commit({f"{CLUSTER}/hoi-tre/self-assessment.yml": self_assessment(), OWN: self_assessment()})

    assert tram.push().refused_by("gate-detour")


@pytest.mark.parametrize("date", ["2020-11-14T23:00:00+07:00", "2020-11-16T13:00:00+07:00"])
def test_a_commit_cannot_lie_about_its_time(server: Server, date: str) -> None:
    server.clock = "2020-11-16T12:00:00+07:00"
    tram = clone(server, "tram")

    assert tram.send({OWN: self_assessment()}, date=date).refused_by("gate-commit-date")


def test_several_commits_are_one_change_set(server: Server) -> None:
    tram = clone(server, "tram")
    tram.commit({OWN: self_assessment(30)})
    tram.commit({OWN: self_assessment(35)})

    assert tram.push().is_accepted


def test_whoever_lost_the_role_has_no_rights_from_an_old_clone(server: Server) -> None:
    sen = clone(server, "sen")
    assert clone(server, "tram").send({OWN: self_assessment()}).is_accepted
    sen.fetch()
    sen.commit({f"{CLUSTER}/hoi-tram/verification.yml": verification("hoi-sen")})
    other = (portal()[f"{CLUSTER}/cluster.yml"]).replace("lead: hoi-sen", "lead: hoi-dua")
    assert clone(server, "btt").send({f"{CLUSTER}/cluster.yml": other}).is_accepted
    sen.git("pull", "-q", "--rebase", "origin", "main")

    assert sen.push().refused_by("gate-owner")


def test_errors_that_the_portal_already_has_do_not_stop_others(server: Server) -> None:
    """A register is mended beside the gate and leaves an error behind; a member still files."""
    repository = server.repository
    index = pygit2.Index()
    index.read_tree(repository[server.main].peel(pygit2.Tree))
    broken = portal()[f"{CLUSTER}/cluster.yml"].replace("[hoi-tre]", "[hoi-lua]")
    index.add(pygit2.IndexEntry(f"{CLUSTER}/cluster.yml", repository.create_blob(broken.encode()), 0o100644))
    who = pygit2.Signature("x", "x@x.example")
    repository.create_commit("refs/heads/main", who, who, "by hand", index.write_tree(repository), [server.main])

    pushed = clone(server, "tram").send({OWN: self_assessment()})

    assert pushed.is_accepted
    assert "cluster-deputy" in pushed.said
