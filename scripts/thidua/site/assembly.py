"""Assembles a portal from parts: clusters, seasons and organisations, each evaluated, published and written on its own.

Several processes work on parts at a time. A part that is made of the same as in the last build is not made again.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Final

from thidua.exports import address, api, downloads
from thidua.exports.api import ExportFile
from thidua.portal.audit import audit_page
from thidua.portal.board import board_page
from thidua.portal.cluster import cluster_page
from thidua.portal.context import Context
from thidua.portal.dossier import dossier_page
from thidua.portal.edition import Edition
from thidua.portal.home import home
from thidua.portal.link import Link
from thidua.portal.organisation import members, organisation_pages, organisations_page
from thidua.portal.page import Page
from thidua.portal.reason import REASONS
from thidua.portal.results import results_page
from thidua.portal.rubric import rubric_page
from thidua.portal.season import season_page
from thidua.portal.seasons import seasons_page
from thidua.records.rules.cluster import DOUBTFUL, FUTURE
from thidua.records.shipped import shipped
from thidua.records.source import Folder
from thidua.scoring.digest import PublishedSeason, digest, publish_season
from thidua.scoring.disclosure import Disclosure, PublishedStep, PublishedTrail, publish_trail
from thidua.scoring.redaction import PublishedCluster, publish
from thidua.scoring.trail import AuditTrail
from thidua.site import fingerprint, tree
from thidua.site.builder import Builder, BuildInput, ClusterOutput, builder_of, page_file
from thidua.site.mkdocs import GIVEN, html_file
from thidua.site.pool import shares, spread

SHARE: Final = 50
Part = tuple[str, str | None]  # the name of a part in the ledger, and what stands for all that it is made of

UNPUBLISHED: Final = frozenset({"decisions", "contributing.md"})
SAMPLE_PAGE: Final = "du-lieu-mau.md"


class AddressTakenError(Exception):
    """A hand-written file stands in the way of one of the portal's; the text is its path below docs/."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """A season with what its own pages and files are made of."""

    season: PublishedSeason
    edition: Edition
    outcomes: Sequence[ClusterOutput]
    marked: Sequence[PublishedStep] = ()


def cluster_keys(given: BuildInput, tasks: Sequence[tuple[str, str]]) -> list[str | None]:
    """Return what stands for all that each of some clusters is made of."""
    ground, source = builder_of(given).ground, Folder(given.root)
    return [ground and fingerprint.combined([ground, fingerprint.cluster(source, *task)]) for task in tasks]


def build_cluster(task: tuple[BuildInput, str, str, str | None]) -> ClusterOutput:
    """Evaluate one cluster, write its pages and files, and return what the rest of the portal needs of it."""
    given, season, cluster, key = task
    builder = builder_of(given)
    around = builder.edition(season)
    evaluation = builder.evaluator.cluster(season, cluster)
    files = evaluation.records.size
    if evaluation.result is None or around is None:
        return ClusterOutput(season, None, evaluation.findings, None, None, (), files)
    published = publish(evaluation, around.publication)
    decision = builder.decision(season)
    written = (
        *builder.write_pages(_cluster_pages(builder.context(), published, around)),
        *builder.write(api.cluster_files(published, around.publication, decision)),
        *builder.write(downloads.cluster_tables(published, around.publication, decision)),
    )
    passing = {FUTURE, *DOUBTFUL}  # what a key does not say: the hour, and what the history shows
    is_passing = any(finding.is_error or finding.rule in passing for finding in evaluation.findings)
    records = evaluation.records
    if is_passing or (given.commit and (records.dated_by_git or records.has_unmerged_receipts)):
        key = None
    part = api.cluster_part(published)
    outcome = ClusterOutput(season, key, evaluation.findings, digest(published), part, written, files)
    builder.keep(f"{season}/{cluster}", key, outcome, written)
    return outcome


def build_clusters(given: BuildInput, tasks: Sequence[tuple[str, str]], jobs: int) -> Iterator[ClusterOutput]:
    """Yield the outcomes of all clusters in the order of ``tasks``, ``jobs`` of them worked on at a time."""
    builder = builder_of(given)
    keys = [key for share in spread(partial(cluster_keys, given), shares(tasks, SHARE), jobs) for key in share]
    kept = [builder.recall("/".join(task), key) for task, key in zip(tasks, keys, strict=True)]
    pending = [(given, *task, key) for task, key, entry in zip(tasks, keys, kept, strict=True) if entry is None]
    made = spread(build_cluster, pending, jobs)
    for entry in kept:
        yield entry.value if entry is not None else next(made)


def build_seasons(given: BuildInput, chapters: Mapping[str, Chapter], parts: Sequence[Part]) -> tuple[str, ...]:
    """Write the pages and files of some seasons; return their paths."""
    builder = builder_of(given)
    return tuple(path for name, key in parts for path in builder.make(name, key, _season(builder, chapters[name])))


def build_organisations(
    given: BuildInput, seasons: Sequence[PublishedSeason], parts: Sequence[Part]
) -> tuple[str, ...]:
    """Write the pages of some organisations; return their paths."""
    builder = builder_of(given)
    context = builder.context()
    chosen = [context.organisations[name.rpartition("/")[2]] for name, _ in parts]
    pages = zip(parts, organisation_pages(context, seasons, chosen), strict=True)
    return tuple(path for part, page in pages for path in builder.make(*part, [page_file(page)]))


def finish(
    builder: Builder, outcomes: Sequence[ClusterOutput], jobs: int, trail: AuditTrail | None = None
) -> list[str]:
    """Write what stands above the clusters, and the hand-written pages; remove what is no longer written.

    ``trail`` is the audit of the history, None if there is none. Return the paths of everything below the target.
    Raises AddressTakenError.
    """
    given, context = builder.given, builder.context()
    chapters = {chapter.season.id: chapter for chapter in _chapters(builder, outcomes)}
    seasons = [chapter.season for chapter in chapters.values()]
    published_trail = _published(context, seasons, trail)
    marked = published_trail.marked if published_trail is not None else ()
    chapters = {name: replace(chapter, marked=_of_season(marked, name)) for name, chapter in chapters.items()}
    written = [path for outcome in outcomes for path in outcome.written]
    parts = [(name, _chapter_key(builder, chapter)) for name, chapter in chapters.items()]
    written += _made(builder, partial(build_seasons, given, chapters), parts, 1, jobs)
    members_parts = list(_of_organisations(builder, context, outcomes))
    written += _made(builder, partial(build_organisations, given, seasons), members_parts, SHARE, jobs)
    written += builder.write_pages(_portal_pages(context, seasons, published_trail))
    written += builder.write(_index_files(builder, context, seasons, published_trail))
    is_sample = any(season.season.is_sample for season in seasons)
    by_hand = list(_handwritten(shipped("docs", given.root), is_sample=is_sample))
    _refuse_taken(by_hand, written)
    written += builder.write(by_hand)
    clusters = [
        f"{season}/{cluster}" for season in chapters for cluster in builder.evaluator.archive.season(season).clusters
    ]
    builder.ledger.prune([*clusters, *(name for name, _ in (*parts, *members_parts))])
    tree.prune(given.target, written)
    return written


def _of_season(steps: Iterable[PublishedStep], season: str) -> list[PublishedStep]:
    return [step for step in steps if any(scope.season == season for scope in step.scopes)]


def _chapter_key(builder: Builder, chapter: Chapter) -> str | None:
    """Return what stands for all that a season's own pages are made of."""
    key = builder.key(chapter.outcomes)
    return key and fingerprint.combined([key, repr(chapter.marked)])


def _made(
    builder: Builder, work: Callable[[Sequence[Part]], tuple[str, ...]], parts: Iterable[Part], size: int, jobs: int
) -> Iterator[str]:
    """Yield the paths of the parts that are kept, and of those that ``work`` makes, ``size`` of them at a time."""
    pending = []
    for part in parts:
        entry = builder.recall(*part)
        if entry is None:
            pending.append(part)
        else:
            yield from entry.written
    for written in spread(work, shares(pending, size), jobs):
        yield from written


def _chapters(builder: Builder, outcomes: Sequence[ClusterOutput]) -> Iterator[Chapter]:
    for season in builder.evaluator.archive.seasons():
        around = builder.edition(season)
        if around is None:
            continue
        own = [outcome for outcome in outcomes if outcome.season == season]
        digests = [outcome.digest for outcome in own if outcome.digest is not None]
        evaluation = builder.evaluator.season(season)
        published = publish_season(evaluation.records, around.publication, digests, evaluation.findings)
        yield Chapter(published, around, own)


def _of_organisations(builder: Builder, context: Context, outcomes: Sequence[ClusterOutput]) -> Iterator[Part]:
    """Yield the parts that are the organisations' pages: each is made of the clusters that it was a member of."""
    found: dict[str, list[ClusterOutput]] = {}
    for outcome in outcomes:
        for member in outcome.digest.members if outcome.digest is not None else ():
            found.setdefault(member.organisation, []).append(outcome)
    for organisation in members(context):
        yield f"to-chuc/{organisation.id}", builder.key(found.get(organisation.id, []))


def _published(context: Context, seasons: Sequence[PublishedSeason], trail: AuditTrail | None) -> PublishedTrail | None:
    if trail is None:
        return None
    disclosure = Disclosure(context.view, seasons, is_repository_internal=context.portal.is_internal)
    return publish_trail(trail, disclosure, REASONS)


def _index_files(
    builder: Builder, context: Context, seasons: Sequence[PublishedSeason], trail: PublishedTrail | None
) -> Iterator[ExportFile]:
    given = builder.given
    yield from api.index_files(
        context.portal, context.organisations, given.view, given.commit, seasons, is_audited=trail is not None
    )
    yield downloads.organisations_file(context.organisations, given.view, seasons)
    if trail is not None:
        yield api.audit_file(trail, given.view, seasons)
    schemas = sorted(shipped("schemas").glob("*.schema.json"))
    yield from api.schema_files({path.name.removesuffix(".schema.json"): path.read_bytes() for path in schemas})


def _season(builder: Builder, chapter: Chapter) -> Iterator[ExportFile]:
    context, season, publication = builder.context(), chapter.season, chapter.edition.publication
    workbook = Link("Excel", address.workbook(season.id))
    results = [*_data(address.results(season.id)), workbook]
    yield page_file(season_page(context, season, [Link("JSON", address.season(season.id)), workbook]))
    yield page_file(results_page(context, season, results))
    yield page_file(board_page(context, season, results, chapter.marked))
    yield page_file(rubric_page(context, season, _data(address.rubric(season.id))))
    yield from api.season_files(season, publication)
    yield api.season_results(publication, [outcome.part for outcome in chapter.outcomes if outcome.part is not None])
    yield from downloads.season_tables(season, publication)
    yield downloads.season_workbook(season, publication)


def _portal_pages(context: Context, seasons: Sequence[PublishedSeason], trail: PublishedTrail | None) -> Iterator[Page]:
    yield home(context, seasons, [Link("JSON", address.index())])
    yield seasons_page(context, seasons, [Link("JSON", address.index())])
    yield organisations_page(context, seasons, _data(address.organisations()))
    yield audit_page(context, seasons, trail, [Link("JSON", address.audit())] if trail is not None else [])


def _cluster_pages(context: Context, published: PublishedCluster, around: Edition) -> Iterator[Page]:
    season, cluster = published.season, published.id
    yield cluster_page(context, published, around, _data(address.cluster(season, cluster)))
    for member in published.members:
        data = _data(address.dossier(season, cluster, member.organisation))
        yield dossier_page(context, published, member, around, data)


def _data(place: str) -> list[Link]:
    """Return the links to the JSON at ``place`` and to the table that says the same."""
    return [Link("JSON", place), Link("CSV", address.table(place))]


def _refuse_taken(by_hand: Iterable[ExportFile], written: Sequence[str]) -> None:
    """Raise AddressTakenError for the first file that stands at an address of the portal, or below or above one."""
    taken = {*written, *map(html_file, written), *GIVEN}
    folders = {folder for place in taken for folder in _above(place)}
    for file in by_hand:
        place = html_file(file.path)
        if place in taken or place in folders or not taken.isdisjoint(_above(place)):
            raise AddressTakenError(file.path)


def _above(place: str) -> Iterator[str]:
    while place := place.rpartition("/")[0]:
        yield place


def _handwritten(folder: Path, *, is_sample: bool) -> Iterator[ExportFile]:
    """Yield the hand-written pages and their pictures; what is for developers only is not part of the portal.

    Neither is the page about the sample where no season is one, nor any line that leads to it.
    """
    left_out = UNPUBLISHED if is_sample else UNPUBLISHED | {SAMPLE_PAGE}
    for path in sorted(folder.rglob("*")):
        inner = path.relative_to(folder)
        if not path.is_file() or inner.parts[0] in left_out:
            continue
        data = path.read_bytes()
        if not is_sample and path.suffix == ".md":
            data = b"".join(line for line in data.splitlines(keepends=True) if SAMPLE_PAGE.encode() not in line)
        yield ExportFile(inner.as_posix(), data)
