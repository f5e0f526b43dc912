"""A kind of criterion has one home: what the schemas say of it is what it says of itself."""

import json
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any

import pytest

from thidua.records.criterion.kind import CriterionKind
from thidua.records.criterion.table import KINDS, PENALTIES
from thidua.records.dossier import FACTS, Entry
from thidua.records.schema import Schemas

FOLDER = Path(__file__).parents[2] / "schemas"
FACTS_OF_ALL = {"estimated", "not_applicable"}
"""What an entry may say beside the facts that points come from."""


def schema(name: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((FOLDER / f"{name}.schema.json").read_text("utf-8"))
    return document


RUBRIC, API, COMMON = schema("rubric"), schema("api-rubric"), schema("common")
CRITERION = RUBRIC["$defs"]["criterion"]
OF_EVERY_KIND = {"code", "title", "max", "kind", "evidence", "guidance", "na_allowed"}


def case(name: str) -> dict[str, Any]:
    """What the schema says of the criteria of one kind alone."""
    found: dict[str, Any]
    (found,) = (c["then"] for c in CRITERION["allOf"] if c["if"]["properties"]["kind"] == {"const": name})
    return found


def own(kind: type[CriterionKind]) -> set[str]:
    """The keys of rubric.yml that a kind reads beside the maximum."""
    return {field.name for field in fields(kind)} - {"max"}  # type: ignore[arg-type]


def test_the_schemas_list_the_kinds_of_the_table() -> None:
    named = RUBRIC["properties"]["sections"]["items"]["properties"]["criteria"]["items"]["properties"]["kind"]

    assert named["enum"] == list(KINDS)
    assert API["$defs"]["criterion"]["properties"]["kind"]["enum"] == list(KINDS)
    assert len(CRITERION["allOf"]) == len(KINDS)


@pytest.mark.parametrize("group", ["bonus", "penalties"])
def test_the_kinds_of_bonus_points_and_of_penalties_are_those_that_may_take_points_off(group: str) -> None:
    assert RUBRIC["properties"][group]["items"]["properties"]["kind"]["enum"] == list(PENALTIES)


@pytest.mark.parametrize("name", PENALTIES)
def test_a_penalty_is_its_kind_in_other_words(name: str) -> None:
    assert issubclass(PENALTIES[name], KINDS[name])
    assert own(PENALTIES[name]) == own(KINDS[name])


@pytest.mark.parametrize("name", KINDS)
def test_a_kind_has_the_keys_that_the_schema_gives_it(name: str) -> None:
    barred = {key for key, rule in case(name).get("properties", {}).items() if rule == {"not": {}}}

    assert own(KINDS[name]) == CRITERION["properties"].keys() - OF_EVERY_KIND - barred
    assert own(KINDS[name]) <= API["$defs"]["criterion"]["properties"].keys()
    needed = {field.name for field in fields(KINDS[name]) if field.default is MISSING}  # type: ignore[arg-type]
    assert set(case(name).get("required", ())) == needed - {"max"}


@pytest.mark.parametrize("name", KINDS)
def test_a_kind_asks_for_facts_that_an_entry_can_give(name: str) -> None:
    assert KINDS[name].facts
    assert KINDS[name].facts <= FACTS.keys()
    assert KINDS[name].optional <= FACTS_OF_ALL


def test_a_fact_is_a_field_of_an_entry() -> None:
    assert FACTS.keys() <= {field.name for field in fields(Entry)}
    assert COMMON["$defs"]["facts"]["properties"].keys() == FACTS.keys() | FACTS_OF_ALL


@pytest.mark.parametrize(
    ("record", "group"), [("self-assessment", "score"), ("verification", "score"), ("review", "outcome")]
)
def test_whoever_enters_something_can_enter_every_fact_and_it_means_the_same(record: str, group: str) -> None:
    facts = COMMON["$defs"]["facts"]["properties"]
    entered = schema(record)["$defs"][group]["properties"]

    assert {name: entered.get(name) for name in facts} == {
        name: {"$ref": f"common.schema.json#/$defs/facts/properties/{name}"} for name in facts
    }


@pytest.mark.parametrize(("record", "group"), [("self-assessment", "scores"), ("review", "outcomes")])
def test_a_fact_bears_its_own_name_wherever_it_is_entered(record: str, group: str) -> None:
    assert Schemas().titles(record, (group, "I.1", "actual"))[1:] == ["I.1", "Kết quả thực hiện"]
