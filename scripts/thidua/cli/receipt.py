"""``thidua receipt``: the row that an addressee adds to its register when a self-assessment has come."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import click

from thidua.cli.invocation import Invocation, as_of_option, moment, shared_options
from thidua.cli.output import Printer, format_option, print_json
from thidua.gate.receipt_draft import LEAD, MONITOR, SEALED, Draft, drafts, hash_to_keep
from thidua.gate.receipt_file import with_row
from thidua.gate.state import PortalState
from thidua.gate.verdict_document import draft_document
from thidua.records.archive import Archive
from thidua.records.finding import printable
from thidua.records.kind import SELF_ASSESSMENT
from thidua.records.language import Language
from thidua.records.language import mark as _
from thidua.records.layout import place
from thidua.records.record import read_record
from thidua.records.schema import Schemas
from thidua.site.output import write_if_changed

HELP: Final = _("Print the receipt for a self-assessment, or add it to the register of the lead or the monitor.")
CHANNEL_HELP: Final = _(
    "How it came: by the portal (default), by e-mail or on paper; in a sealed season it must be said."
)
NUMBER_HELP: Final = _("The number under which it was entered.")
APPEND_HELP: Final = _("Add the row to this register.")
FORMAT_HELP: Final = _("How the receipt is printed.")
NOT_ONE: Final = _("“{path}” is no self-assessment of this portal.")
NO_FILE: Final = _("There is no file “{path}”.")
TWICE: Final = _(
    "{register} has this receipt already: the same file, channel and number, and no later moment. Nothing was added; "
    "with another number add “--number”; a moment that was entered too late is put right by an earlier “--as-of”."
)
CORRECTED: Final = _(
    "The register has a first receipt of {before}; this row is earlier, {moment}, and the earliest one counts. Rows "
    "stay as they are. If the deadline has passed, the row is marked, and counts by itself only if the file was on the "
    "main branch in time."
)
NO_RECEIPT: Final = _("The lead gives itself no receipt; only the monitor does.")
NOT_YET: Final = _(
    "{moment} has not come yet; give the moment at which the submission came: --as-of '2021-11-20 09:10'."
)
UNKNOWN_MEMBER: Final = _(
    "“{path}” gets no receipt: its cluster has no cluster.yml that can be read, or does not list the organisation."
)
BAD_NUMBER: Final = _(
    "“{number}” is no number of a document: those have 1 to 64 characters, no line breaks and nothing invisible."
)
NOT_ADDED: Final = _(
    "Nothing was added to {register}: its rows do not each begin on a line of their own with “- ”, or it has errors. "
    "Mend it (“thidua validate” names the errors) and run the command again. The row to add: {row}"
)
ASK_CHANNEL: Final = _(
    "The season takes sealed submissions: say how the report itself came, “--channel email” or “--channel paper”, and "
    "when, if not now: --as-of '2021-11-12 09:30'. Nothing was added: a receipt by the portal would not count."
)
NOT_COUNTED: Final = _(
    "In a sealed season a receipt by the portal does not tell when the report came: it does not count."
)
AT_THE_END: Final = _("At the end of {register}:")
ADDED: Final = _("Added to {register}.")


def command(spoken: Language) -> click.Command:
    """Return the command in one language."""

    @click.command("receipt", help=spoken.text(HELP))
    @click.argument("path", type=click.Path(path_type=Path))
    @click.option("--channel", type=click.Choice(["portal", "email", "paper"]), help=spoken.text(CHANNEL_HELP))
    @click.option("--number", help=spoken.text(NUMBER_HELP))
    @click.option("--append", type=click.Choice([LEAD, MONITOR]), help=spoken.text(APPEND_HELP))
    @format_option(spoken, FORMATS, FORMAT_HELP)
    @as_of_option(spoken)
    @shared_options(spoken)
    def receipt(
        invocation: Invocation,
        *,
        path: Path,
        channel: str | None,
        number: str | None,
        append: str | None,
        show: Printer[Sequence[Draft]],
        as_of: str | None,
    ) -> None:
        archive = invocation.archive()
        found = [
            replace(draft, channel=channel or draft.channel, number=number)
            for draft in _drafts(invocation, archive, path, as_of)
            if append in {None, draft.keeper}
        ]
        if not found:
            invocation.refuse(NO_RECEIPT)
        if found[0].is_sealed:
            _warn(invocation, channel, is_kept=append is not None, has_hash=found[0].sha256 is not None)
        if number is not None and not _is_number(found[0]):
            invocation.refuse(BAD_NUMBER, number=printable(number))
        for draft in found:
            if draft.corrects is not None:
                told = {"before": draft.corrects, "moment": draft.received_at}
                invocation.err.print(invocation.say(CORRECTED, **told))
        if append is not None:
            _append(invocation, archive, found[0])
        else:
            show(invocation, found)

    return receipt


def _warn(invocation: Invocation, channel: str | None, *, is_kept: bool, has_hash: bool) -> None:
    """Say what counts in a sealed season; ends the run before a row is kept that only guesses how a report came."""
    if (channel is None and is_kept) or (channel == "portal" and not has_hash):
        invocation.refuse(ASK_CHANNEL)
    if channel in {None, "portal"}:
        invocation.err.print(invocation.say(SEALED if channel is None else NOT_COUNTED))


def _drafts(invocation: Invocation, archive: Archive, path: Path, as_of: str | None) -> list[Draft]:
    root = invocation.root.resolve()
    candidates = [base / path for base in (Path.cwd(), root)]
    absolute = next((candidate for candidate in candidates if candidate.exists()), candidates[-1]).absolute()
    name = absolute.relative_to(root).as_posix() if absolute.is_relative_to(root) else str(path)
    where = place(name)
    data = archive.read(name)
    if data is None and not absolute.exists():
        invocation.refuse(NO_FILE, path=printable(str(path)))
    if where is None or where.record != SELF_ASSESSMENT or data is None:
        invocation.refuse(NOT_ONE, path=printable(str(path)))
    now, clock = moment(invocation, as_of), datetime.now(UTC)
    if now > clock:
        invocation.refuse(NOT_YET, moment=now.isoformat(timespec="seconds"))
    state = PortalState(archive)
    found = list(drafts(state, state, where, data, hash_to_keep(state, where, data, clock), now))
    if not found:
        invocation.refuse(UNKNOWN_MEMBER, path=printable(str(path)))
    return found


def _is_number(draft: Draft) -> bool:
    """Whether the schema of receipts, and the rules on texts, take the number of a draft."""
    alone = with_row(b"", draft)
    return alone is not None and read_record(draft.register, "receipts", alone, "", Schemas()).record is not None


def _append(invocation: Invocation, archive: Archive, draft: Draft) -> None:
    """Add the row at the end of its register, which is made if there is none."""
    path = invocation.root / draft.register
    record = archive.record(draft.register)
    known = record.value.of(draft.organisation) if record is not None else ()
    same = [r for r in known if (r.sha256, r.channel, r.number) == (draft.sha256, draft.channel, draft.number)]
    if any(
        receipt.received_at == draft.received_at
        or (draft.sha256 is not None and receipt.received_at < draft.received_at)
        for receipt in same
    ):
        invocation.refuse(TWICE, register=draft.register)
    before = archive.read(draft.register)
    after = with_row(before or b"", draft) if before is not None or not os.path.lexists(path) else None
    if after is None:
        invocation.refuse(NOT_ADDED, register=draft.register, row=draft.row.strip())
    write_if_changed(path, after)
    invocation.out.print(invocation.say(ADDED, register=draft.register))


def _print_rows(invocation: Invocation, found: Sequence[Draft]) -> None:
    for draft in found:
        invocation.err.print(invocation.say(AT_THE_END, register=draft.register))
        print(draft.row)


def _print_json(_invocation: Invocation, found: Sequence[Draft]) -> None:
    print_json({"receipts": [draft_document(draft) for draft in found]})


FORMATS: Final[Mapping[str, Printer[Sequence[Draft]]]] = {"text": _print_rows, "json": _print_json}
