"""A build of the open data in memory, for tests: what is read once, and files for any reader and moment."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from thidua.exports import downloads
from thidua.exports.api import (
    ExportFile,
    cluster_files,
    cluster_part,
    index_file,
    organisations_file,
    season_files,
    season_results,
)
from thidua.publication.digest import digest, publish_season
from thidua.publication.policy import Audience, Publication, View
from thidua.publication.redaction import publish
from thidua.records.archive import Archive
from thidua.records.bundle import Registers, SeasonRecords
from thidua.records.source import Folder
from thidua.scoring.evaluation import ClusterEvaluation, Evaluator
from thidua.scoring.result import Frame

TESTS = Path(__file__).parents[1]
VECTORS = sorted(path.parent for path in (TESTS / "vectors").glob("*/expected.json"))
COMMIT = "c0ffee" + "0" * 34
LATE = datetime.fromisoformat("2022-01-01T00:00:00+07:00")


@dataclass(frozen=True)
class SeasonRead:
    """A season that could be scored, with all its clusters."""

    records: SeasonRecords
    frame: Frame
    clusters: tuple[ClusterEvaluation, ...]

    @property
    def results(self) -> list[Any]:
        return [cluster.result for cluster in self.clusters if cluster.result is not None]


@dataclass(frozen=True)
class PortalRead:
    """A portal, oldest season first."""

    registers: Registers
    seasons: tuple[SeasonRead, ...]


@cache
def read(root: Path) -> PortalRead:
    evaluator = Evaluator(Archive(Folder(root)))
    seasons = []
    for name in evaluator.archive.seasons():
        season = evaluator.season(name)
        assert season.frame is not None, season.findings
        clusters = tuple(evaluator.cluster(name, cluster) for cluster in season.records.clusters)
        seasons.append(SeasonRead(season.records, season.frame, clusters))
    return PortalRead(evaluator.archive.registers(), tuple(seasons))


def export(portal: PortalRead, view: View) -> Iterator[ExportFile]:
    """Yield every file of the API in the order in which a build makes them."""
    published = []
    for season in portal.seasons:
        decision = season.records.decision.value if season.records.decision is not None else None
        publication = Publication(view, season.frame, decision.published_on if decision is not None else None)
        parts, digests = [], []
        for evaluation in season.clusters:
            if evaluation.result is None:
                continue
            cluster = publish(evaluation, publication)
            yield from cluster_files(cluster, publication, decision)
            parts.append(cluster_part(cluster))
            digests.append(digest(cluster))
        yield season_results(publication, parts)
        published.append(publish_season(season.records, publication, digests))
        yield from season_files(published[-1], publication)
    portal_record, organisations = portal.registers.portal, portal.registers.organisations
    assert portal_record is not None
    assert organisations is not None
    yield index_file(portal_record.value, view, COMMIT, published)
    yield organisations_file(organisations.value, view, published)


def tables(portal: PortalRead, view: View) -> Mapping[str, bytes]:
    """Return every table and workbook of a build by its address."""
    files, published = [], []
    for season in portal.seasons:
        decision = season.records.decision.value if season.records.decision is not None else None
        publication = Publication(view, season.frame, decision.published_on if decision is not None else None)
        clusters = [publish(found, publication) for found in season.clusters if found.result is not None]
        for cluster in clusters:
            files += downloads.cluster_tables(cluster, publication, decision)
        published.append(publish_season(season.records, publication, map(digest, clusters)))
        files += downloads.season_tables(published[-1], publication)
        files.append(downloads.season_workbook(published[-1], publication))
    assert portal.registers.organisations is not None
    files.append(downloads.organisations_file(portal.registers.organisations.value, view, published))
    return {file.path: file.data for file in files}


def documents(portal: PortalRead, audience: Audience, as_of: datetime = LATE) -> Mapping[str, Any]:
    """Return every file of the API, parsed, by its address."""
    return {file.path: json.loads(file.data) for file in export(portal, View(audience, as_of))}
