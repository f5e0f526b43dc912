"""What nobody changes any more, in one table: which record, and what fixes it.

A finding that is an error refuses the change. Where paper may honestly come later, what comes late is only marked: the
verdict and the audit tell it, within the rules of publication (docs/decisions/0014 and 0029).
"""

from collections.abc import Callable, Iterator
from typing import Final

from thidua.gate import filing, meeting, naming, opening, scored
from thidua.gate.change import Change
from thidua.gate.change_set import ChangeSet
from thidua.records.finding import Finding
from thidua.records.layout import Place

Check = Callable[[ChangeSet, Change, Place], Iterator[Finding]]

FROZEN: Final[tuple[tuple[str, str, Check], ...]] = (
    # record            what fixes it, and what of it                                       by
    ("portal", "an open season: the time zone; a published one: the branch", naming.check_portal),
    ("organisations", "a published season: the names in it", naming.check_names),
    ("season", "its opening, except by amendment", opening.check_rules),
    ("rubric", "its opening, except by amendment", opening.check_rules),
    ("targets", "the opening", opening.check_targets),
    ("covenant", "the vote", meeting.check_covenant),
    ("covenant", "a decision that names the cluster", meeting.check_decided),
    ("covenant", "the opening: who signed", meeting.check_signatories),
    ("self-assessment", "receipts, its verification, and that the member filed it", filing.check_self_assessment),
    ("verification", "a response, the vote", scored.check_verification),
    ("response", "the season's decision", scored.check_decided),
    ("response", "a review: what it settled", scored.check_response),
    ("response", "itself: it fixes the verification", meeting.check_stays),
    ("review", "the season's decision", scored.check_decided),
    ("schedule", "the conference's last day: whether it has passed", meeting.check_schedule),
    ("schedule", "itself: it says what is public", meeting.check_stays),
    ("conference", "a decision that names the cluster", meeting.check_decided),
    ("conference", "the vote: who attended", meeting.check_attendance),
    ("vote", "a decision that names the cluster", meeting.check_decided),
    ("vote", "itself: it fixes covenant, attendance and verifications", meeting.check_stays),
)
"""A published season is fixed as a whole, whatever stands here (``correction``), receipts row by row (``receipts``)."""


def check_frozen(change_set: ChangeSet) -> Iterator[Finding]:
    """Yield each change of what the target has frozen, deletions included, and mark what comes late."""
    for change, where in change_set.placed():
        if not change_set.is_published(where):
            yield from _check(change_set, change, where)


def _check(change_set: ChangeSet, change: Change, where: Place) -> Iterator[Finding]:
    """Yield what stands against one change: the first reason to refuse it is enough."""
    for kind, _what, check in FROZEN:
        found = list(check(change_set, change, where)) if kind == where.kind else []
        yield from found
        if any(finding.is_error for finding in found):
            return
