"""Everything echoed is escaped for where it goes: workflow commands, logs, Markdown and HTML (gate.md)."""

import html
import re
from typing import Final

from thidua.records.finding import printable

_MARKS: Final = frozenset("\\`*_{}[]<>!|~&=^")
_MENTIONS: Final = {"@": "@<!-- -->", "#": "#<!-- -->", "$": "$<!-- -->"}
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


def markdown(text: str) -> str:
    """Return ``text`` for a paragraph, list or table of Markdown: no markup, link, mention, reference or HTML."""
    shown = "".join(_MENTIONS.get(char) or (f"&#{ord(char)};" if char in _MARKS else char) for char in printable(text))
    shown = _LINK.sub(lambda found: f"&#{ord(found[0])};", shown)
    return _BLOCK_START.sub(lambda found: f"{found[1]}&#{ord(found[2])};", shown)


def html_text(text: str) -> str:
    """Return ``text`` for an element or attribute of HTML."""
    return html.escape(printable(text))


def _encoded(text: str) -> str:
    return _unmarked(printable(text)).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _unmarked(text: str) -> str:
    """Break the runner's old marker of commands, which it finds anywhere in a line."""
    return text.replace("##[", "## [")
