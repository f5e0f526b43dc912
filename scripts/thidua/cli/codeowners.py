"""``thidua codeowners``: who approves what, for GitHub, from the registers."""

from typing import Final

import click

from thidua.cli.invocation import Invocation, as_of_option, moment, shared_options
from thidua.gate.codeowners import PATH, codeowners
from thidua.gate.state import PortalState
from thidua.records.language import Language
from thidua.records.language import mark as _

HELP: Final = _("Print .github/CODEOWNERS as the registers ask for it: who approves what.")
CHECK_HELP: Final = _("Only say whether the file is as it should be.")
WRITE_HELP: Final = _("Write the file.")
NO_REGISTERS: Final = _("The registers cannot be read; “thidua validate” says what is wrong.")
DRIFTED: Final = _("{path} is not what the registers ask for. Run “thidua codeowners --write” and commit it.")
CURRENT: Final = _("{path} is what the registers ask for.")


def command(spoken: Language) -> click.Command:
    """Return the command in one language."""

    @click.command("codeowners", help=spoken.text(HELP))
    @click.option("--check", is_flag=True, help=spoken.text(CHECK_HELP))
    @click.option("--write", is_flag=True, help=spoken.text(WRITE_HELP))
    @as_of_option(spoken)
    @shared_options(spoken)
    def owners(invocation: Invocation, *, check: bool, write: bool, as_of: str | None) -> None:
        archive = invocation.archive()
        now = moment(invocation, as_of)
        try:
            text = codeowners(archive, now.astimezone(PortalState(archive).zone()).date())
        except ValueError:
            invocation.refuse(NO_REGISTERS)
        target = invocation.root / PATH
        if check:
            is_current = target.is_file() and target.read_text(encoding="utf-8") == text
            invocation.out.print(invocation.say(CURRENT if is_current else DRIFTED, path=PATH))
            click.get_current_context().exit(not is_current)
        elif write:
            target.parent.mkdir(exist_ok=True)
            target.write_text(text, encoding="utf-8")
        else:
            print(text, end="")

    return owners
