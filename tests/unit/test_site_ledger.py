"""The ledger: what it counts on from one build to the next."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from thidua.records.source import Folder
from thidua.site import digest
from thidua.site.ledger import Graph, Ledger, Part
from thidua.site.manifest import GRAIN, Manifest
from thidua.site.trace import ALWAYS, FOR_EVER, Reads

NOW = datetime(2020, 11, 20, tzinfo=UTC)
FILE = "submissions/2020/cum-01/vote.yml"
NAME = "cluster:2020/cum-01"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A portal with one record."""
    (tmp_path / FILE).parent.mkdir(parents=True)
    (tmp_path / FILE).write_text("yes: 5", encoding="utf-8")
    return tmp_path


class Main:
    """A main branch to which something came at every path."""

    def __init__(self, tip: str = "c0ffee", came: str = "x") -> None:
        self.tip = tip
        self.came = came
        self.asked: list[str] = []

    def is_as_at(self, tip: str | None, _path: str) -> bool:
        return tip == self.tip

    def arrivals(self, path: str) -> str:
        self.asked.append(path)
        return self.came


class Read:
    """A source that counts what is read."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.paths: list[str] = []

    def __call__(self, path: str) -> bytes | None:
        self.paths.append(path)
        return Folder(self.root).read(path, 1000)


def manifest(root: Path, ledger: Ledger, read: Read | None = None, later: int = 2 * GRAIN) -> Manifest:
    now = max(path.stat().st_ctime_ns for path in (root / "submissions").rglob("*")) + later
    return Manifest(root, ledger.known, read or Read(root), now)


def graph(
    root: Path,
    moment: datetime = NOW,
    about: str = "this",
    written: frozenset[str] = frozenset({"a"}),
    branch: Main | None = None,
) -> Graph:
    ledger = Ledger(root / "ledger", about)
    return Graph(ledger, manifest(root, ledger), written, {"commit": "c0ffee"}, moment, branch or Main())


def keep(root: Path, **reads: str) -> None:
    found = graph(root)
    names = {f"file:{FILE}": found.current(f"file:{FILE}") or "", "commit": "c0ffee", **reads}
    found.put(NAME, Part.of(Reads(names, NOW, NOW + timedelta(days=1)), "value", {f"{NAME}#short": "x"}, ["a"]))
    found.save(is_whole=True)


def knows(found: Graph) -> bool:
    part = found.kept(NAME)
    assert part is None or part.result == "value"
    return part is not None


def test_a_part_holds_while_all_that_it_read_is_the_same(root: Path) -> None:
    keep(root)
    assert knows(graph(root))
    assert graph(root).current(f"{NAME}#short") == "x"
    (root / FILE).write_text("yes: 4", encoding="utf-8")
    assert not knows(graph(root))
    (root / FILE).write_text("yes: 5", encoding="utf-8")
    assert knows(graph(root))
    (root / FILE).unlink()
    (root / "submissions" / "portal.yml").touch()
    assert not knows(graph(root))


def test_a_part_holds_for_the_moments_that_it_noted(root: Path) -> None:
    keep(root)
    assert knows(graph(root, NOW + timedelta(hours=23)))
    assert not knows(graph(root, NOW + timedelta(days=1)))
    assert not knows(graph(root, NOW - timedelta(seconds=1)))


def test_the_history_is_looked_into_only_where_the_branch_went_on(root: Path) -> None:
    keep(root, **{"history:a.yml": "x"})
    same, on, other = Main(), Main("beef"), Main("beef", "y")
    assert knows(graph(root, branch=same))
    assert same.asked == []
    found = graph(root, branch=on)
    assert knows(found)
    assert on.asked == ["a.yml"]
    assert not knows(graph(root, branch=other))
    found.save(is_whole=True)
    again = Main("beef", "y")  # what is known of a commit stays
    assert knows(graph(root, branch=again))
    assert again.asked == []


def test_a_part_of_another_program_or_without_its_files_is_none(root: Path) -> None:
    keep(root)
    assert not knows(graph(root, about="another"))
    assert not knows(graph(root, written=frozenset()))


def test_a_part_that_was_begun_and_never_finished_is_none(root: Path) -> None:
    keep(root)
    graph(root).begin([NAME])
    assert not knows(graph(root))
    keep(root)
    assert knows(graph(root))


def test_a_build_that_is_refused_keeps_what_it_did_not_come_to(root: Path) -> None:
    keep(root)
    graph(root).save(is_whole=False)
    assert knows(graph(root))
    graph(root).save(is_whole=True)
    assert not knows(graph(root))


def test_a_file_that_changed_while_it_was_read_is_like_no_other() -> None:
    reads = Reads()
    reads.note("file:a", "1")
    reads.note("file:a", "2")
    assert reads.names["file:a"] not in {"1", "2"}
    merged = Reads({"file:a": "1"}, ALWAYS, FOR_EVER)
    merged.merge(reads)
    assert merged.names["file:a"] not in {"1", "2"}


def test_a_damaged_ledger_is_none(root: Path) -> None:
    keep(root)
    file = root / "ledger"
    whole = file.read_bytes()
    damaged = [whole[:end] for end in range(0, len(whole), 7)]
    damaged += [bytes([*whole[:place], whole[place] ^ 1, *whole[place + 1 :]]) for place in range(0, len(whole), 3)]
    for data in damaged:
        file.write_bytes(data)
        assert not Ledger(file, "this").parts
    file.write_bytes(whole)
    assert knows(graph(root))


def test_only_what_changed_is_read_again(root: Path) -> None:
    keep(root)
    ledger, read = Ledger(root / "ledger", "this"), Read(root)
    assert manifest(root, ledger, read).file(FILE) == manifest(root, ledger, read).file(FILE)
    assert read.paths == []
    (root / FILE).write_text("yes: 6", encoding="utf-8")
    os.utime(root / FILE, (1, 1))  # as after cp -p
    manifest(root, ledger, read).file(FILE)
    assert read.paths == [FILE]


def test_what_was_written_a_moment_ago_is_not_trusted(root: Path) -> None:
    ledger, read = Ledger(root / "ledger", "this"), Read(root)
    for later, count in ((0, 0), (2 * GRAIN, 1)):
        found = manifest(root, ledger, read, later)
        found.file(FILE)
        assert len(dict(found.settled())) == count


def test_a_listing_is_that_of_the_source(root: Path) -> None:
    (root / "submissions" / "la").symlink_to(root)
    found = manifest(root, Ledger(root / "ledger", "this"))
    for folder in ("submissions", "submissions/2020", "submissions/2020/cum-01", "submissions/none"):
        assert found.folder(folder) == digest.of_entries(Folder(root).entries(folder))
    assert found.file("submissions/la") == found.file("submissions/none.yml") == digest.of_bytes(None)
