"""What does not fit the schema, in words: what was found, what was expected, and how officers really type it."""

import difflib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, Final

from thidua.records.finding import MOST_FINDINGS, Finding, Pointer, Rule, error
from thidua.records.language import Term
from thidua.records.language import mark as _
from thidua.records.syntax import SPACE, other_space

TYPE = error(
    "schema-type",
    _("“{value}” stands where {expected} is expected."),
    _("Write {expected}."),
)
EMPTY = error(
    "schema-empty",
    _("The value is empty where {expected} is expected."),
    _("Fill it in, or delete the line if it is optional."),
)
EMPTY_GROUP = error(
    "schema-empty-group",
    _("Nothing stands under “{key}” where {expected} is expected."),
    _("Write it on the lines below, each two spaces further in than this one, or delete the line if it is optional."),
)
OUTDENTED = error(
    "schema-outdented",
    _("“{key}” stands beside the group that it belongs to."),
    _("Put two more spaces before it, so that it stands below the group and not beside it."),
)
COMMA = error(
    "number-comma",
    _("“{value}” is written with a decimal comma."),
    _("Write {mended}, with a dot."),
)
NUMBER_TEXT = error(
    "number-text",
    _("“{value}” is text, not a number."),
    _("Write digits only, without quotes, units or spaces."),
)
COMMA_IN_BRACES = error(
    "yaml-comma-in-braces",
    _("A comma inside {{ }} separates keys, so the text ends at “{value}”; “{rest}” is read as another key."),
    _("Put the whole text in quotes, or write one key a line without braces."),
)
DATE_ORDER = error(
    "date-order",
    _("The date “{value}” is not written as year-month-day with two digits for month and day."),
    _("Write {mended}, with year, month and day in this order."),
)
DATE_INVALID = error(
    "date-invalid",
    _("“{value}” is not a day of the calendar."),
    _("Check the day and the month."),
)
QUOTE = error(
    "value-smart-quote",
    _("The value {value} is wrapped in curly quotes, which become part of it."),
    _('Use straight quotes (") or none.'),
)
REQUIRED = error(
    "schema-required",
    _("The required key “{key}” ({title}) is missing."),
    _("Add a line “{key}: …”."),
)
UNKNOWN_KEY = error(
    "schema-unknown-key",
    _("The key “{key}” is not known here."),
    _("Known here: {known}."),
)
WRONG_KEY = error(
    "schema-wrong-key",
    _("“{key}” cannot be a key here."),
    _("Write the code exactly as the rubric, the season or the register has it."),
)
CHOICE = error(
    "schema-choice",
    _("“{value}” is not one of the values allowed here."),
    _("Write one of: {known}."),
)
PATTERN = error(
    "schema-pattern",
    _("“{value}” does not have the form of “{title}”."),
    _("{description}"),
)
RANGE = error(
    "schema-range",
    _("{value} is outside what is allowed here ({limit})."),
    _("Check the number and its unit."),
)
LENGTH = error(
    "schema-length",
    _("The value is too long or too short: {length}; allowed here: {limit}."),
    _("Shorten or complete it."),
)

_SHORTEN: Final = _("Shorten it by {excess} characters; details belong into the evidence.")
_COMPLETE: Final = _("Complete it, or delete the line if it is optional.")
_LENGTHS: Final = {
    "maxLength": LENGTH.worded(_("The text has {length} characters; at most {limit} are allowed here."), _SHORTEN),
    "minLength": LENGTH.worded(_("The text has {length} characters; at least {limit} are needed here."), _COMPLETE),
    "maxItems": LENGTH.worded(
        _("The list has {length} entries; at most {limit} are allowed here."),
        _("Check that none stands twice; leave out what does not belong here."),
    ),
    "minItems": LENGTH.worded(_("The list has {length} entries; at least {limit} are needed here."), _COMPLETE),
    "maxProperties": LENGTH.worded(
        _("The group has {length} keys; at most {limit} are allowed here."),
        _("Check that every key belongs here."),
    ),
    "minProperties": LENGTH.worded(_("The group has {length} keys; at least {limit} are needed here."), _COMPLETE),
}
_BY_EXAMPLE: Final = {
    TYPE: _("Write {expected}, for example: {example}."),
    EMPTY: _("Fill it in, for example: {example}; or delete the line if it is optional."),
    REQUIRED: _("Add a line “{key}: …”, for example: {key}: {example}"),
}
_CLOSEST: Final = _("Known here: {known}. Closest: {guess}.")
_TYPES: Final = {
    "object": Term(_("a group of keys")),
    "array": Term(_("a list")),
    "string": Term(_("text")),
    "number": Term(_("a number")),
    "integer": Term(_("a whole number")),
    "boolean": Term(_("true or false")),
    "null": Term(_("nothing")),
}
_LIMITS: Final = {"minimum": "≥", "maximum": "≤", "exclusiveMinimum": ">", "exclusiveMaximum": "<"}
_COMMA_NUMBER = re.compile(r"\s*[0-9]{1,9}(?:\.[0-9]{3}){0,3},[0-9]{1,4}\s*\Z")
_VIETNAMESE_DATE = re.compile(
    r"\s*(?:([0-3]?[0-9])[/.-]([01]?[0-9])[/.-]([0-9]{4})|([0-9]{4})[/.-]([01]?[0-9])[/.-]([0-3]?[0-9]))\s*\Z"
)
_CURLY: Final = "“”„‟«»‘’"


def explained(problem: Any, path: str, known: Callable[[Pointer], list[str]]) -> Iterator[Finding]:
    """Yield what is wrong where jsonschema found a problem; ``known`` tells the keys of the group at a pointer."""
    pointer = tuple(problem.absolute_path)
    if "propertyNames" in problem.absolute_schema_path:
        yield WRONG_KEY.on_key(path, *pointer, problem.instance, key=problem.instance)
        return
    value, keyword, limit = problem.instance, problem.validator, problem.validator_value
    schema: Mapping[str, Any] = problem.schema if isinstance(problem.schema, dict) else {}
    match keyword:
        case "type":
            yield _wrong_type(value, limit, schema, path, pointer)
        case "required":
            yield from _missing(value, limit, schema, path, pointer)
        case "additionalProperties" | "unevaluatedProperties":
            yield from _unknown(value, known(pointer), path, pointer)
        case "not":
            yield unknown_key(path, pointer, known(pointer[:-1]))
        case "enum" | "const":
            choices = limit if keyword == "enum" else [limit]
            yield _quoted(value, path, pointer) or CHOICE.at(path, *pointer, value=_yaml(value), known=_list(choices))
        case "pattern":
            yield _wrong_form(value, schema, path, pointer)
        case "format":
            yield DATE_INVALID.at(path, *pointer, value=value)
        case "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum":
            yield RANGE.at(path, *pointer, value=value, limit=f"{_LIMITS[keyword]} {limit}")
        case _:  # the schemas use no other keyword
            length = len(value)
            yield _LENGTHS[keyword].at(path, *pointer, length=length, limit=limit, excess=length - limit)


def _wrong_type(value: object, wanted: Any, schema: Mapping[str, Any], path: str, pointer: Pointer) -> Finding:
    names = wanted if isinstance(wanted, list) else [wanted]
    expected = _TYPES[names[0]]
    space = other_space(value) if isinstance(value, str) else None
    if space is not None:
        return SPACE.at(path, *pointer, **space[1])
    if value is None:
        return _empty(names[0], schema, path, pointer)
    if isinstance(value, str) and names[0] in {"number", "integer"}:
        if _COMMA_NUMBER.match(value):
            return COMMA.at(path, *pointer, value=value, mended=value.strip().replace(".", "").replace(",", "."))
        return _quoted(value, path, pointer) or NUMBER_TEXT.at(path, *pointer, value=value)
    if names[0] == "object" and pointer and pointer[-1] in schema.get("properties", {}):
        return OUTDENTED.on_key(path, *pointer, key=pointer[-1])
    return _by_example(TYPE, schema).at(path, *pointer, value=_yaml(value), expected=expected, **_example(schema))


def _empty(wanted: str, schema: Mapping[str, Any], path: str, pointer: Pointer) -> Finding:
    expected = _TYPES[wanted]
    if wanted in {"object", "array"} and pointer:
        return EMPTY_GROUP.at(path, *pointer, key=pointer[-1], expected=expected)
    return _by_example(EMPTY, schema).at(path, *pointer, expected=expected, **_example(schema))


def _missing(
    value: Mapping[str, object], names: list[str], schema: Mapping[str, Any], path: str, pointer: Pointer
) -> Iterator[Finding]:
    properties = schema.get("properties", {})
    for name in names:
        if name not in value:
            inner = properties.get(name, {})
            inner = inner if isinstance(inner, dict) else {}
            values = {"key": name, "title": inner.get("title", name), **_example(inner)}
            yield _by_example(REQUIRED, inner).at(path, *pointer, **values)


def unknown_key(path: str, pointer: Pointer, known: Sequence[str]) -> Finding:
    """Return that the key at ``pointer`` is not one of the known ones, and which of them was probably meant."""
    key = str(pointer[-1])
    close = difflib.get_close_matches(key[:100], known, 1)
    if close:
        rule, guess = UNKNOWN_KEY.worded(hint=_CLOSEST), {"guess": close[0]}
    else:
        rule, guess = UNKNOWN_KEY, {}
    return rule.on_key(path, *pointer, key=key, known=_list(known), **guess)


def _unknown(value: Mapping[str, object], known: Sequence[str], path: str, pointer: Pointer) -> Iterator[Finding]:
    before = dict(zip(islice(value, 1, None), value, strict=False))
    for key in islice((key for key in value if key not in known), MOST_FINDINGS):
        whole = before.get(key)
        cut = value[whole] if whole is not None and value[key] is None else None
        if whole is not None and isinstance(cut, (int, str)):
            yield from _cut_by_comma(cut, key, path, (*pointer, whole))
        else:
            yield unknown_key(path, (*pointer, key), known)


def _cut_by_comma(value: int | str, rest: str, path: str, pointer: Pointer) -> Iterator[Finding]:
    """Yield that a comma inside braces cut a value: ``{points: 9,5}`` reads as two keys."""
    if rest.isdecimal() and isinstance(value, int):
        yield COMMA.at(path, *pointer, value=f"{value},{rest}", mended=f"{value}.{rest}")
    else:
        yield COMMA_IN_BRACES.at(path, *pointer, value=value, rest=rest)


def _wrong_form(value: str, schema: Mapping[str, Any], path: str, pointer: Pointer) -> Finding:
    day = _VIETNAMESE_DATE.match(value)
    if day and "[0-9]{2}-(0[1-9]|1[0-2])" in str(schema.get("pattern")):
        year, month, date_ = day[3] or day[4], int(day[2] or day[5]), int(day[1] or day[6])
        return DATE_ORDER.at(path, *pointer, value=value, mended=f"{year}-{month:02}-{date_:02}")
    quoted = _quoted(value, path, pointer)
    title, description = Term(schema.get("title", "")), Term(schema.get("description", ""))  # told in full
    return quoted or PATTERN.at(path, *pointer, value=value, title=title, description=description)


def _quoted(value: object, path: str, pointer: Pointer) -> Finding | None:
    if isinstance(value, str) and value[:1] in _CURLY and value:
        return QUOTE.at(path, *pointer, value=value)
    return None


def _by_example(rule: Rule, schema: Mapping[str, Any]) -> Rule:
    """Return the rule with the hint that shows an example, if the schema has one."""
    return rule.worded(hint=_BY_EXAMPLE[rule]) if _example(schema) else rule


def _example(schema: Mapping[str, Any]) -> dict[str, str]:
    examples = schema.get("examples")
    return {"example": _yaml(examples[0])} if examples else {}


def _list(values: Sequence[Any]) -> Term:
    """Return the words that the schema knows; told in full, unlike values of a file."""
    return Term(", ".join(_yaml(value) for value in values) or "–")


def _yaml(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "{…}" if value else "{}"
    if isinstance(value, list):
        return "[…]" if value else "[]"
    return "" if value is None else str(value)
