"""The formats that a command prints in: a table of names, each with what prints a result so."""

import json
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import click

from thidua.cli.invocation import Invocation
from thidua.records.language import Language

Result = TypeVar("Result")
Printer = Callable[[Invocation, Result], None]


def format_option(
    spoken: Language, formats: Mapping[str, Printer[Any]], help_text: str
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Return a decorator that adds ``--format``; the command gets, as ``show``, what prints in the format chosen.

    The first of ``formats`` is printed where none is asked for.
    """

    def chosen(_context: click.Context, _option: click.Parameter, name: str) -> Printer[Any]:
        return formats[name]

    return click.option(
        "--format",
        "show",
        type=click.Choice(list(formats)),
        default=next(iter(formats)),
        callback=chosen,
        help=spoken.text(help_text),
    )


def print_json(document: Mapping[str, Any], indent: int = 2) -> None:
    """Print a document as every command prints JSON."""
    print(json.dumps(document, ensure_ascii=False, indent=indent))
