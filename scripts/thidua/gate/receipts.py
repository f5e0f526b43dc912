"""Receipts are only ever added, and tell nothing that is sealed (gate.md)."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from thidua.gate.change import Change
from thidua.gate.change_set import ChangeSet
from thidua.gate.seals import seal_hashes, sealed_until
from thidua.gate.state import PortalState
from thidua.records import strict_yaml
from thidua.records.cluster import Receipt, Receipts
from thidua.records.finding import Finding, offence, warning
from thidua.records.kind import RECEIPTS, RECEIPTS_LEAD
from thidua.records.language import mark as _
from thidua.records.layout import Place
from thidua.records.record import Record
from thidua.records.rules import cluster as cluster_rules

ROW = offence(
    "gate-receipt-row",
    _("The receipt in row {row} was changed, moved or removed; receipts are only ever added."),
    _("Put the row back as it was and add a new row at the end; a mistake is set right by a new row that says so."),
    _("A receipt that was entered already was changed, moved or removed."),
)
FUTURE = offence(
    "gate-receipt-future",
    _("The receipt says {received_at}, which has not come yet: it is {now} now."),
    _("Write when the submission came, with its offset; set the computer's clock right if it runs ahead."),
    _("A receipt was entered of a moment that had not come."),
)
HASH = offence(
    "gate-receipt-hash",
    _(
        "The receipt in row {row} has the hash of a file that is sealed until {end}: a report has few possible scores, "
        "and whoever reads the repository finds by trying which of them have this hash."
    ),
    _(
        "Take “sha256” out, or put in that of the member's seal.yml, which is salted; after that moment a new row may "
        "have the hash of the file."
    ),
    _("The hash of a self-assessment under seal was entered in a receipt, from which its scores can be guessed."),
)
ENTERED_LATE = warning(
    "gate-receipt-late",
    _("The receipt for “{organisation}” says {received_at}, in time, but is entered only after the deadline ({end})."),
    _("Nothing to mend; it counts by itself only if the file was on the main branch before the deadline."),
)


def check_receipts(change_set: ChangeSet) -> Iterator[Finding]:
    """Yield each row of a register of receipts that does not stay as it was, where it was."""
    for change, where in change_set.placed():
        if where.record not in RECEIPTS:
            continue
        after = _rows(change_set.merged, change)
        for index, row in enumerate(_rows(change_set.target, change)):
            if index >= len(after) or after[index] != row:
                yield ROW.at(change.path, "receipts", min(index, max(0, len(after) - 1)), row=index + 1)
                break


def check_new_receipts(change_set: ChangeSet) -> Iterator[Finding]:
    """Yield each new receipt of a moment that has not come yet, or that would tell what is sealed.

    Nobody could set it right any more once it is kept. One that is told only after a deadline is marked.
    """
    for change, where in change_set.written():
        record: Record[Receipts] | None = change_set.merged.record(change.path) if where.record in RECEIPTS else None
        first = len(_rows(change_set.target, change)) if record is not None else 0
        for index, receipt in enumerate(record.value.listed if record is not None else ()):
            if index >= first:
                dossier = replace(where, organisation=receipt.organisation)
                yield from _check_new_receipt(change_set, change.path, index, receipt, dossier)


def _check_new_receipt(
    change_set: ChangeSet, path: str, index: int, receipt: Receipt, dossier: Place
) -> Iterator[Finding]:
    if receipt.received_at > change_set.now:
        now = change_set.now.astimezone(receipt.received_at.tzinfo).replace(microsecond=0)
        yield FUTURE.at(path, "receipts", index, "received_at", received_at=receipt.received_at, now=now)
    opening = sealed_until(change_set.target, dossier)
    is_salted = receipt.sha256 in seal_hashes(change_set, dossier)
    if receipt.sha256 is not None and opening is not None and change_set.now < opening and not is_salted:
        yield HASH.at(path, "receipts", index, "sha256", row=index + 1, end=opening)
    end = change_set.target.deadline(dossier)
    if end is not None and not receipt.is_supplement and receipt.received_at < end <= change_set.now:
        values = {"organisation": receipt.organisation, "received_at": receipt.received_at, "end": end}
        yield ENTERED_LATE.at(path, "receipts", index, "received_at", **values)


def check_own_receipts(change_set: ChangeSet) -> Iterator[Finding]:
    """Yield each new receipt that the lead gives itself."""
    for change, where in change_set.written():
        cluster, record = change_set.cluster(where), change_set.merged.record(change.path)
        if where.record == RECEIPTS_LEAD and cluster is not None and record is not None:
            yield from cluster_rules.check_own_receipts(record, cluster, len(_rows(change_set.target, change)))


def _rows(state: PortalState, change: Change) -> list[Any]:
    """Return the rows of a register as written; none if it cannot be read."""
    data = state.archive.read(change.path)
    parsed = strict_yaml.parse(data, change.path)[0] if data is not None else None
    value = parsed.value if parsed is not None else None
    rows = value.get("receipts") if isinstance(value, dict) else None
    return rows if isinstance(rows, list) else []
