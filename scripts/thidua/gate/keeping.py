"""What may only be added to or opened: receipts row by row, and seals until the deadline (gate.md)."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from thidua.gate.case import Case
from thidua.gate.change import Action, Change
from thidua.gate.ground import Ground
from thidua.gate.seal import opens
from thidua.records import document
from thidua.records.finding import Finding, Rule, Severity, error
from thidua.records.language import mark as _
from thidua.records.layout import Place
from thidua.records.rules import cluster as cluster_rules

ROW = error(
    "gate-receipt-row",
    _("The receipt in row {row} was changed, moved or removed; receipts are only ever added."),
    _("Put the row back as it was and add a new row at the end; a mistake is set right by a new row that says so."),
)
SEALED = error(
    "gate-sealed-early",
    _("The season takes sealed submissions: the self-assessment itself is not filed before {end}."),
    _("Commit only seal.yml, made by “thidua seal”; file the self-assessment with its salt after the deadline."),
)
MISMATCH = error(
    "gate-seal-mismatch",
    _("The self-assessment is not the file that was sealed."),
    _("Commit the sealed file byte for byte and its salt; a change goes on paper to the monitor, who enters it."),
)
FIXED = error(
    "gate-seal-fixed",
    _("The deadline has passed ({end}): a seal is not changed or removed any more, only opened by its salt."),
    _("Put “sha256” back as it was; a change goes on paper to the monitor, who enters it."),
)
LATE = Rule(
    "gate-late",
    Severity.INFO,
    _("The self-assessment comes after its deadline ({end}) and is recorded as late, unless receipts show otherwise."),
    _("Nothing to mend: late filing is never refused."),
)


def check_receipts(case: Case) -> Iterator[Finding]:
    """Yield each row of a register of receipts that does not stay as it was, where it was."""
    for change, where in case.placed():
        if where.kind != "receipts":
            continue
        after = _rows(case.merged, change)
        for index, row in enumerate(_rows(case.target, change)):
            if index >= len(after) or after[index] != row:
                yield ROW.at(change.path, "receipts", min(index, max(0, len(after) - 1)), row=index + 1)
                break


def check_own_receipts(case: Case) -> Iterator[Finding]:
    """Yield each new receipt that the lead gives itself."""
    for change, where in case.written():
        cluster, record = case.cluster(where), case.merged.record(change.path)
        if change.path.endswith("/receipts-lead.yml") and cluster is not None and record is not None:
            yield from cluster_rules.check_own_receipts(record, cluster, len(_rows(case.target, change)))


def check_seals(case: Case) -> Iterator[Finding]:
    """Yield what a sealed season does not allow. A published season is corrected openly instead."""
    for change, where in case.placed():
        season = case.target.season(where)
        end = deadline(case.target, where)
        if season is None or not season.is_sealed or end is None or case.is_published(where):
            continue
        shown = f"{end:%d/%m/%Y %H:%M}"
        is_over = case.now >= end
        if where.kind == "self-assessment" and change.action is not Action.DELETED:
            if not is_over:
                yield SEALED.in_text(change.path, 1, 1, end=shown)
            elif case.account.acts_for == where.organisation and not _matches(case, where, change.path):
                yield MISMATCH.in_text(change.path, 1, 1)
        elif where.kind == "seal" and is_over:
            before, after = case.target.seal(where), case.merged.seal(where)
            if before is not None and (after is None or after.sha256 != before.sha256):
                yield FIXED.in_text(change.path, 1, 1, end=shown)


def check_lateness(case: Case) -> Iterator[Finding]:
    """Yield, as information, each self-assessment that is first filed after its deadline."""
    for change, where in case.written():
        end = deadline(case.target, where)
        if where.kind == "self-assessment" and change.action is Action.ADDED and end is not None and case.now >= end:
            yield LATE.in_text(change.path, 1, 1, end=f"{end:%d/%m/%Y %H:%M}")


def _rows(ground: Ground, change: Change) -> list[Any]:
    """Return the rows of a register as written; none if it cannot be read."""
    data = ground.archive.read(change.path)
    parsed = document.parse(data, change.path)[0] if data is not None else None
    value = parsed.value if parsed is not None else None
    rows = value.get("receipts") if isinstance(value, dict) else None
    return rows if isinstance(rows, list) else []


def deadline(ground: Ground, where: Place) -> datetime | None:
    """Return the first moment that is too late for the self-assessment of a dossier, None if nothing says so."""
    season = ground.season(where)
    if season is None or where.organisation is None or where.cluster is None:
        return None
    return season.filing_deadline(where.cluster, where.organisation).end(ground.zone())


def _matches(case: Case, where: Place, path: str) -> bool:
    """Whether the self-assessment is the one that was sealed; without a seal there is nothing to hold it against."""
    before, after = case.target.seal(where), case.merged.seal(where)
    if before is None and after is None:
        return True
    data = case.merged.archive.read(path)
    return data is not None and after is not None and after.salt is not None and opens(after.sha256, after.salt, data)
