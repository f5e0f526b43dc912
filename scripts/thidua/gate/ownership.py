"""Who may touch what: the table at the top of data-model.md and the paragraphs of gate.md. Default: nobody."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from thidua.gate.account import REGISTER
from thidua.gate.change import Change
from thidua.gate.change_set import ChangeSet
from thidua.gate.role import holds
from thidua.gate.state import PortalState
from thidua.publication.audit import Action
from thidua.records.cluster import Schedule
from thidua.records.dossier import CONFERENCE, SelfAssessment
from thidua.records.finding import Finding, offence
from thidua.records.kind import REVIEW, SCHEDULE, SELF_ASSESSMENT, VERIFICATION
from thidua.records.language import mark as _
from thidua.records.layout import Place
from thidua.records.record import value_of
from thidua.records.registers import ADMINISTRATOR
from thidua.records.role import Role

OWNER = offence(
    "gate-owner",
    _("“{path}” may be written by {owner} only; the account “{login}” acts for “{acts_for}”."),
    _("Take this file out of the change; whoever it belongs to must send it."),
    _("Whoever took this step may not write this file."),
)
CODE = offence(
    "gate-code",
    _("Only the administrator changes files outside submissions/; the account “{login}” acts for “{acts_for}”."),
    _("Take “{path}” out of the change, or ask the administrator to make it."),
    _("Only the administrator changes files outside the folder of records."),
)
DELETION = offence(
    "gate-deletion",
    _("“{path}” would be deleted; only the administrator deletes records. A renamed file counts as deleted."),
    _("Put the file back. If it must go, write to the administrator and give the reason."),
    _("A record was deleted or renamed; only the administrator does that."),
)
REASON = offence(
    "gate-deletion-reason",
    _("“{path}” would be deleted without a reason."),
    _("End the commit's message with a line “Reason: …” that says why, in ten characters or more."),
    _("A record was deleted without a reason."),
)
SELF_PAPER = offence(
    "gate-self-assessment-paper",
    _("The monitor enters a self-assessment for the member only from its signed paper, and “paper” is missing."),
    _("Add “paper” with the number and date of the signed original, or let the member file it itself."),
    _("A self-assessment was entered for the member without naming the signed paper."),
)
SCHEDULE_PAPER = offence(
    "gate-schedule-paper",
    _("The monitor records the schedule for the council member only with “recorded_by: monitor” and “paper”."),
    _("Add both, with the number of the document in which the council member fixed the date."),
    _("A schedule was recorded for the council member without naming that member's paper."),
)
VERIFIER = offence(
    "gate-verifier",
    _("The verification belongs to “{verifier}”; the account “{login}” acts for “{acts_for}”."),
    _("Each verifier writes its own verification and nobody signs for another."),
    _("The verification of another body was written."),
)
REVIEWER = offence(
    "gate-reviewer",
    _("The review belongs to “{reviewer}”; the account “{login}” acts for “{acts_for}”."),
    _("Each reviewer writes its own review; what the conference settled is written by the lead."),
    _("The review of another body was written."),
)
REVIEW_TOO_EARLY = offence(
    "gate-review-before-conference",
    _("The lead writes what the conference settled after the date of the schedule ({date})."),
    _("Send the review after that day; before it, a monitor, the council or the standing board reviews."),
    _("What a conference settled was written before it took place."),
)
REVIEW_UNDATED = offence(
    "gate-review-without-schedule",
    _("The lead writes what the conference settled after its day, but there is no schedule.yml that says which day."),
    _(
        "First let the council or a monitor send schedule.yml; until then a monitor, the council or the standing board "
        "reviews."
    ),
    _("What a conference settled was written while there was no schedule of it."),
)
NO_ADMINISTRATOR = offence(
    "gate-no-administrator",
    _("On {day} no account would act as administrator any more, and nobody could register another."),
    _("Keep one entry with “acts_for: administrator” that is valid on that day; first register whoever comes after."),
    _("The last valid account of an administrator was taken away."),
)
SHORTEST_REASON: Final = 10
RIGHTS: Final = frozenset({OWNER, DELETION, VERIFIER, REVIEWER})  # the record is not the actor's


def check_code(change_set: ChangeSet) -> Iterator[Finding]:
    """Yield each path outside submissions/ that somebody other than the administrator changes."""
    if not change_set.is_by_administrator:
        for change in change_set.changes:
            yield CODE.in_text(change.path, 1, 1, path=change.path, **_named(change_set))


def check_ownership(change_set: ChangeSet) -> Iterator[Finding]:
    """Yield each record that the actor may not write or delete. A published season has rules of its own."""
    yield from check_reasons(change_set) if change_set.is_by_administrator else _check_deletions(change_set)
    for change, where in change_set.written():
        if not change_set.is_published(where):
            yield from _check_owner(change_set, change, where)


def check_reasons(change_set: ChangeSet) -> Iterator[Finding]:
    """Yield each deletion that nobody gave a reason for."""
    for change in change_set.changes:
        if change.action is Action.DELETED and len(change_set.reason or "") < SHORTEST_REASON:
            yield REASON.in_text(change.path, 1, 1, path=change.path)


def check_administrators(change_set: ChangeSet) -> Iterator[Finding]:
    """Yield a change of the accounts after which the portal has lost its last administrator."""
    if any(
        c.path == REGISTER and (c.action is Action.DELETED or c.path not in change_set.foreign)
        for c in change_set.changes
    ):
        had, has = (_has_administrator(state, change_set.day) for state in (change_set.target, change_set.merged))
        if had and not has:
            yield NO_ADMINISTRATOR.in_text(REGISTER, 1, 1, day=change_set.day)


def _has_administrator(state: PortalState, day: date) -> bool:
    accounts = state.accounts()
    listed = accounts.listed if accounts is not None else ()
    return any(account.acts_for == ADMINISTRATOR and account.is_valid_on(day) for account in listed)


def _check_deletions(change_set: ChangeSet) -> Iterator[Finding]:
    for change in change_set.changes:
        if change.action is Action.DELETED:
            yield DELETION.in_text(change.path, 1, 1, path=change.path)


def _check_owner(change_set: ChangeSet, change: Change, where: Place) -> Iterator[Finding]:
    held = {role for role in where.record.owner.roles if holds(change_set, role, where)}
    if not held:
        yield _not_the_owner(change_set, change, where)
    elif where.record == VERIFICATION:
        yield from _check_verifier(change_set, change)
    elif where.record == REVIEW:
        yield from _check_reviewer(change_set, change, where, is_reviewer=Role.REVIEWER in held)
    elif where.record == SELF_ASSESSMENT and Role.MEMBER not in held:
        own = _value(change_set, change)
        if isinstance(own, SelfAssessment) and own.paper is None:
            yield SELF_PAPER.in_text(change.path, 1, 1)
    elif where.record == SCHEDULE and Role.COUNCIL_MEMBER not in held:
        schedule = _value(change_set, change)
        if isinstance(schedule, Schedule) and not (schedule.recorded_by_monitor and schedule.paper is not None):
            yield SCHEDULE_PAPER.in_text(change.path, 1, 1)


def _value(change_set: ChangeSet, change: Change) -> object:
    return value_of(change_set.merged.record(change.path))


def _not_the_owner(change_set: ChangeSet, change: Change, where: Place) -> Finding:
    return OWNER.in_text(change.path, 1, 1, path=change.path, owner=where.record.owner.name, **_named(change_set))


def _check_verifier(change_set: ChangeSet, change: Change) -> Iterator[Finding]:
    """Yield a verification that names, or was written by, another than the actor."""
    for state in (change_set.target, change_set.merged):
        record = state.record(change.path)
        if record is not None and record.value.verifier != change_set.account.acts_for:
            line = record.line("verifier") if state is change_set.merged else 1
            yield VERIFIER.in_text(change.path, line, 1, verifier=record.value.verifier, **_named(change_set))
            return


def _check_reviewer(change_set: ChangeSet, change: Change, where: Place, *, is_reviewer: bool) -> Iterator[Finding]:
    """Yield a review that names, or was written by, another than the actor, and one of the lead in its own name."""
    cluster = change_set.cluster(where)
    for state in (change_set.target, change_set.merged):
        record = state.record(change.path)
        if record is None:
            continue
        line = record.line("reviewer") if state is change_set.merged else 1
        named = record.value.reviewer
        is_conference = named == CONFERENCE
        wanted = cluster.lead if is_conference and cluster is not None else named
        if change_set.account.acts_for != wanted:
            yield REVIEWER.in_text(change.path, line, 1, reviewer=named, **_named(change_set))
            return
        if wanted == where.organisation or not (is_conference or is_reviewer):
            yield _not_the_owner(change_set, change, where)
            return
        schedule = change_set.target.schedule(where)
        if is_conference and schedule is None:
            yield REVIEW_UNDATED.in_text(change.path, line, 1)
            return
        if is_conference and schedule is not None and change_set.day <= schedule.day:
            yield REVIEW_TOO_EARLY.in_text(change.path, line, 1, date=schedule.day)
            return


def _named(change_set: ChangeSet) -> dict[str, str]:
    return {"login": change_set.account.login, "acts_for": change_set.account.acts_for}
