"""“As merged” is what Git itself makes of both sides; where Git would not, or could not be sure, it is a conflict."""

import os
import random
import subprocess
from collections.abc import Callable
from pathlib import Path

import pygit2
import pytest
from gate_portal import CLUSTER, portal, receipt
from gate_repository import Content, History, rules
from pygit2.enums import FileMode

from support.command import git
from support.mutation import dice_of
from thidua.gate.change import compare
from thidua.gate.merge import merge

ROUNDS = int(os.environ.get("THIDUA_ROUNDS", "2000")) // 10
BATCHES = 4
Files = dict[str, Content]


def lines(name: str, dice: random.Random) -> list[str]:
    """A file: lines of its own, by which Git knows it again under another name."""
    return [f"{name} {number} {dice.randrange(3)}" for number in range(dice.choice([3, 12]))]


def text(content: Content) -> str:
    found = content[1] if isinstance(content, tuple) else content
    assert isinstance(found, str)
    return found


def edited(files: Files, dice: random.Random) -> None:
    path = dice.choice(sorted(files))
    found = text(files[path]).splitlines()
    place = dice.choice([0, len(found) // 2, len(found) - 1, len(found)])
    found[place : place + dice.randrange(2)] = [f"- {dice.randrange(4)}"] * dice.randrange(1, 3)
    files[path] = "\n".join(found) + "\n"


def deleted(files: Files, dice: random.Random) -> None:
    del files[dice.choice(sorted(files))]


def added(files: Files, dice: random.Random) -> None:
    path = "/".join(dice.choice("abc") for _ in range(dice.randrange(1, 4)))
    if dice.randrange(2):
        path = f"{dice.choice(sorted(files)).rpartition('/')[0]}/new-{dice.randrange(2)}".lstrip("/")
    put(files, path, "\n".join(lines(dice.choice([path, "same"]), dice)) + "\n")


def put(files: Files, path: str, content: Content) -> None:
    """Write a file; what stands in its way goes."""
    for other in list(files):
        if other == path or other.startswith(path + "/") or path.startswith(other + "/"):
            del files[other]
    files[path] = content


def renamed(files: Files, dice: random.Random) -> None:
    path = dice.choice(sorted(files))
    content = files.pop(path)
    put(files, f"{dice.choice('abcd')}/{dice.choice([path.rpartition('/')[2], 'moved'])}", content)


def folder_renamed(files: Files, dice: random.Random) -> None:
    folder = dice.choice(sorted(files)).split("/")[0]
    other = dice.choice("abcd") + dice.choice("xy")
    for path in [path for path in files if path.startswith(f"{folder}/")]:
        content = files.pop(path)
        put(files, other + path.removeprefix(folder), content)


def executable(files: Files, dice: random.Random) -> None:
    path = dice.choice(sorted(files))
    files[path] = (int(FileMode.BLOB_EXECUTABLE), text(files[path]))


ACTIONS: list[Callable[[Files, random.Random], None]] = [
    edited, edited, edited, edited, deleted, added, added, renamed, folder_renamed, executable,
]  # fmt: skip


def changed(files: Files, dice: random.Random) -> Files:
    found = dict(files)
    for _ in range(dice.choice([1, 1, 2, 3])):
        if found:
            dice.choice(ACTIONS)(found, dice)
    return found or {"z": "z\n"}


def commit(history: History, files: Files, *parents: pygit2.Oid) -> pygit2.Oid:
    repository = history.repository
    index = pygit2.Index()
    for path, content in files.items():
        mode = content[0] if isinstance(content, tuple) else FileMode.BLOB
        index.add(pygit2.IndexEntry(path, repository.create_blob(text(content).encode()), FileMode(mode)))
    return history.commit_tree(index.write_tree(repository), *parents)


def of_git(folder: Path, target: pygit2.Oid, head: pygit2.Oid) -> str | None:
    """Return the tree that ``git merge`` makes, None where it finds conflicts."""
    git(folder, "reset", "--quiet", "--hard", str(target))
    try:
        git(folder, "merge", "--quiet", "--no-edit", "--no-ff", str(head))
    except subprocess.CalledProcessError:
        return None
    return str(pygit2.Repository(str(folder)).head.peel(pygit2.Commit).tree_id)


def of_gate(history: History, base: pygit2.Oid, target: pygit2.Oid, head: pygit2.Oid) -> str | None:
    """Return the tree that the gate judges, None where it finds conflicts."""
    trees = [history.repository[found].peel(pygit2.Tree).id for found in (base, target, head)]
    comparison = compare(history.repository, trees[0], trees[2])
    merged = merge(history.repository, trees[0], trees[1], comparison, comparison.changes)
    if merged.conflicts:
        return None
    index = pygit2.Index()
    index.read_tree(history.repository[trees[1]])
    for path, item in sorted(merged.contents.items(), key=lambda found: found[1] is not None):
        if item is not None:
            index.add(pygit2.IndexEntry(path, item.id, FileMode(item.mode)))
        elif path in index:
            index.remove(path)
    return str(index.write_tree(history.repository))


@pytest.fixture
def work(tmp_path: Path) -> tuple[History, Path]:
    """A repository with a working tree, in which Git itself can merge."""
    folder = tmp_path / "work"
    git(tmp_path, "init", "--quiet", str(folder))
    history = History.__new__(History)
    history.repository = pygit2.Repository(str(folder))
    return history, folder


@pytest.mark.parametrize("batch", range(BATCHES))
def test_what_the_gate_judges_is_what_git_merges(work: tuple[History, Path], batch: int) -> None:
    history, folder = work
    clean = 0
    for number in range(ROUNDS // BATCHES):
        dice = dice_of(f"merge/{batch}/{number}")
        names = [f"{a}/{b}" for a in "abc" for b in dice.sample("abcxy", 3)] + ["r"]
        files: Files = {name: "\n".join(lines(name, dice)) + "\n" for name in dice.sample(names, dice.randrange(3, 9))}
        sides = [changed(files, dice), changed(files, dice)]
        base = commit(history, files)
        target, head = (commit(history, side, base) for side in sides)
        judged = of_gate(history, base, target, head)
        if judged is None:
            continue
        clean += 1
        assert judged == of_git(folder, target, head), (batch, number)
    assert clean > ROUNDS // BATCHES // 5


def row(moment: str) -> str:
    return receipt("hoi-tram", f"2020-11-10T{moment}:00+07:00", "ab" * 32)


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"),
    [
        (row("08:00"), row("09:00"), ["gate-conflict"]),
        (row("08:00"), row("08:00") + row("09:00"), ["gate-conflict"]),
        (row("08:00"), row("08:00"), []),
    ],
)
def test_two_appended_receipts_conflict_for_git_and_for_the_gate(
    work: tuple[History, Path], ours: str, theirs: str, expected: list[str]
) -> None:
    history, folder = work
    register = f"{CLUSTER}/receipts-lead.yml"
    kept = "receipts:\n" + row("07:00")
    base = history.commit({**portal(), register: kept})
    target = history.commit({register: kept + ours}, base)
    head = history.commit({register: kept + theirs}, base, message="theirs")

    assert rules(history.review(target, head, "sen")) == expected
    assert (of_git(folder, target, head) is None) == bool(expected)


def test_receipts_of_the_lead_and_of_the_monitor_never_meet(work: tuple[History, Path]) -> None:
    history, folder = work
    base = history.commit(portal())
    target = history.commit({f"{CLUSTER}/receipts-monitor.yml": "receipts:\n" + row("08:00")}, base)
    head = history.commit({f"{CLUSTER}/receipts-lead.yml": "receipts:\n" + row("09:00")}, base)

    assert rules(history.review(target, head, "sen")) == []
    assert of_gate(history, base, target, head) == of_git(folder, target, head)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ({"a/x": None}, {"a/x": None}),
        ({"a/x": None, "b/x": "same\n" * 9}, {"a/x": None, "c/x": "same\n" * 9}),
        ({"a/x": None, "b/x": "same\n" * 9}, {"a/y": "new\n"}),
        ({"a/y": "new\n"}, {"a/x": None, "b/x": "same\n" * 9}),
        ({"d": "file\n"}, {"d/e": "below it\n"}),
        ({"d/e": "below it\n"}, {"d": "file\n"}),
        ({"a/x": "ours\n"}, {"a/x": None, "a/x/y": "below it\n"}),
        ({"a/x": "ours\n" + "same\n" * 9}, {"a/x": "same\n" * 9 + "theirs\n"}),
        ({"a/x": "ours\n"}, {"a/x": (FileMode.BLOB_EXECUTABLE, "same\n" * 9)}),
    ],
)
def test_what_git_may_take_for_another_name_or_nobody_has_seen_whole_is_a_conflict(
    work: tuple[History, Path], ours: Files, theirs: Files
) -> None:
    history, _folder = work
    base = history.commit({"a/x": "same\n" * 9, "z": "z\n"})

    assert of_gate(history, base, history.commit(ours, base), history.commit(theirs, base)) is None
