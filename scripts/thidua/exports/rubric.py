"""A rubric as JSON; points are texts with two decimals."""

from typing import Any

from thidua.exports.value import number, present
from thidua.records.number import points
from thidua.records.rubric import Criterion, Rubric


def rubric_document(rubric: Rubric) -> dict[str, Any]:
    """Return a rubric: what is scored, how, and how totals are classified."""
    return {
        "title": rubric.title,
        "legal_basis": list(rubric.legal_basis),
        "scale": {
            "total": points(rubric.total),
            "bonus_max": points(rubric.bonus_max),
            "penalty_max": points(rubric.penalty_max),
        },
        "sections": [
            {
                "code": section.code,
                "title": section.title,
                "max": points(section.max),
                "criteria": [_criterion(criterion) for criterion in section.criteria],
            }
            for section in rubric.sections
        ],
        "bonus": [_criterion(criterion) for criterion in rubric.bonus],
        "penalties": [_criterion(criterion) for criterion in rubric.penalties],
        "classification": [
            {"code": found.code, "title": found.title, "from": points(found.start)} for found in rubric.classification
        ],
    }


def _criterion(criterion: Criterion) -> dict[str, Any]:
    """Return a criterion with the keys that belong to its kind."""
    return {
        "code": criterion.code,
        "title": criterion.title,
        "max": points(criterion.max),
        "kind": criterion.kind,
        "evidence": criterion.evidence,
        "na_allowed": criterion.na_allowed,
        **present(guidance=criterion.guidance),
        **_of_kind(criterion),
    }


def _of_kind(criterion: Criterion) -> dict[str, Any]:
    if criterion.kind == "points":
        return present(step=None if criterion.step is None else points(criterion.step))
    if criterion.kind == "levels":
        return {"levels": [{"code": x.code, "title": x.title, "points": points(x.points)} for x in criterion.levels]}
    if criterion.kind == "ratio":
        return _of_ratio(criterion)
    if criterion.kind in {"per_unit", "deduction"}:
        minimum = points(criterion.minimum) if criterion.kind == "deduction" else None
        return present(unit_points=points(criterion.unit_points), minimum=minimum, unit=criterion.unit)
    return {}


def _of_ratio(criterion: Criterion) -> dict[str, Any]:
    if criterion.steps:
        return {"steps": [{"from": number(x.start), "points": points(x.points)} for x in criterion.steps]}
    return present(floor=None if criterion.floor is None else number(criterion.floor))
