"""The workflows: least privileges, pinned actions, and their own steps run as a runner runs them."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from forge_server import Forge, serve
from workflow_runner import MAKE, WORKFLOWS, Done, Runner, load

from support.command import AS_OF, CHECKOUT, commit_all, git, thidua

NAMES = ("ci", "comment", "daily", "publish", "validate")
FORGEJO = CHECKOUT / "docs" / "ci" / "forgejo.yml"
GITLAB = CHECKOUT / "docs" / "ci" / "gitlab-ci.yml"
FILES = [*(WORKFLOWS / f"{name}.yml" for name in NAMES), FORGEJO]
OWN_DATA = re.compile(r"\$\{\{")
PIN = re.compile(r"^\s*(?:- )?uses: [\w./:-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$")


def steps(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for job in document["jobs"].values():
        yield from job.get("steps", [])


def test_there_are_five_workflows() -> None:
    assert sorted(path.stem for path in WORKFLOWS.iterdir()) == sorted(NAMES)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
class TestEveryWorkflow:
    def test_has_no_permissions_but_those_of_a_job(self, path: Path) -> None:
        document = load(path)
        assert document["permissions"] == {}
        assert all("permissions" in job for job in document["jobs"].values())

    def test_uses_only_actions_pinned_by_commit_with_their_version(self, path: Path) -> None:
        used = [line for line in path.read_text("utf-8").splitlines() if re.match(r"\s*(- )?uses:", line)]
        assert used or path == FORGEJO
        assert not [line for line in used if "uses: ./" not in line and not PIN.match(line)]

    def test_keeps_every_value_out_of_its_scripts(self, path: Path) -> None:
        assert not [step["run"] for step in steps(load(path)) if OWN_DATA.search(step.get("run", ""))]

    def test_leaves_no_token_in_a_checkout(self, path: Path) -> None:
        checkouts = [step for step in steps(load(path)) if "actions/checkout@" in step.get("uses", "")]
        assert all(step["with"]["persist-credentials"] is False for step in checkouts)

    def test_is_not_triggered_with_privileges_on_foreign_code(self, path: Path) -> None:
        assert "pull_request_target" not in path.read_text("utf-8")

    def test_knows_no_secret(self, path: Path) -> None:
        assert "secrets." not in path.read_text("utf-8")
        assert "secrets: inherit" not in path.read_text("utf-8")

    def test_neither_reads_nor_writes_caches(self, path: Path) -> None:
        assert "cache" not in {key for step in steps(load(path)) for key in step.get("with", {})}
        assert "actions/cache" not in path.read_text("utf-8")

    def test_ends(self, path: Path) -> None:
        assert all("timeout-minutes" in job or "uses" in job for job in load(path)["jobs"].values())


def test_one_action_is_pinned_to_one_commit_everywhere() -> None:
    pins = set(re.findall(r"uses: (actions/[\w-]+)@([0-9a-f]{40})", "".join(path.read_text("utf-8") for path in FILES)))
    assert len(pins) == len({action for action, _ in pins})


def test_only_the_daily_workflow_is_scheduled() -> None:
    assert [name for name in NAMES if "schedule" in load(WORKFLOWS / f"{name}.yml")["on"]] == ["daily"]


def test_the_job_that_deploys_has_no_checkout_and_runs_nothing() -> None:
    job = load(WORKFLOWS / "publish.yml")["jobs"]["deploy"]
    assert job["permissions"] == {"attestations": "write", "id-token": "write", "pages": "write"}
    assert not [step for step in job["steps"] if "run" in step or "checkout" in step["uses"]]


def test_who_may_write_what() -> None:
    granted = {
        (name, job): sorted(permission for permission, level in settings["permissions"].items() if level == "write")
        for name in NAMES
        for job, settings in load(WORKFLOWS / f"{name}.yml")["jobs"].items()
    }
    assert {place: rights for place, rights in granted.items() if rights} == {
        ("comment", "comment"): ["pull-requests"],
        ("daily", "publish"): ["attestations", "contents", "id-token", "pages"],  # a ceiling for the jobs of publish
        ("publish", "deploy"): ["attestations", "id-token", "pages"],
        ("publish", "notes"): ["contents"],
    }


def test_only_a_push_is_noted_and_nothing_but_our_script_sees_the_token() -> None:
    job = load(WORKFLOWS / "publish.yml")["jobs"]["notes"]
    assert job["if"] == "github.event_name == 'push'"
    assert job["permissions"] == {"contents": "write", "pull-requests": "read"}
    assert [step["run"] for step in job["steps"] if "env" in step] == [".ci/notes"]


@pytest.mark.parametrize("name", ["comment", "daily", "publish", "validate"])
def test_what_is_checked_out_is_the_main_branch(name: str) -> None:
    checkouts = [step for step in steps(load(WORKFLOWS / f"{name}.yml")) if "checkout" in step.get("uses", "")]
    assert checkouts
    assert {step["with"]["ref"] for step in checkouts} == {"refs/heads/main"}


# The steps themselves.

PLACE = "submissions/2021/cum-06/schedule.yml"
DOSSIER = "submissions/2021/cum-06/hoi-song-xanh/self-assessment.yml"
COUNCIL = {"login": "pct-06", "id": 1026}
STRANGER = {"login": "nguoi-la", "id": 4711}


@pytest.fixture(scope="module")
def origin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the sample's repository as a forge keeps it: bare, with pull requests as refs."""
    return repository(tmp_path_factory.mktemp("origin"), CHECKOUT)


@pytest.fixture(scope="module")
def small_origin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a repository whose portal is quickly built."""
    return repository(tmp_path_factory.mktemp("origin"), CHECKOUT / "tests" / "vectors" / "04")


def repository(folder: Path, portal: Path) -> Path:
    clone = folder / "clone"
    clone.mkdir()
    shutil.copytree(portal / "submissions", clone / "submissions")
    for name in (".ci", "requirements", "docs", "schemas"):
        shutil.copytree(CHECKOUT / name, clone / name)
    for name in ("Makefile", "pyproject.toml", "mkdocs.yml", ".gitignore"):
        shutil.copy(CHECKOUT / name, clone / name)
    theme = "scripts/thidua/portal/theme"
    shutil.copytree(CHECKOUT / theme, clone / theme)
    commit_all(clone)
    bare = folder / "mttq" / "thi-dua.git"
    git(clone.parent, "clone", "--quiet", "--bare", str(clone), str(bare))
    return bare


def pull_request(origin: Path, tmp_path: Path, changes: dict[str, tuple[str, str]], number: int = 7) -> str:
    """Open a pull request that replaces one text by another in some files; return its head."""
    clone = tmp_path / f"fork-{number}"
    git(tmp_path, "clone", "--quiet", str(origin), str(clone))
    for path, (old, new) in changes.items():
        text = (clone / path).read_text("utf-8")
        assert old in text
        (clone / path).write_text(text.replace(old, new, 1), "utf-8")
    head = commit_all(clone, "Thay đổi")
    git(clone, "push", "--quiet", "--force", "origin", f"HEAD:refs/pull/{number}/head")
    return head


def event(head: str, author: dict[str, Any], action: str = "opened", sender: dict[str, Any] | None = None) -> Any:
    return {
        "action": action,
        "sender": sender or author,
        "pull_request": {"number": 7, "user": author, "head": {"sha": head, "ref": "$(touch owned)"}},
    }


def validate(origin: Path, tmp_path: Path, payload: Any, artifacts: dict[str, Path] | None = None) -> Done:
    runner = Runner(tmp_path / "runner", origin, payload, {"AS_OF": AS_OF})
    done = runner.run(WORKFLOWS / "validate.yml", "review")
    if artifacts is not None:
        artifacts.update(runner.artifacts)
    return done


def verdict(artifacts: dict[str, Path]) -> Any:
    assert list(artifacts) == ["review-7"]
    assert [path.name for path in artifacts["review-7"].iterdir()] == ["review.json"]
    return json.loads((artifacts["review-7"] / "review.json").read_text("utf-8"))


def test_a_good_pull_request_passes_with_a_summary_and_a_verdict(origin: Path, tmp_path: Path) -> None:
    head = pull_request(origin, tmp_path, {PLACE: ("place: ", "place: Tầng 2, ")})
    artifacts: dict[str, Path] = {}
    done = validate(origin, tmp_path, event(head, COUNCIL), artifacts)
    assert done.succeeded, done.log
    assert verdict(artifacts)["accepted"]
    assert verdict(artifacts)["head"] == head
    assert "✅" in done.summary
    assert PLACE.replace("_", "&#95;") in done.summary
    assert "::error" not in done.log


def test_a_bad_pull_request_fails_with_annotations_a_summary_and_a_verdict(origin: Path, tmp_path: Path) -> None:
    head = pull_request(origin, tmp_path, {DOSSIER: ("scores:", "# điểm\nscores:")})
    artifacts: dict[str, Path] = {}
    done = validate(origin, tmp_path, event(head, STRANGER), artifacts)
    assert not done.succeeded
    assert not verdict(artifacts)["accepted"]
    assert "❌" in done.summary
    assert re.search(r"^::error file=submissions/", done.log, re.MULTILINE)


def test_what_validate_leaves_is_what_comment_takes(origin: Path, tmp_path: Path) -> None:
    head = pull_request(origin, tmp_path, {DOSSIER: ("scores:", "# điểm\nscores:")})
    artifacts: dict[str, Path] = {}
    validate(origin, tmp_path, event(head, STRANGER), artifacts)
    found = {"number": 7, "state": "open", "label": "nguoi-la:main", "changed_files": 1}
    found |= {"head": {"sha": head, "repo": {"id": 5150}}, "base": {"ref": "main"}}
    with serve(Forge(pulls=[found], files=[DOSSIER])) as forge:
        archive = shutil.make_archive(str(tmp_path / "review"), "zip", artifacts["review-7"])
        forge.add_artifact("review-7", Path(archive).read_bytes())
        run = {"id": 31, "event": "pull_request", "path": ".github/workflows/validate.yml", "head_sha": head}
        run |= {"head_branch": "main", "head_repository": {"id": 5150, "owner": {"login": "nguoi-la"}}, "html_url": ""}
        run |= {"run_started_at": "2021-11-20T01:00:00Z"}
        ended = {"workflow_run": run, "repository": {"default_branch": "main"}}
        runner = Runner(tmp_path / "comment", origin, ended, {"GITHUB_API_URL": forge.address})
        done = runner.run(WORKFLOWS / "comment.yml", "comment")
    assert done.succeeded, done.log
    assert forge.comments[0]["body"].startswith(f"<!-- thidua:refused {head} {AS_OF} -->\n## ❌")


def test_nothing_of_the_head_is_checked_out(origin: Path, tmp_path: Path) -> None:
    head = pull_request(origin, tmp_path, {".ci/review": ("set -eu", "touch owned; exit 0")})
    done = validate(origin, tmp_path, event(head, STRANGER))
    assert not done.succeeded
    work = tmp_path / "runner" / "work" / "thi-dua"
    assert not (work / "owned").exists()
    assert git(work, "status", "--porcelain").split() == ["??", "review.json"]


def test_whoever_pushes_to_another_s_pull_request_must_have_the_right_too(origin: Path, tmp_path: Path) -> None:
    head = pull_request(origin, tmp_path, {PLACE: ("place: ", "place: Tầng 3, ")})
    artifacts: dict[str, Path] = {}
    done = validate(origin, tmp_path, event(head, COUNCIL, "synchronize", STRANGER), artifacts)
    assert not done.succeeded
    assert verdict(artifacts)["actor"]["login"] == STRANGER["login"]


def test_an_administrator_who_only_reopens_lends_no_rights(origin: Path, tmp_path: Path) -> None:
    head = pull_request(origin, tmp_path, {PLACE: ("place: ", "place: Tầng 4, ")})
    administrator = {"login": "quantri", "id": 1001}
    assert not validate(origin, tmp_path, event(head, STRANGER, "reopened", administrator)).succeeded


def test_a_head_that_has_moved_on_is_left_to_the_next_run(origin: Path, tmp_path: Path) -> None:
    head = pull_request(origin, tmp_path, {PLACE: ("place: ", "place: Tầng 5, ")})
    later = tmp_path / "later"
    later.mkdir()
    pull_request(origin, later, {PLACE: ("place: ", "place: Tầng 6, ")})
    artifacts: dict[str, Path] = {}
    done = validate(origin, tmp_path, event(head, COUNCIL), artifacts)
    assert not done.succeeded
    assert "lần đẩy mới hơn" in done.log
    assert not artifacts


BROKEN = """#!/bin/sh
mkdir -p .venv/bin
printf '#!/bin/sh\\nexit 1\\n' >.venv/bin/thidua
chmod +x .venv/bin/thidua
"""


def test_a_check_that_breaks_is_no_verdict(origin: Path, tmp_path: Path) -> None:
    head = pull_request(origin, tmp_path, {PLACE: ("place: ", "place: Tầng 1, ")})
    runner = Runner(tmp_path / "runner", origin, event(head, COUNCIL), make=BROKEN)
    assert not runner.run(WORKFLOWS / "validate.yml", "review").succeeded
    assert not runner.artifacts


def test_a_login_is_never_a_command(origin: Path, tmp_path: Path) -> None:
    head = pull_request(origin, tmp_path, {PLACE: ("place: ", "place: Tầng 7, ")})
    done = validate(origin, tmp_path, event(head, {"login": "$(touch owned)`touch owned`; --help", "id": 4711}))
    assert not done.succeeded
    assert not (tmp_path / "runner" / "work" / "thi-dua" / "owned").exists()


def test_approvers_that_the_registers_no_longer_name_are_noticed(small_origin: Path, tmp_path: Path) -> None:
    runner = Runner(tmp_path / "runner", small_origin, {})
    assert not runner.run(WORKFLOWS / "daily.yml", "codeowners").succeeded
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "--quiet", str(small_origin), str(clone))
    (clone / ".github").mkdir()
    assert thidua("codeowners", "--write", "--root", clone).exit_code == 0
    commit_all(clone)
    git(clone, "push", "--quiet", "origin", "main")
    done = runner.run(WORKFLOWS / "daily.yml", "codeowners")
    assert done.succeeded, done.log


# The equivalents for other forges.


def test_forgejo_decides_as_github_does(origin: Path, tmp_path: Path) -> None:
    head = pull_request(origin, tmp_path, {PLACE: ("place: ", "place: Tầng 8, ")})
    environment = {"AS_OF": AS_OF, "GITHUB_SERVER_URL": origin.parent.parent.as_uri()}
    runner = Runner(tmp_path / "runner", origin, event(head, COUNCIL), environment)
    assert runner.run(FORGEJO, "review").succeeded
    runner.event = event(head, COUNCIL, "synchronized", STRANGER)
    done = runner.run(FORGEJO, "review")
    assert not done.succeeded
    assert STRANGER["login"] in done.log


def gitlab(origin: Path, folder: Path, head: str, user: dict[str, Any]) -> subprocess.CompletedProcess[str]:
    folder.mkdir()
    (folder / "make").write_text(MAKE, "utf-8")
    (folder / "make").chmod(0o755)
    environment = {
        "PATH": f"{folder}:/usr/bin:/bin",
        "AS_OF": AS_OF,
        "CI_COMMIT_SHA": head,
        "CI_DEFAULT_BRANCH": "main",
        "CI_JOB_TOKEN": "token-of-the-job",
        "CI_MERGE_REQUEST_IID": "7",
        "CI_PROJECT_URL": origin.as_uri().removesuffix(".git"),
        "GITLAB_USER_ID": str(user["id"]),
        "GITLAB_USER_LOGIN": user["login"],
    }
    script = "\n".join(yaml.safe_load(GITLAB.read_text("utf-8"))["review"]["script"])
    command = ["bash", "-eo", "pipefail", "-c", script]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_gitlab_decides_as_github_does(origin: Path, tmp_path: Path) -> None:
    head = pull_request(origin, tmp_path, {PLACE: ("place: ", "place: Tầng 9, ")})
    git(origin, "update-ref", "refs/merge-requests/7/head", head)
    good, bad = (gitlab(origin, tmp_path / user["login"], head, user) for user in (COUNCIL, STRANGER))
    assert (good.returncode, bad.returncode) == (0, 1), good.stdout + good.stderr + bad.stderr
    for user in (COUNCIL, STRANGER):
        kept = json.loads((tmp_path / user["login"] / "target" / "review.json").read_text("utf-8"))
        assert kept["actor"]["login"] == user["login"]


def test_gitlab_checks_out_nothing_of_a_change_and_fills_nothing_into_scripts() -> None:
    job = yaml.safe_load(GITLAB.read_text("utf-8"))["review"]
    assert job["variables"]["GIT_STRATEGY"] == "none"
    assert "$[[" not in GITLAB.read_text("utf-8")


# Publishing.


def test_publishing_builds_twice_and_leaves_a_manifest_that_holds(small_origin: Path, tmp_path: Path) -> None:
    runner = Runner(tmp_path / "runner", small_origin, {}, {"AS_OF": "2020-12-20T08:00:00+07:00"})
    done = runner.run(WORKFLOWS / "publish.yml", "build")
    assert done.succeeded, done.log
    site = runner.artifacts["github-pages"]
    manifest = runner.artifacts["manifest"] / "SHA256SUMS"
    assert manifest.read_bytes() == (site / "SHA256SUMS").read_bytes()
    listed = {line.split("  ./")[1] for line in manifest.read_text("utf-8").splitlines()}
    assert listed == {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()} - {"SHA256SUMS"}
    checked = subprocess.run(["sha256sum", "--quiet", "--check", "SHA256SUMS"], cwd=site, check=False)
    assert checked.returncode == 0
    assert "api/v1/audit.json" in listed


UNSTEADY = """#!/bin/sh
mkdir -p .venv/bin
cat >.venv/bin/thidua <<'END'
#!/bin/sh
if [ "$1" = audit ]; then exit; fi
while [ "$1" != --site ]; do shift; done
mkdir "$2" && mktemp --dry-run >"$2/index.html"
END
chmod +x .venv/bin/thidua
"""


def test_two_builds_that_differ_are_not_published(small_origin: Path, tmp_path: Path) -> None:
    runner = Runner(tmp_path / "runner", small_origin, {}, make=UNSTEADY)
    done = runner.run(WORKFLOWS / "publish.yml", "build")
    assert not done.succeeded
    assert "index.html" in done.log
    assert not runner.artifacts
    assert not (runner.workspace / "site").exists()


# The guide.


def test_the_guide_names_every_workflow_the_required_check_and_both_other_files() -> None:
    guide = (CHECKOUT / "docs" / "huong-dan" / "tich-hop.md").read_text("utf-8")
    assert all(f"| `{name}` |" in guide for name in NAMES)
    assert f"**“{load(WORKFLOWS / 'validate.yml')['jobs']['review']['name']}”**" in guide
    assert all(f"(../ci/{path.name})" in guide for path in (FORGEJO, GITLAB))
