"""What remains of a record with errors: it counts as absent, whole, but what stands beside what is broken is checked.

A value is broken if an error points at it or into it. What rests on a broken value says nothing: it is left out of the
check, and no finding on it is told. Where the parts of a record only make sense together (the sums of a rubric, the
counts of a vote), nothing remains.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from thidua.records import kind
from thidua.records.dossier import CONFERENCE
from thidua.records.finding import Finding, Pointer

_INSTEAD: Final[Mapping[str, Mapping[str, Any]]] = {
    kind.TARGETS.schema: {"targets": {}},
    kind.SELF_ASSESSMENT.schema: {
        "scores": {},
        "report": {"summary": "–", "results": []},
        "declared_by": {"position": "–"},
    },
    kind.VERIFICATION.schema: {"verifier": "", "accepted": True},
    kind.RESPONSE.schema: {"responses": {}},
    kind.REVIEW.schema: {"reviewer": CONFERENCE, "outcomes": {}},
}
"""What stands in for a required key of a record, so that the rest can be read; other keys are left out."""
_ENTRY_INSTEAD: Final[Mapping[str, Any]] = {"targets": 1, "scores": {}, "outcomes": {}, "responses": {"text": ""}}
"""What stands in for one entry of a group whose entries stand for themselves."""


@dataclass(frozen=True, slots=True)
class Remains:
    """The value of a record with something else in the place of what is broken, and where that is."""

    value: Any
    broken: frozenset[Pointer]

    def rests_on(self, finding: Finding) -> bool:
        """Whether a finding points at something broken, or into it."""
        return any(finding.pointer[: len(pointer)] == pointer for pointer in self.broken)


def remaining(
    schema: str, value: object, findings: Iterable[Finding], unfilled: Iterable[Pointer] = ()
) -> Remains | None:
    """Return what remains of the value of a record, None if nothing that could be checked.

    Values at ``unfilled`` are broken too, though not each of them has a finding.
    """
    if schema not in _INSTEAD or not isinstance(value, dict):
        return None
    placed = (finding for finding in findings if finding.is_error and (finding.pointer or not finding.line))
    broken = {_unit(finding) for finding in placed} | {_unit_of(pointer) for pointer in unfilled}
    if () in broken:
        return None
    left = dict(value)
    for key, *inner in broken:
        if not inner:
            left.pop(key, None)
            left |= {key: _INSTEAD[schema][str(key)]} if key in _INSTEAD[schema] else {}
    for key, *inner in broken:
        if inner and (key,) not in broken:
            left[key] = {**left[key], inner[0]: _ENTRY_INSTEAD[str(key)]}
    return Remains(left, frozenset(broken))


def _unit(finding: Finding) -> Pointer:
    """Return what a finding breaks: an entry, a key of the record, or () for all of it."""
    pointer = finding.pointer
    if not pointer:
        return (finding.values["key"],) if finding.rule.id == "schema-required" else ()
    return _unit_of(pointer)


def _unit_of(pointer: Pointer) -> Pointer:
    return pointer[:2] if pointer[0] in _ENTRY_INSTEAD and len(pointer) > 1 else pointer[:1]
