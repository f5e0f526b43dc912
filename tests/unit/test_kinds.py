"""The table of kinds of records is the only list of them: whatever else must know each kind agrees with it."""

import dataclasses
import json
import re
from pathlib import Path

import pytest

from thidua.records import layout
from thidua.records.bundle import ClusterRecords, Dossier, Registers, SeasonRecords
from thidua.records.figure import NEVER
from thidua.records.kind import ACCOUNTS, EXCLUSIONS, FILES, KINDS, SCHEMAS, Level, RecordKind
from thidua.records.role import Approval, Role

ROOT = Path(__file__).parents[2]
BUNDLES = {
    Level.PORTAL: Registers,
    Level.SEASON: SeasonRecords,
    Level.CLUSTER: ClusterRecords,
    Level.DOSSIER: Dossier,
}
WHO = {
    Role.ADMINISTRATOR: "quản trị",
    Role.STANDING_BOARD: "cơ quan có thẩm quyền",
    Role.COUNCIL_MEMBER: "người phụ trách Cụm",
    Role.MONITOR: "ban theo dõi",
    Role.NAMED_MONITOR: "ban theo dõi",
    Role.LEAD: "Cụm trưởng",
    Role.MEMBER: "thành viên",
    Role.VERIFIER: "đơn vị thẩm định",
    Role.REVIEWER: "đơn vị phúc tra",
}
INDENTS = {2: Level.PORTAL, 4: Level.SEASON, 6: Level.CLUSTER, 8: Level.DOSSIER}


def tree() -> dict[tuple[Level, str], str]:
    """The files of the guide's tree, and who writes them."""
    guide = (ROOT / "docs/huong-dan/mo-hinh-du-lieu.md").read_text("utf-8")
    drawn = guide.partition("## Cây thư mục")[2].partition("```")[2].partition("```")[0]
    found = {}
    for line in drawn.splitlines():
        for file in re.findall(r"[a-z-]+\.yml", line):
            level = INDENTS[len(line) - len(line.lstrip())]
            is_report = file == "ban-to-chuc.yml"
            found[Level.CONSOLIDATIONS if is_report else level, "*.yml" if is_report else file] = line.rpartition("  ")[
                2
            ]
    return found


@pytest.mark.parametrize("record", KINDS, ids=lambda record: record.file)
def test_the_guide_draws_every_kind_where_it_stands_and_says_who_writes_it(record: RecordKind) -> None:
    assert tree()[record.level, record.file].startswith(WHO[record.owner.roles[0]])


def test_the_guide_draws_nothing_else() -> None:
    assert tree().keys() == {(record.level, record.file) for record in KINDS}


@pytest.mark.parametrize("level", BUNDLES, ids=lambda level: level.name)
def test_a_bundle_holds_the_records_of_its_folder(level: Level) -> None:
    held = {field.name for field in dataclasses.fields(BUNDLES[level]) if "Record[" in str(field.type)}
    assert held - {"consolidations"} == {record.attribute for record in FILES[level].values()}


def test_every_schema_of_a_record_is_of_a_kind() -> None:
    """The schemas of what the programs print have ids of their own."""
    found = {path.name.removesuffix(".schema.json") for path in (ROOT / "schemas").glob("*.schema.json")}
    assert set(SCHEMAS) <= found
    titles = {name: json.loads((ROOT / f"schemas/{name}.schema.json").read_bytes())["title"] for name in SCHEMAS}
    assert all(titles.values())


def test_of_two_kinds_with_one_schema_the_value_is_the_same() -> None:
    for name in SCHEMAS:
        assert len({record.value for record in KINDS if record.schema == name}) == 1


@pytest.mark.parametrize("record", KINDS, ids=lambda record: record.file)
def test_who_approves_fits_the_folder(record: RecordKind) -> None:
    fitting = {
        Level.CLUSTER: {Approval.FOLDER, Approval.BESIDE_LEAD, Approval.LEAD},
        Level.DOSSIER: {Approval.FOLDER, Approval.VERIFIERS, Approval.OTHER_MONITORS, Approval.ADMINISTRATORS},
    }
    assert record.approval in fitting.get(record.level, {Approval.FOLDER})
    assert record.approval is not Approval.BESIDE_LEAD or record.owner.roles[0] is Role.LEAD
    assert record.approval is not Approval.LEAD or Role.LEAD not in record.owner.roles


def test_no_file_of_exclusions_is_ever_named() -> None:
    assert EXCLUSIONS.named is NEVER


def test_names_of_files_are_taken_from_the_table() -> None:
    assert "accounts.yml" in layout.names(layout.ROOT)
    assert ACCOUNTS.file not in layout.names(f"{layout.ROOT}/2020")
