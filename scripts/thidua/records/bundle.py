"""Records that belong together: the registers, a season's own files, a dossier, a cluster with its dossiers."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from thidua.records import layout
from thidua.records.cluster import (
    Cluster,
    ClusterReport,
    Conference,
    Covenant,
    Exclusions,
    Receipt,
    Receipts,
    Schedule,
)
from thidua.records.decision import Consolidation, Corrections, Decision
from thidua.records.dossier import Response, Review, Seal, SelfAssessment, Targets, Verification
from thidua.records.finding import Finding
from thidua.records.kind import CLUSTER, FILES, Level
from thidua.records.record import Record
from thidua.records.registers import Accounts, Organisations, Portal
from thidua.records.remains import Remains
from thidua.records.rubric import Rubric
from thidua.records.season import Deadline, Season
from thidua.records.vote import Vote


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
            **_absent(self, Level.SEASON, paths),
            consolidations={m: record for m, record in self.consolidations.items() if record.path not in paths},
        )


@dataclass(frozen=True, slots=True)
class Dossier:
    """The files of one member. ``files`` names those that exist, also where they cannot be read.

    ``introduced_at`` is when the present self-assessment came to the main branch; it is only looked up when no
    receipt speaks of the member (rules.md §5). ``matches_seal`` says that the self-assessment's bytes, with the salt
    before them, have the seal's hash. ``verified_at`` is when the present verification came to the main branch,
    ``answered_at`` since when each criterion of the response is answered there, where that was watched
    (``answering``). ``remains`` has what is left of records with errors, by attribute.
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
    verified_at: datetime | None = None
    answered_at: Mapping[str, datetime] = field(default_factory=dict)
    matches_seal: bool = False
    remains: Mapping[str, Remains] = field(default_factory=dict)

    def path(self, name: str) -> str:
        """Return the path of a file of the dossier."""
        return f"{self.folder}/{name}"

    def answering_deadline(self, season: Season, zone: ZoneInfo) -> Deadline | None:
        """Return until when the verification may be answered; None where nobody knows since when it stands."""
        if self.verified_at is None:
            return None
        return season.answering_deadline(self.verified_at.astimezone(zone).date())

    def late_answers(self, season: Season, zone: ZoneInfo) -> tuple[str, ...]:
        """Return the criteria that were first answered after the last day; what is not known is not late."""
        deadline = self.answering_deadline(season, zone)
        if self.response is None or deadline is None:
            return ()
        end = deadline.end(zone)
        return tuple(c for c in self.response.value.responses if c in self.answered_at and self.answered_at[c] >= end)

    def without(self, paths: frozenset[str]) -> "Dossier":
        """Return the dossier with the records at ``paths`` counting as absent."""
        return replace(self, **_absent(self, Level.DOSSIER, paths))


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

    @property
    def size(self) -> int:
        """How many files of records the cluster has, those of its dossiers included, cluster.yml left out."""
        return len(self.files - {CLUSTER.file}) + sum(len(dossier.files) for dossier in self.dossiers.values())

    def path(self, name: str) -> str:
        """Return the path of a file of the cluster."""
        return layout.cluster_path(self.season, self.id, name)

    def dossier(self, organisation: str) -> Dossier:
        """Return the dossier of a member, an empty one if it has filed nothing."""
        found = self.dossiers.get(organisation)
        return found or Dossier(organisation, f"{layout.ROOT}/{self.season}/{self.id}/{organisation}", frozenset())

    @property
    def has_receipts(self) -> bool:
        """Whether anybody received anything."""
        return bool(self._receipts())

    @property
    def has_unmerged_receipts(self) -> bool:
        """Whether a receipt stands here and not yet on the main branch, which will tell when it came."""
        return any(found.sighting is not None and found.sighting.row_at is None for found in self._receipts())

    def _receipts(self) -> list[Receipt]:
        registers = (self.receipts_lead, self.receipts_monitor)
        return [receipt for register in registers if register is not None for receipt in register.value.listed]

    @property
    def dated_by_git(self) -> list[Dossier]:
        """The dossiers whose self-assessment no receipt speaks of: only Git can say when it came (rules.md §5)."""
        ledgers = [ledger.value for ledger in (self.receipts_lead, self.receipts_monitor) if ledger is not None]
        return [
            dossier
            for dossier in self.dossiers.values()
            if dossier.self_assessment is not None and not any(ledger.of(dossier.organisation) for ledger in ledgers)
        ]

    @property
    def answerable(self) -> list[Dossier]:
        """The dossiers that are answered, or whose verification lists something to answer."""
        return [
            dossier
            for dossier in self.dossiers.values()
            if dossier.verification is not None and (dossier.response is not None or dossier.verification.value.scores)
        ]

    def without(self, paths: frozenset[str]) -> "ClusterRecords":
        """Return the cluster with the records at ``paths`` counting as absent."""
        if not paths:
            return self
        return replace(
            self,
            **_absent(self, Level.CLUSTER, paths),
            dossiers={o: dossier.without(paths) for o, dossier in self.dossiers.items()},
        )


def _absent(bundle: object, level: Level, paths: frozenset[str]) -> dict[str, Any]:
    """Return None for each attribute of ``bundle`` that is a record at one of ``paths``."""
    records = {kind.attribute: getattr(bundle, kind.attribute) for kind in FILES[level].values()}
    return {name: None for name, record in records.items() if record is not None and record.path in paths}
