"""Where records come from: a folder or files in memory, read as bytes (``history`` adds any Git commit)."""

import os
import stat
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final, Protocol

from thidua.records.layout import ROOT

# Not every system has these flags; where one is missing it is not needed, or looked after in ``Folder.read``.
_NO_FOLLOW: Final = getattr(os, "O_NOFOLLOW", 0)
_NO_WAITING: Final = getattr(os, "O_NONBLOCK", 0)
_BYTES: Final = getattr(os, "O_BINARY", 0)


class EntryKind(StrEnum):
    """What stands under a name. Everything that is neither a plain file nor a folder is special."""

    FILE = "file"
    FOLDER = "folder"
    SPECIAL = "special"


@dataclass(frozen=True, slots=True, order=True)
class FolderEntry:
    """A name in a folder of a source."""

    name: str
    kind: EntryKind


class Source(Protocol):
    """A tree of files below a portal's root. Paths are relative to it, with slashes."""

    def entries(self, folder: str) -> Sequence[FolderEntry]:
        """Return what stands in ``folder``, by name; nothing if there is no such folder."""
        ...

    def read(self, path: str, limit: int) -> bytes | None:
        """Return at most ``limit`` bytes of the file at ``path``, or None if it is no plain file."""
        ...


class Folder:
    """The working tree of a portal. Symbolic links are never followed below the root."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def entries(self, folder: str) -> Sequence[FolderEntry]:
        """Return what stands in ``folder``."""
        try:
            with os.scandir(self.root / folder) as found:
                return sorted(
                    FolderEntry(entry.name, _kind(entry.stat(follow_symlinks=False).st_mode)) for entry in found
                )
        except (FileNotFoundError, NotADirectoryError):
            return []

    def read(self, path: str, limit: int) -> bytes | None:
        """Return the first bytes of a file."""
        try:
            if not _NO_FOLLOW and (self.root / path).is_symlink():
                return None
            handle = os.open(self.root / path, os.O_RDONLY | _NO_FOLLOW | _NO_WAITING | _BYTES)
        except OSError:
            return None
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            os.close(handle)
            return None
        with open(handle, "rb") as file:  # noqa: PTH123 - from the descriptor, so that what was checked is what is read
            return file.read(limit)


class Files:
    """Files in memory, for tests and for data that is not on a disk."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._files = dict(files)

    def entries(self, folder: str) -> Sequence[FolderEntry]:
        """Return what stands in ``folder``."""
        prefix = "" if folder in {"", "."} else folder + "/"
        found = {}
        for path in self._files:
            if path.startswith(prefix):
                name, slash, _ = path[len(prefix) :].partition("/")
                found[name] = EntryKind.FOLDER if slash else EntryKind.FILE
        return sorted(FolderEntry(name, kind) for name, kind in found.items())

    def read(self, path: str, limit: int) -> bytes | None:
        """Return the first bytes of a file."""
        data = self._files.get(path)
        return None if data is None else data[:limit]


def walk(source: Source, folder: str = ROOT) -> list[tuple[str, EntryKind]]:
    """Return every path below ``folder`` that is not a folder, in order."""
    found: list[tuple[str, EntryKind]] = []
    for entry in source.entries(folder):
        path = f"{folder}/{entry.name}"
        found += walk(source, path) if entry.kind is EntryKind.FOLDER else [(path, entry.kind)]
    return found


def _kind(mode: int) -> EntryKind:
    if stat.S_ISDIR(mode):
        return EntryKind.FOLDER
    return EntryKind.FILE if stat.S_ISREG(mode) else EntryKind.SPECIAL
