"""How the commits of a push lead on from the branch: in one line, each step a sound one, not back-dated (gate.md)."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta, tzinfo
from itertools import islice
from typing import Final

import pygit2

from thidua.gate.change import Budget, compare
from thidua.gate.commits import MOST_TOLD, TOO_MANY_COMMITS, new_commits, short
from thidua.gate.judgement import Judge, Judgement, given_reason
from thidua.gate.shape import EMPTY
from thidua.gate.state import PortalState
from thidua.records.finding import Finding, error, offence
from thidua.records.kind import RECEIPTS, RESPONSE, SELF_ASSESSMENT, VERIFICATION
from thidua.records.language import mark as _
from thidua.records.layout import ROOT, place

FOXTROT = error(
    "gate-first-parent",
    _("The push would put the history of “{branch}” aside as a side branch (its tip is not the first parent)."),
    _(
        "Put the change on top of the branch: git fetch origin && git rebase origin/{branch} && "
        "git push origin HEAD:{branch}"
    ),
)
SIDE = error(
    "gate-side-branch",
    _("The push brings a side branch along: the commit {commit} does not lie on the line of first parents."),
    _(
        "Put all commits in one line, on top of the branch: git fetch origin && git rebase origin/{branch} && "
        "git push origin HEAD:{branch}"
    ),
)
STEP = error(
    "gate-step",
    _("The commit {commit} would be refused by itself ({rule}), whatever later ones make of “{path}”."),
    _(
        "Make one commit of the change, on top of the branch: git fetch origin && "
        "git reset --soft $(git merge-base HEAD origin/{branch}) && git commit -C ORIG_HEAD && "
        "git rebase origin/{branch} && git push origin HEAD:{branch}"
    ),
)
DETOUR = error(
    "gate-detour",
    _("The commit {commit} touches “{path}”, and a later one puts it back."),
    _(
        "Make one commit of the change, on top of the branch: git fetch origin && "
        "git reset --soft $(git merge-base HEAD origin/{branch}) && git commit -C ORIG_HEAD && "
        "git rebase origin/{branch} && git push origin HEAD:{branch}"
    ),
)
BACK_DATED = offence(
    "gate-commit-date",
    _("The commit {commit} bears the time {date}, but it arrives at {now}; the server's clock decides."),
    _(
        "If the computer's clock is wrong, set it right; then make the commits again, so that they bear the present "
        "time: git fetch origin && git rebase --force-rebase origin/{branch} && git push origin HEAD:{branch}"
    ),
    _("A commit bears another time than that at which it came."),
)

AHEAD: Final = timedelta(minutes=10)
MIDNIGHT: Final = timedelta(hours=1)  # how long after its commit a push may come on the next day
DATED: Final = (VERIFICATION, RESPONSE)  # the day on which it came counts (docs/decisions/0032)


def check_lineage(judge: Judge, judgement: Judgement, branch: str) -> Iterator[Finding]:
    """Yield what is wrong with the single commits of a push, whatever it changes as a whole.

    Of a stranger's only the line they stand in is looked at; step by step only a push that is right as a whole.
    """
    if any(finding.rule is TOO_MANY_COMMITS for finding in judgement.findings):
        return
    commits = new_commits(judge.repository, judgement.target.id, judgement.head.id)
    chain = first_parents(judge.repository, judgement.head, judgement.target.id, len(commits))
    if chain is None:
        yield FOXTROT.in_text(ROOT, 1, 1, branch=branch)
        return
    line = {commit.id for commit in chain}
    wrong = [SIDE.in_text(ROOT, 1, 1, commit=short(c), branch=branch) for c in commits if c.id not in line][:1]
    wrong += check_dates(chain, judgement, branch)
    if judgement.is_known and len(chain) > 1:
        wrong += islice(_check_detours(judge.repository, chain, judgement, branch), MOST_TOLD)
        if not wrong and not any(finding.is_error for finding in judgement.findings):
            wrong += islice(_check_steps(judge, chain, judgement, branch), MOST_TOLD)
    yield from wrong


def first_parents(
    repository: pygit2.Repository, tip: pygit2.Commit, since: pygit2.Oid, most: int
) -> Sequence[pygit2.Commit] | None:
    """Return the commits from ``tip`` back to ``since`` (left out) by first parents.

    None if they do not lead there, which shows after ``most`` at the latest: so many are new.
    """
    chain: list[pygit2.Commit] = []
    commit = tip
    while commit.id != since:
        chain.append(commit)
        if not commit.parent_ids or len(chain) > most:
            return None
        commit = repository[commit.parent_ids[0]].peel(pygit2.Commit)
    return chain


def _check_detours(
    repository: pygit2.Repository, chain: Sequence[pygit2.Commit], judgement: Judgement, branch: str
) -> Iterator[Finding]:
    """Yield each path that a commit of the push touches although the push as a whole does not."""
    touched = {change.path for change in judgement.changes}
    budget = Budget()
    for commit in chain:
        for change in compare(repository, commit.parents[0].tree_id, commit.tree_id, budget).changes:
            if change.path not in touched:
                yield DETOUR.in_text(change.path, 1, 1, commit=short(commit), path=change.path, branch=branch)


def _check_steps(judge: Judge, chain: Sequence[pygit2.Commit], judgement: Judgement, branch: str) -> Iterator[Finding]:
    """Yield each commit that nobody would have let in by itself: what it held counts as seen on the main branch.

    Whoever pushed two commits could otherwise take a row out of a register and put it back, or show one for a moment.
    """
    reason = given_reason(judgement.head)
    for commit in reversed(chain):
        step = judge.judge(commit.parents[0], commit, judgement.actor, judgement.now, reason)
        wrong = next((f for f in step.findings if f.is_error and f.rule is not EMPTY), None)
        if wrong is not None:
            values = {"commit": short(commit), "rule": wrong.rule.id, "path": wrong.path, "branch": branch}
            yield STEP.in_text(wrong.path, 1, 1, **values)


def check_dates(chain: Sequence[pygit2.Commit], judgement: Judgement, branch: str) -> Iterator[Finding]:
    """Yield commits of the future, and those that would make what is late look as if it came in time.

    The committer date on the main branch says when a self-assessment came, and when a receipt was told (rules.md §5),
    and on which day a verification came and was answered: there it is the day of the server's clock.
    """
    before, now = judgement.before, judgement.now
    is_dated = any(found is not None and found.record in DATED for found in (place(c.path) for c in judgement.sound))
    ends = [end for change in judgement.sound for end in _deadlines(before, change.path) if end <= now]
    for commit in chain:
        seconds = commit.commit_time
        is_early = any(seconds < end.timestamp() for end in ends) or (
            is_dated and _is_of_another_day(seconds, judgement)
        )
        if is_early or seconds > (now + AHEAD).timestamp():
            moments = {
                "date": _shown(seconds, before.zone()),
                "now": _shown(int(now.timestamp()), before.zone()),
            }
            yield BACK_DATED.in_text(ROOT, 1, 1, commit=short(commit), branch=branch, **moments)


def _is_of_another_day(seconds: int, judgement: Judgement) -> bool:
    """Whether a moment lies before the day of the server's clock in the portal's zone, and not just before midnight."""
    midnight = datetime.combine(judgement.day, time(), judgement.before.zone())
    return seconds < min(midnight, judgement.now - MIDNIGHT).timestamp()


def _deadlines(state: PortalState, path: str) -> Iterator[datetime]:
    """Yield until when a file that tells who is on time may bear its own moment."""
    where = place(path)
    if where is None or where.record not in {SELF_ASSESSMENT, *RECEIPTS}:
        return
    cluster = state.cluster(where) if where.record in RECEIPTS else None
    members = (where.organisation,) if cluster is None else cluster.members
    for member in members:
        end = state.deadline(replace(where, organisation=member))
        if end is not None:
            yield end


def _shown(seconds: int, zone: tzinfo) -> datetime | str:
    """Return a moment in ``zone``, as Git writes it where it lies beyond every calendar."""
    try:
        return datetime.fromtimestamp(seconds, UTC).astimezone(zone)
    except (ValueError, OverflowError, OSError):
        return f"@{seconds}"
