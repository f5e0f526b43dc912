"""A push to a plain Git server: what each ref may do, and how a portal begins (gate.md)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

import pygit2

from thidua.gate.account import REGISTER, Actor, identify
from thidua.gate.change import compare
from thidua.gate.judgement import Judge
from thidua.gate.lineage import check_lineage
from thidua.gate.review import review
from thidua.gate.shape import TOO_MANY, TREE, check_path, check_set
from thidua.gate.validity import Extent, check_validity
from thidua.gate.verdict import Verdict
from thidua.records.archive import Archive
from thidua.records.finding import Finding, error, in_order
from thidua.records.language import mark as _
from thidua.records.layout import ROOT
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
NO_COMMIT = error(
    "gate-no-commit",
    _("What is pushed to “{branch}” is not a commit."),
    _("Push the commit itself, not a tag or a file: git push origin HEAD:{branch}"),
)
REWRITTEN = error(
    "gate-branch-rewritten",
    _("The push would take commits out of “{branch}”; its history is never rewritten."),
    _("Fetch the branch, put your change on top of it (git pull --rebase), and push without --force."),
)
FOUNDING = error(
    "gate-founding",
    _("The portal is founded by an administrator: “{login}” is not one in the accounts.yml that is pushed."),
    _("Register the account with “acts_for: administrator”, then push again."),
)


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

    def without_drafts(self) -> "Answer":
        """Return the answer without receipts."""
        return self if self.verdict is None else replace(self, verdict=replace(self.verdict, drafts=()))


def main_branch(repository: pygit2.Repository) -> str:
    """Return the name of the branch that HEAD names; it is the one that the gate guards."""
    return str(repository.references["HEAD"].target).removeprefix("refs/heads/")


def answers(judge: Judge, updates: Iterable[Update], actor: Actor, now: datetime) -> list[Answer]:
    """Return the answer to each update of a push. Git takes all of them or none: no receipt for one that stays out."""
    branch = main_branch(judge.repository)
    found = [_answer(judge, update, branch, actor, now) for update in updates]
    is_taken = all(answer.is_accepted for answer in found)
    return found if is_taken or len(found) == 1 else [answer.without_drafts() for answer in found]


def _answer(judge: Judge, update: Update, branch: str, actor: Actor, now: datetime) -> Answer:
    repository = judge.repository
    refused = _refused(repository, update, branch)
    if refused is not None:
        return Answer(update, (refused,))
    new = repository[update.new].peel(pygit2.Commit)
    old = None if update.is_creation else repository[update.old].peel(pygit2.Commit)
    if old is None or judge.state(old.tree_id).archive.read(REGISTER) is None:
        return Answer(update, tuple(_founding(judge, new, actor, now)))
    verdict = review(judge, old, new, actor, now, is_private=True)
    wrong = tuple(check_lineage(judge, verdict.judgement, branch))
    if wrong:
        verdict = replace(verdict, findings=(*wrong, *verdict.findings), drafts=())
    return Answer(update, verdict.findings, verdict)


def _refused(repository: pygit2.Repository, update: Update, branch: str) -> Finding | None:
    if update.ref != f"refs/heads/{branch}":
        return REF.in_text(ROOT, 1, 1, ref=update.ref, branch=branch)
    if update.is_deletion:
        return DELETED.in_text(ROOT, 1, 1, branch=branch)
    if not isinstance(repository[update.new], pygit2.Commit):
        return NO_COMMIT.in_text(ROOT, 1, 1, branch=branch)
    if not update.is_creation and not repository.descendant_of(update.new, update.old):
        return REWRITTEN.in_text(ROOT, 1, 1, branch=branch)
    return None


def _founding(judge: Judge, new: pygit2.Commit, actor: Actor, now: datetime) -> Iterator[Finding]:
    """Yield what is wrong with the first push: it brings the registers, so it is held against its own."""
    comparison = compare(judge.repository, None, new.tree_id)
    wrong = [found for change in comparison.changes for found in check_path(judge.repository, change)]
    if comparison.malformed or not comparison.is_complete:
        wrong += [found for found in check_set(comparison) if found.rule in {TREE, TOO_MANY}]
    state = judge.state(new.tree_id)
    account = identify(actor, state.accounts())
    if account is None or account.acts_for != ADMINISTRATOR:
        yield FOUNDING.in_text(REGISTER, 1, 1, login=actor.login)
    yield from wrong
    if not wrong:
        archive = state.archive
        evaluator = Evaluator(archive, now)
        clusters = [(season, cluster) for season in archive.seasons() for cluster in archive.season(season).clusters]
        everything = Extent(registers=False, seasons=archive.seasons(), clusters=tuple(clusters))
        nothing = Evaluator(Archive(Files({})))
        yield from in_order([*evaluator.registers(), *check_validity(everything, nothing, evaluator)])
