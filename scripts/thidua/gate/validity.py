"""Whether the data are valid as merged.

Only what the change set can have touched is checked, and only what is new counts: what the target already has is told
as information (rules.md §11).
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from thidua.gate.change import Change
from thidua.records.archive import Archive
from thidua.records.bundle import Registers
from thidua.records.finding import Finding, Severity, in_order
from thidua.records.kind import CLUSTER, RUBRIC, SEASON
from thidua.records.layout import place
from thidua.scoring.evaluation import Evaluator


@dataclass(frozen=True, slots=True)
class Extent:
    """What must be checked again: the registers, seasons' own files, clusters as (season, cluster)."""

    registers: bool
    seasons: tuple[str, ...]
    clusters: tuple[tuple[str, str], ...]


def extent(changes: Iterable[Change], target: Archive, merged: Archive) -> Extent:
    """Return what changes can have made wrong: a season's rules touch all its clusters, registers what names them.

    Where a cluster comes or goes, others of its season may name it.
    """
    places = [found for change in changes if (found := place(change.path)) is not None]
    present = merged.seasons()
    seasons: set[str] = set()
    clusters: set[tuple[str, str]] = set()
    for found in places:
        season = found.season
        if season is None or season not in present:
            continue
        listed = merged.season(season).clusters
        is_regrouped = listed != target.season(season).clusters
        if found.cluster is None or found.record == CLUSTER or is_regrouped:
            seasons.add(season)
        if found.cluster in listed:
            clusters.add((season, found.cluster))
        if found.record in {SEASON, RUBRIC} or is_regrouped:
            clusters |= {(season, cluster) for cluster in listed}
    registers = any(found.season is None for found in places)
    if registers and _moves_everything(target.registers(), merged.registers()):
        seasons = set(present)
        clusters = {(season, cluster) for season in present for cluster in merged.season(season).clusters}
    elif registers:
        clusters |= set(_naming(_moved(target.registers(), merged.registers()), merged))
    return Extent(registers, tuple(sorted(seasons)), tuple(sorted(clusters)))


def _moves_everything(before: Registers, after: Registers) -> bool:
    """Whether something changed that any record may rest on: the time zone, or an organisation that was there."""
    if before.portal is None or before.organisations is None or after.portal is None or after.organisations is None:
        return True
    now = after.organisations.value
    was = before.organisations.value.listed
    kept = all(organisation.id in now and now[organisation.id] == organisation for organisation in was)
    return not kept or before.portal.value.timezone != after.portal.value.timezone


def _moved(before: Registers, after: Registers) -> frozenset[str]:
    """Return the logins that are not registered any more, or act for another than before."""
    was, now = (
        {(account.login, account.acts_for) for account in registers.accounts.value.listed}
        if registers.accounts is not None
        else set()
        for registers in (before, after)
    )
    return frozenset(login for login, _acts_for in was - now)


def _naming(logins: frozenset[str], archive: Archive) -> Iterator[tuple[str, str]]:
    """Yield the clusters whose cluster.yml names one of the logins."""
    for season in archive.seasons() if logins else ():
        for cluster, record in archive.roster(season).items():
            named = {login for c in record.value.council_members for login in (c.account, *c.assistants)}
            if named & logins:
                yield season, cluster


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
