"""The ledger: what the last builds made, and of what. What is made of the same is not made again (performance.md)."""

import hashlib
import pickle
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from thidua.site import tree

SUFFIX: Final = ".entry"
CHECKSUM_LENGTH: Final = hashlib.sha256().digest_size


@dataclass(frozen=True, slots=True)
class Saved:
    """What was made as of a moment: a value for the rest of the build, and files below the target."""

    as_of: datetime
    value: Any
    written: tuple[str, ...]


class Ledger:
    """Entries by name, a file each below ``folder``; the files that they speak of are below ``target``.

    A key stands for everything that the work depends on, but for the moment only within its day: an entry holds for
    later moments, not for earlier ones, at which something recorded may not have happened yet. Whoever begins to make
    something forgets its entry first, so that an interrupted build leaves no entry for files that it was changing.

    An entry begins with a checksum of its key and itself: one that is damaged, or of another version of the program, is
    not read.
    """

    def __init__(self, folder: Path, target: Path) -> None:
        self._folder = folder
        self._target = target
        self._begun = folder.with_suffix(".begun")

    @cached_property
    def _present(self) -> frozenset[str]:
        """The files below the target when the first entry was asked for."""
        return frozenset(tree.contents(self._target))

    def recall(self, name: str, key: str | None, as_of: datetime) -> Saved | None:
        """Return the whole entry of what was made of ``key``; None if there is none, or if one of its files is gone."""
        try:
            stored = self._file(name).read_bytes()
        except FileNotFoundError:
            return None
        checksum, data = stored[:CHECKSUM_LENGTH], stored[CHECKSUM_LENGTH:]
        if key is None or checksum != _checksum(key, data):
            return None
        entry: Saved = pickle.loads(data)  # noqa: S301 - written below, by this very program: its key says so
        if entry.as_of > as_of:
            return None
        return entry if self._present.issuperset(entry.written) else None

    def forget(self, name: str) -> None:
        """Drop an entry."""
        self._file(name).unlink(missing_ok=True)

    def keep(self, name: str, key: str, entry: Saved) -> None:
        """Store an entry of what was made of ``key``."""
        data = pickle.dumps(entry)
        tree.put(self._file(name), _checksum(key, data) + data)

    def prune(self, names: Iterable[str]) -> None:
        """Drop all entries but those of ``names``."""
        tree.prune(self._folder, [f"{name}{SUFFIX}" for name in names])

    @contextmanager
    def watching(self, records: Path) -> Iterator[None]:
        """Drop all entries at the end of the context, however it ends, if ``records`` were changed in it.

        What was changed may stand in an entry under the key of what it was before. If a context never ended, because
        its process was killed, the next one looks for changes since when it begins.
        """
        self._settle(records)
        tree.put(self._begun, b"")
        try:
            yield
        finally:
            self._settle(records)

    def _settle(self, records: Path) -> None:
        with suppress(FileNotFoundError):
            if tree.is_newer(records, self._begun.stat().st_mtime) and self._folder.exists():
                shutil.rmtree(self._folder)
            self._begun.unlink()

    def _file(self, name: str) -> Path:
        return self._folder / f"{name}{SUFFIX}"


def _checksum(key: str, data: bytes) -> bytes:
    return hashlib.sha256(key.encode() + data).digest()
