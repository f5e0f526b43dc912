"""Facts for a criterion: what a member enters, what a verifier cuts it to, and how both look in YAML."""

from collections.abc import Mapping
from decimal import Decimal

from bench.phrase import Dice
from thidua.records.rubric import Criterion

Facts = Mapping[str, bool | int | str | Decimal]

TARGETS = (12, 20, 24, 36, 50, 80, 120, 250, 600)
COMMON_STEP = 50


def drawn(criterion: Criterion, share: float, dice: Dice) -> Facts:
    """Return facts that bring about ``share`` (0 to 1, or a little more) of the criterion's maximum."""
    share += (dice.random() - 0.5) * 0.3
    match criterion.kind:
        case "pass_fail":
            return {"passed": share > 0.72}
        case "levels":
            index = 0 if share > 0.82 else 1 if share > 0.65 else 2
            return {"level": criterion.levels[min(index, len(criterion.levels) - 1)].code}
        case "per_unit":
            full = criterion.max // criterion.unit_points
            return {"count": max(0, round(full * (share + 0.1)))}
        case "deduction":
            return {"count": max(0, round((0.9 - share) * 8))}
        case "ratio":
            target = dice.one(TARGETS)
            return {"actual": max(0, round(target * min(share + 0.05, 1.15))), "target": target}
        case _:
            step = criterion.step or COMMON_STEP
            return {"points": _points(min(criterion.max // step, max(0, round(criterion.max * share / step))) * step)}


def cut(criterion: Criterion, facts: Facts) -> Facts | None:
    """Return somewhat lower facts, None if there is nothing to cut."""
    match criterion.kind:
        case "pass_fail":
            return {"passed": False} if facts["passed"] else None
        case "levels":
            codes = [level.code for level in criterion.levels]
            below = codes[codes.index(str(facts["level"])) + 1 :]
            return {"level": below[0]} if below else None
        case "per_unit":
            return {"count": int(facts["count"]) - 1} if facts["count"] else None
        case "deduction":
            return {"count": int(facts["count"]) + 1}
        case "ratio":
            actual = int(facts["actual"])
            return {"actual": actual - 1 - actual // 20, "target": facts["target"]} if actual else None
        case _:
            left = int(Decimal(facts["points"]) * 100) - (criterion.step or COMMON_STEP)
            return {"points": _points(left)} if left >= 0 else None


def lines(facts: Facts) -> str:
    """Return the facts as YAML, each on a line indented by four."""
    return "".join(
        f"    {name}: {str(value).lower() if isinstance(value, bool) else value}\n" for name, value in facts.items()
    )


def _points(hundredths: int) -> Decimal:
    """Return points as people write them, without needless zeros."""
    value = Decimal(hundredths) / 100
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value
