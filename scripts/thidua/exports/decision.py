"""What the standing board decides and corrects, and what the monitors report upward, as JSON."""

from typing import Any

from thidua.exports.value import day, present
from thidua.records.decision import Consolidation, Correction, Decision


def decision_document(decision: Decision) -> dict[str, Any]:
    """Return the decisions on a season; of rows on the same award and member the last counts."""
    council = decision.council
    return {
        "council": council
        and {
            "met_on": day(council.met_on),
            "number": council.number,
            "recommended": [
                {"award": r.award, "cluster": r.cluster, "organisation": r.organisation} for r in council.recommended
            ],
        },
        "decisions": [
            {
                "number": signed.number,
                "issued_on": day(signed.issued_on),
                "awards": [
                    present(
                        award=row.award,
                        cluster=row.cluster,
                        organisation=row.organisation,
                        status=row.status,
                        basis=row.basis,
                    )
                    for row in signed.awards
                ],
            }
            for signed in decision.decisions
        ],
        "published_on": day(decision.published_on),
    }


def correction_document(correction: Correction) -> dict[str, Any]:
    """Return a correction made after publication."""
    return {
        "id": correction.id,
        "on": day(correction.on),
        "files": list(correction.files),
        "what": correction.what,
        "why": correction.why,
    }


def consolidation_document(consolidation: Consolidation) -> dict[str, Any]:
    """Return a monitor's report on its clusters; ``text`` is a small Markdown subset."""
    return {
        "number": consolidation.number,
        "sent_on": day(consolidation.sent_on),
        "covers": list(consolidation.covers),
        "text": consolidation.text,
    }
