"""``thidua receive``: the hooks of a plain Git server; they judge a push, and note who made it."""

import os
import sys
from functools import partial
from typing import Final
from zoneinfo import ZoneInfo

import click
import pygit2

from thidua.cli.invocation import EnvironmentProblem, Invocation, as_of_option, moment, shared_options
from thidua.cli.report import tell_text
from thidua.cli.review import Review, open_repository, tell_verdict
from thidua.gate import pending
from thidua.gate.account import Actor
from thidua.gate.commits import UNFIT
from thidua.gate.hook import install as install_hooks
from thidua.gate.judgement import CONFLICT, Judge
from thidua.gate.lineage import STEP
from thidua.gate.note import Note
from thidua.gate.push import Answer, Update, answers, main_branch
from thidua.gate.verdict import Verdict
from thidua.gate.verdict_document import foremost, verdict_document
from thidua.gate.wording import NOT_TAKEN, NOT_TAKEN_SO, TAKEN
from thidua.records.finding import in_order, printable
from thidua.records.language import Language
from thidua.records.language import mark as _

PREPARED: Final = "prepared"  # Git's words for the states of a transaction
COMMITTED: Final = "committed"
_OF_COMMITS: Final = frozenset({CONFLICT, UNFIT, STEP})  # another commit on top mends none of them
HELP: Final = _("Judge a push on a plain Git server (called by its hooks), or install the hooks.")
INSTALL_HELP: Final = _("Install the hooks in the bare repository at --root.")
RECORD_HELP: Final = _("Note who moves the main branch (the reference-transaction hook, in the state that Git names).")
NO_ACTOR: Final = _("The server does not say who pushes: THIDUA_ACTOR is not set.")
BAD_ACTOR_ID: Final = _("THIDUA_ACTOR_ID is not a number: “{value}”.")
BAD_LINE: Final = _("Git sent a line that is no update of a ref: “{line}”.")
NOT_BARE: Final = _("{root} is not a bare repository; hooks are for the server's.")
OTHER_HOOK: Final = _("{hook} exists already and is not ours; move it away first.")
INSTALLED: Final = _("Installed {hook}.")
FOUNDED: Final = _("The portal is founded.")
NOTHING_YET: Final = _("Nothing stands against this change.")
NOTHING_TAKEN: Final = _("Nothing was taken: a push is taken whole or not at all. Push “{branch}” alone.")


def command(spoken: Language) -> click.Command:
    """Return the command in one language."""

    @click.command("receive", help=spoken.text(HELP))
    @click.option("--install", is_flag=True, help=spoken.text(INSTALL_HELP))
    @click.option("--record", type=click.Choice([PREPARED, COMMITTED]), help=spoken.text(RECORD_HELP))
    @as_of_option(spoken)
    @shared_options(spoken)
    def receive(invocation: Invocation, *, install: bool, record: str | None, as_of: str | None) -> None:
        if install:
            _install(invocation)
        elif record is not None:
            _record(invocation, record, as_of)
        else:
            _answer(invocation, as_of)

    return receive


def _answer(invocation: Invocation, as_of: str | None) -> None:
    """Judge a push and tell the answer whole: of one that breaks off nothing is told. Ends the run."""
    code = EnvironmentProblem.exit_code
    try:
        with invocation.out.capture() as answer:
            code = 0 if _is_taken(invocation, as_of) else 1
        click.echo(answer.get(), nl=False)
    except EnvironmentProblem as problem:  # the sender reads only what is printed here
        click.echo(problem.message)
    click.get_current_context().exit(code)


def _is_taken(invocation: Invocation, as_of: str | None) -> bool:
    actor = _actor(invocation)
    repository = open_repository(invocation)
    judge = Judge(repository)
    now = moment(invocation, as_of, zone=partial(_zone, judge))
    updates = _updates(invocation)
    quarantine = os.environ.get("GIT_QUARANTINE_PATH")
    if quarantine is not None:
        repository.odb.add_disk_alternate(quarantine)
    found = answers(judge, updates, actor, now)
    is_taken = all(answer.is_accepted for answer in found)
    for answer in found:
        _tell(invocation, repository, answer, is_taken=is_taken)
    if not is_taken and any(answer.is_accepted for answer in found):
        invocation.out.print(invocation.say(NOTHING_TAKEN, branch=main_branch(repository)))
    return is_taken


def _record(invocation: Invocation, state: str, as_of: str | None) -> None:
    """Write what is still to be noted, and keep the note of the push that moves the branch now, if there is one."""
    pygit2.settings.enable_fsync_gitdir(True)  # noqa: FBT003 - the library takes no keywords
    repository = pygit2.Repository(str(invocation.root))
    pending.settle(repository)
    if state == COMMITTED:
        return
    is_pushed = bool(os.environ.get("THIDUA_ACTOR"))  # whoever owns the server moves the branch without a name
    for update in _updates(invocation):
        if update.ref == f"refs/heads/{main_branch(repository)}":
            since = None if update.is_creation else update.old
            now = moment(invocation, as_of, zone=partial(_zone, Judge(repository)))
            found = Note(_actor(invocation), now, since) if is_pushed else None
            pending.begin(repository, pending.Move(update.ref, update.new, found))


def _updates(invocation: Invocation) -> list[Update]:
    """Return what Git hands the hook. The name of a ref need not be UTF-8."""
    return [_update(invocation, line.decode("utf-8", "surrogateescape")) for line in sys.stdin.buffer]


def _actor(invocation: Invocation) -> Actor:
    """Return who pushes. An empty variable says nothing: so the server takes from a client what that may have set."""
    login, number = os.environ.get("THIDUA_ACTOR"), os.environ.get("THIDUA_ACTOR_ID")
    if not login:
        invocation.refuse(NO_ACTOR)
    if number and not number.isdecimal():
        invocation.refuse(BAD_ACTOR_ID, value=printable(number))
    return Actor(login, int(number) if number else None)


def _zone(judge: Judge) -> ZoneInfo | None:
    """Return the zone of the portal as the main branch has it; None before the first push."""
    repository = judge.repository
    return None if repository.head_is_unborn else judge.state(repository.head.peel(pygit2.Commit).tree_id).zone()


def _update(invocation: Invocation, line: str) -> Update:
    try:
        return Update.parse(line)
    except ValueError:
        invocation.refuse(BAD_LINE, line=printable(line))


def _tell(invocation: Invocation, repository: pygit2.Repository, answer: Answer, *, is_taken: bool) -> None:
    if answer.verdict is None:
        tell_text(invocation, foremost(tuple(in_order(answer.findings))))
        if is_taken:
            invocation.out.print(invocation.say(FOUNDED))
        return
    refused = NOT_TAKEN if _is_in_files(answer.verdict) else NOT_TAKEN_SO
    document = verdict_document(answer.verdict, repository, invocation.language)
    tell_verdict(invocation, Review(answer.verdict, document), TAKEN if is_taken else NOTHING_YET, refused)


def _is_in_files(verdict: Verdict) -> bool:
    """Whether all that must be mended stands in the files of the change, so that the same commit can bring the mend."""
    changed = {change.path for change in verdict.judgement.changes}
    errors = [finding for finding in verdict.told if finding.is_error]
    return all(finding.path in changed and finding.rule not in _OF_COMMITS for finding in errors)


def _install(invocation: Invocation) -> None:
    python = [sys.executable, "-I", "-m", "thidua"]  # isolated: nothing beside the repository is ever imported
    command_words = [*python, "receive", "--root", ".", "--lang", invocation.language.code]
    try:
        hooks = install_hooks(invocation.root, command_words, invocation.language)
    except ValueError:
        invocation.refuse(NOT_BARE, root=printable(str(invocation.root)))
    except FileExistsError as problem:
        invocation.refuse(OTHER_HOOK, hook=printable(str(problem)))
    for hook in hooks:
        invocation.out.print(invocation.say(INSTALLED, hook=hook))
