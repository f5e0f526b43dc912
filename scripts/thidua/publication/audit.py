"""An audit of the history as plain values: what was replayed, step by step, and what stood against a step.

The values come from what ``thidua audit --format json`` prints (schemas/audit.schema.json).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

ADMINISTRATOR: Final = "administrator"
SOURCES: Final = ("recorded", "claimed", "unknown")
"""How the audit knows who acted: the server noted it, only the commit says so, nothing says so."""
_JUDGED: Final = ("exceptions", "marked")
"""Under what the audit lists steps with what it found: they should have been refused, or are only marked."""


@dataclass(frozen=True, slots=True)
class Objection:
    """Why a step should have been refused, or is marked. ``path`` is None where it is not named."""

    rule: str
    path: str | None
    message: str


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the main branch. ``acts_for`` is an organisation or body, or ``administrator``; None: not known."""

    commit: str
    at: datetime
    actor: str | None
    acts_for: str | None
    identified: str
    merged_by: str | None
    is_founding: bool
    kind: str
    paths: tuple[str, ...]
    objections: tuple[Objection, ...]
    marks: tuple[Objection, ...]


@dataclass(frozen=True, slots=True)
class Filing:
    """A self-assessment that was filed or changed after its deadline: a fact, never an offence."""

    commit: str
    at: datetime
    path: str
    organisation: str
    action: str


@dataclass(frozen=True, slots=True)
class AuditTrail:
    """A whole audit, oldest step first. ``since`` is None if it begins with the history itself.

    ``has_notes`` says whether the server's notes were at hand: without them nobody is recorded.
    """

    tip: str
    since: str | None
    as_of: datetime
    has_notes: bool
    steps: tuple[Step, ...]
    late: tuple[Filing, ...]

    @classmethod
    def from_mapping(cls, data: Mapping[str, Any]) -> "AuditTrail":
        """Build the audit from data that the schema has accepted. Raises ValueError if it contradicts itself."""
        contradiction = next(_contradictions(data), None)
        if contradiction is not None:
            raise ValueError(contradiction)
        objections, marks = ({step["commit"]: step["findings"] for step in data[key]} for key in _JUDGED)
        return cls(
            tip=data["tip"],
            since=data["since"],
            as_of=_moment(data, "as_of"),
            has_notes=data["notes"],
            steps=tuple(
                _step(step, objections.get(step["commit"], ()), marks.get(step["commit"], ())) for step in data["steps"]
            ),
            late=tuple(
                Filing(
                    commit=filing["commit"],
                    at=_moment(filing, "at"),
                    path=filing["path"],
                    organisation=filing["organisation"],
                    action=filing["action"],
                )
                for filing in data["late"]
            ),
        )


def _step(data: Mapping[str, Any], objections: Any, marks: Any) -> Step:
    return Step(
        commit=data["commit"],
        at=_moment(data, "at"),
        actor=data["actor"],
        acts_for=data["acts_for"],
        identified=data["identified"],
        merged_by=data["merged_by"],
        is_founding=data["founding"],
        kind=data["kind"],
        paths=tuple(data["paths"]),
        objections=_objections(objections),
        marks=_objections(marks),
    )


def _objections(findings: Any) -> tuple[Objection, ...]:
    return tuple(Objection(found["rule"], found["path"], found["message"]) for found in findings)


def _moment(data: Mapping[str, Any], key: str) -> datetime:
    """Return a moment; the schema knows its form, not the calendar."""
    try:
        return datetime.fromisoformat(data[key])
    except ValueError:
        raise ValueError(key) from None


def _contradictions(data: Mapping[str, Any]) -> Iterator[str]:
    """Yield the keys under which an audit says something else than elsewhere: the counts, the verdict, the lists."""
    steps, exceptions, late = data["steps"], data["exceptions"], data["late"]
    marked = data["marked"]
    by_commit = {step["commit"]: step for step in steps}
    counts = {
        "steps": len(steps),
        "founding": sum(step["founding"] for step in steps),
        **{source: sum(step["identified"] == source and not step["founding"] for step in steps) for source in SOURCES},
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
