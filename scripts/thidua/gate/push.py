"""A push to a plain Git server: what each ref may do, and how the commits of a push may look (gate.md)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Final

import pygit2

from thidua.gate.account import REGISTER, Actor, identify
from thidua.gate.change import compare
from thidua.gate.ground import Ground
from thidua.gate.judgement import Judge
from thidua.gate.keeping import deadline
from thidua.gate.review import review
from thidua.gate.shape import TOO_MANY, TREE, check_path, check_set
from thidua.gate.validity import Extent, check_validity
from thidua.gate.verdict import Verdict
from thidua.records.archive import Archive
from thidua.records.finding import Finding, error, in_order
from thidua.records.language import mark as _
from thidua.records.layout import ROOT, place
from thidua.records.registers import ADMINISTRATOR
from thidua.records.source import Files
from thidua.scoring.evaluation import Evaluator

REF = error(
    "gate-ref",
    _("“{ref}” does not take pushes; only “{branch}” does."),
    _("Push to “{branch}”: git push origin HEAD:{branch}"),
)
DELETED = error(
    "gate-branch-deleted",
    _("“{branch}” would be deleted."),
    _("The main branch is never deleted."),
)
REWRITTEN = error(
    "gate-branch-rewritten",
    _("The push would take commits out of “{branch}”; its history is never rewritten."),
    _("Fetch the branch, put your change on top of it (git pull --rebase), and push without --force."),
)
FOXTROT = error(
    "gate-first-parent",
    _("The push would put the history of “{branch}” aside as a side branch (its tip is not the first parent)."),
    _("Start from the branch again: git fetch, git reset --soft origin/{branch}, git commit; then push."),
)
DETOUR = error(
    "gate-detour",
    _("The commit {commit} touches “{path}”, and a later one puts it back."),
    _("Make one commit of the change: git fetch, git reset --soft origin/{branch}, git commit; then push."),
)
BACK_DATED = error(
    "gate-commit-date",
    _("The commit {commit} bears the time {date}, but it arrives at {now}; the server's clock decides."),
    _("Make the commit again, so that it bears the present time: git commit --amend --no-edit; then push."),
)
FOUNDING = error(
    "gate-founding",
    _("The portal is founded by an administrator: “{login}” is not one in the accounts.yml that is pushed."),
    _("Register the account with “acts_for: administrator”, then push again."),
)

AHEAD: Final = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Update:
    """One line that Git hands the hook: a ref and where it moves."""

    old: str
    new: str
    ref: str

    @classmethod
    def parse(cls, line: str) -> "Update":
        """Return the update of one line. Raises ValueError for anything else."""
        old, new, ref = line.rstrip("\n").split(" ", 2)
        return cls(old, new, ref)

    @property
    def is_creation(self) -> bool:
        """Whether the ref does not exist yet."""
        return set(self.old) == {"0"}

    @property
    def is_deletion(self) -> bool:
        """Whether the ref would go."""
        return set(self.new) == {"0"}


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server says to one update; ``verdict`` where a change set was judged."""

    update: Update
    findings: tuple[Finding, ...]
    verdict: Verdict | None = None

    @property
    def is_accepted(self) -> bool:
        """Whether the ref may move."""
        return not any(finding.is_error for finding in self.findings)


def main_branch(repository: pygit2.Repository) -> str:
    """Return the name of the branch that HEAD names; it is the one that the gate guards."""
    return str(repository.references["HEAD"].target).removeprefix("refs/heads/")


def answers(judge: Judge, updates: Iterable[Update], actor: Actor, now: datetime) -> list[Answer]:
    """Return the answer to each update of a push. Git takes all of them or none."""
    branch = main_branch(judge.repository)
    return [_answer(judge, update, branch, actor, now) for update in updates]


def _answer(judge: Judge, update: Update, branch: str, actor: Actor, now: datetime) -> Answer:
    repository = judge.repository
    refused = _refused(repository, update, branch)
    if refused is not None:
        return Answer(update, (refused,))
    new = repository[update.new].peel(pygit2.Commit)
    old = None if update.is_creation else repository[update.old].peel(pygit2.Commit)
    if old is None or judge.ground(old.tree_id).archive.read(REGISTER) is None:
        return Answer(update, tuple(_founding(judge, new, actor, now)))
    verdict = review(judge, old, new, actor, now)
    chain = first_parents(repository, new, old.id)
    if chain is None:
        findings = [FOXTROT.in_text(ROOT, 1, 1, branch=branch)]
    else:
        findings = [*_detours(repository, chain, verdict, branch), *_dates(chain, verdict, now)]
    whole = replace(verdict, findings=(*findings, *verdict.findings))
    return Answer(update, whole.findings, whole)


def _refused(repository: pygit2.Repository, update: Update, branch: str) -> Finding | None:
    if update.ref != f"refs/heads/{branch}":
        return REF.in_text(ROOT, 1, 1, ref=update.ref, branch=branch)
    if update.is_deletion:
        return DELETED.in_text(ROOT, 1, 1, branch=branch)
    if not update.is_creation and not repository.descendant_of(update.new, update.old):
        return REWRITTEN.in_text(ROOT, 1, 1, branch=branch)
    return None


def first_parents(
    repository: pygit2.Repository, tip: pygit2.Commit, since: pygit2.Oid
) -> Sequence[pygit2.Commit] | None:
    """Return the commits from ``tip`` back to ``since`` (left out) by first parents, None if they do not lead there."""
    chain = []
    commit = tip
    while commit.id != since:
        chain.append(commit)
        if not commit.parent_ids:
            return None
        commit = repository[commit.parent_ids[0]].peel(pygit2.Commit)
    return chain


def _detours(
    repository: pygit2.Repository, chain: Sequence[pygit2.Commit], verdict: Verdict, branch: str
) -> Iterator[Finding]:
    """Yield each path that a commit of the push touches although the push as a whole does not."""
    if len(chain) < 2:
        return
    touched = {change.path for change in verdict.judgement.changes}
    for commit in chain:
        for change in compare(repository, commit.parents[0].tree_id, commit.tree_id).changes:
            if change.path not in touched:
                short = str(commit.id)[:12]
                yield DETOUR.in_text(change.path, 1, 1, commit=short, path=change.path, branch=branch)


def _dates(chain: Sequence[pygit2.Commit], verdict: Verdict, now: datetime) -> Iterator[Finding]:
    """Yield commits of the future, and those that would make a late self-assessment look as if it came in time.

    Without receipts the committer date on the main branch says when a file came (rules.md §5).
    """
    before = verdict.judgement.before
    ends = [end for change in verdict.judgement.sound if (end := _deadline(before, change.path)) is not None]
    for commit in chain:
        date = datetime.fromtimestamp(commit.commit_time, UTC)
        if date > now + AHEAD or any(date < end <= now for end in ends):
            shown = {"date": date, "now": now}
            moments = {name: f"{moment.astimezone(before.zone()):%d/%m/%Y %H:%M}" for name, moment in shown.items()}
            yield BACK_DATED.in_text(ROOT, 1, 1, commit=str(commit.id)[:12], **moments)


def _deadline(ground: Ground, path: str) -> datetime | None:
    where = place(path)
    return deadline(ground, where) if where is not None and where.kind == "self-assessment" else None


def _founding(judge: Judge, new: pygit2.Commit, actor: Actor, now: datetime) -> Iterator[Finding]:
    """Yield what is wrong with the first push: it brings the registers, so it is held against its own."""
    comparison = compare(judge.repository, None, new.tree_id)
    wrong = [found for change in comparison.changes for found in check_path(judge.repository, change)]
    if comparison.malformed or not comparison.is_complete:
        wrong += [found for found in check_set(comparison) if found.rule in {TREE, TOO_MANY}]
    ground = judge.ground(new.tree_id)
    account = identify(actor, ground.accounts())
    if account is None or account.acts_for != ADMINISTRATOR:
        yield FOUNDING.in_text(REGISTER, 1, 1, login=actor.login)
    yield from wrong
    if not wrong:
        archive = ground.archive
        clusters = [(season, cluster) for season in archive.seasons() for cluster in archive.season(season).clusters]
        everything = Extent(registers=True, seasons=archive.seasons(), clusters=tuple(clusters))
        yield from in_order(check_validity(everything, Evaluator(Archive(Files({}))), Evaluator(archive, now)))
