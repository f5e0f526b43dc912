"""Facts that give a wanted number of points, and the small steps above and below them."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from rubrics import decimal

if TYPE_CHECKING:
    from dice import Dice
    from rubrics import Criterion, Facts, Section

tries = 1_500
rounds = 40


@dataclass(frozen=True, slots=True)
class Scale:
    """How large the targets of ratio criteria are, and which of them cannot be passed."""

    sizes: dict[str, tuple[int, ...]]
    capped: frozenset[str]

    def target(self, code: str, dice: Dice) -> int:
        """Return a usual target of the criterion."""
        return dice.one(self.sizes.get(code, (20,)))

    def options(self, criterion: Criterion, target: int) -> list[Facts]:
        """Return the facts that a criterion can reasonably have, best first."""
        if criterion.kind == "points":
            lowest = criterion.maximum * 2 // 5
            return [{"points": decimal(p)} for p in range(criterion.maximum, lowest, -criterion.step)]
        if criterion.kind == "pass_fail":
            return [{"passed": True}, {"passed": False}]
        if criterion.kind == "levels":
            return [{"level": code} for code, points, _ in criterion.levels if points > 0]
        if criterion.kind == "per_unit":
            full = int(Fraction(criterion.maximum, 100) / criterion.unit_points)
            return [{"count": n} for n in range(full + 2, max(0, full // 3), -1)]
        if criterion.kind == "deduction":
            return [{"count": n} for n in range(5)]
        pace = max(1, target // 60)
        most = target if criterion.code in self.capped else target * 115 // 100
        return [{"actual": n, "target": target} for n in range(most, target * 55 // 100, -pace)]


def solve(
    section: Section,
    wanted: int,
    known: dict[str, Facts],
    scale: Scale,
    room: dict[str, str],
    dice: Dice,
) -> dict[str, Facts]:
    """Return facts for the section's criteria whose points come to `wanted` hundredths.

    `known` facts stay; a criterion with `room` "up", "down" or "both" gets facts that can be bettered, worsened.
    """
    share = wanted / section.maximum
    for attempt in range(rounds * tries):
        if attempt % tries == 0:  # other targets, other possibilities
            choices = {c.code: roomy(c, room.get(c.code, ""), scale, dice) for c in section.criteria}
            for criterion in section.criteria:
                if (facts := known.get(criterion.code)) is not None:
                    points = 0 if "not_applicable" in facts else criterion.points(facts)
                    choices[criterion.code] = [(facts, points)]
        drawn = {c.code: pick(choices[c.code], c, share, dice) for c in section.criteria}
        sheet = {code: None if "not_applicable" in f else p for code, (f, p) in drawn.items()}
        if section.points(sheet) == wanted:
            return {code: facts for code, (facts, _) in drawn.items()}
    message = f"nhóm {section.code}: không có số liệu nào cho {decimal(wanted)} điểm"
    raise ValueError(message)


def roomy(criterion: Criterion, room: str, scale: Scale, dice: Dice) -> list[tuple[Facts, int]]:
    """Return the criterion's possible facts with their points, best first, leaving the room asked for."""
    found = [(f, criterion.points(f)) for f in scale.options(criterion, scale.target(criterion.code, dice))]
    most, least = (max(p for _, p in found), min(p for _, p in found))
    if room in {"up", "both"}:
        found = [(f, p) for f, p in found if p < most]
    if room in {"down", "both"}:
        found = [(f, p) for f, p in found if p > least]
    return found


def pick(choices: list[tuple[Facts, int]], criterion: Criterion, share: float, dice: Dice) -> tuple[Facts, int]:
    """Return one of the choices, most often one with about the wanted share of the maximum."""
    aim = dice.near(share, 0.5) * criterion.maximum
    close = sorted(choices, key=lambda choice: abs(choice[1] - aim))
    best = [choice for choice in close if choice[1] == close[0][1]]
    return dice.one(best)


def step(criterion: Criterion, facts: Facts, direction: int, scale: Scale, dice: Dice) -> Facts | None:
    """Return facts with more points (direction 1) or fewer (-1), not far from the given ones; None at the end."""
    near = steps(criterion, facts, direction, scale)
    if not near:
        return None
    if criterion.kind == "ratio":  # a few more or fewer, not just one
        near = near[1:5] or near
    return dice.one(near[: 1 if criterion.kind == "levels" else 3])


def steps(criterion: Criterion, facts: Facts, direction: int, scale: Scale) -> list[Facts]:
    """Return all facts with more points (direction 1) or fewer (-1), nearest first."""
    start = criterion.points(facts)
    found = [
        (abs(points - start), -direction * index, other)
        for index, other in enumerate(scale.options(criterion, int(facts.get("target", 0))))
        if ((points := criterion.points(other)) - start) * direction > 0
    ]
    return [other for _, _, other in sorted(found, key=lambda candidate: candidate[:2])]
