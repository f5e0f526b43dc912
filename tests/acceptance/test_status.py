"""``thidua status``: counts and days left."""

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


def test_a_moment_without_offset_is_refused() -> None:
    run = thidua("status", "--root", CHECKOUT, "--as-of", "2021-11-20T08:00")
    assert run.exit_code == 2
    assert "offset" in run.err
