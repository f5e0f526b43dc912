"""``thidua score``: the result document for any portal root, and what errors leave of it."""

import csv
import io
import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from support.api_build import read, tables
from support.command import AS_OF, CHECKOUT, thidua, validate_output
from thidua.publication.policy import Audience, View

VECTORS = sorted((CHECKOUT / "tests" / "vectors").iterdir())


def restricted(actual: Any, expected: Any) -> Any:
    """Return ``actual`` without the fields that ``expected`` does not have."""
    if isinstance(expected, dict) and isinstance(actual, dict):
        return {key: restricted(actual[key], value) for key, value in expected.items() if key in actual}
    if isinstance(expected, list) and isinstance(actual, list) and len(actual) == len(expected):
        return [restricted(a, e) for a, e in zip(actual, expected, strict=True)]
    return actual


@pytest.mark.parametrize("root", VECTORS, ids=lambda root: root.name)
def test_every_vector_gives_its_expected_document(root: Path) -> None:
    run = thidua("score", "2020", "--root", root, "--format", "json")
    expected = json.loads((root / "expected.json").read_text(encoding="utf-8"))
    assert run.exit_code == 0
    assert restricted(run.document, expected) == expected


def test_the_document_follows_its_schema() -> None:
    for season in ("2019", "2020", "2021"):
        run = thidua("score", season, "--root", CHECKOUT, "--format", "json")
        validate_output("api-results", run.document)


def test_one_cluster_is_the_same_as_in_the_whole_season() -> None:
    whole = thidua("score", "2020", "--root", CHECKOUT, "--format", "json").document
    one = thidua("score", "2020", "--root", CHECKOUT, "--format", "json", "--cluster", "cum-03").document
    assert one["clusters"] == [cluster for cluster in whole["clusters"] if cluster["cluster"] == "cum-03"]


def test_the_csv_tells_the_same_ranks() -> None:
    document = thidua("score", "2020", "--root", CHECKOUT, "--format", "json").document
    out = thidua("score", "2020", "--root", CHECKOUT, "--format", "csv").out.removeprefix("\ufeff")
    rows = list(csv.DictReader(io.StringIO(out, newline="")))
    ranks = {m["organisation"]: m["rank"] for cluster in document["clusters"] for m in cluster["members"]}
    found = {row["Mã tổ chức"]: row["Thứ hạng trong Cụm"] for row in rows}
    assert {organisation: int(rank) if rank else None for organisation, rank in found.items()} == ranks
    assert "Rank" in thidua("score", "2020", "--root", CHECKOUT).out


def test_the_csv_is_that_of_the_internal_site() -> None:
    files = tables(read(CHECKOUT), View(Audience.INTERNAL, datetime.fromisoformat(AS_OF)))
    for words, name in (((), "results"), (("--cluster", "cum-06"), "cum-06")):
        run = thidua("score", "2020", *words, "--root", CHECKOUT, "--format", "csv", "--as-of", AS_OF)
        assert run.out.encode() == files[f"api/v1/2020/{name}.csv"].replace(b"\r\n", b"\n")


def test_a_record_with_an_error_counts_as_absent(sample: Path) -> None:
    path = sample / "submissions/2020/cum-06/vote.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("roll: ", "roll: 9"), encoding="utf-8")
    run = thidua("score", "2020", "--root", sample, "--format", "json", "--cluster", "cum-06")
    assert run.exit_code == 1
    assert run.document["clusters"][0]["vote"] is None
    assert all(not chosen for chosen in run.document["clusters"][0]["nominations"].values())
    assert "vote.yml" in run.err


def test_errors_in_the_rubric_leave_no_results(sample: Path) -> None:
    path = sample / "submissions/2020/rubric.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("total: 100", "total: 99"), encoding="utf-8")
    run = thidua("score", "2020", "--root", sample, "--format", "json")
    assert run.exit_code == 1
    assert run.document == {"season": "2020", "clusters": []}


@pytest.mark.parametrize(("season", "cluster"), [("2035", None), ("2020", "cum-99")])
def test_what_does_not_exist_is_a_usage_error(season: str, cluster: str | None) -> None:
    options = ["--cluster", cluster] if cluster else []
    assert thidua("score", season, "--root", CHECKOUT, *options).exit_code == 2


def test_before_a_vote_nobody_is_nominated_yet(sample: Path) -> None:
    words = ("score", "2020", "--root", sample, "--cluster", "cum-06")
    (sample / "submissions/2020/cum-06/vote.yml").unlink()
    told = [line for line in thidua(*words, lang="vi").out.splitlines() if "Đề nghị" in line]
    assert told
    assert all(line.endswith(": chưa có") for line in told)
