"""The commands of the gate, as officers and servers run them: what they print, write and return."""

import json
import re
import subprocess
from pathlib import Path

import pygit2
import pytest
from click.testing import CliRunner, Result
from gate_portal import CLUSTER, CLUSTER_FILE, SEASON, S, portal, self_assessment
from gate_repository import History, validate
from pygit2.enums import ObjectType

from thidua.cli.main import group
from thidua.gate import note
from thidua.gate.account import Actor
from thidua.gate.codeowners import codeowners
from thidua.records.archive import Archive
from thidua.records.dossier import Seal
from thidua.records.language import language
from thidua.records.source import Files, Folder

OWN = f"{CLUSTER}/hoi-tram/self-assessment.yml"
NOW = "2020-11-10T09:30:00+07:00"


def run(*words: object) -> Result:
    return CliRunner().invoke(group(language("en")), [str(word) for word in words], catch_exceptions=False)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A working tree in which a member has just written its self-assessment."""
    for path, text in {**portal(), OWN: self_assessment()}.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    return tmp_path


def reviewed(history: History, actor: str, *words: object) -> Result:
    main = history.portal()
    head = history.commit({OWN: self_assessment()}, main)
    fixed = ("--root", history.repository.path, "--base", main, "--head", head, "--actor", actor, "--as-of", NOW)
    return run("review", *fixed, *words)


def test_review_says_yes_with_a_receipt_ready_to_append(history: History) -> None:
    result = reviewed(history, "tram")

    assert result.exit_code == 0
    assert "The change may be merged" in result.stdout
    assert "- {organisation: hoi-tram, received_at: 2020-11-10T09:30:00+07:00, channel: portal" in result.stdout


def test_review_says_no_and_what_to_do(history: History) -> None:
    result = reviewed(history, "tre")

    assert result.exit_code == 1
    assert "gate-owner" in result.stdout
    assert "whoever it belongs to must send it" in result.stdout


@pytest.mark.parametrize("actor", ["tram", "tre", "nobody"])
def test_review_as_json_keeps_its_schema(history: History, actor: str) -> None:
    result = reviewed(history, actor, "--format", "json", "--audience", "internal")

    document = validate("verdict", json.loads(result.stdout))
    assert document["accepted"] is (actor == "tram")


def test_review_as_annotations(history: History) -> None:
    result = reviewed(history, "tre", "--format", "github")

    assert result.stdout.startswith(f"::error file={OWN},line=1,col=1,title=gate-owner::")


MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?(\.\d+)?(?P<offset>Z|[+-]\d\d:\d\d)?")


@pytest.mark.parametrize("when", [None, "2020-11-10T02:30:00Z", "2020-11-10T09:30:00+07:00", "2020-11-10 09:30"])
def test_every_moment_in_json_is_told_in_the_zone_of_the_portal(history: History, root: Path, when: str | None) -> None:
    main = history.portal()
    head = history.commit({OWN: self_assessment()}, main)
    clock = ("--as-of", when) if when is not None else ()
    bare = ("--root", history.repository.path, "--format", "json", *clock)
    tree = ("--root", root, "--format", "json", *clock)
    printed = {
        "review": run("review", "--base", main, "--head", head, "--actor", "tram", *bare),
        "audit": run("audit", "--tip", head, *bare),
        "status": run("status", "2020", *tree),
        "receipt": run("receipt", OWN, *tree),
    }
    for command, result in printed.items():
        found = list(MOMENT.finditer(result.stdout))
        assert found, (command, result.output)
        assert {moment["offset"] for moment in found} == {"+07:00"}, command
    for command in ("validate", "score 2020"):
        assert {found["offset"] for found in MOMENT.finditer(run(*command.split(), *tree).stdout)} <= {"+07:00"}


def test_the_summary_tells_everything(history: History, tmp_path: Path) -> None:
    path = tmp_path / "summary.md"
    reviewed(history, "tram", "--summary", path, "--audience", "internal")

    text = path.read_text(encoding="utf-8")

    for part in ("What changes, and whose it is", "Hội Rừng Tràm", "91.00", "Receipt, ready to append", "rovisional"):
        assert part in text


def test_an_unknown_revision_is_a_matter_of_usage(history: History) -> None:
    history.portal()

    assert run("review", "--root", history.repository.path, "--base", "x", "--head", "y", "--actor", "z").exit_code == 2


def test_receipt_for_both_addressees(root: Path) -> None:
    result = run("receipt", "--root", root, OWN, "--as-of", NOW, "--format", "json")

    found = validate("receipt", json.loads(result.stdout))["receipts"]
    assert [row["keeper"] for row in found] == ["lead", "monitor"]


@pytest.mark.parametrize("when", ["2119-11-10", "2119-11-10 09:30"])
def test_no_receipt_is_made_of_what_has_not_come_yet(root: Path, when: str) -> None:
    result = run("receipt", "--root", root, OWN, "--append", "lead", "--as-of", when)

    assert result.exit_code == 2
    assert "has not come yet" in result.stderr
    assert not (root / CLUSTER / "receipts-lead.yml").exists()


def test_a_time_without_offset_is_that_of_the_portal(root: Path) -> None:
    result = run("receipt", "--root", root, OWN, "--as-of", "2020-11-10 09:10")

    assert result.stdout.count("received_at: 2020-11-10T09:10:00+07:00") == 2


def test_on_a_bare_repository_a_time_without_offset_is_that_of_the_branch_that_is_judged(history: History) -> None:
    main = history.portal()
    head = history.commit({OWN: self_assessment()}, main)
    fixed = ("--root", history.repository.path, "--base", main, "--head", head, "--actor", "tram")

    assert "2020-11-10T09:10:00+07:00" in run("review", *fixed, "--as-of", "2020-11-10 09:10").stdout
    audited = run(
        "audit", "--root", history.repository.path, "--tip", main, "--as-of", "2020-11-10 09:10", "--format", "json"
    )
    assert validate("audit", json.loads(audited.stdout))["as_of"] == "2020-11-10T09:10:00+07:00"


def test_a_receipt_is_not_added_twice(root: Path) -> None:
    assert append(root).exit_code == 0
    before = (root / CLUSTER / "receipts-lead.yml").read_bytes()

    again = append(root)

    assert again.exit_code == 2
    assert "has this receipt already" in again.stderr
    assert (root / CLUSTER / "receipts-lead.yml").read_bytes() == before
    assert append(root, "--channel", "paper", "--number", "214").exit_code == 0


@pytest.mark.parametrize(("intake", "second"), [("open", "supplement"), ("sealed", "first")])
def test_only_behind_a_receipt_that_counts_is_another_one_a_supplement(root: Path, intake: str, second: str) -> None:
    """In a sealed season a receipt by the portal does not tell when the report came."""
    season = root / SEASON / "season.yml"
    season.write_text(season.read_text("utf-8").replace("intake: open", f"intake: {intake}"), "utf-8")
    for channel in ("portal", "email", "paper"):
        assert append(root, "--channel", channel).exit_code == 0

    kept = Archive(Folder(root)).record(f"{CLUSTER}/receipts-lead.yml")
    assert kept is not None
    kinds = ["supplement" if receipt.is_supplement else "first" for receipt in kept.value.listed]
    assert kinds == ["first", second, "supplement"]


@pytest.mark.parametrize("number", [(), ("--number", "214")])
def test_a_moment_that_was_entered_too_late_is_put_right_by_an_earlier_first_row(
    root: Path, number: tuple[str, ...]
) -> None:
    assert append(root).exit_code == 0
    earlier = run("receipt", "--root", root, OWN, "--append", "lead", "--as-of", "2020-11-03 08:00", *number)

    assert earlier.exit_code == 0
    assert "this row is earlier" in earlier.stderr
    kept = Archive(Folder(root)).record(f"{CLUSTER}/receipts-lead.yml")
    assert kept is not None
    assert [receipt.is_supplement for receipt in kept.value.listed] == [False, False]
    again = run("receipt", "--root", root, OWN, "--append", "lead", "--as-of", "2020-11-03 08:00", *number)
    assert again.exit_code == 2
    assert len(kept.value.listed) == 2


def test_a_file_that_is_not_there_is_told_as_such(root: Path) -> None:
    result = run("receipt", "--root", root, OWN.replace("hoi-tram", "hoi-tramm"))
    assert result.exit_code == 2
    assert "There is no file" in result.stderr


ROW = f"{{organisation: hoi-dua, received_at: 2020-11-03T08:00:00+07:00, channel: portal, sha256: {'a' * 64}}}"
BLOCK = "organisation: hoi-dua\n{0}channel: email\n{0}received_at: 2020-11-03T08:00:00+07:00\n"


def append(root: Path, *words: str) -> Result:
    return run("receipt", "--root", root, OWN, "--append", "lead", "--as-of", NOW, *words)


@pytest.mark.parametrize("before", [None, "receipts: []\n", "receipts:\n- organisation: hoi-dua\n  received_at: x\n"])
def test_receipt_appends_and_touches_nothing_else(root: Path, before: str | None) -> None:
    register = root / CLUSTER / "receipts-lead.yml"
    if before is not None:
        register.write_text(before, encoding="utf-8")

    for number in ("214", "215"):
        assert (
            run("receipt", "--root", root, OWN, "--append", "lead", "--number", number, "--as-of", NOW).exit_code == 0
        )

    lines = register.read_text(encoding="utf-8").splitlines()
    assert lines[0] == "receipts:"
    assert [line.split("number: ")[1] for line in lines[-2:]] == ['"214"}', '"215"}']
    assert len({line[: line.index("-")] for line in lines if line.lstrip().startswith("- ")}) == 1
    if before is None:
        assert run("validate", "--root", root, "--as-of", "2020-11-11T00:00:00+07:00").exit_code == 0


@pytest.mark.parametrize(
    "before",
    [
        f"receipts:\n  - {ROW}\n",
        f"receipts:\n  - {ROW}",
        f"receipts:\r\n  - {ROW}\r\n",
        f'# Sổ của Cụm trưởng\n"receipts":  # ghi nối tiếp\n    - {ROW}   # đã đối chiếu\n\n# hết\n',
        "receipts:\n- " + BLOCK.format("  "),
        "receipts:\n    - channel: email\n      organisation: hoi-dua\n      received_at: 2020-11-03T08:00:00+07:00\n",
        "receipts:\n  -   " + BLOCK.format("      "),
        f"---\nreceipts:\n  - {ROW}\n",
    ],
)
def test_a_receipt_is_appended_behind_bytes_that_stay(root: Path, before: str) -> None:
    register = root / CLUSTER / "receipts-lead.yml"
    register.write_bytes(before.encode())

    assert append(root).exit_code == 0

    added = register.read_bytes().removeprefix(before.encode())
    assert len(added) < register.stat().st_size
    assert added.count(b"organisation") == 1
    assert (b"\r\n" in added) is ("\r\n" in before)
    assert run("validate", "--root", root, "--as-of", "2020-11-11T00:00:00+07:00").exit_code == 0


@pytest.mark.parametrize("before", ["", "# chưa có\n", "receipts: []   # chưa có\n", "receipts:  # chưa có\r\n"])
def test_the_first_receipt_keeps_what_is_said_about_the_register(root: Path, before: str) -> None:
    register = root / CLUSTER / "receipts-lead.yml"
    register.write_bytes(before.encode())

    assert append(root).exit_code == 0

    text = register.read_bytes().decode()
    assert ("# chưa có" in text) is ("# chưa có" in before)
    assert ("\r\n" in text) is ("\r\n" in before)
    assert run("validate", "--root", root, "--as-of", "2020-11-11T00:00:00+07:00").exit_code == 0


@pytest.mark.parametrize(
    "before",
    [
        f"receipts: [{ROW}]\n",
        f"receipts: [\n  {ROW}\n]\n",
        f"{{receipts: [{ROW}]}}\n",
        f"receipts:\n  - {ROW}\n...\n",
        f"receipts:\n  - {ROW}\nother: 1\n",
        f"receipts:\n  - {ROW[:-1]}\n",
        "receipts: none\n",
        "- receipts\n",
        "\ufeffreceipts: []\n",
    ],
)
def test_a_register_that_takes_no_row_stays_as_it_is(root: Path, before: str) -> None:
    register = root / CLUSTER / "receipts-lead.yml"
    register.write_bytes(before.encode())

    result = append(root)

    assert result.exit_code == 2
    assert "Nothing was added" in result.stderr
    assert "{organisation: hoi-tram, received_at:" in result.stderr
    assert register.read_bytes() == before.encode()


def test_a_register_that_is_a_link_is_not_followed(root: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside.yml"
    outside.write_text("receipts: []\n", encoding="utf-8")
    register = root / CLUSTER / "receipts-lead.yml"
    register.symlink_to(outside)

    assert append(root).exit_code == 2
    assert register.is_symlink()
    assert outside.read_text(encoding="utf-8") == "receipts: []\n"


@pytest.mark.parametrize("number", ["214", 'a"b', "a\\b", "116/CV: #1, {x}", "null", "0x10"])
def test_a_number_is_entered_as_it_is_given(root: Path, number: str) -> None:
    assert append(root, "--number", number).exit_code == 0

    archive = Archive(Folder(root))
    record = archive.record(f"{CLUSTER}/receipts-lead.yml")
    assert record is not None
    assert [receipt.number for receipt in record.value.listed] == [number]


@pytest.mark.parametrize("number", ["", "a\nb", "a\x07b", "\u202e412", "2\u200b14", "a\tb", "x" * 65, "\udcff"])
@pytest.mark.parametrize("words", [(), ("--append", "lead")])
def test_a_number_that_nobody_could_read_is_refused(root: Path, number: str, words: tuple[str, ...]) -> None:
    result = run("receipt", "--root", root, OWN, "--number", number, *words)

    assert result.exit_code == 2
    assert "no number of a document" in result.stderr
    assert not (root / CLUSTER / "receipts-lead.yml").exists()


def sealed(root: Path) -> None:
    season = root / SEASON / "season.yml"
    season.write_text(season.read_text("utf-8").replace("intake: open", "intake: sealed"), "utf-8")


def test_in_a_sealed_season_nobody_guesses_how_a_report_came(root: Path) -> None:
    sealed(root)
    register = root / CLUSTER / "receipts-lead.yml"

    asked = append(root)

    assert asked.exit_code == 2
    assert "--channel email" in asked.stderr
    assert not register.exists()
    by_portal = append(root, "--channel", "portal")
    assert "does not count" in by_portal.stderr
    assert "channel: portal" in register.read_text("utf-8")
    by_mail = append(root, "--channel", "email")
    assert by_mail.stderr == ""
    assert "channel: email, kind: first" in register.read_text("utf-8")


def test_a_receipt_of_a_sealed_season_is_printed_as_it_would_count_and_says_what_to_put_in(root: Path) -> None:
    sealed(root)

    result = run("receipt", "--root", root, OWN, "--as-of", NOW)
    found = run("receipt", "--root", root, OWN, "--as-of", NOW, "--format", "json")

    assert result.stdout.count("channel: email, kind: first") == 2
    assert "how and when the report itself reached you" in " ".join(result.stderr.split())
    assert [row["sealed"] for row in validate("receipt", json.loads(found.stdout))["receipts"]] == [True, True]


def still_sealed(root: Path) -> Path:
    """The portal before the deadline of a sealed season; returns the lead's register."""
    sealed(root)
    season = root / SEASON / "season.yml"
    season.write_text(season.read_text("utf-8").replace("2020-11-15", "2120-11-15"), "utf-8")
    return root / CLUSTER / "receipts-lead.yml"


def test_a_receipt_of_a_file_that_is_still_sealed_keeps_no_hash_to_guess_from(root: Path) -> None:
    register = still_sealed(root)

    assert append(root, "--channel", "email").exit_code == 0
    assert "channel: email, kind: first}" in register.read_text("utf-8")
    assert append(root, "--channel", "email").exit_code == 2  # the same once more
    by_portal = append(root, "--channel", "portal")
    assert by_portal.exit_code == 2
    assert "--channel email" in by_portal.stderr
    printed = run("receipt", "--root", root, OWN, "--as-of", NOW, "--format", "json")
    assert {row["sha256"] for row in validate("receipt", json.loads(printed.stdout))["receipts"]} == {None}


def test_a_receipt_of_a_file_that_is_still_sealed_has_the_hash_of_its_seal(root: Path) -> None:
    register = still_sealed(root)
    (root / OWN).with_name("seal.yml").write_text(f'sha256: "{"5e" * 32}"\n', encoding="utf-8")

    assert append(root, "--channel", "email").exit_code == 0
    assert f'sha256: "{"5e" * 32}"' in register.read_text("utf-8")


def test_who_is_not_in_the_cluster_gets_no_receipt(root: Path) -> None:
    strangers = f"{CLUSTER}/hoi-lua/self-assessment.yml"
    (root / strangers).parent.mkdir()
    (root / strangers).write_text(self_assessment(), encoding="utf-8")

    result = run("receipt", "--root", root, strangers)

    assert result.exit_code == 2
    assert "does not list the organisation" in result.stderr


def test_the_lead_gets_no_receipt_from_itself(root: Path) -> None:
    own = root / CLUSTER / "hoi-sen/self-assessment.yml"
    own.parent.mkdir()
    own.write_text(self_assessment(), encoding="utf-8")

    assert run("receipt", "--root", root, f"{CLUSTER}/hoi-sen/self-assessment.yml", "--append", "lead").exit_code == 2


def test_seal_prints_what_opens_it(root: Path) -> None:
    result = run("seal", root / OWN, "--format", "json")

    found = validate("seal", json.loads(result.stdout))
    assert Seal(found["sha256"], found["salt"]).opens(self_assessment().encode())
    again = json.loads(run("seal", root / OWN, "--salt", found["salt"], "--format", "json").stdout)
    assert again == found


def test_a_seal_is_not_replaced_unasked(root: Path, tmp_path: Path) -> None:
    out = tmp_path / "seal.yml"
    first = json.loads(run("seal", root / OWN, "--out", out, "--format", "json").stdout)
    kept = out.read_bytes()

    again = run("seal", root / OWN, "--out", out)

    assert again.exit_code == 2
    assert "only the salt that was printed with it opens it" in again.stderr
    assert out.read_bytes() == kept
    assert run("seal", root / OWN, "--out", out, "--salt", first["salt"]).exit_code == 0
    assert run("seal", root / OWN, "--out", out, "--replace").exit_code == 0
    assert out.read_bytes() != kept


def test_in_an_open_season_a_seal_is_told_to_be_unneeded(root: Path) -> None:
    assert "no seal is needed" in run("seal", root / OWN).stderr
    sealed(root)
    assert "no seal is needed" not in run("seal", root / OWN).stderr


def test_two_seals_of_one_file_differ(root: Path) -> None:
    assert run("seal", root / OWN, "--format", "json").stdout != run("seal", root / OWN, "--format", "json").stdout


def test_audit_as_text_and_json(history: History) -> None:
    main = history.commit(portal(), branch="main", at="2020-01-02T09:00:00+07:00")
    wrong = history.commit({OWN: self_assessment()}, main, branch="main", email="sen@hoi.example")

    text = run("audit", "--root", history.repository.path, "--as-of", NOW)
    document = validate("audit", json.loads(run("audit", "--root", history.repository.path, "--format", "json").stdout))

    assert text.exit_code == 1
    assert str(wrong)[:12] in text.stdout
    assert "sen (claimed)" in text.stdout
    assert "gate-owner" in text.stdout
    assert [step["commit"] for step in document["exceptions"]] == [str(wrong)]
    assert "@hoi.example" not in json.dumps(document)


def incomplete(history: History, tmp_path: Path, option: str) -> Path:
    """A clone that lacks a part, of a history in which a step is wrong."""
    main = history.commit(portal(), branch="main", at="2020-01-02T09:00:00+07:00")
    wrong = history.commit({OWN: self_assessment()}, main, branch="main", email="sen@hoi.example")
    history.commit({OWN: self_assessment(36)}, wrong, branch="main", email="tram@hoi.example")
    history.repository.config["uploadpack.allowFilter"] = "true"
    origin = f"file://{history.repository.path}"
    subprocess.run(["git", "clone", "-q", option, origin, str(tmp_path / "clone")], check=True)
    return tmp_path / "clone"


@pytest.mark.parametrize("command", [("audit",), ("review", "--base", "HEAD", "--head", "HEAD", "--actor", "tram")])
def test_nothing_is_decided_on_a_shallow_clone(history: History, tmp_path: Path, command: tuple[str, ...]) -> None:
    clone = incomplete(history, tmp_path, "--depth=1")
    further = tmp_path / "further"
    subprocess.run(["git", "-C", str(clone), "worktree", "add", "-q", str(further)], check=True)

    for root in (clone, further):
        result = run(*command, "--root", root)

        assert result.exit_code == 2
        assert "git fetch --unshallow" in result.stderr

    subprocess.run(["git", "-C", str(clone), "fetch", "-q", "--unshallow"], check=True)
    assert run(*command, "--root", further).exit_code == 1


@pytest.mark.parametrize("command", [("audit",), ("review", "--base", "main", "--head", "main", "--actor", "tram")])
def test_nothing_is_decided_where_other_parents_are_laid_over_the_history(
    history: History, tmp_path: Path, command: tuple[str, ...]
) -> None:
    first = history.commit(portal(), branch="main")
    third = history.commit({OWN: self_assessment()}, history.commit({}, first), branch="main")
    further = tmp_path / "further"
    git = ["git", "-C", history.repository.path]
    subprocess.run([*git, "worktree", "add", "-q", "--detach", str(further)], check=True)
    grafts = Path(history.repository.path) / "info" / "grafts"
    grafts.parent.mkdir(exist_ok=True)
    grafts.write_text(f"{third} {first}\n", encoding="utf-8")

    for root in (history.repository.path, further):
        result = run(*command, "--root", root)

        assert result.exit_code == 2
        assert "info/grafts" in result.stderr


def test_the_audit_reads_what_was_committed_and_not_what_stands_for_it(history: History) -> None:
    main = history.commit(portal(), branch="main", at="2020-01-02T09:00:00+07:00")
    wrong = history.commit({OWN: self_assessment()}, main, branch="main", email="sen@hoi.example")
    words = ("audit", "--root", history.repository.path, "--format", "json", "--as-of", NOW)
    before = run(*words)
    harmless = history.commit({}, main, email="quantri@mttq.example")

    subprocess.run(["git", "-C", history.repository.path, "replace", str(wrong), str(harmless)], check=True)

    assert before.exit_code == 1
    assert run(*words).stdout == before.stdout


@pytest.mark.parametrize("option", ["--filter=blob:none", "--filter=tree:0"])
def test_nothing_is_decided_on_a_partial_clone(history: History, tmp_path: Path, option: str) -> None:
    result = run("audit", "--root", incomplete(history, tmp_path, option))

    assert result.exit_code == 2
    assert "without “--filter”" in result.stderr


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2020-11-10T09:00:00"])
def test_a_note_of_no_possible_moment_counts_as_none(history: History, at: str) -> None:
    main = history.commit(portal(), branch="main", at="2020-01-02T09:00:00+07:00")
    step = history.commit({OWN: self_assessment()}, main, branch="main", email="tram@hoi.example")
    who = pygit2.Signature("x", "x@x.example")
    text = json.dumps({"actor": {"login": "tram"}, "at": at})
    history.repository.create_note(text, who, who, str(step), note.REF, True)

    document = json.loads(run("audit", "--root", history.repository.path, "--format", "json").stdout)

    assert [step["identified"] for step in document["steps"]] == ["unknown", "claimed"]


def test_a_commit_of_no_possible_moment_is_audited(history: History) -> None:
    main = history.commit(portal(), branch="main", at="2020-01-02T09:00:00+07:00")
    tree = history.repository[history.commit({OWN: self_assessment()}, main)].peel(pygit2.Tree).id
    who = "tram <tram@hoi.example> 99999999999999 +0000"
    raw = f"tree {tree}\nparent {main}\nauthor {who}\ncommitter {who}\n\nx\n"
    step = history.repository.odb.write(ObjectType.COMMIT, raw.encode())
    history.repository.references.create("refs/heads/main", step, force=True)

    document = json.loads(run("audit", "--root", history.repository.path, "--format", "json").stdout)

    assert document["steps"][-1]["at"].startswith("2200-01-01T06:59:59")


def test_a_note_keeps_its_schema(history: History) -> None:
    main = history.portal()
    at = pygit2.Repository(history.repository.path)[main].commit_time
    from datetime import UTC, datetime  # noqa: PLC0415 - only here

    written = note.Note(
        Actor("tram"), datetime.fromtimestamp(at, UTC), str(main), Actor("quantri", 7), str(main), str(main)
    )
    validate("note", written.document())
    note.write(history.repository, main, written)
    assert note.read(history.repository, main) == written


def test_codeowners_never_let_an_organisation_approve_its_own_record() -> None:
    from datetime import date  # noqa: PLC0415 - only here

    text = codeowners(Archive(Files({path: content.encode() for path, content in portal().items()})), date(2020, 11, 1))
    owners = {line.split()[0]: line.split()[1:] for line in text.splitlines() if line and not line.startswith("#")}

    assert owners["*"] == ["@quantri"]
    assert owners[f"/{CLUSTER}/hoi-tram/"] == ["@sen", "@tochuc"]
    assert owners[f"/{CLUSTER}/hoi-sen/"] == ["@tre", "@tochuc"]
    assert owners[f"/{CLUSTER}/hoi-tram/self-assessment.yml"] == ["@sen"]  # a monitor may have filed it from paper
    assert owners[f"/{CLUSTER}/hoi-sen/self-assessment.yml"] == ["@tre"]
    assert owners[f"/{CLUSTER}/hoi-tram/verification.yml"] == ["@tochuc"]
    assert owners[f"/{CLUSTER}/hoi-sen/verification.yml"] == ["@quantri"]
    assert owners[f"/{CLUSTER}/hoi-tram/review.yml"] == ["@quantri"]
    assert owners[f"/{CLUSTER}/vote.yml"] == ["@tochuc", "@tre"]
    assert owners[f"/{CLUSTER}/receipts-monitor.yml"] == owners[f"/{CLUSTER}/schedule.yml"] == ["@sen"]
    for path in ("season.yml", "decision.yml", "corrections.yml", "cum-01/exclusions.yml", "cum-01/cluster.yml"):
        fitting = [pattern for pattern in owners if f"/{SEASON}/{path}".startswith(pattern)]
        assert owners[fitting[-1]] == ["@quantri", "@pct-01", "@thu-ky-01"]
    for name, member in (("sen", "hoi-sen"), ("tre", "hoi-tre"), ("tram", "hoi-tram"), ("dua", "hoi-dua")):
        assert f"@{name}" not in owners[f"/{CLUSTER}/{member}/"]


def test_codeowners_of_a_self_assessment_are_above_where_only_monitors_verify() -> None:
    from datetime import date  # noqa: PLC0415 - only here

    verified = f"{CLUSTER_FILE}verifiers: {{hoi-tram: ban-to-chuc}}\n"
    files = portal({"2020/cum-01/cluster.yml": verified})
    text = codeowners(Archive(Files({path: content.encode() for path, content in files.items()})), date(2020, 11, 1))

    (line,) = [line for line in text.splitlines() if line.startswith(f"/{CLUSTER}/hoi-tram/self-assessment.yml ")]
    assert line.split()[1:] == ["@btt", "@quantri"]
    assert text.index(f"/{CLUSTER}/hoi-tram/ ") < text.index(line)  # the last pattern that fits holds


def test_codeowners_drift_is_told(root: Path) -> None:
    words = ("codeowners", "--root", root, "--as-of", NOW)

    assert run(*words, "--check").exit_code == 1
    assert run(*words, "--write").exit_code == 0
    assert run(*words, "--check").exit_code == 0
    assert (root / ".github/CODEOWNERS").read_text("utf-8") == run(*words).stdout
    assert S in run(*words).stdout


def test_nothing_in_a_path_steers_the_log(history: History) -> None:
    main = history.portal()
    names = ["::error::x", "##[error]y", "a%0Ab", "x,title=z::boo", "\u202egnp.exe"]
    head = history.commit(dict.fromkeys(names, "x"), main)
    words = ("--root", history.repository.path, "--base", main, "--head", head, "--actor", "sen", "--as-of", NOW)

    text = run("review", *words).stdout
    annotations = run("review", *words, "--format", "github").stdout.splitlines()

    assert not [line for line in text.splitlines() if line.lstrip().startswith("::") or "##[" in line]
    assert "\u202e" not in text
    assert len(annotations) == len(names)
    assert all(line.startswith("::error file=") and line.count("::") == 2 for line in annotations)
