"""What nobody changes any more, in one table: which record, and what fixes it.

A finding that is an error refuses the change. Where paper may honestly come later, what comes late is only marked: the
verdict and the audit tell it, within the rules of publication (docs/decisions/0014 and 0029).
"""

from collections.abc import Callable, Iterator
from typing import Final

from thidua.gate import amending, deciding, filing, meeting, naming, opening, scored
from thidua.gate.change import Change
from thidua.gate.change_set import ChangeSet
from thidua.records import kind
from thidua.records.finding import Finding
from thidua.records.kind import RecordKind
from thidua.records.layout import Place

Check = Callable[[ChangeSet, Change, Place], Iterator[Finding]]

FROZEN: Final[tuple[tuple[RecordKind, str, Check], ...]] = (
    # record            what fixes it, and what of it                                       by
    (kind.PORTAL, "an open season: the time zone; a published one: the branch", naming.check_portal),
    (kind.ORGANISATIONS, "a published season: the names in it", naming.check_names),
    (kind.SEASON, "its opening, except by amendment", opening.check_rules),
    (kind.RUBRIC, "its opening, except by amendment", opening.check_rules),
    (kind.SEASON, "a deadline, what is public: amendments are marked", amending.check_amended),
    (kind.RUBRIC, "the deadline: amendments are marked", amending.check_amended),
    (kind.TARGETS, "the opening", opening.check_targets),
    (kind.COVENANT, "the vote", meeting.check_covenant),
    (kind.COVENANT, "a decision that names the cluster", meeting.check_decided),
    (kind.COVENANT, "the opening: who signed", meeting.check_signatories),
    (kind.SELF_ASSESSMENT, "receipts, its verification, and that the member filed it", filing.check_self_assessment),
    (kind.VERIFICATION, "a response, the vote", scored.check_verification),
    (kind.RESPONSE, "the season's decision", scored.check_decided),
    (kind.RESPONSE, "a review: what it settled", scored.check_response),
    (kind.RESPONSE, "itself: it fixes the verification", meeting.check_stays),
    (kind.REVIEW, "the season's decision", scored.check_decided),
    (kind.SCHEDULE, "the conference's last day: whether it has passed", meeting.check_schedule),
    (kind.SCHEDULE, "itself: it says what is public", meeting.check_stays),
    (kind.CONFERENCE, "a decision that names the cluster", meeting.check_decided),
    (kind.CONFERENCE, "the vote: who attended", meeting.check_attendance),
    (kind.VOTE, "a decision that names the cluster", meeting.check_decided),
    (kind.VOTE, "itself: it fixes covenant, attendance and verifications", meeting.check_stays),
    (kind.EXCLUSIONS, "itself: only the standing board lifts one, in the list", meeting.check_stays),
    (kind.EXCLUSIONS, "the vote: marked, never refused", deciding.check_exclusions),
    (kind.DECISION, "itself: it fixes vote, conference and responses", meeting.check_stays),
    (kind.DECISION, "each row, once recorded", deciding.check_rows),
)
"""A published season is fixed as a whole, whatever stands here (``correction``), receipts row by row (``receipts``)."""


def check_frozen(change_set: ChangeSet) -> Iterator[Finding]:
    """Yield each change of what the target has frozen, deletions included, and mark what comes late."""
    for change, where in change_set.placed():
        if not change_set.is_published(where):
            yield from _check(change_set, change, where)


def _check(change_set: ChangeSet, change: Change, where: Place) -> Iterator[Finding]:
    """Yield what stands against one change: the first reason to refuse it is enough."""
    for fixed, _what, check in FROZEN:
        found = list(check(change_set, change, where)) if fixed == where.record else []
        yield from found
        if any(finding.is_error for finding in found):
            return
