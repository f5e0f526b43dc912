"""``thidua review``: whether one change set may be merged, and what it does."""

import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import click
import pygit2
from rich.text import Text

from thidua.cli.invocation import Invocation, as_of_option, moment, shared_options
from thidua.cli.output import Printer, format_option, print_json
from thidua.cli.report import print_annotations, tell_text
from thidua.gate.account import Actor
from thidua.gate.escape import log_line
from thidua.gate.judgement import Judge
from thidua.gate.receipt_draft import SEALED
from thidua.gate.review import review as reviewed
from thidua.gate.summary import Document
from thidua.gate.summary import summary as summarised
from thidua.gate.verdict import Verdict
from thidua.gate.verdict_document import SENDER, foremost, read_impact, verdict_document
from thidua.gate.wording import (
    ACCEPTED,
    NOT_GIVEN,
    OLDER,
    PROVISIONAL,
    REFUSED,
    UNTOLD,
    UNTOLD_ELSEWHERE,
    figure,
    name_of,
    value,
)
from thidua.records.finding import printable
from thidua.records.history import has_grafts, shared_folder
from thidua.records.language import Language
from thidua.records.language import mark as _

HELP: Final = _("Decide whether a change may be merged: whose files it touches, what is wrong, what it does.")
BASE_HELP: Final = _("The tip of the branch the change is meant for; its registers and rules decide.")
HEAD_HELP: Final = _("The change's last commit; it is only read.")
ACTOR_HELP: Final = _("The login of whoever sends the change.")
ACTOR_ID_HELP: Final = _("The forge's number for that login; accounts that have a number are known by it only.")
FORMAT_HELP: Final = _("How the verdict is printed.")
SUMMARY_HELP: Final = _("Also append the whole verdict to this file, as Markdown.")
AUDIENCE_HELP: Final = _("Who reads it; by default as the portal's repository is, public or internal.")
NO_REPOSITORY: Final = _("{root} is not a Git repository.")
FOREIGN: Final = _(
    "Git does not let this account read {root}, because the repository belongs to another account; run the command as "
    "the account that owns the repository."
)
SHALLOW: Final = _(
    "Part of the history is missing in {root}, so nothing can be decided. Fetch the rest with “git fetch --unshallow”, "
    "then run the command again."
)
GRAFTED: Final = _(
    "Other history is laid over that of {root} (info/grafts), so nothing can be decided. Remove the file info/grafts "
    "in the folder of the repository, then run the command again."
)
PARTIAL: Final = _("{root} is a partial clone: files are missing. Clone the repository again, without “--filter”.")
NO_COMMIT: Final = _("The repository has no commit “{revision}”.")
RECEIPT: Final = _("Receipt, ready to append to {register}:")


@dataclass(frozen=True, slots=True)
class Review:
    """A verdict, and its document in the language of the run."""

    verdict: Verdict
    document: Document


def command(spoken: Language) -> click.Command:
    """Return the command in one language."""

    @click.command("review", help=spoken.text(HELP))
    @click.option("--base", required=True, metavar="REV", help=spoken.text(BASE_HELP))
    @click.option("--head", required=True, metavar="REV", help=spoken.text(HEAD_HELP))
    @click.option("--actor", required=True, metavar="LOGIN", help=spoken.text(ACTOR_HELP))
    @click.option("--actor-id", type=click.IntRange(min=1), metavar="N", help=spoken.text(ACTOR_ID_HELP))
    @format_option(spoken, FORMATS, FORMAT_HELP)
    @click.option(
        "--summary", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help=spoken.text(SUMMARY_HELP)
    )
    @click.option("--audience", type=click.Choice(["public", "internal"]), help=spoken.text(AUDIENCE_HELP))
    @as_of_option(spoken)
    @shared_options(spoken)
    def review(  # noqa: PLR0913 - one parameter an option
        invocation: Invocation,
        *,
        base: str,
        head: str,
        actor: str,
        actor_id: int | None,
        show: Printer[Review],
        summary: Path | None,
        audience: str | None,
        as_of: str | None,
    ) -> None:
        repository = open_repository(invocation)
        judge = Judge(repository)
        target = commit(invocation, repository, base)
        verdict = reviewed(
            judge,
            target,
            commit(invocation, repository, head),
            Actor(actor, actor_id),
            moment(invocation, as_of, zone=judge.state(target.tree_id).zone),
            is_internal=None if audience is None else audience == "internal",
        )
        told = Review(verdict, verdict_document(verdict, repository, invocation.language))
        show(invocation, told)
        if summary is not None:
            with summary.open("a", encoding="utf-8") as file:
                file.write(summarised(told.document, invocation.language))
        click.get_current_context().exit(not verdict.is_accepted)

    return review


def open_repository(invocation: Invocation) -> pygit2.Repository:
    """Return the repository at the root, a clone or a bare one. Ends the run if there is none that is complete."""
    root = printable(str(invocation.root.resolve()))
    try:
        repository = pygit2.Repository(str(invocation.root))
    except pygit2.GitError as problem:
        invocation.refuse(FOREIGN if "not owned by" in str(problem) else NO_REPOSITORY, root=root)
    if (shared_folder(repository) / "shallow").exists():
        invocation.refuse(SHALLOW, root=root)
    if has_grafts(repository):
        invocation.refuse(GRAFTED, root=root)
    if any(entry.name.endswith(".promisor") and entry.value == "true" for entry in repository.config):
        invocation.refuse(PARTIAL, root=root)
    return repository


def commit(invocation: Invocation, repository: pygit2.Repository, revision: str) -> pygit2.Commit:
    """Return the commit that a revision names. Ends the run if there is none."""
    try:
        return repository.revparse_single(revision).peel(pygit2.Commit)
    except (KeyError, ValueError, pygit2.GitError):
        invocation.refuse(NO_COMMIT, revision=printable(revision))


def tell_verdict(invocation: Invocation, review: Review, accepted: str = ACCEPTED, refused: str = REFUSED) -> None:
    """Print a verdict for people: what is wrong, what the change does, the receipts it calls for.

    ``accepted`` and ``refused`` are the last sentence.
    """
    document, out = review.document, invocation.out
    counts, receipts = document["summary"], document["receipts"]
    tell_text(invocation, foremost(review.verdict.told))
    if counts["untold"]:
        untold = UNTOLD_ELSEWHERE if document["audience"] == SENDER else UNTOLD
        out.print(Text(invocation.say(untold, count=counts["untold"], command=_inside(document)), style="dim"))
    if counts["older"]:
        out.print(Text(invocation.say(OLDER, count=counts["older"]), style="dim"))
    if document["accepted"]:
        _tell_impact(invocation, document)
    for receipt in receipts:
        out.print(Text(invocation.say(RECEIPT, register=receipt["register"])))
        out.print(Text(receipt["row"]))
    if any(receipt["sealed"] for receipt in receipts):
        out.print(Text(invocation.say(SEALED), style="dim"))
    if document["accepted"]:
        out.print(Text(invocation.say(accepted), style="bold green"))
    else:
        out.print(Text(invocation.say(refused, errors=counts["errors"]), style="bold magenta"))


def _tell_impact(invocation: Invocation, document: Document) -> None:
    language, out = invocation.language, invocation.out
    if document["silent"]:
        out.print(Text(invocation.say(NOT_GIVEN), style="dim"))
    impacts = map(read_impact, document["impact"])
    movements = [(impact.titles, movement) for impact in impacts for movement in impact.movements]
    if movements:
        out.print(Text(invocation.say(PROVISIONAL), style="dim"))
    for titles, movement in movements:
        name = name_of(movement, document["names"], language)
        before, after = (value(movement, found, language, titles) for found in (movement.before, movement.after))
        out.print(Text(log_line(f"  {name}: {figure(movement, language, titles)} {before} → {after}")))


def _inside(document: Document) -> str:
    """Return the command that tells a change's verdict in full to whoever has the repository."""
    actor = document["actor"]
    words = ["--base", document["target"][:12], "--head", document["head"][:12], "--actor", actor["login"]]
    words += ["--actor-id", str(actor["forge_id"])] if actor["forge_id"] is not None else []
    return log_line(f"git fetch && thidua review {shlex.join(words)} --audience internal")


def _print_text(invocation: Invocation, review: Review) -> None:
    tell_verdict(invocation, review)


def _print_json(_invocation: Invocation, review: Review) -> None:
    print_json(review.document)


def _print_annotations(invocation: Invocation, review: Review) -> None:
    print_annotations(invocation, review.verdict.told)


FORMATS: Final[Mapping[str, Printer[Review]]] = {
    "text": _print_text,
    "json": _print_json,
    "github": _print_annotations,
}
