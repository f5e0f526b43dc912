"""The ledger: what the last builds made, and what they read for it. What would be made of the same is not made again.

A part that was made is kept with the digest of everything that it read (``trace``). It holds for a later build if all
of that is still the same, if the moment is within the span that it noted, and if the files that it wrote are there.
"""

import hashlib
import pickle
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from thidua.site import tree
from thidua.site.branch import HISTORY, Branch
from thidua.site.digest import NOTHING
from thidua.site.manifest import Known, Manifest
from thidua.site.trace import Reads
from thidua.site.tracked import FILE, FOLDER

CHECKSUM_LENGTH: Final = hashlib.sha256().digest_size
OUTPUT: Final = "#"


@dataclass(frozen=True, slots=True)
class Part:
    """What was made: a value for the rest of the build, digests of what came of it, and files below the target.

    ``tip`` is the last commit of the main branch with which what it read of the history was compared.
    """

    reads: Mapping[str, str]
    since: datetime
    until: datetime
    digests: Mapping[str, str]
    value: bytes
    written: tuple[str, ...]
    tip: str | None = None

    @classmethod
    def of(cls, reads: Reads, value: Any, digests: Mapping[str, str], written: Iterable[str] = ()) -> "Part":
        """Return a part that was made of ``reads``."""
        return cls(dict(reads.names), reads.since, reads.until, digests, pickle.dumps(value), tuple(written))

    @property
    def result(self) -> Any:
        """The value."""
        return pickle.loads(self.value)  # noqa: S301 - written by this very program: the ledger's name says so


class Ledger:
    """The parts of earlier builds in one file, which is of one program, one audience and one kind of repository.

    Whoever begins to make parts says so first, so that an interrupted build leaves no part for files that it was
    changing. A file that is damaged, or of another version of the program, is not read.
    """

    def __init__(self, file: Path, about: str) -> None:
        self._file = file
        self._begun = file.with_suffix(".begun")
        self._about = about.encode()
        self.known: Known = {}
        self.parts: dict[str, Part] = {}
        self._load()

    def begin(self, names: Iterable[str]) -> None:
        """Count on none of these parts until the ledger is saved."""
        names = list(names)
        for name in names:
            self.parts.pop(name, None)
        with self._begun.open("a", encoding="utf-8") as file:
            file.writelines(f"{name}\n" for name in names)

    def save(self, known: Known, parts: Mapping[str, Part]) -> None:
        """Keep these parts, and the digests of the files that they were made of."""
        data = pickle.dumps((known, dict(parts)), pickle.HIGHEST_PROTOCOL)
        tree.put(self._file, self._checksum(data) + data)
        self._begun.unlink(missing_ok=True)

    def _load(self) -> None:
        try:
            stored = self._file.read_bytes()
        except FileNotFoundError:
            return
        checksum, data = stored[:CHECKSUM_LENGTH], stored[CHECKSUM_LENGTH:]
        if checksum != self._checksum(data):
            return
        self.known, self.parts = pickle.loads(data)  # noqa: S301 - written below, by this very program
        if self._begun.exists():
            for name in self._begun.read_text(encoding="utf-8").splitlines():
                self.parts.pop(name, None)

    def _checksum(self, data: bytes) -> bytes:
        return hashlib.sha256(self._about + data).digest()


class Graph:
    """The parts of one build: those that still hold, and those that are made.

    ``given`` are digests of what is read beside the records, by name. ``branch`` is asked only by parts
    that were last compared with another commit. ``makers`` make a part that others read when it
    is asked for, by the beginning of its name up to a colon.
    """

    def __init__(
        self,
        ledger: Ledger,
        manifest: Manifest,
        present: frozenset[str],
        given: Mapping[str, str],
        as_of: datetime,
        branch: Branch,
    ) -> None:
        self._ledger = ledger
        self._manifest = manifest
        self._present = present
        self._given = given
        self._as_of = as_of
        self._branch = branch
        self.parts: dict[str, Part] = {}
        self.made: set[str] = set()
        self.makers: dict[str, Callable[[str], Part]] = {}

    def kept(self, name: str) -> Part | None:
        """Return a part that is made already, or that an earlier build made and that still holds."""
        if name in self.parts:
            return self.parts[name]
        part = self._ledger.parts.get(name)
        if part is None or not self._holds(part):
            return None
        return self.parts.setdefault(name, replace(part, tip=self._branch.tip))

    def put(self, name: str, part: Part) -> Part:
        """Keep a part that was made."""
        self.parts[name] = replace(part, tip=self._branch.tip)
        self.made.add(name)
        return self.parts[name]

    def part(self, name: str) -> Part:
        """Return a part that others read; it is made if none holds."""
        return self.kept(name) or self.put(name, self.makers[name.partition(":")[0]](name.partition(":")[2]))

    def make(self, name: str, maker: Callable[[], Part]) -> Part:
        """Return a part; ``maker`` makes it if none holds."""
        part = self.kept(name)
        if part is None:
            self._ledger.begin([name])
            part = self.put(name, maker())
        return part

    def forget(self, name: str) -> None:
        """Keep nothing of a part, neither in this build nor for the next."""
        self.parts.pop(name, None)
        self._ledger.begin([name])

    def begin(self, names: Iterable[str]) -> None:
        """Count on none of these parts until the end of the build."""
        self._ledger.begin(names)

    def save(self, *, is_whole: bool) -> None:
        """Keep the parts of this build; of one that is not whole also those that nobody came to ask for."""
        read = {name.partition(OUTPUT)[0] for name in self.made for name in self.parts[name].reads if OUTPUT in name}
        for owner in read:  # what was read without being asked for as a part: the next build asks
            if owner.partition(":")[0] in self.makers:
                self.part(owner)
        parts = self.parts if is_whole else {**self._ledger.parts, **self.parts}
        self._ledger.save(dict(self._manifest.settled()), parts)

    def current(self, name: str) -> str | None:
        """Return the digest of what now stands under a name."""
        if name.startswith(FILE):
            return self._manifest.file(name.removeprefix(FILE))
        if name.startswith(FOLDER):
            return self._manifest.folder(name.removeprefix(FOLDER))
        if name.startswith(HISTORY):
            return self._branch.arrivals(name.removeprefix(HISTORY))
        owner, mark, _ = name.partition(OUTPUT)
        return self.part(owner).digests.get(name, NOTHING) if mark else self._given.get(name)

    def _holds(self, part: Part) -> bool:
        return (
            part.since <= self._as_of < part.until
            and self._present.issuperset(part.written)
            and all(
                self.current(name) == found
                for name, found in part.reads.items()
                if not (name.startswith(HISTORY) and self._branch.is_as_at(part.tip, name.removeprefix(HISTORY)))
            )
        )
