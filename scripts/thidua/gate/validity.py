"""Whether the data are valid as merged.

Only what the change set can have touched is checked, and only what is new counts: what the target already has is told
as information (rules.md §11).
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from thidua.gate.change import Change
from thidua.records.finding import Finding, Severity, in_order
from thidua.records.layout import place
from thidua.scoring.evaluation import Evaluator


@dataclass(frozen=True, slots=True)
class Extent:
    """What must be checked again: the registers, seasons' own files, clusters as (season, cluster)."""

    registers: bool
    seasons: tuple[str, ...]
    clusters: tuple[tuple[str, str], ...]


def extent(changes: Iterable[Change], merged: Evaluator) -> Extent:
    """Return what changes can have made wrong: a register touches everything, a season's rules all its clusters."""
    archive = merged.archive
    places = [found for change in changes if (found := place(change.path)) is not None]
    present = archive.seasons()
    if any(found.season is None for found in places):
        every = {(season, cluster) for season in present for cluster in archive.season(season).clusters}
        return Extent(registers=True, seasons=present, clusters=tuple(sorted(every)))
    seasons: set[str] = set()
    clusters: set[tuple[str, str]] = set()
    for found in places:
        season = found.season
        if season is None or season not in present:
            continue
        listed = archive.season(season).clusters
        if found.cluster is None or found.kind == "cluster":
            seasons.add(season)
        if found.cluster in listed:
            clusters.add((season, found.cluster))
        if found.kind in {"season", "rubric"}:
            clusters |= {(season, cluster) for cluster in listed}
    return Extent(registers=False, seasons=tuple(sorted(seasons)), clusters=tuple(sorted(clusters)))


def check_validity(found: Extent, target: Evaluator, merged: Evaluator) -> list[Finding]:
    """Return what is wrong with the data as merged; what was wrong before is turned into information."""
    return in_order(_findings(found, target, merged))


def _findings(found: Extent, target: Evaluator, merged: Evaluator) -> Iterator[Finding]:
    if found.registers:
        yield from _told(merged.registers(), target.registers)
    for season in found.seasons:
        yield from _told(merged.season(season).findings, partial(_of_season, target, season))
    for season, cluster in found.clusters:
        yield from _told(merged.cluster(season, cluster).findings, partial(_of_cluster, target, season, cluster))


def _of_season(target: Evaluator, season: str) -> Sequence[Finding]:
    return target.season(season).findings if season in target.archive.seasons() else ()


def _of_cluster(target: Evaluator, season: str, cluster: str) -> Sequence[Finding]:
    known = season in target.archive.seasons() and cluster in target.archive.season(season).clusters
    return target.cluster(season, cluster).findings if known else ()


def _told(after: Sequence[Finding], before: Callable[[], Sequence[Finding]]) -> Iterator[Finding]:
    """Yield what is new in a part; errors that it already had are information, departures that it had are left out."""
    known = Counter(map(_saying, before())) if after else Counter()
    for finding in after:
        saying = _saying(finding)
        if known[saying]:
            known[saying] -= 1
            if finding.is_error:
                yield replace(finding, rule=replace(finding.rule, severity=Severity.INFO))
        else:
            yield finding


def _saying(finding: Finding) -> tuple[object, ...]:
    """Return what a finding says, wherever in its file: lines move when a file changes."""
    return finding.path, finding.rule.id, tuple(finding.values.items())
