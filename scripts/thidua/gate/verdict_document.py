"""The verdict as JSON values (schemas/verdict.schema.json): all that is told of it, in one language.

Lists end after a thousand; the summary has the counts. Texts, the summary and the comment are made from it alone.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

import pygit2

from thidua.gate.change import Change, size
from thidua.gate.difference import Difference, content
from thidua.gate.impact import Impact, Movement
from thidua.gate.receipt_draft import Draft
from thidua.gate.verdict import Verdict
from thidua.gate.wording import NO, YES, record, whose
from thidua.records.figure import Figure
from thidua.records.finding import Finding, Severity, printable, shortened
from thidua.records.kind import DECISION
from thidua.records.language import Language
from thidua.records.layout import place
from thidua.records.schema import Schemas

MOST_LISTED: Final = 1_000
INTERNAL, SENDER, PUBLIC = "internal", "sender", "public"
_TRUTHS: Final = {"true": YES, "false": NO}


def verdict_document(verdict: Verdict, repository: pygit2.Repository, language: Language) -> dict[str, Any]:
    """Return the verdict as its reader may see it."""
    judgement = verdict.judgement
    account = judgement.account
    told = _Told(verdict, Schemas(), language)
    return {
        "accepted": verdict.is_accepted,
        "audience": INTERNAL if verdict.is_internal else SENDER if verdict.is_private else PUBLIC,
        "as_of": judgement.now.astimezone(judgement.before.zone()).isoformat(timespec="seconds"),
        "target": str(judgement.target.id),
        "head": str(judgement.head.id),
        "merge_base": str(judgement.base) if judgement.base is not None else None,
        "actor": {
            "login": printable(judgement.actor.login),
            "forge_id": judgement.actor.forge_id,
            "acts_for": account.acts_for if account is not None else None,
        },
        "kind": judgement.kind.value,
        "changes": [_change(change, repository) | told.change(change) for change in judgement.changes[:MOST_LISTED]],
        "differences": told.differences(),
        "publishes": [{"season": season, "day": day.isoformat()} for season, day in _publishing(verdict)],
        "findings": [finding.document(language) for finding in foremost(verdict.told)],
        "summary": {
            "errors": sum(finding.is_error for finding in verdict.findings),
            "told": len(verdict.told),
            "warnings": sum(finding.severity is Severity.WARNING for finding in verdict.told),
            "untold": verdict.untold,
            "older": verdict.older,
            "changes": len(judgement.changes),
        },
        "impact": [impact_document(impact) for impact in verdict.impacts],
        "silent": [{"season": season, "cluster": cluster} for season, cluster in verdict.silent],
        "receipts": [draft_document(draft) for draft in verdict.drafts],
        "names": dict(told.names()),
    }


class _Told:
    """What of a verdict is words: names, whose a record is, what it says differently."""

    def __init__(self, verdict: Verdict, schemas: Schemas, language: Language) -> None:
        self._verdict = verdict
        self._schemas = schemas
        self._language = language

    def names(self) -> Iterator[tuple[str, str]]:
        """Yield id and name of each organisation that the verdict names by its id."""
        account, names = self._verdict.judgement.account, self._verdict.names
        moved = (movement.organisation for impact in self._verdict.impacts for movement in impact.movements)
        for one in dict.fromkeys([account.acts_for if account is not None else None, *moved]):
            if one is not None and one in names:
                yield one, names[one]

    def change(self, change: Change) -> dict[str, Any]:
        """Return in words what record changes, None for other files, and whose it is."""
        verdict, language = self._verdict, self._language
        return {
            "title": record(verdict.judgement, change.path, verdict.names, language),
            "whose": whose(verdict.judgement, change, verdict.names, language),
        }

    def differences(self) -> dict[str, Any]:
        """Return what the records say differently."""
        found = content(self._verdict.judgement, self._schemas, is_internal=self._verdict.is_internal)
        return {
            "listed": [self._difference(difference) for difference in found.differences],
            "more": found.more,
            "withheld": found.is_withheld,
        }

    def _difference(self, difference: Difference) -> dict[str, Any]:
        verdict, language = self._verdict, self._language
        steps = difference.titles if language.code == "vi" else map(str, difference.pointer)
        words = record(verdict.judgement, difference.path, verdict.names, language)
        return {
            "path": printable(difference.path),
            "title": words if words is not None else printable(difference.path),
            "place": [shortened(verdict.names.get(step, step)) for step in steps],
            "before": self._value(difference.before),
            "after": self._value(difference.after),
        }

    def _value(self, written: str | None) -> str | None:
        """Return a value of a record as people say it."""
        if written is None:
            return None
        if written in _TRUTHS:
            return self._language.text(_TRUTHS[written])
        return printable(self._verdict.names.get(written, written))


def _publishing(verdict: Verdict) -> Iterator[tuple[str, date]]:
    """Yield each season that the change publishes, and from which day; a stranger's decision is not read."""
    for change in verdict.judgement.own:
        where = place(change.path)
        if where is None or where.record != DECISION or where.season is None:
            continue
        before, after = (state.decision(where) for state in (verdict.judgement.before, verdict.judgement.after))
        day = after.published_on if after is not None else None
        if day is not None and (before is None or before.published_on is None):
            yield where.season, day


def foremost(findings: tuple[Finding, ...]) -> list[Finding]:
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


def impact_document(impact: Impact) -> dict[str, Any]:
    """Return an impact as JSON values."""
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


def read_impact(data: Mapping[str, Any]) -> Impact:
    """Return the impact of data that the schema has accepted."""
    return Impact(
        season=data["season"],
        cluster=data["cluster"],
        movements=tuple(Movement(**found) for found in data["movements"]),
        withheld=tuple(Figure(name) for name in data["withheld"]),
        titles=data.get("titles", {}),
    )
