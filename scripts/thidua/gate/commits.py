"""The new commits of a change set, one by one: what enters the history must be fit to be read for ever (gate.md).

The history is evidence: it dates files, and every build reads it. So the single commits are looked at, not only what
they come to together. What may be in them is bounded, and so is the work of looking.
"""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

import pygit2
from pygit2.enums import SortMode

from thidua.gate.change import Budget, compare
from thidua.gate.shape import MODE, SIZE, TREE, check_path
from thidua.records.finding import Finding, offence
from thidua.records.history import has_moment
from thidua.records.language import mark as _
from thidua.records.layout import ROOT

MOST_COMMITS: Final = 200
MOST_TOLD: Final = 20

TOO_MANY_COMMITS = offence(
    "gate-too-many-commits",
    _("The change has more than {limit} commits."),
    _(
        "Make fewer commits of the change, one if it is one matter, then send it again: git fetch origin && "
        "git reset --soft $(git merge-base HEAD origin/main) && git commit"
    ),
    _("Too many commits were brought in by one change set."),
)
TIMELESS = offence(
    "gate-commit-time",
    _("The commit {commit} bears a time that no clock may show."),
    _(
        "Set the computer's clock right, then make the commits again, so that they bear the present time: "
        "git fetch origin && git rebase --force-rebase --reset-author-date origin/main"
    ),
    _("A commit bears a time that cannot be true."),
)
UNFIT = offence(
    "gate-commit-shape",
    _("The commit {commit} puts in at “{path}” what no record can be ({rule}); later commits do not undo that."),
    _(
        "Make one commit of the change, on top of the branch, then send it again: git fetch origin && "
        "git reset --soft $(git merge-base HEAD origin/main) && git commit -C ORIG_HEAD && git rebase origin/main"
    ),
    _("A commit put in what no record can be, although later ones took it out again."),
)
_LASTING: Final = frozenset({MODE, SIZE})  # a file at a wrong path is read by nobody; these are kept, or read, for ever


def new_commits(repository: pygit2.Repository, target: pygit2.Oid, head: pygit2.Oid) -> list[pygit2.Commit]:
    """Return the commits of ``head`` that ``target`` does not have, one more than may be at most.

    The target's own history is not walked.
    """
    walker = repository.walk(head, SortMode.TOPOLOGICAL)
    walker.hide(target)
    return list(islice(walker, MOST_COMMITS + 1))


def check_count(commits: Sequence[pygit2.Commit]) -> Iterator[Finding]:
    """Yield that the new commits are too many; nothing else is to be asked of them then."""
    if len(commits) > MOST_COMMITS:
        yield TOO_MANY_COMMITS.in_text(ROOT, 1, 1, limit=MOST_COMMITS)


def check_times(commits: Sequence[pygit2.Commit]) -> Iterator[Finding]:
    """Yield each new commit with a time that no clock shows."""
    for commit in commits:
        if not has_moment(commit):
            yield TIMELESS.in_text(ROOT, 1, 1, commit=short(commit))


def check_shapes(repository: pygit2.Repository, commits: Sequence[pygit2.Commit]) -> Iterator[Finding]:
    """Yield the first things that single commits put in and no record can be, as compared with their first parents.

    Of one commit alone the change set itself says everything.
    """
    yield from islice(_unfit(repository, commits), MOST_TOLD) if len(commits) > 1 else ()


def _unfit(repository: pygit2.Repository, commits: Sequence[pygit2.Commit]) -> Iterator[Finding]:
    budget = Budget()
    for commit in reversed(commits):
        before = commit.parents[0].tree_id if commit.parent_ids else None
        found = compare(repository, before, commit.tree_id, budget)
        if found.malformed or not found.is_complete:
            folder = found.malformed[0].rstrip("/") if found.malformed else ""
            yield UNFIT.in_text(folder or ROOT, 1, 1, commit=short(commit), path=folder or "/", rule=TREE.id)
            return  # what lies beyond is not worth the work
        for change in found.changes:
            wrong = next((w for w in check_path(repository, change) if w.rule in _LASTING), None)
            if wrong is not None:
                values = {"commit": short(commit), "path": change.path, "rule": wrong.rule.id}
                yield UNFIT.in_text(change.path, 1, 1, **values)


def short(commit: pygit2.Commit) -> str:
    """Return a commit's id as messages give it."""
    return str(commit.id)[:12]
