"""``thidua status``: counts and days left."""

from pathlib import Path

import pytest

from support.command import CHECKOUT, thidua, validate_output


def test_the_running_season_is_shown_by_default() -> None:
    run = thidua("status", "--root", CHECKOUT, "--as-of", "2021-11-20", "--format", "json")
    validate_output("status", run.document)
    assert run.document["season"] == "2021"
    assert len(run.document["clusters"]) == 6
    left = {milestone["name"]: milestone["days_left"] for milestone in run.document["milestones"]}
    assert left["conference"] == 19  # before 2021-12-10: the last day is 2021-12-09
    assert left["self_assessment"] < 0


def test_the_table_names_every_cluster() -> None:
    run = thidua("status", "2021", "--root", CHECKOUT, "--as-of", "2021-11-20")
    assert run.exit_code == 0
    assert all(f"cum-0{number}" in run.out for number in range(1, 7))


def test_an_unknown_season_is_a_usage_error() -> None:
    assert thidua("status", "1999", "--root", CHECKOUT).exit_code == 2


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2021-11-20", "2021-11-20T00:00:00+07:00"),
        ("2021-11-20 09:10", "2021-11-20T09:10:00+07:00"),
        ("2021-11-20 09:10:30", "2021-11-20T09:10:30+07:00"),
        ("2021-11-20T09:10", "2021-11-20T09:10:00+07:00"),
        ("2021-11-20T09:10:30", "2021-11-20T09:10:30+07:00"),
        ("2021-11-20T09:10:30+07:00", "2021-11-20T09:10:30+07:00"),
        ("2021-11-20 02:10Z", "2021-11-20T09:10:00+07:00"),
        ("2021-11-20T04:10:00.5+02:00", "2021-11-20T09:10:00+07:00"),
    ],
)
def test_a_moment_is_read_as_people_write_it_and_without_offset_in_the_portals_zone(written: str, meant: str) -> None:
    run = thidua("status", "--root", CHECKOUT, "--as-of", written, "--format", "json")
    assert run.document["as_of"] == meant


@pytest.mark.parametrize(
    "written",
    [
        "",
        "20/11/2021",
        "20211120",
        "2021-W46-6",
        "2021-11-31",
        "2021-11-20 9:10",
        "2021-11-20 09h10",
        "2021-11-20 24:00",
        "2021-11-20x09:10",
        "2021-11-20 ",
        "2021-11-20 09:10\n",
        "2021-11-20+07:00",
        "2021-11-20T09:10+25:00",
        "٢٠٢١-11-20",
        "1899-12-31",
        "2200-01-01 09:10",
        "hôm qua",
    ],
)
def test_a_moment_that_can_be_read_in_no_way_is_refused_with_an_example(written: str) -> None:
    run = thidua("status", "--root", CHECKOUT, "--as-of", written)
    assert run.exit_code == 2
    assert "2021-11-20 09:10" in run.err


def test_a_moment_without_offset_is_refused_where_the_zone_cannot_be_read(sample: Path) -> None:
    portal = sample / "submissions/portal.yml"
    portal.write_text(portal.read_text("utf-8").replace("Asia/Ho_Chi_Minh", "Asia/Ha_Noi"), "utf-8")
    run = thidua("validate", "--root", sample, "--as-of", "2021-11-20 09:10")
    assert run.exit_code == 2
    assert "+07:00" in run.err
    assert thidua("validate", "--root", sample, "--as-of", "2021-11-20T09:10:00+07:00").exit_code == 1
