"""What the rules look at beside the record itself."""

from collections.abc import Mapping
from dataclasses import dataclass

from thidua.records.archive import ClusterRecords, Record
from thidua.records.cluster import Cluster
from thidua.records.registers import Accounts, Organisations
from thidua.records.rubric import Rubric
from thidua.records.season import Season


@dataclass(frozen=True, slots=True)
class ClusterScope:
    """A cluster's records and what they refer to. None stands for what cannot be read: its rules then keep silent."""

    records: ClusterRecords
    season: Season | None
    rubric: Rubric | None
    organisations: Organisations | None
    accounts: Accounts | None
    roster: Mapping[str, Record[Cluster]]

    @property
    def cluster(self) -> Cluster | None:
        """The cluster's own record."""
        return self.records.cluster.value if self.records.cluster is not None else None
