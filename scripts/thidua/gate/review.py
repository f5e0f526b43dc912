"""The whole decision on a change set: rights first, then the data as merged, then what the change does (gate.md)."""

import hashlib
from collections.abc import Iterator
from datetime import datetime
from typing import Final

import pygit2

from thidua.gate.account import Actor
from thidua.gate.commits import TOO_MANY_COMMITS
from thidua.gate.filing import RECEIVED
from thidua.gate.impact import impacts, public_view
from thidua.gate.judgement import FOREIGN, Judge, Judgement
from thidua.gate.receipt_draft import Draft, drafts
from thidua.gate.shape import TOO_MANY
from thidua.gate.state import PortalState
from thidua.gate.validity import check_validity, extent
from thidua.gate.verdict import Verdict
from thidua.publication.audit import ChangeKind
from thidua.records.archive import Archive
from thidua.records.finding import Finding, in_order
from thidua.records.kind import EXCLUSIONS, SEASON, SELF_ASSESSMENT
from thidua.records.layout import Place, place
from thidua.records.season import Condition
from thidua.scoring.evaluation import ClusterEvaluation, Evaluator

MOST_KEPT: Final = 256
_UNREAD: Final = frozenset({TOO_MANY, TOO_MANY_COMMITS, *FOREIGN})  # what is wrong with the data is then told to nobody
NOT_EXCLUDED: Final = Condition("not_excluded")


class _Keeper(Evaluator):
    """Keeps the clusters of a season evaluated: validity and impact both ask for them."""

    def __init__(self, archive: Archive) -> None:
        super().__init__(archive)  # without a clock: what must not lie in the future, the gate refuses itself
        self._clusters: dict[tuple[str, str], ClusterEvaluation] = {}

    def cluster(self, season: str, cluster: str) -> ClusterEvaluation:
        """Return the evaluation of one cluster and its dossiers."""
        found = self._clusters.get((season, cluster)) or super().cluster(season, cluster)
        if len(self._clusters) < MOST_KEPT:
            self._clusters[season, cluster] = found
        return found


def review(
    judge: Judge,
    target: pygit2.Commit,
    head: pygit2.Commit,
    actor: Actor,
    now: datetime,
    *,
    is_internal: bool | None = None,
    is_private: bool = False,
) -> Verdict:
    """Return the verdict on bringing ``head`` into ``target``, told to the public unless the portal is internal.

    ``is_private`` says that nobody but the sender reads it.
    """
    judgement = judge.judge(target, head, actor, now)
    before, after = (_Keeper(state.archive) for state in (judgement.before, judgement.after))
    findings = [*judgement.findings]
    is_entitled = judgement.is_known and all(found.rule not in _UNREAD for found in findings)
    is_checked = is_entitled and judgement.kind is ChangeKind.DATA
    found = extent(judgement.sound, before.archive, after.archive) if is_checked else None
    if found is not None:
        findings += check_validity(found, before, after)
    located = tuple(in_order(judgement.after.archive.located(findings)))
    portal, organisations = judgement.before.portal(), judgement.before.organisations()
    if is_internal is None:
        is_internal = portal is not None and portal.is_internal
    is_sound = found is not None and not found.registers and not any(finding.is_error for finding in located)
    view = public_view(now, is_internal=is_internal)
    silent = () if is_internal or not is_sound else tuple(_excluding(judgement))
    shown = [cluster for cluster in found.clusters if cluster not in silent] if found is not None else []
    return Verdict(
        judgement=judgement,
        findings=located,
        impacts=tuple(impacts(shown, before, after, view)) if is_sound else (),
        silent=silent,
        drafts=tuple(_drafts(judgement, located)),
        names={o.id: o.name for o in organisations.listed} if organisations is not None else {},
        is_internal=is_internal,
        is_private=is_private,
    )


def _excluding(judgement: Judgement) -> Iterator[tuple[str, str]]:
    """Yield the clusters whose exclusions come or go, or their weight: an impact would name who is excluded."""
    for change in judgement.own:
        where = place(change.path)
        if where is None or where.season is None:
            continue
        if where.record == EXCLUSIONS:
            yield where.season, where.cluster or ""
        elif (
            where.record == SEASON
            and len({_asks_for_exclusions(g, where) for g in (judgement.before, judgement.after)}) > 1
        ):
            yield from ((where.season, cluster) for cluster in judgement.after.archive.season(where.season).clusters)


def _asks_for_exclusions(state: PortalState, where: Place) -> frozenset[str]:
    """Return the awards that an excluded member may not have."""
    season = state.season(where)
    return frozenset(award.code for award in (season.awards if season else ()) if NOT_EXCLUDED in award.conditions)


def _drafts(judgement: Judgement, findings: tuple[Finding, ...]) -> Iterator[Draft]:
    """Yield the receipts that each self-assessment still wants, also where only they are wanting."""
    if any(finding.is_error and finding.rule is not RECEIVED for finding in findings):
        return
    for change in judgement.own:
        where = place(change.path)
        data = judgement.after.archive.read(change.path)
        if where is not None and where.record == SELF_ASSESSMENT and data is not None:
            found = drafts(
                judgement.before, judgement.after, where, data, hashlib.sha256(data).hexdigest(), judgement.now
            )
            yield from (draft for draft in found if not draft.is_kept)
