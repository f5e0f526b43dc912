"""The rules on the data: everything that a schema cannot say."""

from collections.abc import Iterator

from thidua.records.archive import Archive, ClusterRecords, SeasonRecords
from thidua.records.finding import Finding


def check_season(records: SeasonRecords, archive: Archive) -> Iterator[Finding]:
    """Yield what is wrong with a season's own files."""
    yield from ()


def check_cluster(records: ClusterRecords, archive: Archive) -> Iterator[Finding]:
    """Yield what is wrong with a cluster and its dossiers."""
    yield from ()
