"""Where a decision or a nomination departs from the rules: warnings that need results (rules.md §8 and §9)."""

from collections.abc import Iterator

from thidua.records.archive import ClusterRecords, SeasonRecords
from thidua.records.finding import Finding
from thidua.scoring.result import ClusterResult, Frame


def check_results(
    records: ClusterRecords, result: ClusterResult, frame: Frame, season: SeasonRecords
) -> Iterator[Finding]:
    """Yield the warnings on one cluster's results."""
    yield from ()
