"""What the table of kinds and fields does not open is in nothing that the public reads (rules.md §10).

Every leaf of every record is a marker; no value and no byte of a public build has one that is not open.
"""

import io
import json
import shutil
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pygit2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support.api_build import TESTS, PortalRead, SeasonRead, read
from support.command import thidua
from support.make import ZONE
from support.markers import Places, at, forms, planted
from thidua.publication.digest import digest, publish_season
from thidua.publication.edition import edition
from thidua.publication.policy import Audience, Publication, View
from thidua.publication.redaction import PublishedCluster, publish
from thidua.records import opening
from thidua.records.figure import Figure
from thidua.records.finding import Pointer
from thidua.records.kind import CONSOLIDATION, KINDS, RECEIPTS
from thidua.records.layout import Place, place
from thidua.records.season import Exposure

Figures = frozenset[Figure]
WHEN = ("always", "after_deadline", "after_conference", "after_decision", "never")
MOMENTS = ("2020-11-05", "2020-11-20", "2020-12-20", "2021-12-31")
SETTINGS: Mapping[str, Mapping[str, Any]] = {
    "cautious": {"preset": "cautious"},
    "open": {"preset": "open"},
    "closed": {"preset": "cautious", **{figure.value: {"when": "never"} for figure in Figure}},
}


@dataclass(frozen=True)
class Planted:
    """A portal of markers, where each stands, and its records as they are written."""

    root: Path
    places: Places
    records: Mapping[str, Any]


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Planted:
    root = tmp_path_factory.mktemp("markers") / "root"
    shutil.copytree(TESTS / "examples" / "base" / "submissions", root / "submissions")
    (root / "docs").mkdir()
    places = planted(root)
    files = {path for stands in places.values() for path, _pointer in stands}
    return Planted(root, places, {path: json.loads((root / path).read_text("utf-8")) for path in files})


def test_markers_stand_in_every_kind_of_record_in_which_something_is_withheld(portal: Planted) -> None:
    kinds = {where.record for stands in portal.places.values() for path, _ in stands if (where := place(path))}
    assert {kind.file for kind in KINDS if not kind.is_whole and kind not in kinds} == {"covenant.yml"}
    assert len(portal.places) > 400


@dataclass(frozen=True)
class Reader:
    """What the policy shows one reader of each season, cluster and member."""

    seasons: Mapping[str, Figures]
    clusters: Mapping[tuple[str, str], Figures]
    members: Mapping[tuple[str, str, str], Figures]

    def figures(self, where: Place, record: Mapping[str, Any]) -> Figures:
        if where.season is None:
            return frozenset()
        if where.record == CONSOLIDATION:
            every = {cluster: shows for (season, cluster), shows in self.clusters.items() if season == where.season}
            return frozenset(Figure).intersection(*(every[name] for name in record["covers"] or every))
        if where.cluster is None:
            return self.seasons[where.season]
        if where.organisation is None:
            return self.clusters[where.season, where.cluster]
        return self.members.get((where.season, where.cluster, where.organisation), frozenset())

    def sees(self, path: str, pointer: Pointer, record: Mapping[str, Any]) -> bool:
        where = place(path)
        assert where is not None
        figures = self.figures(where, record)
        if opening.is_open(where.record, pointer, figures):
            return True
        if "evidence" in pointer and pointer[-1] in {"url", "sha256"}:
            evidence = at(record, pointer[:-1])
            is_public = evidence.get("access", "public") == "public"
            return is_public and opening.is_open(where.record, (*pointer[:-1], "title"), figures)
        if where.record in RECEIPTS and pointer[-1] == "sha256":
            member = (where.season or "", where.cluster or "", at(record, pointer[:-1])["organisation"])
            return where.record.shown.is_open(figures) and Figure.SELF_POINTS in self.members[member]
        return False


def publication_of(season: SeasonRead, view: View, rules: Mapping[str, Any]) -> Publication:
    decision = season.records.decision
    changed = replace(season.frame.season, preset=rules["preset"], exposures=rules["exposures"])
    published_on = decision.value.published_on if decision is not None else None
    return Publication(view, replace(season.frame, season=changed), published_on)


def clusters_of(season: SeasonRead, publication: Publication) -> list[PublishedCluster]:
    return [publish(found, publication) for found in season.clusters if found.result is not None]


def reader(read_: PortalRead, publications: Mapping[str, Publication]) -> Reader:
    published = {season.records.id: clusters_of(season, publications[season.records.id]) for season in read_.seasons}
    return Reader(
        {season: publication.figures() for season, publication in publications.items()},
        {(season, found.id): found.shows for season, clusters in published.items() for found in clusters},
        {
            (season, found.id, member.organisation): member.shows
            for season, clusters in published.items()
            for found in clusters
            for member in found.members
        },
    )


def leaked(portal: Planted, reads: Reader, told: str) -> list[tuple[str, list[tuple[str, Pointer]]]]:
    """The markers that are told and that no place opens."""
    return [
        (marker, stands)
        for marker, stands in portal.places.items()
        if any(form in told for form in forms(marker))
        and not any(reads.sees(path, pointer, portal.records[path]) for path, pointer in stands)
    ]


@st.composite
def rules(draw: st.DrawFn) -> Mapping[str, Any]:
    exposures = st.dictionaries(
        st.sampled_from([figure.value for figure in Figure]),
        st.builds(Exposure, st.sampled_from(WHEN), st.booleans()),
    )
    return {"preset": draw(st.sampled_from(["cautious", "open"])), "exposures": draw(exposures)}


@given(rules=rules(), day=st.sampled_from(MOMENTS))
@settings(max_examples=60)
def test_no_public_value_has_what_is_not_open(portal: Planted, rules: Mapping[str, Any], day: str) -> None:
    found = read(portal.root)
    view = View(Audience.PUBLIC, datetime.fromisoformat(day).replace(tzinfo=ZONE))
    publications = {season.records.id: publication_of(season, view, rules) for season in found.seasons}
    told = []
    for season in found.seasons:
        publication = publications[season.records.id]
        clusters = clusters_of(season, publication)
        told += [repr(clusters), repr(publish_season(season.records, publication, map(digest, clusters)))]
        told.append(repr(replace(edition(publication, None), publication=None)))  # type: ignore[arg-type] # left out

    assert leaked(portal, reader(found, publications), "".join(told)) == []


def files(site: Path) -> Iterator[bytes]:
    """The bytes of a site, workbooks taken apart; guides and schemas, which have no record, are left out."""
    for path in sorted(site.rglob("*")):
        name = path.relative_to(site).as_posix()
        if not path.is_file() or name.startswith(("huong-dan/", "api/v1/schemas/", "assets/")):
            continue
        yield name.encode()
        if path.suffix == ".xlsx":
            with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as workbook:
                yield from (workbook.read(part) for part in workbook.namelist())
        else:
            yield path.read_bytes()


def committed(root: Path) -> None:
    """Make a history of the portal: its files at once, then all again by somebody whose address is a marker."""
    repository = pygit2.init_repository(str(root), initial_head="main")
    accounts = json.loads((root / "submissions/accounts.yml").read_text("utf-8"))["accounts"]
    tips: list[pygit2.Oid] = []
    for number, account in enumerate(accounts[:3]):
        for path in (root / "submissions/2020").rglob("*.yml"):
            path.write_text(path.read_text("utf-8") + "\n", encoding="utf-8")
        repository.index.add_all(["submissions"])
        signature = pygit2.Signature(account["login"], account["emails"][0], 1_600_000_000 + number * 86_400)
        tree = repository.index.write_tree()
        tips = [repository.create_commit("refs/heads/main", signature, signature, "hồ sơ", tree, tips)]
    repository.index.write()


@pytest.mark.parametrize("setting", SETTINGS)
def test_no_public_byte_has_what_is_not_open(portal: Planted, tmp_path: Path, setting: str) -> None:
    root = Path(shutil.copytree(portal.root, tmp_path / "root"))
    for path in root.glob("submissions/*/season.yml"):
        season = json.loads(path.read_text("utf-8"))
        path.write_text(json.dumps(season | {"publication": SETTINGS[setting]}, ensure_ascii=False), encoding="utf-8")
    committed(root)
    audit = tmp_path / "audit.json"
    audit.write_text(thidua("audit", "--root", root, "--format", "json", lang="vi").out, encoding="utf-8")
    found = read(root)
    for day in MOMENTS:
        run = thidua("build", "--root", root, "--as-of", day, "--jobs", "1", "--audit", audit)
        assert run.exit_code == 0, run.err
        view = View(Audience.PUBLIC, datetime.fromisoformat(day).replace(tzinfo=ZONE))
        publications = {
            season.records.id: publication_of(
                season, view, {"preset": season.frame.season.preset, "exposures": season.frame.season.exposures}
            )
            for season in found.seasons
        }
        told = b"\n".join(files(root / "site")).decode("utf-8", "replace")
        assert leaked(portal, reader(found, publications), told) == [], day


def test_inside_the_markers_are_told(portal: Planted, tmp_path: Path) -> None:
    root = Path(shutil.copytree(portal.root, tmp_path / "root"))
    run = thidua("build", "--root", root, "--as-of", MOMENTS[-1], "--jobs", "1", "--audience", "internal")
    assert run.exit_code == 0, run.err
    told = b"\n".join(files(root / "site-internal")).decode("utf-8", "replace")
    found = [marker for marker in portal.places if any(form in told for form in forms(marker))]
    assert len(found) > 0.7 * len(portal.places)
