"""The worked vectors: portals whose results were computed by another program, written from rules.md alone."""

import json
from pathlib import Path
from typing import Any

import pytest

from support.api_build import VECTORS, read
from thidua.publication.result_document import season_document
from thidua.records.archive import Archive
from thidua.records.source import Folder
from thidua.scoring.evaluation import Evaluator


def restricted(found: Any, expected: Any) -> Any:
    """``found`` without the keys that ``expected`` does not have: more fields are welcome (rules.md §12)."""
    if isinstance(found, dict) and isinstance(expected, dict):
        return {key: restricted(value, expected[key]) for key, value in found.items() if key in expected}
    if isinstance(found, list) and isinstance(expected, list) and len(found) == len(expected):
        return [restricted(a, b) for a, b in zip(found, expected, strict=True)]
    return found


def test_there_are_vectors() -> None:
    assert len(VECTORS) == 12


@pytest.mark.parametrize("root", VECTORS, ids=lambda root: root.name)
def test_the_results_are_the_expected_ones(root: Path) -> None:
    expected = json.loads((root / "expected.json").read_text("utf-8"))
    (season,) = [season for season in read(root).seasons if season.records.id == expected["season"]]
    found = json.loads(json.dumps(season_document(expected["season"], season.results)))

    assert restricted(found, expected) == expected


def test_the_vectors_reach_the_corners_of_the_rules() -> None:
    """What the vectors together exercise, so that a thinned-out set would be noticed."""
    documents = [json.loads((root / "expected.json").read_text("utf-8")) for root in VECTORS]
    clusters = [cluster for document in documents for cluster in document["clusters"]]
    members = [member for cluster in clusters for member in cluster["members"]]

    assert {m["state"] for m in members} == {"missing", "submitted", "contested", "verified"}
    assert {m["on_time"] for m in members} == {True, False, None}
    assert {m["decided_by"] for m in members} >= {None, "base", "penalty", "bonus", "no_flag_last_season", "vote"}
    assert any(cluster["open_ties"] for cluster in clusters)
    assert {cluster["vote"] is None or cluster["vote"]["valid"] for cluster in clusters} == {True, False}
    assert {f for m in members for e in m["eligibility"].values() for f in e["failed"]} == {
        "verified",
        "submitted_on_time",
        "covenant_signed",
        "attended_conference",
        "not_excluded",
        "classification_at_least",
    }


@pytest.mark.parametrize("root", VECTORS, ids=lambda root: root.name)
def test_a_vector_has_no_errors(root: Path) -> None:
    evaluator = Evaluator(Archive(Folder(root)))
    findings = list(evaluator.registers())
    for season in evaluator.archive.seasons():
        findings += evaluator.season(season).findings
        for cluster in evaluator.season(season).records.clusters:
            findings += evaluator.cluster(season, cluster).findings

    assert [(f.rule.id, f.path) for f in findings if f.is_error] == []
