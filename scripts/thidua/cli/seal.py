"""``thidua seal``: a promise of a file that is shown later."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import click

from thidua.cli.invocation import Invocation, shared_options
from thidua.cli.output import Printer, format_option, print_json
from thidua.gate.seals import digest, new_salt
from thidua.records.language import Language
from thidua.records.language import mark as _

HELP: Final = _("Seal a self-assessment: print seal.yml, and the salt that opens it after the deadline.")
FORMAT_HELP: Final = _("How the seal is printed.")
OUT_HELP: Final = _("Write seal.yml here.")
SALT_HELP: Final = _("Use this salt (64 hexadecimal digits) instead of a new one, to check or open a seal.")
BAD_SALT: Final = _("A salt has 64 hexadecimal digits.")
KEEP: Final = _("Keep this salt where nobody else sees it; without it the seal cannot be opened: {salt}")
SEND: Final = _(
    "Commit seal.yml, and send the file itself to the lead and the monitor. Do not change the file any more."
)
COMMENT: Final = "# yaml-language-server: $schema=../../../../schemas/seal.schema.json\n"
SALT_DIGITS: Final = 64


@dataclass(frozen=True, slots=True)
class MadeSeal:
    """A seal and its salt; ``is_written`` says that seal.yml stands in a file already."""

    sha256: str
    salt: str
    is_written: bool

    @property
    def text(self) -> str:
        """What seal.yml holds."""
        return f'{COMMENT}sha256: "{self.sha256}"\n'


def command(spoken: Language) -> click.Command:
    """Return the command in one language."""

    @click.command("seal", help=spoken.text(HELP))
    @click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
    @click.option("--salt", metavar="HEX", help=spoken.text(SALT_HELP))
    @click.option("--out", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help=spoken.text(OUT_HELP))
    @format_option(spoken, FORMATS, FORMAT_HELP)
    @shared_options(spoken)
    def seal(
        invocation: Invocation, *, file: Path, salt: str | None, out: Path | None, show: Printer[MadeSeal]
    ) -> None:
        if salt is not None and (len(salt) != SALT_DIGITS or not set(salt) <= set("0123456789abcdef")):
            invocation.refuse(BAD_SALT)
        chosen = salt or new_salt()
        made = MadeSeal(digest(chosen, file.read_bytes()), chosen, is_written=out is not None)
        if out is not None:
            out.write_text(made.text, encoding="utf-8")
        show(invocation, made)

    return seal


def _print_text(invocation: Invocation, made: MadeSeal) -> None:
    if not made.is_written:
        print(made.text, end="")
    invocation.err.print(invocation.say(KEEP, salt=made.salt), soft_wrap=True)
    invocation.err.print(invocation.say(SEND), soft_wrap=True)


def _print_json(_invocation: Invocation, made: MadeSeal) -> None:
    print_json({"sha256": made.sha256, "salt": made.salt})


FORMATS: Final[Mapping[str, Printer[MadeSeal]]] = {"text": _print_text, "json": _print_json}
