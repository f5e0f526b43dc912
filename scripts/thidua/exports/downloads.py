"""The downloads for people: pure functions from published values to CSV files and workbooks (see also ``api``)."""

from collections.abc import Iterator, Sequence
from datetime import date

from thidua.exports import address
from thidua.exports.criteria import rubric_table
from thidua.exports.delimited import csv_file
from thidua.exports.file import ExportFile
from thidua.exports.members import cluster_table, results_table
from thidua.exports.organisations import organisations_table
from thidua.exports.scores import dossier_table, matrix_table
from thidua.publication.digest import PublishedSeason, digest
from thidua.publication.policy import Publication, View
from thidua.publication.redaction import PublishedCluster
from thidua.records.decision import Decision
from thidua.records.registers import Organisations


def cluster_tables(
    published: PublishedCluster, publication: Publication, decision: Decision | None
) -> Iterator[ExportFile]:
    """Yield the tables of a cluster and of its members; ``decision`` is the season's, if there is one."""
    place = address.cluster(published.season, published.id)
    yield csv_file(address.table(place), cluster_table(digest(published), publication, decision))
    for member in published.members:
        place = address.dossier(published.season, published.id, member.organisation)
        yield csv_file(address.table(place), dossier_table(member, published, publication))


def season_tables(season: PublishedSeason, publication: Publication) -> Iterator[ExportFile]:
    """Yield the tables of a season itself: its results and its rubric."""
    yield csv_file(address.table(address.results(season.id)), results_table(season, publication))
    yield csv_file(address.table(address.rubric(season.id)), rubric_table(publication))


def organisations_file(organisations: Organisations, view: View, seasons: Sequence[PublishedSeason]) -> ExportFile:
    """Return the register of organisations."""
    return csv_file(address.table(address.organisations()), organisations_table(organisations, view, seasons))


def season_workbook(season: PublishedSeason, publication: Publication) -> ExportFile:
    """Return the workbook of a season: its results, each cluster's points by criterion, and the rubric.

    A cluster of which no points may be shown has no sheet of its own.
    """
    from thidua.exports.workbook import workbook_file  # noqa: PLC0415 - slow to load, and seldom needed

    matrices = ((cluster.id, matrix_table(cluster, publication)) for cluster in season.clusters)
    sheets = [
        ("Kết quả", results_table(season, publication)),
        *((cluster, matrix) for cluster, matrix in matrices if matrix is not None),
        ("Tiêu chí", rubric_table(publication)),
    ]
    return workbook_file(address.workbook(season.id), sheets, _day(season, publication))


def _day(season: PublishedSeason, publication: Publication) -> date:
    """Return the day of a season's figures: once they are published, that of the publication or the last correction.

    Nothing changes them afterwards, so a new day makes no new workbook of them.
    """
    if season.published_on is not None and not publication.view.is_internal:
        return max([season.published_on, *(correction.on for correction in season.corrections)])
    return publication.view.as_of.astimezone(publication.frame.zone).date()
