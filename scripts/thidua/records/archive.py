"""The archive: every record below a portal's root, read when asked for, together with what is wrong with each file."""

import hashlib
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from thidua.records import layout, position, strict_yaml
from thidua.records.answering import answered
from thidua.records.bundle import ClusterRecords, Dossier, Registers, SeasonRecords
from thidua.records.cluster import Cluster
from thidua.records.decision import Consolidation
from thidua.records.finding import Finding, Pointer, error
from thidua.records.kind import FILES, YAML, Level, RecordKind
from thidua.records.language import mark as _
from thidua.records.record import Reading, Record, read_record
from thidua.records.registers import Portal
from thidua.records.remains import Remains
from thidua.records.schema import Schemas
from thidua.records.sighting import Versions, sighted
from thidua.records.source import EntryKind, Source
from thidua.records.stray import stray

Memory = dict[tuple[str, str], Reading]

PATH_UNREADABLE = error(
    "path-unreadable",
    _("“{path}” stands here but cannot be read."),
    _("Check the rights on the file, and that nothing moves it during the check."),
)
FILE_MISSING = error(
    "file-missing",
    _("The required file “{path}” is missing."),
    _("Write it with “thidua new” or restore it from Git."),
)


class Archive:
    """Reads records from a source. Registers, seasons and rosters are kept; clusters are read anew each time.

    ``introduced`` answers when the present bytes of files came to a branch, ``versions`` what stood on it and since
    when; by default nothing is known. ``memory`` keeps what was read, so that archives that share one parse equal files
    once.
    """

    def __init__(
        self,
        source: Source,
        schemas: Schemas | None = None,
        introduced: Callable[[str, Iterable[str]], Mapping[str, datetime]] | None = None,
        memory: Memory | None = None,
        versions: Callable[[str], Versions | None] | None = None,
    ) -> None:
        self._source = source
        self._memory = memory
        self._schemas = schemas or Schemas()
        self._introduced = introduced
        self._versions = versions
        self._registers: Registers | None = None
        self._seasons: dict[str, SeasonRecords] = {}
        self._remains: dict[str, Remains | None] = {}
        self._rosters: dict[str, Mapping[str, Record[Cluster]]] = {}
        self._paths: set[str] = set()

    @property
    def paths(self) -> frozenset[str]:
        """The paths of all records that were read so far."""
        return frozenset(self._paths)

    def registers(self) -> Registers:
        """Return the registers; their findings include whatever else stands at the top and may not."""
        if self._registers is None:
            findings: list[Finding] = []
            for name, kind in self._names(layout.ROOT):
                if kind is EntryKind.SPECIAL or (kind is EntryKind.FILE and name not in FILES[Level.PORTAL]):
                    findings.append(stray(f"{layout.ROOT}/{name}", kind))
                elif kind is EntryKind.FOLDER and not layout.is_season(name):
                    findings += self._strays(f"{layout.ROOT}/{name}")
            records: dict[str, Any] = {
                kind.attribute: self._required(f"{layout.ROOT}/{name}", findings)
                for name, kind in FILES[Level.PORTAL].items()
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
            elif name in FILES[Level.CLUSTER] and kind is EntryKind.FILE:
                files.add(name)
            else:
                findings.append(stray(f"{folder}/{name}", kind))
        findings += _missing_of(Level.CLUSTER, folder, files)
        records = self._read_those(folder, FILES[Level.CLUSTER], files, findings)
        found = ClusterRecords(
            season, cluster, frozenset(files), **records, dossiers=dossiers, findings=tuple(findings)
        )
        return self._with_moments(found)

    def record(self, path: str) -> Record[Any] | None:
        """Return the one record at ``path``, None if there is none or it cannot be read."""
        return self._read(path, [])

    def read(self, path: str) -> bytes | None:
        """Return the bytes of a file, None if it is no plain file; of a file that is too large only the beginning."""
        return self._source.read(path, strict_yaml.longest(path) + 1)

    def is_special(self, path: str) -> bool:
        """Whether a link or something else that is neither a plain file nor a folder stands at ``path``."""
        return self._is_listed(path, EntryKind.SPECIAL)

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
            elif name in FILES[Level.SEASON] and kind is EntryKind.FILE:
                present.add(name)
            else:
                findings.append(stray(f"{folder}/{name}", kind))
        findings += _missing_of(Level.SEASON, folder, present)
        records = self._read_those(folder, FILES[Level.SEASON], present, findings)
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
                    found[name.removesuffix(YAML)] = record
            else:
                findings.append(stray(path, kind))
        return found

    def _read_dossier(self, organisation: str, folder: str, findings: list[Finding]) -> Dossier:
        files = set()
        for name, kind in self._names(folder):
            if kind is EntryKind.FOLDER:
                findings += self._strays(f"{folder}/{name}")
            elif name in FILES[Level.DOSSIER] and kind is EntryKind.FILE:
                files.add(name)
            else:
                findings.append(stray(f"{folder}/{name}", kind))
        records = self._read_those(folder, FILES[Level.DOSSIER], files, findings)
        kinds = FILES[Level.DOSSIER]
        found = {kinds[name].attribute: self._remains.get(f"{folder}/{name}") for name in files}
        remains = {name: left for name, left in found.items() if left is not None}
        return self._with_seal(Dossier(organisation, folder, frozenset(files), **records, remains=remains))

    def _with_seal(self, dossier: Dossier) -> Dossier:
        """Hold a self-assessment against the seal that was given for it (gate.md, Sealed seasons)."""
        if dossier.seal is None or dossier.self_assessment is None:
            return dossier
        data = self.read(dossier.self_assessment.path) or b""
        return replace(dossier, matches_seal=dossier.seal.value.opens(data))

    def _with_moments(self, records: ClusterRecords) -> ClusterRecords:
        """Look up when self-assessments came to the main branch, for members that no receipt speaks of."""
        portal = self.registers().portal
        if portal is None:
            return records
        records = self._with_arrivals(records, portal.value)
        unspoken = records.dated_by_git
        if self._introduced is None or not unspoken:
            return records
        moments = self._introduced(portal.value.branch, [dossier.path("self-assessment.yml") for dossier in unspoken])
        changed = {
            dossier.organisation: replace(dossier, introduced_at=moments.get(dossier.path("self-assessment.yml")))
            for dossier in unspoken
        }
        return replace(records, dossiers={**records.dossiers, **changed})

    def _with_arrivals(self, records: ClusterRecords, portal: Portal) -> ClusterRecords:
        """Look up what the main branch showed of receipts, verifications and answers, where there are any."""
        season = self.season(records.season).season
        is_dated = records.has_receipts or records.answerable
        versions = self._versions(portal.branch) if self._versions is not None and is_dated else None
        if versions is None or season is None:
            return records
        given = (season.value, portal.zone, versions)
        records = sighted(records, *given) if records.has_receipts else records
        return answered(records, *given) if records.answerable else records

    def _is_listed(self, path: str, kind: EntryKind) -> bool:
        folder, _, name = path.rpartition("/")
        return (name, kind) in self._names(folder)

    def _names(self, folder: str) -> Sequence[tuple[str, EntryKind]]:
        return [(entry.name, entry.kind) for entry in self._source.entries(folder)]

    def _strays(self, folder: str) -> Iterator[Finding]:
        for name, kind in self._names(folder):
            path = f"{folder}/{name}"
            if kind is EntryKind.FOLDER:
                yield from self._strays(path)
            else:
                yield stray(path, kind)

    def _required(self, path: str, findings: list[Finding]) -> Record[Any] | None:
        record = self._read(path, findings)
        if record is None and not any(finding.path == path for finding in findings):
            findings.append(_missing(path))
        return record

    def _read_those(
        self, folder: str, kinds: Mapping[str, RecordKind], present: set[str], findings: list[Finding]
    ) -> dict[str, Any]:
        """Return the records of a folder by attribute, in the order of ``kinds``; None for those that are not there."""
        return {
            kind.attribute: self._read(f"{folder}/{name}", findings) if name in present else None
            for name, kind in kinds.items()
        }

    def _read(self, path: str, findings: list[Finding]) -> Record[Any] | None:
        """Return the record at ``path``, or None with the reasons added to ``findings``."""
        place = layout.place(path)
        data = self.read(path)
        if data is None or place is None:
            if place is not None and self._is_listed(path, EntryKind.FILE):
                findings.append(PATH_UNREADABLE.in_text(path, 1, 1, path=path))
            return None
        self._paths.add(path)
        digest = hashlib.sha256(data).hexdigest()
        known = self._memory.get((path, digest)) if self._memory is not None else None
        reading = known or read_record(path, place.kind, data, digest, self._schemas)
        if self._memory is not None:
            self._memory[path, digest] = reading
        self._remains[path] = reading.remains
        findings += reading.findings
        return reading.record


def _missing_of(level: Level, folder: str, present: Container[str]) -> list[Finding]:
    """Return a finding for each file that must stand in a folder and does not."""
    required = (name for name, kind in FILES[level].items() if kind.is_required)
    return [_missing(f"{folder}/{name}") for name in required if name not in present]


def _missing(path: str) -> Finding:
    return FILE_MISSING.in_text(path, 1, 1, path=path)
