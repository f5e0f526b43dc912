"""The one comment on a pull request: the verdict as people read it, made from its JSON only.

Nothing in the JSON is taken for markup; everything is escaped for Markdown. The first line is a mark by which the
comment is found again, and which remembers how things stood, with which commit and when.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final
from zoneinfo import ZoneInfo

from thidua.gate.escape import markdown
from thidua.gate.impact import Impact, Movement
from thidua.gate.receipt_draft import SEALED
from thidua.gate.summary import HEAD, LINE, RECEIPT, RECEIPT_FOR, WRONG, heading, impact_lines
from thidua.gate.wording import ACCEPTED, MENDED, OLDER, REFUSED, UNTOLD
from thidua.records.figure import Figure
from thidua.records.finding import printable
from thidua.records.language import Language
from thidua.records.language import mark as _

LONGEST: Final = 60_000  # characters; GitHub takes 65,536
ROOM: Final = {"findings": 30_000, "movements": 15_000, "receipts": 8_000}

WHOLE: Final = _("Which files change, whose they are, and everything that was found")
MORE: Final = _("… and {count} more, in the whole result.")
OWN_CHECK: Final = _("This change edits the checks themselves, so its result is not repeated here.")
OWN_CHECK_HINT: Final = _(
    "Files below .github/ say how a pull request is checked; the administrator reviews such a change as code."
)
MISSING: Final = _("There is no result for the newest commit yet.")
MISSING_HINT: Final = _("The check of {head} has ended and left none. Its log says why; it can be run again there.")
RUN: Final = _("The check's log")

_MARK: Final = re.compile(r"<!-- thidua:([a-z]+) ([0-9a-f]{40})(?: ([0-9T:+Z-]+))? -->")
_SIGNS: Final = {"error": "❌", "warning": "⚠️", "info": "ℹ️"}


class CommentState(StrEnum):
    """How things stand with a pull request."""

    REFUSED = "refused"
    ACCEPTED = "accepted"
    MENDED = "mended"
    WITHHELD = "withheld"


@dataclass(frozen=True, slots=True)
class CommentMark:
    """The first line of a comment. ``head`` is the commit it is about, ``at`` when that was judged, if it was."""

    state: CommentState
    head: str
    at: datetime | None = None

    def __str__(self) -> str:
        """Return the line, which nobody sees."""
        moment = f" {self.at.isoformat()}" if self.at is not None else ""
        return f"<!-- thidua:{self.state} {self.head}{moment} -->"


def read_mark(body: str) -> CommentMark | None:
    """Return the mark of a comment, None if it is not ours."""
    found = _MARK.match(body)
    if found is None or found[1] not in set(CommentState):
        return None
    return CommentMark(
        CommentState(found[1]), found[2], datetime.fromisoformat(found[3]) if found[3] is not None else None
    )


def mark(verdict: Mapping[str, Any], was: CommentMark | None) -> CommentMark:
    """Return the mark of the comment on a verdict; ``was`` is that of the comment so far."""
    now = CommentState.ACCEPTED
    if not verdict["accepted"]:
        now = CommentState.REFUSED
    elif was is not None and was.state in {CommentState.REFUSED, CommentState.MENDED}:
        now = CommentState.MENDED
    return CommentMark(now, verdict["head"], datetime.fromisoformat(verdict["as_of"]))


def told(
    verdict: Mapping[str, Any],
    now: CommentMark,
    names: Mapping[str, str],
    whole: str,
    zone: ZoneInfo,
    language: Language,
) -> str:
    """Return the comment on a verdict (schemas/verdict.schema.json); ``whole`` is the address of the whole result.

    ``names`` are the organisations' names, ``zone`` is the portal's.
    """
    moment = datetime.fromisoformat(verdict["as_of"]).astimezone(zone)
    checked = {"head": verdict["head"][:12], "target": verdict["target"][:12], "moment": moment}
    lines = [*_head(now, verdict["summary"]["errors"], language), ""]
    lines += [markdown(language.fill(HEAD, checked), (checked["head"], checked["target"])), ""]
    lines += [f"[{markdown(language.text(WHOLE))}]({whole})", ""]
    lines += _findings(verdict, language)
    lines += _impact(verdict["impact"], names, language, is_silent=bool(verdict.get("silent")))
    lines += _receipts(verdict["receipts"], language)
    return "\n".join(_fitting(lines, LONGEST - 200, language)).rstrip() + "\n"


def withheld(head: str, language: Language) -> str:
    """Return the comment on a change of the checks themselves: whatever they said, it said by itself."""
    lines = [str(CommentMark(CommentState.WITHHELD, head)), f"## ⚠️ {markdown(language.text(OWN_CHECK))}", ""]
    return "\n".join([*lines, markdown(language.text(OWN_CHECK_HINT))]) + "\n"


def missing(was: CommentState, head: str, log: str, language: Language) -> str:
    """Return the comment on a newer commit ``head`` without a verdict; how things stood is remembered."""
    lines = [str(CommentMark(was, head)), f"## ⚠️ {markdown(language.text(MISSING))}", ""]
    lines += [markdown(language.fill(MISSING_HINT, {"head": head[:12]}), (head[:12],)), ""]
    return "\n".join([*lines, f"[{markdown(language.text(RUN))}]({log})"]) + "\n"


def _head(now: CommentMark, errors: int, language: Language) -> Iterator[str]:
    yield str(now)
    if now.state is CommentState.REFUSED:
        yield f"## ❌ {markdown(language.fill(REFUSED, {'errors': str(errors)}))}"
        return
    mended = f"{language.text(MENDED)} " if now.state is CommentState.MENDED else ""
    yield f"## ✅ {markdown(mended + language.text(ACCEPTED))}"


def _findings(verdict: Mapping[str, Any], language: Language) -> Iterator[str]:
    found = sorted(verdict["findings"], key=lambda finding: list(_SIGNS).index(finding["severity"]))
    hidden, older = verdict["summary"]["untold"], verdict["summary"].get("older", 0)
    if not found and not hidden and not older:
        return
    yield from heading(WRONG, language)
    yield from _fitting([_finding(finding, language) for finding in found], ROOM["findings"], language)
    if hidden:
        yield f"- {markdown(language.fill(UNTOLD, {'count': str(hidden)}))}"
    if older:
        yield f"- {markdown(language.fill(OLDER, {'count': str(older)}))}"
    yield ""


def _finding(finding: Mapping[str, Any], language: Language) -> str:
    where = f"{finding['path']}, {language.fill(LINE, {'line': str(finding['line'])})}"
    message, hint = markdown(finding["message"]), markdown(finding["hint"])
    return f"- {_SIGNS[finding['severity']]} {markdown(where)}: **{message}**<br>→ {hint} <sub>{finding['rule']}</sub>"


def _impact(
    impacts: Sequence[Mapping[str, Any]], names: Mapping[str, str], language: Language, *, is_silent: bool
) -> Iterator[str]:
    if impacts or is_silent:
        lines = impact_lines([_read(impact) for impact in impacts], names, language, is_silent=is_silent)
        yield from _fitting(list(lines), ROOM["movements"], language)


def _read(impact: Mapping[str, Any]) -> Impact:
    """Return an impact as it was before it became JSON."""
    return Impact(
        season=impact["season"],
        cluster=impact["cluster"],
        movements=tuple(Movement(**found) for found in impact["movements"]),
        withheld=tuple(Figure(name) for name in impact["withheld"]),
        titles=impact.get("titles", {}),
    )


def _receipts(receipts: Sequence[Mapping[str, Any]], language: Language) -> Iterator[str]:
    blocks = []
    for receipt in receipts:
        values = {"register": receipt["register"], "size": str(receipt["size"])}
        row = printable(receipt["row"]).replace("`", "")
        said = [RECEIPT_FOR, SEALED] if receipt.get("sealed") else [RECEIPT_FOR]
        lines = [line for text in said for line in (markdown(language.fill(text, values)), "")]
        blocks.append("\n".join([*lines, "```yaml", row, "```", ""]))
    if blocks:
        yield from heading(RECEIPT, language)
        yield from _fitting(blocks, ROOM["receipts"], language)


def _fitting(lines: Sequence[str], room: int, language: Language) -> Iterator[str]:
    """Yield as many lines as fit into ``room`` characters, then how many are left."""
    for index, line in enumerate(lines):
        room -= len(line) + 1
        if room < 0:
            yield ""
            yield markdown(language.fill(MORE, {"count": str(len(lines) - index)}))
            return
        yield line
