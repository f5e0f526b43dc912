"""What is wrong with a command as it was typed, in the user's language and not in the library's."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any, Final

import click

from thidua.records.finding import printable
from thidua.records.language import Language
from thidua.records.language import mark as _

USAGE: Final = _("Usage: {usage}")
HELP: Final = _("Help: {command} --help")
NO_COMMAND: Final = _("There is no command “{name}”. Commands: {known}.")
NO_OPTION: Final = _("There is no option “{name}”.")
CLOSEST: Final = _("There is no option “{name}”. Closest: {guess}.")
MISSING: Final = _("{name} is missing.")
MISSING_CHOICE: Final = _("{name} is missing: write one of {choices}.")
MISSING_COMMAND: Final = _("The command is missing: write one of {known}.")
NO_VALUE: Final = _("A value is missing behind {name}.")
FLAG: Final = _("{name} takes no value.")
TOO_MANY: Final = _("That is more than the command takes: {words}.")
CHOICE: Final = _("{name} takes one of: {choices}.")
RANGE: Final = _("{name} takes a whole number from {least} to {most}.")
AT_LEAST: Final = _("{name} takes a whole number from {least} up.")
FOLDER: Final = _("{name} takes a folder that exists.")
FILE: Final = _("{name} takes a file that exists.")
NO_FOLDER: Final = _("{name} takes a file, not a folder.")
OTHER: Final = _("What was typed cannot be understood: {problem}")

_BRACKETS = re.compile(r"\((.*)\)", re.DOTALL)


class UsageProblem(click.ClickException):
    """A usage error as it is shown; exit code 2."""

    exit_code = 2

    def show(self, file: IO[Any] | None = None) -> None:
        """Print the message as it is."""
        click.echo(self.message, file=file, err=file is None)


@contextmanager
def explained(spoken: Language) -> Iterator[None]:
    """Say what is wrong with the usage in the language ``spoken``. Raises UsageProblem for the library's UsageError."""
    try:
        yield
    except click.exceptions.NoArgsIsHelpError:
        raise
    except click.UsageError as problem:
        raise UsageProblem(told(problem, spoken)) from None


def told(problem: click.UsageError, spoken: Language) -> str:
    """Return a usage error in words, with the command's usage before it."""
    message, values = _reason(problem)
    lines = [spoken.fill(message, {name: printable(value) for name, value in values.items()})]
    if problem.ctx is not None:
        command = problem.ctx.command_path
        usage = " ".join([command, *problem.ctx.command.collect_usage_pieces(problem.ctx)])
        lines = [spoken.fill(USAGE, {"usage": usage}), spoken.fill(HELP, {"command": command}), "", *lines]
    return "\n".join(lines)


def _reason(problem: click.UsageError) -> tuple[str, dict[str, str]]:  # noqa: PLR0911 - one answer a mistake
    match problem:
        case click.exceptions.NoSuchCommand():
            return NO_COMMAND, {"name": problem.command_name, "known": _commands(problem)}
        case click.NoSuchOption() if problem.possibilities:
            return CLOSEST, {"name": problem.option_name, "guess": problem.possibilities[0]}
        case click.NoSuchOption():
            return NO_OPTION, {"name": problem.option_name}
        case click.BadOptionUsage():
            return FLAG if "does not take" in problem.message else NO_VALUE, {"name": problem.option_name}
        case click.BadParameter() if problem.param is not None:
            return _of_parameter(problem, problem.param)
    words = _BRACKETS.search(problem.message)
    if words is not None:
        return TOO_MANY, {"words": words[1]}
    if problem.message == "Missing command.":
        return MISSING_COMMAND, {"known": _commands(problem)}
    return OTHER, {"problem": problem.format_message()}


def _of_parameter(problem: click.BadParameter, param: click.Parameter) -> tuple[str, dict[str, str]]:
    values = {"name": param.opts[-1] if isinstance(param, click.Option) else param.human_readable_name}
    kind = param.type
    if isinstance(kind, click.Choice):
        message = MISSING_CHOICE if isinstance(problem, click.MissingParameter) else CHOICE
        return message, {**values, "choices": ", ".join(map(str, kind.choices))}
    if isinstance(problem, click.MissingParameter):
        return MISSING, values
    if isinstance(kind, click.IntRange):
        message = AT_LEAST if kind.max is None else RANGE
        return message, {**values, "least": str(kind.min), "most": str(kind.max)}
    if isinstance(kind, click.Path):
        return FOLDER if not kind.file_okay else FILE if kind.exists else NO_FOLDER, values
    return OTHER, {"problem": problem.format_message()}


def _commands(problem: click.UsageError) -> str:
    ctx = problem.ctx
    known = ctx.command.list_commands(ctx) if ctx is not None and isinstance(ctx.command, click.Group) else []
    return ", ".join(known)
