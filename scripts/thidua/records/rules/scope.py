"""What the rules look at beside the record itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from thidua.records.bundle import ClusterRecords
from thidua.records.cluster import Cluster
from thidua.records.record import Record, value_of
from thidua.records.registers import Accounts, Organisations, Portal
from thidua.records.rubric import Rubric
from thidua.records.season import Season


@dataclass(frozen=True, slots=True)
class ClusterScope:
    """A cluster's records and what they refer to; ``clusters`` are the season's folders, ``roster`` the readable ones.

    None stands for what cannot be read or has errors itself (rules.md §11): the rules that need it then keep silent.
    """

    records: ClusterRecords
    portal: Portal | None
    season: Season | None
    rubric: Rubric | None
    organisations: Organisations | None
    accounts: Accounts | None
    clusters: Sequence[str]
    roster: Mapping[str, Record[Cluster]]
    now: datetime | None

    @property
    def cluster(self) -> Cluster | None:
        """The cluster's own record."""
        return value_of(self.records.cluster)
