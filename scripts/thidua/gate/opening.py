"""What the opening of a season fixes: its rules, and the targets registered for it (gate.md)."""

from collections.abc import Iterator
from datetime import date

from thidua.gate.change import Change
from thidua.gate.change_set import ChangeSet
from thidua.publication.audit import Action
from thidua.records import kind
from thidua.records.finding import Finding, offence
from thidua.records.language import mark as _
from thidua.records.layout import Place

SEASON = offence(
    "gate-frozen-season",
    _("The season is open since {opens_on}: its rules change only with a new entry under “amendments” of season.yml."),
    _("Add the entry at the end of “amendments”, with its date, its basis and what it changes; keep the others."),
    _("The rules were changed after the season had opened, without an entry among the amendments."),
)
CLOSED = offence(
    "gate-frozen-opening",
    _("The season is open since {opens_on} and stays so: “opens_on” would move to {other}, and nothing be frozen."),
    _("Put “opens_on” back as it was."),
    _("The opening of a season that was open already was moved back."),
)
AMENDED = offence(
    "gate-frozen-amendment",
    _("An earlier amendment was changed or removed."),
    _("Keep every earlier entry as it is and in its place; add new ones at the end."),
    _("An amendment of the rules that was recorded already was changed or removed."),
)
TARGETS = offence(
    "gate-frozen-targets",
    _("The season is open since {opens_on}: targets are not registered or changed any more."),
    _("Leave targets.yml as it is. A self-assessment may use another target; the difference is then shown."),
    _("Targets were registered or changed after the season had opened."),
)


def opened_on(change_set: ChangeSet, where: Place) -> date | None:
    """Return the day on which the season opened, None if the target has none or it is still to come."""
    season = change_set.target.season(where)
    return season.opens_on if season is not None and season.opens_on <= change_set.day else None


def check_rules(change_set: ChangeSet, change: Change, where: Place) -> Iterator[Finding]:
    """Yield rules that change without an amendment, an amendment that is rewritten, and a season that would close."""
    opened = opened_on(change_set, where)
    before, after = change_set.target.season(where), change_set.merged.season(where)
    if before is None:
        return
    kept = len(before.amendments)
    is_kept = after is not None and after.amendments[:kept] == before.amendments
    if opened is None:
        if after is not None and not is_kept and where.record == kind.SEASON:
            yield AMENDED.at(change.path, "amendments")
        return
    is_amended = is_kept and after is not None and len(after.amendments) > kept
    if not is_amended or change.action is Action.DELETED:
        yield SEASON.in_text(change.path, 1, 1, opens_on=opened)
    elif after is not None and after.opens_on > change_set.day and where.record == kind.SEASON:
        yield CLOSED.at(change.path, "opens_on", opens_on=opened, other=after.opens_on)


def check_targets(change_set: ChangeSet, change: Change, where: Place) -> Iterator[Finding]:
    """Yield targets that are registered, changed or deleted once the season is open."""
    opened = opened_on(change_set, where)
    if opened is not None:
        yield TARGETS.in_text(change.path, 1, 1, opens_on=opened)
