from pathlib import Path

import pytest

from bench.measure import CommandFailedError, Cost, cost, fastest, imported

LONG_ENOUGH_TO_BE_SEEN = "kept = bytearray(40_000_000); sum(range(20_000_000))"


def test_a_command_costs_time_and_work_and_only_a_watched_one_memory(tmp_path: Path) -> None:
    found = cost(["-c", "sum(range(1_000_000))"], tmp_path)

    assert found.seconds > 0
    assert found.work > 0
    assert found.memory == 0


def test_memory_counts_the_processes_below_too(tmp_path: Path) -> None:
    child = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {LONG_ENOUGH_TO_BE_SEEN!r}], check=True)"

    assert cost(["-c", child], tmp_path, is_watched=True).memory > 40_000_000


def test_a_command_that_fails_stops_the_bench_and_shows_why(tmp_path: Path) -> None:
    with pytest.raises(CommandFailedError, match="out of ink"):
        cost(["-c", "raise SystemExit('out of ink')"], tmp_path)


def test_a_command_runs_in_the_folder_it_is_given(tmp_path: Path) -> None:
    cost(["-c", "open('here', 'w').close()"], tmp_path)

    assert (tmp_path / "here").exists()


def test_of_several_runs_the_least_time_and_work_count_and_the_most_memory() -> None:
    costs = iter([Cost(3.0, 1.0, 5), Cost(2.0, 1.5, 9), Cost(4.0, 1.2, 7)])

    assert fastest(3, lambda: next(costs)) == Cost(2.0, 1.0, 9)


def test_what_a_command_imports_is_known_by_its_top_level_name(tmp_path: Path) -> None:
    found = imported(["-c", "import xml.dom.minidom"], tmp_path)

    assert "xml" in found
    assert "pandas" not in found
