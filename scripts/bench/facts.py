"""Facts for a criterion: what a member enters, what a verifier cuts it to, and how both look in YAML."""

from collections.abc import Mapping
from decimal import Decimal

from bench.phrase import Dice
from thidua.records.criterion.deduction import Deduction
from thidua.records.criterion.levels import Levels
from thidua.records.criterion.pass_fail import PassFail
from thidua.records.criterion.per_unit import PerUnit
from thidua.records.criterion.points import Points
from thidua.records.criterion.ratio import Ratio
from thidua.records.rubric import Criterion

Facts = Mapping[str, bool | int | str | Decimal]

TARGETS = (12, 20, 24, 36, 50, 80, 120, 250, 600)
COMMON_STEP = 50


def drawn(criterion: Criterion, share: float, dice: Dice) -> Facts:
    """Return facts that bring about ``share`` (0 to 1, or a little more) of the criterion's maximum."""
    share += (dice.random() - 0.5) * 0.3
    match criterion.kind:
        case PassFail():
            return {"passed": share > 0.72}
        case Levels(levels=levels):
            index = 0 if share > 0.82 else 1 if share > 0.65 else 2
            return {"level": levels[min(index, len(levels) - 1)].code}
        case PerUnit(max=most, unit_points=each):
            return {"count": max(0, round(most // each * (share + 0.1)))}
        case Deduction():
            return {"count": max(0, round((0.9 - share) * 8))}
        case Ratio():
            target = dice.one(TARGETS)
            return {"actual": max(0, round(target * min(share + 0.05, 1.15))), "target": target}
        case Points(max=most, step=step):
            step = step or COMMON_STEP
            return {"points": _points(min(most // step, max(0, round(most * share / step))) * step)}
        case other:
            raise ValueError(f"no facts are drawn for a criterion of kind {other.name}")


def cut(criterion: Criterion, facts: Facts) -> Facts | None:
    """Return somewhat lower facts, None if there is nothing to cut."""
    match criterion.kind:
        case PassFail():
            return {"passed": False} if facts["passed"] else None
        case Levels(levels=levels):
            codes = [level.code for level in levels]
            below = codes[codes.index(str(facts["level"])) + 1 :]
            return {"level": below[0]} if below else None
        case PerUnit():
            return {"count": int(facts["count"]) - 1} if facts["count"] else None
        case Deduction():
            return {"count": int(facts["count"]) + 1}
        case Ratio():
            actual = int(facts["actual"])
            return {"actual": actual - 1 - actual // 20, "target": facts["target"]} if actual else None
        case Points(step=step):
            left = int(Decimal(facts["points"]) * 100) - (step or COMMON_STEP)
            return {"points": _points(left)} if left >= 0 else None
        case other:
            raise ValueError(f"no facts are cut for a criterion of kind {other.name}")


def lines(facts: Facts) -> str:
    """Return the facts as YAML, each on a line indented by four."""
    return "".join(
        f"    {name}: {str(value).lower() if isinstance(value, bool) else value}\n" for name, value in facts.items()
    )


def _points(hundredths: int) -> Decimal:
    """Return points as people write them, without needless zeros."""
    value = Decimal(hundredths) / 100
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value
