"""What a decision fixes of itself before it is published, and the vote of who may not be proposed (gate.md)."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from thidua.gate.change import Change
from thidua.gate.change_set import ChangeSet
from thidua.gate.state import PortalState
from thidua.publication.audit import Action
from thidua.records.decision import AwardKey, Decision
from thidua.records.finding import Finding, offence, warning
from thidua.records.language import mark as _
from thidua.records.layout import Place

DECISION = offence(
    "gate-frozen-decision",
    _("The decision on “{award}” of “{organisation}” ({cluster}) is recorded and would be changed or go."),
    _(
        "Keep every row. What was recorded wrongly is taken back by a later row for the same award, cluster and "
        "organisation, with “status: withdrawn” or “not_awarded”: the last row decides."
    ),
    _("A decision that was recorded already was changed or removed."),
)
DOCUMENT = offence(
    "gate-frozen-decision-document",
    _("The decision has {before} documents and would have {after}: none that was recorded goes."),
    _("Keep every entry of “decisions”; what it says wrongly is mended in it or taken back by a later one."),
    _("A signed decision that was recorded already was removed."),
)
EXCLUDED_LATE = warning(
    "gate-exclusion-after-vote",
    _("The cluster has voted, and “{organisation}” is excluded only now."),
    _("Nothing to mend if it was decided so; the audit tells it, since who is excluded may decide who is nominated."),
)
LIFTED = warning(
    "gate-exclusion-lifted",
    _("The cluster has voted, and the exclusion of “{organisation}” is lifted only now."),
    _("Nothing to mend if it was decided so; the audit tells it, since who is excluded may decide who is nominated."),
)


def check_rows(change_set: ChangeSet, change: Change, where: Place) -> Iterator[Finding]:
    """Yield each row of a recorded decision that goes or changes; what follows it for the same award may come."""
    before, after = (state.decision(where) for state in (change_set.target, change_set.merged))
    if before is None or change.action is Action.DELETED:
        return
    present = _statuses(after)
    for key, statuses in _statuses(before).items():
        if present.get(key, [])[: len(statuses)] != statuses:
            award, cluster, organisation = key
            values = {"award": award, "cluster": cluster, "organisation": organisation}
            yield DECISION.in_text(change.path, 1, 1, **values)
            return
    documents = [len(decision.decisions) if decision is not None else 0 for decision in (before, after)]
    if documents[1] < documents[0]:
        yield DOCUMENT.in_text(change.path, 1, 1, before=documents[0], after=documents[1])


def _statuses(decision: Decision | None) -> Mapping[AwardKey, list[str]]:
    """Return what was decided for each award, cluster and organisation, in the order of the rows."""
    found: defaultdict[AwardKey, list[str]] = defaultdict(list)
    for row in decision.rows() if decision is not None else ():
        found[row.key].append(row.status)
    return found


def check_exclusions(change_set: ChangeSet, change: Change, where: Place) -> Iterator[Finding]:
    """Yield, as a mark, who is excluded after the vote, and whose exclusion is lifted then.

    Nobody but the standing board writes the list, and nobody deletes it. Nothing of it is public (decision 0033).
    """
    if not change_set.target.has_voted(where):
        return
    before, after = (_excluded(state, where) for state in (change_set.target, change_set.merged))
    for organisation in sorted(after - before):
        yield EXCLUDED_LATE.in_text(change.path, 1, 1, organisation=organisation)
    for organisation in sorted(before - after):
        yield LIFTED.in_text(change.path, 1, 1, organisation=organisation)


def _excluded(state: PortalState, where: Place) -> frozenset[str]:
    exclusions = state.exclusions(where)
    return frozenset(found.organisation for found in exclusions.listed) if exclusions is not None else frozenset()
