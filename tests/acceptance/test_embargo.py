"""What may not be shown yet is in no file of a public build, in any form (rules of publication)."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from support.command import copy_of_sample, thidua

CANARY = "chimhoangyen"
DOSSIER = "2021/cum-01"


def built(root: Path, as_of: str, audience: str = "public") -> Path:
    run = thidua("build", "--root", root, "--as-of", as_of, "--jobs", "1", "--audience", audience)
    assert run.exit_code == 0, run.out + run.err
    return root / ("site" if audience == "public" else "site-internal")


def files_with(site: Path, text: str) -> list[str]:
    """Return the files that hold ``text``; guides and schemas, whose examples look like records, are left out."""
    wanted = text.encode()
    files = (path for path in sorted(site.rglob("*")) if path.is_file())
    named = ((path.relative_to(site).as_posix(), path) for path in files)
    return [
        n for n, path in named if not n.startswith(("huong-dan/", "api/v1/schemas/")) and wanted in path.read_bytes()
    ]


def records(root: Path, pattern: str) -> Iterator[dict[str, object]]:
    for path in sorted((root / "submissions").glob(pattern)):
        yield yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader)


def plant(root: Path, pattern: str, key: str) -> None:
    """Put the canary into every text under ``key`` of the matching records, each with its file's name."""
    for path in sorted((root / "submissions").glob(pattern)):
        lines = path.read_text(encoding="utf-8").splitlines()
        for index, line in enumerate(lines):
            if line.strip().startswith(f"{key}: ") and not line.rstrip().endswith((">-", "|", ">")):
                lines[index] = line[: line.index(f"{key}: ")] + f"{key}: {CANARY} {path.parent.name} {path.stem}"
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")


@pytest.fixture
def planted(tmp_path: Path) -> Path:
    root = copy_of_sample(tmp_path / "root")
    for key in ("note", "reason", "text", "title"):
        plant(root, "2020/*/*/self-assessment.yml", key)
        plant(root, "2020/*/*/verification.yml", key)
        plant(root, "2020/*/*/response.yml", key)
        plant(root, "2020/*/*/review.yml", key)
    return root


def test_before_the_deadline_nobody_sees_a_self_score(planted: Path) -> None:
    site = built(planted, "2020-11-10")
    assert files_with(site, CANARY) == []
    document = json.loads((site / "api/v1/2020/results.json").read_bytes())
    for cluster in document["clusters"]:
        assert all(m["self"] is None and m["official"] is None and m["rank"] is None for m in cluster["members"])


def test_between_deadline_and_conference_only_the_self_sheet_is_public(planted: Path) -> None:
    site = built(planted, "2020-11-20")
    assert files_with(site, f"{CANARY} hoi-song-xanh self-assessment")
    for stem in ("verification", "response", "review"):
        members = {path.parent.name for path in planted.glob(f"submissions/2020/*/*/{stem}.yml")}
        assert members
        assert {m: found for m in members if (found := files_with(site, f"{CANARY} {m} {stem}"))} == {}


def test_what_is_never_public_is_in_no_file(tmp_path: Path) -> None:
    root = copy_of_sample(tmp_path / "root")
    site = built(root, "2021-11-20")
    secrets: set[str] = set()
    for accounts in records(root, "accounts.yml"):
        for account in accounts["accounts"]:  # type: ignore[attr-defined]
            secrets |= {account["login"], *account.get("emails", ())}
    for exclusions in records(root, "*/*/exclusions.yml"):
        secrets |= {entry["basis_number"] for entry in exclusions["exclusions"]}  # type: ignore[attr-defined]
    for conference in records(root, "*/*/conference.yml"):
        secrets |= {entry["reason"] for entry in conference["attendance"] if entry.get("reason")}  # type: ignore[attr-defined]
    assert len(secrets) > 50
    assert {secret: found for secret in secrets if (found := files_with(site, secret))} == {}


def test_the_cautious_season_keeps_the_points_of_those_not_proposed(tmp_path: Path) -> None:
    root = copy_of_sample(tmp_path / "root")
    site = built(root, "2021-11-20")
    internal = json.loads((built(root, "2021-11-20", "internal") / "api/v1/2019/results.json").read_bytes())
    site = built(root, "2021-11-20")
    public = json.loads((site / "api/v1/2019/results.json").read_bytes())
    hidden = shown = 0
    for inner, outer in zip(internal["clusters"], public["clusters"], strict=True):
        nominated = {name for names in inner["nominations"].values() for name in names}
        for whole, member in zip(inner["members"], outer["members"], strict=True):
            assert member["self"] is None
            if member["organisation"] in nominated:
                assert member["official"] == whole["official"]
                shown += 1
            else:
                assert member["official"] is None
                assert member["rank"] is None
                hidden += 1
        assert outer["vote"] is None
    assert hidden > shown > 0


def test_a_withheld_total_appears_nowhere(tmp_path: Path) -> None:
    root = copy_of_sample(tmp_path / "root")
    path = root / "submissions/2020/cum-06/hoi-song-xanh/verification.yml"
    text = path.read_text(encoding="utf-8")
    entry = "  I.5:\n    points: 1.37\n    reason: Chỉ xác minh được một phần số liệu\n"
    path.write_text(text.replace("scores:\n", f"scores:\n{entry}", 1), encoding="utf-8")
    results = thidua("score", "2020", "--root", root, "--cluster", "cum-06", "--format", "json").document
    total = next(m for m in results["clusters"][0]["members"] if m["organisation"] == "hoi-song-xanh")["official"][
        "total"
    ]
    forms = (total, total.replace(".", ","))
    site = built(root, "2020-12-20")
    assert all(files_with(site, form) for form in forms)
    site = built(root, "2020-11-20")
    assert all(files_with(site, form) == [] for form in forms), forms


def test_the_internal_build_shows_everything_and_says_so(planted: Path) -> None:
    site = built(planted, "2020-11-10", "internal")
    assert files_with(site, f"{CANARY} hoi-song-xanh")
    page = next(site.glob("2020/cum-06/hoi-song-xanh/index.html")).read_text(encoding="utf-8")
    assert "nội bộ" in page.lower()


def test_an_internal_repository_is_not_named_in_public(tmp_path: Path) -> None:
    root = copy_of_sample(tmp_path / "root")
    portal = root / "submissions" / "portal.yml"
    portal.write_text(
        portal.read_text(encoding="utf-8").replace("visibility: public", "visibility: internal"), encoding="utf-8"
    )
    site = built(root, "2021-11-20")
    assert files_with(site, "https://example.org/mttq/thi-dua") == []


def test_a_season_may_keep_even_its_progress_to_itself(tmp_path: Path) -> None:
    root = copy_of_sample(tmp_path / "root")
    season = root / "submissions" / "2021" / "season.yml"
    text = season.read_text(encoding="utf-8")
    season.write_text(text.replace("publication:\n", "publication:\n  progress:\n    when: never\n"), encoding="utf-8")
    site = built(root, "2021-11-20")
    board = (site / "2021/tien-do/index.html").read_text(encoding="utf-8")
    assert "5/8" not in board  # cum-03: five of eight have filed
    assert "–" in board
    assert json.loads((site / "api/v1/2021/cum-03.json").read_bytes())["progress"] is None


def test_corrections_wait_for_their_day_and_never_tell_of_exclusions(tmp_path: Path) -> None:
    root = copy_of_sample(tmp_path / "root")
    file = root / "submissions" / "2020" / "corrections.yml"
    entry = f"  - {{id: dc-99, on: 2021-03-10, files: [2020/cum-01/exclusions.yml], what: {CANARY}, why: {CANARY}}}\n"
    file.write_text(file.read_text(encoding="utf-8").rstrip() + "\n" + entry, encoding="utf-8")
    site = built(root, "2020-12-20")
    assert json.loads((site / "api/v1/2020/season.json").read_bytes())["corrections"] == []
    site = built(root, "2021-11-20")
    shown = [c["id"] for c in json.loads((site / "api/v1/2020/season.json").read_bytes())["corrections"]]
    assert shown == ["dc-01", "dc-02"]
    assert files_with(site, CANARY) == []


def test_who_is_nominated_does_not_show_in_whose_points_are_shown(tmp_path: Path) -> None:
    root = copy_of_sample(tmp_path / "root")
    season = root / "submissions" / "2019" / "season.yml"
    text = season.read_text(encoding="utf-8")
    season.write_text(
        text.replace("publication:\n", "publication:\n  nominations:\n    when: never\n"), encoding="utf-8"
    )
    site = built(root, "2021-11-20")
    document = json.loads((site / "api/v1/2019/results.json").read_bytes())
    assert all(m["official"] is None for cluster in document["clusters"] for m in cluster["members"])


def test_late_members_are_not_named_by_their_state_or_conditions(tmp_path: Path) -> None:
    root = copy_of_sample(tmp_path / "root")
    season = root / "submissions" / "2020" / "season.yml"
    text = season.read_text(encoding="utf-8")
    season.write_text(
        text.replace("publication:\n", "publication:\n  late_names:\n    when: never\n"), encoding="utf-8"
    )
    document = json.loads((built(root, "2021-11-20") / "api/v1/2020/results.json").read_bytes())
    members = [member for cluster in document["clusters"] for member in cluster["members"]]
    assert {member["state"] for member in members} == {"verified", None}
    failed = {name for m in members for found in m["eligibility"].values() for name in found["failed"]}
    assert "submitted_on_time" not in failed


def rewritten(path: Path, *changes: tuple[str, str]) -> None:
    text = path.read_text(encoding="utf-8")
    for found, put in changes:
        assert found in text, (path, found)
        text = text.replace(found, put)
    path.write_text(text, encoding="utf-8")


def test_what_is_withheld_changes_no_byte_of_the_site(tmp_path: Path) -> None:
    """Decision 0033: of a cautious season other scores and votes, of an open one who is excluded."""
    root = copy_of_sample(tmp_path / "root")
    before = built(root, "2021-11-20").rename(tmp_path / "before")
    cautious = root / "submissions" / "2019" / "cum-01"
    hidden, shown = cautious / "hoi-tho-moc", cautious / "hiep-hoi-xuong-nho"
    rewritten(hidden / "verification.yml", ("actual: 12", "actual: 11"), ("reason: ", "reason: Khác hẳn, "))
    rewritten(shown / "verification.yml", ("reason: ", "reason: Khác hẳn, "))
    rewritten(
        shown / "self-assessment.yml",
        ("scores:\n", "paper: {number: 99/BC, issued_on: 2019-11-01}\nscores:\n"),
        ("note: ", "note: Khác hẳn, "),
    )
    rewritten(cautious / "vote.yml", ("yes: 3\n        no: 3", "yes: 2\n        no: 4"))
    (root / "submissions" / "2020" / "cum-01" / "exclusions.yml").unlink()
    after = built(root, "2021-11-20")

    files = [{path.relative_to(site): path for path in site.rglob("*") if path.is_file()} for site in (before, after)]
    assert files[0].keys() == files[1].keys()
    assert [name for name, path in files[0].items() if path.read_bytes() != files[1][name].read_bytes()] == []
