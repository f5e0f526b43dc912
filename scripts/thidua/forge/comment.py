"""The one comment on a pull request: the verdict in brief, with what the forge adds.

The names of organisations are those of our own registers, whatever the JSON says. The first line is a mark by which the
comment is found again, and which remembers how things stood, with which commit and when.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final
from zoneinfo import ZoneInfo

from thidua.gate.escape import markdown
from thidua.gate.summary import BRIEF, MORE_ELSEWHERE, Room, checked, fitting, result, sections
from thidua.records.language import Language
from thidua.records.language import mark as _

LONGEST: Final = 60_000  # characters; GitHub takes 65,536

WHOLE: Final = _("Which files change, whose they are, and everything that was found")
OWN_CHECK: Final = _("This change edits the checks themselves, so its result is not repeated here.")
OWN_CHECK_HINT: Final = _(
    "Files below .github/ say how a pull request is checked; the administrator reviews such a change as code."
)
MISSING: Final = _("There is no result for the newest commit yet.")
MISSING_HINT: Final = _("The check of {head} has ended and left none. Its log says why; it can be run again there.")
RUN: Final = _("The check's log")

_MARK: Final = re.compile(r"<!-- thidua:([a-z]+) ([0-9a-f]{40})(?: ([0-9T:+Z-]+))? -->")


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
    document = {**verdict, "names": names, "as_of": moment.isoformat()}
    lines = [str(now), result(document, language, is_mended=now.state is CommentState.MENDED), ""]
    lines += [checked(document, language), "", f"[{markdown(language.text(WHOLE))}]({whole})", ""]
    lines += sections(document, BRIEF, language)
    return "\n".join(fitting(lines, Room(LONGEST - 200, MORE_ELSEWHERE), language)).rstrip() + "\n"


def withheld(head: str, language: Language) -> str:
    """Return the comment on a change of the checks themselves: whatever they said, it said by itself."""
    lines = [str(CommentMark(CommentState.WITHHELD, head)), f"## ⚠️ {markdown(language.text(OWN_CHECK))}", ""]
    return "\n".join([*lines, markdown(language.text(OWN_CHECK_HINT))]) + "\n"


def missing(was: CommentState, head: str, log: str, language: Language) -> str:
    """Return the comment on a newer commit ``head`` without a verdict; how things stood is remembered."""
    lines = [str(CommentMark(was, head)), f"## ⚠️ {markdown(language.text(MISSING))}", ""]
    lines += [markdown(language.fill(MISSING_HINT, {"head": head[:12]}), (head[:12],)), ""]
    return "\n".join([*lines, f"[{markdown(language.text(RUN))}]({log})"]) + "\n"
