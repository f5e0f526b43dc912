"""Whatever bytes a record holds, whoever sends it: a verdict and an audit, never an exception, and never silence."""

import json
import os
import random
from collections.abc import Iterator

import pygit2
import pytest
from gate_portal import CLUSTER, portal, self_assessment
from gate_repository import History, as_of, validate

from support.mutation import PORTAL, dice_of, mutated
from thidua.gate import note
from thidua.gate.account import Actor
from thidua.gate.audit import UNJUDGED, audit
from thidua.gate.judgement import Judge, Judgement
from thidua.publication.audit_document import audit_document
from thidua.records import layout
from thidua.records.language import language

ROUNDS = int(os.environ.get("THIDUA_ROUNDS", "2000")) // 2000
ACTORS = [
    Actor("quantri", 1001),
    Actor("btt-mttw", 1002),
    Actor("pct-01", 1003),
    Actor("tccb-mttw", 1005),
    Actor("sachque-thidua", 1011),
    Actor("trongdong-thidua", 1012),
    Actor("giaydo-thidua"),
    Actor("langnghe-thidua"),
    Actor("ai-do"),
]
DAYS = ["2019-06-01", "2020-05-01", "2020-11-14", "2020-12-01", "2021-11-16", "2022-02-01"]
TYPOS = [
    b"receipts: [\n",
    b"? [a]\n: b\n",
    b"a: &x 1\n? *x\n: b\n",
    b"a: 1\n\xff\xfe\n",
    b"\x00",
    b'"',
    b"- " * 10_000,
    b"[" * 10_000,
    b"",
]
KINDS = {found.kind: path for path in sorted(PORTAL) if (found := layout.place(path)) is not None}


def contents(path: str, dice: random.Random) -> Iterator[bytes | None]:
    """What stands at a path one after the other: typos and random bytes, now and then the good file or none."""
    for number in range(len(TYPOS) + 4 * max(1, ROUNDS)):
        typo = TYPOS[number] if number < len(TYPOS) else mutated(dice, path)[1]
        yield typo if dice.randrange(2) else PORTAL[path] + typo
        if dice.randrange(2):
            yield dice.choice([PORTAL[path], PORTAL[path], None])


@pytest.mark.parametrize("path", KINDS.values(), ids=KINDS)
def test_no_bytes_break_a_verdict_or_an_audit(history: History, path: str) -> None:
    dice = dice_of(path)
    repository = history.repository
    start = tip = history.commit(dict(PORTAL), at="2019-01-02T09:00:00+07:00", branch="main")
    now, steps = PORTAL[path], 0
    for content in contents(path, dice):
        if content == now:
            continue
        before, now, moment = tip, content, f"{dice.choice(DAYS)}T09:00:00+07:00"
        tip = history.commit({path: content}, before, at="2019-01-02T09:00:00+07:00", branch="main")
        verdict = history.review(before, tip, dice.choice(ACTORS), moment)
        assert all(finding.line >= 1 and finding.column >= 1 for finding in verdict.findings)
        note.write(repository, tip, note.Note(dice.choice(ACTORS), as_of(moment), str(before)))
        steps += 1

    found = audit(repository, as_of("2022-03-01T00:00:00+07:00"), language("vi"), "main", str(start))

    assert len(found.steps) == steps
    assert all(step.paths for step in found.steps)
    assert UNJUDGED.id not in {finding.rule for step in found.steps for finding in step.objections}
    validate("audit", audit_document(found))


@pytest.fixture
def branch(history: History) -> tuple[History, list[pygit2.Oid]]:
    """A main branch of four steps by the member itself."""
    tips = [history.commit(portal(), at="2020-01-02T09:00:00+07:00", branch="main")]
    for points in (30, 31, 32, 33):
        files = {f"{CLUSTER}/hoi-tram/self-assessment.yml": self_assessment(points)}
        tips.append(history.commit(files, tips[-1], email="tram@hoi.example", branch="main"))
    return history, tips


def test_a_step_that_cannot_be_judged_is_its_own_exception(
    branch: tuple[History, list[pygit2.Oid]], monkeypatch: pytest.MonkeyPatch
) -> None:
    history, tips = branch
    judge = Judge.judge

    def failing(self: Judge, target: pygit2.Commit, head: pygit2.Commit, *rest: object) -> Judgement:
        if head.id == tips[2]:
            raise RecursionError("/srv/portal/secret.py")
        return judge(self, target, head, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(Judge, "judge", failing)
    found = audit(history.repository, as_of("2022-01-01T00:00:00+07:00"), language("vi"), "main")

    assert [step.commit for step in found.exceptions] == [str(tips[2])]
    (finding,) = found.exceptions[0].objections
    assert finding.rule == UNJUDGED.id
    assert "RecursionError" in finding.message
    document = validate("audit", audit_document(found))
    assert document["clean"] is False
    assert "secret" not in json.dumps(document)
    assert len(found.steps) == 5


def test_a_commit_from_before_every_calendar_breaks_no_audit(branch: tuple[History, list[pygit2.Oid]]) -> None:
    history, tips = branch
    repository = history.repository
    raw = repository.odb.read(tips[-1])[1]
    lines = [
        line.rpartition(b"> ")[0] + b"> -99999999999999 +0700" if line.startswith(b"committer") else line
        for line in raw.split(b"\n")
    ]
    tip = repository.odb.write(pygit2.enums.ObjectType.COMMIT, b"\n".join(lines))

    found = audit(repository, as_of("2022-01-01T00:00:00+07:00"), language("vi"), str(tip))

    assert [[finding.rule for finding in step.objections] for step in found.exceptions] == [["gate-commit-time"]]
