"""Strict YAML: one document of YAML 1.2 core types, built in one pass over the events of the C parser.

Values are ``None``, ``bool``, ``int``, ``Decimal``, ``str``, ``list`` and ``dict`` with text keys; dates stay text.
Whatever else YAML offers (anchors, tags, merge keys, several documents …) is a finding (design.md, Reading).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import islice
from typing import Any, Final

import yaml
from yaml._yaml import CParser

from thidua.records import syntax, text
from thidua.records.finding import MOST_FINDINGS, Finding, Rule, error, warning
from thidua.records.language import mark as _
from thidua.records.layout import ROOT

LONGEST_FILE: Final = 256 * 1024
LONGEST_REGISTER: Final = 4 * 1024 * 1024
REGISTERS: Final = frozenset({f"{ROOT}/organisations.yml", f"{ROOT}/accounts.yml"})
"""The files that grow with the country, not with what one office has to say (performance.md)."""
DEEPEST: Final = 20
MOST_DIGITS: Final = 12

FILE_TOO_LARGE = error(
    "file-too-large",
    _("The file is larger than {limit} KiB."),
    _("Shorten the texts or move attachments out of the file: evidence is a link, not a copy."),
)
FILE_BOM = error(
    "file-bom",
    _("The file starts with a byte-order mark."),
    _("Save it as “UTF-8”, not as “UTF-8 with BOM”."),
)
FILE_ENCODING = error(
    "file-encoding",
    _("The file is not UTF-8 text: byte {byte} cannot be read."),
    _("Save the file as UTF-8 (Unicode). Text in TCVN3, VNI or Windows-1258 must be converted to Unicode first."),
)
DIRECTIVE = error(
    "yaml-directive",
    _("The file holds a YAML directive (%…)."),
    _("Remove the line: records need no directives."),
)
DUPLICATE_KEY = error(
    "yaml-duplicate-key",
    _("“{key}” stands twice in the same group; line {first} has it already."),
    _("Keep one of the two."),
)
ANCHOR = error(
    "yaml-anchor",
    _("The file uses an anchor (&{name})."),
    _("Remove the anchor and write the value out; if the text begins with “&”, put it in quotes."),
)
ALIAS = error(
    "yaml-alias",
    _("The file uses an alias (*{name})."),
    _("Write the value out instead of referring to it; if the text begins with “*”, put it in quotes."),
)
MERGE_KEY = error(
    "yaml-merge-key",
    _("The file uses a merge key (<<)."),
    _("Write the keys out instead of merging them."),
)
TAG = error(
    "yaml-tag",
    _("The value carries a YAML tag ({tag})."),
    _("Remove the tag; if the text begins with “!”, put it in quotes."),
)
SEVERAL_DOCUMENTS = error(
    "yaml-several-documents",
    _("The file holds more than one document (a second “---”)."),
    _("Keep one record a file."),
)
DEPTH = error(
    "yaml-depth",
    _("The values are nested deeper than {limit} levels."),
    _("No record is nested so deep; look for brackets or dashes that are too many."),
)
COMPLEX_KEY = error(
    "yaml-complex-key",
    _("A key must be a simple word, not a list or a group."),
    _("Write the key as one word followed by a colon."),
)
NOT_FINITE = error(
    "number-not-finite",
    _("“{value}” is not a number that can be counted with."),
    _("Write the number in digits."),
)
TOO_MANY_DIGITS = error(
    "number-too-long",
    _("The number {value} has more than {limit} digits."),
    _("Write a number of at most 12 digits; document numbers and identifiers belong in quotes."),
)
EXPONENT = error(
    "number-exponent",
    _("The number {value} is written with an exponent."),
    _("Write the number out in digits; if it is a document number, put it in quotes."),
)


CUT_BY_HASH = warning(
    "yaml-text-after-hash",
    _("“{rest}” after “ #” is a comment and is lost."),
    _("If it belongs to the text, put the whole text in quotes; a comment has a space after “#”."),
    is_alone=True,
)


@dataclass(frozen=True, slots=True)
class ParsedDocument:
    """A file's value, and the line (from 1) of every key of its first two levels, by pointer."""

    value: object
    lines: Mapping[tuple[str, ...], int]


def parse(data: bytes, path: str) -> tuple[ParsedDocument | None, list[Finding]]:
    """Return the document in ``data``, None if it cannot be read at all, and everything wrong with its form.

    Where the form of a single value is wrong, the document holds None or the plain value in its place.
    """
    findings: list[Finding] = []
    content = _decode(data, path, findings)
    if content is None:
        return None, findings
    findings += text.check_file(content, path)
    if findings:
        return None, findings
    builder = _Builder(path, findings)
    try:
        document = builder.document(CParser(content))
    except yaml.YAMLError as problem:
        findings.append(syntax.explain(problem, content, path))
        return None, findings
    except _Stopped:
        return None, findings
    if any(finding.rule in _SHAPELESS for finding in findings):
        return None, findings
    if text.needs_a_closer_look(content):
        findings += text.check_values(document.value, path)
    if _HASH.search(content):
        findings += islice(_cut_by_hash(content, path), MOST_FINDINGS)
    findings.sort(key=lambda finding: not finding.is_error)  # so that no number of warnings hides an error
    return document, findings[:MOST_FINDINGS]


def longest(path: str) -> int:
    """Return how many bytes the file at ``path`` may have."""
    return LONGEST_REGISTER if path in REGISTERS else LONGEST_FILE


def _decode(data: bytes, path: str, findings: list[Finding]) -> str | None:
    if len(data) > longest(path):
        findings.append(FILE_TOO_LARGE.in_text(path, 1, 1, limit=longest(path) // 1024))
        return None
    if data.startswith(b"\xef\xbb\xbf"):
        findings.append(FILE_BOM.in_text(path, 1, 1))
        return None
    try:
        content = data.decode("utf-8")
        unreadable = data.find(0)  # as in UTF-16
    except UnicodeDecodeError as problem:
        unreadable = problem.start
    if unreadable >= 0:
        before = data[:unreadable].decode("utf-8")
        line, column = text.place(before, len(before))
        findings.append(FILE_ENCODING.in_text(path, line, column, byte=f"0x{data[unreadable]:02X}"))
        return None
    directive = _DIRECTIVE.search(content) if "%" in content else None
    if directive:
        findings.append(DIRECTIVE.in_text(path, *text.place(content, directive.start())))
        return None
    return content


def _cut_by_hash(content: str, path: str) -> Iterator[Finding]:
    """Yield plain texts behind which a “#” begins a comment that looks like more of the text."""
    lines = content.splitlines()
    events: Iterator[Any] = iter(CParser(content).get_event, None)
    for event in events:
        if type(event) is yaml.ScalarEvent and event.implicit[0]:
            line, column = event.end_mark.line, event.end_mark.column  # type: ignore[union-attr] # events have marks
            if event.value and line < len(lines) and _HASH.match(lines[line], column):
                yield CUT_BY_HASH.in_text(path, line + 1, column + 2, rest=lines[line][column:].strip())


class _Stopped(Exception):  # noqa: N818 - not an error of the program: the file is not worth reading further
    """So much is wrong that the rest of the file is not read."""


@dataclass(slots=True)
class _Builder:
    """Builds values straight from the parser's events; no node tree, so bad nesting stops before it costs."""

    path: str
    findings: list[Finding]
    lines: dict[tuple[str, ...], int] = field(default_factory=dict)

    def document(self, parser: CParser) -> ParsedDocument:
        events: Iterator[Any] = iter(parser.get_event, None)
        next(events)  # the start of the stream
        value: object = None
        event = next(events)
        if isinstance(event, yaml.DocumentStartEvent):
            value = self._value(next(events), events, 0, ())
            next(events)  # the end of the document
            event = next(events)
        if isinstance(event, yaml.DocumentStartEvent):
            self._add(SEVERAL_DOCUMENTS, event)
        return ParsedDocument(value, self.lines)

    def _value(self, event: Any, events: Iterator[Any], depth: int, pointer: tuple[str, ...] | None) -> object:
        kind = type(event)
        if kind is yaml.AliasEvent:
            self._add(ALIAS, event, name=event.anchor)
            return None
        if event.anchor is not None:
            self._add(ANCHOR, event, name=event.anchor)
        if event.tag is not None:
            self._add(TAG, event, tag=event.tag)
        if kind is yaml.ScalarEvent:
            return self._scalar(event) if event.implicit[0] else event.value
        if depth == DEEPEST:
            self._add(DEPTH, event, limit=DEEPEST)
            raise _Stopped
        if kind is yaml.SequenceStartEvent:
            items = []
            for item in events:
                if type(item) is yaml.SequenceEndEvent:
                    break
                items.append(self._value(item, events, depth + 1, None))
            return items
        return self._mapping(events, depth, pointer)

    def _mapping(self, events: Iterator[Any], depth: int, pointer: tuple[str, ...] | None) -> dict[str, object]:
        mapping: dict[str, object] = {}
        seen: dict[str, int] = {}
        below = pointer if pointer is not None and depth < 2 else None
        for event in events:
            if type(event) is yaml.MappingEndEvent:
                break
            key = self._key(event, events, depth)
            inner = None if below is None else (*below, key)
            value = self._value(next(events), events, depth + 1, inner)
            line = event.start_mark.line + 1
            if key in mapping:
                self._add(DUPLICATE_KEY, event, key=key, first=seen[key])
                continue
            mapping[key] = value
            seen[key] = line
            if inner is not None:
                self.lines[inner] = line
        return mapping

    def _key(self, event: Any, events: Iterator[Any], depth: int) -> str:
        if type(event) is not yaml.ScalarEvent:
            if type(event) is not yaml.AliasEvent:
                self._add(COMPLEX_KEY, event)
            self._value(event, events, depth + 1, None)
            return ""
        if event.anchor is not None:
            self._add(ANCHOR, event, name=event.anchor)
        if event.tag is not None:
            self._add(TAG, event, tag=event.tag)
        if event.value == "<<" and event.implicit[0]:
            self._add(MERGE_KEY, event)
        key: str = event.value
        space = syntax.other_space(key) if event.implicit[0] else None
        if space is not None:
            self._add(syntax.SPACE, event, **space[1])
            raise _Stopped  # nothing behind it is where it was meant to be
        return key

    def _scalar(self, event: Any) -> object:
        written: str = event.value
        if written[:1] not in _NUMBER_STARTS:
            return _CONSTANTS.get(written, written)
        if _NOT_FINITE.match(written):
            self._add(NOT_FINITE, event, value=written)
            return None
        if _BASED.match(written):
            number: int | Decimal = int(written, 0)
            digits = len(str(number))
        elif _NUMBER.match(written):
            digits = sum(char.isdigit() for char in written)
            if "e" in written or "E" in written:
                self._add(EXPONENT, event, value=written)
                return None
            if digits <= MOST_DIGITS:
                number = Decimal(written) if "." in written else int(written)
        else:
            return written
        if digits > MOST_DIGITS:
            self._add(TOO_MANY_DIGITS, event, value=written, limit=MOST_DIGITS)
            return None
        return number

    def _add(self, rule: Rule, event: Any, **values: object) -> None:
        place = event.start_mark
        self.findings.append(rule.in_text(self.path, place.line + 1, place.column + 1, **values))
        if len(self.findings) >= MOST_FINDINGS:
            raise _Stopped


_SHAPELESS: Final = (COMPLEX_KEY, SEVERAL_DOCUMENTS)
_HASH = re.compile(r" #[^\s#]")
_DIRECTIVE = re.compile(r"(?:\A|(?<=[\r\n]))%(?:YAML|TAG)\b")
_NUMBER_STARTS = frozenset("+-.0123456789")
_NUMBER = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?\Z")
_BASED = re.compile(r"0(?:o[0-7]{1,40}|x[0-9a-fA-F]{1,40})\Z")
_NOT_FINITE = re.compile(r"(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))\Z")
_CONSTANTS: dict[str, object] = {
    "": None,
    "~": None,
    "null": None,
    "Null": None,
    "NULL": None,
    "true": True,
    "True": True,
    "TRUE": True,
    "false": False,
    "False": False,
    "FALSE": False,
}
