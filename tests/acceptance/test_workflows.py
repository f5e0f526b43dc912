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
from workflow_runner import MAKE, WORKFLOWS, Done, Runner, jobs_that_run, load

from support.command import AS_OF, CHECKOUT, commit_all, git, thidua

NAMES = ("ci", "comment", "daily", "portal", "publish", "validate")
FORGEJO = CHECKOUT / "docs" / "ci" / "forgejo.yml"
GITLAB = CHECKOUT / "docs" / "ci" / "gitlab-ci.yml"
FILES = [*(WORKFLOWS / f"{name}.yml" for name in NAMES), FORGEJO]
GUIDE = CHECKOUT / "docs" / "huong-dan" / "tich-hop.md"
OWN_DATA = re.compile(r"\$\{\{")
PIN = re.compile(r"^\s*(?:- )?uses: [\w./:-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$")


def steps(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for job in document["jobs"].values():
        yield from job.get("steps", [])


def test_there_are_six_workflows() -> None:
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
    job = load(WORKFLOWS / "portal.yml")["jobs"]["deploy"]
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
        ("daily", "portal"): ["attestations", "id-token", "pages"],
        ("portal", "deploy"): ["attestations", "id-token", "pages"],
        ("publish", "portal"): ["attestations", "id-token", "pages"],
        ("publish", "write"): ["contents"],
    }


@pytest.mark.parametrize("name", ["daily", "publish"])
def test_whoever_calls_grants_what_the_called_jobs_ask_for_and_no_more(name: str) -> None:
    called = load(WORKFLOWS / "portal.yml")["jobs"].values()
    wanted = {permission: level for job in called for permission, level in job["permissions"].items()}
    job = load(WORKFLOWS / f"{name}.yml")["jobs"]["portal"]
    assert job["uses"] == "./.github/workflows/portal.yml"
    assert job["permissions"] == wanted


def test_the_job_that_may_write_to_the_repository_installs_nothing() -> None:
    job = load(WORKFLOWS / "publish.yml")["jobs"]["write"]
    assert job["permissions"] == {"contents": "write"}
    assert [step["run"] for step in job["steps"] if "run" in step] == [".ci/notes send"]
    assert not [step for step in job["steps"] if "setup-python" in step.get("uses", "")]
    script = (CHECKOUT / ".ci" / "notes").read_text("utf-8")
    assert "python" not in script[script.index("\nsend()") :]


def test_a_token_is_seen_by_single_steps_only() -> None:
    seen = {
        (name, job, step["run"].split(" ||")[0].rstrip("\n"))
        for name in NAMES
        for job, settings in load(WORKFLOWS / f"{name}.yml")["jobs"].items()
        for step in settings.get("steps", [])
        if "github.token" in str(step)
    }
    assert seen == {
        ("comment", "comment", ".venv/bin/python -m thidua.forge"),
        ("portal", "build", ".ci/notes fetch"),
        ("publish", "ask", ".ci/notes ask"),
        ("publish", "ask", ".ci/notes fetch"),
        ("publish", "write", ".ci/notes send"),
        ("validate", "review", '.ci/fetch "refs/pull/$NUMBER/head" "$HEAD_SHA"'),
    }


@pytest.mark.parametrize("name", ["validate", "publish", "portal"])
def test_git_reads_what_was_committed_wherever_a_verdict_or_a_site_is_made(name: str) -> None:
    assert load(WORKFLOWS / f"{name}.yml")["env"] == {"GIT_NO_REPLACE_OBJECTS": "1"}


def test_git_reads_what_was_committed_on_other_forges_and_by_hand() -> None:
    assert yaml.safe_load(GITLAB.read_text("utf-8"))["variables"]["GIT_NO_REPLACE_OBJECTS"] == "1"
    assert load(FORGEJO)["env"] == {"GIT_NO_REPLACE_OBJECTS": "1"}
    for name in ("build", "fetch", "notes", "review"):
        assert "\nexport GIT_NO_REPLACE_OBJECTS=1\n" in (CHECKOUT / ".ci" / name).read_text("utf-8")


# Which jobs run, whatever the others came to.

WELL, FAILED, SKIPPED = ({"result": result} for result in ("success", "failure", "skipped"))
NOTED = {"outputs": {"bundle": "17"}}


@pytest.mark.parametrize(
    ("event_name", "ends", "expected"),
    [
        ("push", {"ask": WELL | NOTED}, ["ask", "write", "portal"]),
        ("push", {"ask": WELL}, ["ask", "portal"]),
        ("push", {"ask": FAILED}, ["ask", "portal"]),
        ("push", {"ask": FAILED | NOTED, "write": FAILED}, ["ask", "write", "portal"]),
        ("workflow_dispatch", {}, ["portal"]),
    ],
)
def test_a_push_is_noted_and_the_portal_published_whatever_becomes_of_it(
    event_name: str, ends: dict[str, Any], expected: list[str]
) -> None:
    context = {"github": {"event_name": event_name, "ref": "refs/heads/main"}}
    assert jobs_that_run(WORKFLOWS / "publish.yml", context, ends) == expected


@pytest.mark.parametrize(
    ("ref", "build", "expected"),
    [
        ("refs/heads/main", WELL | {"outputs": {"is_current": "true"}}, ["build", "deploy", "codeowners"]),
        ("refs/heads/main", WELL | {"outputs": {"is_current": ""}}, ["build", "codeowners"]),
        ("refs/heads/main", FAILED | {"outputs": {"is_current": "true"}}, ["build", "codeowners"]),
        ("refs/heads/other", SKIPPED, []),
    ],
)
def test_only_the_tip_of_the_main_branch_is_published(ref: str, build: dict[str, Any], expected: list[str]) -> None:
    assert jobs_that_run(WORKFLOWS / "portal.yml", {"github": {"ref": ref}}, {"build": build}) == expected


def test_no_push_s_notes_give_way_to_another_s() -> None:
    assert load(WORKFLOWS / "publish.yml")["concurrency"]["group"] == "publish-${{ github.run_id }}"


@pytest.mark.parametrize("name", ["comment", "portal", "publish", "validate"])
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
    theme = "scripts/thidua/site/theme"
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


LATER = [action for action in load(WORKFLOWS / "validate.yml")["on"]["pull_request"]["types"] if action != "opened"]


@pytest.mark.parametrize("action", LATER)
def test_whoever_acts_on_another_s_pull_request_must_have_the_right_too(
    origin: Path, tmp_path: Path, action: str
) -> None:
    """All of them are checked on the same head: if one let it pass, it would undo what the other has refused."""
    head = pull_request(origin, tmp_path, {PLACE: ("place: ", "place: Tầng 3, ")})
    artifacts: dict[str, Path] = {}
    done = validate(origin, tmp_path, event(head, COUNCIL, action, STRANGER), artifacts)
    assert not done.succeeded
    assert verdict(artifacts)["actor"]["login"] == STRANGER["login"]


def test_an_author_may_push_and_reopen(origin: Path, tmp_path: Path) -> None:
    head = pull_request(origin, tmp_path, {PLACE: ("place: ", "place: Tầng 3, ")})
    assert [validate(origin, tmp_path, event(head, COUNCIL, action)).succeeded for action in LATER] == [True, True]


@pytest.mark.parametrize("path", [WORKFLOWS / "validate.yml", FORGEJO], ids=lambda path: path.stem)
def test_editing_a_pull_request_is_no_reason_to_check_it_again(path: Path) -> None:
    """Who edits the title is not who pushed, so the check could not know whose rights to ask for."""
    assert load(path)["on"]["pull_request"]["types"] == ["opened", "synchronize", "reopened"]


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
    assert not runner.run(WORKFLOWS / "portal.yml", "codeowners").succeeded
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "--quiet", str(small_origin), str(clone))
    (clone / ".github").mkdir()
    assert thidua("codeowners", "--write", "--root", clone).exit_code == 0
    commit_all(clone)
    git(clone, "push", "--quiet", "origin", "main")
    done = runner.run(WORKFLOWS / "portal.yml", "codeowners")
    assert done.succeeded, done.log


# The equivalents for other forges.

WHOSE = "### Tệp thay đổi và của ai"  # where the reviewer reads what changes


def test_forgejo_decides_as_github_does(origin: Path, tmp_path: Path) -> None:
    head = pull_request(origin, tmp_path, {PLACE: ("place: ", "place: Tầng 8, ")})
    environment = {"AS_OF": AS_OF, "GITHUB_SERVER_URL": origin.parent.parent.as_uri()}
    runner = Runner(tmp_path / "runner", origin, event(head, COUNCIL), environment)
    done = runner.run(FORGEJO, "review")
    assert done.succeeded, done.log
    assert WHOSE in done.log
    for action in ("synchronized", "reopened"):
        runner.event = event(head, COUNCIL, action, STRANGER)
        done = runner.run(FORGEJO, "review")
        assert not done.succeeded
        assert STRANGER["login"] in done.log
        assert WHOSE in done.log


def gitlab(origin: Path, folder: Path, head: str, user: dict[str, Any]) -> subprocess.CompletedProcess[str]:
    folder.mkdir()
    for tool, script in {"make": MAKE, "date": f"#!/bin/sh\necho {AS_OF}\n"}.items():
        (folder / tool).write_text(script, "utf-8")
        (folder / tool).chmod(0o755)
    environment = {
        "PATH": f"{folder}:/usr/bin:/bin",
        "AS_OF": "1999-01-01T00:00:00Z",  # a variable that somebody gave the pipeline
        "CI_COMMIT_SHA": head,
        "CI_DEFAULT_BRANCH": "main",
        "CI_JOB_TOKEN": "token-of-the-job",
        "CI_MERGE_REQUEST_IID": "7",
        "CI_MERGE_REQUEST_PROJECT_URL": origin.as_uri().removesuffix(".git"),
        "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main",
        "GITLAB_USER_ID": str(user["id"]),
        "GITLAB_USER_LOGIN": user["login"],
    }
    job = yaml.safe_load(GITLAB.read_text("utf-8"))["review"]
    done, after = (
        subprocess.run(
            ["bash", "-eo", "pipefail", "-c", "\n".join(job[part])],
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        for part in ("script", "after_script")
    )
    done.stdout += after.stdout
    return done


def test_gitlab_decides_as_github_does(origin: Path, tmp_path: Path) -> None:
    head = pull_request(origin, tmp_path, {PLACE: ("place: ", "place: Tầng 9, ")})
    git(origin, "update-ref", "refs/merge-requests/7/head", head)
    good, bad = (gitlab(origin, tmp_path / user["login"], head, user) for user in (COUNCIL, STRANGER))
    assert (good.returncode, bad.returncode) == (0, 1), good.stdout + good.stderr + bad.stderr
    for user, done in ((COUNCIL, good), (STRANGER, bad)):
        assert WHOSE in done.stdout
        kept = json.loads((tmp_path / user["login"] / "target" / "review.json").read_text("utf-8"))
        assert kept["actor"]["login"] == user["login"]
        assert kept["as_of"] == AS_OF


def test_gitlab_keeps_the_verdict_for_machines_and_for_people() -> None:
    job = yaml.safe_load(GITLAB.read_text("utf-8"))["review"]
    assert job["artifacts"]["paths"] == ["target/review.json", "target/phieu.md"]
    assert job["artifacts"]["when"] == "always"


def test_gitlab_checks_out_nothing_of_a_change_and_fills_nothing_into_scripts() -> None:
    job = yaml.safe_load(GITLAB.read_text("utf-8"))["review"]
    assert job["variables"]["GIT_STRATEGY"] == "none"
    assert "$[[" not in GITLAB.read_text("utf-8")


def test_gitlab_decides_on_nothing_that_comes_from_a_fork() -> None:
    """A fork's pipeline follows the fork's file, so it must not be taken for the project's own."""
    (rule,) = yaml.safe_load(GITLAB.read_text("utf-8"))["review"]["rules"]
    assert rule["if"].split(" && ") == [
        '$CI_PIPELINE_SOURCE == "merge_request_event"',
        "$CI_MERGE_REQUEST_SOURCE_PROJECT_ID == $CI_MERGE_REQUEST_PROJECT_ID",
        "$CI_MERGE_REQUEST_TARGET_BRANCH_NAME == $CI_DEFAULT_BRANCH",
    ]


def test_gitlab_accepts_the_name_of_the_artifact_and_the_guide_has_it() -> None:
    name = yaml.safe_load(GITLAB.read_text("utf-8"))["review"]["artifacts"]["expose_as"]
    assert re.fullmatch(r"\w[-\w ]{0,99}", name, re.ASCII)
    assert f"“{name}”" in GUIDE.read_text("utf-8")


# Publishing.


def test_publishing_builds_twice_and_leaves_a_manifest_that_holds(small_origin: Path, tmp_path: Path) -> None:
    runner = Runner(tmp_path / "runner", small_origin, {}, {"AS_OF": "2020-12-20T08:00:00+07:00"})
    done = runner.run(WORKFLOWS / "portal.yml", "build")
    assert done.succeeded, done.log
    site = runner.artifacts["github-pages"]
    manifest = runner.artifacts["manifest"] / "SHA256SUMS"
    assert manifest.read_bytes() == (site / "SHA256SUMS").read_bytes()
    listed = {line.split("  ./")[1] for line in manifest.read_text("utf-8").splitlines()}
    assert listed == {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()} - {"SHA256SUMS"}
    checked = subprocess.run(["sha256sum", "--quiet", "--check", "SHA256SUMS"], cwd=site, check=False)
    assert checked.returncode == 0
    assert "api/v1/audit.json" in listed
    assert done.outputs == {"is_current": "true"}


EMPTY = """#!/bin/sh
mkdir -p .venv/bin
cat >.venv/bin/thidua <<'END'
#!/bin/sh
if [ "$1" = audit ]; then git notes --ref=thidua list >&2; exit; fi
while [ "$1" != --site ]; do shift; done
mkdir "$2"
END
chmod +x .venv/bin/thidua
"""


def test_a_commit_that_is_no_longer_the_tip_is_not_published_and_it_is_said(small_origin: Path, tmp_path: Path) -> None:
    """The attestation names the run's commit, so nothing else may be published under it."""
    runner = Runner(tmp_path / "runner", small_origin, {}, {"GITHUB_SHA": "c" * 40}, make=EMPTY)
    done = runner.run(WORKFLOWS / "portal.yml", "build")
    assert done.succeeded
    assert done.outputs == {"is_current": ""}
    assert "::notice title=Không công bố::" in done.log


def test_the_notes_reach_the_audit_of_the_build(small_origin: Path, tmp_path: Path) -> None:
    bare = tmp_path / "thi-dua.git"
    git(tmp_path, "clone", "--quiet", "--bare", str(small_origin), str(bare))
    git(bare, "notes", "--ref", "thidua", "add", "-m", "{}", "main")
    done = Runner(tmp_path / "runner", bare, {}, make=EMPTY).run(WORKFLOWS / "portal.yml", "build")
    assert git(bare, "rev-parse", "main").strip() in done.log
    assert "::warning" not in done.log


def test_notes_that_cannot_be_had_are_said_to_be_missing_and_the_build_goes_on(
    small_origin: Path, tmp_path: Path
) -> None:
    runner = Runner(tmp_path / "runner", small_origin, {}, make=EMPTY)
    runner.folder.mkdir()
    (runner.folder / ".gitconfig").write_text(f'[url "/nowhere"]\ninsteadOf = {small_origin.as_uri()}\n', "utf-8")
    done = runner.run(WORKFLOWS / "portal.yml", "build")
    assert done.succeeded
    assert "::warning title=Không lấy được ghi chú::" in done.log


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
    done = runner.run(WORKFLOWS / "portal.yml", "build")
    assert not done.succeeded
    assert "index.html" in done.log
    assert not runner.artifacts
    assert not (runner.workspace / "site").exists()


AUDITS = """#!/bin/sh
mkdir -p .venv/bin
cat >.venv/bin/thidua <<'END'
#!/bin/sh
if [ "$1" = audit ]; then printf '{says}'; exit 1; fi
while [ "$1" != --site ]; do shift; done
mkdir "$2"
END
chmod +x .venv/bin/thidua
"""


@pytest.mark.parametrize(("says", "is_built"), [("{}", True), ("", False)])
def test_an_audit_that_names_something_is_published_and_one_that_breaks_is_not(
    small_origin: Path, tmp_path: Path, says: str, is_built: bool
) -> None:
    """Both end with 1; only the former says anything."""
    runner = Runner(tmp_path / "runner", small_origin, {}, make=AUDITS.replace("{says}", says))
    assert runner.run(WORKFLOWS / "portal.yml", "build").succeeded is is_built


# The guide.


def test_the_guide_names_every_workflow_the_required_check_and_both_other_files() -> None:
    guide = GUIDE.read_text("utf-8")
    assert all(f"| `{name}` |" in guide for name in NAMES)
    assert f"**“{load(WORKFLOWS / 'validate.yml')['jobs']['review']['name']}”**" in guide
    assert all(f"(../ci/{path.name})" in guide for path in (FORGEJO, GITLAB))
