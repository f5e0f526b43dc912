"""The sticky comment: written, kept up to date, and never made from what the check did not write.

The step of the workflow ``comment`` runs as it stands in the YAML, against a forge on loopback.
"""

import json
import shutil
import zipfile
from collections.abc import Callable, Iterator
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from forge_server import BOT, REPOSITORY, Forge, serve
from workflow_runner import WORKFLOWS, Done, Runner

from support.command import CHECKOUT, commit_all, git
from thidua.forge import comment
from thidua.forge.comment import LONGEST
from thidua.gate.summary import BRIEF, Room
from thidua.records.language import language

HEAD = "a" * 40
OTHER = "b" * 40
FORK = {"id": 5150, "owner": {"login": "hoi-song-xanh"}}
MEMBER = "hoi-song-xanh"


def finding(message: str = "Tổng phiếu không khớp.", severity: str = "error") -> dict[str, Any]:
    return {
        "rule": "vote-count",
        "severity": severity,
        "path": "submissions/2021/cum-06/vote.yml",
        "line": 12,
        "column": 3,
        "pointer": "/rounds/0",
        "message": message,
        "hint": "Đếm lại.",
    }


def verdict(*findings: dict[str, Any], **changes: Any) -> dict[str, Any]:
    errors = sum(found["severity"] == "error" for found in findings)
    return {
        "accepted": not errors,
        "audience": "public",
        "as_of": "2021-11-20T01:00:00+00:00",
        "target": OTHER,
        "head": HEAD,
        "merge_base": OTHER,
        "actor": {"login": "song-xanh", "forge_id": 1101, "acts_for": MEMBER},
        "kind": "data",
        "changes": [],
        "findings": list(findings),
        "summary": {"errors": errors, "warnings": 0, "untold": 0},
        "impact": [],
        "receipts": [],
        **changes,
    }


def packed(document: object, name: str = "review.json", more: dict[str, str] | None = None) -> bytes:
    archive = BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as opened:
        opened.writestr(name, document if isinstance(document, str) else json.dumps(document, ensure_ascii=False))
        for other, text in (more or {}).items():
            opened.writestr(other, text)
    return archive.getvalue()


def spoilt(method: int) -> bytes:
    """Return an archive whose compressed bytes are no such thing."""
    archive = BytesIO()
    with zipfile.ZipFile(archive, "w", method) as opened:
        opened.writestr("review.json", json.dumps(verdict()))
    data = bytearray(archive.getvalue())
    start = data.index(b"review.json") + len("review.json")
    data[start : start + 40] = b"\xff" * 40
    return bytes(data)


def pull(number: int = 7, sha: str = HEAD, state: str = "open", files: int = 1) -> dict[str, Any]:
    return {
        "number": number,
        "state": state,
        "label": "hoi-song-xanh:nop-ho-so",
        "head": {"sha": sha, "repo": {"id": FORK["id"]}},
        "base": {"ref": "main"},
        "changed_files": files,
    }


@pytest.fixture(scope="module")
def origin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("origin")
    registers = folder / "clone" / "submissions"
    registers.mkdir(parents=True)
    for path in (CHECKOUT / "submissions").glob("*.yml"):
        shutil.copy(path, registers)
    commit_all(registers.parent)
    git(folder, "clone", "--quiet", "--bare", str(registers.parent), str(folder / "thi-dua.git"))
    return folder / "thi-dua.git"


@pytest.fixture
def forge() -> Iterator[Forge]:
    with serve(Forge(pulls=[pull()], files=["submissions/2021/cum-06/hoi-song-xanh/report.yml"])) as forge:
        yield forge


Tell = Callable[..., Done]


@pytest.fixture
def tell(origin: Path, forge: Forge, tmp_path: Path) -> Tell:
    """Return what runs the workflow after a run of the check that left the given artifact."""

    def run(document: object = None, archive: bytes | None = None, name: str = "review-7", **changes: Any) -> Done:
        if document is not None or archive is not None:
            forge.add_artifact(name, packed(document) if archive is None else archive)
        ended = {
            "id": 31,
            "event": "pull_request",
            "path": ".github/workflows/validate.yml",
            "head_sha": HEAD,
            "head_branch": "nop-ho-so",
            "head_repository": FORK,
            "run_started_at": "2021-11-20T01:00:00Z",
            "html_url": f"https://forge.example/{REPOSITORY}/actions/runs/31",
            **changes,
        }
        event = {"workflow_run": ended, "repository": {"default_branch": "main"}}
        runner = Runner(tmp_path / "runner", origin, event, {"GITHUB_API_URL": forge.address})
        return runner.run(WORKFLOWS / "comment.yml", "comment")

    return run


def only(forge: Forge) -> str:
    assert len(forge.comments) == 1
    body: str = forge.comments[0]["body"]
    return body


def refused(done: Done, forge: Forge, why: str) -> bool:
    return not done.succeeded and f"::error title=Forged verdict::{why}" in done.log and not forge.comments


def test_one_comment_is_written_updated_and_closed(forge: Forge, tell: Tell) -> None:
    assert tell(verdict(finding(), finding("Thiếu chữ ký."))).log.strip() == "created"
    assert "❌" in only(forge)
    assert "Thiếu chữ ký." in only(forge)
    assert "→ Đếm lại." in only(forge)
    assert tell(verdict(finding())).log.strip() == "updated"
    assert "❌" in only(forge)
    assert "Thiếu chữ ký." not in only(forge)
    assert tell(verdict()).log.strip() == "updated"
    assert only(forge).startswith(f"<!-- thidua:mended {HEAD} 2021-11-20T01:00:00+00:00 -->\n## ✅")
    assert tell(verdict()).log.strip() == "unchanged"
    assert tell(verdict(finding())).log.strip() == "updated"
    assert "❌" in only(forge)


def test_a_change_that_was_right_at_once_says_nothing_of_mending(forge: Forge, tell: Tell) -> None:
    tell(verdict())
    assert only(forge).startswith(f"<!-- thidua:accepted {HEAD} 2021-11-20T01:00:00+00:00 -->\n## ✅")
    assert f"https://forge.example/{REPOSITORY}/actions/runs/31" in only(forge)


def test_the_comment_names_what_was_checked_against_what_and_when(forge: Forge, tell: Tell) -> None:
    tell(verdict())
    assert f"Đã xét thay đổi {HEAD[:12]} so với nhánh chính tại {OTHER[:12]}, lúc 08:00 ngày 20/11/2021." in unescape(
        only(forge)
    )


def test_an_older_verdict_on_the_same_commit_changes_nothing(forge: Forge, tell: Tell) -> None:
    tell(verdict(finding(), as_of="2021-11-20T03:00:00+00:00"))
    newer = only(forge)
    done = tell(verdict(as_of="2021-11-20T09:00:00+07:00"))
    assert done.log.strip() == "the comment tells a newer verdict on the same commit"
    assert only(forge) == newer
    assert tell(verdict(as_of="2021-11-20T10:00:00+07:00")).log.strip() == "updated"


def test_a_verdict_on_another_commit_counts_whenever_it_was_made(forge: Forge, tell: Tell) -> None:
    tell(verdict(finding(), as_of="2021-11-20T03:00:00+00:00"))
    forge.pulls[:] = [pull(sha=OTHER)]
    assert tell(verdict(head=OTHER), head_sha=OTHER).log.strip() == "updated"
    assert only(forge).startswith(f"<!-- thidua:mended {OTHER} ")


def test_a_newer_commit_without_a_verdict_is_said_so_with_the_log(forge: Forge, tell: Tell) -> None:
    tell(verdict(finding()))
    forge.artifacts.clear()
    forge.pulls[:] = [pull(sha=OTHER)]
    done = tell(head_sha=OTHER, html_url="https://forge.example/runs/32")
    assert done.log.strip() == "updated"
    assert only(forge).startswith(f"<!-- thidua:refused {OTHER} -->\n## ⚠️ Chưa có kết quả cho bản mới nhất.")
    assert OTHER[:12] in only(forge)
    assert "](https://forge.example/runs/32)" in only(forge)
    assert tell(verdict(head=OTHER), head_sha=OTHER).log.strip() == "updated"
    assert only(forge).startswith("<!-- thidua:mended")


def test_a_verdict_stays_when_a_later_run_on_the_same_commit_leaves_none(forge: Forge, tell: Tell) -> None:
    tell(verdict(finding()))
    told = only(forge)
    forge.artifacts.clear()
    assert tell().log.strip() == "the check left no verdict"
    assert only(forge) == told


def test_what_an_earlier_attempt_left_is_not_the_verdict_of_the_last(forge: Forge, tell: Tell) -> None:
    forge.add_artifact("review-7", packed(verdict()), at="2021-11-20T00:59:59Z")
    assert tell().log.strip() == "the check left no verdict"
    assert not forge.comments


def test_the_comment_tells_the_impact_with_names_and_the_receipt(forge: Forge, tell: Tell) -> None:
    movement = {"organisation": MEMBER, "figure": "total", "award": None, "before": "91.50", "after": "93.00"}
    impact = {
        "season": "2021",
        "cluster": "cum-06",
        "provisional": True,
        "movements": [movement],
        "withheld": ["nominations"],
    }
    receipt = {
        "keeper": "lead",
        "register": "submissions/2021/cum-06/receipts-lead.yml",
        "organisation": MEMBER,
        "received_at": "2021-11-20T08:00:00+07:00",
        "channel": "portal",
        "kind": "first",
        "sha256": "c" * 64,
        "size": 1234,
        "row": "  - {organisation: hoi-song-xanh, channel: portal}",
    }
    done = tell(verdict(impact=[impact], receipts=[receipt]))
    assert done.succeeded, done.log
    assert "91,50 | 93,00" in only(forge)
    assert "Hội Sông Xanh Việt Nam" in only(forge)
    assert "\n```yaml\n  - {organisation: hoi-song-xanh, channel: portal}\n```\n" in only(forge)


def test_the_comment_says_that_nothing_was_computed_while_there_are_errors(forge: Forge, tell: Tell) -> None:
    tell(verdict(finding()))
    assert "Chưa tính ảnh hưởng vì còn lỗi phải sửa." in only(forge)
    tell(verdict())
    assert "Chưa tính" not in only(forge)


def test_a_name_is_that_of_the_registers_whatever_the_verdict_says(forge: Forge, tell: Tell) -> None:
    movement = {"organisation": MEMBER, "figure": "rank", "award": None, "before": 2, "after": 1}
    impact = {"season": "2021", "cluster": "cum-06", "provisional": True, "movements": [movement], "withheld": []}
    tell(verdict(impact=[impact], names={MEMBER: "Hội Mạo Danh"}))
    assert "Hội Sông Xanh Việt Nam" in only(forge)
    assert "Mạo Danh" not in only(forge)


def test_what_is_not_for_the_public_is_only_counted(forge: Forge, tell: Tell) -> None:
    summary = {"errors": 0, "warnings": 1, "untold": 1, "older": 2}
    done = tell(verdict(summary=summary, silent=[{"season": "2021", "cluster": "cum-06"}]))
    assert done.succeeded, done.log
    assert all(text in only(forge) for text in ("1 lỗi ở tệp", "2 lỗi có từ trước", "không xét khen thưởng"))


def test_nothing_in_a_verdict_becomes_markup(forge: Forge, tell: Tell) -> None:
    tell(verdict(finding("<img src=x onerror=alert(1)> @mttq [bấm](http://x.example) `a` | b ##[error]\n# Đầu\u202e")))
    body = only(forge)
    assert "<img" not in body
    assert "@mttq" not in body
    assert "](http://x.example)" not in body
    assert "\u202e" not in body
    assert "\n# Đầu" not in body


def test_a_huge_verdict_is_cut_and_says_so(forge: Forge, tell: Tell) -> None:
    done = tell(verdict(*(finding("Sai " * 100) for _ in range(500))))
    assert done.succeeded, done.log
    assert len(only(forge)) < LONGEST


def test_a_comment_is_never_longer_than_the_forge_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comment, "BRIEF", {section: Room(200_000, "") for section in BRIEF})
    found = verdict(*(finding("Sai " * 100) for _ in range(500)))
    told = comment.told(found, comment.mark(found, None), {}, "https://forge.example/", ZoneInfo("UTC"), language("vi"))
    assert len(told) <= LONGEST
    assert "mục nữa" in told[-200:]


def test_only_the_bot_s_own_comment_is_edited(forge: Forge, tell: Tell) -> None:
    others = [f"<!-- thidua:refused {HEAD} -->\nGiả", "Lời báo của việc khác"]
    forge.comments.append({"id": 1, "user": {"login": "ke-gian"}, "body": others[0]})
    forge.comments.append({"id": 2, "user": BOT, "body": others[1]})
    assert tell(verdict()).log.strip() == "created"
    assert [comment["body"] for comment in forge.comments[:2]] == others
    assert forge.comments[2]["body"].startswith("<!-- thidua:accepted ")


def test_the_comment_is_found_on_a_later_page(forge: Forge, tell: Tell) -> None:
    forge.comments += [{"id": 1 + n, "user": {"login": "ai-do"}, "body": "…"} for n in range(150)]
    tell(verdict(finding()))
    assert tell(verdict()).log.strip() == "updated"
    assert len(forge.comments) == 151


# What must be refused.


def test_an_archive_that_is_too_large_is_not_even_fetched(forge: Forge, tell: Tell) -> None:
    forge.add_artifact("review-7", packed(verdict()), size=2_000_000)
    assert refused(tell(), forge, "the archive has 2000000 bytes")
    assert not [asked for asked in forge.asked if "zip" in asked or "blob" in asked]


def test_an_archive_larger_than_the_forge_says_is_refused(forge: Forge, tell: Tell) -> None:
    forge.add_artifact("review-7", b"\0" * 1_500_000, size=100)
    assert not tell().succeeded
    assert not forge.comments


def test_a_file_that_unpacks_to_too_much_is_refused(forge: Forge, tell: Tell) -> None:
    assert refused(tell(archive=packed(" " * 9_000_000)), forge, "review.json is larger")


@pytest.mark.parametrize(
    ("document", "why"),
    [
        ("{", "review.json is not JSON"),
        ('{"accepted": NaN}', "review.json is not JSON"),
        ("[" * 100_000, "review.json is not JSON"),
        ([], "review.json breaks its schema"),
        (verdict(accepted="yes"), "review.json breaks its schema at $.accepted"),
        (verdict(comment="<b>Tốt</b>"), "review.json breaks its schema"),
        (verdict(finding(severity="good")), "review.json breaks its schema"),
        (verdict(head=OTHER), "review.json is about another commit"),
        (verdict(as_of="2021-11-31T01:00:00+00:00"), "review.json has no moment"),
        (verdict(as_of="9999-12-31T23:59:59-12:00"), "review.json has no moment"),
    ],
)
def test_a_file_that_is_no_verdict_on_this_head_is_refused(forge: Forge, tell: Tell, document: Any, why: str) -> None:
    assert refused(tell(document if not isinstance(document, list) else "[]"), forge, why)


@pytest.mark.parametrize(
    "archive",
    [
        packed(verdict(), "../review.json"),
        packed(verdict(), more={"evil.sh": "true"}),
        b"no archive",
        packed(verdict())[:-30],
        spoilt(zipfile.ZIP_DEFLATED),
        spoilt(zipfile.ZIP_LZMA),
        spoilt(zipfile.ZIP_BZIP2),
    ],
)
def test_an_archive_that_holds_anything_else_is_refused(forge: Forge, tell: Tell, archive: bytes) -> None:
    assert refused(tell(archive=archive), forge, "the archive")


def test_an_artifact_for_another_pull_request_is_refused(forge: Forge, tell: Tell) -> None:
    forge.pulls.append({**pull(8), "label": "hoi-song-xanh:khac", "head": {"sha": OTHER, "repo": {"id": 5150}}})
    assert refused(tell(verdict(), name="review-8"), forge, "the artifact is named for another pull request")


# What is left alone.


@pytest.mark.parametrize(
    "changes", [{"event": "push"}, {"path": ".github/workflows/validate-2.yml"}, {"event": "workflow_dispatch"}]
)
def test_another_workflow_under_the_same_name_is_not_heard(forge: Forge, tell: Tell, changes: dict[str, str]) -> None:
    done = tell(verdict(), **changes)
    assert done.succeeded
    assert not forge.comments


@pytest.mark.parametrize(
    "other",
    [
        pull(sha=OTHER),
        pull(state="closed"),
        {**pull(), "head": {"sha": HEAD, "repo": None}},
        {**pull(), "base": {"ref": "nhanh-khac"}},
    ],
)
def test_a_pull_request_that_has_moved_on_is_left_alone(forge: Forge, tell: Tell, other: dict[str, Any]) -> None:
    forge.pulls[:] = [other]
    done = tell(verdict())
    assert done.succeeded
    assert not forge.comments


def test_a_run_from_a_fork_that_is_gone_is_left_alone(forge: Forge, tell: Tell) -> None:
    done = tell(verdict(), head_repository=None)
    assert done.succeeded
    assert not forge.comments


def test_files_of_another_commit_say_nothing_about_the_one_that_was_checked(forge: Forge, tell: Tell) -> None:
    """A head without changes of the checks may stand there just while the files are asked for."""
    forge.files_of = OTHER
    assert tell(verdict()).log.strip() == "the pull request has moved on or is closed"
    assert not forge.comments


def test_a_run_without_a_verdict_is_left_alone(forge: Forge, tell: Tell) -> None:
    assert tell().log.strip() == "the check left no verdict"
    assert not forge.comments


@pytest.mark.parametrize("files", [[".github/workflows/validate.yml"], ["submissions/a.yml"] * 3])
def test_a_change_of_the_checks_themselves_is_not_repeated(forge: Forge, tell: Tell, files: list[str]) -> None:
    """The second case: the forge lists fewer files than the pull request has."""
    forge.files[:] = files
    forge.pulls[:] = [pull(files=len(files) if ".github" in files[0] else 4000)]
    tell(verdict(findings=[finding("<b>Đã duyệt</b>", "info")]))
    assert only(forge).startswith(f"<!-- thidua:withheld {HEAD} -->")
    assert "Đã duyệt" not in only(forge)
    assert not [asked for asked in forge.asked if "zip" in asked]


def test_a_forge_that_does_not_answer_is_said_so(forge: Forge, tell: Tell) -> None:
    forge.pulls.clear()
    forge.archives.clear()
    forge.add_artifact("review-7", packed(verdict()))
    forge.address = forge.address.replace("127.0.0.1", "127.0.0.2").rsplit(":", 1)[0] + ":1"
    done = tell()
    assert not done.succeeded
    assert "::error title=No answer::" in done.log
