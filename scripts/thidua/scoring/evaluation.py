"""Records, findings and results together: what validate, score, build and review all start from (rules.md §11)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from thidua.records.archive import Archive
from thidua.records.bundle import ClusterRecords, SeasonRecords
from thidua.records.cluster import Cluster
from thidua.records.finding import Finding, in_order
from thidua.records.rules import check_cluster, check_keys, check_registers, check_season
from thidua.scoring.departure import check_results
from thidua.scoring.result import ClusterResult, Frame, score


@dataclass(frozen=True, slots=True)
class SeasonEvaluation:
    """A season: its records without those that have errors, its clusters, and what is wrong with its own files.

    ``frame`` is None when errors in the season, the rubric or the registers leave nothing to compute with.
    """

    id: str
    records: SeasonRecords
    roster: Mapping[str, Cluster]
    frame: Frame | None
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class ClusterEvaluation:
    """A cluster: its records without those that have errors, its results, and everything that is wrong with it."""

    records: ClusterRecords
    result: ClusterResult | None
    findings: tuple[Finding, ...]


class Evaluator:
    """Evaluates seasons and clusters of one archive. Seasons are kept; clusters are evaluated anew each time.

    ``now`` is the moment after which nothing can have happened yet; None where nobody asks.
    """

    def __init__(self, archive: Archive, now: datetime | None = None) -> None:
        self.archive = archive
        self._now = now
        self._seasons: dict[str, SeasonEvaluation] = {}
        self._unusable: frozenset[str] | None = None

    def registers(self) -> tuple[Finding, ...]:
        """Return what is wrong with the registers, and with whatever else stands at the top."""
        registers = self.archive.registers()
        findings = [*registers.findings, *check_registers(registers)]
        return tuple(in_order(self.archive.located(findings)))

    def unusable(self) -> frozenset[str]:
        """Return the paths of the registers that have errors."""
        if self._unusable is None:
            self._unusable = broken(check_registers(self.archive.registers()))
        return self._unusable

    def season(self, season: str) -> SeasonEvaluation:
        """Return the evaluation of a season's own files."""
        if season not in self._seasons:
            self._seasons[season] = self._evaluate(season)
        return self._seasons[season]

    def cluster(self, season: str, cluster: str) -> ClusterEvaluation:
        """Return the evaluation of one cluster and its dossiers."""
        frame = self.season(season).frame
        records = self.archive.cluster(season, cluster)
        findings = [*check_keys(records, self.archive), *check_cluster(records, self.archive, self._now)]
        clean = records.without(broken(findings))
        result = score(clean, frame) if frame is not None else None
        if result is not None and frame is not None and not broken(findings):
            findings += check_results(clean, result, frame, self.season(season).records)
        return ClusterEvaluation(clean, result, tuple(in_order(self.archive.located(findings))))

    def _evaluate(self, season: str) -> SeasonEvaluation:
        records = self.archive.season(season)
        findings = [*records.findings, *check_season(records, self.archive)]
        clean = records.without(broken(findings))
        return SeasonEvaluation(
            id=season,
            records=clean,
            roster={cluster: record.value for cluster, record in self.archive.roster(season).items()},
            frame=self._frame(clean),
            findings=tuple(in_order(self.archive.located(findings))),
        )

    def _frame(self, records: SeasonRecords) -> Frame | None:
        registers = self.archive.registers()
        portal, organisations = registers.portal, registers.organisations
        if records.season is None or records.rubric is None or portal is None or organisations is None:
            return None
        if self.unusable() & {portal.path, organisations.path}:
            return None
        season = records.season.value
        holders: frozenset[str] = frozenset()
        previous = f"{int(records.id) - 1:04}"
        if season.awards and previous in self.archive.seasons():
            decision = self.archive.season(previous).decision
            is_sound = decision is not None and decision.path not in broken(
                check_season(self.archive.season(previous), self.archive)
            )
            holders = decision.value.awarded(season.awards[0].code) if decision is not None and is_sound else holders
        return Frame(
            season_id=records.id,
            season=season,
            rubric=records.rubric.value,
            zone=portal.value.zone,
            organisations=organisations.value,
            flag_holders=holders,
        )


def broken(findings: Iterable[Finding]) -> frozenset[str]:
    """Return the paths of records that have errors and so count as absent."""
    return frozenset(finding.path for finding in findings if finding.is_error)
