"""The main branch: what came to a path since an earlier build is told without walking the whole history."""

from pathlib import Path

import pytest

from support.command import commit_all, copy_of_sample, git
from thidua.records import checkout
from thidua.site.branch import Branch

VOTE = "submissions/2020/cum-01/vote.yml"
OTHER = "submissions/2020/cum-01/schedule.yml"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return copy_of_sample(tmp_path)


def test_only_what_something_came_to_is_another(root: Path) -> None:
    first = commit_all(root)
    assert Branch(root).is_as_at(first, VOTE)
    (root / VOTE).write_bytes((root / VOTE).read_bytes() + b"# xem\n")
    second = commit_all(root)
    (root / "README").write_text("mới\n", encoding="utf-8")
    commit_all(root)
    branch = Branch(root)
    assert not branch.is_as_at(first, VOTE)
    assert branch.is_as_at(second, VOTE)
    assert branch.is_as_at(first, OTHER)
    assert branch.is_as_at(first, "")
    before = checkout.versions(root, "main")
    assert before is not None
    assert branch.arrivals(VOTE) != branch.arrivals(OTHER)


def test_of_a_tip_that_is_not_behind_nothing_is_known(root: Path) -> None:
    first = commit_all(root)
    git(root, "checkout", "--quiet", "-b", "khac")
    (root / "README").write_text("khác\n", encoding="utf-8")
    aside = commit_all(root)
    git(root, "checkout", "--quiet", "main")
    branch = Branch(root)
    assert branch.tip == first
    assert not branch.is_as_at(aside, VOTE)
    assert not branch.is_as_at("0" * 40, VOTE)
    assert not branch.is_as_at(None, VOTE)
    assert Branch(root / "submissions").tip is None
