"""The archive: every record below a portal's root, read when asked for, together with what is wrong with each file."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final, Generic, TypeVar

from thidua.records import document, layout, position
from thidua.records.cluster import (
    Cluster,
    ClusterReport,
    Conference,
    Covenant,
    Exclusions,
    Receipts,
    Schedule,
)
from thidua.records.decision import Consolidation, Corrections, Decision
from thidua.records.dossier import Response, Review, Seal, SelfAssessment, Targets, Verification
from thidua.records.finding import Finding, Pointer, error
from thidua.records.language import mark as _
from thidua.records.number import Number, decimals
from thidua.records.registers import Accounts, Organisations, Portal
from thidua.records.rubric import Rubric
from thidua.records.schema import Schemas
from thidua.records.season import Season
from thidua.records.source import EntryKind, Source
from thidua.records.vote import Vote

PATH_UNKNOWN = error(
    "path-unknown",
    _("No record may stand at “{path}”."),
    _("Check the folder and the file name against the data model; names are lower case without diacritics."),
)
PATH_SPECIAL = error(
    "path-special",
    _("“{path}” is not a plain file (it is a link or something else)."),
    _("Replace it by a plain file with the content itself."),
)
FILE_MISSING = error(
    "file-missing",
    _("The required file “{path}” is missing."),
    _("Write it with “thidua new” or restore it from Git."),
)
DECIMALS = error(
    "number-decimals",
    _("{value} has more than two decimals."),
    _("Points have at most two decimals, and the dot is not a thousands separator: write 1000, not 1.000."),
)

T = TypeVar("T")
MOST_DECIMALS: Final = 2
REQUIRED_OF_A_SEASON: Final = ("season.yml", "rubric.yml")

_BUILD: Mapping[str, Callable[[Mapping[str, Any]], Any]] = {
    "portal": Portal.from_mapping,
    "organisations": Organisations.from_mapping,
    "accounts": Accounts.from_mapping,
    "season": Season.from_mapping,
    "rubric": Rubric.from_mapping,
    "decision": Decision.from_mapping,
    "corrections": Corrections.from_mapping,
    "consolidation": Consolidation.from_mapping,
    "cluster": Cluster.from_mapping,
    "exclusions": Exclusions.from_mapping,
    "covenant": Covenant.from_mapping,
    "receipts": Receipts.from_mapping,
    "schedule": Schedule.from_mapping,
    "conference": Conference.from_mapping,
    "vote": Vote.from_mapping,
    "report": ClusterReport.from_mapping,
    "targets": Targets.from_mapping,
    "self-assessment": SelfAssessment.from_mapping,
    "seal": Seal.from_mapping,
    "verification": Verification.from_mapping,
    "response": Response.from_mapping,
    "review": Review.from_mapping,
}


@dataclass(frozen=True, slots=True)
class Record(Generic[T]):
    """A record that could be read: where it is, its value, the SHA-256 of its bytes, the lines of its first keys."""

    path: str
    value: T
    sha256: str
    lines: Mapping[tuple[str, ...], int]

    def line(self, *pointer: str) -> int:
        """Return the line of a key of the first two levels, or of the nearest one above it."""
        while pointer and pointer not in self.lines:
            pointer = pointer[:-1]
        return self.lines.get(pointer, 1)


Reading = tuple[Record[Any] | None, tuple[Finding, ...]]
Memory = dict[tuple[str, str], Reading]


@dataclass(frozen=True, slots=True)
class Registers:
    """The files at the top of ``submissions/``. None stands for a file that is missing or cannot be read."""

    portal: Record[Portal] | None
    organisations: Record[Organisations] | None
    accounts: Record[Accounts] | None
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class SeasonRecords:
    """The files at the top of a season, and the names of its clusters."""

    id: str
    season: Record[Season] | None
    rubric: Record[Rubric] | None
    decision: Record[Decision] | None
    corrections: Record[Corrections] | None
    consolidations: Mapping[str, Record[Consolidation]]
    clusters: tuple[str, ...]
    findings: tuple[Finding, ...]

    def without(self, paths: frozenset[str]) -> "SeasonRecords":
        """Return the season with the records at ``paths`` counting as absent."""
        return replace(
            self,
            **_absent(self, ("season", "rubric", "decision", "corrections"), paths),
            consolidations={m: record for m, record in self.consolidations.items() if record.path not in paths},
        )


@dataclass(frozen=True, slots=True)
class Dossier:
    """The files of one member. ``files`` names those that exist, also where they cannot be read.

    ``introduced_at`` is when the present self-assessment came to the main branch; it is only looked up when no
    receipt speaks of the member (rules.md §5). ``matches_seal`` says that the self-assessment's bytes, with the salt
    before them, have the seal's hash.
    """

    organisation: str
    folder: str
    files: frozenset[str]
    targets: Record[Targets] | None = None
    self_assessment: Record[SelfAssessment] | None = None
    seal: Record[Seal] | None = None
    verification: Record[Verification] | None = None
    response: Record[Response] | None = None
    review: Record[Review] | None = None
    introduced_at: datetime | None = None
    matches_seal: bool = False

    def path(self, name: str) -> str:
        """Return the path of a file of the dossier."""
        return f"{self.folder}/{name}"

    def without(self, paths: frozenset[str]) -> "Dossier":
        """Return the dossier with the records at ``paths`` counting as absent."""
        return replace(self, **_absent(self, _DOSSIER_RECORDS, paths))


@dataclass(frozen=True, slots=True)
class ClusterRecords:
    """The files of one cluster, its dossiers by organisation; ``files`` as in a dossier."""

    season: str
    id: str
    files: frozenset[str]
    cluster: Record[Cluster] | None
    exclusions: Record[Exclusions] | None
    covenant: Record[Covenant] | None
    receipts_lead: Record[Receipts] | None
    receipts_monitor: Record[Receipts] | None
    schedule: Record[Schedule] | None
    conference: Record[Conference] | None
    vote: Record[Vote] | None
    report: Record[ClusterReport] | None
    dossiers: Mapping[str, Dossier]
    findings: tuple[Finding, ...]

    def path(self, name: str) -> str:
        """Return the path of a file of the cluster."""
        return layout.cluster_path(self.season, self.id, name)

    def dossier(self, organisation: str) -> Dossier:
        """Return the dossier of a member, an empty one if it has filed nothing."""
        found = self.dossiers.get(organisation)
        return found or Dossier(organisation, f"{layout.ROOT}/{self.season}/{self.id}/{organisation}", frozenset())

    def without(self, paths: frozenset[str]) -> "ClusterRecords":
        """Return the cluster with the records at ``paths`` counting as absent."""
        if not paths:
            return self
        return replace(
            self,
            **_absent(self, _CLUSTER_RECORDS, paths),
            dossiers={o: dossier.without(paths) for o, dossier in self.dossiers.items()},
        )


def _absent(bundle: object, names: Iterable[str], paths: frozenset[str]) -> dict[str, Any]:
    """Return None for each attribute of ``bundle`` that is a record at one of ``paths``."""
    records = {name: getattr(bundle, name) for name in names}
    return {name: None for name, record in records.items() if record is not None and record.path in paths}


def _attribute(name: str) -> str:
    """Return the name under which a bundle holds the record of a file."""
    return name.removesuffix(".yml").replace("-", "_")


_CLUSTER_RECORDS: Final = tuple(_attribute(name) for name in layout.CLUSTER_FILES)
_DOSSIER_RECORDS: Final = tuple(_attribute(name) for name in layout.DOSSIER_FILES)


class Archive:
    """Reads records from a source. Registers, seasons and rosters are kept; clusters are read anew each time.

    ``introduced`` answers when the present bytes of files came to a branch; by default nothing is known. ``files``
    counts the records that were read. ``memory`` keeps what was read, so that archives that share one parse equal
    files once.
    """

    def __init__(
        self,
        source: Source,
        schemas: Schemas | None = None,
        introduced: Callable[[str, Iterable[str]], Mapping[str, datetime]] | None = None,
        memory: Memory | None = None,
    ) -> None:
        self._source = source
        self._memory = memory
        self._schemas = schemas or Schemas()
        self._introduced = introduced
        self._registers: Registers | None = None
        self._seasons: dict[str, SeasonRecords] = {}
        self._rosters: dict[str, Mapping[str, Record[Cluster]]] = {}
        self.files = 0

    def registers(self) -> Registers:
        """Return the registers; their findings include whatever else stands at the top and may not."""
        if self._registers is None:
            findings: list[Finding] = []
            for name, kind in self._names(layout.ROOT):
                if kind is EntryKind.SPECIAL or (kind is EntryKind.FILE and name not in layout.PORTAL_FILES):
                    findings.append(_stray(f"{layout.ROOT}/{name}", kind))
                elif kind is EntryKind.FOLDER and not layout.is_season(name):
                    findings += self._strays(f"{layout.ROOT}/{name}")
            records: dict[str, Any] = {
                kind: self._required(f"{layout.ROOT}/{name}", findings) for name, kind in layout.PORTAL_FILES.items()
            }
            self._registers = Registers(**records, findings=tuple(findings))
        return self._registers

    def seasons(self) -> tuple[str, ...]:
        """Return the ids of all seasons, oldest first."""
        return tuple(n for n, kind in self._names(layout.ROOT) if kind is EntryKind.FOLDER and layout.is_season(n))

    def season(self, season: str) -> SeasonRecords:
        """Return the files at the top of a season."""
        if season not in self._seasons:
            self._seasons[season] = self._read_season(season)
        return self._seasons[season]

    def roster(self, season: str) -> Mapping[str, Record[Cluster]]:
        """Return every readable cluster.yml of a season, by cluster."""
        if season not in self._rosters:
            paths = {c: layout.cluster_path(season, c, "cluster.yml") for c in self.season(season).clusters}
            records = {cluster: self._read(path, []) for cluster, path in paths.items()}
            self._rosters[season] = {cluster: record for cluster, record in records.items() if record is not None}
        return self._rosters[season]

    def cluster(self, season: str, cluster: str) -> ClusterRecords:
        """Return all files of a cluster. The findings include a missing cluster.yml."""
        folder = f"{layout.ROOT}/{season}/{cluster}"
        findings: list[Finding] = []
        files = set()
        dossiers = {}
        for name, kind in self._names(folder):
            if kind is EntryKind.FOLDER and layout.is_id(name):
                dossiers[name] = self._read_dossier(name, f"{folder}/{name}", findings)
            elif kind is EntryKind.FOLDER:
                findings += self._strays(f"{folder}/{name}")
            elif name in layout.CLUSTER_FILES and kind is EntryKind.FILE:
                files.add(name)
            else:
                findings.append(_stray(f"{folder}/{name}", kind))
        if "cluster.yml" not in files:
            findings.append(_missing(f"{folder}/cluster.yml"))
        records = self._read_those(folder, layout.CLUSTER_FILES, files, findings)
        found = ClusterRecords(
            season, cluster, frozenset(files), **records, dossiers=dossiers, findings=tuple(findings)
        )
        return self._with_moments(found)

    def record(self, path: str) -> Record[Any] | None:
        """Return the one record at ``path``, None if there is none or it cannot be read."""
        return self._read(path, [])

    def read(self, path: str) -> bytes | None:
        """Return the bytes of a file, None if it is no plain file; of a file that is too large only the beginning."""
        return self._source.read(path, document.LONGEST_FILE + 1)

    def located(self, findings: Iterable[Finding]) -> list[Finding]:
        """Return the findings with their lines and columns filled in."""
        positions: dict[str, dict[Pointer, position.Position]] = {}
        return [f if f.line else self._located(f, positions) for f in findings]

    def _located(self, finding: Finding, known: dict[str, dict[Pointer, position.Position]]) -> Finding:
        if finding.path not in known:
            data = self.read(finding.path)
            known[finding.path] = position.locate(data) if data else {}
        line, column = position.find(known[finding.path], finding.pointer, on_key=finding.on_key)
        return replace(finding, line=line, column=column)

    def _read_season(self, season: str) -> SeasonRecords:
        folder = f"{layout.ROOT}/{season}"
        findings: list[Finding] = []
        clusters = []
        consolidations = {}
        present = set()
        for name, kind in self._names(folder):
            if kind is EntryKind.FOLDER and name == layout.CONSOLIDATIONS:
                consolidations = self._read_consolidations(f"{folder}/{name}", findings)
            elif kind is EntryKind.FOLDER and layout.is_id(name):
                clusters.append(name)
            elif kind is EntryKind.FOLDER:
                findings += self._strays(f"{folder}/{name}")
            elif name in layout.SEASON_FILES and kind is EntryKind.FILE:
                present.add(name)
            else:
                findings.append(_stray(f"{folder}/{name}", kind))
        for name in REQUIRED_OF_A_SEASON:
            if name not in present:
                findings.append(_missing(f"{folder}/{name}"))
        records = self._read_those(folder, layout.SEASON_FILES, present, findings)
        return SeasonRecords(
            season,
            **records,
            consolidations=consolidations,
            clusters=tuple(clusters),
            findings=tuple(findings),
        )

    def _read_consolidations(self, folder: str, findings: list[Finding]) -> dict[str, Record[Consolidation]]:
        found = {}
        for name, kind in self._names(folder):
            path = f"{folder}/{name}"
            if kind is EntryKind.FOLDER:
                findings += self._strays(path)
            elif kind is EntryKind.FILE and layout.place(path):
                record = self._read(path, findings)
                if record is not None:
                    found[name.removesuffix(".yml")] = record
            else:
                findings.append(_stray(path, kind))
        return found

    def _read_dossier(self, organisation: str, folder: str, findings: list[Finding]) -> Dossier:
        files = set()
        for name, kind in self._names(folder):
            if kind is EntryKind.FOLDER:
                findings += self._strays(f"{folder}/{name}")
            elif name in layout.DOSSIER_FILES and kind is EntryKind.FILE:
                files.add(name)
            else:
                findings.append(_stray(f"{folder}/{name}", kind))
        records = self._read_those(folder, layout.DOSSIER_FILES, files, findings)
        return self._with_seal(Dossier(organisation, folder, frozenset(files), **records))

    def _with_seal(self, dossier: Dossier) -> Dossier:
        """Hold a self-assessment against the seal that was given for it (gate.md, Sealed seasons)."""
        if dossier.seal is None or dossier.seal.value.salt is None or dossier.self_assessment is None:
            return dossier
        data = self.read(dossier.self_assessment.path) or b""
        digest = hashlib.sha256(bytes.fromhex(dossier.seal.value.salt) + data).hexdigest()
        return replace(dossier, matches_seal=digest == dossier.seal.value.sha256)

    def _with_moments(self, records: ClusterRecords) -> ClusterRecords:
        """Look up when self-assessments came to the main branch, for members that no receipt speaks of."""
        portal = self.registers().portal
        if self._introduced is None or portal is None:
            return records
        receipts = [r.value for r in (records.receipts_lead, records.receipts_monitor) if r is not None]
        unspoken = [
            dossier
            for dossier in records.dossiers.values()
            if dossier.self_assessment is not None and not any(r.of(dossier.organisation) for r in receipts)
        ]
        if not unspoken:
            return records
        moments = self._introduced(portal.value.branch, [dossier.path("self-assessment.yml") for dossier in unspoken])
        changed = {
            dossier.organisation: replace(dossier, introduced_at=moments.get(dossier.path("self-assessment.yml")))
            for dossier in unspoken
        }
        return replace(records, dossiers={**records.dossiers, **changed})

    def _names(self, folder: str) -> Sequence[tuple[str, EntryKind]]:
        return [(entry.name, entry.kind) for entry in self._source.entries(folder)]

    def _strays(self, folder: str) -> Iterator[Finding]:
        for name, kind in self._names(folder):
            path = f"{folder}/{name}"
            if kind is EntryKind.FOLDER:
                yield from self._strays(path)
            else:
                yield _stray(path, kind)

    def _required(self, path: str, findings: list[Finding]) -> Record[Any] | None:
        record = self._read(path, findings)
        if record is None and not any(finding.path == path for finding in findings):
            findings.append(_missing(path))
        return record

    def _read_those(
        self, folder: str, names: Iterable[str], present: set[str], findings: list[Finding]
    ) -> dict[str, Any]:
        """Return the records of a folder by attribute, in the order of ``names``; None for those that are not there."""
        return {
            _attribute(name): self._read(f"{folder}/{name}", findings) if name in present else None for name in names
        }

    def _read(self, path: str, findings: list[Finding]) -> Record[Any] | None:
        """Return the record at ``path``, or None with the reasons added to ``findings``."""
        place = layout.place(path)
        data = self.read(path)
        if data is None or place is None:
            return None
        self.files += 1
        digest = hashlib.sha256(data).hexdigest()
        known = self._memory.get((path, digest)) if self._memory is not None else None
        record, wrong = known or self._parse(path, place.kind, data, digest)
        if self._memory is not None:
            self._memory[path, digest] = record, wrong
        findings += wrong
        return record

    def _parse(self, path: str, kind: str, data: bytes, digest: str) -> Reading:
        parsed, wrong = document.parse(data, path)
        if parsed is not None and not any(finding.is_error for finding in wrong):
            if not self._schemas.accepts(kind, parsed.value):
                wrong += self._schemas.explain(kind, parsed.value, path)
            else:
                wrong += _too_many_decimals(kind, parsed.value, path)
        if parsed is None or any(finding.is_error for finding in wrong):
            return None, tuple(wrong)
        value = _BUILD[kind](parsed.value)  # type: ignore[arg-type] # by schema
        return Record(path, value, digest, parsed.lines), tuple(wrong)


def _missing(path: str) -> Finding:
    return FILE_MISSING.in_text(path, 1, 1, path=path)


def _stray(path: str, kind: EntryKind) -> Finding:
    rule = PATH_UNKNOWN if kind is EntryKind.FILE and layout.place(path) is None else PATH_SPECIAL
    return rule.in_text(path, 1, 1, path=path)


def _too_many_decimals(kind: str, value: Any, path: str) -> Iterator[Finding]:
    """Yield points with more than two decimals: every number of a rubric, and ``points`` in a dossier."""
    if kind == "rubric":
        yield from (DECIMALS.at(path, *p, value=n) for p, n in _numbers(value) if decimals(n) > MOST_DECIMALS)
    elif kind in {"self-assessment", "verification", "review"}:
        group = "outcomes" if kind == "review" else "scores"
        for code, entry in value.get(group, {}).items():
            if "points" in entry and decimals(entry["points"]) > MOST_DECIMALS:
                yield DECIMALS.at(path, group, code, "points", value=entry["points"])


def _numbers(value: object, pointer: Pointer = ()) -> Iterator[tuple[Pointer, Number]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _numbers(inner, (*pointer, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _numbers(inner, (*pointer, index))
    elif not isinstance(value, (bool, str)) and value is not None:
        yield pointer, value  # type: ignore[misc] # what is left are numbers
