"""rubric.yml: what is scored and how (data-model.md). Points are in hundredths."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from thidua.records.number import hundredths


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a criterion of kind ``levels``."""

    code: str
    title: str
    points: int


@dataclass(frozen=True, slots=True)
class RatioStep:
    """Points for reaching a share of the target, in a criterion of kind ``ratio``."""

    start: Fraction
    points: int


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion. Which optional fields are set follows from ``kind``."""

    code: str
    title: str
    max: int
    kind: str
    evidence: str
    guidance: str | None = None
    na_allowed: bool = False
    step: int | None = None
    unit_points: int = 0
    unit: str | None = None
    minimum: int = 0
    floor: Fraction | None = None
    levels: tuple[Level, ...] = ()
    steps: tuple[RatioStep, ...] = ()

    @classmethod
    def from_mapping(cls, data: Mapping[str, Any]) -> "Criterion":
        """Build the record from data that the schema has accepted."""
        return cls(
            code=data["code"],
            title=data["title"],
            max=hundredths(data["max"]),
            kind=data["kind"],
            evidence=data.get("evidence", "optional"),
            guidance=data.get("guidance"),
            na_allowed=data.get("na_allowed", False),
            step=hundredths(data["step"]) if "step" in data else None,
            unit_points=hundredths(data.get("unit_points", 0)),
            unit=data.get("unit"),
            minimum=hundredths(data.get("minimum", 0)),
            floor=Fraction(data["floor"]) if "floor" in data else None,
            levels=tuple(Level(x["code"], x["title"], hundredths(x["points"])) for x in data.get("levels", ())),
            steps=tuple(RatioStep(Fraction(x["from"]), hundredths(x["points"])) for x in data.get("steps", ())),
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
        bonus, penalties = _criteria(data.get("bonus", ())), _criteria(data.get("penalties", ()))
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


def _criteria(items: Iterable[Mapping[str, Any]]) -> tuple[Criterion, ...]:
    return tuple(Criterion.from_mapping(item) for item in items)
