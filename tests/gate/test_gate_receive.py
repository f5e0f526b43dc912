"""Pushes to a plain Git server: what its hooks accept, refuse and note, with Git's own commands."""

import subprocess
import sys
from pathlib import Path

import pygit2
import pytest
from gate_portal import (
    ACCOUNTS,
    CLUSTER,
    COVENANT,
    LOWERED,
    RESPONSE,
    S,
    portal,
    receipt,
    self_assessment,
    verification,
)
from gate_server import Clone, Server

from thidua.gate import note
from thidua.gate.commits import TOO_MANY_COMMITS, UNFIT
from thidua.gate.lineage import BACK_DATED, DETOUR, FOXTROT, SIDE, STEP
from thidua.records.finding import Rule
from thidua.records.language import LANGUAGES, language

OWN = f"{CLUSTER}/hoi-tram/self-assessment.yml"
NOON = "2020-11-10T12:00:00+07:00"


@pytest.fixture
def server(tmp_path: Path) -> Server:
    """A founded portal, some weeks before the deadline."""
    server = Server(tmp_path, "2020-01-02T09:00:00+07:00")
    server.found(portal())
    server.clock = NOON
    return server


def clone(server: Server, login: str) -> Clone:
    found = server.clone(login)
    found.fetch()
    return found


def test_an_accepted_push_is_noted_with_its_actor_and_the_servers_time(server: Server) -> None:
    before = str(server.main)

    assert clone(server, "tram").send({OWN: self_assessment()}).is_accepted

    found = note.read(server.repository, server.main)
    assert found is not None
    assert (found.actor.login, found.at.isoformat(), found.since) == ("tram", NOON, before)


def test_a_refused_push_changes_and_notes_nothing(server: Server) -> None:
    before = server.main

    pushed = clone(server, "tre").send({OWN: self_assessment()})

    assert pushed.refused_by("gate-owner")
    assert server.main == before
    assert note.read(server.repository, pygit2.Repository(str(server.folder / "tre")).head.target) is None


def test_a_portal_is_founded_by_its_first_push(tmp_path: Path) -> None:
    server = Server(tmp_path, "2020-01-02T09:00:00+07:00")

    assert server.clone("quantri").send(portal()).is_accepted
    assert note.read(server.repository, server.main) is not None


def test_the_founder_must_be_the_administrator_of_what_is_pushed(tmp_path: Path) -> None:
    server = Server(tmp_path, "2020-01-02T09:00:00+07:00")

    assert server.clone("sen").send(portal()).refused_by("gate-founding")


def test_a_portal_is_founded_without_errors(tmp_path: Path) -> None:
    server = Server(tmp_path, "2020-01-02T09:00:00+07:00")
    broken = portal({"2020/rubric.yml": None})

    assert server.clone("quantri").send(broken).refused_by("file-missing")


def test_an_unnamed_pusher_is_refused(server: Server) -> None:
    before = server.main
    nobody = clone(server, "tram")
    nobody._actor = {}

    assert "THIDUA_ACTOR" in nobody.send({OWN: self_assessment()}).said
    assert server.main == before


def test_only_the_main_branch_takes_pushes_and_it_stays(server: Server) -> None:
    server.repository.config["receive.denyDeletes"] = "false"
    tram = clone(server, "tram")
    refs = ["HEAD:refs/heads/other", "+HEAD:refs/notes/thidua", "HEAD:refs/tags/v1"]

    pushed = tram.push("origin", ":main", *refs)

    assert pushed.refused_by("gate-branch-deleted", "gate-ref")
    assert pushed.said.count("does not take pushes") == len(refs)


def test_history_is_never_rewritten(server: Server) -> None:
    server.repository.config["receive.denyNonFastForwards"] = "false"
    tram = clone(server, "tram")
    assert tram.send({OWN: self_assessment()}).is_accepted
    tram.git("reset", "-q", "--hard", "HEAD~1")
    tram.commit({OWN: self_assessment(40)})

    assert tram.push("--force", "origin", "HEAD:main").refused_by("gate-branch-rewritten")


def test_the_main_branch_stays_the_first_parent(server: Server) -> None:
    tram, tre = clone(server, "tram"), clone(server, "tre")
    tram.commit({OWN: self_assessment()})
    assert tre.send({f"{CLUSTER}/hoi-tre/self-assessment.yml": self_assessment()}).is_accepted
    tram.git("fetch", "-q", "origin")
    tram.git("merge", "-q", "--no-edit", "origin/main")

    assert tram.push().refused_by("gate-first-parent")


def test_a_rivals_file_cannot_be_touched_and_put_back(server: Server) -> None:
    """Its bytes would seem to have come with the second commit, and so to be late."""
    assert clone(server, "tre").send({f"{CLUSTER}/hoi-tre/self-assessment.yml": self_assessment()}).is_accepted
    tram = clone(server, "tram")
    tram.commit({f"{CLUSTER}/hoi-tre/self-assessment.yml": self_assessment(1)})
    tram.commit({f"{CLUSTER}/hoi-tre/self-assessment.yml": self_assessment(), OWN: self_assessment()})

    assert tram.push().refused_by("gate-detour")


@pytest.mark.parametrize("date", ["2020-11-14T23:00:00+07:00", "2020-11-16T13:00:00+07:00"])
def test_a_commit_cannot_lie_about_its_time(server: Server, date: str) -> None:
    server.clock = "2020-11-16T12:00:00+07:00"
    tram = clone(server, "tram")

    assert tram.send({OWN: self_assessment()}, date=date).refused_by("gate-commit-date")


def test_a_receipt_that_is_told_late_bears_its_own_time(server: Server) -> None:
    """Or its row would stand on the main branch since before the deadline."""
    server.clock = "2020-11-16T12:00:00+07:00"
    sen = clone(server, "sen")
    rows = "receipts:\n" + receipt("hoi-tram", "2020-11-12T08:00:00+07:00", "ab" * 32).replace("portal", "paper")
    register = {f"{CLUSTER}/receipts-lead.yml": rows}

    assert sen.send(register, date="2020-11-14T23:00:00+07:00").refused_by("gate-commit-date")
    server.clock = "2020-11-16T12:01:00+07:00"
    sen.git("reset", "-q", "--hard", "origin/main")
    assert sen.send(register, date="2020-11-16T12:00:00+07:00").is_accepted


@pytest.fixture
def verified(tmp_path: Path) -> Server:
    """A server on which one dossier waits for its verification, and another for the member's answer."""
    server = Server(tmp_path, NOON)
    files = {f"2020/cum-01/{member}/self-assessment.yml": self_assessment() for member in ("hoi-tram", "hoi-dua")}
    server.found(portal(files | {"2020/cum-01/hoi-tram/verification.yml": verification("hoi-sen", LOWERED)}))
    return server


@pytest.mark.parametrize(
    ("clock", "date", "is_taken"),
    [
        ("2020-11-20T09:00:00+07:00", "2020-11-11T09:00:00+07:00", False),
        ("2020-11-20T09:00:00+07:00", "2020-11-19T22:00:00+07:00", False),
        ("2020-11-20T22:00:00+07:00", "2020-11-20T00:30:00+07:00", True),
        ("2020-11-20T00:20:00+07:00", "2020-11-19T23:40:00+07:00", True),
        ("2020-11-20T02:00:00+07:00", "2020-11-19T23:40:00+07:00", False),
        ("2020-11-20T23:55:00+07:00", "2020-11-21T00:02:00+07:00", True),
    ],
)
@pytest.mark.parametrize(
    ("login", "file", "text"),
    [
        ("sen", f"{CLUSTER}/hoi-dua/verification.yml", verification("hoi-sen", LOWERED)),
        ("tram", f"{CLUSTER}/hoi-tram/response.yml", RESPONSE),
    ],
)
def test_the_day_on_which_a_verification_or_its_answer_came_is_the_servers(
    verified: Server, login: str, file: str, text: str, clock: str, date: str, is_taken: bool
) -> None:
    """Or the days that the member has to answer would have begun long ago, or not be over yet."""
    verified.clock = clock

    pushed = clone(verified, login).send({file: text}, date=date)

    assert (pushed.is_accepted, pushed.refused_by("gate-commit-date")) == (is_taken, not is_taken), pushed.said


def test_the_advice_on_a_back_dated_verification_mends_it(verified: Server) -> None:
    verified.clock = "2020-11-20T09:00:00+07:00"
    sen = clone(verified, "sen")
    file = f"{CLUSTER}/hoi-dua/verification.yml"
    pushed = sen.send({file: verification("hoi-sen", LOWERED)}, date="2020-11-11T09:00:00+07:00")

    assert pushed.refused_by("gate-commit-date")
    assert follow(sen, pushed.said, "gate-commit-date").returncode == 0
    assert file in verified.files()


def test_other_files_may_be_written_days_before_they_are_sent(verified: Server) -> None:
    verified.clock = "2020-11-20T09:00:00+07:00"

    assert (
        clone(verified, "sen").send({f"{CLUSTER}/covenant.yml": COVENANT}, date="2020-11-11T09:00:00+07:00").is_accepted
    )


def test_several_commits_are_one_change_set(server: Server) -> None:
    tram = clone(server, "tram")
    tram.commit({OWN: self_assessment(30)})
    tram.commit({OWN: self_assessment(35)})

    assert tram.push().is_accepted


def test_whoever_lost_the_role_has_no_rights_from_an_old_clone(server: Server) -> None:
    sen = clone(server, "sen")
    assert clone(server, "tram").send({OWN: self_assessment()}).is_accepted
    sen.fetch()
    sen.commit({f"{CLUSTER}/hoi-tram/verification.yml": verification("hoi-sen")})
    other = (portal()[f"{CLUSTER}/cluster.yml"]).replace("lead: hoi-sen", "lead: hoi-dua")
    assert clone(server, "btt").send({f"{CLUSTER}/cluster.yml": other}).is_accepted
    sen.git("pull", "-q", "--rebase", "origin", "main")

    assert sen.push().refused_by("gate-owner")


def test_errors_that_the_portal_already_has_do_not_stop_others(server: Server) -> None:
    """A register is mended beside the gate and leaves an error behind; a member still files."""
    repository = server.repository
    index = pygit2.Index()
    index.read_tree(repository[server.main].peel(pygit2.Tree))
    broken = portal()[f"{CLUSTER}/cluster.yml"].replace("[hoi-tre]", "[hoi-lua]")
    index.add(pygit2.IndexEntry(f"{CLUSTER}/cluster.yml", repository.create_blob(broken.encode()), 0o100644))
    who = pygit2.Signature("x", "x@x.example")
    repository.create_commit("refs/heads/main", who, who, "by hand", index.write_tree(repository), [server.main])

    pushed = clone(server, "tram").send({OWN: self_assessment()})

    assert pushed.is_accepted
    assert "1 errors were in the repository before" in pushed.said


def test_the_sender_alone_reads_the_answer_and_is_told_about_its_own_file(server: Server) -> None:
    """The deadline is over and evidence is missing: in public a count, to the sender the words."""
    server.clock = "2020-11-20T08:00:00+07:00"

    pushed = clone(server, "tram").send({OWN: self_assessment()})

    assert pushed.is_accepted
    assert "gate-late" in pushed.said
    assert "The server has taken the change." in pushed.said


def test_nothing_of_other_people_s_files_is_told_to_the_sender(server: Server) -> None:
    server.clock = "2020-11-20T08:00:00+07:00"
    clone(server, "tre").send({RIVALS: self_assessment()})

    pushed = clone(server, "tram").send({OWN: self_assessment()})

    assert pushed.is_accepted
    assert "hoi-tre" not in pushed.said


@pytest.mark.parametrize("forge_id", [None, 1001])
def test_what_is_wrong_elsewhere_is_seen_in_the_clone_as_the_answer_says(tmp_path: Path, forge_id: int | None) -> None:
    """The administrator takes away an account that a cluster names."""
    number = f", forge_id: {forge_id}" if forge_id is not None else ""
    accounts = ACCOUNTS.replace("login: quantri", f"login: quantri{number}")
    server = Server(tmp_path, NOON)
    server.found(portal({"accounts.yml": accounts}))
    administrator = server.clone("quantri", forge_id=forge_id)

    pushed = administrator.send({f"{S}/accounts.yml": accounts.replace("thu-ky-01", "thu-ky-02")})

    assert not pushed.is_accepted
    assert "thu-ky-01" not in pushed.said
    seen = administrator.run("sh", "-c", advised(pushed.said, "1 remarks").replace("thidua", THIDUA))
    assert (seen.returncode, "reference-account" in seen.stdout) == (1, True), seen.stderr


RIVALS = f"{CLUSTER}/hoi-tre/self-assessment.yml"
THIDUA = f"{sys.executable} -I -m thidua"


def advised(said: str, start: str) -> str:
    """Return the commands in the line of an answer that begins in a certain way."""
    lines = (line.removeprefix("remote:").strip() for line in said.splitlines())
    line = next(line for line in lines if line.startswith(start))
    return line[line.index("git ") :]


def follow(clone: Clone, said: str, rule: str) -> subprocess.CompletedProcess[str]:
    """Run the commands that the server advises for a rule, exactly as it writes them."""
    lines = [line.removeprefix("remote:").strip() for line in said.splitlines()]
    finding = next(index for index, line in enumerate(lines) if line.endswith(rule))
    advised = lines[finding + 1]
    return clone.run("sh", "-c", advised[advised.index("git ") :])


def test_the_advice_on_a_side_branch_mends_it(server: Server) -> None:
    tram, tre = clone(server, "tram"), clone(server, "tre")
    tram.commit({OWN: self_assessment()})
    assert tre.send({RIVALS: self_assessment()}).is_accepted
    tram.git("fetch", "-q", "origin")
    tram.git("merge", "-q", "--no-edit", "origin/main")
    pushed = tram.push()
    assert pushed.refused_by("gate-first-parent")

    assert follow(tram, pushed.said, "gate-first-parent").returncode == 0

    assert {OWN, RIVALS} <= set(server.files())


def test_the_advice_on_a_detour_mends_it_and_keeps_what_a_rival_has_sent_meanwhile(server: Server) -> None:
    tram, tre = clone(server, "tram"), clone(server, "tre")
    tram.commit({OWN: self_assessment(), RIVALS: "x"})
    tram.commit({RIVALS: None}, "nộp bản tự chấm điểm")
    pushed = tram.push()
    assert pushed.refused_by("gate-detour")
    assert tre.send({RIVALS: self_assessment()}).is_accepted

    assert follow(tram, pushed.said, "gate-detour").returncode == 0

    assert {OWN, RIVALS} <= set(server.files())
    assert server.repository[server.main].peel(pygit2.Commit).message.strip() == "nộp bản tự chấm điểm"


@pytest.mark.parametrize("has_moved", [False, True])
def test_the_advice_on_back_dated_commits_mends_all_of_them(server: Server, has_moved: bool) -> None:
    tram = clone(server, "tram")
    server.clock = "2020-11-16T12:00:00+07:00"
    tram.commit({OWN: self_assessment(30)}, date="2020-11-14T20:00:00+07:00")
    tram.commit({OWN: self_assessment(31)})
    pushed = tram.push()
    assert pushed.refused_by("gate-commit-date")
    if has_moved:
        assert clone(server, "tre").send({RIVALS: self_assessment()}).is_accepted

    assert follow(tram, pushed.said, "gate-commit-date").returncode == 0

    assert OWN in server.files()


def test_the_advice_on_rewritten_history_mends_it(server: Server) -> None:
    server.repository.config["receive.denyNonFastForwards"] = "false"
    tram = clone(server, "tram")
    assert tram.send({OWN: self_assessment()}).is_accepted
    tram.git("reset", "-q", "--hard", "HEAD~1")
    tram.commit({f"{CLUSTER}/hoi-tram/targets.yml": "targets: {II.1: {target: 60}}\n"})
    pushed = tram.push("--force", "origin", "HEAD:main")
    assert pushed.refused_by("gate-branch-rewritten", "git pull --rebase")

    assert tram.git("pull", "-q", "--rebase").returncode == 0

    assert "gate-branch-rewritten" not in tram.push().said
    assert OWN in server.files()


@pytest.mark.parametrize("rule", [FOXTROT, SIDE, DETOUR, STEP, BACK_DATED, UNFIT, TOO_MANY_COMMITS])
def test_the_advice_is_the_same_in_every_language(rule: Rule) -> None:
    hints = [rule.in_text("x", 1, 1, branch="main").hint(language(code)) for code in LANGUAGES]

    assert len({hint[hint.index("git ") :] for hint in hints}) == 1


@pytest.mark.parametrize(
    ("rule", "refs"), [("gate-commit-date", ["HEAD:main"]), ("gate-ref", ["HEAD:main", "HEAD:refs/heads/other"])]
)
def test_a_refused_push_drafts_no_receipt(server: Server, rule: str, refs: list[str]) -> None:
    tram = clone(server, "tram")
    late = "2020-11-10T13:00:00+07:00" if rule == "gate-commit-date" else None
    tram.commit({OWN: self_assessment()}, date=late)

    pushed = tram.push("origin", *refs)

    assert pushed.refused_by(rule)
    assert "eady to append" not in pushed.said


def test_a_detour_drafts_no_receipt(server: Server) -> None:
    tram = clone(server, "tram")
    tram.commit({OWN: self_assessment(), RIVALS: "x"})
    tram.commit({RIVALS: None})

    pushed = tram.push()

    assert pushed.refused_by("gate-detour")
    assert "eady to append" not in pushed.said


def test_an_accepted_part_of_a_refused_push_is_said_to_stay_out(server: Server) -> None:
    tram = clone(server, "tram")
    tram.commit({OWN: self_assessment()})

    pushed = tram.push("origin", "HEAD:main", "HEAD:refs/tags/v1")

    assert pushed.refused_by("gate-ref")
    assert "Push “main” alone" in pushed.said


def test_only_commits_are_pushed(server: Server) -> None:
    tram = clone(server, "tram")
    tram.commit({OWN: self_assessment()})
    tram.git("tag", "-a", "v1", "-m", "x")

    for thing in ("v1", f"HEAD:{OWN}", "HEAD^{tree}"):
        found = tram.git("rev-parse", thing).stdout.strip()

        assert tram.push("--force", "origin", f"{found}:refs/heads/main").refused_by("gate-no-commit"), thing


def test_a_portal_is_not_founded_on_a_tag(tmp_path: Path) -> None:
    server = Server(tmp_path, "2020-01-02T09:00:00+07:00")
    quantri = server.clone("quantri")
    quantri.git("checkout", "-q", "-B", "main")
    quantri.commit(portal())
    quantri.git("tag", "-a", "v1", "-m", "x")

    for refs in (["v1:refs/heads/main"], ["HEAD:main", "v1:refs/tags/v1"]):
        pushed = quantri.push("origin", *refs)

        assert not pushed.is_accepted
        assert "The portal is founded." not in pushed.said


@pytest.mark.parametrize("date", ["@4102444800 +0000", "@99999999999999 +0000"])
def test_a_time_beyond_every_calendar_is_refused_in_words(server: Server, date: str) -> None:
    tram = clone(server, "tram")
    tram.write({OWN: self_assessment()})
    tram.git("add", "-A")
    tree = tram.git("write-tree").stdout.strip()
    head = tram.git("rev-parse", "HEAD").stdout.strip()
    commit = tram.git("commit-tree", tree, "-p", head, "-m", "x", date=date).stdout.strip()

    assert tram.push("origin", f"{commit}:refs/heads/main").refused_by("gate-commit-date")


@pytest.mark.parametrize(
    ("files", "rule"),
    [
        ({}, "file-missing"),
        ({"submissions/organisations.yml": "organisations: []\n"}, "file-missing"),
        ({"submissions/organisations.yml": "x: 1\n", "submissions/portal.yml": "x: 1\n"}, "schema-unknown-key"),
    ],
)
def test_a_portal_is_founded_with_all_its_registers(tmp_path: Path, files: dict[str, str], rule: str) -> None:
    server = Server(tmp_path, "2020-01-02T09:00:00+07:00")
    accounts = "accounts:\n  - {login: quantri, acts_for: administrator}\n"

    pushed = server.clone("quantri").send({"submissions/accounts.yml": accounts, **files})

    assert pushed.refused_by(rule)
    assert "The portal is founded." not in pushed.said


def test_a_shallow_server_decides_nothing(server: Server) -> None:
    assert clone(server, "tram").send({OWN: self_assessment()}).is_accepted
    tre = clone(server, "tre")
    (server.path / "shallow").write_text(f"{server.main}\n", encoding="utf-8")

    pushed = tre.send({RIVALS: self_assessment()})

    assert not pushed.is_accepted
    assert "git fetch --unshallow" in pushed.said


def test_the_hooks_judge_the_repository_that_is_pushed_to(server: Server, tmp_path: Path) -> None:
    """Whatever the environment says of another repository, of where objects are kept, or of settings for Python."""
    other = tmp_path / "other"
    other.mkdir()
    subprocess.run(["git", "init", "-q", "--bare", str(other)], check=True)
    hostile = {
        "GIT_DIR": str(other),
        "GIT_WORK_TREE": str(other),
        "GIT_OBJECT_DIRECTORY": str(other / "objects"),
        "GIT_ALTERNATE_OBJECT_DIRECTORIES": str(other / "objects"),
        "GIT_COMMON_DIR": str(other),
        "GIT_INDEX_FILE": str(other / "index"),
        "GIT_CEILING_DIRECTORIES": "/",
        "PYTHONPATH": str(other),
        "LC_ALL": "C",
    }
    (other / "thidua.py").write_text("raise SystemExit(0)\n", encoding="utf-8")
    tre = clone(server, "tre")
    assert tre.send({RIVALS: self_assessment()}).is_accepted
    line = f"{server.repository[server.main].peel(pygit2.Commit).parent_ids[0]} {server.main} refs/heads/main\n"

    for actor, code in (("tre", 0), ("sen", 1)):
        judged = subprocess.run(
            [str(server.path / "hooks" / "pre-receive")],
            cwd=server.path,
            env={"PATH": "/usr/bin:/bin", "THIDUA_ACTOR": actor, **hostile},
            input=line,
            capture_output=True,
            text=True,
            check=False,
        )
        assert judged.returncode == code, judged.stderr


@pytest.mark.parametrize(("actor", "said"), [("", "THIDUA_ACTOR is not set"), ("tram", "")])
def test_an_empty_variable_says_nothing(server: Server, actor: str, said: str) -> None:
    tram = clone(server, "tram")
    tram._actor = {"THIDUA_ACTOR": actor, "THIDUA_ACTOR_ID": ""}

    pushed = tram.send({OWN: self_assessment()})

    assert pushed.is_accepted is (not said)
    assert said in pushed.said


@pytest.mark.parametrize("number", ["", "x", "-1", "1014.0"])
def test_a_number_that_is_none_identifies_nobody(server: Server, number: str) -> None:
    dua = clone(server, "dua")
    dua._actor = {"THIDUA_ACTOR": "dua", "THIDUA_ACTOR_ID": number}

    assert not dua.send({f"{CLUSTER}/hoi-dua/self-assessment.yml": self_assessment()}).is_accepted


def test_push_options_say_nothing_about_who_pushes(server: Server) -> None:
    server.repository.config["receive.advertisePushOptions"] = "true"
    sen = clone(server, "sen")
    sen.commit({OWN: self_assessment()})

    pushed = sen.push("-o", "THIDUA_ACTOR=tram", "--push-option", "THIDUA_ACTOR_ID=1014", "origin", "HEAD:main")

    assert pushed.refused_by("gate-owner")


def test_the_name_of_a_ref_need_not_be_text(server: Server) -> None:
    tram = clone(server, "tram")

    done = subprocess.run(
        ["git", "push", "-q", "origin", b"HEAD:refs/heads/\xff\xe2\x80\xae"],
        cwd=tram.path,
        env=tram.environment(),
        capture_output=True,
        check=False,
    )

    assert b"gate-ref" in done.stderr
    assert b"Traceback" not in done.stderr
    assert "\\u202e" in done.stderr.decode("utf-8", "replace")


@pytest.mark.parametrize("encoding", ["khong-co", "latin-1"])
def test_a_reason_is_read_in_whatever_encoding_a_commit_claims(tmp_path: Path, encoding: str) -> None:
    server = Server(tmp_path, "2020-01-02T09:00:00+07:00")
    targets = f"{CLUSTER}/hoi-tram/targets.yml"
    server.found(portal({targets.removeprefix(f"{S}/"): "targets: {}\n"}))
    clone = server.clone("quantri")
    clone.git("config", "i18n.commitEncoding", encoding)

    assert clone.send({targets: None}, "take it away\n\nReason: Nộp nhầm Cụm thi đua").is_accepted


def test_an_encoding_that_nobody_knows_keeps_no_trailer_from_the_audit(server: Server) -> None:
    clone = server.clone("tram")
    clone.fetch()
    clone.git("config", "i18n.commitEncoding", "khong-co")
    clone.commit({OWN: self_assessment()}, "file\n\nReason: x")
    clone.git("config", "--unset", "i18n.commitEncoding")
    clone.commit({OWN: self_assessment(30)}, "file again")
    assert clone.push().is_accepted

    audit = server.clone("tre").run(sys.executable, "-I", "-m", "thidua", "audit")

    assert audit.returncode in {0, 1}, audit.stderr


def test_amending_is_advised_where_it_mends(server: Server) -> None:
    tram = clone(server, "tram")
    pushed = tram.send({OWN: self_assessment().replace("points: ", "points: x", 1)})
    assert not pushed.is_accepted
    tram.write({OWN: self_assessment()})

    commands = advised(pushed.said, "The server has not taken").partition(", and push")[0]
    assert tram.run("sh", "-c", commands).returncode == 0

    assert tram.push().is_accepted


def test_amending_is_not_advised_where_it_cannot_help(server: Server) -> None:
    tram, tre = clone(server, "tram"), clone(server, "tre")
    tram.commit({OWN: self_assessment()})
    assert tre.send({RIVALS: self_assessment()}).is_accepted
    tram.git("fetch", "-q", "origin")
    tram.git("merge", "-q", "--no-edit", "origin/main")
    assert "--amend" not in tram.push().said
    assert "--amend" not in clone(server, "nobody").send({OWN: self_assessment()}).said
