"""The audit: the first-parent history of the main branch, every step judged by the registers as they stood before it.

Rights only: whether today's data are valid is what ``thidua validate`` says. Who acted comes from the server's notes.
Of steps before the first note the e-mail in the commit tells, and then the audit says "claimed" (gate.md); a later one
without a note is nobody's, since anybody can write an address. What was done by nobody known, or by somebody without
rights, is held against the rules that are the same for everybody.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from typing import Final
from zoneinfo import ZoneInfo

import pygit2
from pygit2.enums import SortMode

from thidua.gate import note
from thidua.gate.account import REGISTER, UNKNOWN, Actor, by_email, identify
from thidua.gate.change_set import ChangeSet
from thidua.gate.commits import new_commits
from thidua.gate.correction import check_kept
from thidua.gate.doubt import check_readable
from thidua.gate.freeze import check_frozen
from thidua.gate.judgement import Judge, Judgement, given_reason
from thidua.gate.lateness import is_late
from thidua.gate.lineage import check_dates, first_parents
from thidua.gate.ownership import check_administrators, check_reasons
from thidua.gate.receipts import check_new_receipts, check_own_receipts, check_receipts
from thidua.gate.seals import check_seals
from thidua.gate.shape import EMPTY
from thidua.publication.audit import Action, Audit, ChangeKind, Filing, Identified, Step
from thidua.records.finding import Finding, Severity, offence
from thidua.records.kind import SELF_ASSESSMENT
from thidua.records.language import Language
from thidua.records.language import mark as _
from thidua.records.layout import ROOT, Place, place
from thidua.records.registers import ADMINISTRATOR, Account
from thidua.records.role import Role

NAMELESS = offence(
    "gate-actor-unknown",
    _("Nobody knows who took this step: the server did not note it, and nothing else proves who it was."),
    _("See who can write to the repository past the server's check, and look at what the step changed."),
    _("Nobody knows who took this step: the server did not note it, and nothing else proves it."),
)
OWN_MERGE = offence(
    "gate-own-merge",
    _("“{login}” merged “{path}” and acts for “{acts_for}”, which wrote it or whose record it is."),
    _("Whoever approves and merges must not act for the organisation whose record it is."),
    _("Whoever approved or merged acts for the organisation that wrote the record or that it is about."),
)
MERGER = offence(
    "gate-merger",
    _("“{login}” merged the change and has no account that is registered and valid on {day}."),
    _("Only registered people merge: register the account, or let another one look at what was merged."),
    _("Whoever merged had no valid account in the register then."),
)
HEAD_REPLACED = offence(
    "gate-head-replaced",
    _("What was merged ({head}) is not what was approved ({approved})."),
    _("Let approvals lapse when a change is changed; what was merged must be looked at again."),
    _("What was merged is not what had been approved."),
)
UNJUDGED = offence(
    "gate-unjudged",
    _("This step could not be judged: the check itself failed on it ({problem})."),
    _("Look at what the step changed by hand, and tell whoever maintains the program the step and this message."),
    _("This step could not be judged; it must be looked at by hand."),
)
_NOBODY: Final = Account("–", None, "", (), None, None)
_FOR_EVERYBODY: Final = (
    check_reasons,
    check_administrators,
    check_readable,
    check_frozen,
    check_kept,
    check_receipts,
    check_new_receipts,
    check_own_receipts,
    check_seals,
)
_LAST_SECOND = 7_258_118_399  # of the year 2199: a commit may bear a time beyond every calendar


@dataclass(frozen=True, slots=True)
class _Move:
    """The main branch goes from ``before``, None at its beginning, to ``after``, of which the server has a note."""

    before: pygit2.Commit | None
    after: pygit2.Commit
    note: note.Note | None


def audit(
    repository: pygit2.Repository, as_of: datetime, language: Language, tip: str = "HEAD", since: str | None = None
) -> Audit:
    """Return the audit of everything that came to ``tip`` after ``since``, told in ``language``.

    Raises KeyError for unknown revisions, ValueError for a ``since`` that the main branch of ``tip`` never stood at.
    """
    judge = Judge(repository)
    last = repository.revparse_single(tip).peel(pygit2.Commit)
    first = repository.revparse_single(since).peel(pygit2.Commit) if since is not None else None
    steps = []
    has_registers = first is not None and _ever(repository, first, partial(_has_registers, judge))
    is_noting = first is not None and _ever(repository, first, partial(_is_noted, repository))
    for move in _moves(repository, last, first):
        is_noting = is_noting or move.note is not None
        has_registers = has_registers or (move.before is not None and _has_registers(judge, move.before))
        if move.before is None or not has_registers:
            steps.append(_founding(move))
        else:
            steps.append(_judged(judge, move, move.before, language, is_noting=is_noting))
    zone = judge.state(last.tree_id).zone()
    local = tuple(replace(step, at=step.at.astimezone(zone), late=_local(step.late, zone)) for step in steps)
    return Audit(
        tip=str(last.id),
        since=str(first.id) if first is not None else None,
        as_of=as_of.astimezone(zone),
        has_notes=note.are_kept(repository),
        steps=local,
    )


def _local(filings: tuple[Filing, ...], zone: ZoneInfo) -> tuple[Filing, ...]:
    return tuple(replace(filing, at=filing.at.astimezone(zone)) for filing in filings)


def _moves(repository: pygit2.Repository, tip: pygit2.Commit, since: pygit2.Commit | None) -> Iterator[_Move]:
    """Yield every move, oldest first; a push of several commits is one."""
    chain = [tip]
    while chain[-1].parent_ids and (since is None or chain[-1].id != since.id):
        chain.append(repository[chain[-1].parent_ids[0]].peel(pygit2.Commit))
    if since is not None and chain[-1].id != since.id:
        raise ValueError(f"{since.id} is not on the first-parent history of {tip.id}")
    places: Mapping[str, int] = {str(commit.id): index for index, commit in enumerate(chain)}
    moves: list[_Move] = []
    index = 0
    while index < len(chain) and (since is None or chain[index].id != since.id):
        after = chain[index]
        found = note.read(repository, after.id)
        following = index + 1
        if found is not None and found.since is not None and places.get(found.since, -1) > index:
            following = places[found.since]
        moves.append(_Move(chain[following] if following < len(chain) else None, after, found))
        index = following
    yield from reversed(moves)


def _has_registers(judge: Judge, commit: pygit2.Commit) -> bool:
    return judge.state(commit.tree_id).archive.read(REGISTER) is not None


def _is_noted(repository: pygit2.Repository, commit: pygit2.Commit) -> bool:
    return note.read(repository, commit.id) is not None


def _ever(repository: pygit2.Repository, since: pygit2.Commit, is_so: Callable[[pygit2.Commit], bool]) -> bool:
    """Whether something was so of ``since`` or of any state of the branch before it."""
    walker = repository.walk(since.id, SortMode.TOPOLOGICAL)
    walker.simplify_first_parent()
    return any(map(is_so, walker))


def _judged(judge: Judge, move: _Move, before: pygit2.Commit, language: Language, *, is_noting: bool) -> Step:
    """Return a step judged, or held as one that could not be: the others must be judged whatever stands in it."""
    try:
        return _step(judge, move, before, language, is_noting=is_noting)
    except Exception as problem:  # noqa: BLE001 - whatever it is, it is an objection to this step and never hides it
        unjudged = UNJUDGED.in_text(ROOT, 1, 1, problem=type(problem).__name__)
        return replace(_founding(move), objections=(unjudged.told(language),), is_founding=False)


def _founding(move: _Move) -> Step:
    return Step(
        commit=str(move.after.id),
        parent=str(move.before.id) if move.before is not None else None,
        at=_moment(move),
        actor=move.note.actor.login if move.note is not None else None,
        acts_for=None,
        identified=Identified.RECORDED if move.note is not None else Identified.UNKNOWN,
        merged_by=None,
        is_founding=True,
        kind=ChangeKind.NOTHING,
        paths=(),
    )


def _step(judge: Judge, move: _Move, before: pygit2.Commit, language: Language, *, is_noting: bool) -> Step:
    after, found = move.after, move.note
    accounts = judge.state(before.tree_id).accounts()
    merger: Account | None = None
    is_merge = len(after.parent_ids) > 1
    contribution = after.parents[1] if is_merge else after
    if found is not None:
        actor, identified = found.actor, Identified.RECORDED
        merger = identify(found.merged_by, accounts) if found.merged_by is not None else None
    else:
        claimed = by_email(_email(contribution), accounts) if not is_noting else None
        actor = Actor(claimed.login, claimed.forge_id) if claimed is not None else Actor(_NOBODY.login)
        identified = Identified.CLAIMED if claimed is not None else Identified.UNKNOWN
        merger = by_email(_email(after), accounts) if is_merge and not is_noting else None
    reason = given_reason(after) or given_reason(contribution)
    judgement = judge.judge(before, after, actor, _moment(move), reason)
    found_wrong = [*judgement.findings]
    if judgement.account is None or not judgement.account.is_valid_on(judgement.day):
        found_wrong += _check_deed(judgement, reason)
    marks = [f for f in found_wrong if f.rule.severity is Severity.WARNING]
    findings = [f for f in found_wrong if f.is_error and f.rule is not EMPTY]
    if identified is Identified.UNKNOWN:
        findings = [NAMELESS.in_text(ROOT, 1, 1) if f.rule is UNKNOWN else f for f in findings]
    merged_by = found.merged_by.login if found is not None and found.merged_by is not None else None
    if merged_by is not None and (merger is None or not merger.is_valid_on(judgement.day)):
        findings.append(MERGER.in_text(REGISTER, 1, 1, login=merged_by, day=judgement.day))
    if found is not None:
        findings += _check_dates(judge.repository, judgement)
    findings += _check_merger(judgement, merger)
    if found is not None and None not in (found.head, found.approved_head) and found.head != found.approved_head:
        values = {"head": str(found.head)[:12], "approved": str(found.approved_head)[:12]}
        findings.append(HEAD_REPLACED.in_text(REGISTER, 1, 1, **values))
    located = judgement.after.archive.located
    return Step(
        commit=str(after.id),
        parent=str(before.id),
        at=judgement.now,
        actor=actor.login if identified is not Identified.UNKNOWN else None,
        acts_for=judgement.account.acts_for if judgement.account is not None else None,
        identified=identified,
        merged_by=merger.login if merger is not None else merged_by,
        is_founding=False,
        kind=judgement.kind,
        paths=tuple(change.path for change in judgement.changes),
        objections=tuple(finding.told(language) for finding in located(findings)),
        marks=tuple(finding.told(language) for finding in located(marks)),
        late=tuple(_late(judgement)),
    )


def _check_dates(repository: pygit2.Repository, judgement: Judgement) -> Iterator[Finding]:
    """Yield the commits of a step that bear another time than the server noted, where that decides who is in time.

    A forge's own merge bears its clock; what it only moves the branch to may bear any.
    """
    portal = judgement.before.portal()
    most = len(new_commits(repository, judgement.target.id, judgement.head.id))
    chain = first_parents(repository, judgement.head, judgement.target.id, most)
    yield from check_dates(chain or (), judgement, portal.branch if portal is not None else "main")


def _email(commit: pygit2.Commit) -> str:
    """Return the author's address, without heeding the encoding that a commit names: Git takes any, real or not."""
    return commit.author.raw_email.decode("utf-8", "replace")


def _check_deed(judgement: Judgement, reason: str | None) -> Iterator[Finding]:
    """Yield what nobody may do. To somebody without rights the gate says only that; here it has been done."""
    if judgement.kind is ChangeKind.CODE:
        return
    change_set = ChangeSet(
        target=judgement.before,
        merged=judgement.after,
        actor=judgement.actor,
        account=_NOBODY,
        now=judgement.now,
        day=judgement.day,
        changes=judgement.changes,
        reason=reason,
    )
    for check in _FOR_EVERYBODY:
        yield from check(change_set)


def _check_merger(judgement: Judgement, merger: Account | None) -> Iterator[Finding]:
    """Yield each record that the merger's own organisation wrote or that is about it; administrators have none."""
    if merger is None or merger.acts_for == ADMINISTRATOR:
        return
    for change in judgement.changes:
        where = place(change.path)
        if where is not None and merger.acts_for in _concerned(judgement, where):
            values = {"login": merger.login, "acts_for": merger.acts_for, "path": change.path}
            yield OWN_MERGE.in_text(change.path, 1, 1, **values)


def _concerned(judgement: Judgement, where: Place) -> Iterator[str]:
    """Yield the organisations whose record it is: its author, the member it is about, and whoever it speaks for."""
    if judgement.account is not None:
        yield judgement.account.acts_for
    if where.organisation is not None:
        yield where.organisation
    yield from _SPEAKS_FOR[where.record.owner.roles[0]](judgement, where)


def _nobody(_judgement: Judgement, _where: Place) -> Iterator[str]:
    yield from ()


def _verifiers(judgement: Judgement, where: Place) -> Iterator[str]:
    verifications = (state.verification(where) for state in (judgement.before, judgement.after))
    yield from (found.verifier for found in verifications if found is not None)


def _council(judgement: Judgement, where: Place) -> Iterator[str]:
    cluster = judgement.before.cluster(where)
    yield from (member.body for member in cluster.council_members) if cluster is not None else ()


def _lead(judgement: Judgement, where: Place) -> Iterator[str]:
    cluster = judgement.before.cluster(where)
    yield from (cluster.lead,) if cluster is not None else ()


_SPEAKS_FOR: Final[Mapping[Role, Callable[[Judgement, Place], Iterator[str]]]] = {
    Role.ADMINISTRATOR: _nobody,
    Role.STANDING_BOARD: _nobody,
    Role.COUNCIL_MEMBER: _council,
    Role.MONITOR: _nobody,
    Role.NAMED_MONITOR: _nobody,
    Role.LEAD: _lead,
    Role.MEMBER: _nobody,
    Role.VERIFIER: _verifiers,
    Role.REVIEWER: _verifiers,
}
"""For whom a record speaks beside its author and whom it is about, by the role that owns it."""


def _late(judgement: Judgement) -> Iterator[Filing]:
    for change in judgement.sound:
        where = place(change.path)
        if where is None or where.record != SELF_ASSESSMENT or change.action is Action.DELETED:
            continue
        if where.organisation and is_late(judgement.before, judgement.after, change, where, judgement.now):
            yield Filing(str(judgement.head.id), judgement.now, change.path, where.organisation, change.action)


def _moment(move: _Move) -> datetime:
    if move.note is not None:
        return move.note.at
    return datetime.fromtimestamp(min(max(move.after.commit_time, 0), _LAST_SECOND), UTC)
