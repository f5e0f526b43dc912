"""What stands above the clusters: seasons, organisations, the lists of both, the history, and the list of all pages."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property, partial
from typing import Any, Final

from thidua.exports import address, api, downloads
from thidua.exports.api import ExportFile
from thidua.gate.public_reason import public_reasons
from thidua.portal.audit import audit_page
from thidua.portal.board import board_page
from thidua.portal.career import Participation, careers
from thidua.portal.context import Context
from thidua.portal.home import home
from thidua.portal.link import Link
from thidua.portal.organisation import organisation_pages, organisations_page
from thidua.portal.page import Page
from thidua.portal.results import results_page
from thidua.portal.rubric import rubric_page
from thidua.portal.season import season_page
from thidua.portal.seasons import seasons_page
from thidua.publication.audit import Audit
from thidua.publication.digest import ClusterDigest, PublishedSeason, publish_season
from thidua.publication.disclosure import Disclosure, PublishedAudit, PublishedStep, publish_audit
from thidua.publication.edition import Edition
from thidua.records.language import language
from thidua.records.shipped import shipped
from thidua.site import clusters, digest, stamp
from thidua.site.builder import Builder
from thidua.site.clusters import ClusterOutput, data
from thidua.site.ledger import Graph, Part
from thidua.site.pool import FORKS, shares, spread
from thidua.site.sitemap import sitemap
from thidua.site.tracked import ORGANISATIONS, PORTAL, REGISTERS

PUBLISHED: Final = "published:"
TRAIL: Final = "trail"


class Publisher:
    """Makes the parts above the clusters, which are made already. ``trail`` is the audit, None if there is none."""

    def __init__(self, builder: Builder, graph: Graph, trail: Audit | None) -> None:
        self._builder = builder
        self._graph = graph
        self._trail = trail
        self._seasons: list[str] = []
        self._found: dict[str, PublishedSeason] = {}
        graph.makers |= {PUBLISHED[:-1]: self._published, TRAIL: lambda _: builder.part(self._publish_trail)}

    def build_seasons(self, seasons: Sequence[str], jobs: int) -> None:
        """Make the pages and files of each season."""
        self._seasons = list(seasons)
        for season in seasons:
            self._graph.part(f"{PUBLISHED}{season}")
        self._graph.part(TRAIL)
        self._build({f"pages:{season}": season for season in seasons}, self.season_parts, 1, jobs)
        self._build({f"workbook:{season}": season for season in seasons}, self.workbook_parts, 1, jobs)

    def build_organisations(self, members: Iterable[str], size: int, jobs: int) -> None:
        """Make the page of each member organisation, ``size`` of them at a time."""
        self._build({f"organisation:{member}": member for member in members}, self.organisation_parts, size, jobs)

    def build_rest(self) -> None:
        """Make the pages and files that stand for the whole portal."""
        make, part = self._graph.make, self._builder.part
        make("home", lambda: part(lambda: self._written(self._home(), [])))
        make("organisations", lambda: part(lambda: self._written(self._listing(), self._register())))
        make("audit", lambda: part(self._audit))
        make("index", lambda: part(lambda: self._written([], self._index())))
        make("schemas", lambda: part(lambda: self._written([], _schemas())))

    def sitemap(self, files: Iterable[str]) -> list[str]:
        """Write the list of all pages among ``files``; return its path."""
        portal = self._builder.context().portal
        pages = sorted({file.removesuffix("index.html") for file in files if file.endswith(".html")})
        return list(self._builder.write([ExportFile("sitemap.xml", sitemap(portal.site_url, pages).encode())]))

    def season_parts(self, seasons: Iterable[str]) -> list[Part]:
        """Make the pages and files of some seasons."""
        return [self._builder.part(partial(self._season_part, season)) for season in seasons]

    def workbook_parts(self, seasons: Iterable[str]) -> list[Part]:
        """Make the workbooks of some seasons, which tell the day."""
        return [self._builder.part(partial(self._workbook_part, season)) for season in seasons]

    def organisation_parts(self, organisations: Sequence[str]) -> list[Part]:
        """Make the pages of some organisations."""
        builder, seasons = self._builder, self._all()
        context = builder.context()
        chosen = [context.organisations[name] for name in organisations]
        pages = organisation_pages(context, seasons, chosen, self._careers)
        return [builder.part(partial(self._organisation_part, name, pages)) for name in organisations]

    def _build(
        self, names: Mapping[str, str], work: Callable[[Sequence[str]], list[Part]], size: int, jobs: int
    ) -> None:
        """Make the parts that no earlier build made of the same."""
        missing = [name for name in names if self._graph.kept(name) is None]
        self._graph.begin(missing)
        if missing and size > 1:
            self._all()
            _ = self._careers
        shared = shares([names[name] for name in missing], size)
        made = (part for parts in spread(work, shared, jobs if FORKS else 1) for part in parts)
        for name, part in zip(missing, made, strict=True):
            self._graph.put(name, part)

    def _published(self, season: str) -> Part:
        """Return what may be shown of a season, but for its clusters."""

        def make() -> tuple[PublishedSeason, Mapping[str, str], list[str]]:
            around = self._builder.edition(season)
            if around is None:
                raise ValueError(f"season {season} cannot be published")
            evaluation = self._builder.evaluator.season(season)
            self._note_clusters(season)
            found = publish_season(evaluation.records, around.publication, self._shorts_of(season), evaluation.findings)
            bare = replace(found, clusters=())
            return bare, {f"{PUBLISHED}{season}#": digest.of_value(bare)}, []

        return self._builder.part(make)

    def _season(self, season: str) -> PublishedSeason:
        """Return what may be shown of a season, and note that it was read."""
        trace, name = self._builder.trace, f"{PUBLISHED}{season}"
        part = self._graph.part(name)
        trace.note_all(part.digests)
        self._note_clusters(season)
        if season not in self._found:
            self._found[season] = replace(part.result, clusters=self._shorts_of(season))
        return self._found[season]

    def _all(self) -> list[PublishedSeason]:
        """Return what may be shown of every season, oldest first, and note that all were read."""
        self._builder.archive.seasons()
        return [self._season(season) for season in self._seasons]

    def _outputs(self, season: str) -> Iterator[tuple[str, Part, ClusterOutput]]:
        """Yield the clusters of a season that have results."""
        prefix = clusters.name(season, "")
        for name in sorted(name for name in self._graph.parts if name.startswith(prefix)):
            part = self._graph.parts[name]
            if part.digests:
                yield name.removeprefix(prefix), part, part.result

    def _shorts_of(self, season: str) -> tuple[ClusterDigest, ...]:
        return tuple(output.short for _, _, output in self._outputs(season))

    def _note_clusters(self, season: str) -> None:
        prefix = clusters.name(season, "")
        for name, part in self._graph.parts.items():
            if name.startswith(prefix) and part.digests:
                short = f"{name}#short"
                self._builder.trace.note(short, part.digests[short])

    def _written(
        self, pages: Iterable[Page], files: Iterable[ExportFile]
    ) -> tuple[None, Mapping[str, str], Iterable[str]]:
        return None, {}, [*self._builder.write_pages(pages), *self._builder.write(files)]

    def _season_part(self, season: str) -> tuple[None, Mapping[str, str], Iterable[str]]:
        builder, found = self._builder, self._season(season)
        around = builder.edition(season)
        if around is None:
            raise ValueError(f"season {season} cannot be published")
        results = []
        for cluster, part, output in self._outputs(season):
            name = clusters.results_name(season, cluster)
            builder.trace.note(name, part.digests[name])
            results.append(output.results)
        marked = self._marked(season)
        return self._written(_season_pages(builder.context(), found, marked), _season_files(found, around, results))

    def _workbook_part(self, season: str) -> tuple[None, Mapping[str, str], Iterable[str]]:
        found, around = self._season(season), self._builder.edition(season)
        if around is None:
            raise ValueError(f"season {season} cannot be published")
        return self._written([], [downloads.season_workbook(found, around.publication)])

    def _publish_trail(self) -> tuple[PublishedAudit | None, Mapping[str, str], list[str]]:
        """Return what may be shown of the audit, with a digest of what is marked in each season."""
        self._builder.trace.note("audit", digest.of_value(self._trail))
        if self._trail is None:
            return None, {}, []
        context, seasons = self._builder.context(), self._all()
        disclosure = Disclosure(context.view, seasons, is_repository_internal=context.portal.is_internal)
        found = publish_audit(self._trail, disclosure, public_reasons(language("vi")))
        digests = {_marked_name(season): digest.of_value(_of_season(found, season)) for season in self._seasons}
        return found, {**digests, f"{TRAIL}#": digest.of_value(found)}, []

    def _marked(self, season: str) -> list[PublishedStep]:
        """Return what the audit marked in a season, and note that it was read."""
        part = self._graph.part(TRAIL)
        self._builder.trace.note(_marked_name(season), part.digests.get(_marked_name(season), digest.NOTHING))
        found: PublishedAudit | None = part.result
        return _of_season(found, season) if found is not None else []

    def _organisation_part(
        self, organisation: str, pages: Iterator[Page]
    ) -> tuple[None, Mapping[str, str], Iterable[str]]:
        """Write the page that comes next: of what is common to all such pages nothing is noted when it is read."""
        trace = self._builder.trace
        known = self._graph.part(REGISTERS).digests
        trace.note_all({name: known[name] for name in (PORTAL, ORGANISATIONS)})
        self._builder.archive.seasons()
        for season in self._seasons:
            trace.note_all(self._graph.part(f"{PUBLISHED}{season}").digests)
        for name in self._memberships.get(organisation, ()):
            trace.note(name, self._graph.current(name) or "")
        return self._written([next(pages)], [])

    @cached_property
    def _memberships(self) -> Mapping[str, Sequence[str]]:
        """The names of the clusters in short that each organisation was a member of."""
        found: dict[str, list[str]] = {}
        for name, part in self._graph.parts.items():
            for member in part.digests.get(f"{name}#members", "").split():
                found.setdefault(member, []).append(f"{name}#short")
        return found

    @cached_property
    def _careers(self) -> Mapping[str, Sequence[Participation]]:
        return careers(self._found[season] for season in self._seasons)

    def _home(self) -> Iterator[Page]:
        self._builder.trace.note("commit", self._builder.given.commit or "")
        context, seasons = self._builder.context(), self._all()
        yield home(context, seasons, [Link("JSON", address.index())], self._builder.given.commit)
        yield seasons_page(context, seasons, [Link("JSON", address.index())])

    def _listing(self) -> Iterator[Page]:
        yield organisations_page(self._builder.context(), self._all(), data(address.organisations()))

    def _register(self) -> Iterator[ExportFile]:
        context, seasons = self._builder.context(), self._all()
        yield api.organisations_file(context.organisations, context.view, seasons)
        yield downloads.organisations_file(context.organisations, context.view, seasons)

    def _audit(self) -> tuple[None, Mapping[str, str], Iterable[str]]:
        context, seasons = self._builder.context(), self._all()
        part = self._graph.part(TRAIL)
        self._builder.trace.note(f"{TRAIL}#", part.digests.get(f"{TRAIL}#", digest.NOTHING))
        trail: PublishedAudit | None = part.result
        links = [Link("JSON", address.audit())] if trail is not None else []
        files = [api.audit_file(trail, context.view, seasons)] if trail is not None else []
        return self._written([audit_page(context, seasons, trail, links)], files)

    def _index(self) -> Iterator[ExportFile]:
        given = self._builder.given
        self._builder.trace.note("commit", given.commit or "")
        context, seasons = self._builder.context(), self._all()
        is_audited = self._trail is not None
        self._builder.trace.note("audit", digest.of_value(self._trail))
        yield api.index_file(context.portal, context.view, given.commit, seasons, is_audited=is_audited)
        yield ExportFile(stamp.ADDRESS, stamp.script(context, given.commit).encode())


def _marked_name(season: str) -> str:
    """Return the name of the digest of what the audit marked in a season."""
    return f"{TRAIL}#{season}"


def _of_season(trail: PublishedAudit, season: str) -> list[PublishedStep]:
    return [step for step in trail.marked if any(scope.season == season for scope in step.scopes)]


def _season_pages(context: Context, season: PublishedSeason, marked: Sequence[PublishedStep]) -> Iterator[Page]:
    workbook = Link("Excel", address.workbook(season.id))
    results = [*data(address.results(season.id)), workbook]
    yield season_page(context, season, [Link("JSON", address.season(season.id)), workbook])
    yield results_page(context, season, results)
    yield board_page(context, season, results, marked)
    yield rubric_page(context, season, data(address.rubric(season.id)))


def _season_files(season: PublishedSeason, around: Edition, results: Iterable[dict[str, Any]]) -> Iterator[ExportFile]:
    publication = around.publication
    yield from api.season_files(season, publication)
    yield api.season_results(publication, results)
    yield from downloads.season_tables(season, publication)


def _schemas() -> Iterator[ExportFile]:
    schemas = sorted(shipped("schemas").glob("*.schema.json"))
    yield from api.schema_files({path.name.removesuffix(".schema.json"): path.read_bytes() for path in schemas})
