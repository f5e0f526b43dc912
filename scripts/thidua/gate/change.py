"""What a change set changes: every path that differs between two trees, read straight from the object store.

The walk is our own: no attributes, filters, settings or rename detection of Git can hide a path from it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import Final

import pygit2
from pygit2.enums import FileMode, ObjectType

DEEPEST: Final = 50
MOST_PATHS: Final = 100_000

PLAIN: Final = int(FileMode.BLOB)
FOLDER: Final = int(FileMode.TREE)


class Action(StrEnum):
    """What happened to a path. A rename is a deletion and an addition."""

    ADDED = "added"
    CHANGED = "changed"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class Item:
    """What stands at a path: its mode and the object that holds it."""

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

    ``is_complete`` is false where there are more than anybody could look at: a few small trees that name each other
    often enough stand for billions of paths. Nothing of that kind is ever merged.
    """

    changes: tuple[Change, ...]
    malformed: tuple[str, ...]
    is_complete: bool = True


def compare(repository: pygit2.Repository, before: pygit2.Oid | None, after: pygit2.Oid | None) -> Comparison:
    """Return every path that differs between two trees; None is the empty tree. Equal folders are not opened."""
    malformed: list[str] = []
    differences = _differences(repository, "", before, after, malformed)
    found = sorted(islice(differences, MOST_PATHS), key=lambda change: change.path)
    return Comparison(tuple(found), tuple(malformed), next(differences, None) is None)


def find(repository: pygit2.Repository, tree: pygit2.Oid, path: str) -> Item | None:
    """Return what stands at ``path`` in a tree, None if nothing or a folder does."""
    try:
        found = repository[tree].peel(pygit2.Tree)[path]
    except (KeyError, ValueError):
        return None
    return None if int(found.filemode) == FOLDER else Item(int(found.filemode), found.id)


def size(repository: pygit2.Repository, item: Item) -> int:
    """Return the bytes of a file, without reading it where the object store allows; 0 for a submodule."""
    if item.mode == FileMode.COMMIT:
        return 0
    kind, length = repository.odb.read_header(item.id)
    return length if kind == ObjectType.BLOB else 0


def _differences(
    repository: pygit2.Repository,
    folder: str,
    before: pygit2.Oid | None,
    after: pygit2.Oid | None,
    malformed: list[str],
) -> Iterator[Change]:
    if folder.count("/") > DEEPEST:
        malformed.append(folder)
        return
    old = _children(repository, before)
    new = _children(repository, after)
    if after is not None and not _is_well_formed(repository[after].peel(pygit2.Tree)):
        malformed.append(folder)
    for name in old.keys() | new.keys():
        was, now = old.get(name), new.get(name)
        if was == now:
            continue
        path = folder + _text(name)
        inner_before = was.id if was is not None and was.mode == FOLDER else None
        inner_after = now.id if now is not None and now.mode == FOLDER else None
        if inner_before is not None or inner_after is not None:
            yield from _differences(repository, path + "/", inner_before, inner_after, malformed)
        file_before = was if was is not None and was.mode != FOLDER else None
        file_after = now if now is not None and now.mode != FOLDER else None
        if file_before is not None or file_after is not None:
            yield Change(path, file_before, file_after)


def _children(repository: pygit2.Repository, tree: pygit2.Oid | None) -> Mapping[bytes, Item]:
    entries: Iterable[pygit2.Object] = () if tree is None else repository[tree].peel(pygit2.Tree)
    return {entry.raw_name or b"": Item(int(entry.filemode), entry.id) for entry in entries}


def _is_well_formed(tree: pygit2.Tree) -> bool:
    """Whether names are unique, in Git's order and plain: what a tree lists is then what a look-up finds."""
    keys = []
    for entry in tree:
        name = entry.raw_name or b""
        if not name or b"/" in name or name in {b".", b".."} or name.lower() == b".git":
            return False
        keys.append(name + b"/" if int(entry.filemode) == FOLDER else name)
    names = [key.removesuffix(b"/") for key in keys]
    return len(set(names)) == len(names) and keys == sorted(keys)


def _text(name: bytes) -> str:
    """Return a name as text; bytes that are not UTF-8 stay visible and cannot equal another name."""
    return name.decode("utf-8", "surrogateescape")
