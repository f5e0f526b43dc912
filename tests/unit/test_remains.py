"""One broken value hides nothing else that is wrong with its file, and nothing is told that rests on it."""

import pytest

from examples.corpus import NOW, SCHEMAS, Tree, base, findings
from thidua.records.archive import Archive
from thidua.records.finding import Finding
from thidua.records.language import language
from thidua.scoring.evaluation import Evaluator

DOSSIER = "submissions/2020/cum-01/hoi-lang-nghe/"
SELF = DOSSIER + "self-assessment.yml"
VERIFICATION = DOSSIER + "verification.yml"

Changes = list[tuple[str, str]]


def changed(path: str, changes: Changes) -> dict[str, bytes]:
    files = base()
    text = files[path].decode("utf-8")
    for find, put in changes:
        assert text.count(find) == 1, find
        text = text.replace(find, put)
    return files | {path: text.encode("utf-8")}


def told(path: str, changes: Changes) -> list[tuple[str, str]]:
    """What is told of a file after changes: the rules and where they point."""
    return [(f.rule.id, f.json_pointer) for f in findings(changed(path, changes)) if f.path == path]


OTHERS: Changes = [
    ("    level: b", "    level: z"),
    ("    count: 3\n", "    points: 3\n"),
    ("  II.3:\n    actual: 6\n    target: 8\n", ""),
    ("    reason: Hội không có hoạt động đối ngoại", "    reason: Không"),
]
OF_OTHERS = {
    ("level-unknown", "/scores/I.4/level"),
    ("facts-wrong-kind", "/scores/I.3/points"),
    ("criterion-missing", "/scores"),
    ("reason-short", "/scores/II.4/reason"),
}


@pytest.mark.parametrize(
    ("put", "rule"),
    [
        ("points: 17,5", "number-comma"),
        ("points: 1e3", "number-exponent"),
        ("points: 1234567890123", "number-too-long"),
        ("points: .inf", "number-not-finite"),
        ("points: &a 17.5", "yaml-anchor"),
        ("points: !x 17.5", "yaml-tag"),
        ("points: 17.555", "number-decimals"),
        ("points: -3", "schema-range"),
        ("points:", "schema-empty"),
        ("points: 17.5\n    points: 17", "yaml-duplicate-key"),
    ],
)
def test_a_broken_value_hides_no_other_finding_and_makes_none(put: str, rule: str) -> None:
    found = told(SELF, [("points: 17.5", put), *OTHERS])
    assert {pair for pair in found if not pair[1].startswith("/scores/II.1")} - {(rule, "")} == OF_OTHERS
    assert [name for name, pointer in found if pointer.startswith("/scores/II.1") or not pointer] == [rule]


def test_several_broken_values_are_told_together() -> None:
    changes = [("points: 17.5", "points: 17,5"), ("actual: 45", "actual: 4e1"), ("level: b", "level: "), OTHERS[3]]
    assert told(SELF, changes) == [
        ("number-exponent", "/scores/I.2/actual"),
        ("schema-empty", "/scores/I.4/level"),
        ("number-comma", "/scores/II.1/points"),
        ("reason-short", "/scores/II.4/reason"),
    ]


def test_what_is_missing_at_the_top_hides_nothing_below() -> None:
    found = told(SELF, [("declared_by:\n  position: Phó Chủ tịch Thường trực\n", ""), *OTHERS])
    assert set(found) == OF_OTHERS | {("schema-required", "")}


def test_a_broken_report_hides_no_score() -> None:
    found = told(SELF, [("  summary: Năm 2020 Hội đã tổ chức tuần lễ nghề truyền thống.", "  summary: 5"), *OTHERS])
    assert set(found) == OF_OTHERS | {("schema-type", "/report/summary")}


def test_a_verification_is_checked_beside_its_broken_entry() -> None:
    files = base()
    text = files[VERIFICATION].decode("utf-8")
    entry = text.index("scores:\n") + len("scores:\n")
    text = text[:entry] + "  I.9: {points: 1, reason: Không có tiêu chí này}\n  II.1: {points: 1,5}\n" + text[entry:]
    found = {f.rule.id for f in findings(files | {VERIFICATION: text.encode("utf-8")}) if f.path == VERIFICATION}
    assert {"criterion-unknown", "number-comma"} <= found


def test_a_record_with_errors_still_counts_as_absent() -> None:
    files = changed(SELF, [("points: 17.5", "points: 17,5")])
    evaluator = Evaluator(Archive(Tree(dict(files)), SCHEMAS), NOW)
    result = evaluator.cluster("2020", "cum-01").result
    assert result is not None
    assert {m.organisation: m.state for m in result.members}["hoi-lang-nghe"] == "missing"


def found_key(changes: Changes) -> Finding:
    [finding] = [f for f in findings(changed(SELF, changes)) if f.rule.id == "schema-unknown-key"]
    return finding


def test_an_unknown_key_is_answered_with_those_of_the_criterion() -> None:
    finding = found_key([("    level: b", "    muc: b")])
    assert finding.hint(language("en")) == "Known here: level, reason, evidence, note."
    finding = found_key([("    level: b", "    levle: b")])
    assert finding.hint(language("en")) == "Known here: level, reason, evidence, note. Closest: level."


def test_an_unknown_key_of_a_rubric_is_answered_with_those_of_its_kind() -> None:
    files = changed("submissions/2020/rubric.yml", [("        floor: 0.5\n", "        san: 0.5\n")])
    [finding] = [f for f in findings(files) if f.rule.id == "schema-unknown-key"]
    known = finding.hint(language("en"))
    assert "floor" in known
    assert "unit_points" not in known
    assert "–" not in known
