"""The clusters of the worked vectors, read once."""

from collections.abc import Sequence
from functools import cache

from support.api_build import VECTORS, read
from thidua.records.bundle import ClusterRecords
from thidua.scoring.result import Frame


@cache
def cases() -> Sequence[tuple[ClusterRecords, Frame]]:
    """Every cluster of season 2020 of every vector, with the records that have no errors."""
    return [
        (cluster.records, season.frame)
        for root in VECTORS
        for season in read(root).seasons
        for cluster in season.clusters
        if season.records.id == "2020"
    ]
