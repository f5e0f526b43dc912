"""Every rule by example: a small portal in which nothing is wrong, and one change to it for each case.

A case is a file ``tests/examples/<rule>/<name>.yml``. Its keys:

``file``        the file below ``submissions/`` that the case changes
``find, put``   text of that file and what stands there instead; ``occurrence`` counts from 1; ``times`` repeats ``put``
``content``     a whole new text instead
``encoding``    the encoding in which the changed text is saved; UTF-8 unless given
``delete``      true: the file is not there
``symlink``     true: a symbolic link stands there
``and``         further changes, each with the keys above
``expect``      ``none``, or the finding of the rule: ``severity``, ``line``, and ``path`` if in another file
``also``        other findings that the case cannot avoid: ``rule``, ``line``, ``path``, and the ``reason``
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar

import pytest
import yaml

from thidua.records import document, layout
from thidua.records.archive import Archive
from thidua.records.catalogue import rules_of
from thidua.records.finding import Finding, Severity
from thidua.records.schema import Schemas
from thidua.records.source import Entry, EntryKind, Files
from thidua.scoring.evaluation import Evaluator

FOLDER = Path(__file__).parents[1] / "examples"
BASE = FOLDER / "base"
NOW = datetime(2022, 1, 1, tzinfo=UTC)
RULES = {rule.id: rule for rule in rules_of("thidua.records", "thidua.scoring")}
SCHEMAS = Schemas()

Expectation = tuple[str, str, str, int]


@dataclass(frozen=True, slots=True)
class Case:
    """One example. Paths are relative to the portal's root."""

    path: Path
    rule: str
    changes: Sequence[Mapping[str, Any]]
    expected: frozenset[Expectation]
    is_failing: bool

    @classmethod
    def read(cls, path: Path) -> "Case":
        data = yaml.safe_load(path.read_text("utf-8"))
        rule = path.parent.name
        changes = [data, *data.get("and", ())]
        expect, file = data["expect"], data["file"]
        is_failing = expect != "none"
        listed = [{"rule": rule, "path": file, **expect}] if is_failing else []
        for other in data.get("also", ()):
            assert other["reason"], "say why the case has another finding"
            listed.append({"path": file, "severity": RULES[other["rule"]].severity.value, **other})
        expected = {(x["rule"], x["severity"], f"{layout.ROOT}/{x['path']}", x["line"]) for x in listed}
        return cls(path, rule, changes, frozenset(expected), is_failing)

    def files(self, files: Mapping[str, bytes]) -> dict[str, bytes | None]:
        """Return ``files`` with the case's changes; None stands for a symbolic link."""
        changed: dict[str, bytes | None] = dict(files)
        for change in self.changes:
            path = f"{layout.ROOT}/{change['file']}"
            if change.get("delete"):
                del changed[path]
            elif change.get("symlink"):
                changed[path] = None
            else:
                text = _changed(change, changed.get(path))
                changed[path] = text.encode(change.get("encoding", "utf-8"))
        return changed


class Tree(Files):
    """Files in memory, some of them symbolic links."""

    def __init__(self, files: Mapping[str, bytes | None]) -> None:
        super().__init__({path: data or b"" for path, data in files.items()})
        self._links = {path for path, data in files.items() if data is None}

    def entries(self, folder: str) -> Sequence[Entry]:
        return [
            Entry(entry.name, EntryKind.SPECIAL) if f"{folder}/{entry.name}" in self._links else entry
            for entry in super().entries(folder)
        ]

    def read(self, path: str, limit: int) -> bytes | None:
        return None if path in self._links else super().read(path, limit)


class Reader(Archive):
    """An archive that reads a file of the same bytes only once for all cases."""

    known: ClassVar[dict[tuple[str, bytes | None], tuple[Any, list[Finding]]]] = {}

    def _read(self, path: str, findings: list[Finding]) -> Any:
        key = (path, self.read(path))
        if key not in self.known:
            found: list[Finding] = []
            self.known[key] = (super()._read(path, found), found)
        record, found = self.known[key]
        findings += found
        return record


def _changed(change: Mapping[str, Any], before: bytes | None) -> str:
    if "content" in change:
        return str(change["content"])
    assert before is not None, f"{change['file']} is not in the base"
    text, find, put = before.decode("utf-8"), change["find"], change["put"] * change.get("times", 1)
    parts = text.split(find)
    occurrence = change.get("occurrence", 1)
    assert len(parts) > occurrence, f"“{find}” does not stand {occurrence} times in {change['file']}"
    assert "occurrence" in change or len(parts) == 2, f"“{find}” stands several times in {change['file']}"
    return find.join(parts[:occurrence]) + put + find.join(parts[occurrence:])


def base() -> dict[str, bytes]:
    """Return the files of the base, by path."""
    return {path.relative_to(BASE).as_posix(): path.read_bytes() for path in BASE.rglob("*") if path.is_file()}


def findings(files: Mapping[str, bytes | None]) -> list[Finding]:
    """Return everything that is wrong with a portal of these files."""
    return list(_findings(Evaluator(Reader(Tree(files), SCHEMAS), NOW)))


def _findings(evaluator: Evaluator) -> Iterator[Finding]:
    yield from evaluator.registers()
    for season in evaluator.archive.seasons():
        evaluation = evaluator.season(season)
        yield from evaluation.findings
        for cluster in evaluation.records.clusters:
            yield from evaluator.cluster(season, cluster).findings


PORTAL = base()
CASES = [Case.read(path) for path in sorted(FOLDER.glob("*/*.yml"))]


def test_nothing_is_wrong_with_the_base() -> None:
    assert findings(PORTAL) == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.rule}/{case.path.stem}")
def test_a_case_has_its_finding_and_no_other(case: Case) -> None:
    found = {(f.rule.id, f.severity.value, f.path, f.line) for f in findings(case.files(PORTAL))}
    assert found == case.expected


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_has_a_failing_and_a_passing_case(rule: str) -> None:
    assert {case.is_failing for case in CASES if case.rule == rule} == {True, False}


def test_every_folder_is_a_rule() -> None:
    assert {case.rule for case in CASES} == set(RULES)


def test_many_errors_are_shown_by_example() -> None:
    failing = [case for case in CASES if case.is_failing and RULES[case.rule].severity is Severity.ERROR]
    assert len(failing) >= 90


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.rule}/{case.path.stem}")
def test_both_validators_give_the_same_verdict(case: Case) -> None:
    for path, data in case.files(PORTAL).items():
        place = layout.place(path)
        if place is None or data is None or PORTAL.get(path) == data:
            continue
        parsed, _ = document.parse(data, path)
        if parsed is not None:
            assert SCHEMAS.accepts(place.kind, parsed.value) == (not SCHEMAS.explain(place.kind, parsed.value, path))
