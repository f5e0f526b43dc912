"""Amendments that come when something rests on the old rules: never refused, and marked (docs/decisions/0029, 0048)."""

from collections.abc import Callable, Iterator
from typing import Any, Final

from thidua.gate.change import Change
from thidua.gate.change_set import ChangeSet
from thidua.gate.opening import opened_on
from thidua.publication.policy import exposure, is_open
from thidua.records import kind
from thidua.records.figure import Figure
from thidua.records.finding import Finding, warning
from thidua.records.language import mark as _
from thidua.records.layout import Place
from thidua.records.season import Season

DEADLINE_MOVED = warning(
    "gate-deadline-moved",
    _("A deadline for self-assessments moves from {last_day} to {other} (last days), and one of the two has passed."),
    _("Nothing to mend if it was decided so; the audit tells it, since it decides who is on time."),
)
PUBLICATION_MOVED = warning(
    "gate-publication-moved",
    _("The amendment changes when or of whom “{figure}” is public, and its time has come: it closes or opens at once."),
    _("Nothing to mend if it was decided so; the audit tells it, since what is public was to be fixed beforehand."),
)
RULES_LATE = warning(
    "gate-rules-after-deadline",
    _("“{key}” of {file} is amended after the deadline for self-assessments ({last_day}); results are decided by it."),
    _("Nothing to mend if it was decided so; the audit tells it, since members filed by the rules before."),
)
_DECISIVE: Final[tuple[tuple[tuple[str, ...], Callable[[Season], Any]], ...]] = (
    (("deadlines", "response_days"), lambda season: season.response_days),
    (("intake",), lambda season: season.is_sealed),
    (("awards",), lambda season: season.awards),
    (("voting",), lambda season: season.voting),
    (("ranking",), lambda season: season.tie_break),
)


def check_amended(change_set: ChangeSet, change: Change, where: Place) -> Iterator[Finding]:
    """Yield, as marks, what an amendment of an open season changes after its time."""
    before, after = change_set.target.season(where), change_set.merged.season(where)
    if before is None or after is None or opened_on(change_set, where) is None:
        return
    if where.record == kind.SEASON:
        yield from _check_deadlines(change_set, change, before, after)
        yield from _check_publication(change_set, change, where, before, after)
    yield from _check_rules(change_set, change, where, before, after)


def _check_deadlines(change_set: ChangeSet, change: Change, before: Season, after: Season) -> Iterator[Finding]:
    """Yield each deadline that moves although the old or the new one has passed."""
    zone = change_set.target.zone()
    moved = [("deadlines", before.self_assessment, after.self_assessment)]
    extended = {(found.cluster, found.organisation) for season in (before, after) for found in season.extensions}
    moved += [("extensions", before.filing_deadline(*m), after.filing_deadline(*m)) for m in sorted(extended)]
    for key, old, new in moved:
        if old != new and min(old.end(zone), new.end(zone)) <= change_set.now:
            yield DEADLINE_MOVED.at(change.path, key, last_day=old.last_day, other=new.last_day)


def _check_publication(
    change_set: ChangeSet, change: Change, where: Place, before: Season, after: Season
) -> Iterator[Finding]:
    """Yield each figure of which something is public by the old rules or by the new, where the two differ."""
    target, season = change_set.target, where.season or ""
    clusters = (Place(kind.SCHEDULE, season, cluster) for cluster in target.archive.season(season).clusters)
    schedules = [found for found in map(target.schedule, clusters) if found is not None]
    met_on = min((schedule.ends_on for schedule in schedules), default=None)
    for figure in Figure:
        is_same = exposure(before, figure) == exposure(after, figure)
        if not is_same and any(
            is_open(rules, figure, change_set.now, target.zone(), met_on, None) for rules in (before, after)
        ):
            yield PUBLICATION_MOVED.at(change.path, "publication", figure=figure.value)


def _check_rules(
    change_set: ChangeSet, change: Change, where: Place, before: Season, after: Season
) -> Iterator[Finding]:
    """Yield what decides results and changes after the first of the deadlines."""
    if before.self_assessment.end(change_set.target.zone()) > change_set.now:
        return
    values = {"last_day": before.self_assessment.last_day, "file": where.record.file}
    if where.record == kind.RUBRIC:
        yield RULES_LATE.in_text(change.path, 1, 1, key="criteria", **values)
        return
    for keys, rule in _DECISIVE:
        if rule(before) != rule(after):
            yield RULES_LATE.at(change.path, *keys, key=keys[-1], **values)
