"""Where records come from: a folder, files in memory or a commit give the same, and none follows a link."""

import os
from pathlib import Path

import pytest

from examples.corpus import BASE, base
from support.command import git
from thidua.publication.result_document import season_document
from thidua.records.archive import Archive
from thidua.records.history import Commit
from thidua.records.source import EntryKind, Files, Folder, FolderEntry, Source, walk
from thidua.scoring.evaluation import Evaluator

VOTE = "submissions/2020/cum-01/vote.yml"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A repository with the base of the examples as its only commit."""
    for path, data in base().items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(data)
    git(tmp_path, "init", "--quiet", "--initial-branch=main")
    commit(tmp_path)
    return tmp_path


def commit(root: Path) -> None:
    git(root, "add", "--all")
    git(root, "-c", "user.name=A", "-c", "user.email=a@example.org", "commit", "--quiet", "--message=records")


def results(source: Source) -> tuple[list[str], list[dict[str, object]]]:
    """Return all findings and all results of a source."""
    evaluator = Evaluator(Archive(source))
    findings, documents = list(evaluator.registers()), []
    for season in evaluator.archive.seasons():
        clusters = [evaluator.cluster(season, cluster) for cluster in evaluator.season(season).records.clusters]
        findings += [*evaluator.season(season).findings, *(f for cluster in clusters for f in cluster.findings)]
        documents.append(season_document(season, [c.result for c in clusters if c.result is not None]))
    return [f"{f.path}:{f.line}:{f.column} {f.rule.id}" for f in findings], documents


def test_all_sources_give_the_same_results(root: Path) -> None:
    expected = results(Folder(BASE))
    assert expected[0] == []
    assert results(Folder(root)) == results(Files(base())) == results(Commit.at(root, "main")) == expected


def test_all_sources_give_the_same_findings(root: Path) -> None:
    changed = base() | {VOTE: base()[VOTE].replace(b"yes: 3", b"yes: 4", 1), "submissions/x.txt": b"x"}
    for path in (VOTE, "submissions/x.txt"):
        (root / path).write_bytes(changed[path])
    commit(root)
    expected = results(Folder(root))
    assert expected[0] == ["submissions/x.txt:1:1 path-unknown", f"{VOTE}:17:43 vote-count"]
    assert results(Files(changed)) == results(Commit.at(root, "HEAD")) == expected


def test_a_commit_stays_what_it_was(root: Path) -> None:
    before = results(Commit.at(root, "HEAD"))
    (root / VOTE).unlink()
    commit(root)
    assert results(Commit.at(root, "HEAD~1")) == before
    assert results(Commit.at(root, "HEAD")) == results(Folder(root)) != before


def test_a_revision_that_does_not_exist(root: Path) -> None:
    with pytest.raises(KeyError):
        Commit.at(root, "nowhere")


@pytest.mark.parametrize("kind", ["folder", "files", "commit"])
def test_what_stands_in_a_folder(root: Path, kind: str) -> None:
    source = {"folder": Folder(root), "files": Files(base()), "commit": Commit.at(root, "HEAD")}[kind]
    assert source.entries("submissions/2020/consolidations") == [FolderEntry("ban-to-chuc.yml", EntryKind.FILE)]
    assert FolderEntry("cum-01", EntryKind.FOLDER) in source.entries("submissions/2020")
    assert FolderEntry("submissions", EntryKind.FOLDER) in source.entries("")
    assert list(source.entries("submissions/1999")) == []
    assert list(source.entries(VOTE)) == []
    assert source.read(VOTE, 10) == base()[VOTE][:10]
    assert source.read("submissions/2020", 10) is None
    assert source.read("submissions/1999/vote.yml", 10) is None


def test_walking_a_source(root: Path) -> None:
    expected = [(path, EntryKind.FILE) for path in base()]
    assert sorted(walk(Files(base()))) == sorted(walk(Folder(root))) == sorted(expected)
    assert walk(Folder(root)) == walk(Commit.at(root, "HEAD"))


def test_links_are_never_followed(root: Path) -> None:
    (root / VOTE).unlink()
    (root / VOTE).symlink_to(root / "submissions/2019/cum-01/vote.yml")
    (root / "submissions/2018").symlink_to(root / "submissions/2019", target_is_directory=True)
    commit(root)
    for source in (Folder(root), Commit.at(root, "HEAD")):
        assert FolderEntry("vote.yml", EntryKind.SPECIAL) in source.entries("submissions/2020/cum-01")
        assert FolderEntry("2018", EntryKind.SPECIAL) in source.entries("submissions")
        assert source.read(VOTE, 10) is None
    found = results(Folder(root))[0]
    assert found == results(Commit.at(root, "HEAD"))[0]
    assert {f"{VOTE}:1:1 path-special", "submissions/2018:1:1 path-special"} <= set(found)


def test_links_are_not_followed_where_the_system_cannot_be_told_so(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("thidua.records.source._NO_FOLLOW", 0)
    assert Folder(root).read(VOTE, 10) is not None
    (root / VOTE).unlink()
    (root / VOTE).symlink_to(root / "submissions/2019/cum-01/vote.yml")
    assert Folder(root).read(VOTE, 10) is None


def test_a_pipe_is_no_file_and_holds_nobody_up(root: Path) -> None:
    os.mkfifo(root / "submissions/2020/cum-02/report.yml")
    assert Folder(root).read("submissions/2020/cum-02/report.yml", 10) is None
    assert results(Folder(root))[0] == ["submissions/2020/cum-02/report.yml:1:1 path-special"]


def test_a_folder_with_the_name_of_a_register(root: Path) -> None:
    (root / "submissions/portal.yml").unlink()
    (root / "submissions/portal.yml").mkdir()
    assert results(Folder(root))[0] == ["submissions/portal.yml:1:1 file-missing"]


def test_names_that_are_no_text(root: Path) -> None:
    (root / "submissions/2020/cum-02" / os.fsdecode(b"b\xe1o.yml")).write_bytes(b"a: 1")
    commit(root)
    for source in (Folder(root), Commit.at(root, "HEAD")):
        findings = results(source)[0]
        assert len(findings) == 1
        assert findings[0].endswith(":1:1 path-unknown")


def test_a_submodule_is_no_folder(root: Path) -> None:
    head = git(root, "rev-parse", "HEAD").strip()
    git(root, "update-index", "--add", "--cacheinfo", f"160000,{head},submissions/2020/cum-03")
    git(root, "-c", "user.name=A", "-c", "user.email=a@example.org", "commit", "--quiet", "--message=module")
    assert FolderEntry("cum-03", EntryKind.SPECIAL) in Commit.at(root, "HEAD").entries("submissions/2020")
    assert results(Commit.at(root, "HEAD"))[0] == ["submissions/2020/cum-03:1:1 path-special"]
