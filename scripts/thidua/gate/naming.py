"""What open and published seasons fix in the portal's registers: the time zone, the branch, the names."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from thidua.gate.change import Change
from thidua.gate.change_set import ChangeSet
from thidua.gate.doubt import freezing
from thidua.gate.opening import opened_on
from thidua.records import kind
from thidua.records.finding import Finding, offence
from thidua.records.language import mark as _
from thidua.records.layout import Place
from thidua.records.registers import Organisation

TIMEZONE = offence(
    "gate-frozen-timezone",
    _("The season {season} is open: the time zone stays “{timezone}”; deadlines and embargoes go by it."),
    _("Put “timezone” of portal.yml back as it was."),
    _("The portal's time zone was changed after a season had opened."),
)
BRANCH = offence(
    "gate-frozen-branch",
    _("The results of {season} are published: the branch stays “{branch}”; its history says what was filed in time."),
    _("Put “branch” of portal.yml back as it was."),
    _("The portal's main branch was changed although there are published results."),
)
NAME = offence(
    "gate-frozen-name",
    _("The results of {season} are published under the name “{name}”, and would now read “{other}”."),
    _(
        "An organisation keeps the name that it bore on {day}, and was there on that day: write a new name under "
        "“name”, and the old one under “former_names” with its last day."
    ),
    _("The registers were changed so that an organisation bears another name in published results."),
)
SHORT_NAME = offence(
    "gate-frozen-short-name",
    _("The published results of {season} call the organisation “{name}” in short, and would now read “{other}”."),
    _("Put “short_name” back as it was, or take it out: then the name is shown in full."),
    _("An organisation was given another short name in published results."),
)
_NONE: Final = "–"


def check_portal(change_set: ChangeSet, change: Change, _where: Place) -> Iterator[Finding]:
    """Yield another time zone where a season is open, published or in doubt, and another branch where one is published.

    Its days would begin and end anew, and what no receipt tells the time of would have come at another, or none.
    """
    before, after = change_set.target.portal(), change_set.merged.portal()
    if before is None:
        return
    published = next((where for where in _seasons(change_set) if change_set.is_published(where)), None)
    if published is not None and (after is None or after.branch != before.branch):
        yield BRANCH.at(change.path, "repository", "branch", season=published.season, branch=before.branch)
    if after is not None and after.timezone == before.timezone:
        return
    for where in _seasons(change_set):
        is_in_doubt = any(change_set.target.is_unreadable(path) for path in freezing(where))
        if is_in_doubt or change_set.is_published(where) or opened_on(change_set, where) is not None:
            yield TIMEZONE.at(change.path, "timezone", season=where.season, timezone=before.timezone)
            return


def check_names(change_set: ChangeSet, change: Change, _where: Place) -> Iterator[Finding]:
    """Yield each organisation that would bear another name in a published season, which shows that of its opening."""
    before, after = change_set.target.organisations(), change_set.merged.organisations()
    if before is None or after is None:
        return
    for where in _seasons(change_set):
        season = change_set.target.season(where)
        if season is None or not change_set.is_published(where):
            continue
        shown = _members(change_set, where)
        for index, organisation in enumerate(after.listed):
            if organisation.id not in before:
                continue
            name, short = _names(before[organisation.id], season.opens_on)
            new_name, new_short = _names(organisation, season.opens_on)
            values = {"season": where.season, "day": season.opens_on}
            if name not in {_NONE, new_name}:
                yield NAME.at(change.path, "organisations", index, "name", name=name, other=new_name, **values)
            elif organisation.id in shown and new_short not in {short, name}:
                place_ = ("organisations", index, "short_name")
                yield SHORT_NAME.at(change.path, *place_, name=short, other=new_short, **values)


def _members(change_set: ChangeSet, where: Place) -> frozenset[str]:
    """Return the members of the season's clusters: of nobody else are results shown, under the short name."""
    roster = change_set.target.archive.roster(where.season or "")
    return frozenset(member for record in roster.values() for member in record.value.members)


def _names(organisation: Organisation, day: date) -> tuple[str, str]:
    """Return the name and the short name that an organisation bore on a day."""
    exists = organisation.exists_on(day)
    return (organisation.name_on(day), organisation.short_name_on(day)) if exists else (_NONE, _NONE)


def _seasons(change_set: ChangeSet) -> Iterator[Place]:
    yield from (Place(kind.SEASON, season) for season in change_set.target.archive.seasons())
