"""The audit: the first-parent history of the main branch, every step judged by the registers as they stood before it.

Rights only: whether today's data are valid is what ``thidua validate`` says. Who acted comes from the server's notes;
without one, from the e-mail in the commit, and then the audit says "claimed" (gate.md).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

import pygit2

from thidua.gate import note
from thidua.gate.account import REGISTER, Actor, by_email, identify
from thidua.gate.change import Action
from thidua.gate.judgement import Judge, Judgement, given_reason
from thidua.gate.keeping import deadline
from thidua.gate.shape import EMPTY, Kind
from thidua.records.finding import Finding, error
from thidua.records.language import mark as _
from thidua.records.layout import Place, place
from thidua.records.registers import Account

OWN_MERGE = error(
    "gate-own-merge",
    _("“{login}” acts for “{acts_for}” and merged the record of “{acts_for}” itself: “{path}”."),
    _("Whoever approves and merges must not act for the organisation whose record it is."),
)
HEAD_REPLACED = error(
    "gate-head-replaced",
    _("What was merged ({head}) is not what was approved ({approved})."),
    _("Let approvals lapse when a change is changed; what was merged must be looked at again."),
)
_NOBODY = "–"


class Identified(StrEnum):
    """How the audit knows who acted."""

    RECORDED = "recorded"
    CLAIMED = "claimed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the main branch. ``parent`` is where it started; ``is_founding`` steps made the registers."""

    commit: str
    parent: str | None
    at: datetime
    login: str | None
    acts_for: str | None
    identified: Identified
    merged_by: str | None
    kind: Kind
    paths: tuple[str, ...]
    findings: tuple[Finding, ...]
    late: tuple["LateFiling", ...]
    is_founding: bool = False


@dataclass(frozen=True, slots=True)
class LateFiling:
    """A self-assessment that was filed or changed after its deadline: a fact, never an offence."""

    commit: str
    at: datetime
    path: str
    organisation: str
    action: Action


@dataclass(frozen=True, slots=True)
class Audit:
    """The whole history, oldest step first. ``since`` was not judged itself."""

    tip: str
    since: str | None
    as_of: datetime
    steps: tuple[Step, ...]

    @property
    def exceptions(self) -> tuple[Step, ...]:
        """The steps that the gate would have refused."""
        return tuple(step for step in self.steps if step.findings)

    @property
    def late(self) -> tuple[LateFiling, ...]:
        """Every late filing."""
        return tuple(filing for step in self.steps for filing in step.late)

    @property
    def claimed(self) -> int:
        """How many judged steps nobody but the commit itself says anything about."""
        return sum(step.identified is not Identified.RECORDED and not step.is_founding for step in self.steps)


def audit(repository: pygit2.Repository, as_of: datetime, tip: str = "HEAD", since: str | None = None) -> Audit:
    """Return the audit of everything that came to ``tip`` after ``since``. Raises KeyError for unknown revisions."""
    judge = Judge(repository)
    last = repository.revparse_single(tip).peel(pygit2.Commit)
    first = repository.revparse_single(since).peel(pygit2.Commit) if since is not None else None
    steps = []
    has_registers = first is not None
    for before, after, found in _moves(repository, last, first):
        has_registers = has_registers or (before is not None and _has_registers(judge, before))
        if before is None or not has_registers:
            steps.append(_founding(after, before, found))
        else:
            steps.append(_step(judge, before, after, found))
    zone = judge.ground(last.tree_id).zone()
    local = tuple(replace(step, at=step.at.astimezone(zone), late=_local(step.late, zone)) for step in steps)
    return Audit(str(last.id), str(first.id) if first is not None else None, as_of.astimezone(zone), local)


def _local(filings: tuple[LateFiling, ...], zone: ZoneInfo) -> tuple[LateFiling, ...]:
    return tuple(replace(filing, at=filing.at.astimezone(zone)) for filing in filings)


def _moves(
    repository: pygit2.Repository, tip: pygit2.Commit, since: pygit2.Commit | None
) -> Iterator[tuple[pygit2.Commit | None, pygit2.Commit, note.Note | None]]:
    """Yield (before, after, note) of every step, oldest first; a push of several commits is one step."""
    chain = [tip]
    while chain[-1].parent_ids and (since is None or chain[-1].id != since.id):
        chain.append(repository[chain[-1].parent_ids[0]].peel(pygit2.Commit))
    places: Mapping[str, int] = {str(commit.id): index for index, commit in enumerate(chain)}
    moves: list[tuple[pygit2.Commit | None, pygit2.Commit, note.Note | None]] = []
    index = 0
    while index < len(chain) and (since is None or chain[index].id != since.id):
        after = chain[index]
        found = note.read(repository, after.id)
        following = index + 1
        if found is not None and found.since is not None and places.get(found.since, -1) > index:
            following = places[found.since]
        moves.append((chain[following] if following < len(chain) else None, after, found))
        index = following
    yield from reversed(moves)


def _has_registers(judge: Judge, commit: pygit2.Commit) -> bool:
    return judge.ground(commit.tree_id).archive.read(REGISTER) is not None


def _founding(after: pygit2.Commit, before: pygit2.Commit | None, found: note.Note | None) -> Step:
    return Step(
        commit=str(after.id),
        parent=str(before.id) if before is not None else None,
        at=_moment(after, found),
        login=found.actor.login if found is not None else None,
        acts_for=None,
        identified=Identified.RECORDED if found is not None else Identified.UNKNOWN,
        merged_by=None,
        kind=Kind.NOTHING,
        paths=(),
        findings=(),
        late=(),
        is_founding=True,
    )


def _step(judge: Judge, before: pygit2.Commit, after: pygit2.Commit, found: note.Note | None) -> Step:
    accounts = judge.ground(before.tree_id).accounts()
    merger: Account | None = None
    is_merge = len(after.parent_ids) > 1
    contribution = after.parents[1] if is_merge else after
    if found is not None:
        actor, identified = found.actor, Identified.RECORDED
        merger = identify(found.merged_by, accounts) if found.merged_by is not None else None
    else:
        claimed = by_email(contribution.author.email, accounts)
        actor = Actor(claimed.login, claimed.forge_id) if claimed is not None else Actor(_NOBODY)
        identified = Identified.CLAIMED if claimed is not None else Identified.UNKNOWN
        merger = by_email(after.author.email, accounts) if is_merge else None
    judgement = judge.judge(before, after, actor, _moment(after, found), given_reason(contribution))
    findings = [f for f in judgement.findings if f.is_error and f.rule is not EMPTY]
    findings += _check_merger(judgement, merger)
    if found is not None and None not in (found.head, found.approved_head) and found.head != found.approved_head:
        values = {"head": str(found.head)[:12], "approved": str(found.approved_head)[:12]}
        findings.append(HEAD_REPLACED.in_text(REGISTER, 1, 1, **values))
    return Step(
        commit=str(after.id),
        parent=str(before.id),
        at=judgement.now,
        login=actor.login if identified is not Identified.UNKNOWN else None,
        acts_for=judgement.account.acts_for if judgement.account is not None else None,
        identified=identified,
        merged_by=merger.login if merger is not None else None,
        kind=judgement.kind,
        paths=tuple(change.path for change in judgement.changes),
        findings=tuple(judgement.after.archive.located(findings)),
        late=tuple(_late(judgement)),
    )


def _check_merger(judgement: Judgement, merger: Account | None) -> Iterator[Finding]:
    """Yield each record of the merger's own organisation."""
    if merger is None:
        return
    for change in judgement.changes:
        where = place(change.path)
        if where is not None and _whose(judgement, where, change.path) == merger.acts_for:
            values = {"login": merger.login, "acts_for": merger.acts_for, "path": change.path}
            yield OWN_MERGE.in_text(change.path, 1, 1, **values)


def _whose(judgement: Judgement, where: Place, path: str) -> str | None:
    """Return the organisation whose record it is: the member of a dossier, the lead for what the lead writes."""
    if where.kind == "verification":
        found = judgement.after.verification(where)
        return found.verifier if found is not None else None
    if where.organisation is not None:
        return where.organisation
    cluster = judgement.before.cluster(where) if where.cluster is not None else None
    is_of_lead = where.kind in {"covenant", "conference", "vote", "report"} or path.endswith("receipts-lead.yml")
    return cluster.lead if cluster is not None and is_of_lead else None


def _late(judgement: Judgement) -> Iterator[LateFiling]:
    for change in judgement.sound:
        where = place(change.path)
        if where is None or where.kind != "self-assessment" or change.action is Action.DELETED:
            continue
        end = deadline(judgement.before, where)
        if end is not None and judgement.now >= end and where.organisation is not None:
            yield LateFiling(str(judgement.head.id), judgement.now, change.path, where.organisation, change.action)


def _moment(commit: pygit2.Commit, found: note.Note | None) -> datetime:
    return found.at if found is not None else datetime.fromtimestamp(commit.commit_time, UTC)
