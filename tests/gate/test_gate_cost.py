"""What a review costs: it reads what changed, its cluster, its season's own files and the registers, not the rest."""

import subprocess
from collections.abc import Iterator

import pygit2
import pytest
from gate_portal import ACCOUNTS, ORGANISATIONS, PORTAL, RUBRIC, SEASON_FILE, S, self_assessment, verification
from gate_repository import History, rules

from thidua.gate.commits import new_commits
from thidua.gate.merge import Merged
from thidua.records import strict_yaml
from thidua.records.history import Commit
from thidua.records.kind import KINDS, SCHEMAS, Level, RecordKind

SEASONS = range(2011, 2021)
CLUSTERS, SIZE = 125, 8
COMMITS = 20_000
OWN = f"{S}/2020/cum-001/m-0007/self-assessment.yml"


def cluster(number: int) -> str:
    members = [f"m-{number * SIZE + index:04}" for index in range(SIZE)]
    return (
        f"name: Cụm {number + 1}\nmembers: [{', '.join(members)}]\nlead: {members[0]}\n"
        f"deputies: [{members[1]}]\ncouncil_members: []\nmonitors: [ban-to-chuc]\n"
    )


def records() -> Iterator[tuple[str, str]]:
    """The files of 10,000 dossiers in ten seasons."""
    members = [f"m-{number:04}" for number in range(CLUSTERS * SIZE)]
    yield f"{S}/portal.yml", PORTAL
    rows = (f"  - {{id: {m}, kind: member, name: Hội {m}, order: 99, from: 2000-01-01}}\n" for m in members)
    yield f"{S}/organisations.yml", ORGANISATIONS + "".join(rows)
    yield f"{S}/accounts.yml", ACCOUNTS + "".join(f"  - {{login: {m}, acts_for: {m}}}\n" for m in members)
    for year in SEASONS:
        yield f"{S}/{year}/season.yml", SEASON_FILE.replace("2020-", f"{year}-")
        yield f"{S}/{year}/rubric.yml", RUBRIC
        for number in range(CLUSTERS):
            folder = f"{S}/{year}/cum-{number + 1:03}"
            yield f"{folder}/cluster.yml", cluster(number)
            for index in range(SIZE):
                if (year, number, index) == (2020, 0, 7):
                    continue
                member = members[number * SIZE + index]
                verifier = members[number * SIZE + (0 if index else 1)]
                yield f"{folder}/{member}/self-assessment.yml", self_assessment(30)
                yield f"{folder}/{member}/verification.yml", verification(verifier)


def stream() -> Iterator[bytes]:
    """What ``git fast-import`` reads: one commit with all records, and then thousands that touch a note each."""
    who = b"committer X <x@x.example> %d +0700\n"
    marks: dict[str, int] = {}
    files = list(records())
    for text in dict.fromkeys(text for _path, text in files):
        marks[text] = len(marks) + 1
        data = text.encode()
        yield b"blob\nmark :%d\ndata %d\n%s\n" % (marks[text], len(data), data)
    yield b"commit refs/heads/main\n" + who % 1577900000 + b"data 1\nx\n"
    for path, text in files:
        yield b"M 100644 :%d %s\n" % (marks[text], path.encode())
    for number in range(COMMITS):
        yield b"commit refs/heads/main\n" + who % (1577900000 + number) + b"data 1\nx\n"
        yield b"M 100644 inline docs/log\ndata %d\n%d\n" % (len(str(number)), number)
    yield b"done\n"


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> History:
    path = tmp_path_factory.mktemp("large") / "portal.git"
    history = History(path)
    subprocess.run(
        ["git", "-c", "core.fsync=none", "fast-import", "--quiet", "--done"],
        cwd=path,
        input=b"".join(stream()),
        check=True,
    )
    return history


def test_one_dossier_among_ten_thousand(large: History, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    for source in (Commit, Merged):
        monkeypatch.setattr(source, "read", counting(source.read, read))
    main = large.repository.references["refs/heads/main"].peel(pygit2.Commit).id
    head = large.commit({OWN: self_assessment()}, main)

    verdict = large.review(main, head, "m-0007")

    assert rules(verdict) == []
    assert [commit.id for commit in new_commits(large.repository, main, head)] == [head]
    paths = set(read)
    of_clusters = {path for path in paths if path.count("/") >= 3}
    dossiers = {path for path in of_clusters if path.count("/") == 4}
    assert OWN in dossiers
    assert dossiers == {p for p in dossiers if p.startswith(f"{S}/2020/cum-001/")}
    assert {path for path in of_clusters - dossiers if not path.endswith("cluster.yml")} <= {
        f"{S}/2020/cum-001/{name}" for name in ("receipts-lead.yml", "receipts-monitor.yml", "vote.yml")
    }
    assert {path.split("/")[1] for path in of_clusters} == {"2020"}
    assert len(paths) <= CLUSTERS + 2 * SIZE + 20


def counting(original: object, read: list[str]) -> object:
    def counted(self: object, path: str, limit: int) -> bytes | None:
        read.append(path)
        found: bytes | None = original(self, path, limit)  # type: ignore[operator]
        return found

    return counted


CROWD = [f"hoi-{number:02}" for number in range(10)]
GROUPS = [f"cum-{number:02}" for number in range(40)]
RIVALS = "# not the sender's"


def crowd() -> dict[str, str]:
    """A portal of forty clusters with ten members each, and an eleventh member of the first that looks at others'."""
    rows = [f"  - {{id: {g}-{m}, kind: member, name: Hội {g} {m}, order: 99, from: 2000-01-01}}\n" for g in GROUPS
            for m in CROWD]  # fmt: skip
    accounts = "".join(f"  - {{login: {g}-{m}, acts_for: {g}-{m}}}\n" for g in GROUPS for m in CROWD)
    found = {
        f"{S}/portal.yml": PORTAL,
        f"{S}/organisations.yml": ORGANISATIONS + "".join(rows),
        f"{S}/accounts.yml": ACCOUNTS + accounts,
        f"{S}/2020/season.yml": SEASON_FILE,
        f"{S}/2020/rubric.yml": RUBRIC,
    }
    for group in GROUPS:
        members = [f"{group}-{member}" for member in CROWD]
        found[f"{S}/2020/{group}/cluster.yml"] = (
            f"name: {group}\nmembers: [{', '.join(members)}]\nlead: {members[0]}\n"
            f"deputies: [{members[1]}]\ncouncil_members: []\nmonitors: [ban-to-chuc]\n"
        )
        for member in members:
            found[f"{S}/2020/{group}/{member}/self-assessment.yml"] = self_assessment(30)
            found[f"{S}/2020/{group}/{member}/verification.yml"] = verification("hoi-sen")
    return found


def of_others(kind: str) -> list[str]:
    """Four hundred paths of a kind, as many as a change set may touch, none of them the first member's."""
    return places(next(found for found in KINDS if found.schema == kind))[:400]


def places(kind: RecordKind) -> list[str]:
    match kind.level:
        case Level.PORTAL:
            return [f"{S}/{kind.file}"]
        case Level.SEASON:
            return [f"{S}/{year}/{kind.file}" for year in range(1800, 2300)]
        case Level.CONSOLIDATIONS:
            return [f"{S}/2020/consolidations/{group}-{member}.yml" for group in GROUPS[1:] for member in CROWD]
        case Level.CLUSTER:
            return [f"{S}/{year}/{group}/{kind.file}" for year in range(2020, 2032) for group in GROUPS[1:]]
        case Level.DOSSIER:
            return [f"{S}/2020/{group}/{group}-{member}/{kind.file}" for group in GROUPS[1:] for member in CROWD]


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> tuple[History, pygit2.Oid]:
    history = History(tmp_path_factory.mktemp("crowd") / "portal.git")
    return history, history.commit(crowd())


@pytest.mark.parametrize("is_internal", [False, True])
@pytest.mark.parametrize("login", ["cum-00-hoi-05", "ai-do"])
@pytest.mark.parametrize("kind", SCHEMAS)
def test_what_is_not_the_senders_is_never_opened(
    crowded: tuple[History, pygit2.Oid], monkeypatch: pytest.MonkeyPatch, kind: str, login: str, is_internal: bool
) -> None:
    """However many files of others a change set touches: whose they are, their paths and the registers say."""
    history, main = crowded
    rivals = of_others(kind)
    target = history.repository[main].peel(pygit2.Tree)
    files = {path: f"{target[path].data.decode() if path in target else ''}{RIVALS}\n" for path in rivals}
    own = f"{S}/2020/cum-00/cum-00-hoi-05/self-assessment.yml"
    head = history.commit({**files, own: self_assessment()}, main)
    opened: list[str] = []
    parsed: list[bytes] = []
    monkeypatch.setattr(Merged, "read", counting(Merged.read, opened))
    parse = strict_yaml.parse
    monkeypatch.setattr(strict_yaml, "parse", lambda data, path: parsed.append(data) or parse(data, path))

    verdict = history.review(main, head, login, is_internal=is_internal)

    refused = {finding.path for finding in verdict.findings if finding.rule.id == "gate-owner"}
    assert refused == (set(rivals) if login != "ai-do" else set())
    assert set(opened) & set(rivals) == set()
    assert [data for data in parsed if RIVALS.encode() in data] == []
    assert len(parsed) <= len(GROUPS) + 10
