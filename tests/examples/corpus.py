"""The small portal of the examples in memory, and what is wrong with any change of it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from thidua.records.archive import Archive, Memory
from thidua.records.finding import Finding
from thidua.records.schema import Schemas
from thidua.records.source import EntryKind, Files, FolderEntry
from thidua.scoring.evaluation import Evaluator

FOLDER = Path(__file__).parent
BASE = FOLDER / "base"
NOW = datetime(2022, 1, 1, tzinfo=UTC)
LONG_AGO = datetime(2019, 1, 1, tzinfo=UTC)
SCHEMAS = Schemas()
READ: Memory = {}
"""What was read for any case: a file of the same bytes is read only once."""


UNREADABLE = b"a file that may not be read"


class Tree(Files):
    """Files in memory, some of them symbolic links, some of them not to be read."""

    def __init__(self, files: Mapping[str, bytes | None]) -> None:
        super().__init__({path: data or b"" for path, data in files.items()})
        self._links = {path for path, data in files.items() if data is None}
        self._locked = {path for path, data in files.items() if data is UNREADABLE}

    def entries(self, folder: str) -> Sequence[FolderEntry]:
        return [
            FolderEntry(entry.name, EntryKind.SPECIAL) if f"{folder}/{entry.name}" in self._links else entry
            for entry in super().entries(folder)
        ]

    def read(self, path: str, limit: int) -> bytes | None:
        return None if path in self._links | self._locked else super().read(path, limit)


def base() -> dict[str, bytes]:
    """Return the files of the base, by path."""
    return {path.relative_to(BASE).as_posix(): path.read_bytes() for path in BASE.rglob("*") if path.is_file()}


class Arrivals:
    """A main branch on which the files of the portal stand as they are: since long ago, or since when it is said."""

    def __init__(self, files: Mapping[str, bytes | None], since: Mapping[str, datetime]) -> None:
        self._files = files
        self._since = since

    def of(self, path: str) -> Sequence[tuple[datetime, bytes]]:
        data = self._files.get(path)
        return [(self._since.get(path, LONG_AGO), data)] if data is not None else []


def findings(files: Mapping[str, bytes | None], since: Mapping[str, datetime] | None = None) -> list[Finding]:
    """Return everything that is wrong with a portal of these files; ``since`` says when files came, if it is known."""
    arrivals = Arrivals(files, since) if since is not None else None
    archive = Archive(Tree(files), SCHEMAS, memory=READ, versions=lambda _branch: arrivals)
    return list(_findings(Evaluator(archive, NOW)))


def _findings(evaluator: Evaluator) -> Iterator[Finding]:
    yield from evaluator.registers()
    for season in evaluator.archive.seasons():
        evaluation = evaluator.season(season)
        yield from evaluation.findings
        for cluster in evaluation.records.clusters:
            yield from evaluator.cluster(season, cluster).findings
