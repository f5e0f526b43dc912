"""What cannot be read as YAML, in words: spaces that are none, indents that fit nothing, and whatever else is wrong."""

import re
from typing import Final

import yaml

from thidua.records.finding import Finding, error
from thidua.records.language import Term
from thidua.records.language import mark as _

SYNTAX = error(
    "yaml-syntax",
    _("The file cannot be read as YAML: {problem}."),
    _(
        "Check spaces, colons and quotes on this line and the one above; "
        "a text with “: ” or “ #” in it, or one that begins with a sign such as * & ! % @, needs quotes."
    ),
)
TAB = error(
    "yaml-tab",
    _("The line is indented with a tab."),
    _("Replace the tab by spaces, two for each level."),
)
SPACE = error(
    "yaml-space",
    _("A non-breaking space ({character}) stands where a plain space belongs: {where}."),
    _("Delete it and press the space bar; such spaces come along when text is copied from Word or web pages."),
)
INDENT = error(
    "yaml-indent",
    _("The line begins after {spaces} spaces; the groups above it begin after: {levels}."),
    _("Begin the line exactly below the first letter of the other keys of its group, two spaces more for each level."),
)

_TOLD_AT_THE_END: Final = (  # what the parser notices only behind the mistake; it also says where that began
    _("could not find expected ':'"),
    _("did not find expected ',' or ']'"),
    _("did not find expected ',' or '}'"),
    _("found unexpected end of stream"),
)
_TOLD: Final = (  # what else the parser says of the mistakes that occur, for the catalogue
    _("block sequence entries are not allowed in this context"),
    _("did not find expected '-' indicator"),
    _("did not find expected <document start>"),
    _("did not find expected alphabetic or numeric character"),
    _("did not find expected key"),
    _("did not find expected node content"),
    _("did not find expected whitespace or line break"),
    _("found character that cannot start any token"),
    _("found unknown escape character"),
    _("mapping values are not allowed in this context"),
)
_OF_INDENTS: Final = (
    "did not find expected key",
    "did not find expected '-' indicator",
    "mapping values are not allowed in this context",
)
_AT_THE_BEGINNING: Final = Term(_("at the beginning of the line"))
_BEHIND_A_COLON: Final = Term(_("behind a colon"))
_BEHIND_A_DASH: Final = Term(_("behind a dash"))
_SPACES: Final = "\u00a0\u2000-\u200a\u202f"
_SPACE = re.compile(f"[{_SPACES}]")
_BEGINS = re.compile(rf"[ ]*(?P<begin>[{_SPACES}])|[ -]*-(?P<dash>[{_SPACES}])|[ -]*[\w.\"]+:(?P<colon>[{_SPACES}])")
_LINES_BACK: Final = 2


def explain(problem: yaml.YAMLError, content: str, path: str) -> Finding:
    """Return what is wrong where the parser gave up."""
    told = str(getattr(problem, "problem", None) or "YAML")
    names = ["context_mark", "problem_mark"] if told in _TOLD_AT_THE_END else ["problem_mark", "context_mark"]
    place = next((mark for name in names if (mark := getattr(problem, name, None)) is not None), None)
    line, column = (place.line + 1, place.column + 1) if place else (1, 1)
    lines = content.splitlines() or [""]
    line = min(line, len(lines))
    shown = lines[line - 1]
    if "\t" in shown[: len(shown) - len(shown.lstrip())]:
        return TAB.in_text(path, line, shown.index("\t") + 1)
    for number in range(max(1, line - _LINES_BACK), line + 1):
        space = other_space(lines[number - 1])
        if space is not None:
            return SPACE.in_text(path, number, space[0] + 1, **space[1])
    levels = _levels(lines[: line - 1])
    spaces = _indent(shown)
    if told in _OF_INDENTS and levels and spaces not in levels and not _begins_group(lines[: line - 1], spaces):
        return INDENT.in_text(path, line, spaces + 1, spaces=spaces, levels=", ".join(map(str, sorted(levels))))
    return SYNTAX.in_text(path, line, column, problem=Term(told))


def other_space(text: str) -> tuple[int, dict[str, str]] | None:
    """Return where in ``text`` a space stands that YAML takes for a letter, and what to say of it."""
    found = _BEGINS.match(text) if _SPACE.search(text) else None
    if found is None:
        return None
    group = found.lastgroup or "begin"
    where = {"begin": _AT_THE_BEGINNING, "dash": _BEHIND_A_DASH, "colon": _BEHIND_A_COLON}[group]
    return found.start(group), {"character": f"U+{ord(found[group]):04X}", "where": where}


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _begins_group(lines: list[str], spaces: int) -> bool:
    """Whether the last of the lines ends in a colon, and a line that begins after ``spaces`` spaces belongs to it."""
    last = next((line for line in reversed(lines) if line.strip() and not line.lstrip().startswith("#")), "")
    return last.partition(" #")[0].rstrip().endswith(":") and spaces > _indent(last)


def _levels(lines: list[str]) -> set[int]:
    """Return after how many spaces the groups begin that are still open behind these lines."""
    levels: set[int] = set()
    least: int | None = None
    for line in reversed(lines):
        text = line.lstrip(" ")
        if not text or text.startswith("#"):
            continue
        indent = _indent(line)
        if least is None or indent < least:
            levels.add(indent)
            behind_dash = indent + len(text) - len(text.lstrip("- "))
            if text.startswith("- ") and (least is None or behind_dash <= least):
                levels.add(behind_dash)
            least = indent
        if least == 0:
            break
    return levels
