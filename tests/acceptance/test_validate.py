"""``thidua validate`` as its users meet it."""

import json
from pathlib import Path

import pytest

from support.command import CHECKOUT, thidua, validate_output

VOTE = "submissions/2020/cum-06/vote.yml"


def break_file(root: Path, path: str, old: str, new: str) -> int:
    """Replace the first ``old`` in a file and return its line."""
    file = root / path
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def test_the_sample_has_no_errors() -> None:
    run = thidua("validate", "--root", CHECKOUT, "--format", "json")
    assert run.exit_code == 0
    assert run.document["summary"]["errors"] == 0
    assert run.document["summary"]["files"] > 400


def test_a_defect_is_answered_with_its_line_and_the_mend(sample: Path) -> None:
    line = break_file(sample, VOTE, "issued: ", "issued: 9")
    run = thidua("validate", "--root", sample, "--format", "json")
    assert run.exit_code == 1
    errors = [finding for finding in run.document["findings"] if finding["severity"] == "error"]
    assert [(error["path"], error["line"]) for error in errors] == [(VOTE, line)]
    assert "Ballots issued" in errors[0]["hint"]


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_messages_are_in_the_language_asked_for(sample: Path, lang: str) -> None:
    break_file(sample, VOTE, "issued: ", "issued: 9")
    run = thidua("validate", "--root", sample, lang=lang)
    word = {"vi": "lỗi", "en": "error"}[lang]
    assert word in run.out
    assert run.exit_code == 1


def test_json_output_follows_its_schema(sample: Path) -> None:
    break_file(sample, VOTE, "issued: ", "issued: 9")
    for root in (sample, CHECKOUT):
        validate_output("findings", thidua("validate", "--root", root, "--format", "json").document)


def test_github_annotations_put_errors_first_and_escape_what_they_echo(sample: Path) -> None:
    break_file(sample, VOTE, "issued: ", "issued: 9")
    lines = thidua("validate", "--root", sample, "--format", "github").out.splitlines()
    assert lines[0].startswith(f"::error file={VOTE},line=")
    assert len(lines) <= 10
    assert all(line.startswith("::") and "%0A" not in line.split("::")[1] for line in lines)


def test_a_file_name_cannot_inject_a_workflow_command(sample: Path) -> None:
    (sample / "submissions" / "x\n::set-output name=a::b").write_text("a: 1\n", encoding="utf-8")
    run = thidua("validate", "--root", sample, "--format", "github")
    assert run.exit_code == 1
    assert all(not line.startswith("::set-output") for line in run.out.splitlines())


def test_one_file_is_checked_with_its_cluster_only(sample: Path) -> None:
    break_file(sample, VOTE, "issued: ", "issued: 9")
    dossier = next((sample / "submissions/2020/cum-05").glob("*/self-assessment.yml"))
    elsewhere = thidua("validate", "--root", sample, "--format", "json", dossier)
    assert elsewhere.exit_code == 0
    here = thidua("validate", "--root", sample, "--format", "json", sample / VOTE)
    assert here.exit_code == 1
    assert elsewhere.document["summary"]["files"] < 60


@pytest.mark.parametrize("path", ["2020/cum-06", "submissions/2020/cum-06/vote.yml", "submissions/2020", "submissions"])
def test_paths_may_be_given_from_the_root_or_below_submissions(sample: Path, path: str) -> None:
    break_file(sample, VOTE, "issued: ", "issued: 9")
    assert thidua("validate", "--root", sample, path).exit_code == 1


def test_a_path_outside_the_portal_is_a_usage_error(sample: Path) -> None:
    run = thidua("validate", "--root", sample, "/etc/hostname")
    assert run.exit_code == 2
    assert "submissions/" in run.err


def test_options_stand_before_or_after_the_verb(sample: Path) -> None:
    before = thidua("--root", sample, "validate", "--format", "json")
    after = thidua("validate", "--format", "json", "--root", sample)
    assert before.document == after.document


def test_without_a_portal_the_command_says_so(tmp_path: Path) -> None:
    run = thidua("validate", "--root", tmp_path)
    assert run.exit_code == 2
    assert "submissions/" in run.err


def test_a_receipt_from_the_future_is_marked(sample: Path) -> None:
    early = thidua("validate", "--root", sample, "--as-of", "2021-11-01", "--format", "json")
    rules = {finding["rule"] for finding in early.document["findings"]}
    assert "receipt-in-future" in rules
    now = thidua("validate", "--root", sample, "--as-of", "2021-11-20", "--format", "json")
    assert "receipt-in-future" not in {finding["rule"] for finding in now.document["findings"]}


def test_two_runs_tell_the_same_findings_in_the_same_order(sample: Path) -> None:
    for path, old, new in [(VOTE, "issued: ", "issued: 9"), ("submissions/2020/rubric.yml", "total: 100", "total: 99")]:
        break_file(sample, path, old, new)
    runs = [thidua("validate", "--root", sample, "--format", "json").out for _ in range(2)]
    assert runs[0] == runs[1]
    findings = json.loads(runs[0])["findings"]
    places = [(finding["path"], finding["line"], finding["column"]) for finding in findings]
    assert places == sorted(places)


def test_a_day_without_a_known_time_zone_is_a_finding_not_a_crash(sample: Path) -> None:
    line = break_file(sample, "submissions/portal.yml", "Asia/Ho_Chi_Minh", "asia/ho_chi_minh")
    run = thidua("validate", "--root", sample, "--format", "json")
    assert [(f["rule"], f["line"]) for f in run.document["findings"] if f["severity"] == "error"] == [
        ("portal-timezone", line)
    ]
    assert thidua("validate", "--root", sample, "--as-of", "2021-11-20").exit_code == 2


def test_an_address_without_a_host_is_a_finding_not_a_crash(sample: Path) -> None:
    line = break_file(sample, "submissions/portal.yml", "site_url: ", 'site_url: "https://[" # ')
    run = thidua("build", "--root", sample)
    assert run.exit_code == 1
    assert f"{line}:" in run.out + run.err


def test_every_file_is_counted_once(sample: Path) -> None:
    there = sum(path.is_file() for path in (sample / "submissions").rglob("*.yml"))
    assert thidua("validate", "--root", sample, "--format", "json").document["summary"]["files"] == there
    break_file(sample, VOTE, "issued: ", "issued: 9")
    assert f"{there} files were read" in thidua("build", "--root", sample, "--jobs", "1").out
