"""Where records live: a path says what a record is (data-model.md, the tree at the top)."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from thidua.records.kind import CLUSTER, CONSOLIDATION, FILES, YAML, Level, RecordKind

ROOT: Final = "submissions"

CONSOLIDATIONS: Final = "consolidations"
TAKEN: Final = frozenset({CONSOLIDATIONS, "season", "rubric", "results", "ket-qua", "tieu-chi", "tien-do"})
"""Names below a season that the portal needs for itself, so that no cluster may bear them."""
DEVICES: Final = frozenset(
    {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}
)
"""Names that Windows keeps for its devices: what bears one, with or without an ending, cannot be cloned there."""

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")
_YEAR = re.compile(r"[0-9]{4}\Z")
_LONGEST_ID: Final = 64


@dataclass(frozen=True, slots=True)
class Place:
    """What a path says of its record: what it is, and whose."""

    record: RecordKind
    season: str | None = None
    cluster: str | None = None
    organisation: str | None = None

    @property
    def kind(self) -> str:
        """What machines read of the kind of record: the name of its schema."""
        return self.record.schema


def is_id(text: str) -> bool:
    """Whether ``text`` may name an organisation, a cluster or a body."""
    return len(text) <= _LONGEST_ID and _ID.match(text) is not None and text not in DEVICES


def is_season(text: str) -> bool:
    """Whether ``text`` may name a season's folder: four digits."""
    return _YEAR.match(text) is not None


def season_path(season: str, name: str) -> str:
    """Return the path of a season's file."""
    return f"{ROOT}/{season}/{name}"


def cluster_path(season: str, cluster: str, name: str) -> str:
    """Return the path of a cluster's file."""
    return f"{ROOT}/{season}/{cluster}/{name}"


def dossier_path(season: str, cluster: str, organisation: str, name: str) -> str:
    """Return the path of a dossier's file."""
    return f"{ROOT}/{season}/{cluster}/{organisation}/{name}"


def names(folder: str) -> tuple[str, ...]:
    """Return the names that records may bear in a folder; none where they bear a monitor's."""
    found = {name: place(f"{folder}/{name}") for files in FILES.values() for name in files}
    return tuple(name for name, where in found.items() if where is not None and where.record.file == name)


def place(path: str) -> Place | None:
    """Return what the record at ``path`` is, or None if no record may stand there."""
    match path.split("/"):
        case [folder, name] if folder == ROOT:
            return _at(FILES[Level.PORTAL].get(name))
        case [folder, season, name] if folder == ROOT and is_season(season):
            return _at(FILES[Level.SEASON].get(name), season)
        case [folder, season, "consolidations", name] if folder == ROOT and is_season(season):
            monitor = name.removesuffix(YAML)
            return Place(CONSOLIDATION, season, None, monitor) if is_id(monitor) and monitor != name else None
        case [folder, season, cluster, name] if folder == ROOT and is_season(season) and is_id(cluster):
            return _at(FILES[Level.CLUSTER].get(name), season, cluster)
        case [folder, season, cluster, organisation, name] if (
            folder == ROOT and is_season(season) and is_id(cluster) and is_id(organisation)
        ):
            return _at(FILES[Level.DOSSIER].get(name), season, cluster, organisation)
        case _:
            return None


def is_shared(path: str) -> bool:
    """Whether more rests on the record at ``path`` than one cluster: cluster.yml is also read for the whole season."""
    where = place(path)
    return where is not None and (where.cluster is None or where.record == CLUSTER)


def _at(
    record: RecordKind | None, season: str | None = None, cluster: str | None = None, organisation: str | None = None
) -> Place | None:
    return None if record is None or cluster == CONSOLIDATIONS else Place(record, season, cluster, organisation)


def folded(text: str) -> str:
    """Return a name or path as whoever ignores case and Unicode form compares it, file systems among them."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


def is_data(path: str) -> bool:
    """Whether a path lies below submissions/, however the folder's name is written."""
    return folded(path.partition("/")[0]) == ROOT
