"""``python -m thidua.forge.notes``: after a push, who brought each step in, noted beside it (gate.md).

What is noted is what the forge itself says: the merged pull request, or else who pushed and when. Nothing is taken from
a commit. Earlier steps without a note are asked about as well: the forge may not have answered then.
"""

import json
import os
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import pygit2

from thidua.forge.api import Api, ApiError
from thidua.forge.approval import approved_head
from thidua.gate import note
from thidua.gate.account import Actor
from thidua.gate.escape import command_data
from thidua.gate.note import Note

LOOK_BACK: Final = 50
PAUSES: Final = "1 2 4"  # seconds
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
    """Return the steps without a note, oldest first: those of the push, and of the LOOK_BACK steps before it."""
    return tuple(_newest_first(repository, push))[::-1]


def _newest_first(repository: pygit2.Repository, push: Push) -> Iterator[Waiting]:
    commit = repository[push.after].peel(pygit2.Commit)
    before = repository.get(push.before)  # unknown where the branch is new or was overwritten
    earlier = 0
    while True:
        is_new = commit.id == pygit2.Oid(hex=push.after)
        if before is not None:
            is_new = commit.id != before.id and not repository.descendant_of(before.id, commit.id)
        earlier += not is_new
        if earlier > LOOK_BACK:
            return
        if note.read(repository, commit.id) is None:
            yield Waiting(commit, push if is_new else None)
        if not commit.parent_ids:
            return
        commit = repository[commit.parent_ids[0]].peel(pygit2.Commit)


def noted(api: Api, repository: pygit2.Repository, branch: str, step: Waiting, pauses: Iterator[bool]) -> Note | None:
    """Return the note of a step, None if nobody can say. Raises ApiError or Unclear.

    Just after a merge the forge may not name the pull request yet: it is asked again after each of ``pauses``,
    which are used up as they are made, whatever the step.
    """
    commit = step.commit
    try:
        pulls = _merged_pulls(api, commit, branch)
        while step.push is not None and brought_by(commit, pulls) is None and next(pauses, False):
            pulls = _merged_pulls(api, commit, branch)
        pull = brought_by(commit, pulls)
        if pull is not None:
            if not is_only_merged(repository, commit):
                raise Unclear(f"{commit.id} holds more than pull request {pull['number']}")
            return merged(repository, commit, pull, list(api.all(f"pulls/{pull['number']}/reviews")))
    except (KeyError, TypeError, ValueError, AttributeError) as problem:
        raise Unclear(f"no sense in the answer about {commit.id}: {problem!r}") from problem
    if step.push is None:
        return None
    if pulls or len(commit.parent_ids) > 1:  # who pushed it may only have merged it
        raise Unclear(f"{commit.id} came by a pull request that the forge does not name")
    return pushed(commit, step.push)


def _merged_pulls(api: Api, commit: pygit2.Commit, branch: str) -> Sequence[Mapping[str, Any]]:
    found = [api.get(f"pulls/{one['number']}") for one in api.all(f"commits/{commit.id}/pulls")]
    return [one for one in found if one["merged_at"] is not None and one["base"]["ref"] == branch]


def brought_by(commit: pygit2.Commit, pulls: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """Return the pull request that was merged as this commit; its head must be the second parent, if there is one.

    The forge also lists pull requests that merely hold the commit.
    """
    heads = [str(parent) for parent in commit.parent_ids[1:]]
    exact = [one for one in pulls if one["merge_commit_sha"] == str(commit.id)]
    return next((one for one in exact if heads in ([], [one["head"]["sha"]])), None)


def is_only_merged(repository: pygit2.Repository, commit: pygit2.Commit) -> bool:
    """Whether a commit holds nothing but what its parents bring: what is added in a merge is not the author's."""
    if len(commit.parent_ids) < 2:
        return True
    ours, theirs, *_others = commit.parent_ids
    index = repository.merge_commits(ours, theirs)
    return index.conflicts is None and index.write_tree(repository) == commit.tree_id


def merged(
    repository: pygit2.Repository,
    commit: pygit2.Commit,
    pull: Mapping[str, Any],
    reviews: Sequence[Mapping[str, Any]],
) -> Note:
    """Return the note of a merged pull request."""
    at = datetime.fromisoformat(pull["merged_at"])
    return Note(
        actor=_person(pull["user"]),
        at=at,
        since=_since(commit),
        merged_by=_person(pull["merged_by"]) if pull["merged_by"] is not None else None,
        head=pull["head"]["sha"],
        approved_head=approved_head(repository, commit, at, reviews),
    )


def pushed(commit: pygit2.Commit, push: Push) -> Note:
    """Return the note of a commit that came by no pull request."""
    return Note(actor=push.pusher, at=push.at, since=_since(commit))


def _since(commit: pygit2.Commit) -> str | None:
    return str(commit.parent_ids[0]) if commit.parent_ids else None


def _person(user: Mapping[str, Any]) -> Actor:
    return Actor(user["login"], user["id"])


def _pauses(seconds: str) -> Iterator[bool]:
    for pause in seconds.split():
        time.sleep(float(pause))
        yield True


def main() -> int:
    """Note the steps of the push in the event file. Exit codes: 0 asked, 2 nothing could be asked."""
    push = Push.from_event(json.loads(Path(os.environ["GITHUB_EVENT_PATH"]).read_text("utf-8")))
    repository = pygit2.Repository(".")
    steps = waiting(repository, push)
    pauses = _pauses(os.environ.get("PAUSES", PAUSES))
    failed = 0
    for step in steps:
        try:
            api = Api(os.environ["GITHUB_API_URL"], os.environ["GITHUB_REPOSITORY"], os.environ["GITHUB_TOKEN"])
            found = noted(api, repository, push.branch, step, pauses)
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
