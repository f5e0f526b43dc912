"""What a change set changes: every path that differs between two trees, read straight from the object store.

The walk is our own: no attributes, filters, settings or rename detection of Git can hide a path from it. It reads trees
as bytes: libgit2 takes the mode 140000 for a plain file, Git for a submodule, so that the file is gone in every clone.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Final

import pygit2
from pygit2.enums import FileMode, ObjectType

from thidua.publication.audit import Action

DEEPEST: Final = 50
MOST_PATHS: Final = 100_000
MOST_MALFORMED: Final = 100
MOST_BYTES: Final = 128 * 1024 * 1024  # of the folders that are opened, each counted as SMALLEST_FOLDER at least
SMALLEST_FOLDER: Final = 1024
LONGEST_NAME: Final = 255  # bytes, as file systems have it
LONGEST_PATH: Final = 1024  # bytes, of a folder

ODD: Final = 0
PLAIN: Final = int(FileMode.BLOB)
FOLDER: Final = int(FileMode.TREE)


@dataclass(frozen=True, slots=True)
class Item:
    """What stands at a path: its mode and the object that holds it. The mode is ODD where Git would not write it."""

    mode: int
    id: pygit2.Oid


@dataclass(frozen=True, slots=True)
class Change:
    """A path that differs. ``old`` and ``new`` are None where nothing stood or stands."""

    path: str
    old: Item | None
    new: Item | None

    @property
    def action(self) -> Action:
        """What happened to the path."""
        if self.old is None:
            return Action.ADDED
        return Action.DELETED if self.new is None else Action.CHANGED


@dataclass(frozen=True, slots=True)
class Comparison:
    """The changes between two trees, by path, and the folders of the second that Git itself would not have written.

    ``gone`` are the folders of the first that the second does not have.
    ``is_complete`` is false where there are more than anybody could look at: a few small trees that name each other
    often enough stand for billions of paths. Nothing of that kind is ever merged.
    """

    changes: tuple[Change, ...]
    malformed: tuple[str, ...]
    is_complete: bool = True
    gone: tuple[str, ...] = ()


@dataclass(slots=True)
class Budget:
    """How much is still looked at: bytes of folders and paths that differ, of one comparison or of several together."""

    bytes: int = MOST_BYTES
    paths: int = MOST_PATHS


def compare(
    repository: pygit2.Repository, before: pygit2.Oid | None, after: pygit2.Oid | None, budget: Budget | None = None
) -> Comparison:
    """Return every path that differs between two trees; None is the empty tree. Equal folders are not opened."""
    budget = budget if budget is not None else Budget()
    walk = _Walk(repository, budget)
    differences = walk.differences("", before, after)
    found = sorted(islice(differences, budget.paths), key=lambda change: change.path)
    is_complete = next(differences, None) is None and walk.is_affordable
    budget.paths -= len(found)
    return Comparison(tuple(found), tuple(walk.malformed), is_complete, tuple(walk.gone))


def standing(repository: pygit2.Repository, tree: pygit2.Oid, path: str) -> Item | None:
    """Return what stands at ``path`` in a sound tree, be it a folder; None if nothing does."""
    try:
        found = repository[tree].peel(pygit2.Tree)[path]
    except (KeyError, ValueError):
        return None
    return Item(int(found.filemode), found.id)


def size(repository: pygit2.Repository, item: Item) -> int:
    """Return the bytes of a file, without reading it where the object store allows; 0 for what is no file."""
    return 0 if item.mode in {ODD, FileMode.COMMIT} else repository.odb.read_header(item.id)[1]


class _Walk:
    """Walks two trees at once. Either may be anything; what is wrong is told of the second, which is to come."""

    def __init__(self, repository: pygit2.Repository, budget: Budget) -> None:
        self._store = repository.odb
        self._budget = budget
        self._is_readable = True  # the first tree
        self.malformed: list[str] = []
        self.gone: list[str] = []

    @property
    def is_affordable(self) -> bool:
        """Whether the trees are still worth looking at."""
        return self._is_readable and self._budget.bytes >= 0 and len(self.malformed) < MOST_MALFORMED

    def differences(self, folder: str, before: pygit2.Oid | None, after: pygit2.Oid | None) -> Iterator[Change]:
        """Yield what differs in ``folder`` and below."""
        new, is_sound = self._opened(folder, after) if after is not None else _NOTHING
        if not is_sound:
            self.malformed.append(folder)
        old, is_sound = self._opened(folder, before) if before is not None else _NOTHING
        self._is_readable &= is_sound or bool(old)
        for name in old.keys() | new.keys():
            if not self.is_affordable:
                return
            was, now = old.get(name), new.get(name)
            if was == now:
                continue
            path = folder + _text(name)
            inner_before, inner_after = _inner(was), _inner(now)
            if inner_before is not None and inner_after is None:
                self.gone.append(path)
            if inner_before is not None or inner_after is not None:
                yield from self.differences(path + "/", inner_before, inner_after)
            file_before, file_after = _file(was), _file(now)
            if file_after is not None and not self._holds(file_after):
                file_after = Item(ODD, file_after.id)
                self.malformed.append(folder)
            if file_before is not None or file_after is not None:
                yield Change(path, file_before, file_after)

    def _opened(self, folder: str, tree: pygit2.Oid) -> "tuple[_Entries, bool]":
        """Return the entries of a folder, none of one that is not worth reading, and whether it is as Git writes it."""
        kind, length = self._header(tree)
        self._budget.bytes -= max(length, SMALLEST_FOLDER)
        is_bearable = folder.count("/") <= DEEPEST and len(folder.encode("utf-8", "surrogateescape")) <= LONGEST_PATH
        if kind != ObjectType.TREE or not is_bearable:
            return {}, False
        if self._budget.bytes < 0:
            return {}, True
        entries, is_well_formed = _read(self._store, tree)
        return entries, is_well_formed and bool(entries or not folder)  # only the whole tree may be empty

    def _holds(self, item: Item) -> bool:
        """Whether the object of an item is one that its mode admits."""
        return item.mode == FileMode.COMMIT or (item.mode != ODD and self._header(item.id)[0] == ObjectType.BLOB)

    def _header(self, found: pygit2.Oid) -> tuple[int, int]:
        """Return type and size of an object, of none at all if there is none."""
        try:
            return self._store.read_header(found)
        except KeyError:
            return ObjectType.INVALID, 0


_Entry = tuple[bytes, bytes]  # mode and object, as they are written
_Entries = Mapping[bytes, _Entry]
_NOTHING: Final[tuple[_Entries, bool]] = ({}, True)

_ENTRY: Final = re.compile(rb"([0-7]{1,6}) ([^\0]+)\0(.{20})", re.DOTALL)
_FOLDER: Final = b"40000"
_FILES: Final = {
    b"100644": PLAIN,
    b"100755": int(FileMode.BLOB_EXECUTABLE),
    b"120000": int(FileMode.LINK),
    b"160000": int(FileMode.COMMIT),
}


def _read(store: pygit2.Odb, tree: pygit2.Oid) -> tuple[_Entries, bool]:
    """Return the entries of a tree by name, and whether they are what Git itself would have written.

    Modes are Git's own; names are plain, unique and in order, so that what is listed is what a look-up finds. A name
    that no file system holds is not returned: nothing later has to bear it.
    """
    _kind, data = store.read(tree)
    entries: dict[bytes, _Entry] = {}
    end, last, is_well_formed = 0, b"", True
    while found := _ENTRY.match(data, end):
        mode, name, held = found.groups()
        key = name + b"/" if mode == _FOLDER else name
        is_well_formed &= last < key and name not in entries and (mode == _FOLDER or mode in _FILES)
        is_well_formed &= b"/" not in name and name not in {b".", b".."} and name.lower() != b".git"
        if len(name) <= LONGEST_NAME:
            entries[name] = mode, held
        else:
            is_well_formed = False
        end, last = found.end(), key
    return entries, is_well_formed and end == len(data)


def _inner(entry: _Entry | None) -> pygit2.Oid | None:
    return pygit2.Oid(raw=entry[1]) if entry is not None and entry[0] == _FOLDER else None


def _file(entry: _Entry | None) -> Item | None:
    if entry is None or entry[0] == _FOLDER:
        return None
    return Item(_FILES.get(entry[0], ODD), pygit2.Oid(raw=entry[1]))


def _text(name: bytes) -> str:
    """Return a name as text; bytes that are not UTF-8 stay visible and cannot equal another name."""
    return name.decode("utf-8", "surrogateescape")
