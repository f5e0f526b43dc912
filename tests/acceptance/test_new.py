"""``thidua new``: skeletons that are correct as written and never overwrite anything."""

from pathlib import Path

import pytest

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
    assessment = ["new", "assessment", "2026", "--cluster", "cum-01", "--organisation", "hoi-tre-viet"]
    assert thidua(*assessment, "--root", portal).exit_code == 0
    run = thidua("validate", "--root", portal, "--format", "json")
    assert run.exit_code == 0
    assert {finding["rule"] for finding in run.document["findings"]} <= {"evidence-missing", "text-placeholder"}


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
