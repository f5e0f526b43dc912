"""The verdict as JSON values (schemas/verdict.schema.json). Lists end after a thousand; the summary has the counts."""

from typing import Any, Final

import pygit2

from thidua.gate.change import Change, size
from thidua.gate.impact import Impact
from thidua.gate.receipt_draft import Draft
from thidua.gate.verdict import Verdict
from thidua.records.finding import Finding, Severity, printable
from thidua.records.language import Language
from thidua.records.layout import place

MOST_LISTED: Final = 1_000


def verdict_document(verdict: Verdict, repository: pygit2.Repository, language: Language) -> dict[str, Any]:
    """Return the verdict as its reader may see it."""
    judgement = verdict.judgement
    account = judgement.account
    return {
        "accepted": verdict.is_accepted,
        "audience": "internal" if verdict.is_internal else "public",
        "as_of": judgement.now.isoformat(timespec="seconds"),
        "target": str(judgement.target.id),
        "head": str(judgement.head.id),
        "merge_base": str(judgement.base) if judgement.base is not None else None,
        "actor": {
            "login": printable(judgement.actor.login),
            "forge_id": judgement.actor.forge_id,
            "acts_for": account.acts_for if account is not None else None,
        },
        "kind": judgement.kind.value,
        "changes": [_change(change, repository) for change in judgement.changes[:MOST_LISTED]],
        "findings": [finding.document(language) for finding in _foremost(verdict.told)],
        "summary": {
            "errors": sum(finding.is_error for finding in verdict.findings),
            "warnings": sum(finding.severity is Severity.WARNING for finding in verdict.told),
            "untold": verdict.untold,
            "older": verdict.older,
            "changes": len(judgement.changes),
        },
        "impact": [_impact(impact) for impact in verdict.impacts],
        "silent": [{"season": season, "cluster": cluster} for season, cluster in verdict.silent],
        "receipts": [draft_document(draft) for draft in verdict.drafts],
    }


def _foremost(findings: tuple[Finding, ...]) -> list[Finding]:
    """Return the findings, errors first where there are more than are listed."""
    if len(findings) <= MOST_LISTED:
        return list(findings)
    return sorted(findings, key=lambda finding: not finding.is_error)[:MOST_LISTED]


def draft_document(draft: Draft) -> dict[str, Any]:
    """Return a receipt ready to append (schemas/receipt.schema.json has a list of them)."""
    return {
        "keeper": draft.keeper,
        "register": draft.register,
        "organisation": draft.organisation,
        "received_at": draft.received_at.isoformat(timespec="seconds"),
        "channel": draft.channel,
        "kind": draft.kind,
        "sha256": draft.sha256,
        "size": draft.size,
        "row": draft.row,
        "sealed": draft.is_sealed,
    }


def _change(change: Change, repository: pygit2.Repository) -> dict[str, Any]:
    where = place(change.path)
    return {
        "path": printable(change.path),
        "action": change.action.value,
        "record": where.kind if where is not None else None,
        "season": where.season if where is not None else None,
        "cluster": where.cluster if where is not None else None,
        "organisation": where.organisation if where is not None else None,
        "owners": [role.value for role in where.record.owner.roles] if where is not None else [],
        "size": size(repository, change.new) if change.new is not None else None,
    }


def _impact(impact: Impact) -> dict[str, Any]:
    return {
        "season": impact.season,
        "cluster": impact.cluster,
        "provisional": True,
        "movements": [
            {
                "organisation": movement.organisation,
                "figure": movement.figure,
                "award": movement.award,
                "before": movement.before,
                "after": movement.after,
            }
            for movement in impact.movements
        ],
        "withheld": [figure.value for figure in impact.withheld],
        "titles": dict(impact.titles),
    }
