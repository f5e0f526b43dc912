"""What every command shares: the portal's root, the language, the two consoles, the clock."""

import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from functools import wraps
from pathlib import Path
from typing import IO, Any, Final, NoReturn

import click
from rich.console import Console

from thidua.records.archive import Archive
from thidua.records.checkout import open_archive
from thidua.records.finding import printable
from thidua.records.language import LANGUAGES, Language
from thidua.records.language import mark as _
from thidua.records.layout import ROOT
from thidua.scoring.evaluation import Evaluator

ROOT_HELP: Final = _("The portal's root, the folder that holds submissions/ (default: here).")
LANG_HELP: Final = _("The language of messages.")
AS_OF_HELP: Final = _("The moment that counts as now: a day, or a moment with its offset.")
NO_PORTAL: Final = _(
    "There is no folder submissions/ in {root}. Run the command at a portal's root or with --root; "
    "“thidua new portal” makes a new one."
)
BAD_MOMENT: Final = _(
    "“{value}” is neither a day (2021-11-20) nor a moment with its offset (2021-11-20T08:00:00+07:00)."
)


EARLIEST, LATEST = 1900, 2199


class EnvironmentProblem(click.ClickException):
    """The command cannot run here; exit code 2. The message is complete and in the user's language."""

    exit_code = 2

    def show(self, file: IO[Any] | None = None) -> None:
        """Print the message as it is."""
        click.echo(self.message, file=file, err=file is None)


@dataclass(frozen=True, slots=True)
class Invocation:
    """One run of a command. Findings and results go to ``out``; progress and remarks to ``err``."""

    root: Path
    language: Language
    out: Console
    err: Console

    def say(self, message: str, **values: object) -> str:
        """Return ``message`` in the language of the run, with ``values`` filled in."""
        return self.language.fill(message, {name: str(value) for name, value in values.items()})

    def refuse(self, message: str, **values: object) -> NoReturn:
        """End the run with exit code 2 and say why."""
        raise EnvironmentProblem(self.say(message, **values))

    def archive(self) -> Archive:
        """Return the archive at the root. Ends the run if there is none."""
        if not (self.root / ROOT).is_dir():
            self.refuse(NO_PORTAL, root=printable(str(self.root.resolve())))
        return open_archive(self.root)

    def evaluator(self) -> Evaluator:
        """Return an evaluator of the archive at the root."""
        return Evaluator(self.archive())


def shared_options(spoken: Language) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Return a decorator that adds ``--root`` and ``--lang`` and hands the command an ``invocation``."""

    def decorate(function: Callable[..., None]) -> Callable[..., None]:
        @click.option(
            "--root",
            type=click.Path(exists=True, file_okay=False, path_type=Path),
            help=spoken.text(ROOT_HELP),
            metavar="DIR",
        )
        @click.option(
            "--lang", type=click.Choice(LANGUAGES), help=spoken.text(LANG_HELP), expose_value=False, is_eager=True
        )
        @wraps(function)
        def run(*arguments: Any, root: Path | None, **options: Any) -> None:
            before: Invocation | None = click.get_current_context().find_object(Invocation)
            plain: Any = {
                "highlight": False,
                "markup": False,
                "emoji": False,
            }  # texts of records are printed as they are
            found = before or Invocation(
                Path(), spoken, Console(soft_wrap=True, **plain), Console(stderr=True, **plain)
            )
            function(*arguments, invocation=found if root is None else replace(found, root=root), **options)

        return run

    return decorate


def as_of_option(spoken: Language) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Return a decorator that adds ``--as-of``; the command gets the text or None."""
    return click.option("--as-of", metavar="MOMENT", help=spoken.text(AS_OF_HELP))


def moment(invocation: Invocation, value: str | None, default: Callable[[], datetime] | None = None) -> datetime:
    """Return the moment that ``value`` names, or the default: the system's clock unless told otherwise.

    A bare day means its beginning in the portal's time zone.
    """
    if value is None:
        return default() if default is not None else datetime.now(UTC)
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        invocation.refuse(BAD_MOMENT, value=printable(value))
    if not EARLIEST <= found.year <= LATEST:
        invocation.refuse(BAD_MOMENT, value=printable(value))
    if found.tzinfo is not None:
        return found
    portal = invocation.archive().registers().portal
    if "T" in value or portal is None:
        invocation.refuse(BAD_MOMENT, value=printable(value))
    return datetime.combine(found.date(), time(), portal.value.zone)


def is_interactive() -> bool:
    """Whether somebody watches: progress is drawn only on a terminal."""
    return sys.stderr.isatty()
