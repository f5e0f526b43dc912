"""Assembles a portal: every cluster is evaluated, published and written on its own, by several processes at a time."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any, Final

from thidua.cli.invocation import open_archive
from thidua.cli.output import prune, write_if_changed
from thidua.exports import address, api
from thidua.exports.api import ExportFile
from thidua.portal import page as pages
from thidua.portal.audit import audit_page
from thidua.portal.board import board_page
from thidua.portal.cluster import cluster_page
from thidua.portal.context import Context
from thidua.portal.dossier import dossier_page
from thidua.portal.edition import Edition, edition
from thidua.portal.home import home
from thidua.portal.link import Link
from thidua.portal.organisation import members, organisation_pages, organisations_page
from thidua.portal.page import Page
from thidua.portal.reason import REASONS
from thidua.portal.results import results_page
from thidua.portal.rubric import rubric_page
from thidua.portal.season import season_page
from thidua.portal.seasons import seasons_page
from thidua.portal.workforce import shares, spread
from thidua.records.decision import Decision
from thidua.records.finding import Finding
from thidua.records.registers import Organisation
from thidua.records.shipped import shipped
from thidua.scoring.digest import ClusterDigest, PublishedSeason, digest, publish_season
from thidua.scoring.disclosure import Disclosure, PublishedTrail, publish_trail
from thidua.scoring.evaluation import Evaluator
from thidua.scoring.publication import Publication, View
from thidua.scoring.redaction import PublishedCluster, publish
from thidua.scoring.trail import AuditTrail

SHARE: Final = 125
UNPUBLISHED: Final = frozenset({"decisions", "contributing.md"})


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be built: whose records, for whom, as of which commit, and where the files go."""

    root: Path
    view: View
    commit: str | None
    target: Path


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one cluster. ``digest`` and ``part`` are None when it has no results.

    ``written`` are paths below the target, ``files`` is the number of records read for it.
    """

    season: str
    findings: tuple[Finding, ...]
    digest: ClusterDigest | None
    part: dict[str, Any] | None
    written: tuple[str, ...]
    files: int


class Workshop:
    """What a process needs to build clusters; read once in each process."""

    def __init__(self, order: Order) -> None:
        self.order = order
        self.evaluator = Evaluator(open_archive(order.root), order.view.as_of)
        self._editions: dict[str, Edition] = {}

    def context(self) -> Context:
        """Return the frame of all pages. Raises ValueError without registers that can be read."""
        registers = self.evaluator.archive.registers()
        if registers.portal is None or registers.organisations is None:
            raise ValueError("a portal without registers has no pages")
        return Context(registers.portal.value, registers.organisations.value, self.order.view, self.order.commit)

    def edition(self, season: str) -> Edition | None:
        """Return a season as it is published; None if its own records leave nothing to publish."""
        evaluation = self.evaluator.season(season)
        if evaluation.frame is None:
            return None
        if season not in self._editions:
            decision = self.decision(season)
            published_on = decision.published_on if decision is not None else None
            self._editions[season] = edition(Publication(self.order.view, evaluation.frame, published_on), decision)
        return self._editions[season]

    def decision(self, season: str) -> Decision | None:
        """Return a season's decision, None if there is none without errors."""
        record = self.evaluator.season(season).records.decision
        return record.value if record is not None else None

    def write(self, files: Iterable[ExportFile]) -> Iterator[str]:
        """Write files below the target; yield their paths."""
        for file in files:
            write_if_changed(self.order.target / file.path, file.data)
            yield file.path

    def write_pages(self, written: Iterable[Page]) -> Iterator[str]:
        """Write pages below the target; yield their paths."""
        return self.write(ExportFile(pages.path(page), pages.markdown(page)) for page in written)


@cache
def workshop(order: Order) -> Workshop:
    """Return the workshop of this process."""
    return Workshop(order)


def build_cluster(task: tuple[Order, str, str]) -> Outcome:
    """Evaluate one cluster, write its pages and files, and return what the rest of the portal needs of it."""
    order, season, cluster = task
    shop = workshop(order)
    around = shop.edition(season)
    before = shop.evaluator.archive.files
    evaluation = shop.evaluator.cluster(season, cluster)
    files = shop.evaluator.archive.files - before
    if evaluation.result is None or around is None:
        return Outcome(season, evaluation.findings, None, None, (), files)
    published = publish(evaluation, around.publication)
    written = [
        *shop.write_pages(_cluster_pages(shop.context(), published, around)),
        *shop.write(api.cluster_files(published, around.publication, shop.decision(season))),
    ]
    part = api.cluster_part(published)
    return Outcome(season, evaluation.findings, digest(published), part, tuple(written), files)


def build_clusters(order: Order, tasks: Sequence[tuple[str, str]], jobs: int) -> Iterator[Outcome]:
    """Yield the outcomes of all clusters in the order of ``tasks``, ``jobs`` of them worked on at a time."""
    return spread(build_cluster, [(order, season, cluster) for season, cluster in tasks], jobs)


def build_organisations(
    order: Order, seasons: Sequence[PublishedSeason], chosen: Sequence[Organisation]
) -> tuple[str, ...]:
    """Write the pages of some organisations; return their paths."""
    shop = workshop(order)
    return tuple(shop.write_pages(organisation_pages(shop.context(), seasons, chosen)))


def finish(shop: Workshop, outcomes: Sequence[Outcome], jobs: int, trail: AuditTrail | None = None) -> list[str]:
    """Write what stands above the clusters, and the hand-written pages; remove what is no longer written.

    ``trail`` is the audit of the history, None if there is none. Return the paths of everything below the target.
    """
    context = shop.context()
    seasons = []
    written = [path for outcome in outcomes for path in outcome.written]
    for season in shop.evaluator.archive.seasons():
        around = shop.edition(season)
        if around is None:
            continue
        own = [outcome for outcome in outcomes if outcome.season == season]
        digests = [outcome.digest for outcome in own if outcome.digest is not None]
        evaluation = shop.evaluator.season(season)
        published = publish_season(evaluation.records, around.publication, digests, evaluation.findings)
        parts = [outcome.part for outcome in own if outcome.part is not None]
        seasons.append(published)
        written += shop.write(api.season_files(published, around.publication))
        written += shop.write([api.season_results(around.publication, parts)])
    published_trail = _published(context, seasons, trail)
    written += shop.write_pages(_portal_pages(context, seasons, published_trail))
    work = partial(build_organisations, shop.order, seasons)
    written += [path for share in spread(work, shares(members(context), SHARE), jobs) for path in share]
    written += shop.write(_index_files(shop, context, seasons, published_trail))
    written += shop.write(_handwritten(shipped("docs", shop.order.root)))
    prune(shop.order.target, written)
    return written


def _published(context: Context, seasons: Sequence[PublishedSeason], trail: AuditTrail | None) -> PublishedTrail | None:
    if trail is None:
        return None
    disclosure = Disclosure(context.view, seasons, is_repository_internal=context.portal.is_internal)
    return publish_trail(trail, disclosure, REASONS)


def _index_files(
    shop: Workshop, context: Context, seasons: Sequence[PublishedSeason], trail: PublishedTrail | None
) -> Iterator[ExportFile]:
    order = shop.order
    yield from api.index_files(
        context.portal, context.organisations, order.view, order.commit, seasons, is_audited=trail is not None
    )
    if trail is not None:
        yield api.audit_file(trail, order.view, seasons)
    schemas = sorted(shipped("schemas").glob("*.schema.json"))
    yield from api.schema_files({path.name.removesuffix(".schema.json"): path.read_bytes() for path in schemas})


def _portal_pages(context: Context, seasons: Sequence[PublishedSeason], trail: PublishedTrail | None) -> Iterator[Page]:
    yield home(context, seasons, [Link("JSON", address.index())])
    yield seasons_page(context, seasons, [Link("JSON", address.index())])
    for season in seasons:
        results = [Link("JSON", address.results(season.id))]
        yield season_page(context, season, [Link("JSON", address.season(season.id))])
        yield results_page(context, season, results)
        yield board_page(context, season, results)
        yield rubric_page(context, season, [Link("JSON", address.rubric(season.id))])
    yield organisations_page(context, seasons)
    yield audit_page(context, seasons, trail, [Link("JSON", address.audit())] if trail is not None else [])


def _cluster_pages(context: Context, published: PublishedCluster, around: Edition) -> Iterator[Page]:
    season, cluster = published.season, published.id
    yield cluster_page(context, published, around, [Link("JSON", address.cluster(season, cluster))])
    for member in published.members:
        data = [Link("JSON", address.dossier(season, cluster, member.organisation))]
        yield dossier_page(context, published, member, around, data)


def _handwritten(folder: Path) -> Iterator[ExportFile]:
    """Yield the hand-written pages and their pictures; what is for developers only is not part of the portal."""
    for path in sorted(folder.rglob("*")):
        inner = path.relative_to(folder)
        if path.is_file() and inner.parts[0] not in UNPUBLISHED:
            yield ExportFile(inner.as_posix(), path.read_bytes())
