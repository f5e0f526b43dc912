"""Every rule by example: a small portal in which nothing is wrong, and one change to it for each case.

A case is a file ``tests/examples/<rule>/<name>.yml``. Its keys:

``file``        the file below ``submissions/`` that the case changes
``find, put``   text of that file and what stands there instead; ``occurrence`` counts from 1; ``times`` repeats ``put``
``content``     a whole new text instead
``encoding``    the encoding in which the changed text is saved; UTF-8 unless given
``delete``      true: the file is not there
``symlink``     true: a symbolic link stands there
``unreadable``  true: the file stands there but cannot be read
``came``        when files came to the main branch, by file; all others long ago. Without it nothing is known of that
``and``         further changes, each with the keys above
``expect``      ``none``, or the finding of the rule: ``severity``, ``line``, and ``path`` if in another file
``also``        other findings that the case cannot avoid: ``rule``, ``line``, ``path``, and the ``reason``
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from examples.corpus import FOLDER, SCHEMAS, UNREADABLE, base, findings
from thidua.records import layout, strict_yaml
from thidua.records.catalogue import rules_of
from thidua.records.finding import Severity

# Rules whose id begins with "gate-" judge changes, not files: tests/gate/ has their examples.
RULES = {rule.id: rule for rule in rules_of("thidua.records", "thidua.scoring")}

Expectation = tuple[str, str, str, int]


@dataclass(frozen=True, slots=True)
class Case:
    """One example. Paths are relative to the portal's root."""

    path: Path
    rule: str
    changes: Sequence[Mapping[str, Any]]
    came: Mapping[str, datetime] | None
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
        moments = {f"{layout.ROOT}/{of}": datetime.fromisoformat(at) for of, at in data.get("came", {}).items()}
        return cls(path, rule, changes, moments if "came" in data else None, frozenset(expected), is_failing)

    def files(self, files: Mapping[str, bytes]) -> dict[str, bytes | None]:
        """Return ``files`` with the case's changes; None stands for a symbolic link."""
        changed: dict[str, bytes | None] = dict(files)
        for change in self.changes:
            path = f"{layout.ROOT}/{change['file']}"
            if change.get("delete"):
                del changed[path]
            elif change.get("symlink"):
                changed[path] = None
            elif change.get("unreadable"):
                changed[path] = UNREADABLE
            else:
                text = _changed(change, changed.get(path))
                changed[path] = text.encode(change.get("encoding", "utf-8"))
        return changed


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


PORTAL = base()
CASES = [Case.read(path) for path in sorted(FOLDER.glob("*/*.yml"))]


def test_nothing_is_wrong_with_the_base() -> None:
    assert findings(PORTAL) == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.rule}/{case.path.stem}")
def test_a_case_has_its_finding_and_no_other(case: Case) -> None:
    found = {(f.rule.id, f.severity.value, f.path, f.line) for f in findings(case.files(PORTAL), case.came)}
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
        parsed, _ = strict_yaml.parse(data, path)
        if parsed is not None:
            assert SCHEMAS.accepts(place.kind, parsed.value) == (not SCHEMAS.explain(place.kind, parsed.value, path))


def said_of_the_file_alone(files: Mapping[str, bytes | None], path: str) -> set[tuple[Any, ...]]:
    """What the rules that look at nothing but a file, its season's rules and its rubric say of it."""
    return {
        (f.rule, f.line, f.column, f.pointer, tuple(f.values.items()))
        for f in findings(files)
        if f.rule.is_alone and f.path == path
    }


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.rule}/{case.path.stem}")
def test_what_rests_on_a_file_alone_is_found_whatever_stands_beside_it(case: Case) -> None:
    """It may be told in public: no other record may decide whether it is (decision 0015)."""
    files = case.files(PORTAL)
    for path in {f"{layout.ROOT}/{change['file']}" for change in case.changes}:
        season = "/".join(path.split("/")[:2])
        kept = {path, f"{season}/season.yml", f"{season}/rubric.yml"}
        alone = {name: data for name, data in files.items() if name in kept}
        assert said_of_the_file_alone(files, path) == said_of_the_file_alone(alone, path)
