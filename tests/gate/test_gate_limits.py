"""Changes made to cost much: commits with endless parents, long files on both sides, times that no clock shows."""

from typing import Any

import pygit2
import pytest
from gate_portal import CLUSTER, portal, self_assessment
from gate_repository import History, rules

from thidua.gate.account import Actor
from thidua.gate.judgement import is_interwoven
from thidua.gate.merge import Merged
from thidua.records.strict_yaml import LONGEST_FILE

OWN = f"{CLUSTER}/hoi-dua/self-assessment.yml"
DUA = Actor("dua", 1014)


class Walks:
    """A repository that can only be walked, and counts how often it is."""

    def __init__(self, repository: pygit2.Repository) -> None:
        self._repository = repository
        self.count = 0

    def walk(self, *arguments: Any) -> Any:
        self.count += 1
        return self._repository.walk(*arguments)


def test_a_commit_that_names_the_whole_history_as_its_parents(history: History) -> None:
    """Each of them is an ancestor of the target; to ask for one after the other would walk the history as often."""
    main = history.portal()
    older = []
    for number in range(100):
        older.append(main)
        main = history.commit({"docs/log": str(number)}, main)
    head = history.commit({OWN: self_assessment()}, main, *older)
    walks: Any = Walks(history.repository)

    assert not is_interwoven(walks, main, history.repository[head].peel(pygit2.Commit), main)
    assert walks.count == 2
    assert rules(history.review(main, head, DUA)) == []


def test_no_file_that_both_sides_changed_is_opened(history: History, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = "x\n" * (LONGEST_FILE // 2)
    base = history.commit({**portal(), "docs/log": lines})
    main = history.commit({"docs/log": "y" + lines[1:]}, base)
    head = history.commit({"docs/log": lines[:-2] + "z\n"}, base)
    read = []
    monkeypatch.setattr(Merged, "read", lambda _self, path, _limit: read.append(path))

    assert rules(history.review(main, head, "quantri")) == ["gate-conflict"]
    assert "docs/log" not in read


@pytest.mark.parametrize("seconds", [99_999_999_999_999, 253_402_300_800, 2**32, 2**62])
def test_a_time_that_no_clock_shows(history: History, seconds: int) -> None:
    main = history.portal()
    tree = history.repository[history.commit({OWN: self_assessment()}, main)].peel(pygit2.Tree).id
    who = b"A <dua@hoi.example>"
    commit = b"tree %s\nparent %s\nauthor %s 1604973600 +0700\ncommitter %s %d +0700\n\nx\n"
    data = commit % (str(tree).encode(), str(main).encode(), who, who, seconds)
    timeless = history.repository.odb.write(pygit2.enums.ObjectType.COMMIT, data)
    on_top = history.commit({OWN: self_assessment(30)}, timeless)

    for head in (timeless, on_top):
        verdict = history.review(main, head, DUA)
        assert rules(verdict) == ["gate-commit-time"]
        assert [f.values["commit"] for f in verdict.findings if f.is_error] == [str(timeless)[:12]]
