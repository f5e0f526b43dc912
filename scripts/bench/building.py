"""What it costs to build a portal: beside stock MkDocs, more and more, again after one change, and for readers."""

import os
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Final

from bench.measure import Cost, cost, fastest
from bench.portals import Portals, self_assessments
from bench.scope import Scope
from bench.table import Row, growth, judged, kilobytes, memory, number, seconds, share
from bench.weight import weight

STOCK: Final = 1 / 4
REBUILD: Final = 1 / 10
PAGE: Final = 60_000
FIRST_LOAD: Final = 200_000
AS_OF: Final = "2021-02-01"
SAME: Final = (AS_OF, AS_OF)
LATER: Final = ("2021-02-01T10:00:00+07:00", "2021-02-01T11:00:00+07:00")
DOSSIERS: Final = "2020/cum-*/hoi-*/index.html"


def rows(ground: Portals, scope: Scope) -> Iterator[Row]:
    """Measure and yield the rows of performance.md on building."""
    yield from _beside_stock_mkdocs(ground, scope)
    yield from _pages(ground.portal(scope.pages) / "site")
    costs = {}
    for size in scope.built:
        costs[size] = _built(ground, ground.portal(size), is_watched=True)
        if size == scope.rebuilt:
            yield from _after_a_change(ground, size, costs[size])
    most, largest = max(costs.items())
    yield growth("Tăng trưởng khi dựng", {size: found.work for size, found in costs.items()})
    yield memory(f"Bộ nhớ khi dựng {number(most)} hồ sơ", largest.memory)


def _built(ground: Portals, root: Path, *, is_watched: bool = False) -> Cost:
    """Build a portal from nothing and return what it cost."""
    ground.put_aside(root / "site", root / "build")
    return cost(_build(root), root, is_watched=is_watched)


def _built_by_peer(ground: Portals, project: Path) -> Cost:
    ground.put_aside(project / "site")
    return cost(["-m", "mkdocs", "build", "--quiet", "--clean"], project)


def _build(root: Path, as_of: str = AS_OF) -> Sequence[str]:
    """Return the command; while its clock stands still, a page changes only with its records."""
    jobs = str(os.cpu_count() or 1)
    command = ["-m", "thidua", "build", "--root", str(root), "--site", str(root / "site")]
    return [*command, "--jobs", jobs, "--as-of", as_of]


def _beside_stock_mkdocs(ground: Portals, scope: Scope) -> Iterator[Row]:
    project, root = ground.stock(scope.pages), ground.portal(scope.pages)
    ours = fastest(scope.repeats, lambda: _built(ground, root))
    peer = fastest(scope.repeats, lambda: _built_by_peer(ground, project))
    ratio = ours.seconds / peer.seconds
    yield Row(
        f"Dựng toàn bộ {number(scope.pages)} hồ sơ",
        f"{seconds(ours.seconds)} ({seconds(ours.seconds / scope.pages)} một hồ sơ)",
        f"MkDocs + Material + tìm kiếm: {seconds(peer.seconds)} ({seconds(peer.seconds / scope.pages)} một trang)",
        share(ratio),
        "≤ 1/4",
        judged(ratio, STOCK),
    )


def _after_a_change(ground: Portals, size: int, full: Cost) -> Iterator[Row]:
    """Yield the row on a dossier that changed, and one on the moment changing too, which every page shows."""
    root = ground.portal(size)
    dossiers = iter(self_assessments(root)[size // 2 :: 9])  # of another cluster each time

    def again(moments: Iterator[str]) -> Cost:
        with ground.changed(next(dossiers)):
            return cost(_build(root, next(moments)), root)

    for what, moments in (("một hồ sơ thay đổi", SAME), ("một hồ sơ thay đổi trong một commit mới", LATER)):
        found = fastest(len(moments), partial(again, iter(moments)))
        ratio = found.seconds / full.seconds
        yield Row(
            f"Dựng lại sau khi {what}, {number(size)} hồ sơ",
            seconds(found.seconds),
            f"dựng toàn bộ: {seconds(full.seconds)}",
            share(ratio),
            "≤ 1/10",
            judged(ratio, REBUILD),
        )


def _pages(site: Path) -> Iterator[Row]:
    """Yield the rows on the heaviest page of a dossier: its HTML, and all that its first load fetches, in two forms."""
    heaviest = weight(site, max(site.glob(DOSSIERS), key=lambda page: page.stat().st_size))
    first = f"Lần tải đầu của trang ấy ({heaviest.files} tệp)"
    for what, held, limit in (
        ("Trang hồ sơ nặng nhất, HTML chưa nén", heaviest.page, PAGE),
        (f"{first}, chưa nén", heaviest.total, FIRST_LOAD),
        (f"{first}, máy chủ nén gzip", heaviest.packed, FIRST_LOAD),
    ):
        yield Row(what, kilobytes(held), "–", "–", f"≤ {limit // 1000} kB", judged(held, limit))
