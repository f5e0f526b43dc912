"""A member's dossier: targets, self-assessment, seal, verification, response and review (data-model.md)."""

import hashlib
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, Final

from thidua.records.number import hundredths, json_number, points
from thidua.records.registers import day

CONFERENCE = "conference"


@dataclass(frozen=True, slots=True)
class Evidence:
    """A document that shows what was entered."""

    title: str
    url: str | None
    sha256: str | None
    is_public: bool

    @classmethod
    def from_mapping(cls, data: Mapping[str, Any]) -> "Evidence":
        """Build the record from data that the schema has accepted."""
        return cls(data["title"], data.get("url"), data.get("sha256"), data.get("access", "public") == "public")


@dataclass(frozen=True, slots=True)
class Paper:
    """The signed paper that a record copies."""

    number: str | None
    issued_on: date | None
    sha256: str | None

    @classmethod
    def from_mapping(cls, data: Mapping[str, Any]) -> "Paper":
        """Build the record from data that the schema has accepted."""
        return cls(data.get("number"), day(data, "issued_on"), data.get("sha256"))


@dataclass(frozen=True, slots=True)
class Fact:
    """How the value of a fact is read from a record, and written in JSON."""

    read: Callable[[Any], Any]
    write: Callable[[Any], Any]


_AS_IT_IS: Final = Fact(lambda value: value, lambda value: value)
_NUMBER: Final = Fact(Fraction, json_number)
FACTS: Final[Mapping[str, Fact]] = {
    "points": Fact(hundredths, points),
    "passed": _AS_IT_IS,
    "level": _AS_IT_IS,
    "count": _AS_IT_IS,
    "actual": _NUMBER,
    "target": _NUMBER,
}
"""What can be entered for a criterion, each a field of ``Entry``."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What is entered for one criterion: facts, or points in hundredths, or that it does not apply."""

    points: int | None = None
    passed: bool | None = None
    level: str | None = None
    count: int | None = None
    actual: Fraction | None = None
    target: Fraction | None = None
    is_estimated: bool = False
    not_applicable: bool = False
    upheld: bool = False
    reason: str | None = None
    note: str | None = None
    evidence: tuple[Evidence, ...] = ()

    @property
    def facts(self) -> frozenset[str]:
        """The names of the facts that the entry gives."""
        return frozenset(name for name in FACTS if getattr(self, name) is not None)

    def document(self) -> dict[str, Any]:
        """Return the facts as JSON has them: points as a text with two decimals."""
        given = ((name, fact, getattr(self, name)) for name, fact in FACTS.items())
        return {name: fact.write(value) for name, fact, value in given if value is not None}

    def says_the_same_as(self, other: "Entry") -> bool:
        """Whether both entries give the same facts, whatever their reasons, notes and evidence."""
        return self.not_applicable == other.not_applicable and all(
            getattr(self, name) == getattr(other, name) for name in FACTS
        )

    @classmethod
    def from_mapping(cls, data: Mapping[str, Any]) -> "Entry":
        """Build the record from data that the schema has accepted."""
        return cls(
            **{name: fact.read(data[name]) for name, fact in FACTS.items() if name in data},
            is_estimated=data.get("estimated", False),
            not_applicable=data.get("not_applicable", False),
            upheld=data.get("upheld", False),
            reason=data.get("reason"),
            note=data.get("note"),
            evidence=tuple(Evidence.from_mapping(item) for item in data.get("evidence", ())),
        )


@dataclass(frozen=True, slots=True)
class ReportPart:
    """A heading of a report and its rich text."""

    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class Report:
    """A report of a member or a cluster; the texts are rich."""

    summary: str
    results: tuple[ReportPart, ...]
    limitations: str | None
    directions: str | None

    @classmethod
    def from_mapping(cls, data: Mapping[str, Any]) -> "Report":
        """Build the record from data that the schema has accepted."""
        return cls(
            data["summary"],
            tuple(ReportPart(part["heading"], part["text"]) for part in data["results"]),
            data.get("limitations"),
            data.get("directions"),
        )


@dataclass(frozen=True, slots=True)
class Targets:
    """targets.yml."""

    targets: Mapping[str, Fraction]

    @classmethod
    def from_mapping(cls, data: Mapping[str, Any]) -> "Targets":
        """Build the record from data that the schema has accepted."""
        return cls({code: Fraction(target) for code, target in data["targets"].items()})


@dataclass(frozen=True, slots=True)
class SelfAssessment:
    """self-assessment.yml."""

    scores: Mapping[str, Entry]
    report: Report
    declared_by: str
    paper: Paper | None

    @classmethod
    def from_mapping(cls, data: Mapping[str, Any]) -> "SelfAssessment":
        """Build the record from data that the schema has accepted."""
        return cls(
            _entries(data["scores"]),
            Report.from_mapping(data["report"]),
            data["declared_by"]["position"],
            Paper.from_mapping(data["paper"]) if "paper" in data else None,
        )


def salted_hash(salt: str, data: bytes) -> str:
    """Return the SHA-256 of the salt's bytes followed by the file's, in hexadecimal digits."""
    return hashlib.sha256(bytes.fromhex(salt) + data).hexdigest()


@dataclass(frozen=True, slots=True)
class Seal:
    """seal.yml: a commitment to a self-assessment that is not shown yet; ``salt`` opens it."""

    sha256: str
    salt: str | None

    def opens(self, data: bytes) -> bool:
        """Whether the salt is told and shows that ``data`` is what was sealed."""
        return self.salt is not None and secrets.compare_digest(salted_hash(self.salt, data), self.sha256)

    @classmethod
    def from_mapping(cls, data: Mapping[str, Any]) -> "Seal":
        """Build the record from data that the schema has accepted."""
        return cls(data["sha256"], data.get("salt"))


@dataclass(frozen=True, slots=True)
class Verification:
    """verification.yml: criteria that are not listed were accepted as entered."""

    verifier: str
    scores: Mapping[str, Entry]
    note: str | None

    @classmethod
    def from_mapping(cls, data: Mapping[str, Any]) -> "Verification":
        """Build the record from data that the schema has accepted."""
        return cls(data["verifier"], _entries(data.get("scores", {})), data.get("note"))


@dataclass(frozen=True, slots=True)
class Reply:
    """What a member answers to one entry of the verification."""

    text: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Response:
    """response.yml."""

    responses: Mapping[str, Reply]

    @classmethod
    def from_mapping(cls, data: Mapping[str, Any]) -> "Response":
        """Build the record from data that the schema has accepted."""
        return cls(
            {
                code: Reply(reply["text"], tuple(Evidence.from_mapping(item) for item in reply.get("evidence", ())))
                for code, reply in data["responses"].items()
            }
        )


@dataclass(frozen=True, slots=True)
class Review:
    """review.yml. The reviewer may be the word ``conference``."""

    reviewer: str
    outcomes: Mapping[str, Entry]

    @classmethod
    def from_mapping(cls, data: Mapping[str, Any]) -> "Review":
        """Build the record from data that the schema has accepted."""
        return cls(data["reviewer"], _entries(data["outcomes"]))


def _entries(data: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Entry]:
    return {code: Entry.from_mapping(entry) for code, entry in data.items()}
