"""The state a change stands on: what the records of one state of the portal say, each read only when asked for."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from thidua.records.archive import Archive
from thidua.records.cluster import Cluster, Conference, Covenant, Exclusions, Receipt, Receipts, Schedule
from thidua.records.decision import Correction, Corrections, Decision
from thidua.records.dossier import Response, Review, Seal, SelfAssessment, Verification
from thidua.records.kind import RECEIPTS
from thidua.records.layout import ROOT, Place, cluster_path, dossier_path, season_path
from thidua.records.record import Record
from thidua.records.registers import Accounts, Organisations, Portal
from thidua.records.season import Season


class PortalState:
    """The records of one state. None stands for what is not there or cannot be read.

    Where a ``Place`` is asked for, the answer is for the season, cluster or dossier that the place lies in.
    """

    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        self._records: dict[str, Record[Any] | None] = {}

    def record(self, path: str) -> Record[Any] | None:
        """Return the record at ``path``."""
        if path not in self._records:
            self._records[path] = self.archive.record(path)
        return self._records[path]

    def is_unreadable(self, path: str) -> bool:
        """Whether something stands at ``path``, be it a link, that is not the record it should be."""
        return self.record(path) is None and self._stands(path)

    def portal(self) -> Portal | None:
        """Return portal.yml."""
        found: Portal | None = self._value(f"{ROOT}/portal.yml")
        return found

    def zone(self) -> ZoneInfo:
        """Return the portal's time zone, UTC where none can be read."""
        portal = self.portal()
        return portal.zone if portal is not None else ZoneInfo("UTC")

    def organisations(self) -> Organisations | None:
        """Return organisations.yml."""
        found: Organisations | None = self._value(f"{ROOT}/organisations.yml")
        return found

    def accounts(self) -> Accounts | None:
        """Return accounts.yml."""
        found: Accounts | None = self._value(f"{ROOT}/accounts.yml")
        return found

    def season(self, where: Place) -> Season | None:
        """Return season.yml."""
        found: Season | None = self._value(_of_season(where, "season.yml"))
        return found

    def deadline(self, where: Place) -> datetime | None:
        """Return the first moment too late for the self-assessment of a dossier, None if nothing says so."""
        season = self.season(where)
        if season is None or where.organisation is None or where.cluster is None:
            return None
        return season.filing_deadline(where.cluster, where.organisation).end(self.zone())

    def decision(self, where: Place) -> Decision | None:
        """Return decision.yml."""
        found: Decision | None = self._value(_of_season(where, "decision.yml"))
        return found

    def is_published(self, where: Place, day: date) -> bool:
        """Whether the season's results are published on ``day``, and so frozen."""
        decision = self.decision(where)
        return decision is not None and decision.published_on is not None and decision.published_on <= day

    def corrections(self, where: Place) -> tuple[Correction, ...]:
        """Return the season's corrections, oldest first."""
        found: Corrections | None = self._value(_of_season(where, "corrections.yml"))
        return found.listed if found is not None else ()

    def cluster(self, where: Place) -> Cluster | None:
        """Return cluster.yml."""
        found: Cluster | None = self._value(_of_cluster(where, "cluster.yml"))
        return found

    def monitors(self, where: Place) -> frozenset[str]:
        """Return the monitors of all clusters of the season."""
        roster = self.archive.roster(where.season or "")
        return frozenset(monitor for record in roster.values() for monitor in record.value.monitors)

    def covenant(self, where: Place) -> Covenant | None:
        """Return covenant.yml."""
        found: Covenant | None = self._value(_of_cluster(where, "covenant.yml"))
        return found

    def conference(self, where: Place) -> Conference | None:
        """Return conference.yml."""
        found: Conference | None = self._value(_of_cluster(where, "conference.yml"))
        return found

    def schedule(self, where: Place) -> Schedule | None:
        """Return schedule.yml."""
        found: Schedule | None = self._value(_of_cluster(where, "schedule.yml"))
        return found

    def exclusions(self, where: Place) -> Exclusions | None:
        """Return exclusions.yml."""
        found: Exclusions | None = self._value(_of_cluster(where, "exclusions.yml"))
        return found

    def has_voted(self, where: Place) -> bool:
        """Whether the cluster has a vote.yml, readable or not."""
        return self._stands(_of_cluster(where, "vote.yml"))

    def receipts(self, where: Place) -> tuple[tuple[Receipt, ...], ...]:
        """Return the receipts of the member, those of the lead and those of the monitor."""
        found: list[Receipts | None] = [self._value(_of_cluster(where, kind.file)) for kind in RECEIPTS]
        return tuple(kept.of(where.organisation or "") if kept is not None else () for kept in found)

    def self_assessment(self, where: Place) -> Record[SelfAssessment] | None:
        """Return self-assessment.yml with the hash of its bytes."""
        return self.record(_of_dossier(where, "self-assessment.yml"))

    def seal(self, where: Place) -> Seal | None:
        """Return seal.yml."""
        found: Seal | None = self._value(_of_dossier(where, "seal.yml"))
        return found

    def verification(self, where: Place) -> Verification | None:
        """Return verification.yml."""
        found: Verification | None = self._value(_of_dossier(where, "verification.yml"))
        return found

    def response(self, where: Place) -> Response | None:
        """Return response.yml."""
        found: Response | None = self._value(_of_dossier(where, "response.yml"))
        return found

    def review(self, where: Place) -> Review | None:
        """Return review.yml."""
        found: Review | None = self._value(_of_dossier(where, "review.yml"))
        return found

    def is_verified(self, where: Place) -> bool:
        """Whether the dossier has a verification.yml, readable or not."""
        return self._stands(_of_dossier(where, "verification.yml"))

    def is_answered(self, where: Place) -> bool:
        """Whether the dossier has a response.yml, readable or not."""
        return self._stands(_of_dossier(where, "response.yml"))

    def _stands(self, path: str) -> bool:
        """Whether anything stands at ``path``: what is no plain file is not read, but it is not absent either."""
        return self.archive.read(path) is not None or self.archive.is_special(path)

    def _value(self, path: str) -> Any:
        record = self.record(path)
        return None if record is None else record.value


def _of_season(where: Place, name: str) -> str:
    return season_path(where.season or "", name)


def _of_cluster(where: Place, name: str) -> str:
    return cluster_path(where.season or "", where.cluster or "", name)


def _of_dossier(where: Place, name: str) -> str:
    return dossier_path(where.season or "", where.cluster or "", where.organisation or "", name)
