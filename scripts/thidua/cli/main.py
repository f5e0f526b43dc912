"""The command line: a group that loads a command's module only when it is asked for."""

import io
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any, Final

import click

from thidua.cli.invocation import Invocation, shared_options
from thidua.cli.usage import explained
from thidua.records.finding import printable
from thidua.records.language import LANGUAGES, Language, language
from thidua.records.language import mark as _

COMMANDS: Final = (
    "validate",
    "score",
    "build",
    "serve",
    "status",
    "new",
    "review",
    "receive",
    "receipt",
    "seal",
    "audit",
    "codeowners",
)

TROUBLE: Final = _("The system refuses: {problem}")
DESCRIPTION: Final = _("Cổng Thi đua: check, score and publish the submissions of emulation clusters.")


class Verbs(click.Group):
    """The verbs of ``thidua``; each lives in the module of its name and is built by its ``command(language)``."""

    spoken: Language

    def make_context(self, *arguments: Any, **options: Any) -> click.Context:
        """Read the words before the verb; what is wrong with them is told in the user's language."""
        with explained(self.spoken):
            return super().make_context(*arguments, **options)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the verb; what is wrong with the words behind it is told in the user's language."""
        with explained(self.spoken):
            return super().invoke(ctx)

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the names in the order in which an officer meets them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        """Load the module of a command."""
        if cmd_name not in COMMANDS:
            return None
        found: click.Command = import_module(f"thidua.cli.{cmd_name}").command(self.spoken)
        return found


def group(spoken: Language) -> click.Group:
    """Return the whole command line in one language."""

    @click.command(cls=Verbs, help=spoken.text(DESCRIPTION), context_settings={"help_option_names": ["-h", "--help"]})
    @shared_options(spoken)
    @click.version_option(package_name="thidua", prog_name="thidua")
    @click.pass_context
    def thidua(ctx: click.Context, invocation: Invocation) -> None:
        ctx.obj = invocation

    thidua.spoken = spoken
    return thidua


def requested_language(arguments: Sequence[str]) -> str:
    """Return the language that ``--lang`` asks for, wherever it stands; Vietnamese by default."""
    for index, argument in enumerate(arguments):
        wanted = argument.partition("=")[2] if argument.startswith("--lang=") else None
        if argument == "--lang" and index + 1 < len(arguments):
            wanted = arguments[index + 1]
        if wanted in LANGUAGES:
            return wanted
    return LANGUAGES[0]


def main() -> None:
    """Run the command line. Exit codes: 0 nothing wrong, 1 findings of severity error, 2 usage or environment."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    spoken = language(requested_language(sys.argv[1:]))
    try:
        group(spoken)(prog_name="thidua")
    except OSError as problem:  # the disk, the rights, the pipe: nothing that a traceback would explain
        print(spoken.fill(TROUBLE, {"problem": printable(str(problem))}), file=sys.stderr)
        sys.exit(2)
