"""The command line on portals with one defect each: what it finds, where, and how it exits."""

import shutil
from pathlib import Path

import pytest

from support.command import thidua

EXAMPLES = Path(__file__).parents[1] / "examples"
AS_OF = ("--as-of", "2022-01-01T00:00:00+07:00")
LANG_NGHE = "2020/cum-01/hoi-lang-nghe"

DEFECTS = [
    ("2020/cum-01/vote.yml", b"yes: 3, no: 2", b"yes: 4, no: 2", "vote-count", 17),
    ("2020/cum-01/vote.yml", b"roll: 5", b"roll:5", "yaml-syntax", 4),
    ("2020/cum-01/schedule.yml", b"date: 2020-12-05", b"date: 05/12/2020", "date-order", 2),
    (f"{LANG_NGHE}/self-assessment.yml", b"points: 17.5", b"points: 17,5", "number-comma", 21),
    (f"{LANG_NGHE}/self-assessment.yml", b"points: 17.5", b"points: 1.000", "number-decimals", 21),
    (f"{LANG_NGHE}/self-assessment.yml", b"    level: b", b"\tlevel: b", "yaml-tab", 19),
    (f"{LANG_NGHE}/self-assessment.yml", b"count: 3", b"count: 3\n    count: 4", "yaml-duplicate-key", 17),
    (f"{LANG_NGHE}/verification.yml", b"verifier: hoi-sach-que", b"verifier: hoi-lang-nghe", "verifier-wrong", 2),
    (f"{LANG_NGHE}/review.yml", b"Ph\xe1\xbb\xa5 l\xe1\xbb\xa5c", b"Ph\xf4 l\xf4c", "file-encoding", 10),
    ("2020/cum-02/cluster.yml", b"  - hoi-ky-su-que", b"  - hoi-ki-su-que", "reference-organisation", 8),
    ("2020/rubric.yml", b"total: 100", b"total: 90", "rubric-scale-sum", 6),
    ("2019/decision.yml", b"published_on", b"publishd_on", "schema-unknown-key", 14),
    ("accounts.yml", b"forge_id: 1012", b"forge_id: 1011", "account-duplicate-id", 16),
]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return Path(shutil.copytree(EXAMPLES / "base", tmp_path / "portal"))


def findings(root: Path, exit_code: int) -> list[tuple[str, str, str, int]]:
    run = thidua("validate", "--root", root, "--format", "json", *AS_OF)
    assert run.exit_code == exit_code
    return [(f["rule"], f["severity"], f["path"], f["line"]) for f in run.document["findings"]]


def change(root: Path, file: str, before: bytes, after: bytes) -> str:
    path = root / "submissions" / file
    data = path.read_bytes()
    assert before in data
    path.write_bytes(data.replace(before, after, 1))
    return f"submissions/{file}"


def test_a_sound_portal_passes(root: Path) -> None:
    assert findings(root, 0) == []


@pytest.mark.parametrize(("file", "before", "after", "rule", "line"), DEFECTS, ids=lambda value: str(value)[:30])
def test_a_defect_is_told_at_its_line(root: Path, file: str, before: bytes, after: bytes, rule: str, line: int) -> None:
    path = change(root, file, before, after)
    assert (rule, "error", path, line) in findings(root, 1)


def test_a_departure_is_recorded_and_refuses_nothing(root: Path) -> None:
    path = change(root, "2020/cum-01/schedule.yml", b"agreed_with_lead: true", b"agreed_with_lead: false")
    assert findings(root, 0) == [("schedule-not-agreed", "warning", path, 7)]


def test_a_symbolic_link_is_refused(root: Path) -> None:
    report = root / "submissions/2020/cum-02/report.yml"
    report.symlink_to(root / "submissions/2020/cum-01/report.yml")
    assert findings(root, 1) == [("path-special", "error", "submissions/2020/cum-02/report.yml", 1)]


def test_a_missing_file_is_told(root: Path) -> None:
    (root / "submissions/2020/rubric.yml").unlink()
    assert findings(root, 1) == [("file-missing", "error", "submissions/2020/rubric.yml", 1)]


def test_an_unknown_file_is_told(root: Path) -> None:
    (root / "submissions/2020/cum-01/Thư mời.docx").write_bytes(b"PK")
    assert findings(root, 1) == [("path-unknown", "error", "submissions/2020/cum-01/Thư mời.docx", 1)]
