"""Who brought a step into the main branch: asked of the forge after a push, noted, and believed by the audit.

The jobs of the workflow ``publish`` run as they stand in the YAML, on a real repository, against a forge on loopback.
"""

import json
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from forge_server import Forge, serve
from workflow_runner import WORKFLOWS, Done, Runner

from support.command import CHECKOUT, commit_all, git, thidua, validate_output

ADMIN = {"login": "quantri", "id": 1001}
AUTHOR = {"login": "tk-hoi-xanh-1", "id": 2004}
MERGER = {"login": "tk-hoi-dong-tdkt", "id": 2001}
PUSHED_AT = datetime(2021, 11, 19, 4, 5, 6, tzinfo=UTC)
MERGED_AT = "2021-11-19T03:00:00Z"
NOWHERE = "0" * 40


@dataclass
class Place:
    """A server's repository, a clone that pushes to it, and the forge that knows who did what."""

    folder: Path
    origin: Path
    clone: Path
    forge: Forge

    def change(self, text: str) -> str:
        """Commit a change; return the commit."""
        with (self.clone / "README.md").open("a", encoding="utf-8") as file:
            file.write(text + "\n")
        return commit_all(self.clone, text)

    def tip(self) -> str:
        """Return where the clone's branch stands."""
        return git(self.clone, "rev-parse", "HEAD").strip()

    def merge(self, number: int = 7, more: str = "", **changes: Any) -> str:
        """Merge a pull request, as the forge does; ``more`` is what somebody adds in the merge itself."""
        git(self.clone, "checkout", "--quiet", "-b", f"change-{number}")
        head = self.change(f"Thay đổi {number}")
        git(self.clone, "checkout", "--quiet", "main")
        git(self.clone, "merge", "--quiet", "--no-ff", "--no-commit", head)
        (self.clone / "more.md").write_text(more, "utf-8") if more else None
        commit = commit_all(self.clone, f"Merge pull request #{number}")
        pull = {
            "number": number,
            "user": AUTHOR,
            "merged_by": MERGER,
            "merged_at": MERGED_AT,
            "merge_commit_sha": commit,
            "base": {"ref": "main"},
            "head": {"sha": head},
        }
        self.forge.pulls.append(pull | changes)
        self.forge.brought[commit] = [number]
        return commit

    def push(self, before: str) -> Done:
        """Push the branch and run the two jobs; the second has what the first left."""
        git(self.clone, "push", "--quiet", str(self.origin), "main")
        event = {
            "ref": "refs/heads/main",
            "before": before,
            "after": self.tip(),
            "sender": ADMIN,
            "repository": {"pushed_at": int(PUSHED_AT.timestamp())},
            "head_commit": {"timestamp": "1999-01-01T00:00:00Z"},
        }
        environment = {"GITHUB_API_URL": self.forge.address, "PAUSES": "0 0 0"}
        runner = Runner(self.folder / "runner", self.origin, event, environment)
        asked = runner.run(WORKFLOWS / "publish.yml", "ask")
        if not asked.outputs["bundle"]:
            return asked
        sent = runner.run(WORKFLOWS / "publish.yml", "write")
        return Done(asked.succeeded and sent.succeeded, asked.log + sent.log, "")

    def notes(self) -> Mapping[str, Any]:
        """Return the notes on the server, by commit."""
        listed = git(self.origin, "notes", "--ref", "thidua", "list").splitlines()
        commits = [line.split()[1] for line in listed]
        return {commit: json.loads(git(self.origin, "notes", "--ref", "thidua", "show", commit)) for commit in commits}

    def head(self, number: int = 7) -> str:
        """Return the head of a pull request."""
        sha: str = self.forge.answer("GET", f"pulls/{number}", {}, None)["head"]["sha"]
        return sha


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    clone = tmp_path / "clone"
    registers = clone / "submissions"
    registers.mkdir(parents=True)
    for path in (CHECKOUT / "tests" / "vectors" / "04" / "submissions").glob("*.yml"):
        shutil.copy(path, registers)
    shutil.copytree(CHECKOUT / ".ci", clone / ".ci")
    commit_all(clone, "Danh mục")
    origin = tmp_path / "thi-dua.git"
    git(tmp_path, "clone", "--quiet", "--bare", str(clone), str(origin))
    with serve(Forge()) as forge:
        yield Place(tmp_path, origin, clone, forge)


def approval(
    commit: str,
    at: str = "2021-11-19T02:00:00Z",
    user: Any = ADMIN,
    state: str = "APPROVED",
    association: str = "MEMBER",
) -> Any:
    return {"state": state, "commit_id": commit, "submitted_at": at, "user": user, "author_association": association}


def test_a_merged_pull_request_is_noted_with_its_author_and_who_merged_it(place: Place) -> None:
    before = place.tip()
    commit = place.merge()
    place.forge.reviews = [approval("a" * 40, "2021-11-18T02:00:00Z"), approval(place.head())]
    done = place.push(before)
    assert done.succeeded, done.log
    found = place.notes()
    assert list(found) == [commit]
    assert found[commit] == {
        "actor": {"login": "tk-hoi-xanh-1", "forge_id": 2004},
        "at": "2021-11-19T03:00:00+00:00",
        "from": before,
        "merged_by": {"login": "tk-hoi-dong-tdkt", "forge_id": 2001},
        "head": place.head(),
        "approved_head": place.head(),
    }
    validate_output("note", found[commit])


def test_a_direct_push_is_noted_with_who_pushed_and_the_forge_s_clock(place: Place) -> None:
    before = place.tip()
    commits = [place.change("Một"), place.change("Hai")]
    assert place.push(before).succeeded
    found = place.notes()
    assert found.keys() == set(commits)
    assert all(one["actor"] == {"login": "quantri", "forge_id": 1001} for one in found.values())
    assert {one["at"] for one in found.values()} == {"2021-11-19T04:05:06+00:00"}
    assert not any("merged_by" in one or "head" in one for one in found.values())


def test_the_audit_believes_the_notes(place: Place) -> None:
    before = place.tip()
    merged, direct = place.merge(), place.change("Thẳng")

    def identified() -> dict[str, str]:
        git(place.clone, "fetch", "--quiet", str(place.origin), "+refs/notes/*:refs/notes/*")
        steps = thidua("audit", "--root", place.clone, "--format", "json").document["steps"]
        return {step["commit"]: step["identified"] for step in steps}

    assert {identified()[commit] for commit in (merged, direct)} == {"unknown"}
    assert place.push(before).succeeded
    assert {identified()[commit] for commit in (merged, direct)} == {"recorded"}


def test_a_note_that_stands_is_left_alone(place: Place) -> None:
    before = place.tip()
    kept, new = place.merge(7), place.merge(8)
    own = {"actor": {"login": "hook"}, "at": "2021-11-19T01:00:00+00:00"}
    git(place.clone, "notes", "--ref", "thidua", "add", "-m", json.dumps(own), kept)
    git(place.clone, "push", "--quiet", str(place.origin), "refs/notes/thidua")
    assert place.push(before).succeeded
    assert place.notes()[kept] == own
    assert place.notes()[new]["actor"]["login"] == AUTHOR["login"]
    assert not [asked for asked in place.forge.asked if kept in asked]


def test_what_the_forge_does_not_answer_stays_without_a_note_and_is_told(place: Place) -> None:
    before = place.tip()
    silent, answered = place.merge(7), place.merge(8)
    place.forge.brought[silent] = None
    done = place.push(before)
    assert done.succeeded
    assert list(place.notes()) == [answered]
    assert f"::warning title=No note::{silent}: GET commits/{silent}/pulls" in done.log


def test_a_forge_that_answers_nothing_is_a_failure(place: Place) -> None:
    before = place.tip()
    place.forge.brought |= {before: None, place.merge(): None}
    done = place.push(before)
    assert not done.succeeded
    assert "::warning title=No note::" in done.log
    assert not place.notes()


def test_what_is_added_in_a_merge_is_nobody_s_for_sure(place: Place) -> None:
    before = place.tip()
    commit = place.merge(more="Thêm vào lúc hợp nhất")
    done = place.push(before)
    assert done.succeeded
    assert not place.notes()
    assert f"{commit} holds more than pull request 7" in done.log


@pytest.mark.parametrize(
    "changes",
    [{"merged_at": None}, {"base": {"ref": "other"}}, {"head": {"sha": "b" * 40}}, {"merge_commit_sha": "c" * 40}],
    ids=lambda one: next(iter(one)),
)
def test_a_pull_request_that_was_not_merged_there_lends_nobody_s_name(place: Place, changes: dict[str, Any]) -> None:
    """Nor is it the pusher's: whoever pushed a merge may have done no more than merge it."""
    before = place.tip()
    commit = place.merge(**changes)
    done = place.push(before)
    assert done.succeeded
    assert not place.notes()
    assert f"{commit} came by a pull request that the forge does not name" in done.log


def test_a_pull_request_that_the_forge_does_not_name_at_once_is_waited_for(place: Place) -> None:
    before = place.tip()
    commit = place.merge()
    place.forge.slow[commit] = 2
    assert place.push(before).succeeded
    assert place.notes()[commit]["actor"]["login"] == AUTHOR["login"]


def test_whoever_merged_is_not_taken_for_the_author_when_the_forge_names_nobody(place: Place) -> None:
    before = place.tip()
    commit = place.merge()
    place.forge.slow[commit] = 100
    done = place.push(before)
    assert done.succeeded
    assert not place.notes()
    assert len([asked for asked in place.forge.asked if f"commits/{commit}/pulls" in asked]) == 4
    place.forge.slow[commit] = 0
    before = place.tip()
    place.change("Lần sau")
    assert place.push(before).succeeded
    assert place.notes()[commit]["actor"]["login"] == AUTHOR["login"]


def test_a_direct_push_that_a_later_pull_request_holds_is_not_its_author_s(place: Place) -> None:
    earliest = place.tip()
    place.change("Có ghi chú")
    assert place.push(earliest).succeeded
    direct = place.change("Không biết ai đẩy")
    place.merge(8)
    place.forge.brought[direct] = [8]
    assert place.push(direct).succeeded
    assert direct not in place.notes()


def test_what_the_forge_did_not_answer_once_is_asked_again_though_newer_steps_are_noted(place: Place) -> None:
    before = place.tip()
    silent, answered = place.merge(7), place.merge(8)
    place.forge.brought[silent] = None
    assert place.push(before).succeeded
    assert place.notes().keys() == {answered}
    place.forge.brought[silent] = [7]
    before = place.tip()
    newest = place.merge(9)
    assert place.push(before).succeeded
    assert place.notes().keys() == {silent, answered, newest}


@pytest.mark.parametrize("how", ["cut", "silent"])
def test_an_answer_that_breaks_off_costs_no_other_note(place: Place, how: str) -> None:
    before = place.tip()
    first, second = place.merge(7), place.merge(8)
    setattr(place.forge, how, f"commits/{second}/")
    done = place.push(before)
    assert done.succeeded
    assert place.notes().keys() == {first}
    assert f"::warning title=No note::{second}: GET" in done.log


BREAKS = """#!/bin/sh
mkdir -p .venv/bin
cat >.venv/bin/python <<'END'
#!/bin/sh
git -c user.name=x -c user.email=x@x notes --ref=thidua add -m '{"actor": {"login": "ai-do"}}' HEAD
exit 1
END
chmod +x .venv/bin/python
"""


def test_what_was_noted_before_asking_broke_is_sent(place: Place) -> None:
    runner = Runner(place.folder / "runner", place.origin, {}, make=BREAKS)
    assert not runner.run(WORKFLOWS / "publish.yml", "ask").succeeded
    assert runner.run(WORKFLOWS / "publish.yml", "write").succeeded
    assert place.notes() == {place.tip(): {"actor": {"login": "ai-do"}}}


def test_a_bundle_can_neither_change_nor_take_away_a_note(place: Place) -> None:
    """What the first job leaves was made beside installed libraries; the second adds, and does nothing else."""
    first, second = place.tip(), place.change("Hai")
    git(place.clone, "push", "--quiet", str(place.origin), "main")
    add = ("notes", "--ref", "thidua", "add", "-f", "-m")
    git(place.clone, *add, '{"actor": {"login": "dung"}}', first)
    git(place.clone, "push", "--quiet", str(place.origin), "refs/notes/thidua")
    git(place.clone, "branch", "other")
    git(place.clone, *add, '{"actor": {"login": "sai"}}', first)
    git(place.clone, *add, '{"actor": {"login": "moi"}}', second)
    bundle = place.folder / "bundle"
    bundle.mkdir()
    git(place.clone, "bundle", "create", str(bundle / "notes.bundle"), "refs/notes/thidua", "other")
    runner = Runner(place.folder / "runner", place.origin, {}, artifacts={"notes": bundle})
    assert runner.run(WORKFLOWS / "publish.yml", "write").succeeded
    assert {commit: note["actor"]["login"] for commit, note in place.notes().items()} == {first: "dung", second: "moi"}
    assert "other" not in git(place.origin, "branch", "--list")
    assert "asked" not in git(place.origin, "for-each-ref", "refs/notes")


def test_strangers_and_late_or_dismissed_reviews_approve_nothing(place: Place) -> None:
    before = place.tip()
    commit = place.merge()
    place.forge.reviews = [
        approval("a" * 40, user={"login": "nguoi-la", "id": 4711}),
        approval("d" * 40, user=None),
        approval("e" * 40, user={"login": "quantri", "id": 4711}),
        approval("b" * 40, at="2021-11-20T02:00:00Z"),
        approval("c" * 40, state="DISMISSED"),
    ]
    assert place.push(before).succeeded
    assert "approved_head" not in place.notes()[commit]


@pytest.mark.parametrize("association", ["CONTRIBUTOR", "COLLABORATOR", "MEMBER"])
def test_a_later_approval_by_anybody_but_an_owner_hides_no_replaced_head(place: Place, association: str) -> None:
    """The author's own account is registered, but owns nothing of what is changed."""
    before = place.tip()
    commit = place.merge()
    later = {"at": "2021-11-19T02:30:00Z", "association": association}
    place.forge.reviews = [
        approval("a" * 40),
        approval(place.head(), user={"login": "nguoi-la", "id": 4711}, **later),
        approval(place.head(), user=AUTHOR, **later),
    ]
    assert place.push(before).succeeded
    assert place.notes()[commit]["approved_head"] == "a" * 40


def test_an_owner_is_known_by_number_whatever_the_login_is_now(place: Place) -> None:
    before = place.tip()
    commit = place.merge()
    place.forge.reviews = [approval(place.head(), user={"login": "ten-moi", "id": ADMIN["id"]})]
    assert place.push(before).succeeded
    assert place.notes()[commit]["approved_head"] == place.head()


def test_a_step_whose_run_failed_is_made_up_for(place: Place) -> None:
    earliest = place.tip()
    first = place.change("Có ghi chú")
    assert place.push(earliest).succeeded
    passed_over, direct = place.merge(7), place.change("Không biết ai đẩy")
    newest = place.merge(8)
    assert place.push(direct).succeeded
    assert place.notes().keys() == {first, passed_over, newest}
    assert place.notes()[passed_over]["actor"]["login"] == AUTHOR["login"]


@pytest.mark.parametrize("before", [NOWHERE, "d" * 40], ids=["new", "overwritten"])
def test_of_a_new_or_overwritten_branch_only_the_last_step_is_the_pusher_s(place: Place, before: str) -> None:
    place.change("Cũ")
    last = place.change("Mới")
    assert place.push(before).succeeded
    assert list(place.notes()) == [last]


@pytest.mark.parametrize("is_lasting", [False, True])
def test_notes_that_somebody_sent_meanwhile_are_kept(place: Place, is_lasting: bool) -> None:
    """The server refuses the first push, or every one; the second comes after a fetch."""
    hook = place.origin / "hooks" / "pre-receive"
    before = place.tip()
    commit = place.merge()
    git(place.clone, "push", "--quiet", str(place.origin), "main")
    other = json.dumps({"actor": {"login": "hook"}, "at": "2021-11-19T01:00:00+00:00"})
    again = "" if is_lasting else f"rm {hook}"
    rest = f"""unset GIT_QUARANTINE_PATH GIT_OBJECT_DIRECTORY
git -c user.name=x -c user.email=x@x notes --ref thidua add -f -m '{other}' {before}
"""
    hook.write_text(f"#!/bin/sh\n{again}\n{rest}\nexit 1\n", "utf-8")
    hook.chmod(0o755)
    done = place.push(before)
    assert done.succeeded is not is_lasting, done.log
    assert (commit in place.notes()) is not is_lasting
    assert before in place.notes()
