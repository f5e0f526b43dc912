"""``thidua audit``: what happened on the main branch, and what should not have."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Final

import click
import pygit2
from rich.text import Text

from thidua.cli.invocation import Invocation, as_of_option, moment, shared_options
from thidua.cli.output import Printer, format_option, print_json
from thidua.cli.review import commit, open_repository
from thidua.gate import note, pending
from thidua.gate.audit import audit as audited
from thidua.gate.escape import log_line
from thidua.gate.judgement import Judge
from thidua.gate.wording import ACTIONS
from thidua.publication.audit import Audit, Identified, Step
from thidua.publication.audit_document import audit_document
from thidua.records.finding import ToldFinding, printable
from thidua.records.language import Language
from thidua.records.language import mark as _

HELP: Final = _("Judge the whole history of the main branch by the registers as they stood before each step.")
SINCE_HELP: Final = _("Only what came after this commit.")
TIP_HELP: Final = _("The branch or commit to audit.")
FORMAT_HELP: Final = _("How the audit is printed.")
CLEAN: Final = _("{steps} steps were checked; the gate would have refused none of them.")
EXCEPTIONS: Final = _("{steps} steps were checked; {exceptions} of them should not have been merged.")
SOURCES: Final = _("{claimed} steps go by what their commits claim; of {unknown} steps nobody knows who took them.")
NO_NOTES: Final = _(
    "This copy does not have the server's notes yet, so nobody knows who sent what. Fetch them, then run it again: "
    "git fetch origin +{ref}:{ref}"
)
MARKED: Final = _("Entered or changed late, which paper may explain; results may rest on it:")
LATE: Final = _("Late, which is no offence:")
NOT_ON_BRANCH: Final = _(
    "“{since}” is not on the main branch of “{tip}”, but on a side branch or elsewhere; start at one that is."
)
FILING: Final = _("{organisation}: self-assessment {action}")
MERGED_BY: Final = _("merged by {login}")
IDENTIFIED: Final = {
    Identified.RECORDED: _("recorded by the server"),
    Identified.CLAIMED: _("claimed"),
    Identified.UNKNOWN: _("actor unknown"),
}


def command(spoken: Language) -> click.Command:
    """Return the command in one language."""

    @click.command("audit", help=spoken.text(HELP))
    @click.option("--since", metavar="REV", help=spoken.text(SINCE_HELP))
    @click.option("--tip", metavar="REV", default="HEAD", show_default=True, help=spoken.text(TIP_HELP))
    @format_option(spoken, FORMATS, FORMAT_HELP)
    @as_of_option(spoken)
    @shared_options(spoken)
    def audit(invocation: Invocation, *, since: str | None, tip: str, show: Printer[Audit], as_of: str | None) -> None:
        repository = open_repository(invocation)
        with suppress(pygit2.GitError):  # on a server where nothing can be written the audit goes on without it
            pending.settle(repository)
        end = commit(invocation, repository, tip)
        last = str(end.id)
        first = str(commit(invocation, repository, since).id) if since is not None else None
        try:
            now = moment(invocation, as_of, zone=Judge(repository).state(end.tree_id).zone)
            found = audited(repository, now, invocation.language, last, first)
        except ValueError:
            invocation.refuse(NOT_ON_BRANCH, since=printable(str(since)), tip=printable(tip))
        show(invocation, found)
        click.get_current_context().exit(bool(found.exceptions))

    return audit


def _print_json(_invocation: Invocation, audit: Audit) -> None:
    print_json(audit_document(audit))


def _print_text(invocation: Invocation, audit: Audit) -> None:
    out, language = invocation.out, invocation.language
    if not audit.has_notes:
        out.print(Text(invocation.say(NO_NOTES, ref=note.REF), style="bold"))
    for step in audit.exceptions:
        _tell_step(invocation, step, step.objections)
    if audit.marked:
        out.print(invocation.say(MARKED))
    for step in audit.marked:
        _tell_step(invocation, step, step.marks)
    if audit.late:
        out.print(invocation.say(LATE))
    for filing in audit.late:
        values = {"organisation": filing.organisation, "action": language.text(ACTIONS[filing.action])}
        out.print(Text(f"  {language.told(filing.at)}  {filing.commit[:12]}  {invocation.say(FILING, **values)}"))
    sources = {"claimed": audit.known(Identified.CLAIMED), "unknown": audit.known(Identified.UNKNOWN)}
    if any(sources.values()):
        out.print(Text(invocation.say(SOURCES, **sources), style="dim"))
    counts = {"steps": len(audit.steps), "exceptions": len(audit.exceptions)}
    style = "bold magenta" if audit.exceptions else "bold green"
    out.print(Text(invocation.say(EXCEPTIONS if audit.exceptions else CLEAN, **counts), style=style))


def _tell_step(invocation: Invocation, step: Step, findings: Sequence[ToldFinding]) -> None:
    out = invocation.out
    out.print(Text(log_line(_step(invocation, step)), style="bold underline"))
    for finding in findings:
        line = f"  {log_line(finding.path)}: {log_line(finding.message)}  "
        out.print(Text.assemble(line, (finding.rule, "dim")))
    out.print()


def _step(invocation: Invocation, step: Step) -> str:
    source = invocation.language.text(IDENTIFIED[step.identified])
    actor = f"{step.actor} ({source})" if step.actor is not None else source
    if step.merged_by is not None:
        actor += ", " + invocation.say(MERGED_BY, login=step.merged_by)
    return f"{invocation.language.told(step.at)}  {step.commit[:12]}  {actor}"


FORMATS: Final[Mapping[str, Printer[Audit]]] = {"text": _print_text, "json": _print_json}
