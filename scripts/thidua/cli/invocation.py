"""What every command shares: the portal's root, the language, the two consoles, the clock."""

import re
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial, wraps
from pathlib import Path
from typing import IO, Any, Final, NoReturn
from zoneinfo import ZoneInfo

import click
from rich.console import Console

from thidua.records.archive import Archive
from thidua.records.checkout import open_archive
from thidua.records.finding import printable
from thidua.records.language import LANGUAGES, Language
from thidua.records.language import mark as _
from thidua.records.layout import ROOT
from thidua.records.record import Record
from thidua.records.registers import Portal
from thidua.scoring.evaluation import Evaluator

ROOT_HELP: Final = _("The portal's root, the folder that holds submissions/ (default: here).")
LANG_HELP: Final = _("The language of messages.")
AS_OF_HELP: Final = _(
    "The moment that counts as now: a day, which means its beginning, or a day and a time, “2021-11-20 09:10”; in the "
    "portal's time zone unless it has an offset, 2021-11-20T09:10:00+07:00."
)
NO_PORTAL: Final = _(
    "There is no folder submissions/ in {root}. Run the command at a portal's root or with --root; "
    "“thidua new portal” makes a new one."
)
BAD_MOMENT: Final = _(
    "“{value}” is no moment of the years 1900 to 2199. Write a day, 2021-11-20, which means its beginning, or a day "
    "and a time, “2021-11-20 09:10” or 2021-11-20T09:10:00+07:00; without an offset it is that of the portal's zone."
)
NO_ZONE: Final = _(
    "“{value}” has no offset, and the portal's time zone cannot be read. Write the offset too, for example "
    "2021-11-20T09:10:00+07:00."
)

EARLIEST, LATEST = 1900, 2199
_MOMENT: Final = re.compile(
    r"\d{4}-\d{2}-\d{2}(?:[T ](?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,6})?)?(?:Z|[+-]\d{2}:\d{2})?)?", re.ASCII
)


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
        return self.language.fill(message, values)

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


def moment(
    invocation: Invocation,
    value: str | None,
    default: Callable[[], datetime] | None = None,
    zone: Callable[[], ZoneInfo | None] | None = None,
) -> datetime:
    """Return the moment that ``value`` names, or the default: the system's clock unless told otherwise.

    It is told in ``zone``, the portal's at the root unless told otherwise, wherever that is known. A bare day means its
    beginning there, and so does what has no offset. Ends the run for what is no moment (decision 0031).
    """
    local = (zone or partial(_zone, invocation))()
    if value is None:
        found = default() if default is not None else datetime.now(UTC)
        return found.astimezone(local or UTC)
    read = _read(value)
    if read is None:
        invocation.refuse(BAD_MOMENT, value=printable(value))
    if read.tzinfo is not None:
        return read.astimezone(local) if local is not None else read
    if local is None:
        invocation.refuse(NO_ZONE, value=printable(value))
    return read.replace(tzinfo=local)


def _read(value: str) -> datetime | None:
    """Return what people write for a moment, without zone where they give no offset; None for anything else."""
    if _MOMENT.fullmatch(value) is None:
        return None
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        return None
    return found if EARLIEST <= found.year <= LATEST else None


def _zone(invocation: Invocation) -> ZoneInfo | None:
    portal: Record[Portal] | None = invocation.archive().record(f"{ROOT}/portal.yml")
    return portal.value.zone if portal is not None else None


def is_interactive() -> bool:
    """Whether somebody watches: progress is drawn only on a terminal."""
    return sys.stderr.isatty()
