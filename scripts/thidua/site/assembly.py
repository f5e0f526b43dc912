"""Assembles a portal from parts: clusters, seasons, organisations, and what stands above them.

Several processes work on clusters at a time. What would be made of the same as in the last build is not made again.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from thidua.portal.environment import compile_all, keep_compiled
from thidua.publication.audit import Audit
from thidua.records import layout, strict_yaml
from thidua.records.finding import Finding
from thidua.records.record import value_of
from thidua.records.registers import Portal
from thidua.records.source import Folder
from thidua.site import clusters, digest, handwritten, mkdocs, program, tree
from thidua.site.branch import Branch
from thidua.site.builder import BuildInput, builder_of
from thidua.site.clusters import ClusterOutput
from thidua.site.frame import EXAMPLE, FRAMES
from thidua.site.handwritten import Handwritten, Site
from thidua.site.ledger import Graph, Ledger, Part
from thidua.site.manifest import Manifest
from thidua.site.mkdocs import GIVEN, Identity, html_file
from thidua.site.pool import spread
from thidua.site.publisher import Publisher
from thidua.site.trace import Reads
from thidua.site.tracked import RECORDS, REGISTERS, ROSTER, SEASON, UNUSABLE, Shared

ROOMS: Final = ("ket-qua", "tieu-chi", "tien-do")
SHARE: Final = 50


class AddressTakenError(Exception):
    """A hand-written file stands in the way of one of the portal's; the text is its path below docs/."""


@dataclass(frozen=True, slots=True)
class Top:
    """What a build needs of the registers besides what pages read of them."""

    portal: Portal | None
    members: tuple[str, ...]
    findings: tuple[Finding, ...]
    files: int


@dataclass(frozen=True, slots=True)
class SeasonTop:
    """What a build needs of a season's own files: its clusters, whether it can be published, and what is wrong."""

    clusters: tuple[str, ...]
    findings: tuple[Finding, ...]
    files: int
    has_frame: bool
    is_sample: bool


@dataclass(frozen=True, slots=True)
class Count:
    """How many pages and other files a site has, those of the theme left out."""

    pages: int
    files: int


class Assembly:
    """One build. ``trail`` is the audit of the history, None if there is none.

    With ``is_full`` every record is read, whatever the times of its file say.
    """

    def __init__(self, given: BuildInput, trail: Audit | None = None, *, is_full: bool = False) -> None:
        self.given = given
        self.builder = builder_of(given)
        self._trail = trail
        keep_compiled(given.workspace / "templates" / program.fingerprint())
        about = (program.fingerprint(), given.view.audience.value, str(given.commit is None))
        ledger = Ledger(given.workspace / "ledger", digest.of_texts(about))
        source = Folder(given.root)
        manifest = Manifest(
            given.root,
            {} if is_full else ledger.known,
            lambda path: source.read(path, strict_yaml.longest(path) + 1),
            tree.now(given.workspace / "clock"),
        )
        if given.markdown is not None:
            ledger.parts.clear()  # pages go to another place, too: all are made
        outside = {"commit": given.commit or "", "audit": digest.of_value(trail)}
        present = frozenset(tree.contents(given.target))
        self.graph = Graph(ledger, manifest, present, outside, given.view.as_of, Branch(given.root))
        self._outside = outside
        self.graph.makers.update(
            {
                REGISTERS: lambda _: self._registers(),
                UNUSABLE: lambda _: _kept(self.builder.evaluator.shared_unusable()),
                RECORDS[:-1]: lambda season: _kept(self.builder.archive.shared_season(season)),
                ROSTER[:-1]: lambda season: _kept(self.builder.archive.shared_roster(season)),
                SEASON[:-1]: self._season,
            }
        )

    @cached_property
    def top(self) -> Top:
        """What the build needs of the registers."""
        found: Top = self.graph.part(REGISTERS).result
        return found

    @cached_property
    def seasons(self) -> Mapping[str, SeasonTop]:
        """What the build needs of every season's own files, oldest first."""
        ids = self.builder.archive.seasons()
        return {season: self.graph.part(f"{SEASON}{season}").result for season in ids}

    def findings(self) -> Iterator[Finding]:
        """Yield what is wrong with everything above the clusters."""
        yield from self.top.findings
        for season in self.seasons.values():
            yield from season.findings

    @property
    def files(self) -> int:
        """How many records stand above the clusters."""
        return self.top.files + sum(season.files for season in self.seasons.values())

    @property
    def folders(self) -> Sequence[Path]:
        """The folders that the site is put together from."""
        return [self.given.static, self.given.target]

    def tasks(self) -> list[tuple[str, str]]:
        """Return all clusters, as season and cluster."""
        return [(season, cluster) for season, found in self.seasons.items() for cluster in found.clusters]

    def build_frames(self) -> None:
        """Let the site generator make the frames and the hand-written pages. Raises AddressTakenError, SiteError."""
        if self.top.portal is None:
            return
        written = self._written
        _refuse_taken(written.files, [html_file(page) for page in self._generated])
        identity = Identity(self.top.portal.name, self.top.portal.site_url)
        self._outside["surroundings"] = written.digest(identity, self._generated, self.given.view.as_of.year)
        part = self.graph.kept(FRAMES)
        if part is None or not self._has_static(part):
            self.graph.put(FRAMES, self._frames(written, identity))

    def build_clusters(self, jobs: int) -> Iterator[ClusterOutput]:
        """Yield what comes of every cluster, in order, ``jobs`` of them worked on at a time."""
        names = [clusters.name(*task) for task in self.tasks()]
        kept = [self.graph.kept(name) for name in names]
        missing = [task for task, part in zip(self.tasks(), kept, strict=True) if part is None]
        self.graph.begin(clusters.name(*task) for task in missing)
        if len(missing) > 1:
            compile_all()
        made = spread(clusters.build_cluster, [(self.given, *task) for task in missing], jobs)
        for name, part in zip(names, kept, strict=True):
            found = part or next(made)
            output: ClusterOutput = found.result
            if part is None and not any(finding.is_error for finding in output.findings):
                self.graph.put(name, found)
            yield output

    def finish(self, jobs: int) -> Count:
        """Make what stands above the clusters, and remove what is no more. Return how much there is.

        Raises AddressTakenError, and SiteError where a hand-written page links to what is not there.
        """
        publisher = Publisher(self.builder, self.graph, self._trail)
        publisher.build_seasons([season for season, found in self.seasons.items() if found.has_frame], jobs)
        publisher.build_organisations(self.top.members, SHARE, jobs)
        publisher.build_rest()
        written = [path for part in self.graph.parts.values() for path in part.written]
        by_hand = list(self._written.files)
        _refuse_taken(by_hand, written)
        self._refuse_broken(written)
        written += publisher.sitemap([*written, *map(html_file, self._written.pages)])
        tree.prune(self.given.target, written)
        if self.given.markdown is not None:
            self._leave_markdown(self.given.markdown, written)
        pages = sum(path.endswith(".html") for path in written)
        by_hand_pages = len(self._written.pages)
        return Count(pages + by_hand_pages, len(written) - pages + len(by_hand) - by_hand_pages)

    def save(self, *, is_whole: bool) -> None:
        """Keep what was made for the next build."""
        self.graph.save(is_whole=is_whole)

    def _leave_markdown(self, docs: Path, written: Sequence[str]) -> None:
        """Complete the folder of plain files, and leave the config with which a site generator builds it beside it."""
        for path, data in self._written.files.items():
            tree.put(docs / path, data)
        pages = {f"{path.removesuffix('.html')}.md" if path.endswith(".html") else path for path in written}
        tree.prune(docs, [*(pages - {"sitemap.xml"}), *self._written.files])
        if self.top.portal is not None:
            identity = Identity(self.top.portal.name, self.top.portal.site_url)
            config = handwritten.settings(self._written, self._site(identity))
            told = mkdocs.told(config, self._written.config)
            tree.put(docs.with_name("mkdocs.yml"), told.encode())

    def _registers(self) -> Part:
        builder = self.builder
        with builder.trace.reading() as reads:
            found = builder.archive.shared_registers()
            builder.trace.merge(found.reads)
            findings = builder.evaluator.registers()
            portal, organisations = found.value.portal, found.value.organisations
            listed = organisations.value.listed if organisations is not None else ()
        members = tuple(organisation.id for organisation in listed if organisation.kind == "member")
        top = Top(value_of(portal), members, findings, self._read(None))
        for name in [name for name in reads.names if name.startswith(f"{REGISTERS}#")]:
            del reads.names[name]  # its own
        return Part.of(reads, top, found.digests)

    def _season(self, season: str) -> Part:
        found = self.builder.evaluator.shared_season(season)
        value = found.value
        is_sample = value.frame is not None and value.frame.season.is_sample
        top = SeasonTop(value.records.clusters, value.findings, self._read(season), value.frame is not None, is_sample)
        return Part.of(found.reads, top, found.digests)

    def _read(self, season: str | None) -> int:
        """Return how many records that more than one cluster rests on were read of a season, or of none."""
        places = (layout.place(path) for path in self.builder.archive.paths if layout.is_shared(path))
        return sum(place is not None and place.season == season for place in places)

    @cached_property
    def _written(self) -> Handwritten:
        return Handwritten.of(self.given.root, is_sample=any(season.is_sample for season in self.seasons.values()))

    @cached_property
    def _generated(self) -> Mapping[str, str]:
        """The titles of the generated pages that a navigation can name, by path."""
        found = {"index.md": self.top.portal.name if self.top.portal is not None else ""}
        found |= {"nam/index.md": "Năm thi đua", "to-chuc/index.md": "Các tổ chức thành viên"}
        found |= {"kiem-chung/lich-su/index.md": "Lịch sử và kiểm toán"}
        for season, top in self.seasons.items():
            found[f"{season}/index.md"] = f"Năm thi đua {season}"
            for room in (*ROOMS, *top.clusters):
                found[f"{season}/{room}/index.md"] = room
        return found

    def _site(self, identity: Identity, missing: frozenset[str] = frozenset()) -> Site:
        places = [
            f"{season}/{inner}index.md"
            for season in self.seasons
            for inner in ("", f"{EXAMPLE}/", f"{EXAMPLE}/{EXAMPLE}/")
        ]
        examples = (*self._generated, f"{EXAMPLE}/index.md", f"to-chuc/{EXAMPLE}/index.md", *places)
        epoch = int(self.given.view.as_of.timestamp())
        return Site(self.given.workspace, identity, self._generated, examples, epoch, missing)

    def _frames(self, written: Handwritten, identity: Identity) -> Part:
        frames, files = handwritten.build(written, self._site(identity), self.builder.trace)
        reads = Reads({"surroundings": self._outside["surroundings"]})
        return Part.of(reads, files, frames.digests)

    def _has_static(self, part: Part) -> bool:
        return (self.given.workspace / FRAMES).is_file() and set(part.result) == set(tree.contents(self.given.static))

    def _refuse_broken(self, written: Sequence[str]) -> None:
        """Raise SiteError for a hand-written page that links to a file that is not there."""
        there = {*written, *map(html_file, self._written.files), *self._written.files, *GIVEN}
        missing = frozenset(path for path in self._written.linked() if html_file(path) not in there)
        if missing and self.top.portal is not None:
            self.graph.forget(FRAMES)
            identity = Identity(self.top.portal.name, self.top.portal.site_url)
            handwritten.build(self._written, self._site(identity, missing), self.builder.trace)


def _kept(found: Shared[Any]) -> Part:
    return Part.of(found.reads, None, found.digests)


def _refuse_taken(by_hand: Iterable[str], written: Sequence[str]) -> None:
    """Raise AddressTakenError for the first file that stands at an address of the portal, or below or above one."""
    sources = (f"{path.removesuffix('.html')}.md" for path in written if path.endswith(".html"))
    taken = {*written, *sources, *GIVEN}
    folders = {folder for place in taken for folder in _above(place)}
    for path in by_hand:
        place = html_file(path)
        if place in taken or path in taken or place in folders or not taken.isdisjoint(_above(place)):
            raise AddressTakenError(path)


def _above(place: str) -> Iterator[str]:
    while place := place.rpartition("/")[0]:
        yield place
