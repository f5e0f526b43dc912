"""The JSON Schemas of records: accepted fast by jsonschema-rs, explained by jsonschema, the reference."""

import difflib
import json
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any, Final

from thidua.records.finding import MOST_FINDINGS, Finding, Pointer, error, in_order
from thidua.records.language import Term
from thidua.records.language import mark as _
from thidua.records.shipped import shipped

COMMON: Final = "common"
SUFFIX: Final = ".schema.json"

TYPE = error(
    "schema-type",
    _("“{value}” stands where {expected} is expected."),
    _("Write {expected}. {example}"),
)
EMPTY = error(
    "schema-empty",
    _("The value is empty where {expected} is expected."),
    _("Fill it in, or delete the line if it is optional. {example}"),
)
COMMA = error(
    "number-comma",
    _("“{value}” is written with a decimal comma."),
    _("Write the number with a dot: {mended}."),
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
    _("Write {mended}."),
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
    _("Add a line “{key}: …”. {example}"),
)
UNKNOWN_KEY = error(
    "schema-unknown-key",
    _("The key “{key}” is not known here."),
    _("Known here: {known}. Closest: {guess}."),
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
    _("The value is too long or too short ({limit})."),
    _("Shorten or complete it."),
)

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
_LENGTHS: Final = {
    "minLength": "≥",
    "maxLength": "≤",
    "minItems": "≥",
    "maxItems": "≤",
    "minProperties": "≥",
    "maxProperties": "≤",
}
_OF_SHAPE: Final = ("format", "minLength", "maxLength")  # not told of a text that has the wrong form anyway
_OF_MEMBERS: Final = ("items", "additionalProperties", "propertyNames")
_COMMA_NUMBER = re.compile(r"\s*[0-9]{1,9}(?:\.[0-9]{3}){0,3},[0-9]{1,4}\s*\Z")
_VIETNAMESE_DATE = re.compile(
    r"\s*(?:([0-3]?[0-9])[/.-]([01]?[0-9])[/.-]([0-9]{4})|([0-9]{4})[/.-]([01]?[0-9])[/.-]([0-3]?[0-9]))\s*\Z"
)
_CURLY: Final = "“”„‟«»‘’"


class Schemas:
    """The schemas of all kinds of record. Validators are made when a kind is first asked for."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path or shipped("schemas")
        self._read: dict[str, dict[str, Any]] = {}
        self._fast: dict[str, Any] = {}
        self._explaining: dict[str, Any] = {}

    def schema(self, kind: str) -> dict[str, Any]:
        """Return the schema of ``kind`` as JSON."""
        if kind not in self._read:
            self._read[kind] = json.loads((self._path / f"{kind}{SUFFIX}").read_bytes())
        return self._read[kind]

    def titles(self, kind: str, pointer: Pointer) -> list[str]:
        """Return what each step of a pointer into a record is called, in Vietnamese; codes and numbers are kept."""
        return list(self._titles(self.schema(kind), pointer))

    def _titles(self, root: Mapping[str, Any], pointer: Pointer) -> Iterator[str]:
        node: Mapping[str, Any] = root
        for step in pointer:
            while "$ref" in node:
                file, _hash, name = node["$ref"].partition("#/$defs/")
                root = self._common if file else root
                node = root["$defs"][name]
            known = node.get("properties", {})
            if step in known:
                node = known[step]
                yield str(node.get("title", step))
            else:
                node = node.get("additionalProperties") or node.get("items") or {}
                yield str(step)

    def accepts(self, kind: str, value: object) -> bool:
        """Whether ``value`` is valid, decided by jsonschema-rs; 5.0 is no whole number, which only jsonschema knows."""
        validator = self._fast.get(kind)
        if validator is None:
            import jsonschema_rs  # noqa: PLC0415 - not needed to look schemas up

            registry = jsonschema_rs.Registry([(COMMON + SUFFIX, self._common)])
            validator = jsonschema_rs.Draft202012Validator(
                self.schema(kind), registry=registry, validate_formats=True, base_uri=kind + SUFFIX
            )
            self._fast[kind] = validator
        is_valid = bool(validator.is_valid(value))
        return is_valid and (not _holds_whole_decimal(value) or bool(self._validator(kind).is_valid(value)))

    def explain(self, kind: str, value: object, path: str) -> list[Finding]:
        """Return what is wrong with ``value``, found by jsonschema. Empty exactly when ``accepts`` is true."""
        problems = list(islice(self._validator(kind).iter_errors(value), MOST_FINDINGS))
        misshapen = {tuple(problem.absolute_path) for problem in problems if problem.validator == "pattern"}
        telling = (p for p in problems if p.validator not in _OF_SHAPE or tuple(p.absolute_path) not in misshapen)
        return in_order(finding for problem in telling for finding in _explain(problem, path))[:MOST_FINDINGS]

    @cached_property
    def _common(self) -> dict[str, Any]:
        return self.schema(COMMON)

    def _validator(self, kind: str) -> Any:
        if kind not in self._explaining:
            from jsonschema import Draft202012Validator, FormatChecker  # noqa: PLC0415 - only when something is wrong
            from jsonschema.validators import extend  # noqa: PLC0415 - only when something is wrong
            from referencing import Registry, Resource  # noqa: PLC0415 - only when something is wrong

            formats = FormatChecker(formats=())
            formats.checks("date")(_is_date)
            formats.checks("date-time")(_is_moment)
            resources = [(name + SUFFIX, Resource.from_contents(self.schema(name))) for name in (COMMON, kind)]
            registry: Registry[Any] = Registry().with_resources(resources)
            short = {keyword: _unless_too_long(Draft202012Validator.VALIDATORS[keyword]) for keyword in _OF_MEMBERS}
            explaining: Any = extend(Draft202012Validator, {"pattern": _pattern, **short})  # type: ignore[no-untyped-call] # the library has no types here
            self._explaining[kind] = explaining(self.schema(kind), registry=registry, format_checker=formats)
        return self._explaining[kind]


def _holds_whole_decimal(value: object) -> bool:
    if isinstance(value, (dict, list)):
        return any(map(_holds_whole_decimal, value.values() if isinstance(value, dict) else value))
    return isinstance(value, Decimal) and value == value.to_integral_value()


def _explain(problem: Any, path: str) -> Iterator[Finding]:
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
            yield from _unknown(value, schema, path, pointer)
        case "not":
            yield UNKNOWN_KEY.on_key(path, *pointer, key=pointer[-1] if pointer else "", known="–", guess="–")
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
            yield LENGTH.at(path, *pointer, limit=f"{_LENGTHS[keyword]} {limit}")


def _pattern(validator: Any, pattern: str, instance: object, schema: object) -> Iterator[Any]:  # noqa: ARG001
    """Judge ``pattern`` as ECMAScript does, where ``$`` never stands before a last line break."""
    from jsonschema import ValidationError  # noqa: PLC0415 - only when something is wrong

    if isinstance(instance, str) and not re.search(re.sub(r"\$$", r"\\Z", pattern), instance):
        yield ValidationError(f"{instance!r} does not match {pattern!r}")


def _unless_too_long(judge: Callable[..., Iterator[Any] | None]) -> Callable[..., Iterator[Any]]:
    """Return a judge that leaves the members of a list or group alone if there are too many, which is told anyway."""

    def short(validator: Any, limit: Any, instance: Any, schema: Mapping[str, Any]) -> Iterator[Any]:
        most = schema.get("maxItems" if isinstance(instance, list) else "maxProperties")
        if most is None or not isinstance(instance, (list, dict)) or len(instance) <= most:
            yield from judge(validator, limit, instance, schema) or ()

    return short


def _wrong_type(value: object, wanted: Any, schema: Mapping[str, Any], path: str, pointer: Pointer) -> Finding:
    names = wanted if isinstance(wanted, list) else [wanted]
    expected = _TYPES[names[0]]
    example = _example(schema)
    if value is None:
        return EMPTY.at(path, *pointer, expected=expected, example=example)
    if isinstance(value, str) and names[0] in {"number", "integer"}:
        if _COMMA_NUMBER.match(value):
            return COMMA.at(path, *pointer, value=value, mended=value.strip().replace(".", "").replace(",", "."))
        return _quoted(value, path, pointer) or NUMBER_TEXT.at(path, *pointer, value=value)
    return TYPE.at(path, *pointer, value=_yaml(value), expected=expected, example=example)


def _missing(
    value: Mapping[str, object], names: list[str], schema: Mapping[str, Any], path: str, pointer: Pointer
) -> Iterator[Finding]:
    properties = schema.get("properties", {})
    for name in names:
        if name not in value:
            inner = properties.get(name, {})
            inner = inner if isinstance(inner, dict) else {}
            yield REQUIRED.at(path, *pointer, key=name, title=inner.get("title", name), example=_example(inner))


def _unknown(value: Mapping[str, object], schema: Mapping[str, Any], path: str, pointer: Pointer) -> Iterator[Finding]:
    known = list(schema.get("properties", {}))
    before = dict(zip(islice(value, 1, None), value, strict=False))
    for key in islice((key for key in value if key not in known), MOST_FINDINGS):
        whole = before.get(key)
        cut = value[whole] if whole is not None and value[key] is None else None
        if whole is not None and isinstance(cut, (int, str)):
            yield from _cut_by_comma(cut, key, path, (*pointer, whole))
            continue
        close = difflib.get_close_matches(key[:100], known, 1)
        guess = close[0] if close else "–"
        yield UNKNOWN_KEY.on_key(path, *pointer, key, key=key, known=_list(known), guess=guess)


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


def _example(schema: Mapping[str, Any]) -> str:
    examples = schema.get("examples")
    return f"({examples[0]})" if examples else ""


def _list(values: list[Any]) -> Term:
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


def _is_date(value: object) -> bool:
    return not isinstance(value, str) or _parses(date.fromisoformat, value)


def _is_moment(value: object) -> bool:
    return not isinstance(value, str) or _parses(datetime.fromisoformat, value)


def _parses(parse: Any, value: str) -> bool:
    try:
        parse(value)
    except ValueError:
        return False
    return True
