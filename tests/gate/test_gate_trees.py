"""Trees that Git itself would not write: what libgit2 reads in them need not be what a clone gets."""

from collections.abc import Sequence
from pathlib import Path

import pygit2
import pytest
from gate_portal import CLUSTER, portal, self_assessment
from gate_repository import Content, History, rules
from gate_server import Server

from thidua.gate.account import Actor
from thidua.gate.change import LONGEST_NAME, MOST_BYTES, MOST_MALFORMED, Budget, compare
from thidua.gate.shape import check_set

OWN = f"{CLUSTER}/hoi-dua/self-assessment.yml"
RIVAL = f"{CLUSTER}/hoi-tram/self-assessment.yml"
DUA = Actor("dua", 1014)
FILED = {"2020/cum-01/hoi-tram/self-assessment.yml": self_assessment(38, 50)}
FOLDER = 0o40000

Entry = tuple[int, bytes, pygit2.Oid]


def entries(repository: pygit2.Repository, tree: pygit2.Oid) -> list[Entry]:
    return [(int(e.filemode), e.raw_name or b"", e.id) for e in repository[tree].peel(pygit2.Tree)]


def laid(history: History, tree: pygit2.Oid, path: str, mode: int, found: pygit2.Oid) -> pygit2.Oid:
    """Return ``tree`` with one raw entry put at ``path``, whatever its mode."""
    name, _slash, rest = path.partition("/")
    present = {entry[1]: entry for entry in entries(history.repository, tree)}
    if rest:
        inner = present[name.encode()][2] if name.encode() in present else history.tree([])
        mode, found = FOLDER, laid(history, inner, rest, mode, found)
    present[name.encode()] = (mode, name.encode(), found)
    return history.tree(sorted(present.values(), key=lambda e: e[1] + (b"/" if e[0] == FOLDER else b"")))


def blob(history: History, commit: pygit2.Oid, path: str) -> pygit2.Oid:
    return history.repository[commit].peel(pygit2.Tree)[path].id


# Modes


@pytest.mark.parametrize("mode", [0o140000, 0o160001, 0o120755, 0o100664, 0o100600, 0o644, 0o060000, 0])
def test_a_rivals_file_under_an_odd_mode_is_no_file_any_more(history: History, mode: int) -> None:
    """Git takes 140000 for a submodule: in every clone the rival's file would be gone."""
    main = history.portal(FILED)
    own = history.commit({OWN: self_assessment()}, main)
    tree = laid(history, history.repository[own].tree_id, RIVAL, mode, blob(history, main, RIVAL))

    verdict = history.review(main, history.commit_tree(tree, main), DUA)

    assert {"gate-tree", "gate-mode", "gate-owner"} <= set(rules(verdict))
    assert {f.path for f in verdict.findings if f.rule.id == "gate-mode"} == {RIVAL}
    assert {f.path for f in verdict.findings if f.rule.id == "gate-tree"} == {f"{CLUSTER}/hoi-tram"}


@pytest.mark.parametrize("mode", [0o120755, 0o140000, 0o100775])
def test_code_under_an_odd_mode(history: History, mode: int) -> None:
    main = history.commit({**portal(FILED), ".ci/review": (0o100755, "#!/bin/sh\n")})
    own = history.commit({OWN: self_assessment()}, main)
    for files in (main, own):
        tree = laid(history, history.repository[files].tree_id, ".ci/review", mode, blob(history, main, ".ci/review"))

        verdict = history.review(main, history.commit_tree(tree, main), DUA)

        assert "gate-tree" in rules(verdict)
        assert ".ci/review" in {change.path for change in verdict.judgement.changes}


@pytest.mark.parametrize("raw", [b"040000", b"40755", b"0100644", b"200644", b"10100644", b"100644x", b"", b"9"])
def test_modes_that_no_tree_has(history: History, raw: bytes) -> None:
    main = history.portal(FILED)
    repository = history.repository
    folder = repository.odb.write(pygit2.enums.ObjectType.TREE, raw + b" vote.yml\0" + blob(history, main, RIVAL).raw)
    head = history.commit_tree(laid(history, repository[main].tree_id, CLUSTER, FOLDER, folder), main)

    assert "gate-tree" in rules(history.review(main, head, DUA))


def test_an_odd_mode_that_is_there_can_be_put_right(history: History) -> None:
    """It came before the gate stood, say; whoever mends it changes the mode only."""
    sound = history.portal(FILED)
    tree = laid(history, history.repository[sound].tree_id, RIVAL, 0o100664, blob(history, sound, RIVAL))
    main = history.commit_tree(tree, sound)
    head = history.commit_tree(history.repository[sound].tree_id, main)

    verdict = history.review(main, head, "tram")

    assert [change.path for change in verdict.judgement.changes] == [RIVAL]
    assert rules(verdict) == []


# What the entries name


@pytest.mark.parametrize("name", ["tree", "commit", "nothing"])
@pytest.mark.parametrize("path", [OWN, "docs/x.md"])
def test_a_file_that_is_none(history: History, name: str, path: str) -> None:
    main = history.portal(FILED)
    named = {"tree": history.repository[main].tree_id, "commit": main, "nothing": pygit2.Oid(hex="12" * 20)}
    head = history.commit_tree(laid(history, history.repository[main].tree_id, path, 0o100644, named[name]), main)

    assert "gate-tree" in rules(history.review(main, head, DUA))


@pytest.mark.parametrize("name", ["blob", "commit", "nothing"])
def test_a_folder_that_is_none(history: History, name: str) -> None:
    main = history.portal(FILED)
    named = {"blob": blob(history, main, RIVAL), "commit": main, "nothing": pygit2.Oid(hex="12" * 20)}
    tree = laid(history, history.repository[main].tree_id, f"{CLUSTER}/hoi-dua", FOLDER, named[name])

    verdict = history.review(main, history.commit_tree(tree, main), DUA)

    assert {f.path for f in verdict.findings if f.rule.id == "gate-tree"} == {f"{CLUSTER}/hoi-dua"}


@pytest.mark.parametrize("path", [f"{CLUSTER}/hoi-dua", "zz"])
def test_a_name_that_is_empty(history: History, path: str) -> None:
    main = history.portal(FILED)
    folder = history.tree([(0o100644, b"", blob(history, main, RIVAL))])
    tree = laid(history, history.repository[main].tree_id, path, FOLDER, folder)

    assert "gate-tree" in rules(history.review(main, history.commit_tree(tree, main), DUA))


# Endless trees


def nested(history: History, leaf: Sequence[Entry], levels: int, width: int) -> pygit2.Oid:
    tree = history.tree(leaf)
    for _level in range(levels):
        tree = history.tree([(FOLDER, b"f%03d" % index, tree) for index in range(width)])
    return tree


@pytest.mark.parametrize(("levels", "width"), [(1, 1), (12, 10), (60, 2), (51, 2)])
def test_folders_without_files(history: History, levels: int, width: int) -> None:
    """Git writes no empty folder; many of them would be looked through without one path to count."""
    main = history.portal(FILED)
    bomb = nested(history, [], levels, width)
    head = history.commit_tree(laid(history, history.repository[main].tree_id, "docs", FOLDER, bomb), main)

    verdict = history.review(main, head, DUA)

    assert "gate-tree" in rules(verdict)
    assert len(verdict.findings) <= MOST_MALFORMED + 3


@pytest.mark.parametrize(("levels", "width"), [(60, 2), (45, 3), (2, 1000)])
def test_folders_without_end(history: History, levels: int, width: int) -> None:
    main = history.portal(FILED)
    leaf = [(0o100644, b"x.yml", history.repository.create_blob(b"x: 1\n"))]
    bomb = nested(history, leaf, levels, width)
    head = history.commit_tree(laid(history, history.repository[main].tree_id, "docs", FOLDER, bomb), main)

    found = compare(history.repository, history.repository[main].tree_id, history.repository[head].tree_id)

    assert not found.is_complete
    assert "gate-too-many-files" in {finding.rule.id for finding in check_set(found)}


@pytest.mark.parametrize("leaf", [True, False])
@pytest.mark.parametrize(("levels", "width"), [(45, 3), (3, 300)])
def test_folders_without_end_in_the_first_tree(history: History, levels: int, width: int, leaf: bool) -> None:
    """A commit between two others is the first tree for the later one, and it is the sender's."""
    main = history.portal(FILED)
    file = (0o100644, b"x.yml", history.repository.create_blob(b"x: 1\n"))
    bomb = nested(history, [file] if leaf else [], levels, width)
    head = history.commit_tree(laid(history, history.repository[main].tree_id, "docs", FOLDER, bomb), main)

    found = compare(history.repository, history.repository[head].tree_id, history.repository[main].tree_id)

    assert not found.is_complete


def test_a_first_tree_without_a_floor(history: History) -> None:
    main = history.portal(FILED)
    bomb = nested(history, [(0o100644, b"x.yml", history.repository.create_blob(b"x: 1\n"))], 2_000, 1)
    head = history.commit_tree(laid(history, history.repository[main].tree_id, "docs", FOLDER, bomb), main)

    found = compare(history.repository, history.repository[head].tree_id, history.repository[main].tree_id)

    assert not found.is_complete


def test_several_comparisons_share_a_budget(history: History) -> None:
    main = history.portal(FILED)
    head = history.commit({OWN: self_assessment(), "docs/x.md": "x"}, main)
    trees = [history.repository[commit].tree_id for commit in (main, head)]
    budget = Budget(paths=3)

    assert compare(history.repository, *trees, budget).is_complete
    assert not compare(history.repository, *trees, budget).is_complete
    assert not compare(history.repository, *trees, Budget(bytes=2_000)).is_complete


@pytest.mark.parametrize("folder", [f"{CLUSTER}/hoi-dua", "", "docs"])
def test_a_name_that_no_file_system_holds(history: History, folder: str) -> None:
    """What compares it in another Unicode form would take the square of its length."""
    main = history.portal(FILED)
    file = history.repository.create_blob(b"x: 1\n")
    long, longest = ("x" + "\u0301\u0323" * 15_000, "a" * LONGEST_NAME)
    trees = [
        laid(history, history.repository[main].tree_id, f"{folder}/{name}".lstrip("/"), 0o100644, file)
        for name in (long, longest)
    ]

    verdict = history.review(main, history.commit_tree(trees[0], main), DUA)

    assert "gate-tree" in rules(verdict)
    assert all(len(change.path) < LONGEST_NAME for change in verdict.judgement.changes)
    assert "gate-tree" not in rules(history.review(main, history.commit_tree(trees[1], main), DUA))


def test_a_path_that_no_computer_holds(history: History) -> None:
    main = history.portal(FILED)
    path = "/".join(["d" * 200] * 6 + ["x"])
    file = history.repository.create_blob(b"x: 1\n")
    head = history.commit_tree(laid(history, history.repository[main].tree_id, path, 0o100644, file), main)

    assert "gate-tree" in rules(history.review(main, head, "quantri"))


def test_a_folder_of_endless_names(history: History) -> None:
    main = history.portal(FILED)
    file = history.repository.create_blob(b"x: 1\n")
    names = [(0o100644, b"%07d" % number + b"x" * 60_000, file) for number in range(MOST_BYTES // 60_000 + 1)]
    tree = laid(history, history.repository[main].tree_id, "docs", FOLDER, history.tree(names))

    found = compare(history.repository, history.repository[main].tree_id, tree)

    assert not found.is_complete
    assert len(found.changes) <= 1


def test_everything_deleted_is_an_empty_portal(history: History) -> None:
    """The one empty tree that Git writes itself."""
    files: dict[str, Content] = dict.fromkeys(portal(FILED))
    main = history.portal(FILED)

    found = compare(
        history.repository, history.repository[main].tree_id, history.repository[history.commit(files, main)].tree_id
    )

    assert found.malformed == ()
    assert len(found.changes) == len(files)


def test_a_server_refuses_odd_modes_before_any_hook_runs(tmp_path: Path) -> None:
    """Git only remarks on them, unless it is told otherwise."""
    server = Server(tmp_path, "2020-11-10T09:00:00+07:00")
    main = server.found(portal(FILED))
    clone = server.clone("dua", forge_id=1014)
    at_home = History.__new__(History)
    at_home.repository = pygit2.Repository(str(clone.path))
    tree = laid(at_home, at_home.repository[main].peel(pygit2.Tree).id, RIVAL, 0o140000, blob(at_home, main, RIVAL))
    head = at_home.commit_tree(tree, main)

    assert clone.push("origin", f"{head}:main").refused_by("badFilemode")
    assert server.main == main
