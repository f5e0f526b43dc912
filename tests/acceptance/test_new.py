"""``thidua new``: skeletons that are correct as written and never overwrite anything."""

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from support.command import thidua

MEMBERS = """  - {id: hoi-song-xanh, kind: member, name: Hội Sông Xanh, order: 11, from: 2009-05-01}
  - {id: hoi-tre-viet, kind: member, name: Hội Tre Việt, order: 12, from: 2009-05-01}
"""


@pytest.fixture
def portal(tmp_path: Path) -> Path:
    assert thidua("new", "portal", "--root", tmp_path).exit_code == 0
    register = tmp_path / "submissions" / "organisations.yml"
    register.write_text(register.read_text(encoding="utf-8") + MEMBERS, encoding="utf-8")
    assert thidua("new", "season", "2026", "--root", tmp_path).exit_code == 0
    return tmp_path


def new_cluster(portal: Path, *members: str) -> int:
    listed = [word for member in members for word in ("--member", member)]
    name = 'Cụm số 1: "khối" #1'
    return thidua(
        "new", "cluster", "2026", "cum-01", "--root", portal, "--name", name, "--monitor", "ban-to-chuc", *listed
    ).exit_code


def test_a_new_portal_with_a_season_and_a_cluster_has_no_errors(portal: Path) -> None:
    assert new_cluster(portal, "hoi-song-xanh", "hoi-tre-viet") == 0
    run = thidua("validate", "--root", portal, "--format", "json")
    assert run.exit_code == 0
    assert run.document["findings"] == []


def new_assessment(portal: Path) -> Path:
    assert new_cluster(portal, "hoi-song-xanh", "hoi-tre-viet") == 0
    words = ["new", "assessment", "2026", "--cluster", "cum-01", "--organisation", "hoi-tre-viet"]
    assert thidua(*words, "--root", portal).exit_code == 0
    return portal / "submissions" / "2026" / "cum-01" / "hoi-tre-viet" / "self-assessment.yml"


def test_an_untouched_assessment_is_one_error_and_no_points(portal: Path) -> None:
    new_assessment(portal)
    run = thidua("validate", "--root", portal, "--format", "json")
    assert [(f["rule"], f["severity"]) for f in run.document["findings"]] == [("text-placeholder", "error")]
    score = thidua("score", "2026", "--root", portal, "--format", "json")
    members = {m["organisation"]: m for m in score.document["clusters"][0]["members"]}
    assert members["hoi-tre-viet"]["state"] == "missing"


def test_no_criterion_of_an_assessment_starts_with_points(portal: Path) -> None:
    scores = yaml.safe_load(new_assessment(portal).read_text(encoding="utf-8"))["scores"]
    assert set(scores) == {"I.1", "I.2", "II.1", "II.2", "T.1", "P.1"}
    assert all(value == "…" for entry in scores.values() for key, value in entry.items() if key != "evidence")


FILLED = {
    "passed": "true",
    "actual": "10",
    "target": "10",
    "level": "a",
    "count": "0",
    "title": "Kế hoạch số 12/KH",
    "summary": "Đã hoàn thành nhiệm vụ năm.",
    "text": "Tổ chức mười hội nghị.",
    "position": "Chánh Văn phòng",
}


def test_an_assessment_is_right_once_every_dot_is_replaced(portal: Path) -> None:
    path = new_assessment(portal)
    text = path.read_text(encoding="utf-8")
    left = thidua("validate", "--root", portal, "--format", "json")
    for key, value in FILLED.items():
        text = re.sub(rf"\b{key}: …", f"{key}: {value}", text)
        path.write_text(text, encoding="utf-8")
        left = thidua("validate", "--root", portal, "--format", "json")
        assert {f["rule"] for f in left.document["findings"]} <= {"text-placeholder"}
    assert left.document["findings"] == []


def test_what_exists_is_never_overwritten(portal: Path) -> None:
    path = portal / "submissions" / "2026" / "season.yml"
    path.write_text("# của tôi\n", encoding="utf-8")
    run = thidua("new", "season", "2026", "--root", portal)
    assert run.exit_code == 2
    assert "season.yml" in run.err
    assert path.read_text(encoding="utf-8") == "# của tôi\n"


def test_an_unknown_member_is_refused(portal: Path) -> None:
    assert new_cluster(portal, "hoi-khong-co") == 2
    assert not (portal / "submissions" / "2026" / "cum-01").exists()


@pytest.mark.parametrize("year", ["26", "2026a", "../2026"])
def test_a_season_is_a_year(portal: Path, year: str) -> None:
    assert thidua("new", "season", year, "--root", portal).exit_code == 2


def test_an_id_cannot_lead_out_of_the_season(portal: Path) -> None:
    run = thidua(
        "new", "cluster", "2026", "../x", "--root", portal, "--name", "x", "--monitor", "ban-to-chuc", "--member", "a"
    )
    assert run.exit_code == 2


def test_a_cluster_needs_its_season(portal: Path) -> None:
    words = ["new", "cluster", "2030", "cum-01", "--name", "x", "--member", "hoi-tre-viet", "--monitor", "ban-to-chuc"]
    run = thidua(*words, "--root", portal)
    assert run.exit_code == 2
    assert "thidua new season 2030" in run.err
    assert not (portal / "submissions" / "2030").exists()


def test_names_stay_readable_in_the_file(portal: Path) -> None:
    assert new_cluster(portal, "hoi-song-xanh") == 0
    text = (portal / "submissions" / "2026" / "cum-01" / "cluster.yml").read_text(encoding="utf-8")
    assert "Cụm số 1" in text


def editors_schema(path: Path) -> Path:
    """The file that the first line of a record leads an editor to."""
    found = re.match(r"# yaml-language-server: \$schema=(\S+)\n", path.read_text(encoding="utf-8"))
    assert found is not None, path
    return (path.parent / found[1]).resolve()


def validator(schema: Path) -> Draft202012Validator:
    """A schema as an editor reads it: what it refers to lies beside it."""

    def beside(name: str) -> Resource[Any]:
        return Resource.from_contents(json.loads((schema.parent / name).read_text(encoding="utf-8")))

    registry: Registry[Any] = Registry(retrieve=beside)
    return Draft202012Validator(json.loads(schema.read_text(encoding="utf-8")), registry=registry)


def test_editors_find_the_schema_of_every_skeleton_in_the_portal_itself(portal: Path) -> None:
    assert new_cluster(portal, "hoi-song-xanh", "hoi-tre-viet") == 0
    words = ["new", "assessment", "2026", "--cluster", "cum-01", "--organisation", "hoi-tre-viet", "--root", portal]
    assert thidua(*words).exit_code == 0
    records = sorted((portal / "submissions").rglob("*.yml"))
    assert len(records) == 7
    for record in records:
        schema = editors_schema(record)
        assert (schema.parent, schema.name) == (portal / "schemas", f"{record.stem}.schema.json")
        document = json.loads(json.dumps(yaml.safe_load(record.read_text(encoding="utf-8")), default=str))
        assert {error.instance for error in validator(schema).iter_errors(document)} <= {"…"}


def test_a_portal_without_schemas_gets_no_line_that_leads_nowhere(tmp_path: Path) -> None:
    (tmp_path / "schemas").mkdir()
    assert thidua("new", "portal", "--root", tmp_path).exit_code == 0
    assert "yaml-language-server" not in (tmp_path / "submissions" / "portal.yml").read_text(encoding="utf-8")


def test_schemas_of_an_earlier_version_are_replaced(portal: Path) -> None:
    schema = portal / "schemas" / "vote.schema.json"
    shipped = schema.read_bytes()
    schema.write_text("{}", encoding="utf-8")
    assert thidua("new", "schemas", "--root", portal).exit_code == 0
    assert schema.read_bytes() == shipped


def test_what_is_built_never_gets_into_the_repository(portal: Path) -> None:
    built = [
        "site/index.html",
        "site-noi-bo/index.html",
        "build/public/docs/index.md",
        "audit.json",
        ".venv/pyvenv.cfg",
    ]
    for name in built:
        (portal / name).parent.mkdir(parents=True, exist_ok=True)
        (portal / name).write_text("", encoding="utf-8")
    subprocess.run(["git", "init", "-q"], cwd=portal, check=True)
    subprocess.run(["git", "add", "-A"], cwd=portal, check=True)
    listed = subprocess.run(["git", "ls-files"], cwd=portal, check=True, capture_output=True, text=True).stdout.split()
    assert {name.split("/")[0] for name in listed} == {".gitattributes", ".gitignore", "schemas", "submissions"}


def test_records_keep_their_bytes_on_every_system(portal: Path) -> None:
    subprocess.run(["git", "init", "-q"], cwd=portal, check=True)
    words = ["git", "check-attr", "text", "submissions/2026/season.yml"]
    assert subprocess.run(words, cwd=portal, check=True, capture_output=True, text=True).stdout.endswith(
        "text: unset\n"
    )


def test_a_new_portal_is_for_the_offices_only(portal: Path) -> None:
    register = yaml.safe_load((portal / "submissions" / "portal.yml").read_text(encoding="utf-8"))
    assert (register["repository"]["kind"], register["repository"]["visibility"]) == ("none", "internal")


def test_what_systems_leave_in_folders_never_gets_into_the_repository(portal: Path) -> None:
    for name in ("Thumbs.db", ".DS_Store", "~$bao-cao.docx"):
        (portal / "submissions" / name).write_text("", encoding="utf-8")
    subprocess.run(["git", "init", "-q"], cwd=portal, check=True)
    words = ["git", "ls-files", "--others", "--exclude-standard", "submissions"]
    listed = subprocess.run(words, cwd=portal, check=True, capture_output=True, text=True).stdout.split()
    assert all(name.endswith(".yml") for name in listed)


@pytest.mark.parametrize("cluster", ["con", "com1", "lpt9"])
def test_no_cluster_is_named_like_a_device(portal: Path, cluster: str) -> None:
    words = ["new", "cluster", "2026", cluster, "--name", "x", "--member", "hoi-tre-viet", "--monitor", "ban-to-chuc"]
    assert thidua(*words, "--root", portal).exit_code == 2


def test_a_cluster_has_every_monitor_that_is_named(portal: Path) -> None:
    register = portal / "submissions" / "organisations.yml"
    more = "  - {id: ban-phong-trao, kind: department, name: Ban Phong trào, order: 4, from: 2000-01-01}\n"
    register.write_text(register.read_text(encoding="utf-8") + more, encoding="utf-8")
    words = ["new", "cluster", "2026", "cum-01", "--name", "x", "--member", "hoi-tre-viet"]
    run = thidua(*words, "--monitor", "ban-to-chuc", "--monitor", "ban-phong-trao", "--root", portal)
    assert run.exit_code == 0
    written = yaml.safe_load((portal / "submissions/2026/cum-01/cluster.yml").read_text(encoding="utf-8"))
    assert written["monitors"] == ["ban-to-chuc", "ban-phong-trao"]


def test_a_cluster_needs_a_lead_that_is_registered(portal: Path) -> None:
    words = ["new", "cluster", "2026", "cum-01", "--name", "x", "--member", "hoi-tre-viet", "--monitor", "ban-to-chuc"]
    assert thidua(*words, "--lead", "hoi-khong-co", "--root", portal).exit_code == 2
