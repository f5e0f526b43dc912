"""The note of a push that is moving the main branch: kept before it moves, believed only once it has (gate.md).

Git asks the hook ``reference-transaction`` while it holds the lock of the branch, so one push at a time stands here. A
sender that hangs up stops Git where it answers, which is later. What is killed in between is made up for by the next
push or by the audit on the server. The file is never taken away after its push: only the next one may write here.
"""

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pygit2

from thidua.gate import note
from thidua.gate.note import Note

FILE: Final = "thidua-push.json"
NOWHERE: Final = "0" * 40


@dataclass(frozen=True, slots=True)
class Move:
    """Where a branch is about to move. ``note`` says who pushed, None if nobody did but whoever owns the server."""

    ref: str
    new: str
    note: Note | None


def begin(repository: pygit2.Repository, move: Move) -> None:
    """Keep the note of a push whose branch is locked and about to move, in place of the last one.

    Whoever owns the server moves the branch without a note; then what is kept of a push that failed must go as well.
    """
    reference = repository.references.get(move.ref)
    here = str(reference.target) if reference is not None else NOWHERE
    if move.new in {here, NOWHERE}:  # Git packs its refs
        return
    path = Path(repository.path) / FILE
    if move.note is None:
        path.unlink(missing_ok=True)
    elif (move.note.since or NOWHERE) == here:
        kept = {"ref": move.ref, "commit": move.new, "note": move.note.document()}
        _write(path, json.dumps(kept, ensure_ascii=False) + "\n")


def settle(repository: pygit2.Repository) -> None:
    """Write the note of the last push that began, if the branch stands where that push moved it and has none."""
    try:
        kept = json.loads((Path(repository.path) / FILE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return
    reference = repository.references.get(kept["ref"])
    if reference is None or str(reference.target) != kept["commit"]:  # under way, or it came to nothing
        return
    commit = repository[kept["commit"]].id
    if note.read(repository, commit) is None:
        note.write(repository, commit, Note.from_mapping(kept["note"]))


def _write(path: Path, text: str) -> None:
    """Write a file that is there as a whole, whatever happens to the machine, or not at all."""
    fresh = path.with_name(f".{path.name}.new")
    with fresh.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
