"""Rules on rubric.yml (rules.md §2). Points are in hundredths."""

from collections.abc import Iterator
from itertools import pairwise

from thidua.records.duplicate import duplicates
from thidua.records.finding import Finding, Pointer, error
from thidua.records.language import Amount
from thidua.records.language import mark as _
from thidua.records.number import points
from thidua.records.record import Record
from thidua.records.rubric import Criterion, Rubric
from thidua.records.rules.season import check_basis
from thidua.records.season import Season

SECTION_SUM = error(
    "rubric-section-sum",
    _("The criteria of section {code} add up to {sum}, not to its maximum {max}."),
    _("Correct the maximum of the section or of a criterion."),
)
SCALE_SUM = error(
    "rubric-scale-sum",
    _("The sections add up to {sum}, not to the scale's total {max}."),
    _("Correct “scale: total” or the maximum of a section."),
)
CODE = error(
    "rubric-duplicate-code",
    _("The code “{code}” is used twice."),
    _("Codes are unique over sections, criteria, bonus and penalties."),
)
CLASSES = error(
    "rubric-class-order",
    _("The class “{code}” does not lie below the one before it."),
    _("List the classes from the highest to the lowest."),
)
LAST_CLASS = error(
    "rubric-class-end",
    _("The classes do not end at 0 points."),
    _("Let the last class begin at 0, so that every total has a class."),
)


def check_rubric(record: Record[Rubric], season: Season | None) -> Iterator[Finding]:
    """Yield what is wrong with rubric.yml."""
    rubric, path = record.value, record.path
    for index, basis in enumerate(rubric.legal_basis if season is not None else ()):
        if season is not None:
            yield from check_basis(season, basis, path, "legal_basis", index)
    yield from check_sums(rubric, path)
    yield from check_codes(rubric, path)
    yield from check_classes(rubric, path)
    for place, criterion in _criteria(rubric):
        yield from criterion.kind.check(path, place)


def check_sums(rubric: Rubric, path: str) -> Iterator[Finding]:
    """Yield sections that do not add up, and a scale that does not."""
    for index, section in enumerate(rubric.sections):
        total = sum(criterion.max for criterion in section.criteria)
        if total != section.max:
            place = ("sections", index, "max")
            yield SECTION_SUM.at(
                path, *place, code=section.code, sum=Amount(points(total)), max=Amount(points(section.max))
            )
    total = sum(section.max for section in rubric.sections)
    if total != rubric.total:
        yield SCALE_SUM.at(path, "scale", "total", sum=Amount(points(total)), max=Amount(points(rubric.total)))


def check_codes(rubric: Rubric, path: str) -> Iterator[Finding]:
    """Yield codes that are used twice."""
    seen: set[str] = set()
    places = [*((("sections", index), section.code) for index, section in enumerate(rubric.sections))]
    for place, code in [*places, *((place, criterion.code) for place, criterion in _criteria(rubric))]:
        if code in seen:
            yield CODE.at(path, *place, "code", code=code)
        seen.add(code)


def check_classes(rubric: Rubric, path: str) -> Iterator[Finding]:
    """Yield classes that do not fall, stand twice or do not end at 0."""
    classes = rubric.classification
    yield from duplicates([c.code for c in classes], path, ("classification",), ["code"])
    for index, (higher, lower) in enumerate(pairwise(classes), start=1):
        if lower.start >= higher.start:
            yield CLASSES.at(path, "classification", index, "from", code=lower.code)
    if not classes or classes[-1].start != 0:
        place = ("classification", len(classes) - 1, "from") if classes else ("classification",)
        yield LAST_CLASS.at(path, *place)


def _criteria(rubric: Rubric) -> Iterator[tuple[Pointer, Criterion]]:
    for number, section in enumerate(rubric.sections):
        for index, criterion in enumerate(section.criteria):
            yield ("sections", number, "criteria", index), criterion
    for group, criteria in (("bonus", rubric.bonus), ("penalties", rubric.penalties)):
        for index, criterion in enumerate(criteria):
            yield (group, index), criterion
