"""A season's rubric as the sample reads it, with the arithmetic of rules.md §1 and §2 in hundredths of a point."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import source

if TYPE_CHECKING:
    from pathlib import Path

Facts = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion of the rubric."""

    code: str
    section: str
    kind: str
    maximum: int
    evidence: str
    step: int
    unit_points: Fraction
    minimum: int
    floor: Fraction | None
    steps: tuple[tuple[Fraction, int], ...]
    levels: tuple[tuple[str, int, str], ...]

    def points(self, facts: Facts) -> int:
        """Return the points of the facts, in hundredths."""
        if "points" in facts:
            return hundredths(facts["points"])
        match self.kind:
            case "pass_fail":
                found = self.maximum if facts["passed"] else 0
            case "levels":
                found = next(points for code, points, _ in self.levels if code == facts["level"])
            case "per_unit":
                found = min(self.maximum, half_up(facts["count"] * self.unit_points * 100))
            case "deduction":
                found = max(self.minimum, half_up(self.maximum - facts["count"] * self.unit_points * 100))
            case _:
                found = self.reached(Fraction(facts["actual"]) / Fraction(facts["target"]))
        return found

    def reached(self, share: Fraction) -> int:
        """Return the points of a ratio for the share of the target that was reached."""
        if self.steps:
            return next((points for start, points in self.steps if start <= share), 0)
        if self.floor is not None and share < self.floor:
            return 0
        return half_up(self.maximum * min(Fraction(1), share))


@dataclass(frozen=True, slots=True)
class Section:
    """One section of the rubric with its criteria."""

    code: str
    title: str
    maximum: int
    criteria: tuple[Criterion, ...]

    def points(self, sheet: dict[str, int | None]) -> int:
        """Return the section's points from its criteria's; None stands for not applicable."""
        applicable = [c for c in self.criteria if sheet[c.code] is not None]
        earned = sum(sheet[c.code] or 0 for c in applicable)
        whole = sum(c.maximum for c in applicable)
        return earned if whole == self.maximum else half_up(Fraction(earned * self.maximum, whole))


@dataclass(frozen=True, slots=True)
class Rubric:
    """The rubric's sections, bonus and penalties."""

    sections: tuple[Section, ...]
    extras: tuple[Criterion, ...]

    def criterion(self, code: str) -> Criterion:
        """Return the criterion with the code."""
        criteria = [c for section in self.sections for c in section.criteria]
        return next(c for c in (*criteria, *self.extras) if c.code == code)


def read(path: Path) -> Rubric:
    """Return the rubric written by hand at the path."""
    data = source.read(path)
    sections = tuple(
        Section(s["code"], s["title"], hundredths(s["max"]), tuple(criterion(c, str(s["code"])) for c in s["criteria"]))
        for s in data["sections"]
    )
    extras = [*data.get("bonus", []), *data.get("penalties", [])]
    return Rubric(sections, tuple(criterion(c, "") for c in extras))


def criterion(data: dict[str, Any], section: str) -> Criterion:
    """Return a criterion from its mapping."""
    return Criterion(
        code=data["code"],
        section=section,
        kind=data["kind"],
        maximum=hundredths(data["max"]),
        evidence=data.get("evidence", "optional"),
        step=hundredths(data.get("step", 1)),
        unit_points=Fraction(str(data.get("unit_points", 0))),
        minimum=hundredths(data.get("minimum", 0)),
        floor=Fraction(str(data["floor"])) if "floor" in data else None,
        steps=tuple((Fraction(str(s["from"])), hundredths(s["points"])) for s in data.get("steps", [])),
        levels=tuple((str(v["code"]), hundredths(v["points"]), v["title"]) for v in data.get("levels", [])),
    )


def hundredths(points: object) -> int:
    """Return points as a whole number of hundredths."""
    return int(Decimal(str(points)) * 100)


def decimal(points: int) -> Decimal:
    """Return hundredths as points."""
    return Decimal(points) / 100


def half_up(value: Fraction | int) -> int:
    """Return the nearest whole number, halves up."""
    return int(Fraction(value) + Fraction(1, 2))
