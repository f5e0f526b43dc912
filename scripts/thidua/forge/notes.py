"""``python -m thidua.forge.notes``: after a push, who brought each step in, noted beside it (gate.md).

What is noted is what the forge itself says: the merged pull request, or else who pushed and when. Nothing is taken from
a commit. Steps before the push are asked about as well, back to the last one with a note: a waiting run of a workflow
gives way to a newer one, whose push begins later.
"""

import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import pygit2

from thidua.forge.api import Api, ApiError
from thidua.gate import note
from thidua.gate.account import Actor
from thidua.gate.escape import command_data
from thidua.gate.note import Note

LOOK_BACK: Final = 50
KNOWN: Final = frozenset({"OWNER", "MEMBER", "COLLABORATOR", "CONTRIBUTOR"})
_HEADS: Final = "refs/heads/"


class Unclear(Exception):  # noqa: N818 - says what the answer is
    """What the forge says does not tell who acted."""


@dataclass(frozen=True, slots=True)
class Push:
    """A push to the main branch, from the event ``push``. ``at`` is the forge's clock."""

    branch: str
    before: str
    after: str
    pusher: Actor
    at: datetime

    @classmethod
    def from_event(cls, event: Mapping[str, Any]) -> "Push":
        """Return the push that an event file tells of."""
        return cls(
            branch=event["ref"].removeprefix(_HEADS),
            before=event["before"],
            after=event["after"],
            pusher=_person(event["sender"]),
            at=datetime.fromtimestamp(event["repository"]["pushed_at"], UTC),
        )


@dataclass(frozen=True, slots=True)
class Waiting:
    """A step without a note. ``push`` is what brought it, None if that was an earlier one."""

    commit: pygit2.Commit
    push: Push | None


def waiting(repository: pygit2.Repository, push: Push) -> Sequence[Waiting]:
    """Return the steps of the main branch that have no note yet, oldest first."""
    return tuple(_newest_first(repository, push))[::-1]


def _newest_first(repository: pygit2.Repository, push: Push) -> Iterator[Waiting]:
    commit = repository[push.after].peel(pygit2.Commit)
    before = repository.get(push.before)  # unknown where the branch is new or was overwritten
    earlier = 0
    while True:
        is_new = commit.id == pygit2.Oid(hex=push.after)
        if before is not None:
            is_new = commit.id != before.id and not repository.descendant_of(before.id, commit.id)
        has_note = note.read(repository, commit.id) is not None
        earlier += not is_new
        if not is_new and (has_note or earlier > LOOK_BACK):
            return
        if not has_note:
            yield Waiting(commit, push if is_new else None)
        if not commit.parent_ids:
            return
        commit = repository[commit.parent_ids[0]].peel(pygit2.Commit)


def noted(api: Api, repository: pygit2.Repository, branch: str, step: Waiting) -> Note | None:
    """Return the note of a step, None if nobody can say. Raises ApiError or Unclear."""
    try:
        found = list(api.all(f"commits/{step.commit.id}/pulls"))
        pulls = [api.get(f"pulls/{one['number']}") for one in found if one["merged_at"] is not None]
        pull = brought_by(step.commit, pulls, branch)
        if pull is not None:
            if not is_only_merged(repository, step.commit):
                raise Unclear(f"{step.commit.id} holds more than pull request {pull['number']}")
            return merged(step.commit, pull, list(api.all(f"pulls/{pull['number']}/reviews")))
    except (KeyError, TypeError, ValueError, AttributeError) as problem:
        raise Unclear(f"no sense in the answer about {step.commit.id}: {problem!r}") from problem
    return pushed(step.commit, step.push) if step.push is not None else None


def brought_by(commit: pygit2.Commit, pulls: Sequence[Mapping[str, Any]], branch: str) -> Mapping[str, Any] | None:
    """Return the pull request that brought a commit into ``branch``; of a merge it must be the second parent."""
    own = [one for one in pulls if one["merged_at"] is not None and one["base"]["ref"] == branch]
    if len(commit.parent_ids) > 1:
        own = [one for one in own if [str(parent) for parent in commit.parent_ids[1:]] == [one["head"]["sha"]]]
    exact = [one for one in own if one["merge_commit_sha"] == str(commit.id)]
    return next(iter(exact or own), None)


def is_only_merged(repository: pygit2.Repository, commit: pygit2.Commit) -> bool:
    """Whether a commit holds nothing but what its parents bring: what is added in a merge is not the author's."""
    if len(commit.parent_ids) < 2:
        return True
    ours, theirs, *_others = commit.parent_ids
    index = repository.merge_commits(ours, theirs)
    return index.conflicts is None and index.write_tree(repository) == commit.tree_id


def merged(commit: pygit2.Commit, pull: Mapping[str, Any], reviews: Sequence[Mapping[str, Any]]) -> Note:
    """Return the note of a merged pull request."""
    at = datetime.fromisoformat(pull["merged_at"])
    approvals = [
        one
        for one in reviews
        if one["state"] == "APPROVED"
        and one["author_association"] in KNOWN  # anybody may review a public repository, also long afterwards
        and datetime.fromisoformat(one["submitted_at"]) <= at
    ]
    last = max(approvals, key=lambda one: datetime.fromisoformat(one["submitted_at"]), default=None)
    return Note(
        actor=_person(pull["user"]),
        at=at,
        since=_since(commit),
        merged_by=_person(pull["merged_by"]) if pull["merged_by"] is not None else None,
        head=pull["head"]["sha"],
        approved_head=last["commit_id"] if last is not None else None,
    )


def pushed(commit: pygit2.Commit, push: Push) -> Note:
    """Return the note of a commit that came by no pull request."""
    return Note(actor=push.pusher, at=push.at, since=_since(commit))


def _since(commit: pygit2.Commit) -> str | None:
    return str(commit.parent_ids[0]) if commit.parent_ids else None


def _person(user: Mapping[str, Any]) -> Actor:
    return Actor(user["login"], user["id"])


def main() -> int:
    """Note the steps of the push in the event file. Exit codes: 0 asked, 2 nothing could be asked."""
    push = Push.from_event(json.loads(Path(os.environ["GITHUB_EVENT_PATH"]).read_text("utf-8")))
    repository = pygit2.Repository(".")
    steps = waiting(repository, push)
    failed = 0
    for step in steps:
        try:
            api = Api(os.environ["GITHUB_API_URL"], os.environ["GITHUB_REPOSITORY"], os.environ["GITHUB_TOKEN"])
            found = noted(api, repository, push.branch, step)
        except (ApiError, Unclear) as problem:
            failed += isinstance(problem, ApiError)
            print(f"::warning title=No note::{command_data(f'{step.commit.id}: {problem}')}")
            continue
        if found is not None:
            note.write(repository, step.commit.id, found)
            print(f"noted {step.commit.id}")
    return 2 if failed and failed == len(steps) else 0


if __name__ == "__main__":
    sys.exit(main())
