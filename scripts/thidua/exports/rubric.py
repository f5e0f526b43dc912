"""A rubric as JSON; points are texts with two decimals."""

from typing import Any

from thidua.exports.value import present
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
        "kind": criterion.kind.name,
        "evidence": criterion.evidence,
        "na_allowed": criterion.na_allowed,
        **present(guidance=criterion.guidance),
        **criterion.kind.document(),
    }
