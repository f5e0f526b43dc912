"""The audit of the history as JSON: what may be shown of it (schemas/api-audit.schema.json)."""

from collections.abc import Iterable
from typing import Any

from thidua.exports import address
from thidua.exports.file import ExportFile, json_file
from thidua.exports.mark import internal_mark
from thidua.publication.audit import Identified
from thidua.publication.digest import PublishedSeason
from thidua.publication.disclosure import PublishedAudit, PublishedFiling, PublishedObjection, PublishedStep
from thidua.publication.policy import View
from thidua.publication.result_document import sample_mark


def audit_file(audit: PublishedAudit, view: View, seasons: Iterable[PublishedSeason]) -> ExportFile:
    """Return the file of the audit, with every step."""
    judged = [step for step in audit.steps if not step.is_founding]
    document = {
        **sample_mark(is_sample=any(season.season.is_sample for season in seasons)),
        **internal_mark(view),
        "tip": audit.tip,
        "since": audit.since,
        "whole": audit.is_whole,
        "as_of": audit.as_of.isoformat(timespec="seconds"),
        "clean": not audit.exceptions,
        "summary": {
            "steps": len(audit.steps),
            "founding": len(audit.founding),
            **{source.value: sum(step.identified is source for step in judged) for source in Identified},
            "exceptions": len(audit.exceptions),
            "late": audit.late_counts,
        },
        "exceptions": [{**_step(step), "findings": _findings(step.objections)} for step in audit.exceptions],
        **_marked(audit, view),
        "late": [_filing(filing) for filing in audit.late],
        "steps": [_step(step) for step in audit.steps],
    }
    return json_file(address.audit(), document)


def _marked(audit: PublishedAudit, view: View) -> dict[str, Any]:
    """Return the marked steps; in public not even that there are none."""
    if not view.is_internal:
        return {}
    return {"marked": [{**_step(step), "findings": _findings(step.marks)} for step in audit.marked]}


def _findings(found: Iterable[PublishedObjection]) -> list[dict[str, Any]]:
    return [{"rule": o.rule, "path": o.path, "message": o.message} for o in found]


def _step(step: PublishedStep) -> dict[str, Any]:
    return {
        "commit": step.commit,
        "at": step.at.isoformat(timespec="seconds"),
        "actor": step.actor,
        "acts_for": step.acts_for,
        "withheld": step.is_withheld,
        "identified": step.identified.value,
        "merged_by": step.merged_by,
        "founding": step.is_founding,
        "kind": step.kind.value,
        "scopes": [{"season": scope.season, "cluster": scope.cluster} for scope in step.scopes],
        "paths": list(step.paths),
        "paths_withheld": step.withheld,
    }


def _filing(filing: PublishedFiling) -> dict[str, Any]:
    return {
        "commit": filing.commit,
        "at": filing.at.isoformat(timespec="seconds"),
        "season": filing.season,
        "cluster": filing.cluster,
        "organisation": filing.organisation,
        "action": filing.action.value,
    }
