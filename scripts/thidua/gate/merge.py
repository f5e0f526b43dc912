"""The data as merged: the target's tree with the head's changes laid over it, as a source. Nothing is written."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto

import pygit2

from thidua.gate.change import FOLDER, PLAIN, Change, Comparison, Item, standing
from thidua.records.history import Commit
from thidua.records.source import EntryKind, FolderEntry

Content = Item | None


@dataclass(frozen=True, slots=True)
class Merge:
    """What stands at each changed path after the merge (None: nothing), and the paths that both sides changed."""

    contents: Mapping[str, Content]
    conflicts: tuple[str, ...]


def merge(
    repository: pygit2.Repository,
    base: pygit2.Oid | None,
    target: pygit2.Oid,
    comparison: Comparison,
    changes: Iterable[Change],
) -> Merge:
    """Lay ``changes`` over the tree ``target``; they are those of ``comparison`` (from ``base``) that are sound.

    No file is opened: one that both sides changed is a conflict, unless they made it the same (decision 0027).
    """
    sides = _Sides(repository, base, target, comparison.gone)
    contents: dict[str, Content] = {}
    conflicts: list[str] = []
    for change in changes:
        if sides.is_conflict(change):
            conflicts.append(change.path)
        else:
            contents[change.path] = change.new
    return Merge(contents, tuple(conflicts))


class _Touch(Enum):
    """What the target made of a folder in which the head changes something."""

    NOTHING = auto()
    SOMETHING = auto()
    CONFLICT = auto()


class _Sides:
    """What both sides made of the paths of their common base. ``gone`` are the folders that the head took away."""

    def __init__(
        self, repository: pygit2.Repository, base: pygit2.Oid | None, target: pygit2.Oid, gone: Iterable[str]
    ) -> None:
        self._repository = repository
        self._base = base
        self._target = target
        self._gone = frozenset(gone)
        self._folders = {"": _Touch.NOTHING if base == target else _Touch.SOMETHING}

    def is_conflict(self, change: Change) -> bool:
        """Whether the target changed what a change of the head is about, otherwise than that.

        What both deleted is one too: Git takes it for two new names of one file, if it finds any alike.
        """
        touch = self._touch(change.path.rpartition("/")[0])
        if touch is not _Touch.SOMETHING:
            return touch is _Touch.CONFLICT
        old, present = self._standing(change.path)
        return present != old and (present is None or present != change.new)

    def _touch(self, folder: str) -> _Touch:
        if folder not in self._folders:
            above = self._touch(folder.rpartition("/")[0])
            self._folders[folder] = self._touched(folder) if above is _Touch.SOMETHING else above
        return self._folders[folder]

    def _touched(self, folder: str) -> _Touch:
        """Return what the target made of a folder.

        One that either side took away as a whole, and that the other touched, is a conflict: Git may take it for one
        that bears another name, and would move what is new in it.
        """
        old, present = self._standing(folder)
        if old == present:
            return _Touch.NOTHING
        is_kept = folder not in self._gone and (old is None or old.mode == FOLDER)
        return _Touch.SOMETHING if is_kept and present is not None and present.mode == FOLDER else _Touch.CONFLICT

    def _standing(self, path: str) -> tuple[Item | None, Item | None]:
        base = standing(self._repository, self._base, path) if self._base is not None else None
        return base, standing(self._repository, self._target, path)


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

    def entries(self, folder: str) -> Sequence[FolderEntry]:
        """Return what stands in ``folder``."""
        found = {entry.name: entry for entry in self._target.entries(folder)}
        for name, path in self._below.get("" if folder == "." else folder, {}).items():
            kind = self._kind(path, found.get(name))
            if kind is None:
                found.pop(name, None)
            else:
                found[name] = FolderEntry(name, kind)
        return sorted(found.values())

    def read(self, path: str, limit: int) -> bytes | None:
        """Return the first bytes of a file."""
        if path not in self._contents:
            return self._target.read(path, limit)
        content = self._contents[path]
        if content is None or content.mode != PLAIN:
            return None
        return self._repository[content.id].peel(pygit2.Blob).data[:limit]

    def _kind(self, path: str, before: FolderEntry | None) -> EntryKind | None:
        content = self._contents.get(path)
        if content is not None:
            return EntryKind.FILE if content.mode == PLAIN else EntryKind.SPECIAL
        if path in self._below and self.entries(path):
            return EntryKind.FOLDER
        return None if path in self._contents or path in self._below or before is None else before.kind
