"""``thidua build --audit`` on a real repository: what happened stands on the page and in the JSON."""

import json
import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import pygit2
import pytest

from gate.gate_portal import ACCOUNTS, CLUSTER, PUBLISHED, SEASON, VOTE, S, portal, self_assessment
from support.command import CLOCK, Run, commit_all, git, thidua, validate_output
from support.page import words
from thidua.gate import note
from thidua.gate.account import Actor

OWN, RIVAL = f"{CLUSTER}/hoi-tram/self-assessment.yml", f"{CLUSTER}/hoi-tre/self-assessment.yml"
AS_OF = "2020-12-20T08:00:00+07:00"
PAGE, DATA = "kiem-chung/lich-su/index.html", "api/v1/audit.json"


class Portal:
    """A repository with a working tree, whose server notes who pushed."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.tip: str | None = None
        self.push(portal(), "quantri", "2020-01-02T09:00:00+07:00")

    def push(self, files: Mapping[str, str | None], login: str | None, at: str = "2020-11-10T09:00:00+07:00") -> str:
        """Commit files (None deletes); the server notes it at that moment unless there is no login."""
        for path, content in files.items():
            file = self.root / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(content, "utf-8") if content is not None else file.unlink()
        before, self.tip = self.tip, commit_all(self.root, at=CLOCK if login is None else at)
        if login is not None:
            found = note.Note(Actor(login), datetime.fromisoformat(at), before)
            note.write(pygit2.Repository(str(self.root)), pygit2.Oid(hex=self.tip), found)
        return self.tip

    def audit(self, *options: str) -> Path:
        """Audit the history into a file beside the repository."""
        run = thidua("audit", "--root", self.root, "--format", "json", "--as-of", AS_OF, *options, lang="vi")
        assert run.exit_code in {0, 1}, run.err
        path = self.root.with_name("audit.json")
        path.write_text(run.out, "utf-8")
        return path

    def build(self, *options: str | Path) -> Run:
        return thidua("build", "--root", self.root, "--jobs", "1", "--as-of", AS_OF, *options)

    def page(self) -> str:
        return str(words((self.root / "site" / PAGE).read_text("utf-8")))

    def data(self) -> Any:
        document = json.loads((self.root / "site" / DATA).read_bytes())
        validate_output("api-audit", document)
        return document


@pytest.fixture
def repository(tmp_path: Path) -> Portal:
    root = tmp_path / "portal"
    root.mkdir()
    return Portal(root)


def test_a_clean_history_is_published_as_clean(repository: Portal) -> None:
    repository.push({OWN: self_assessment()}, "tram")
    run = repository.build("--audit", repository.audit())
    assert run.exit_code == 0, run.out + run.err
    assert "Đã xét lại 2 bước; không bước nào lẽ ra bị từ chối." in repository.page()
    assert repository.data()["clean"] is True
    index = json.loads((repository.root / "site/api/v1/index.json").read_bytes())
    assert index["audit"] == DATA


def test_exceptions_late_filings_and_claims_are_told(repository: Portal) -> None:
    wrong = repository.push({f"{CLUSTER}/vote.yml": VOTE}, "phongtrao", "2020-12-06T09:00:00+07:00")
    late = repository.push({OWN: self_assessment()}, "tram", "2020-11-20T09:00:00+07:00")
    repository.push({"README.md": "# Cổng\n"}, None)
    run = repository.build("--audit", repository.audit())
    assert run.exit_code == 0, run.out + run.err
    page, data = repository.page(), repository.data()
    assert "Đã xét lại 4 bước; 2 bước lẽ ra bị từ chối." in page
    assert "Ban Phong trào" in page
    assert "Năm 2020: 1 lần" in page
    assert [step["commit"] for step in data["exceptions"]] == [wrong, repository.tip]
    assert data["summary"]["unknown"] == 1
    assert "Hội Rừng Tràm" not in page, "a cautious season names no late member"
    assert next(step for step in data["steps"] if step["commit"] == late)["withheld"] is True


def test_what_nobody_known_did_to_published_results_is_told_in_words(repository: Portal) -> None:
    repository.push({f"{CLUSTER}/vote.yml": VOTE}, "sen", "2020-12-06T09:00:00+07:00")
    repository.push(
        {f"{SEASON}/decision.yml": PUBLISHED.replace("2021-01", "2020-12")}, "btt", "2020-12-07T09:00:00+07:00"
    )
    repository.push({f"{CLUSTER}/vote.yml": VOTE.replace("yes: 1, no: 3", "yes: 2, no: 2")}, None)
    assert repository.build("--audit", repository.audit()).exit_code == 0
    page = repository.page()
    assert "Không rõ ai thực hiện bước này" in page
    assert "Sửa số liệu đã công bố mà không có mục đính chính nêu tệp đó." in page
    assert "không có trong danh mục tài khoản" not in page
    assert "chủ kho dữ liệu" in page


def test_no_login_and_no_address_is_in_a_public_file(repository: Portal) -> None:
    repository.push({RIVAL: self_assessment()}, "sen")
    assert repository.build("--audit", repository.audit()).exit_code == 0
    logins = re.findall(r"login: ([\w-]+)", ACCOUNTS)
    data = repository.data()
    assert {step["actor"] for step in data["steps"]} == {step["merged_by"] for step in data["steps"]} == {None}
    told = (repository.root / "site" / PAGE).read_text("utf-8") + json.dumps(data, ensure_ascii=False)
    assert not [login for login in logins if f"“{login}”" in told]
    assert ".example" not in told.replace("https://example.org/", "")


def test_inside_everything_is_told(repository: Portal) -> None:
    repository.push({RIVAL: self_assessment()}, "sen")
    inside = ("--audience", "internal", "--site", repository.root / "site")
    assert repository.build("--audit", repository.audit(), *inside).exit_code == 0
    assert "tài khoản “sen” đại diện cho “hoi-sen”" in repository.page()
    assert repository.data()["exceptions"][0]["actor"] == "sen"


def test_an_internal_repository_shows_no_commit_in_public(repository: Portal) -> None:
    text = portal()[f"{S}/portal.yml"].replace("kind: none", "kind: github, visibility: internal")
    repository.push({f"{S}/portal.yml": text}, "quantri")
    wrong = repository.push({RIVAL: self_assessment()}, "sen")
    assert repository.build("--audit", repository.audit()).exit_code == 0
    told = (repository.root / "site" / PAGE).read_text("utf-8") + (repository.root / "site" / DATA).read_text("utf-8")
    assert wrong[:10] not in told
    assert "example.org/mttq" not in told


def test_without_an_audit_there_is_the_page_and_no_file(repository: Portal) -> None:
    assert repository.build().exit_code == 0
    assert "dựng không kèm kiểm toán" in repository.page()
    assert not (repository.root / "site" / DATA).exists()
    index = json.loads((repository.root / "site/api/v1/index.json").read_bytes())
    assert index["audit"] is None


def test_an_audit_that_is_gone_takes_its_file_with_it(repository: Portal) -> None:
    assert repository.build("--audit", repository.audit()).exit_code == 0
    assert repository.build().exit_code == 0
    assert not (repository.root / "site" / DATA).exists()


def test_a_forged_audit_is_refused(repository: Portal) -> None:
    repository.push({RIVAL: self_assessment()}, "sen")
    path = repository.audit()
    document = json.loads(path.read_text("utf-8"))
    forged = {
        "breaks the schema": document | {"verdict": "sạch"},
        "$.tip breaks the schema": document | {"tip": "HEAD"},
        "contradicts itself under “clean”": document | {"clean": True},
        "contradicts itself under “summary.exceptions”": document | {"clean": True, "exceptions": []},
        "contradicts itself under “as_of”": document | {"as_of": "2020-11-10T::::::::+07:00"},
    }
    for message, changed in forged.items():
        path.write_text(json.dumps(changed), "utf-8")
        run = repository.build("--audit", path)
        assert (run.exit_code, run.out) == (2, ""), message
        assert message in run.err
    assert not (repository.root / "site").exists()


@pytest.mark.parametrize("text", ["", "{", "[NaN]", "\xff", "[" * 100_000])
def test_what_is_no_json_is_refused(repository: Portal, text: str) -> None:
    path = repository.root.with_name("audit.json")
    path.write_bytes(text.encode("latin-1"))
    run = repository.build("--audit", path)
    assert run.exit_code == 2
    assert "is not JSON" in run.err


def test_the_audit_of_another_commit_is_refused(repository: Portal) -> None:
    path = repository.audit()
    repository.push({OWN: self_assessment()}, "tram")
    run = repository.build("--audit", path)
    assert run.exit_code == 2
    assert "Run “thidua audit --format json” again" in run.err


def test_two_builds_with_one_audit_are_the_same(repository: Portal) -> None:
    repository.push({RIVAL: self_assessment()}, "sen")
    path, sites = repository.audit(), []
    git(repository.root.parent, "clone", "--quiet", str(repository.root), str(repository.root.with_name("clone")))
    for root in (repository.root, repository.root.with_name("clone")):
        repository.root = root
        assert repository.build("--audit", path).exit_code == 0
        sites.append([(root / "site" / name).read_bytes() for name in (PAGE, DATA)])
    assert sites[0] == sites[1]
