"""What is read while something is made: names with the digests of what they stood for, and the span of time it holds.

Whatever a part of the portal is made of is noted by the very objects that hand it out (``tracked``, ``clock``), so that
no list has to be kept of what depends on what.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

ALWAYS: Final = datetime.min.replace(tzinfo=UTC)
FOR_EVER: Final = datetime.max.replace(tzinfo=UTC)
CONTRADICTION: Final = "changed while it was read"


@dataclass(slots=True)
class Reads:
    """What was read: digests by name, and when it holds: from ``since`` up to, not including, ``until``."""

    names: dict[str, str] = field(default_factory=dict)
    since: datetime = ALWAYS
    until: datetime = FOR_EVER

    def note(self, name: str, digest: str) -> None:
        """Note what was read under a name. Two answers under one name are an answer that nothing will be equal to."""
        if self.names.setdefault(name, digest) != digest:
            self.names[name] = CONTRADICTION

    def bound(self, since: datetime, until: datetime) -> None:
        """Note that what was read holds from one moment up to another only."""
        self.since, self.until = max(self.since, since), min(self.until, until)

    def merge(self, other: "Reads") -> None:
        """Note everything that was read for something that is used here."""
        for name, digest in other.names.items():
            self.note(name, digest)
        self.bound(other.since, other.until)


class Trace:
    """Notes in the innermost of the contexts that are open; outside of all, nothing is noted."""

    def __init__(self) -> None:
        self._open: list[Reads] = []

    @contextmanager
    def reading(self) -> Iterator[Reads]:
        """Note what is read in the context, and nothing of it in those around it."""
        reads = Reads()
        self._open.append(reads)
        try:
            yield reads
        finally:
            self._open.pop()

    def note(self, name: str, digest: str) -> None:
        """Note what was read under a name."""
        if self._open:
            self._open[-1].note(name, digest)

    def note_all(self, digests: Mapping[str, str]) -> None:
        """Note what was read under several names."""
        for name, digest in digests.items():
            self.note(name, digest)

    def bound(self, since: datetime, until: datetime) -> None:
        """Note that what was read holds from one moment up to another only."""
        if self._open:
            self._open[-1].bound(since, until)

    def merge(self, reads: Reads) -> None:
        """Note everything that was read for something that is used here."""
        if self._open:
            self._open[-1].merge(reads)
