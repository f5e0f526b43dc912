"""What may only be added to or opened: receipts row by row, and seals until the deadline (gate.md)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from thidua.gate.change import Action, Change
from thidua.gate.change_set import ChangeSet
from thidua.gate.seal import opens
from thidua.gate.state import PortalState
from thidua.records import strict_yaml
from thidua.records.cluster import Receipt, Receipts
from thidua.records.finding import Finding, Rule, Severity, error, warning
from thidua.records.language import mark as _
from thidua.records.layout import Place
from thidua.records.record import Record
from thidua.records.rules import cluster as cluster_rules
from thidua.scoring.filing import received_in_time

ROW = error(
    "gate-receipt-row",
    _("The receipt in row {row} was changed, moved or removed; receipts are only ever added."),
    _("Put the row back as it was and add a new row at the end; a mistake is set right by a new row that says so."),
)
FUTURE = error(
    "gate-receipt-future",
    _("The receipt says {received_at}, which has not come yet: it is {now} now."),
    _("Write when the submission came, with its offset; set the computer's clock right if it runs ahead."),
)
HASH = error(
    "gate-receipt-hash",
    _(
        "The receipt in row {row} has the hash of a file that is sealed until {end}: a report has few possible scores, "
        "and whoever reads the repository finds by trying which of them have this hash."
    ),
    _(
        "Take “sha256” out, or put in that of the member's seal.yml, which is salted; after that moment a new row may "
        "have the hash of the file."
    ),
)
SEALED = error(
    "gate-sealed-early",
    _("The season takes sealed submissions: the self-assessment itself is not filed before {end}."),
    _("Commit only seal.yml, made by “thidua seal”; file the self-assessment with its salt after the deadline."),
)
WAIT = error(
    "gate-sealed-wait",
    _("Members of the cluster seal until {end}; before that no self-assessment is opened or filed."),
    _("Nothing to mend: send the same change again after that moment."),
)
MISMATCH = error(
    "gate-seal-mismatch",
    _("The self-assessment is not the file that was sealed."),
    _("Commit the sealed file byte for byte and its salt; a change goes on paper to the monitor, who enters it."),
)
FIXED = error(
    "gate-seal-fixed",
    _("The deadline has passed ({end}): seals are not given, changed or removed any more, only opened by their salt."),
    _("Leave seal.yml as it was; file the self-assessment without a seal, or send the change on paper to the monitor."),
)
SALT_EARLY = error(
    "gate-salt-early",
    _("The salt of a seal stays with the member until the deadline ({end})."),
    _("Make a new seal with “thidua seal” and commit it without “salt”: whoever read this salt could open the seal."),
)
SALT_IDLE = error(
    "gate-salt-idle",
    _("The salt does not open the seal: there is no self-assessment that was sealed with it."),
    _("Commit the salt that “thidua seal” printed, together with the self-assessment exactly as it was sealed."),
)
ENTERED_LATE = warning(
    "gate-receipt-late",
    _("The receipt for “{organisation}” says {received_at}, in time, but is entered only after the deadline ({end})."),
    _("Nothing to mend; it counts by itself only if the file was on the main branch before the deadline."),
)
LATE = Rule(
    "gate-late",
    Severity.INFO,
    _("The self-assessment comes after its deadline ({end}) and is recorded as late, unless receipts show otherwise."),
    _("Nothing to mend: late filing is never refused."),
)


def check_receipts(change_set: ChangeSet) -> Iterator[Finding]:
    """Yield each row of a register of receipts that does not stay as it was, where it was."""
    for change, where in change_set.placed():
        if where.kind != "receipts":
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
        record: Record[Receipts] | None = change_set.merged.record(change.path) if where.kind == "receipts" else None
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
    end = deadline(change_set.target, dossier)
    if end is not None and not receipt.is_supplement and receipt.received_at < end <= change_set.now:
        values = {"organisation": receipt.organisation, "received_at": receipt.received_at, "end": end}
        yield ENTERED_LATE.at(path, "receipts", index, "received_at", **values)


def sealed_until(state: PortalState, where: Place) -> datetime | None:
    """Return when the seals of a cluster may be opened, None where nothing is sealed."""
    season, end = state.season(where), deadline(state, where)
    return _opening(state, where, end) if season is not None and season.is_sealed and end is not None else None


def seal_hashes(change_set: ChangeSet, where: Place) -> frozenset[str]:
    """Return the hashes in the seals of a dossier: they are salted, so nothing can be guessed from them."""
    seals = (state.seal(where) for state in (change_set.target, change_set.merged))
    return frozenset(seal.sha256 for seal in seals if seal is not None)


def check_own_receipts(change_set: ChangeSet) -> Iterator[Finding]:
    """Yield each new receipt that the lead gives itself."""
    for change, where in change_set.written():
        cluster, record = change_set.cluster(where), change_set.merged.record(change.path)
        if change.path.endswith("/receipts-lead.yml") and cluster is not None and record is not None:
            yield from cluster_rules.check_own_receipts(record, cluster, len(_rows(change_set.target, change)))


def check_seals(change_set: ChangeSet) -> Iterator[Finding]:
    """Yield what a sealed season does not allow. A published season is corrected openly instead."""
    for change, where in change_set.placed():
        season = change_set.target.season(where)
        end = deadline(change_set.target, where)
        if season is None or not season.is_sealed or end is None or change_set.is_published(where):
            continue
        opening = _opening(change_set.target, where, end)
        if where.kind == "self-assessment" and change.action is not Action.DELETED:
            has_seal = change_set.target.seal(where) is not None or change_set.merged.seal(where) is not None
            if change_set.now < end and change_set.account.acts_for == where.organisation:
                yield SEALED.in_text(change.path, 1, 1, end=opening)
            elif change_set.now < opening:
                yield WAIT.in_text(change.path, 1, 1, end=opening)
            elif (
                change_set.account.acts_for == where.organisation
                and has_seal
                and not is_opened(change_set.merged, where)
            ):
                yield MISMATCH.in_text(change.path, 1, 1)
        elif where.kind == "seal":
            yield from _check_seal(change_set, change, where, end, opening)


def _check_seal(
    change_set: ChangeSet, change: Change, where: Place, end: datetime, opening: datetime
) -> Iterator[Finding]:
    """Yield what is wrong with a seal: it is fixed at its own deadline ``end`` and opened from ``opening`` on."""
    before, after = change_set.target.seal(where), change_set.merged.seal(where)
    salt = after.salt if after is not None else None
    if change_set.now < end:
        if salt is not None:
            yield SALT_EARLY.in_text(change.path, 1, 1, end=opening)
        return
    is_reopened = before is not None and before.salt != salt and is_opened(change_set.target, where)
    is_filed_too = replace(where, kind="self-assessment") in (found for _change, found in change_set.placed())
    if before is None or after is None or after.sha256 != before.sha256 or is_reopened:
        yield FIXED.in_text(change.path, 1, 1, end=end)
    elif salt is not None and change_set.now < opening:
        yield WAIT.in_text(change.path, 1, 1, end=opening)
    elif salt is not None and not is_filed_too and not is_opened(change_set.merged, where):
        yield SALT_IDLE.in_text(change.path, 1, 1)


def is_opened(state: PortalState, where: Place) -> bool:
    """Whether the seal of a dossier has the salt that opens it on the self-assessment beside it."""
    seal, record = state.seal(where), state.self_assessment(where)
    data = state.archive.read(record.path) if record is not None else None
    return seal is not None and seal.salt is not None and data is not None and opens(seal.sha256, seal.salt, data)


def check_lateness(change_set: ChangeSet) -> Iterator[Finding]:
    """Yield, as information, each self-assessment that is filed or changed after its deadline."""
    for change, where in change_set.written():
        end = deadline(change_set.target, where)
        if end is None or where.kind != "self-assessment":
            continue
        if is_late(change_set.target, change_set.merged, change, where, change_set.now):
            yield LATE.in_text(change.path, 1, 1, end=end)


def is_late(before: PortalState, after: PortalState, change: Change, where: Place, now: datetime) -> bool:
    """Whether a self-assessment is filed or changed after its deadline.

    In a sealed season every file comes after it: there the first receipts say whether it was filed in time and, where
    there are none, the seal that it opens, since no seal is taken after the deadline (gate.md).
    """
    season, end = before.season(where), deadline(before, where)
    if season is None or end is None or now < end:
        return False
    if not season.is_sealed or change.action is not Action.ADDED:
        return True
    cluster = before.cluster(where)
    lead, monitor = before.receipts(where)
    is_lead = cluster is not None and cluster.lead == where.organisation
    in_time = received_in_time((monitor,) if is_lead else (lead, monitor), season, end)
    return not (is_opened(after, where) if in_time is None else in_time)


def _rows(state: PortalState, change: Change) -> list[Any]:
    """Return the rows of a register as written; none if it cannot be read."""
    data = state.archive.read(change.path)
    parsed = strict_yaml.parse(data, change.path)[0] if data is not None else None
    value = parsed.value if parsed is not None else None
    rows = value.get("receipts") if isinstance(value, dict) else None
    return rows if isinstance(rows, list) else []


def deadline(state: PortalState, where: Place) -> datetime | None:
    """Return the first moment that is too late for the self-assessment of a dossier, None if nothing says so."""
    season = state.season(where)
    if season is None or where.organisation is None or where.cluster is None:
        return None
    return season.filing_deadline(where.cluster, where.organisation).end(state.zone())


def _opening(state: PortalState, where: Place, end: datetime) -> datetime:
    """Return the last deadline in the cluster, its own ``end`` or later: until then a reader could still seal anew."""
    cluster = state.cluster(where)
    members = cluster.members if cluster is not None else ()
    others = [deadline(state, replace(where, organisation=member)) for member in members]
    return max([end, *(other for other in others if other is not None)])
