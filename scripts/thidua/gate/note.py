"""Who brought a step into the main branch, written by the server beside the commit (refs/notes/thidua, gate.md)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import pygit2

from thidua.gate.account import Actor

REF: Final = "refs/notes/thidua"
EARLIEST, LATEST = 1900, 2199
_ATTEMPTS: Final = 10
_WRITER: Final = ("thidua receive", "thidua@localhost")


@dataclass(frozen=True, slots=True)
class Note:
    """What the server knew of one step: who sent it, when it came, and from which commit the branch moved.

    Where a forge merged, ``merged_by`` pressed the button, ``head`` is the change's last commit and
    ``approved_head`` the one that was approved.
    """

    actor: Actor
    at: datetime
    since: str | None = None
    merged_by: Actor | None = None
    head: str | None = None
    approved_head: str | None = None

    @classmethod
    def from_mapping(cls, data: Mapping[str, Any]) -> "Note":
        """Return the note that JSON values hold.

        Raises KeyError, ValueError, TypeError or AttributeError for others.
        """
        merged_by = data.get("merged_by")
        return cls(
            actor=_actor(data["actor"]),
            at=_moment(data["at"]),
            since=data.get("from"),
            merged_by=_actor(merged_by) if merged_by is not None else None,
            head=data.get("head"),
            approved_head=data.get("approved_head"),
        )

    def document(self) -> dict[str, Any]:
        """Return the note as JSON values (schemas/note.schema.json)."""
        found: dict[str, Any] = {"actor": _person(self.actor), "at": self.at.isoformat(timespec="seconds")}
        if self.since is not None:
            found["from"] = self.since
        if self.merged_by is not None:
            found["merged_by"] = _person(self.merged_by)
        if self.head is not None:
            found["head"] = self.head
        if self.approved_head is not None:
            found["approved_head"] = self.approved_head
        return found


def are_kept(repository: pygit2.Repository) -> bool:
    """Whether a repository has the server's notes; a clone has them only once they were fetched."""
    return REF in repository.references


def read(repository: pygit2.Repository, commit: pygit2.Oid) -> Note | None:
    """Return the note of a commit, None if there is none that can be read."""
    try:
        return Note.from_mapping(json.loads(repository.lookup_note(str(commit), REF).message))
    except (KeyError, ValueError, TypeError, AttributeError):
        return None


def write(repository: pygit2.Repository, commit: pygit2.Oid, note: Note) -> None:
    """Write the note of a commit. Only for what has been accepted: notes are what the audit believes."""
    who = pygit2.Signature(*_WRITER, int(note.at.timestamp()), 0)
    text = json.dumps(note.document(), ensure_ascii=False, sort_keys=True) + "\n"
    for remaining in reversed(range(_ATTEMPTS)):
        try:
            repository.create_note(text, who, who, str(commit), REF, True)  # noqa: FBT003 - the library takes no keywords
        except pygit2.GitError:  # another push wrote its note at the same time
            if not remaining:
                raise
        else:
            return


def _person(actor: Actor) -> dict[str, Any]:
    return {"login": actor.login} if actor.forge_id is None else {"login": actor.login, "forge_id": actor.forge_id}


def _actor(data: Mapping[str, Any]) -> Actor:
    forge_id = data.get("forge_id")
    return Actor(str(data["login"]), int(forge_id) if forge_id is not None else None)


def _moment(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    if found.tzinfo is None or not EARLIEST <= found.year <= LATEST:
        raise ValueError("a moment needs its offset, and a year within every zone's calendar")
    return found
