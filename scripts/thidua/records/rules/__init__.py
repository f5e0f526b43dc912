"""The rules on the data: everything that a schema cannot say."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from thidua.records.archive import Archive
from thidua.records.bundle import ClusterRecords, SeasonRecords
from thidua.records.finding import Finding, bounded
from thidua.records.record import value_of
from thidua.records.rules import cluster, conference, decision, dossier, entry, registers, rubric, season, vote
from thidua.records.rules.scope import ClusterScope

check_registers = registers.check_registers


def check_season(records: SeasonRecords, archive: Archive) -> Iterator[Finding]:
    """Yield what is wrong with a season's own files."""
    known = archive.registers().organisations
    organisations = value_of(known)
    rules = value_of(records.season)
    criteria = value_of(records.rubric)
    roster = {name: record.value for name, record in archive.roster(records.id).items()}
    if records.season is not None:
        yield from bounded(season.check_season_file(records.season, criteria, organisations, records.clusters, roster))
    if records.rubric is not None:
        yield from bounded(rubric.check_rubric(records.rubric, rules))
    if records.decision is not None:
        yield from bounded(decision.check_decision(records.decision, rules, records.clusters, roster))
    if records.corrections is not None:
        yield from bounded(decision.check_corrections(records.corrections, records.id))
    for monitor, record in records.consolidations.items():
        yield from bounded(decision.check_consolidation(record, monitor, rules, records, roster))


def check_keys(records: ClusterRecords, archive: Archive) -> Iterator[Finding]:
    """Yield what was found while a cluster was read, of unknown keys of an entry with those of its criterion."""
    around = archive.season(records.season).rubric
    for finding in records.findings:
        yield entry.explained(finding, around.value) if around is not None else finding


def check_cluster(records: ClusterRecords, archive: Archive, now: datetime | None = None) -> Iterator[Finding]:
    """Yield what is wrong with a cluster and its dossiers. What happened after ``now`` cannot be true."""
    scope = _scope(records, archive, now)
    if records.cluster is not None:
        findings = [*cluster.check_members(records.cluster, scope), *cluster.check_roles(records.cluster, scope)]
        yield from bounded(findings)
        if any(finding.is_error for finding in findings):
            scope = replace(scope, records=replace(records, cluster=None))
    if records.covenant is not None:
        yield from bounded(cluster.check_covenant(records.covenant, scope))
    if records.exclusions is not None:
        yield from bounded(cluster.check_exclusions(records.exclusions, scope))
    if records.receipts_lead is not None:
        yield from bounded(cluster.check_receipts(records.receipts_lead, scope, is_of_lead=True))
    if records.receipts_monitor is not None:
        yield from bounded(cluster.check_receipts(records.receipts_monitor, scope, is_of_lead=False))
    yield from _check_meeting(records, scope)
    for found in records.dossiers.values():
        yield from dossier.check_dossier(found, scope)
        yield from dossier.check_remains(found, scope)


def _check_meeting(records: ClusterRecords, scope: ClusterScope) -> Iterator[Finding]:
    if records.schedule is not None:
        yield from bounded(conference.check_schedule(records.schedule, scope))
    if records.conference is not None:
        yield from bounded(conference.check_conference(records.conference, scope))
    if records.vote is not None:
        yield from bounded(vote.check_vote(records.vote, scope))
    if records.report is not None:
        yield from bounded(cluster.check_report(records.report, scope))


def _scope(records: ClusterRecords, archive: Archive, now: datetime | None) -> ClusterScope:
    registers_ = archive.registers()
    around = archive.season(records.season)
    is_sound = around.rubric is not None and not any(rubric.check_rubric(around.rubric, None))
    portal = registers_.portal
    return ClusterScope(
        records=records,
        portal=portal.value if portal is not None and not any(registers.check_portal(portal, None)) else None,
        season=value_of(around.season),
        rubric=around.rubric.value if around.rubric is not None and is_sound else None,
        organisations=value_of(registers_.organisations),
        accounts=value_of(registers_.accounts),
        clusters=around.clusters,
        roster=archive.roster(records.season),
        now=now,
    )
