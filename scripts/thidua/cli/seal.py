"""``thidua seal``: a promise of a file that is shown later."""

import json
from pathlib import Path
from typing import Final

import click

from thidua.cli.invocation import Invocation, shared_options
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


def command(spoken: Language) -> click.Command:
    """Return the command in one language."""

    @click.command("seal", help=spoken.text(HELP))
    @click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
    @click.option("--salt", metavar="HEX", help=spoken.text(SALT_HELP))
    @click.option("--out", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help=spoken.text(OUT_HELP))
    @click.option(
        "--format", "form", type=click.Choice(["text", "json"]), default="text", help=spoken.text(FORMAT_HELP)
    )
    @shared_options(spoken)
    def seal(invocation: Invocation, *, file: Path, salt: str | None, out: Path | None, form: str) -> None:
        if salt is not None and (len(salt) != SALT_DIGITS or not set(salt) <= set("0123456789abcdef")):
            invocation.refuse(BAD_SALT)
        chosen = salt or new_salt()
        sha256 = digest(chosen, file.read_bytes())
        text = f'{COMMENT}sha256: "{sha256}"\n'
        if out is not None:
            out.write_text(text, encoding="utf-8")
        if form == "json":
            print(json.dumps({"sha256": sha256, "salt": chosen}, indent=2))
            return
        if out is None:
            print(text, end="")
        invocation.err.print(invocation.say(KEEP, salt=chosen), soft_wrap=True)
        invocation.err.print(invocation.say(SEND), soft_wrap=True)

    return seal
