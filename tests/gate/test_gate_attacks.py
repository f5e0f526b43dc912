"""The attacks named at the end of the gate's design, each on a real repository, each failing for the right reason."""

import hashlib

import pygit2
import pytest
from gate_portal import (
    ACCOUNTS,
    CLUSTER,
    CLUSTER_FILE,
    CONFERENCE,
    LOWERED,
    PUBLISHED,
    SCHEDULE,
    SEASON,
    VOTE,
    S,
    portal,
    receipt,
    self_assessment,
    verification,
)
from gate_repository import Content, History, rules
from pygit2.enums import FileMode

from thidua.gate.account import Actor
from thidua.records.language import language

OWN = f"{CLUSTER}/hoi-dua/self-assessment.yml"
RIVAL = f"{CLUSTER}/hoi-tram/self-assessment.yml"
DUA = Actor("dua", 1014)
FILED = {"2020/cum-01/hoi-tram/self-assessment.yml": self_assessment(38, 50)}


def refused(history: History, files: dict[str, Content], actor: str | Actor = DUA, at: str | None = None) -> list[str]:
    """The rules that refuse ``files`` on top of a portal in which the rival has filed."""
    main = history.portal(FILED)
    return rules(history.review(main, history.commit(files, main), actor, at or "2020-11-10T09:00:00+07:00"))


# Rights come from the target, never from the change


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (
            f"{S}/accounts.yml",
            ACCOUNTS.replace("forge_id: 1014, acts_for: hoi-dua", "forge_id: 1014, acts_for: hoi-tram"),
        ),
        (
            f"{S}/accounts.yml",
            ACCOUNTS.replace("forge_id: 1014, acts_for: hoi-dua", "forge_id: 1014, acts_for: administrator"),
        ),
        (f"{CLUSTER}/cluster.yml", CLUSTER_FILE.replace("lead: hoi-sen", "lead: hoi-dua")),
    ],
)
def test_registers_rewritten_in_the_same_change_give_no_rights(history: History, path: str, text: str) -> None:
    main = history.portal(FILED)
    head = history.commit({path: text, RIVAL: self_assessment(1)}, main)

    refusals = [f for f in history.review(main, head, DUA).findings if f.rule.id == "gate-owner"]

    assert {finding.path for finding in refusals} == {path, RIVAL}


def test_an_old_fork_from_before_a_receipt(history: History) -> None:
    old = history.portal({"2020/cum-01/hoi-dua/self-assessment.yml": self_assessment(30)})
    digest = hashlib.sha256(self_assessment(30).encode()).hexdigest()
    rows = "receipts:\n" + receipt("hoi-dua", "2020-11-09T08:00:00+07:00", digest)
    main = history.commit({f"{CLUSTER}/receipts-lead.yml": rows}, old)
    head = history.commit({OWN: self_assessment(40)}, old)

    assert rules(history.review(main, head, DUA)) == ["gate-frozen-received"]


def test_an_old_fork_from_before_the_opening(history: History) -> None:
    later = portal()[f"{SEASON}/season.yml"].replace("opens_on: 2020-10-01", "opens_on: 2020-11-13")
    old = history.portal({"2020/season.yml": later})
    main = history.commit({f"{SEASON}/season.yml": portal()[f"{SEASON}/season.yml"]}, old)
    head = history.commit({f"{SEASON}/rubric.yml": portal()[f"{SEASON}/rubric.yml"] + "# x\n"}, old)

    assert rules(history.review(main, head, "btt")) == ["gate-frozen-season"]


def test_an_old_fork_from_before_publication(history: History) -> None:
    old = history.portal(FILED)
    main = history.commit({f"{SEASON}/decision.yml": PUBLISHED}, old)
    head = history.commit({f"{CLUSTER}/hoi-dua/response.yml": "responses: {}\n"}, old)

    assert "gate-published" in rules(history.review(main, head, DUA, "2021-01-10T09:00+07:00"))


def test_an_old_fork_from_before_the_loss_of_a_role(history: History) -> None:
    old = history.portal(FILED)
    main = history.commit({f"{CLUSTER}/cluster.yml": CLUSTER_FILE.replace("lead: hoi-sen", "lead: hoi-dua")}, old)
    head = history.commit({f"{CLUSTER}/hoi-tram/verification.yml": verification("hoi-sen")}, old)

    assert rules(history.review(main, head, "sen")) == ["gate-owner"]


def test_an_old_fork_that_conflicts(history: History) -> None:
    old = history.portal(FILED)
    main = history.commit({RIVAL: self_assessment(36, 50)}, old)
    head = history.commit({RIVAL: self_assessment(39, 50)}, old)

    assert rules(history.review(main, head, "tram")) == ["gate-conflict"]


def test_other_lines_of_one_file_are_a_conflict_too(history: History) -> None:
    """Whoever sends it puts it on top and sees what it then says; nothing is judged that nobody has written."""
    old = history.portal(FILED)
    ours = portal()[f"{S}/organisations.yml"].replace("Ban Tổ chức", "Ban Tổ chức cán bộ")
    theirs = portal()[f"{S}/organisations.yml"].replace("Hội Nương Ngô", "Hội Nương Ngô Việt Nam")
    main = history.commit({f"{S}/organisations.yml": ours}, old)
    head = history.commit({f"{S}/organisations.yml": theirs}, old)

    verdict = history.review(main, head, "quantri")

    assert rules(verdict) == ["gate-conflict"]
    assert verdict.judgement.after.archive.read(f"{S}/organisations.yml") == ours.encode()
    on_top = history.commit({f"{S}/organisations.yml": ours.replace("Hội Nương Ngô", "Hội Nương Ngô Việt Nam")}, main)
    assert rules(history.review(main, on_top, "quantri")) == []


def test_a_change_without_common_history(history: History) -> None:
    main = history.portal(FILED)
    head = history.commit(portal({"2020/cum-01/hoi-dua/self-assessment.yml": self_assessment()}))

    assert rules(history.review(main, head, DUA)) == ["gate-unrelated"]


def test_two_halves_that_are_only_wrong_together(history: History) -> None:
    """The data are checked as merged: each side is right alone."""
    base = history.portal(FILED)
    main = history.commit({f"{CLUSTER}/hoi-tram/verification.yml": verification("hoi-sen")}, base)
    head = history.commit(
        {f"{CLUSTER}/hoi-tram/response.yml": "responses:\n  I.1: {text: Xin xem lại biên bản}\n"}, base
    )

    assert rules(history.review(main, head, "tram")) == ["response-criterion"]


# Somebody else's files


def test_renaming_a_rivals_file(history: History) -> None:
    assert refused(history, {RIVAL: None, f"{CLUSTER}/hoi-dua/self-assessment.yml": self_assessment(38, 50)}) == [
        "gate-deletion"
    ]


def test_deleting_a_rivals_file(history: History) -> None:
    assert refused(history, {RIVAL: None}) == ["gate-deletion"]


def test_a_reason_does_not_make_a_member_an_administrator(history: History) -> None:
    main = history.portal(FILED)
    head = history.commit({RIVAL: None}, main, message="x\n\nReason: Tổ chức này đã rút")

    assert rules(history.review(main, head, DUA)) == ["gate-deletion"]


def test_a_file_hidden_among_five_hundred(history: History) -> None:
    crowd: dict[str, Content] = {f"{CLUSTER}/hoi-dua/a{n}.yml": "x: 1\n" for n in range(500)}
    main = history.portal(FILED)
    head = history.commit(crowd | {RIVAL: self_assessment(1)}, main)

    verdict = history.review(main, head, DUA)

    assert {"gate-too-many-files", "gate-path", "gate-owner"} <= set(rules(verdict))
    assert [f.path for f in verdict.findings if f.rule.id == "gate-owner"] == [RIVAL]


def test_a_merge_that_smuggles_a_file_in(history: History) -> None:
    """The head is a merge commit whose own tree holds what neither parent has."""
    base = history.portal(FILED)
    main = history.commit({f"{CLUSTER}/covenant.yml": "signed_on: 2020-03-05\nsignatories: []\n"}, base)
    branch = history.commit({OWN: self_assessment()}, base)
    head = history.commit(
        {f"{CLUSTER}/covenant.yml": "signed_on: 2020-03-05\nsignatories: []\n", RIVAL: self_assessment(1)}, branch, main
    )

    assert rules(history.review(main, head, DUA)) == ["gate-owner"]


def test_histories_woven_together_to_bring_an_old_file_back(history: History) -> None:
    """With two best common ancestors Git merges against neither; seen from one, the rival's file looks untouched.

    The head's merge keeps the rival's first file. Git would take that for a change of the second.
    """
    root = history.portal({"2020/cum-01/hoi-tram/self-assessment.yml": self_assessment(1)})
    side = history.commit({OWN: self_assessment(30)}, root)
    second = history.commit({RIVAL: self_assessment(38, 50)}, root)
    main = history.commit({OWN: self_assessment(30)}, second, side)
    head = history.commit({f"{CLUSTER}/hoi-dua/targets.yml": "targets: {}\n"}, side, second)

    for target in (main, history.commit({"docs/x": "x"}, main)):
        assert "gate-interwoven" in rules(history.review(target, head, DUA, "2020-09-10T09:00+07:00"))


def test_a_branch_that_took_the_target_in_is_not_woven(history: History) -> None:
    base = history.portal(FILED)
    branch = history.commit({OWN: self_assessment(30)}, base)
    later = history.commit({f"{CLUSTER}/covenant.yml": "signed_on: 2020-03-05\nsignatories: []\n"}, base)
    head = history.commit({OWN: self_assessment(30)}, later, branch)
    joined = history.commit({f"{CLUSTER}/hoi-dua/self-assessment.yml": self_assessment(31)}, head)

    assert rules(history.review(later, joined, DUA)) == []


# What is no plain file at its place


@pytest.mark.parametrize(
    ("mode", "text"),
    [
        (FileMode.LINK, "../hoi-tram/self-assessment.yml"),
        (FileMode.COMMIT, "1" * 40),
        (FileMode.BLOB_EXECUTABLE, self_assessment()),
    ],
)
def test_symlink_submodule_executable(history: History, mode: FileMode, text: str) -> None:
    assert refused(history, {OWN: (mode, text)}) == ["gate-mode"]


def test_the_whole_folder_replaced_by_a_link(history: History) -> None:
    main = history.portal(FILED)
    files: dict[str, Content] = dict.fromkeys(portal(FILED))
    head = history.commit(files | {S: (FileMode.LINK, "elsewhere")}, main)

    assert {"gate-mode", "gate-path", "gate-deletion"} <= set(rules(history.review(main, head, DUA)))


@pytest.mark.parametrize(
    ("path", "rule"),
    [
        (f"{CLUSTER}/hoi-dua/Self-Assessment.yml", "gate-path-twin"),
        (f"{CLUSTER}/HOI-DUA/self-assessment.yml", "gate-path-twin"),
        (f"{CLUSTER}/hoi-dua/ſelf-assessment.yml", "gate-path-twin"),
        (f"{CLUSTER}/hoi-dua/self\u200b-assessment.yml", "gate-path"),
        (f"{CLUSTER}/hoi-dúa/self-assessment.yml", "gate-path"),
        (f"{CLUSTER}/hoi-duа/self-assessment.yml", "gate-path"),
        (f"{CLUSTER}/hoi-dua/self-assessment.yaml", "gate-path"),
        (f"{CLUSTER}/hoi-dua/notes/self-assessment.yml", "gate-path"),
        (f"{SEASON}/consolidations/hoi-dua/vote.yml", "gate-path"),
        ("Submissions/2020/cum-01/hoi-dua/self-assessment.yml", "gate-path-twin"),
        ("ＳＵＢＭＩＳＳＩＯＮＳ/2020/season.yml", "gate-path-twin"),
    ],
)
def test_twins_of_a_path_and_other_places(history: History, path: str, rule: str) -> None:
    assert refused(history, {path: self_assessment()}) == [rule]


def test_a_file_under_nearly_the_right_name_is_told_the_right_one(history: History) -> None:
    main = history.portal()
    head = history.commit({f"{CLUSTER}/hoi-dua/self_assessment.yaml": self_assessment()}, main)
    [finding] = history.review(main, head, DUA).findings
    assert "“self-assessment.yml”" in finding.hint(language("vi"))


@pytest.mark.parametrize("name", [b"..", b".git", b"a/b"])
def test_names_that_git_would_not_write(history: History, name: bytes) -> None:
    main = history.portal(FILED)
    tree = history.repository[main].tree
    folder = history.tree([(0o100644, name, history.repository.create_blob(b"x: 1\n"))])
    entries = [(int(entry.filemode), entry.raw_name, entry.id) for entry in tree]
    head = history.commit_tree(history.tree([*entries, (0o40000, b"zz", folder)]), main)

    assert "gate-tree" in rules(history.review(main, head, "quantri"))


def test_a_folder_with_two_files_of_one_name(history: History) -> None:
    """What is listed would be the one, what is read the other."""
    main = history.portal(FILED)
    repository = history.repository
    honest, other = (repository.create_blob(self_assessment(points).encode()) for points in (30, 40))
    dossier = history.tree([(0o100644, b"self-assessment.yml", blob) for blob in (honest, other)])
    cluster = [(int(e.filemode), e.raw_name, e.id) for e in repository[main].tree[CLUSTER]]
    at = [name for _mode, name, _id in cluster].index(b"hoi-tram")
    cluster.insert(at, (0o40000, b"hoi-dua", dossier))
    season = [(int(e.filemode), e.raw_name, e.id) for e in repository[main].tree[SEASON]]
    season = [(m, n, history.tree(cluster) if n == b"cum-01" else i) for m, n, i in season]
    root = [(int(e.filemode), e.raw_name, e.id) for e in repository[main].tree[S]]
    root = [(m, n, history.tree(season) if n == b"2020" else i) for m, n, i in root]
    head = history.commit_tree(history.tree([(0o40000, S.encode(), history.tree(root))]), main)

    assert "gate-tree" in rules(history.review(main, head, DUA))


def nested(history: History, levels: int, width: int) -> pygit2.Oid:
    """A tree of ``levels`` folders in each other, each ``width`` times: few objects and endless paths."""
    tree = history.tree([(0o100644, b"x.yml", history.repository.create_blob(b"x: 1\n"))])
    for _level in range(levels):
        tree = history.tree([(0o40000, b"f%02d" % index, tree) for index in range(width)])
    return tree


@pytest.mark.parametrize(
    ("levels", "width", "rule"), [(5_000, 1, "gate-tree"), (12, 10, "gate-too-many-files")], ids=["deep", "bomb"]
)
def test_trees_that_never_end(history: History, levels: int, width: int, rule: str) -> None:
    main = history.portal(FILED)
    found = history.repository[main].tree[S]
    entries = [(0o40000, b"docs", nested(history, levels, width)), (0o40000, S.encode(), found.id)]
    head = history.commit_tree(history.tree(entries), main)

    assert rule in rules(history.review(main, head, "quantri"))


def test_names_that_are_no_text(history: History) -> None:
    main = history.portal(FILED)
    repository = history.repository
    season = history.tree([(0o100644, b"\xff\xfe.yml", repository.create_blob(b"x: 1\n"))])
    root = [(int(e.filemode), e.raw_name, e.id) for e in repository[main].tree[S]]
    years = sorted([*root, (0o40000, b"2021", season)], key=lambda entry: entry[1])
    head = history.commit_tree(history.tree([(0o40000, S.encode(), history.tree(years))]), main)

    assert rules(history.review(main, head, DUA)) == ["gate-path"]


@pytest.mark.parametrize("path", ["../../etc/passwd", "/etc/passwd", "2020/../accounts.yml", "2020//vote.yml"])
def test_paths_that_lead_out_in_a_field(history: History, path: str) -> None:
    corrections = f'corrections:\n  - {{id: dc-01, on: 2020-11-01, files: ["{path}"], what: x, why: x}}\n'

    assert refused(history, {f"{SEASON}/corrections.yml": corrections}, "btt") == ["schema-pattern"]


@pytest.mark.parametrize(
    "path",
    ["schemas/seal.schema.json", "scripts/thidua/gate/role.py", ".github/workflows/validate.yml", ".gitattributes"],
)
def test_code_beside_data(history: History, path: str) -> None:
    files: dict[str, Content] = {OWN: self_assessment(), path: "{}\n"}

    assert refused(history, files) == ["gate-mixed"]
    assert "gate-mixed" in refused(history, files, "quantri")


def test_an_approved_head_replaced_by_another(history: History) -> None:
    """The verdict names the commit that it judged; another head has its own verdict."""
    main = history.portal(FILED)
    approved = history.commit({OWN: self_assessment()}, main)
    replaced = history.commit({RIVAL: self_assessment(1)}, approved)

    verdicts = [history.review(main, head, DUA) for head in (approved, replaced)]

    assert [str(verdict.judgement.head.id) for verdict in verdicts] == [str(approved), str(replaced)]
    assert [verdict.is_accepted for verdict in verdicts] == [True, False]


# The lead, who competes itself


def test_a_lead_verifying_itself(history: History) -> None:
    main = history.portal({"2020/cum-01/hoi-sen/self-assessment.yml": self_assessment()})
    for named in ("hoi-sen", "hoi-tre"):
        head = history.commit({f"{CLUSTER}/hoi-sen/verification.yml": verification(named)}, main)
        assert "gate-owner" in rules(history.review(main, head, "sen"))


def test_a_lead_writing_its_own_receipt(history: History) -> None:
    rows = "receipts:\n" + receipt("hoi-sen", "2020-11-09T08:00:00+07:00", "ab" * 32)

    assert refused(history, {f"{CLUSTER}/receipts-lead.yml": rows}, "sen") == ["receipt-own"]
    assert refused(history, {f"{CLUSTER}/receipts-monitor.yml": rows}, "sen") == ["gate-owner"]


def test_a_lead_changing_a_rivals_verification_after_the_vote(history: History) -> None:
    voted = FILED | {
        "2020/cum-01/hoi-tram/verification.yml": verification("hoi-sen"),
        "2020/cum-01/schedule.yml": SCHEDULE,
        "2020/cum-01/conference.yml": CONFERENCE,
        "2020/cum-01/vote.yml": VOTE,
    }
    main = history.portal(voted)
    head = history.commit({f"{CLUSTER}/hoi-tram/verification.yml": verification("hoi-sen", LOWERED)}, main)

    assert rules(history.review(main, head, "sen", "2020-12-06T09:00+07:00")) == ["gate-frozen-verification"]


# Who it is, and when


@pytest.mark.parametrize(
    ("actor", "rule"),
    [
        (Actor("dua", 9999), "gate-account-id"),
        (Actor("dua"), "gate-account-number"),
        (Actor("ai-do", 9999), "gate-account-unknown"),
        (Actor("ngo"), "gate-account-dates"),
        (Actor("tram\u202e"), "gate-account-unknown"),
        (Actor("trаm"), "gate-account-unknown"),
        (Actor("thu-\u212ay-01"), "gate-account-unknown"),  # the sign of Kelvin is a k in lower case
    ],
)
def test_a_login_that_is_not_the_person(history: History, actor: Actor, rule: str) -> None:
    assert refused(history, {OWN: self_assessment()}, actor) == [rule]


def test_a_person_under_a_new_login_keeps_its_rights(history: History) -> None:
    assert refused(history, {OWN: self_assessment()}, Actor("dua-moi", 1014)) == []


def test_a_back_dated_commit_does_not_unfreeze(history: History) -> None:
    main = history.portal()
    head = history.commit(
        {f"{CLUSTER}/hoi-tram/targets.yml": "targets: {II.1: 50}\n"}, main, at="2020-09-01T09:00+07:00"
    )

    assert rules(history.review(main, head, "tram", "2020-11-10T09:00+07:00")) == ["gate-frozen-targets"]


# Files that break readers


DEEP = "[" * 100_000 + "]" * 100_000


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n", "yaml-anchor"),
        ("base: &base {x: 1}\nscores:\n  <<: *base\n", "yaml-merge-key"),
        (f"scores: {DEEP}\n", "yaml-depth"),
        (self_assessment() + "declared_by: {position: Khác}\n", "yaml-duplicate-key"),
        ("x: !!python/object/apply:os.system [id]\n", "yaml-tag"),
        ("%YAML 1.1\n---\nx: 1\n", "yaml-directive"),
        (self_assessment().replace("35", ".nan"), "number-not-finite"),
        (self_assessment().replace("35", ".inf"), "number-not-finite"),
        (self_assessment().replace("35", "9" * 4000), "number-too-long"),
        (self_assessment().replace("35", "1e400"), "number-exponent"),
        (self_assessment().replace("35", "-1"), "schema-range"),
        (self_assessment().replace("35", "35.001"), "number-decimals"),
        (self_assessment().replace("nhiệm vụ", "<script>alert(1)</script>"), "text-markup"),
        (self_assessment().replace("nhiệm vụ", "<img src=x onerror=alert(1)>"), "text-markup"),
        (self_assessment().replace("nhiệm vụ", "</script>"), "text-markup"),
        (self_assessment().replace("nhiệm vụ", "nhiệm\u202evụ"), "text-invisible"),
        (self_assessment().replace("nhiệm vụ", "nhiệm\u200bvụ"), "text-invisible"),
        (self_assessment().replace("nhiệm vụ", "nhiệm vụ xаnh"), "text-look-alike"),
        (
            self_assessment().replace(
                "{passed: true}", '{passed: true, evidence: [{title: x, url: "javascript:alert(1)"}]}'
            ),
            "schema-pattern",
        ),
    ],
)
def test_yaml_numbers_and_texts_that_attack_their_reader(history: History, text: str, rule: str) -> None:
    assert rule in refused(history, {OWN: text})


def test_a_file_of_a_hundred_megabytes_is_not_read(history: History) -> None:
    assert refused(history, {OWN: b"#" * (100 * 1024 * 1024)}) == ["gate-size"]


def test_a_million_members(history: History) -> None:
    members = ", ".join(f"m{n}" for n in range(40_000))

    assert "gate-size" in refused(
        history, {f"{CLUSTER}/cluster.yml": CLUSTER_FILE.replace("hoi-sen, ", members)}, "btt"
    )


def test_texts_on_which_a_careless_expression_would_hang(history: History) -> None:
    bait = "a" * 20_000 + "-" * 20_000 + "!"
    text = self_assessment().replace("Chánh Văn phòng", bait).replace("I.2:", f"{bait[:5000]}:")

    assert refused(history, {OWN: text})


# What the gate itself says


def test_nothing_that_is_echoed_steers_where_it_is_shown(history: History) -> None:
    """A file name and a login with commands, Markdown, HTML and mentions in them."""
    name = "::error::x ##[error]y `a` [l](http:e.example) @team #1 <img src=x> |\r\n\u202e www.e.example"
    main = history.portal(FILED)
    head = history.commit({name: "x"}, main)
    verdict = history.review(main, head, Actor("@all<b>"))

    shown = history.summary(verdict, "en")

    for dangerous in ("<img", "@team", "@all", "#1 ", "](http", "`a`", "##[", "\u202e", "www.e", "<b>"):
        assert dangerous not in shown, dangerous


def test_a_published_season_quietly_changed(history: History) -> None:
    main = history.portal(
        FILED | {"2020/cum-01/hoi-tram/verification.yml": verification("hoi-sen"), "2020/decision.yml": PUBLISHED}
    )
    head = history.commit({f"{CLUSTER}/hoi-tram/verification.yml": verification("hoi-sen", LOWERED)}, main)

    assert rules(history.review(main, head, "sen", "2021-02-01T09:00+07:00")) == ["gate-published"]
    assert rules(history.review(main, head, "btt", "2021-02-01T09:00+07:00")) == ["gate-correction-missing"]
