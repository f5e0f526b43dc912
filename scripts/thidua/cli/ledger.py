"""The ledger: what the last builds made, and of what. What is made of the same is not made again (performance.md)."""

import pickle
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from thidua.portal import tree

SUFFIX: Final = ".entry"


@dataclass(frozen=True, slots=True)
class Entry:
    """What was made of ``key``, as of a moment: a value for the rest of the build, and files below the target."""

    key: str
    as_of: datetime
    value: Any
    written: tuple[str, ...]


class Ledger:
    """Entries by name, a file each below ``folder``; the files that they speak of are below ``target``.

    A key stands for everything that the work depends on, but for the moment only within its day: an entry holds for
    later moments, not for earlier ones, at which something recorded may not have happened yet. Whoever begins to make
    something forgets its entry first, so that an interrupted build leaves no entry for files that it was changing.
    """

    def __init__(self, folder: Path, target: Path) -> None:
        self._folder = folder
        self._target = target

    @cached_property
    def _present(self) -> frozenset[str]:
        """The files below the target when the first entry was asked for."""
        return frozenset(tree.contents(self._target))

    def recall(self, name: str, key: str | None, as_of: datetime) -> Entry | None:
        """Return the entry of what was made of ``key``; None if there is none, or if one of its files is gone."""
        try:
            entry: Entry = pickle.loads(self._file(name).read_bytes())  # noqa: S301 - written below, by this very code
        except FileNotFoundError:
            return None
        if entry.key != key or entry.as_of > as_of:
            return None
        return entry if self._present.issuperset(entry.written) else None

    def forget(self, name: str) -> None:
        """Drop an entry."""
        self._file(name).unlink(missing_ok=True)

    def keep(self, name: str, entry: Entry) -> None:
        """Store an entry."""
        tree.put(self._file(name), pickle.dumps(entry))

    def clear(self) -> None:
        """Drop all entries."""
        shutil.rmtree(self._folder, ignore_errors=True)

    def prune(self, names: Iterable[str]) -> None:
        """Drop all entries but those of ``names``."""
        tree.prune(self._folder, [f"{name}{SUFFIX}" for name in names])

    def _file(self, name: str) -> Path:
        return self._folder / f"{name}{SUFFIX}"
