"""How points come about, in words: each formula of rules.md §1 and §2 with the numbers put in (Vietnamese)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from thidua.records.dossier import Entry
from thidua.records.format import NO_BREAK, count, points
from thidua.records.format import brief_points as short
from thidua.records.format import number as rounded_number
from thidua.records.rubric import Class, Criterion, Rubric, Section
from thidua.scoring.sheet import Sheet

MOST_DIGITS: Final = 12
LONGEST_EXACT: Final = 4
"""How many decimals a figure may have and still be written out before it is rounded."""


@dataclass(frozen=True, slots=True)
class Working:
    """What was entered for a criterion, the sum that follows from it, and a remark on what bound the result."""

    facts: str
    sum: str = ""
    remark: str = ""


def working(criterion: Criterion, entry: Entry, *, is_penalty: bool = False) -> Working:
    """Return how ``entry`` gives its points. The entry must be valid for the criterion."""
    if entry.not_applicable:
        return Working("Không áp dụng", remark="Điểm của nhóm được tính theo tỷ lệ các tiêu chí còn lại.")
    if entry.points is not None:
        facts = f"{points(entry.points)} trên {short(criterion.max)} điểm"
        return Working(facts if criterion.kind == "points" else f"Ấn định {facts}")
    if criterion.kind == "pass_fail" and is_penalty:
        facts = "Có xảy ra" if entry.passed else "Không xảy ra"
        return Working(facts, f"→ {points(criterion.max if entry.passed else 0)}")
    return _WORKINGS[criterion.kind](criterion, entry)


def _pass_fail(criterion: Criterion, entry: Entry) -> Working:
    return Working("Đạt", f"→ {points(criterion.max)}") if entry.passed else Working("Không đạt", "→ 0,00")


def _levels(criterion: Criterion, entry: Entry) -> Working:
    level = next(level for level in criterion.levels if level.code == entry.level)
    return Working(f"Mức {level.code}: {level.title}", f"→ {points(level.points)}")


def _per_unit(criterion: Criterion, entry: Entry) -> Working:
    count = entry.count or 0
    full = count * criterion.unit_points
    product = f"{number(count)} × {short(criterion.unit_points)}"
    return Working(_counted(criterion, count), _bounded(product, full, most=criterion.max))


def _deduction(criterion: Criterion, entry: Entry) -> Working:
    count = entry.count or 0
    left = criterion.max - count * criterion.unit_points
    rest = f"{short(criterion.max)} − {number(count)} × {short(criterion.unit_points)}"
    return Working(_counted(criterion, count), _bounded(rest, left, least=criterion.minimum))


def _bounded(arithmetic: str, result: int, *, most: int | None = None, least: int | None = None) -> str:
    """Return a sum with its result in hundredths, and the bound that takes the result's place."""
    if most is not None and result > most:
        return f"{arithmetic} = {short(result)}, tính tối đa {short(most)} điểm"
    if least is not None and result < least:
        return f"{arithmetic} = {short(result)}, tính tối thiểu {short(least)} điểm"
    return f"{arithmetic} = {points(result)}"


def _ratio(criterion: Criterion, entry: Entry) -> Working:
    actual, target = entry.actual or Fraction(0), entry.target or Fraction(1)
    quotient = f"{number(actual)}/{number(target)}"
    facts = f"{number(actual)} trên chỉ tiêu {number(target)}{' (ước thực hiện)' if entry.is_estimated else ''}"
    reached = actual / target
    if criterion.steps:
        step = next((step for step in criterion.steps if step.start <= reached), None)
        if step is None:
            lowest = percent(criterion.steps[-1].start)
            return Working(facts, f"{quotient} = {percent(reached)}, chưa tới bậc thấp nhất {lowest}: {points(0)}")
        return Working(facts, f"{quotient} = {percent(reached)}, từ {percent(step.start)}: {points(step.points)}")
    if criterion.floor is not None and reached < criterion.floor:
        floor = percent(criterion.floor)
        return Working(facts, f"{quotient} = {percent(reached)}, dưới {floor} chỉ tiêu: {points(0)}")
    if actual > target:
        whole = percent(Fraction(1))
        return Working(facts, f"{quotient} = {percent(reached)}, tính tối đa {whole}: {points(criterion.max)}")
    return Working(facts, f"{short(criterion.max)} × {quotient} {rounded(criterion.max * reached)}")


_WORKINGS: Final[Mapping[str, Callable[[Criterion, Entry], Working]]] = {
    "pass_fail": _pass_fail,
    "levels": _levels,
    "per_unit": _per_unit,
    "deduction": _deduction,
    "ratio": _ratio,
}


def _counted(criterion: Criterion, count: int) -> str:
    return f"{number(count)} {criterion.unit or 'lần'}"


def section_sum(section: Section, sheet: Sheet) -> str:
    """Return how the points of a section follow from its criteria; what does not apply is made up for in proportion."""
    marks = [(criterion, sheet.marks[criterion.code].points) for criterion in section.criteria]
    earned = [value for _, value in marks if value is not None]
    if len(earned) == len(marks):
        return f"{_added(earned)} = {points(sheet.sections[section.code])}"
    possible = sum(criterion.max for criterion, value in marks if value is not None)
    exact = Fraction(sum(earned) * section.max, possible)
    added = f"({_added(earned)})" if len(earned) > 1 else _added(earned)
    return f"{added} ÷ {short(possible)} × {short(section.max)} {rounded(exact)}"


def capped_sum(criteria: Iterable[Criterion], sheet: Sheet, most: int) -> str:
    """Return how bonus or penalty points add up to at most ``most`` hundredths."""
    values = [sheet.marks[c.code].points or 0 for c in criteria if c.code in sheet.marks]
    if not values:
        return points(0)
    if len(values) == 1 and values[0] <= most:
        return points(values[0])
    return _bounded(_added(values), sum(values), most=most) if len(values) > 1 else _capped(values[0], most)


def _capped(value: int, most: int) -> str:
    return f"{short(value)}, tính tối đa {short(most)} điểm"


def total_sum(sheet: Sheet) -> str:
    """Return how the total follows from base, bonus and penalty."""
    plain = f"{points(sheet.base)} + {points(sheet.bonus)} − {points(sheet.penalty)}"
    exact = sheet.base + sheet.bonus - sheet.penalty
    return f"{plain} = {points(exact)}{', không tính dưới 0 điểm' if exact < 0 else ''}"


def classification_sum(rubric: Rubric, sheet: Sheet) -> str:
    """Return between which thresholds the total lies."""
    reached = rubric.classify(sheet.total)
    above = _class_above(rubric.classification, reached)
    start = short(reached.start)
    limits = f"từ {start} đến dưới {short(above.start)} điểm" if above else f"từ {start} điểm trở lên"
    return f"{_capped(sheet.total, rubric.total)}: {limits}" if sheet.total > rubric.total else limits


def _class_above(classes: Sequence[Class], reached: Class) -> Class | None:
    place = classes.index(reached)
    return classes[place - 1] if place else None


def _added(values: Iterable[int]) -> str:
    return " + ".join(map(short, values)) or "0"


def number(value: Fraction | int) -> str:
    """Return a number of a record as exactly as it was written: at most 12 digits, so no decimals are lost."""
    if value.denominator == 1:
        return count(value.numerator)
    return rounded_number(value, MOST_DIGITS)


def rounded(exact: Fraction) -> str:
    """Return “= 7,20” for hundredths that are whole, else the figure before and after rounding half up."""
    whole = int(exact + Fraction(1, 2))
    if exact.denominator == 1:
        return f"= {points(whole)}"
    scaled = exact / 100
    if (scaled * 10**LONGEST_EXACT).denominator == 1:
        return f"= {number(scaled)} ≈ {points(whole)}"
    cut = Fraction(int(scaled * 1000), 1000)
    decimals = number(cut)
    return f"= {decimals}… ≈ {points(whole)}"


def percent(share: Fraction) -> str:
    """Return a share in percent, cut (not rounded) after two decimals, so that it compares as the share does."""
    hundredths = share * 10_000
    whole = int(hundredths)
    return f"{short(whole)}{'' if hundredths == whole else '…'}{NO_BREAK}%"
