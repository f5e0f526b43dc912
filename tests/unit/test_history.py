"""When a file's present bytes came to the main branch: only a full clone knows, and only committer dates count."""

import os
import subprocess
from datetime import datetime
from pathlib import Path

import pygit2
import pytest

from thidua.records.history import head, introduced, is_overlaid, main_branch
from thidua.records.strict_yaml import LONGEST_FILE

PATH = "submissions/2020/cum-01/hoi-tre/self-assessment.yml"


class Clone:
    """A repository whose clock the test sets."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.git("init", "--quiet", "--initial-branch=main")

    def git(self, *arguments: str, committed: str = "2020-11-01T08:00:00+07:00", authored: str | None = None) -> None:
        environment = {
            **os.environ,
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_COMMITTER_DATE": committed,
            "GIT_AUTHOR_DATE": authored or committed,
        }
        command = ["git", "-c", "user.name=a", "-c", "user.email=a@example.org", *arguments]
        subprocess.run(command, cwd=self.root, env=environment, check=True, capture_output=True)

    def commit(self, text: str, committed: str, authored: str | None = None) -> None:
        file = self.root / PATH
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "-m", "x", committed=committed, authored=authored)

    def introduced(self) -> str | None:
        found = introduced(self.root, "main", [PATH]).get(PATH)
        return found and found.astimezone(datetime.fromisoformat("2020-01-01T00:00:00+07:00").tzinfo).isoformat()


@pytest.fixture
def clone(tmp_path: Path) -> Clone:
    return Clone(tmp_path)


def test_the_commit_that_brought_the_present_bytes_counts(clone: Clone) -> None:
    clone.commit("một", "2020-11-10T08:00:00+07:00")
    clone.commit("hai", "2020-11-12T08:00:00+07:00")
    clone.git("commit", "--quiet", "--allow-empty", "-m", "y", committed="2020-11-20T08:00:00+07:00")
    assert clone.introduced() == "2020-11-12T08:00:00+07:00"


def test_bytes_that_came_back_count_from_their_return(clone: Clone) -> None:
    for day, text in (("10", "một"), ("12", "hai"), ("14", "một")):
        clone.commit(text, f"2020-11-{day}T08:00:00+07:00")
    assert clone.introduced() == "2020-11-14T08:00:00+07:00"


def test_an_author_date_is_never_used(clone: Clone) -> None:
    clone.commit("một", "2020-11-20T08:00:00+07:00", authored="2020-11-01T08:00:00+07:00")
    assert clone.introduced() == "2020-11-20T08:00:00+07:00"


def test_a_merge_counts_when_it_reaches_the_main_branch(clone: Clone) -> None:
    clone.git("commit", "--quiet", "--allow-empty", "-m", "start", committed="2020-11-01T08:00:00+07:00")
    clone.git("checkout", "--quiet", "-b", "nop")
    clone.commit("một", "2020-11-10T08:00:00+07:00")
    clone.git("checkout", "--quiet", "main")
    clone.git("merge", "--quiet", "--no-ff", "-m", "gộp", "nop", committed="2020-11-18T08:00:00+07:00")
    assert clone.introduced() == "2020-11-18T08:00:00+07:00"


def test_bytes_that_are_not_committed_are_unknown(clone: Clone) -> None:
    clone.commit("một", "2020-11-10T08:00:00+07:00")
    (clone.root / PATH).write_text("khác", encoding="utf-8")
    assert clone.introduced() is None


def test_a_folder_inside_a_clone_knows_nothing(clone: Clone) -> None:
    clone.commit("một", "2020-11-10T08:00:00+07:00")
    assert introduced(clone.root / "submissions", "main", ["2020/cum-01/hoi-tre/self-assessment.yml"]) == {}


def test_a_shallow_clone_knows_nothing(clone: Clone, tmp_path_factory: pytest.TempPathFactory) -> None:
    clone.commit("một", "2020-11-10T08:00:00+07:00")
    clone.commit("hai", "2020-11-11T08:00:00+07:00")
    shallow = tmp_path_factory.mktemp("shallow") / "clone"
    clone.git("clone", "--quiet", "--depth", "1", clone.root.as_uri(), str(shallow))
    assert introduced(shallow, "main", [PATH]) == {}


def test_a_clone_with_other_parents_laid_over_its_history_knows_nothing(clone: Clone) -> None:
    clone.commit("một", "2020-11-10T08:00:00+07:00")
    clone.commit("hai", "2020-11-12T08:00:00+07:00")
    assert not is_overlaid(clone.root)
    tip = head(clone.root)
    assert tip is not None
    (clone.root / ".git" / "info" / "grafts").write_text(f"{tip[0]}\n", encoding="utf-8")
    assert clone.introduced() is None
    assert is_overlaid(clone.root)


def test_what_stands_for_a_commit_does_not_date_a_file_but_is_told(clone: Clone) -> None:
    clone.commit("một", "2020-11-10T08:00:00+07:00")
    clone.commit("một", "2020-11-12T08:00:00+07:00")
    clone.git("replace", "--graft", "HEAD")
    assert clone.introduced() == "2020-11-10T08:00:00+07:00"
    assert is_overlaid(clone.root)


def test_another_checked_out_branch_does_not_matter(clone: Clone, tmp_path_factory: pytest.TempPathFactory) -> None:
    clone.commit("một", "2020-11-10T08:00:00+07:00")
    other = tmp_path_factory.mktemp("detached") / "clone"
    clone.git("clone", "--quiet", clone.root.as_uri(), str(other))
    found = Clone.__new__(Clone)
    found.root = other
    found.git("checkout", "--quiet", "--detach")
    found.git("branch", "--quiet", "-D", "main")
    assert found.introduced() == "2020-11-10T08:00:00+07:00"


def test_head_is_the_commit_of_the_data(clone: Clone) -> None:
    assert head(clone.root) is None
    clone.commit("một", "2020-11-10T08:00:00+07:00")
    found = head(clone.root)
    assert found is not None
    assert len(found[0]) == 40
    assert found[1] == datetime.fromisoformat("2020-11-10T08:00:00+07:00")


@pytest.mark.parametrize(("seconds", "year"), [(99_999_999_999_999, 2106), (253_402_300_799, 2106), (0, 1970)])
def test_a_time_that_no_clock_shows_is_cut_off(clone: Clone, seconds: int, year: int) -> None:
    clone.commit("một", "2020-11-10T08:00:00+07:00")
    repository = pygit2.Repository(str(clone.root))
    written = repository.head.peel(pygit2.Commit).read_raw().replace(b"1604970000 +0700\n\n", b"%d +0700\n\n" % seconds)
    repository.references["refs/heads/main"].set_target(repository.odb.write(pygit2.enums.ObjectType.COMMIT, written))

    found = head(clone.root)

    assert found is not None
    assert found[1].year == year
    assert clone.introduced() is not None


def test_what_is_no_record_counts_for_nothing_in_the_past(clone: Clone) -> None:
    """A commit that put something else at the path of a record must not break everything that is made later."""
    clone.commit("một", "2020-11-10T08:00:00+07:00")
    file = clone.root / PATH
    clone.git("update-index", "--add", "--cacheinfo", f"160000,{'12' * 20},{PATH}")
    clone.git("commit", "--quiet", "-m", "x")
    file.unlink()
    file.symlink_to("/etc/passwd")
    clone.git("add", "--all")
    clone.git("commit", "--quiet", "-m", "x")
    file.unlink()
    clone.commit("x" * (LONGEST_FILE + 1), "2020-11-11T08:00:00+07:00")
    clone.commit("hai", "2020-11-12T08:00:00+07:00")

    found = main_branch(clone.root, "main", "submissions")

    assert found is not None
    versions = found.of(PATH)
    assert [data.decode() for _moment, data in versions] == ["một", "hai"]
    assert [data.decode() for _moment, data in reversed(versions)] == ["hai", "một"]
    assert list(versions[1:]) == [versions[1]]
    assert not found.of("submissions/portal.yml")
