"""The audit as JSON values (schemas/audit.schema.json): what a page on history and audit is made from.

No e-mail address is in it: who is only claimed by one is named by the login of the account, or not at all.
"""

from typing import Any

from thidua.gate.audit import Audit
from thidua.gate.step import Identified, LateFiling, Step
from thidua.records.finding import printable
from thidua.records.language import Language


def audit_document(audit: Audit, language: Language) -> dict[str, Any]:
    """Return the audit with every step, its exceptions, its marks and its late filings."""
    return {
        "tip": audit.tip,
        "since": audit.since,
        "as_of": audit.as_of.isoformat(timespec="seconds"),
        "notes": audit.has_notes,
        "clean": not audit.exceptions,
        "summary": {
            "steps": len(audit.steps),
            "founding": sum(step.is_founding for step in audit.steps),
            **{source.value: audit.known(source) for source in Identified},
            "exceptions": len(audit.exceptions),
            "marked": len(audit.marked),
            "late": len(audit.late),
        },
        "exceptions": [
            {**_step(step), "findings": [finding.document(language) for finding in step.findings]}
            for step in audit.exceptions
        ],
        "marked": [
            {**_step(step), "findings": [finding.document(language) for finding in step.marks]} for step in audit.marked
        ],
        "late": [_filing(filing) for filing in audit.late],
        "steps": [_step(step) for step in audit.steps],
    }


def _step(step: Step) -> dict[str, Any]:
    return {
        "commit": step.commit,
        "parent": step.parent,
        "at": step.at.isoformat(timespec="seconds"),
        "actor": step.login,
        "acts_for": step.acts_for,
        "identified": step.identified.value,
        "merged_by": step.merged_by,
        "founding": step.is_founding,
        "kind": step.kind.value,
        "paths": [printable(path) for path in step.paths],
    }


def _filing(filing: LateFiling) -> dict[str, Any]:
    return {
        "commit": filing.commit,
        "at": filing.at.isoformat(timespec="seconds"),
        "path": filing.path,
        "organisation": filing.organisation,
        "action": filing.action.value,
    }
