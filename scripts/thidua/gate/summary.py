"""A verdict in Markdown, made from its document: whole for the job summary, in brief for a comment (gate.md).

The document need not be ours: whatever stands in it is escaped, and no list grows longer than its room.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum, auto
from itertools import groupby
from typing import Any, Final

from thidua.gate.escape import markdown
from thidua.gate.receipt_draft import SEALED
from thidua.gate.verdict_document import PUBLIC, read_impact
from thidua.gate.wording import (
    ACCEPTED,
    ACTIONS,
    ACTOR,
    ACTOR_UNKNOWN,
    EMBARGOED,
    MAY_MOVE,
    MENDED,
    NO_IMPACT,
    NOT_COMPUTED,
    NOT_GIVEN,
    OLDER,
    PROVISIONAL,
    PUBLISHES,
    REFUSED,
    UNTOLD,
    WITHHELD,
    figure,
    name_of,
    value,
)
from thidua.publication.audit import Action, ChangeKind
from thidua.records.finding import Severity, ToldFinding, printable
from thidua.records.language import Language
from thidua.records.language import mark as _
from thidua.records.registers import ADMINISTRATOR

WHAT: Final = _("What changes, and whose it is")
COLUMNS: Final = (_("Record"), _("Change"), _("Whose it is"))
REMARKS: Final = _(
    "Of the remarks that stop no change, those that rest on more than the file itself, such as on late filing, are not "
    "told in public; run the same check offline with “--audience internal”."
)
SAID: Final = _("What it says differently")
SAID_COLUMNS: Final = (_("Item"), _("Before"), _("After"))
MORE_SAID: Final = _("… and {count} more values.")
SAID_INSIDE: Final = _(
    "What records say that may not be shown yet is not told here; Git shows it to whoever may read the repository."
)
WRONG: Final = _("What is wrong")
IMPACT: Final = _("What it does to the cluster")
IMPACT_COLUMNS: Final = (_("Member"), _("Figure"), _("Before"), _("After"))
RECEIPT: Final = _("Receipt, ready to append")
RECEIPT_FOR: Final = _("At the end of “{register}” ({size} bytes received):")
MORE: Final = _("… and {count} more files.")
MORE_FINDINGS: Final = _("… and {count} more things to mend.")
MORE_FIGURES: Final = _("… and {count} more figures.")
MORE_RECEIPTS: Final = _("… and {count} more receipts.")
MORE_ELSEWHERE: Final = _("… and {count} more, in the whole result.")
HEAD: Final = _("Checked: change {head} against {target} of the main branch, at {moment}.")
LINE: Final = _("line {line}")
THE_ADMINISTRATOR: Final = _("the administrator")
_SIGNS: Final = {Severity.ERROR: "❌", Severity.WARNING: "⚠️", Severity.INFO: "ℹ️"}

Document = Mapping[str, Any]


class Section(Enum):
    """A part of the text."""

    FINDINGS = auto()
    REMARKS = auto()
    CHANGES = auto()
    DIFFERENCES = auto()
    PUBLISHING = auto()
    IMPACT = auto()
    RECEIPTS = auto()


@dataclass(frozen=True, slots=True)
class Room:
    """How many characters a section's list may have, and what is said of the rest."""

    characters: int
    more: str


LONGEST: Final = 1_000_000  # characters; a forge takes a megabyte of a job's summary
WHOLE: Final[Mapping[Section, Room]] = {
    Section.FINDINGS: Room(300_000, MORE_FINDINGS),
    Section.REMARKS: Room(1_000, ""),
    Section.CHANGES: Room(25_000, MORE),
    Section.DIFFERENCES: Room(100_000, MORE_SAID),
    Section.PUBLISHING: Room(10_000, ""),
    Section.IMPACT: Room(200_000, MORE_FIGURES),
    Section.RECEIPTS: Room(100_000, MORE_RECEIPTS),
}
BRIEF: Final[Mapping[Section, Room]] = {
    Section.FINDINGS: Room(30_000, MORE_ELSEWHERE),
    Section.IMPACT: Room(15_000, MORE_ELSEWHERE),
    Section.RECEIPTS: Room(8_000, MORE_ELSEWHERE),
}
"""Only what must be known at once: whatever else was found stands where the comment leads to."""


def summary(document: Document, language: Language) -> str:
    """Return the whole verdict as its reader may see it; everything that came from outside is escaped."""
    lines = [result(document, language), "", _sender(document, language), checked(document, language), ""]
    lines += sections(document, WHOLE, language)
    return "\n".join(fitting(lines, Room(LONGEST, MORE_FINDINGS), language)) + "\n"


def result(document: Document, language: Language, *, is_mended: bool = False) -> str:
    """Return the heading that says how it stands; ``is_mended`` says that it was refused before."""
    if not document["accepted"]:
        return f"## ❌ {markdown(language.fill(REFUSED, {'errors': str(document['summary']['errors'])}))}"
    mended = f"{language.text(MENDED)} " if is_mended else ""
    return f"## ✅ {markdown(mended + language.text(ACCEPTED))}"


def checked(document: Document, language: Language) -> str:
    """Return the line that names what was checked, against what, and when."""
    head, target = document["head"][:12], document["target"][:12]
    values = {"head": head, "target": target, "moment": datetime.fromisoformat(document["as_of"])}
    return markdown(language.fill(HEAD, values), (head, target))


def sections(document: Document, rooms: Mapping[Section, Room], language: Language) -> Iterator[str]:
    """Yield the lines of the sections that have a room."""
    for section, tell in _SECTIONS.items():
        if section in rooms:
            yield from tell(document, rooms[section], language)


def fitting(lines: Sequence[str], room: Room, language: Language, more: int = 0) -> Iterator[str]:
    """Yield as many lines as fit into the room, then how many are left, with ``more`` that were never there."""
    left = room.characters
    for index, line in enumerate(lines):
        left -= len(line) + 1
        if left < 0:
            more += len(lines) - index
            break
        yield line
    if more:
        yield ""
        yield markdown(language.fill(room.more, {"count": str(more)}))


def _sender(document: Document, language: Language) -> str:
    actor = document["actor"]
    acts_for = actor["acts_for"]
    named = language.text(THE_ADMINISTRATOR) if acts_for == ADMINISTRATOR else document["names"].get(acts_for, acts_for)
    sentence = ACTOR if acts_for is not None else ACTOR_UNKNOWN
    return markdown(language.fill(sentence, {"login": actor["login"], "acts_for": named or ""}))


def _findings(document: Document, room: Room, language: Language) -> Iterator[str]:
    found = sorted(map(ToldFinding.from_document, document["findings"]), key=lambda f: list(_SIGNS).index(f.severity))
    counts = document["summary"]
    untold, older = counts["untold"], counts.get("older", 0)
    if not (found or untold or older):
        return
    yield from _heading(WRONG, language)
    unlisted = counts.get("told", len(found)) - len(found)
    yield from fitting([_finding(finding, language) for finding in found], room, language, unlisted)
    for count, sentence in ((untold, UNTOLD), (older, OLDER)):
        if count:
            yield f"- {markdown(language.fill(sentence, {'count': str(count)}))}"
    yield ""


def _finding(finding: ToldFinding, language: Language) -> str:
    where = f"{finding.path}, {language.fill(LINE, {'line': str(finding.line)})}"
    message, hint = markdown(finding.message), markdown(finding.hint)
    return f"- {_SIGNS[finding.severity]} {markdown(where)}: **{message}**<br>→ {hint} <sub>{finding.rule}</sub>"


def _remarks(document: Document, _room: Room, language: Language) -> Iterator[str]:
    if document["kind"] == ChangeKind.DATA and document["audience"] == PUBLIC:
        yield from (markdown(language.text(REMARKS)), "")


def _changes(document: Document, room: Room, language: Language) -> Iterator[str]:
    changes = document["changes"]
    if not changes:
        return
    yield from _heading(WHAT, language)
    yield from _table_head(COLUMNS, language)
    rows = [_change(change, language) for change in changes]
    yield from fitting(rows, room, language, document["summary"]["changes"] - len(changes))
    yield ""


def _change(change: Document, language: Language) -> str:
    """Return a row that begins with a record: in words, and below them its path."""
    path, title = markdown(change["path"]), change["title"]
    named = f"{markdown(title)}<br><sub>{path}</sub>" if title is not None else path
    return f"| {named} " + _row(language.text(ACTIONS[Action(change["action"])]), change["whose"])


def _differences(document: Document, room: Room, language: Language) -> Iterator[str]:
    found = document["differences"]
    lines: list[str] = []
    if found["listed"]:
        lines += _heading(SAID, language)
    for _path, differences in groupby(found["listed"], lambda difference: difference["path"]):
        group = list(differences)
        lines += [f"**{markdown(group[0]['title'])}**", "", *_table_head(SAID_COLUMNS, language)]
        for one in group:
            values = ("–" if one[side] is None else one[side] for side in ("before", "after"))
            lines.append(_row(" › ".join(one["place"]), *values))
        lines.append("")
    yield from fitting(lines, room, language)
    if found["more"]:
        yield from (markdown(language.fill(MORE_SAID, {"count": str(found["more"])})), "")
    if found["withheld"]:
        yield from (markdown(language.text(SAID_INSIDE)), "")


def _publishing(document: Document, _room: Room, language: Language) -> Iterator[str]:
    for one in document["publishes"]:
        values = {"season": one["season"], "day": date.fromisoformat(one["day"])}
        yield from (markdown(language.fill(PUBLISHES, values)), "")


def _impact(document: Document, room: Room, language: Language) -> Iterator[str]:
    impacts, is_silent = [read_impact(found) for found in document["impact"]], bool(document.get("silent"))
    if not impacts and not is_silent:
        if not document["accepted"] and document["kind"] == ChangeKind.DATA:
            yield from _heading(IMPACT, language)
            yield from (markdown(language.text(NOT_COMPUTED)), "")
        return
    yield from _heading(IMPACT, language)
    if is_silent:
        yield from (markdown(language.text(NOT_GIVEN)), "")
    if not impacts:
        return
    movements = [(impact.titles, movement) for impact in impacts for movement in impact.movements]
    withheld = dict.fromkeys(name for impact in impacts for name in impact.withheld)
    figures = ", ".join(language.text(EMBARGOED[name]) for name in withheld)
    if withheld:
        yield from (markdown(language.fill(WITHHELD if movements else MAY_MOVE, {"figures": figures})), "")
    elif not movements:
        yield from (markdown(language.text(NO_IMPACT)), "")
    if not movements:
        return
    yield from (markdown(language.text(PROVISIONAL)), "")
    yield from _table_head(IMPACT_COLUMNS, language)
    rows = []
    for titles, movement in movements:
        values = (value(movement, found, language, titles) for found in (movement.before, movement.after))
        named = name_of(movement, document["names"], language)
        rows.append(_row(named, figure(movement, language, titles), *values))
    yield from fitting(rows, room, language)
    yield ""


def _receipts(document: Document, room: Room, language: Language) -> Iterator[str]:
    blocks = []
    for receipt in document["receipts"]:
        values = {"register": receipt["register"], "size": str(receipt["size"])}
        said = [RECEIPT_FOR, SEALED] if receipt.get("sealed") else [RECEIPT_FOR]
        lines = [line for text in said for line in (markdown(language.fill(text, values)), "")]
        row = printable(receipt["row"]).replace("`", "")
        blocks.append("\n".join([*lines, "```yaml", row, "```", ""]))
    if blocks:
        yield from _heading(RECEIPT, language)
        yield from fitting(blocks, room, language)


_SECTIONS: Final = {
    Section.FINDINGS: _findings,
    Section.REMARKS: _remarks,
    Section.CHANGES: _changes,
    Section.DIFFERENCES: _differences,
    Section.PUBLISHING: _publishing,
    Section.IMPACT: _impact,
    Section.RECEIPTS: _receipts,
}


def _heading(text: str, language: Language) -> Iterator[str]:
    yield f"### {markdown(language.text(text))}"
    yield ""


def _table_head(columns: tuple[str, ...], language: Language) -> Iterator[str]:
    yield _row(*(language.text(column) for column in columns))
    yield "| " + " | ".join("---" for _column in columns) + " |"


def _row(*cells: str) -> str:
    return "| " + " | ".join(markdown(cell) for cell in cells) + " |"
