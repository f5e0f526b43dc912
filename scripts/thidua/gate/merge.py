"""The data as merged: the target's tree with the head's changes laid over it, as a source. Nothing is written."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pygit2
from pygit2 import IndexEntry
from pygit2.enums import FileMode

from thidua.gate.change import PLAIN, Change, Item, find, size
from thidua.records.document import LONGEST_FILE
from thidua.records.history import Commit
from thidua.records.source import Entry, EntryKind

Content = Item | bytes | None


@dataclass(frozen=True, slots=True)
class Merge:
    """What stands at each changed path after the merge (None: nothing), and the paths that both sides changed."""

    contents: Mapping[str, Content]
    conflicts: tuple[str, ...]


def merge(repository: pygit2.Repository, target: pygit2.Oid, changes: Iterable[Change]) -> Merge:
    """Lay changes over the tree ``target``. Lines that both sides changed are a conflict, as Git itself would find."""
    contents: dict[str, Content] = {}
    conflicts: list[str] = []
    for change in changes:
        present = find(repository, target, change.path)
        if present in (change.old, change.new):
            contents[change.path] = change.new
            continue
        joined = _join(repository, change, present)
        if joined is None:
            conflicts.append(change.path)
        else:
            contents[change.path] = joined
    return Merge(contents, tuple(conflicts))


def _join(repository: pygit2.Repository, change: Change, present: Item | None) -> bytes | None:
    """Return the file with the lines of both sides, None if they cannot be joined or are too long to try."""
    sides = [side for side in (change.old, present, change.new) if side is not None and side.mode == PLAIN]
    if len(sides) < 3 or any(not _is_text(repository, side) for side in sides):
        return None
    old, ours, theirs = (IndexEntry(change.path, side.id, FileMode.BLOB) for side in sides)
    joined = repository.merge_file_from_index(old, ours, theirs)
    return str(joined.contents).encode() if joined.automergeable else None


def _is_text(repository: pygit2.Repository, item: Item) -> bool:
    if size(repository, item) > LONGEST_FILE:
        return False
    data = repository[item.id].peel(pygit2.Blob).data
    try:
        return "\0" not in data.decode()
    except UnicodeDecodeError:
        return False


class Merged:
    """A source: the target's files with the contents of a merge in their place."""

    def __init__(self, repository: pygit2.Repository, target: pygit2.Oid, contents: Mapping[str, Content]) -> None:
        self._repository = repository
        self._target = Commit(repository, repository[target].peel(pygit2.Tree))
        self._contents = contents
        self._below: dict[str, dict[str, str]] = {}
        for path in contents:
            parts = path.split("/")
            for depth in range(len(parts)):
                self._below.setdefault("/".join(parts[:depth]), {})[parts[depth]] = "/".join(parts[: depth + 1])

    def entries(self, folder: str) -> Sequence[Entry]:
        """Return what stands in ``folder``."""
        found = {entry.name: entry for entry in self._target.entries(folder)}
        for name, path in self._below.get("" if folder == "." else folder, {}).items():
            kind = self._kind(path, found.get(name))
            if kind is None:
                found.pop(name, None)
            else:
                found[name] = Entry(name, kind)
        return sorted(found.values())

    def read(self, path: str, limit: int) -> bytes | None:
        """Return the first bytes of a file."""
        if path not in self._contents:
            return self._target.read(path, limit)
        content = self._contents[path]
        if isinstance(content, Item):
            content = self._repository[content.id].peel(pygit2.Blob).data if content.mode == PLAIN else None
        return None if content is None else content[:limit]

    def _kind(self, path: str, before: Entry | None) -> EntryKind | None:
        content = self._contents.get(path)
        if content is not None:
            is_plain = isinstance(content, bytes) or content.mode == PLAIN
            return EntryKind.FILE if is_plain else EntryKind.SPECIAL
        if path in self._below and self.entries(path):
            return EntryKind.FOLDER
        return None if path in self._contents or path in self._below or before is None else before.kind
