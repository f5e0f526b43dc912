"""The manifest of ``submissions/``: what stands there, and the digest of every file that anybody asked for.

A file is read again only if its size, its times or its place on the disk are others than when it was read last. One
that was written just before it was read could have been written again within the same tick of the clock: it is not
trusted.
"""

import os
import stat
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final

from thidua.records.layout import ROOT
from thidua.records.source import EntryKind, FolderEntry
from thidua.site import digest

Stamp = tuple[int, int, int, int]
Known = Mapping[str, tuple[Stamp, str]]
GRAIN: Final = 2_000_000_000
"""Nanoseconds between two ticks of the coarsest clock of a file system."""


class Manifest:
    """What stands below ``root`` now; ``known`` are the digests of an earlier one, ``read`` returns a file's bytes.

    ``now`` is the time of the file system's own clock, in nanoseconds.
    """

    def __init__(self, root: Path, known: Known, read: Callable[[str], bytes | None], now: int) -> None:
        self._known = known
        self._read = read
        self._now = now
        self._stamps: dict[str, Stamp] = {}
        self._folders: dict[str, list[FolderEntry]] = {}
        self._digests: dict[str, str] = {}
        self._listings: dict[str, str] = {}
        self._scan(f"{root}/", ROOT)

    def file(self, path: str) -> str:
        """Return the digest of a file."""
        if path not in self._digests:
            self._digests[path] = self._digest(path)
        return self._digests[path]

    def folder(self, path: str) -> str:
        """Return the digest of what stands in a folder."""
        if path not in self._listings:
            self._listings[path] = digest.of_entries(sorted(self._folders.get(path, ())))
        return self._listings[path]

    def settled(self) -> Iterator[tuple[str, tuple[Stamp, str]]]:
        """Yield the digests that can be counted on later, by path."""
        for path, found in self._digests.items():
            stamp = self._stamps.get(path)
            if stamp is not None and max(stamp[1], stamp[2]) + GRAIN < self._now:
                yield path, (stamp, found)

    def _digest(self, path: str) -> str:
        stamp = self._stamps.get(path)
        if stamp is None:
            return digest.NOTHING
        known = self._known.get(path)
        return known[1] if known is not None and known[0] == stamp else digest.of_bytes(self._read(path))

    def _scan(self, root: str, folder: str) -> None:
        listed: list[FolderEntry] = []
        try:
            found = os.scandir(root + folder)
        except (FileNotFoundError, NotADirectoryError):
            return
        with found:
            for entry in found:
                state = entry.stat(follow_symlinks=False)
                if stat.S_ISREG(state.st_mode):
                    kind = EntryKind.FILE
                    stamp = (state.st_size, state.st_mtime_ns, state.st_ctime_ns, entry.inode())
                    self._stamps[f"{folder}/{entry.name}"] = stamp
                else:
                    kind = EntryKind.FOLDER if stat.S_ISDIR(state.st_mode) else EntryKind.SPECIAL
                listed.append(FolderEntry(entry.name, kind))
        self._folders[folder] = listed
        for each in listed:
            if each.kind is EntryKind.FOLDER:
                self._scan(root, f"{folder}/{each.name}")
