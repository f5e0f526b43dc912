"""The schemas of the records: closed, bounded, explained in Vietnamese, and precise about what is wrong."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from thidua.records import kind as kinds

FOLDER = Path(__file__).parents[2] / "schemas"
RECORDS = kinds.SCHEMAS
SCHEMAS = {kind: json.loads((FOLDER / f"{kind}.schema.json").read_text("utf-8")) for kind in [*RECORDS, "common"]}
REGISTRY: Registry[Any] = Registry().with_resources(
    (schema["$id"], Resource.from_contents(schema)) for schema in SCHEMAS.values()
)
VIETNAMESE = set("àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ")

Node = dict[str, Any]


def nodes(schema: Node, pointer: str = "#") -> Iterator[tuple[str, Node]]:
    """Every subschema that describes a value; conditions (if, then, else, allOf) only narrow these."""
    yield pointer, schema
    for key in ("properties", "$defs"):
        for name, child in schema.get(key, {}).items():
            yield from nodes(child, f"{pointer}/{key}/{name}")
    for key in ("items", "additionalProperties", "propertyNames"):
        if isinstance(schema.get(key), dict):
            yield from nodes(schema[key], f"{pointer}/{key}")


def everything(value: object) -> Iterator[Node]:
    """Every JSON object in the schema, conditions included."""
    if isinstance(value, dict):
        yield value
    for child in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from everything(child)


def is_a(node: Node, kind: str) -> bool:
    """Whether the subschema admits this JSON type."""
    return kind in node.get("type", ()) if isinstance(node.get("type"), list) else node.get("type") == kind


@pytest.fixture(params=SCHEMAS)
def schema(request: pytest.FixtureRequest) -> Node:
    return SCHEMAS[request.param]


def test_is_a_valid_schema_named_after_its_file(schema: Node) -> None:
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert SCHEMAS[schema["$id"].removesuffix(".schema.json")] is schema


def test_every_reference_leads_somewhere(schema: Node) -> None:
    resolver = REGISTRY.resolver(schema["$id"])
    assert all(resolver.lookup(node["$ref"]).contents for node in everything(schema) if "$ref" in node)


def test_objects_are_closed(schema: Node) -> None:
    for pointer, node in nodes(schema):
        if is_a(node, "object"):
            names_are_free = {"propertyNames", "maxProperties"} <= node.keys()
            assert node["additionalProperties"] is False or names_are_free, pointer


def test_strings_and_lists_are_bounded(schema: Node) -> None:
    for pointer, node in nodes(schema):
        if is_a(node, "string") and not is_a(node, "object"):  # a condition of an award: its words are an enum
            assert "maxLength" in node, pointer
        if is_a(node, "array"):
            assert "maxItems" in node, pointer
        if is_a(node, "number") or is_a(node, "integer"):
            assert "maximum" in node, pointer


def test_patterns_are_anchored(schema: Node) -> None:
    patterns = [node["pattern"] for node in everything(schema) if isinstance(node.get("pattern"), str)]
    assert all(pattern.startswith("^") and pattern.endswith("$") for pattern in patterns)


def test_keywords_with_vague_messages_are_not_used(schema: Node) -> None:
    for node in everything(schema):
        assert not node.keys() & {"oneOf", "anyOf", "multipleOf", "patternProperties"}


def test_a_format_only_adds_the_calendar_to_a_pattern(schema: Node) -> None:
    formats = [node for _, node in nodes(schema) if "format" in node]
    assert all(node["format"] in {"date", "date-time"} and "pattern" in node for node in formats)


def test_every_property_is_explained_in_vietnamese(schema: Node) -> None:
    described = [("#", schema)]
    for pointer, node in nodes(schema):
        described += [(f"{pointer}/{name}", child) for name, child in node.get("properties", {}).items()]
        described += [(f"{pointer}/$defs/{name}", child) for name, child in node.get("$defs", {}).items()]
    for pointer, found in described:
        node = found if "title" in found else REGISTRY.resolver(schema["$id"]).lookup(found["$ref"]).contents
        assert node["title"].strip(), pointer
        assert VIETNAMESE & set(node["description"].lower()), pointer


def criterion(**keys: object) -> Node:
    """A rubric that is right but for the keys of its only criterion."""
    entry = {"code": "I.1", "title": "Tiêu chí", "max": 4, "evidence": "none", **keys}
    return {
        "title": "Bảng tiêu chí",
        "legal_basis": [],
        "scale": {"total": 4, "bonus_max": 0, "penalty_max": 0},
        "sections": [{"code": "I", "title": "Nhóm", "max": 4, "criteria": [entry]}],
        "classification": [],
    }


def receipt(**keys: object) -> Node:
    return {"receipts": [{"organisation": "hoi-a", "received_at": "2020-11-12T09:30:00+07:00", **keys}]}


IN_CRITERION = "$.sections[0].criteria[0]"


@pytest.mark.parametrize(
    ("kind", "record", "where", "keyword"),
    [
        ("rubric", criterion(kind="levels"), IN_CRITERION, "required"),
        ("rubric", criterion(kind="per_unit", unit_points=1), IN_CRITERION, "required"),
        ("rubric", criterion(kind="pass_fail", levels=[]), f"{IN_CRITERION}.levels", "not"),
        ("rubric", criterion(kind="percent"), f"{IN_CRITERION}.kind", "enum"),
        ("rubric", criterion(kind="points", max="9,5"), f"{IN_CRITERION}.max", "type"),
        ("rubric", criterion(kind="points", colour="red"), IN_CRITERION, "additionalProperties"),
        ("covenant", {"signed_on": "15/11/2020", "signatories": []}, "$.signed_on", "pattern"),
        ("targets", {"targets": {"I,2": 50}}, "$.targets", "pattern"),
        ("verification", {"verifier": "hoi-a", "accepted": False}, "$.accepted", "const"),
        ("receipts", receipt(), "$.receipts[0]", "required"),
        ("receipts", receipt(channel="paper", number=214), "$.receipts[0].number", "type"),
    ],
)
def test_a_defect_gives_one_error_at_its_place(kind: str, record: Node, where: str, keyword: str) -> None:
    errors = list(Draft202012Validator(SCHEMAS[kind], registry=REGISTRY).iter_errors(record))
    assert [(error.json_path, error.validator) for error in errors] == [(where, keyword)]


@pytest.mark.parametrize(
    ("kind", "record"),
    [
        ("rubric", criterion(kind="ratio", floor=0.5)),
        ("rubric", criterion(kind="deduction", unit_points=0.5, unit="ngày chậm", minimum=1)),
        ("receipts", receipt(channel="paper", number="214")),
        ("receipts", receipt(sha256="0" * 64)),
    ],
)
def test_what_the_data_model_allows_is_accepted(kind: str, record: Node) -> None:
    Draft202012Validator(SCHEMAS[kind], registry=REGISTRY).validate(record)
