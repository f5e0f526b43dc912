"""Everything echoed is escaped for where it goes: workflow commands, logs, Markdown and HTML (gate.md)."""

import html
import re
from collections.abc import Collection
from typing import Final

from thidua.records.finding import printable

_MARKS: Final = frozenset("\\`*_{}[]<>!|~&=^")
# Forges look for these in what Markdown has become, so that only a tag in between takes them apart: people, groups and
# commits (@); numbers and names behind a sign; those behind the key of a tracker, as in GH-1; a scheme; a smiley.
_REFERENCE: Final = re.compile(
    r'[@#$]|[!~&%^*](?=[\w"])|(?<![A-Z0-9_])[A-Z][A-Z0-9_]*-(?=\d)|[Gg][Hh]-(?=\d)|:(?=//|[\w+-]+:)'
)
# Digits that may be those of a commit; a number has no letters, and twelve digits at most.
_COMMIT: Final = re.compile(r"(?<![0-9A-Fa-f])(?![0-9]{1,12}(?![0-9A-Fa-f]))[0-9A-Fa-f]{7,}")
_PIECE: Final = re.compile("[0-9A-Fa-f]{6}(?=[0-9A-Fa-f])")
_GAP: Final = "\0"  # what is printable holds none
_LINK: Final = re.compile(r"(?<=\bwww)\.|:(?=\S)", re.IGNORECASE)
_DOUBLE: Final = re.compile(r":(?=:)")
_BLOCK_START: Final = re.compile(r"^(\s*\d*)([-+.)])(?=\s|$)")


def command_data(text: str) -> str:
    """Return ``text`` for the message of a workflow command."""
    return _DOUBLE.sub(": ", _encoded(text))


def command_property(text: str) -> str:
    """Return ``text`` for a property of a workflow command, such as its title or file."""
    return _encoded(text).replace(":", "%3A").replace(",", "%2C")


def log_line(text: str) -> str:
    """Return ``text`` as a line of a log in which no runner finds a command, in the old form or the new."""
    return _DOUBLE.sub(": ", _unmarked(printable(text)))


def markdown(text: str, commits: Collection[str] = ()) -> str:
    """Return ``text`` for a paragraph, list or table of Markdown: no markup, link, mention, reference or HTML.

    ``commits`` are those that a forge may link to.
    """
    shown = _REFERENCE.sub(lambda found: found[0] + _GAP, printable(text))
    shown = _COMMIT.sub(lambda found: found[0] if found[0] in commits else _PIECE.sub(rf"\g<0>{_GAP}", found[0]), shown)
    shown = "".join(f"&#{ord(char)};" if char in _MARKS else char for char in shown)
    shown = _LINK.sub(lambda found: f"&#{ord(found[0])};", shown)
    return _BLOCK_START.sub(lambda found: f"{found[1]}&#{ord(found[2])};", shown).replace(_GAP, "<!-- -->")


def html_text(text: str) -> str:
    """Return ``text`` for an element or attribute of HTML."""
    return html.escape(printable(text))


def _encoded(text: str) -> str:
    return _unmarked(printable(text)).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _unmarked(text: str) -> str:
    """Break the runner's old marker of commands, which it finds anywhere in a line."""
    return text.replace("##[", "## [")
