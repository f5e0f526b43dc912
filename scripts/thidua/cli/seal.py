"""``thidua seal``: a promise of a file that is shown later."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import click

from thidua.cli.invocation import Invocation, shared_options
from thidua.cli.output import Printer, format_option, print_json
from thidua.gate.seals import new_salt
from thidua.records.archive import Archive
from thidua.records.dossier import salted_hash
from thidua.records.finding import printable
from thidua.records.language import Language
from thidua.records.language import mark as _
from thidua.records.layout import ROOT, place
from thidua.records.source import Folder

HELP: Final = _("Seal a self-assessment: print seal.yml, and the salt that opens it after the deadline.")
FORMAT_HELP: Final = _("How the seal is printed.")
OUT_HELP: Final = _("Write seal.yml here.")
SALT_HELP: Final = _("Use this salt (64 hexadecimal digits) instead of a new one, to check or open a seal.")
BAD_SALT: Final = _("A salt has 64 hexadecimal digits.")
KEEP: Final = _("Keep this salt where nobody else sees it; without it the seal cannot be opened: {salt}")
SEND: Final = _(
    "Commit seal.yml, and send the file itself to the lead and the monitor. Do not change the file any more."
)
TAKEN: Final = _(
    "{path} holds another seal already, and was left as it is: only the salt that was printed with it opens it. "
    "With that salt, “--salt” makes the same seal again. “--replace” puts a new seal in its place; then the new salt "
    "counts, and whoever got the file must be told."
)
REPLACE_HELP: Final = _("Put the new seal in the place of another one; the salt of that one then opens nothing.")
NOT_NEEDED: Final = _(
    "The season {season} takes open submissions: no seal is needed there, and seal.yml would be an error. File the "
    "self-assessment itself."
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
    @click.option("--replace", is_flag=True, help=spoken.text(REPLACE_HELP))
    @format_option(spoken, FORMATS, FORMAT_HELP)
    @shared_options(spoken)
    def seal(
        invocation: Invocation,
        *,
        file: Path,
        salt: str | None,
        out: Path | None,
        replace: bool,
        show: Printer[MadeSeal],
    ) -> None:
        if salt is not None and (len(salt) != SALT_DIGITS or not set(salt) <= set("0123456789abcdef")):
            invocation.refuse(BAD_SALT)
        chosen = salt or new_salt()
        made = MadeSeal(salted_hash(chosen, file.read_bytes()), chosen, is_written=out is not None)
        open_season = _open_season(file)
        if open_season is not None:
            invocation.err.print(invocation.say(NOT_NEEDED, season=open_season))
        if out is not None:
            if not replace and out.exists() and made.sha256.encode() not in out.read_bytes():
                invocation.refuse(TAKEN, path=printable(str(out)))
            out.write_text(made.text, encoding="utf-8")
        show(invocation, made)

    return seal


def _open_season(file: Path) -> str | None:
    """Return the season of a record of a portal that takes no seals; None elsewhere."""
    path = file.resolve()
    top = next((parent for parent in path.parents if parent.name == ROOT), None)
    where = place(path.relative_to(top.parent).as_posix()) if top is not None else None
    if top is None or where is None or where.season is None:
        return None
    season = Archive(Folder(top.parent)).season(where.season).season
    return where.season if season is not None and not season.value.is_sealed else None


def _print_text(invocation: Invocation, made: MadeSeal) -> None:
    if not made.is_written:
        print(made.text, end="")
    invocation.err.print(invocation.say(KEEP, salt=made.salt), soft_wrap=True)
    invocation.err.print(invocation.say(SEND), soft_wrap=True)


def _print_json(_invocation: Invocation, made: MadeSeal) -> None:
    print_json({"sha256": made.sha256, "salt": made.salt})


FORMATS: Final[Mapping[str, Printer[MadeSeal]]] = {"text": _print_text, "json": _print_json}
