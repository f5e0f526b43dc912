"""The JSON Schemas of records: accepted fast by jsonschema-rs, explained by jsonschema, the reference."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property, partial, reduce
from itertools import islice
from pathlib import Path
from typing import Any, Final

from thidua.records.explanation import explained
from thidua.records.finding import MOST_FINDINGS, Finding, Pointer, in_order
from thidua.records.shipped import shipped

COMMON: Final = "common"
SUFFIX: Final = ".schema.json"

Node = Mapping[str, Any]

_OF_SHAPE: Final = ("format", "minLength", "maxLength")  # not told of a text that has the wrong form anyway
_OF_MEMBERS: Final = ("items", "additionalProperties", "propertyNames")


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

    def _titles(self, root: Node, pointer: Pointer) -> Iterator[str]:
        node = root
        for step in pointer:
            root, node = self._resolved(root, node)
            is_named = step in node.get("properties", {})
            node = _below(node, step)
            titled = self._referred(root, node)[1] if is_named and "title" not in node else node
            yield str(titled.get("title", step) if is_named else step)

    def _resolved(self, root: Node, node: Node) -> tuple[Node, Node]:
        """Return what references lead to in the end, and the schema that its own references count from."""
        while "$ref" in node:
            root, node = self._referred(root, node)
        return root, node

    def _referred(self, root: Node, node: Node) -> tuple[Node, Node]:
        """Return what the reference of a node leads to, and the schema that its own references count from."""
        file, _hash, pointer = node["$ref"].partition("#/")
        root = self._common if file else root
        return root, reduce(lambda found, key: found[key], pointer.split("/"), root)

    def _known(self, kind: str, value: object, pointer: Pointer) -> list[str]:
        """Return the keys that the group at ``pointer`` may have: of a criterion in a rubric, those of its kind."""
        root: Node = self.schema(kind)
        node, inner = root, value
        for step in pointer:
            root, node = self._resolved(root, node)
            node, inner = _below(node, step), inner[step]  # type: ignore[index] # where something was found there
        root, node = self._resolved(root, node)
        barred: set[str] = set()
        for case in node.get("allOf", ()):
            if "if" in case and self._validator(kind).evolve(schema=case["if"]).is_valid(inner):
                barred |= {key for key, rule in case["then"].get("properties", {}).items() if rule == {"not": {}}}
        return [key for key in node.get("properties", {}) if key not in barred]

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
        known = partial(self._known, kind, value)
        return in_order(finding for problem in telling for finding in explained(problem, path, known))[:MOST_FINDINGS]

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


def _below(node: Node, step: str | int) -> Node:
    """Return the schema of a member of what ``node``, no reference, describes."""
    named: Node = node.get("properties", {})
    return named[str(step)] if step in named else node.get("additionalProperties") or node.get("items") or {}


def _holds_whole_decimal(value: object) -> bool:
    if isinstance(value, (dict, list)):
        return any(map(_holds_whole_decimal, value.values() if isinstance(value, dict) else value))
    return isinstance(value, Decimal) and value == value.to_integral_value()


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
