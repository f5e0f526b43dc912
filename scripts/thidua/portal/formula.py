"""How points come about, in words: each formula of rules.md §1 and §2 with the numbers put in (Vietnamese)."""

from collections.abc import Iterable, Sequence
from fractions import Fraction

from thidua.records.criterion.points import given
from thidua.records.criterion.working import Working, bounded, rounded
from thidua.records.dossier import Entry
from thidua.records.format import brief_points as short
from thidua.records.format import points
from thidua.records.rubric import Class, Criterion, Rubric, Section
from thidua.scoring.sheet import Sheet


def working(criterion: Criterion, entry: Entry) -> Working:
    """Return how ``entry`` gives its points. The entry must be valid for the criterion."""
    if entry.not_applicable:
        return Working("Không áp dụng", remark="Điểm của nhóm được tính theo tỷ lệ các tiêu chí còn lại.")
    if "points" in entry.facts - criterion.kind.facts:
        return Working(f"Ấn định {given(entry.points or 0, criterion.max).facts}")
    return criterion.kind.working(entry)


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
    return bounded(_added(values), sum(values), most=most) if len(values) > 1 else _capped(values[0], most)


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
