"""Clusters: each is evaluated, published and written on its own."""

import pickle
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from thidua.exports import address, api, downloads
from thidua.portal.cluster import cluster_page
from thidua.portal.context import Context
from thidua.portal.dossier import dossier_page
from thidua.portal.link import Link
from thidua.portal.page import Page
from thidua.publication.digest import ClusterDigest
from thidua.publication.digest import digest as in_short
from thidua.publication.edition import Edition
from thidua.publication.redaction import PublishedCluster, publish
from thidua.records.finding import Finding
from thidua.site import digest
from thidua.site.builder import Builder, BuildInput, builder_of
from thidua.site.ledger import Part


@dataclass(frozen=True, slots=True)
class ClusterOutput:
    """What came of one cluster: findings, and the numbers of records read and of members.

    ``short`` is its digest, ``results`` its part of the season's results, both None when it has no results. They are
    kept packed, because few builds need those of every cluster.
    """

    findings: tuple[Finding, ...]
    files: int
    members: int
    packed: bytes | None

    @property
    def is_published(self) -> bool:
        """Whether the cluster has results."""
        return self.packed is not None

    @property
    def short(self) -> ClusterDigest:
        """The cluster in short. Raises ValueError if it has no results."""
        found: ClusterDigest = self._unpacked()[0]
        return found

    @property
    def results(self) -> dict[str, Any]:
        """The cluster's part of the season's results. Raises ValueError if it has none."""
        found: dict[str, Any] = self._unpacked()[1]
        return found

    def _unpacked(self) -> Any:
        if self.packed is None:
            raise ValueError("the cluster has no results")
        return pickle.loads(self.packed)  # noqa: S301 - packed below


def name(season: str, cluster: str) -> str:
    """Return the name of the part that is a cluster."""
    return f"cluster:{season}/{cluster}"


def in_short_name(season: str, cluster: str) -> str:
    """Return the name of the digest of a cluster in short."""
    return f"{name(season, cluster)}#short"


def results_name(season: str, cluster: str) -> str:
    """Return the name of the digest of a cluster's part of the results."""
    return f"{name(season, cluster)}#results"


def members_name(season: str, cluster: str) -> str:
    """Return the name under which a cluster's members stand, with blanks between them."""
    return f"{name(season, cluster)}#members"


def build_cluster(task: tuple[BuildInput, str, str]) -> Part:
    """Evaluate one cluster, write its pages and files, and return it with what the rest of the portal needs of it."""
    given, season, cluster = task
    builder = builder_of(given)
    return builder.part(lambda: _build(builder, season, cluster))


def _build(builder: Builder, season: str, cluster: str) -> tuple[ClusterOutput, Mapping[str, str], list[str]]:
    around = builder.edition(season)
    evaluation = builder.evaluator.cluster(season, cluster)
    files = evaluation.records.size
    if evaluation.result is None or around is None:
        return ClusterOutput(evaluation.findings, files, 0, None), {}, []
    published = publish(evaluation, around.publication)
    decision = builder.decision(season)
    written = [
        *builder.write_pages(_pages(builder.context(), published, around)),
        *builder.write(api.cluster_files(published, around.publication, decision)),
        *builder.write(downloads.cluster_tables(published, around.publication, decision)),
    ]
    short, results = in_short(published), api.cluster_part(published)
    digests = {
        in_short_name(season, cluster): digest.of_value(short),
        results_name(season, cluster): digest.of_value(results),
        members_name(season, cluster): " ".join(member.organisation for member in short.members),
    }
    packed = pickle.dumps((short, results), pickle.HIGHEST_PROTOCOL)
    return ClusterOutput(evaluation.findings, files, len(short.members), packed), digests, written


def _pages(context: Context, published: PublishedCluster, around: Edition) -> Iterator[Page]:
    season, cluster = published.season, published.id
    yield cluster_page(context, published, around, data(address.cluster(season, cluster)))
    for member in published.members:
        files = data(address.dossier(season, cluster, member.organisation))
        yield dossier_page(context, published, member, around, files)


def data(place: str) -> list[Link]:
    """Return the links to the JSON at ``place`` and to the table that says the same."""
    return [Link("JSON", place), Link("CSV", address.table(place))]
