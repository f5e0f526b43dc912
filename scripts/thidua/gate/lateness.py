"""The deadline of a self-assessment, and what comes after it: a fact that is told, never refused (gate.md)."""

from collections.abc import Iterator
from datetime import datetime

from thidua.gate.change import Change
from thidua.gate.change_set import ChangeSet
from thidua.gate.seals import is_opened
from thidua.gate.state import PortalState
from thidua.publication.audit import Action
from thidua.records.finding import Finding, Rule, Severity
from thidua.records.kind import SELF_ASSESSMENT
from thidua.records.language import mark as _
from thidua.records.layout import Place
from thidua.scoring.filing import received_in_time

LATE = Rule(
    "gate-late",
    Severity.INFO,
    _("The self-assessment comes after its deadline ({end}) and is recorded as late, unless receipts show otherwise."),
    _("Nothing to mend: late filing is never refused."),
)


def check_lateness(change_set: ChangeSet) -> Iterator[Finding]:
    """Yield, as information, each self-assessment that is filed or changed after its deadline."""
    for change, where in change_set.written():
        end = change_set.target.deadline(where)
        if end is None or where.record != SELF_ASSESSMENT:
            continue
        if is_late(change_set.target, change_set.merged, change, where, change_set.now):
            yield LATE.in_text(change.path, 1, 1, end=end)


def is_late(before: PortalState, after: PortalState, change: Change, where: Place, now: datetime) -> bool:
    """Whether a self-assessment is filed or changed after its deadline.

    In a sealed season every file comes after it: there the first receipts say whether it was filed in time and, where
    there are none, the seal that it opens, since no seal is taken after the deadline (gate.md).
    """
    season, end = before.season(where), before.deadline(where)
    if season is None or end is None or now < end:
        return False
    if not season.is_sealed or change.action is not Action.ADDED:
        return True
    cluster = before.cluster(where)
    lead, monitor = before.receipts(where)
    is_lead = cluster is not None and cluster.lead == where.organisation
    in_time = received_in_time((monitor,) if is_lead else (lead, monitor), season, end)
    return not (is_opened(after, where) if in_time is None else in_time)
