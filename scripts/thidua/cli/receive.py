"""``thidua receive``: the hooks of a plain Git server; they judge a push, and note who made it."""

import os
import sys
from functools import partial
from typing import Final
from zoneinfo import ZoneInfo

import click
import pygit2

from thidua.cli.invocation import Invocation, as_of_option, moment, shared_options
from thidua.cli.report import tell_text
from thidua.cli.review import open_repository, tell_verdict
from thidua.gate.account import Actor
from thidua.gate.hook import install as install_hooks
from thidua.gate.judgement import CONFLICT, Judge
from thidua.gate.note import Note, write
from thidua.gate.push import Answer, Update, answers, main_branch
from thidua.gate.verdict import Verdict
from thidua.gate.wording import NOT_TAKEN, NOT_TAKEN_SO, TAKEN
from thidua.records.finding import in_order, printable
from thidua.records.language import Language
from thidua.records.language import mark as _

HELP: Final = _("Judge a push on a plain Git server (called by its hooks), or install the hooks.")
INSTALL_HELP: Final = _("Install the hooks in the bare repository at --root.")
RECORD_HELP: Final = _("Note who made the push that was just accepted (the post-receive hook).")
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
    @click.option("--record", is_flag=True, help=spoken.text(RECORD_HELP))
    @as_of_option(spoken)
    @shared_options(spoken)
    def receive(invocation: Invocation, *, install: bool, record: bool, as_of: str | None) -> None:
        if install:
            _install(invocation)
            return
        actor = _actor(invocation)
        repository = open_repository(invocation)
        judge = Judge(repository)
        now = moment(invocation, as_of, zone=partial(_zone, judge))
        # The name of a ref need not be UTF-8.
        updates = [_update(invocation, line.decode("utf-8", "surrogateescape")) for line in sys.stdin.buffer]
        if record:
            for update in updates:
                if update.ref == f"refs/heads/{main_branch(repository)}" and not update.is_deletion:
                    since = None if update.is_creation else update.old
                    write(repository, repository[update.new].id, Note(actor, now, since))
            return
        quarantine = os.environ.get("GIT_QUARANTINE_PATH")
        if quarantine is not None:
            repository.odb.add_disk_alternate(quarantine)
        found = answers(judge, updates, actor, now)
        is_taken = all(answer.is_accepted for answer in found)
        for answer in found:
            _tell(invocation, answer, is_taken=is_taken)
        if not is_taken and any(answer.is_accepted for answer in found):
            invocation.out.print(invocation.say(NOTHING_TAKEN, branch=main_branch(repository)))
        click.get_current_context().exit(not is_taken)

    return receive


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
    return None if repository.head_is_unborn else judge.ground(repository.head.peel(pygit2.Commit).tree_id).zone()


def _update(invocation: Invocation, line: str) -> Update:
    try:
        return Update.parse(line)
    except ValueError:
        invocation.refuse(BAD_LINE, line=printable(line))


def _tell(invocation: Invocation, answer: Answer, *, is_taken: bool) -> None:
    if answer.verdict is None:
        tell_text(invocation, in_order(answer.findings))
        if is_taken:
            invocation.out.print(invocation.say(FOUNDED))
        return
    refused = NOT_TAKEN if _is_in_files(answer.verdict) else NOT_TAKEN_SO
    tell_verdict(invocation, answer.verdict, TAKEN if is_taken else NOTHING_YET, refused)


def _is_in_files(verdict: Verdict) -> bool:
    """Whether all that must be mended stands in the files of the change, so that the same commit can bring the mend."""
    changed = {change.path for change in verdict.judgement.changes}
    errors = [finding for finding in verdict.told if finding.is_error]
    return all(finding.path in changed and finding.rule is not CONFLICT for finding in errors)


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
