"""The audit as JSON values (schemas/audit.schema.json), written and read: what ``thidua audit --format json`` prints.

No e-mail address is in it: who is only claimed by one is named by the login of the account, or not at all.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from thidua.publication.audit import Action, Audit, ChangeKind, Filing, Identified, Step
from thidua.records.finding import ToldFinding, printable

_JUDGED: Final = ("exceptions", "marked")
"""Under what the audit lists steps with what it found: they should have been refused, or are only marked."""


def audit_document(audit: Audit) -> dict[str, Any]:
    """Return the audit with every step, its exceptions, its marks and its late filings."""
    return {
        "tip": audit.tip,
        "since": audit.since,
        "as_of": audit.as_of.isoformat(timespec="seconds"),
        "notes": audit.has_notes,
        "clean": not audit.exceptions,
        "summary": {
            "steps": len(audit.steps),
            "founding": sum(step.is_founding for step in audit.steps),
            **{source.value: audit.known(source) for source in Identified},
            "exceptions": len(audit.exceptions),
            "marked": len(audit.marked),
            "late": len(audit.late),
        },
        "exceptions": [{**_step_document(step), "findings": _findings(step.objections)} for step in audit.exceptions],
        "marked": [{**_step_document(step), "findings": _findings(step.marks)} for step in audit.marked],
        "late": [_filing_document(filing) for filing in audit.late],
        "steps": [_step_document(step) for step in audit.steps],
    }


def read_audit(data: Mapping[str, Any]) -> Audit:
    """Return the audit of data that the schema has accepted. Raises ValueError if they contradict themselves."""
    contradiction = next(_contradictions(data), None)
    if contradiction is not None:
        raise ValueError(contradiction)
    objections, marks = ({step["commit"]: step["findings"] for step in data[key]} for key in _JUDGED)
    late: dict[str, list[Filing]] = defaultdict(list)
    for filing in data["late"]:
        late[filing["commit"]].append(_filing(filing))
    return Audit(
        tip=data["tip"],
        since=data["since"],
        as_of=_moment(data, "as_of"),
        has_notes=data["notes"],
        steps=tuple(
            _step(step, objections.get(step["commit"], ()), marks.get(step["commit"], ()), late[step["commit"]])
            for step in data["steps"]
        ),
    )


def _step_document(step: Step) -> dict[str, Any]:
    return {
        "commit": step.commit,
        "parent": step.parent,
        "at": step.at.isoformat(timespec="seconds"),
        "actor": step.actor,
        "acts_for": step.acts_for,
        "identified": step.identified.value,
        "merged_by": step.merged_by,
        "founding": step.is_founding,
        "kind": step.kind.value,
        "paths": [printable(path) for path in step.paths],
    }


def _step(data: Mapping[str, Any], objections: Any, marks: Any, late: Iterable[Filing]) -> Step:
    return Step(
        commit=data["commit"],
        parent=data["parent"],
        at=_moment(data, "at"),
        actor=data["actor"],
        acts_for=data["acts_for"],
        identified=Identified(data["identified"]),
        merged_by=data["merged_by"],
        is_founding=data["founding"],
        kind=ChangeKind(data["kind"]),
        paths=tuple(data["paths"]),
        objections=tuple(map(ToldFinding.from_document, objections)),
        marks=tuple(map(ToldFinding.from_document, marks)),
        late=tuple(late),
    )


def _findings(found: Sequence[ToldFinding]) -> list[dict[str, Any]]:
    return [finding.document() for finding in found]


def _filing_document(filing: Filing) -> dict[str, Any]:
    return {
        "commit": filing.commit,
        "at": filing.at.isoformat(timespec="seconds"),
        "path": filing.path,
        "organisation": filing.organisation,
        "action": filing.action.value,
    }


def _filing(data: Mapping[str, Any]) -> Filing:
    return Filing(
        commit=data["commit"],
        at=_moment(data, "at"),
        path=data["path"],
        organisation=data["organisation"],
        action=Action(data["action"]),
    )


def _moment(data: Mapping[str, Any], key: str) -> datetime:
    """Return a moment; the schema knows its form, not the calendar."""
    try:
        return datetime.fromisoformat(data[key])
    except ValueError:
        raise ValueError(key) from None


def _contradictions(data: Mapping[str, Any]) -> Iterator[str]:
    """Yield the keys under which an audit says something else than elsewhere: the counts, the verdict, the lists."""
    steps, exceptions, marked, late = (data[key] for key in ("steps", *_JUDGED, "late"))
    judged = [step["identified"] for step in steps if not step["founding"]]
    by_commit = {step["commit"]: step for step in steps}
    counts = {
        "steps": len(steps),
        "founding": len(steps) - len(judged),
        **{source.value: judged.count(source) for source in Identified},
        "exceptions": len(exceptions),
        "marked": len(marked),
        "late": len(late),
    }
    yield from (f"summary.{name}" for name, count in counts.items() if data["summary"][name] != count)
    if data["clean"] is bool(exceptions):
        yield "clean"
    if len(by_commit) != len(steps) or (steps and steps[-1]["commit"] != data["tip"]):
        yield "steps"
    for key in _JUDGED:
        for step in data[key]:
            found = {name: value for name, value in step.items() if name != "findings"}
            if not step["findings"] or by_commit.get(step["commit"]) != found:
                yield key
    if any(
        filing["commit"] not in by_commit or filing["path"] not in by_commit[filing["commit"]]["paths"]
        for filing in late
    ):
        yield "late"
