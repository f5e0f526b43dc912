"""The decision on rights: whether this actor may make these changes, as the target's registers say (gate.md).

Nothing of the head decides anything: it is compared, merged in memory, and read as data.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

import pygit2

from thidua.gate.account import REGISTER, Actor, check_account, identify
from thidua.gate.change import Change, Comparison, compare
from thidua.gate.change_set import ChangeSet
from thidua.gate.commits import check_count, check_shapes, check_times, new_commits
from thidua.gate.correction import PUBLISHED, check_kept, check_published
from thidua.gate.doubt import check_readable
from thidua.gate.freeze import check_frozen
from thidua.gate.lateness import check_lateness
from thidua.gate.merge import Merged, merge
from thidua.gate.ownership import RIGHTS, check_administrators, check_code, check_ownership
from thidua.gate.receipts import check_new_receipts, check_own_receipts, check_receipts
from thidua.gate.seals import check_seals
from thidua.gate.shape import check_path, check_set, kind
from thidua.gate.state import PortalState
from thidua.publication.audit import ChangeKind
from thidua.records.archive import Archive, Memory
from thidua.records.finding import Finding, offence
from thidua.records.history import Commit
from thidua.records.language import mark as _
from thidua.records.layout import ROOT
from thidua.records.registers import Account
from thidua.records.schema import Schemas

UNRELATED = offence(
    "gate-unrelated",
    _("The change has no common history with the branch it is meant for."),
    _("Clone the portal's repository and make the change there."),
    _("The change had no common history with the main branch."),
)
CONFLICT = offence(
    "gate-conflict",
    _("“{path}” was changed on both sides, here and on the branch the change is meant for."),
    _("Put the change on top of the branch: git fetch, git rebase origin/main; keep what is right, and send it again."),
    _("A file was changed on both sides."),
)
INTERWOVEN = offence(
    "gate-interwoven",
    _("The change and its branch were merged into each other crosswise, so what it changes cannot be told for sure."),
    _("Put the change on top of the branch again: git fetch, git rebase origin/main; then send it."),
    _("The change and the main branch were merged crosswise, so what changed cannot be told for sure."),
)
NO_REGISTER = offence(
    "gate-registers",
    _("The target has no accounts.yml that can be read, so nobody has any rights."),
    _("Whoever owns the repository mends the register by a direct push."),
    _("The repository then had no register of accounts that could be read, so nobody had any rights."),
)


FOREIGN: Final = frozenset({*RIGHTS, PUBLISHED})
_REASON: Final = re.compile(r"^reason[ \t]*:[ \t]*(\S.*(?:\n[ \t].*)*)", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Judgement:
    """What one change set is and what is wrong with it as an act. ``sound`` are the changes that can be read as data.

    ``base`` is the commit at which head and target parted, None if they have nothing in common. ``foreign`` are the
    paths of the records that are not the actor's: of them nothing is told but that, and what they say is not read.
    """

    target: pygit2.Commit
    head: pygit2.Commit
    base: pygit2.Oid | None
    actor: Actor
    account: Account | None
    now: datetime
    kind: ChangeKind
    changes: tuple[Change, ...]
    sound: tuple[Change, ...]
    before: PortalState
    after: PortalState
    findings: tuple[Finding, ...]
    foreign: frozenset[str] = frozenset()

    @property
    def day(self) -> date:
        """The day in the portal's time zone."""
        return self.now.astimezone(self.before.zone()).date()

    @property
    def is_known(self) -> bool:
        """Whether the actor has an account that is valid on the day. Of a stranger's change hardly anything is read."""
        return self.account is not None and self.account.is_valid_on(self.day)

    @property
    def own(self) -> tuple[Change, ...]:
        """The sound changes of what may be the actor's: only of them is looked at what they say."""
        return tuple(change for change in self.sound if change.path not in self.foreign) if self.is_known else ()

    def is_open(self, path: str) -> bool:
        """Whether the actor may be told what would stand at ``path``."""
        return self.is_known and path not in self.foreign


class Judge:
    """Judges change sets of one repository. Equal files are parsed once, however many states hold them."""

    def __init__(self, repository: pygit2.Repository) -> None:
        self.repository = repository
        self._schemas = Schemas()
        self._memory: Memory = {}

    def state(self, tree: pygit2.Oid) -> PortalState:
        """Return the records of a tree."""
        source = Commit(self.repository, self.repository[tree].peel(pygit2.Tree))
        return PortalState(Archive(source, self._schemas, memory=self._memory))

    def judge(
        self,
        target: pygit2.Commit,
        head: pygit2.Commit,
        actor: Actor,
        now: datetime,
        reason: str | None = None,
    ) -> Judgement:
        """Return whether ``actor`` may bring ``head`` into ``target`` at ``now``; not whether the data are valid.

        ``reason`` is that of a deletion, where the head's own commit does not give it.
        """
        base = self.repository.merge_base(target.id, head.id)
        before = self.state(target.tree_id)
        account = identify(actor, before.accounts())
        comparison = Comparison((), ())
        parted = self.repository[base].peel(pygit2.Commit).tree_id if base is not None else None
        if parted is not None:
            comparison = compare(self.repository, parted, head.tree_id)
        wrong = {change.path: list(check_path(self.repository, change)) for change in comparison.changes}
        sound = tuple(change for change in comparison.changes if not wrong[change.path])
        merged = merge(self.repository, parted, target.tree_id, comparison, sound)
        source = Merged(self.repository, target.tree_id, merged.contents)
        judgement = Judgement(
            target=target,
            head=head,
            base=base,
            actor=actor,
            account=account,
            now=now,
            kind=kind(comparison.changes),
            changes=comparison.changes,
            sound=sound,
            before=before,
            after=PortalState(Archive(source, self._schemas, memory=self._memory)),
            findings=(),
        )
        commits = new_commits(self.repository, target.id, head.id) if base is not None else []
        findings = list(check_count(commits))
        is_countable = not findings
        if base is None:
            findings = [UNRELATED.in_text(ROOT, 1, 1)]
        elif is_countable and is_interwoven(self.repository, target.id, head, base):
            findings = [INTERWOVEN.in_text(ROOT, 1, 1)]
        else:
            findings += check_set(comparison)
            findings += check_times(commits) if is_countable else ()
        findings += [finding for found in wrong.values() for finding in found]
        judged = replace(judgement, findings=(*findings, *_check_rights(judgement, reason)))
        if not judged.is_known:
            return judged  # a conflict tells what stands there
        foreign = _foreign(judged.findings)
        more = [CONFLICT.in_text(path, 1, 1, path=path) for path in merged.conflicts if path not in foreign]
        more += check_shapes(self.repository, commits) if is_countable else ()
        return replace(judged, findings=(*judged.findings, *more), foreign=foreign)


def _check_rights(judgement: Judgement, reason: str | None) -> Iterator[Finding]:
    accounts, account = judgement.before.accounts(), judgement.account
    if accounts is None:
        yield NO_REGISTER.in_text(REGISTER, 1, 1)
        return
    refused = list(check_account(judgement.actor, account, accounts, judgement.day))
    yield from refused
    if account is None or refused:
        return
    change_set = ChangeSet(
        target=judgement.before,
        merged=judgement.after,
        actor=judgement.actor,
        account=account,
        now=judgement.now,
        day=judgement.day,
        changes=judgement.changes,
        reason=given_reason(judgement.head) or reason,
    )
    if judgement.kind is ChangeKind.CODE:
        yield from check_code(change_set)
        return
    # Whose a record is comes first, by its path and the registers: what is another's is neither read nor told.
    foreign = [*check_ownership(change_set), *check_published(change_set)]
    yield from foreign
    change_set = replace(change_set, foreign=_foreign(foreign))
    yield from check_administrators(change_set)
    yield from check_kept(change_set)
    yield from check_readable(change_set)
    yield from check_frozen(change_set)
    yield from check_receipts(change_set)
    yield from check_new_receipts(change_set)
    yield from check_own_receipts(change_set)
    yield from check_seals(change_set)
    yield from check_lateness(change_set)


def _foreign(findings: Iterable[Finding]) -> frozenset[str]:
    return frozenset(finding.path for finding in findings if finding.rule in FOREIGN)


def given_reason(commit: pygit2.Commit) -> str | None:
    """Return what the ``Reason:`` trailer of a commit says, None if it has none.

    pygit2's own reading of trailers crashes where a commit names an encoding that nobody knows.
    """
    _title, *paragraphs = re.split(r"\n\s*\n", commit.raw_message.decode("utf-8", "replace").strip())
    found = _REASON.findall(paragraphs[-1]) if paragraphs else []
    return found[-1] if found else None


def is_interwoven(repository: pygit2.Repository, target: pygit2.Oid, head: pygit2.Commit, base: pygit2.Oid) -> bool:
    """Whether ``base`` is not the only best common ancestor of ``target`` and ``head``.

    Git then merges against a base of its own making, and what it takes for a change need not be one against ``base``.
    Where the new commits leave for the target's history, they must leave for ``base`` or an ancestor of it.
    """
    new = new_commits(repository, target, head.id)
    known = {commit.id for commit in new}
    left_for = {parent for commit in new for parent in commit.parent_ids} - known - {base}
    for commit in repository.walk(base) if left_for else ():
        left_for.discard(commit.id)
        if not left_for:
            break
    return bool(left_for)
