"""What fixes what a cluster agreed and how it met: the opening, the vote, the day of the conference, the decision."""

from collections.abc import Iterator

from thidua.gate.change import Change
from thidua.gate.change_set import ChangeSet
from thidua.gate.opening import opened_on
from thidua.gate.state import PortalState
from thidua.publication.audit import Action
from thidua.records.finding import Finding, offence, warning
from thidua.records.language import mark as _
from thidua.records.layout import Place

COVENANT = offence(
    "gate-frozen-covenant",
    _("The cluster has voted: its covenant is not changed any more, since who signed it may decide who is nominated."),
    _("Leave covenant.yml as it was when the cluster voted; after publication, the standing board corrects."),
    _("The covenant was changed after the cluster had voted."),
)
MEETING = offence(
    "gate-frozen-meeting",
    _("A decision names the cluster: its covenant, vote and conference are not written or changed any more."),
    _("Write to the standing board; after publication it corrects."),
    _("The covenant, vote or conference was written or changed after the awards had been decided."),
)
STRUCK = offence(
    "gate-frozen-signatory",
    _("“{organisation}” signed the covenant and would be struck from it; the season is open since {opens_on}."),
    _("Keep everybody who signed. Who signs later may still be added until the cluster votes."),
    _("A member that had signed the covenant was struck from it after the season had opened."),
)
SIGNED_LATE = warning(
    "gate-signed-late",
    _("“{organisation}” is entered as a signatory only now; the season is open since {opens_on}."),
    _("Nothing to mend if it signed, be it late; the audit tells it, since who signed may decide who is nominated."),
)
COVENANT_LATE = warning(
    "gate-covenant-after-vote",
    _("The cluster has voted, and its covenant is entered only now."),
    _("Nothing to mend if it was signed on paper before; the audit tells it."),
)
ATTENDANCE = offence(
    "gate-frozen-attendance",
    _("The cluster has voted: what is recorded of the attendance of “{organisation}” stays as it is."),
    _("Put its entry back as it was; everything else in conference.yml may still change until the decision."),
    _("The attendance of the conference was changed after the cluster had voted."),
)
ATTENDANCE_LATE = warning(
    "gate-attendance-after-vote",
    _("The cluster has voted, and the attendance of “{organisation}” is entered only now."),
    _("Nothing to mend if the minutes say so; the audit tells it, since who attended may decide who is nominated."),
)
OVER = offence(
    "gate-frozen-schedule",
    _("The conference's last day was {date} and has passed: it does not move to {other}; what is public stays public."),
    _("Leave the date. Where the cluster met on another day, “held_on” of vote.yml and the minutes say so."),
    _("A conference that had passed was moved to a later day, which takes back figures that were public."),
)
PAST = offence(
    "gate-schedule-past",
    _("The conference was to be on {date}; {other} has passed already, and figures would become public at once."),
    _("Write today or a day to come. Where the cluster has met already, “held_on” of vote.yml and the minutes say so."),
    _("A conference was moved to a day that had passed, which makes figures public before their time."),
)
SCHEDULE_LATE = warning(
    "gate-schedule-after-conference",
    _("The schedule is entered only after its last day, {date}; with it figures become public at once."),
    _("Nothing to mend if the conference was on that day; the audit tells it."),
)
STAYS = offence(
    "gate-frozen-deletion",
    _("“{path}” is not deleted, not even with a reason: other records or the results rest on it."),
    _("Leave the file; what is wrong in it is changed as far as it may be, after publication by a correction."),
    _("A file was deleted on which other files or the results rest."),
)


def check_stays(_case: ChangeSet, change: Change, _where: Place) -> Iterator[Finding]:
    """Yield the deletion of a record that fixes others, which would be free, or of what only its writer takes back."""
    if change.action is Action.DELETED:
        yield STAYS.in_text(change.path, 1, 1, path=change.path)


def check_decided(change_set: ChangeSet, change: Change, where: Place) -> Iterator[Finding]:
    """Yield what comes or changes once a decision names the cluster."""
    decision = change_set.target.decision(where)
    if decision is not None and any(row.cluster == where.cluster for row in decision.rows()):
        yield MEETING.in_text(change.path, 1, 1)


def check_covenant(change_set: ChangeSet, change: Change, where: Place) -> Iterator[Finding]:
    """Yield a covenant that changes after the vote; a first one may still come until a decision names the cluster."""
    if not change_set.target.has_voted(where):
        return
    if change.action is not Action.ADDED:
        yield COVENANT.in_text(change.path, 1, 1)
    else:
        yield COVENANT_LATE.in_text(change.path, 1, 1)


def check_signatories(change_set: ChangeSet, change: Change, where: Place) -> Iterator[Finding]:
    """Yield who is struck from the covenant of an open season, and mark who is added to it.

    Who is not in the cluster any more may go: the covenant would be wrong with it.
    """
    opened, before = opened_on(change_set, where), change_set.target.covenant(where)
    if opened is None or before is None or change_set.target.has_voted(where):
        return
    cluster, after = change_set.target.cluster(where), change_set.merged.covenant(where)
    signed = after.signatories if after is not None else ()
    for organisation in before.signatories:
        if organisation not in signed and (cluster is None or organisation in cluster.members):
            yield STRUCK.in_text(change.path, 1, 1, organisation=organisation, opens_on=opened)
    for organisation in signed:
        if organisation not in before.signatories:
            yield SIGNED_LATE.in_text(change.path, 1, 1, organisation=organisation, opens_on=opened)


def check_attendance(change_set: ChangeSet, change: Change, where: Place) -> Iterator[Finding]:
    """Yield attendance that changes after the vote, and mark what is entered of it only then."""
    if not change_set.target.has_voted(where):
        return
    before, after = (_attendance(state, where) for state in (change_set.target, change_set.merged))
    for organisation in before:
        if after.get(organisation) is not before[organisation]:
            yield ATTENDANCE.in_text(change.path, 1, 1, organisation=organisation)
    for organisation in after:
        if organisation not in before:
            yield ATTENDANCE_LATE.in_text(change.path, 1, 1, organisation=organisation)


def _attendance(state: PortalState, where: Place) -> dict[str, bool]:
    """Return who is recorded, and whether it attended."""
    conference = state.conference(where)
    listed = conference.attendance if conference is not None else ()
    return {entry.organisation: not entry.is_absent for entry in listed}


def check_schedule(change_set: ChangeSet, change: Change, where: Place) -> Iterator[Finding]:
    """Yield a schedule that takes back what has become public, or makes public what is not (rules.md §10).

    A first one may come after the conference, from paper; that is marked.
    """
    before, after = change_set.target.schedule(where), change_set.merged.schedule(where)
    if after is None:
        return
    if before is None:
        if after.ends_on < change_set.day:
            yield SCHEDULE_LATE.in_text(change.path, 1, 1, date=after.ends_on)
        return
    if before.ends_on < change_set.day <= after.ends_on:
        yield OVER.in_text(change.path, 1, 1, date=before.ends_on, other=after.ends_on)
    for old, new in ((before.day, after.day), (before.ends_on, after.ends_on)):
        if new < change_set.day <= old:
            yield PAST.in_text(change.path, 1, 1, date=old, other=new)
            return
