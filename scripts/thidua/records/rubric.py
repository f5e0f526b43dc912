"""rubric.yml: what is scored and how (data-model.md). Points are in hundredths."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from thidua.records.criterion.kind import CriterionKind
from thidua.records.criterion.table import KINDS, PENALTIES, Kinds
from thidua.records.number import hundredths


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion; ``kind`` says how it is scored, with what the rubric lays down for that."""

    code: str
    title: str
    kind: CriterionKind
    evidence: str
    guidance: str | None = None
    na_allowed: bool = False

    @property
    def max(self) -> int:
        """The most points that the criterion gives."""
        return self.kind.max

    @classmethod
    def from_mapping(cls, data: Mapping[str, Any], kinds: Kinds = KINDS) -> "Criterion":
        """Build the record from data that the schema has accepted."""
        return cls(
            code=data["code"],
            title=data["title"],
            kind=kinds[data["kind"]].from_mapping(data),
            evidence=data.get("evidence", "optional"),
            guidance=data.get("guidance"),
            na_allowed=data.get("na_allowed", False),
        )


@dataclass(frozen=True, slots=True)
class Section:
    """A group of criteria."""

    code: str
    title: str
    max: int
    criteria: tuple[Criterion, ...]


@dataclass(frozen=True, slots=True)
class Class:
    """A class of the classification, from a number of points (hundredths)."""

    code: str
    title: str
    start: int


@dataclass(frozen=True, slots=True)
class Rubric:
    """The rubric of a season."""

    title: str
    legal_basis: tuple[str, ...]
    total: int
    bonus_max: int
    penalty_max: int
    sections: tuple[Section, ...]
    bonus: tuple[Criterion, ...]
    penalties: tuple[Criterion, ...]
    classification: tuple[Class, ...]
    criteria: Mapping[str, Criterion] = field(repr=False)

    def classify(self, total: int) -> Class:
        """Return the highest class that ``total`` (hundredths) reaches (rules.md §2)."""
        counted = min(total, self.total)
        return next(c for c in self.classification if c.start <= counted)

    def reaches(self, achieved: str, wanted: str) -> bool:
        """Whether the class ``achieved`` stands at or above ``wanted``."""
        codes = [c.code for c in self.classification]
        return wanted in codes and codes.index(achieved) <= codes.index(wanted)

    def section_of(self, code: str) -> Section | None:
        """Return the section that holds the criterion ``code``; None for bonus and penalties."""
        return next((s for s in self.sections if any(c.code == code for c in s.criteria)), None)

    @classmethod
    def from_mapping(cls, data: Mapping[str, Any]) -> "Rubric":
        """Build the record from data that the schema has accepted."""
        sections = tuple(
            Section(s["code"], s["title"], hundredths(s["max"]), _criteria(s["criteria"])) for s in data["sections"]
        )
        bonus, penalties = _criteria(data.get("bonus", ())), _criteria(data.get("penalties", ()), PENALTIES)
        everything = (*(c for s in sections for c in s.criteria), *bonus, *penalties)
        return cls(
            title=data["title"],
            legal_basis=tuple(data["legal_basis"]),
            total=hundredths(data["scale"]["total"]),
            bonus_max=hundredths(data["scale"]["bonus_max"]),
            penalty_max=hundredths(data["scale"]["penalty_max"]),
            sections=sections,
            bonus=bonus,
            penalties=penalties,
            classification=tuple(Class(c["code"], c["title"], hundredths(c["from"])) for c in data["classification"]),
            criteria={criterion.code: criterion for criterion in everything},
        )


def _criteria(items: Iterable[Mapping[str, Any]], kinds: Kinds = KINDS) -> tuple[Criterion, ...]:
    return tuple(Criterion.from_mapping(item, kinds) for item in items)
