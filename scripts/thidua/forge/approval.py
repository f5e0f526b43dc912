"""Whose approval of a step counts: that of the code owners, as the registers before the step name them (gate.md).

Anybody may review a public repository, and with a later approval of another commit hide that the approved one was
replaced. So what the forge says of a reviewer's association with the repository is not asked for.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

import pygit2

from thidua.gate.account import Actor, identify
from thidua.gate.codeowners import codeowners
from thidua.gate.judgement import Judge


def approved_head(
    repository: pygit2.Repository, commit: pygit2.Commit, at: datetime, reviews: Iterable[Mapping[str, Any]]
) -> str | None:
    """Return the head that an owner of what the step changes approved last, until ``at``; None if nobody did."""
    before = commit.parents[0]
    state = Judge(repository).state(before.tree_id)
    try:
        listed = codeowners(state.archive, at.astimezone(state.zone()).date())
    except ValueError:  # no registers yet
        return None
    owners = {owner for path in _changed(repository, before, commit) for owner in _owners(listed, path)}
    approvals = {}
    for review in reviews:
        moment = datetime.fromisoformat(review["submitted_at"])
        if review["state"] == "APPROVED" and review["user"] is not None and moment <= at:
            account = identify(Actor(review["user"]["login"], review["user"]["id"]), state.accounts())
            if account is not None and f"@{account.login}" in owners:
                approvals[moment] = review["commit_id"]
    return approvals[max(approvals)] if approvals else None


def _changed(repository: pygit2.Repository, before: pygit2.Commit, after: pygit2.Commit) -> Iterator[str]:
    for delta in repository.diff(before, after).deltas:
        yield from {delta.old_file.path, delta.new_file.path}


def _owners(listed: str, path: str) -> list[str]:
    """Return the owners of a path: the last pattern that fits decides."""
    owners: list[str] = []
    for line in listed.splitlines():
        pattern, *named = line.split() or [""]
        if pattern in {"*", f"/{path}"} or (pattern.endswith("/") and f"/{path}".startswith(pattern)):
            owners = named
    return owners
