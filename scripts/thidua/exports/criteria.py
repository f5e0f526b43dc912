"""The criteria of a rubric as they are listed in tables, and the rubric itself as one."""

from collections.abc import Container, Iterator
from dataclasses import dataclass
from typing import Final

from thidua.exports.table import Row, Table, points, season_table, texts
from thidua.publication.policy import Publication
from thidua.records import vocabulary
from thidua.records.rubric import Criterion, Rubric


@dataclass(frozen=True, slots=True)
class CriterionGroup:
    """A section of the rubric, or the bonus points, or the penalties."""

    title: str
    full_title: str


BONUS: Final = CriterionGroup("Thưởng", "Điểm thưởng")
PENALTY: Final = CriterionGroup("Trừ", "Điểm trừ")
COLUMNS: Final = (
    *texts("Nhóm tiêu chí", "Mã tiêu chí", "Tiêu chí"),
    *points("Điểm tối đa"),
    *texts("Cách chấm", "Đơn vị tính"),
    *points("Điểm mỗi đơn vị", "Điểm tối thiểu", "Bậc điểm"),
    *texts("Các mức", "Minh chứng", "Được khai không áp dụng", "Hướng dẫn"),
)


def rubric_table(publication: Publication) -> Table:
    """Return the criteria of a season in the order of its rubric."""
    rubric = publication.frame.rubric
    rows = tuple((group.full_title, *_criterion(criterion)) for group, criterion in listed(rubric))
    return season_table(publication, rubric.title, COLUMNS, rows)


def listed(rubric: Rubric, entered: Container[str] | None = None) -> Iterator[tuple[CriterionGroup, Criterion]]:
    """Yield the criteria in the order of the rubric; bonus and penalties only if ``entered`` holds their codes."""
    for section in rubric.sections:
        group = CriterionGroup(section.code, f"{section.code}. {section.title}")
        yield from ((group, criterion) for criterion in section.criteria)
    for group, criteria in ((BONUS, rubric.bonus), (PENALTY, rubric.penalties)):
        yield from ((group, criterion) for criterion in criteria if entered is None or criterion.code in entered)


def _criterion(criterion: Criterion) -> Row:
    terms = criterion.kind.terms()
    return (
        criterion.code,
        criterion.title,
        criterion.max,
        criterion.kind.title,
        terms.unit,
        terms.unit_points,
        terms.minimum,
        terms.step,
        "; ".join(terms.levels) or None,
        vocabulary.EVIDENCE[criterion.evidence],
        "có" if criterion.na_allowed else "không",
        criterion.guidance,
    )
