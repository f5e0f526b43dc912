"""What fixes a self-assessment: its receipts, its verification, and that the member itself filed it (gate.md)."""

from collections.abc import Iterator
from typing import Final

from thidua.gate.change import Change
from thidua.gate.change_set import ChangeSet
from thidua.gate.role import holds
from thidua.publication.audit import Action
from thidua.records.cluster import Receipt
from thidua.records.dossier import SelfAssessment
from thidua.records.finding import Finding, offence, warning
from thidua.records.language import mark as _
from thidua.records.layout import Place
from thidua.records.record import Record
from thidua.records.role import Role

VERIFIED = offence(
    "gate-frozen-verified",
    _("The self-assessment is verified and is not changed any more."),
    _("Answer in response.yml to the criteria that the verifier set."),
    _("A self-assessment that is verified was changed."),
)
RECEIVED = offence(
    "gate-frozen-received",
    _("The self-assessment was received; the change needs a newer receipt that carries the new file's SHA-256."),
    _("Send the new file to the lead and the monitor; when one of them has recorded {sha256}, send the change again."),
    _("A self-assessment that was received was changed without a new receipt."),
)
KEPT = offence(
    "gate-frozen-kept",
    _("The self-assessment was received and is not deleted."),
    _("Leave it. What is wrong in it is replaced by a new file, when one of the addressees has recorded its SHA-256."),
    _("A self-assessment that has a receipt was deleted."),
)
FILED = offence(
    "gate-frozen-filed",
    _("The member filed this self-assessment itself; a monitor does not put another in its place, from paper either."),
    _("Let the member change its own file; a monitor enters from paper where nothing was filed, or changes its entry."),
    _("A monitor put another in the place of a self-assessment that the member itself had filed."),
)
ENTERED_ANEW = warning(
    "gate-paper-replaced",
    _("The self-assessment of “{organisation}” names its signed paper, and a monitor enters another in its place."),
    _("Nothing to mend if the member signed the new paper; both stand in the history."),
)
TAKEN_AWAY = warning(
    "gate-filing-deleted",
    _("The self-assessment that “{organisation}” filed is deleted before anybody received it."),
    _("Nothing to mend if it was filed by mistake; whoever enters another in its place names its paper."),
)
_NONE: Final = "–"


def check_self_assessment(change_set: ChangeSet, change: Change, where: Place) -> Iterator[Finding]:
    """Yield a self-assessment that changes once it is verified, received, or filed by another than the actor."""
    before, after = change_set.target.self_assessment(where), change_set.merged.self_assessment(where)
    receipts = tuple(receipt for kept in change_set.target.receipts(where) for receipt in kept)
    if change.action is Action.ADDED:
        if change_set.account.acts_for != where.organisation or not _is_unsealed(change_set, where):
            return  # a monitor enters what was signed on paper
        receipts = tuple(receipt for receipt in receipts if receipt.sha256 is not None)
    elif change_set.target.is_verified(where):
        yield VERIFIED.in_text(change.path, 1, 1)
        return
    elif change.action is Action.CHANGED and holds(change_set, Role.MONITOR, where):
        yield from _check_monitor(change, before, where)
    present, new = (record.sha256 if record is not None else None for record in (before, after))
    if receipts and change.action is Action.DELETED:
        yield KEPT.in_text(change.path, 1, 1)
    elif receipts and not _is_superseded(receipts, present, new):
        yield RECEIVED.in_text(change.path, 1, 1, sha256=new or _NONE)
    elif change.action is Action.DELETED:
        yield TAKEN_AWAY.in_text(change.path, 1, 1, organisation=where.organisation)


def _check_monitor(change: Change, before: Record[SelfAssessment] | None, where: Place) -> Iterator[Finding]:
    """Yield what a monitor puts in the place of what the member filed itself, and mark a second entry from paper."""
    if before is not None and before.value.paper is None:
        yield FILED.in_text(change.path, 1, 1)
    else:
        yield ENTERED_ANEW.in_text(change.path, 1, 1, organisation=where.organisation)


def _is_unsealed(change_set: ChangeSet, where: Place) -> bool:
    """Whether nothing but receipts tells which file a member of a sealed season had made by its deadline."""
    season = change_set.target.season(where)
    return season is not None and season.is_sealed and change_set.target.seal(where) is None


def _is_superseded(receipts: tuple[Receipt, ...], present: str | None, new: str | None) -> bool:
    """Whether a receipt of the new file is newer than those of the present one (or, if none has its hash, than all)."""
    of_new = [r.received_at for r in receipts if new is not None and r.sha256 == new]
    of_present = [r.received_at for r in receipts if present is not None and r.sha256 == present]
    before = of_present or [r.received_at for r in receipts if r.sha256 != new]
    return bool(of_new) and (not before or max(of_new) > max(before))
