"""What a published season still allows: corrections in the open, and nothing that takes back what was published."""

from collections.abc import Iterator
from typing import Final

from thidua.gate.change_set import ChangeSet
from thidua.gate.state import PortalState
from thidua.records import kind
from thidua.records.finding import Finding, offence
from thidua.records.language import mark as _
from thidua.records.layout import ROOT, Place, place, season_path

PUBLISHED = offence(
    "gate-published",
    _("The results of {season} are published: only the standing board or the administrator changes “{path}”."),
    _("Write to the standing board what is wrong; it corrects in the open, with an entry in corrections.yml."),
    _("Published figures were changed; only the body that may, or the administrator, corrects them."),
)
UNPUBLISHED = offence(
    "gate-unpublished",
    _("The results of {season} are published since {published_on} and stay so: “published_on” would go or move later."),
    _("Keep decision.yml with that date; what is wrong is corrected in the open, with an entry in corrections.yml."),
    _("Published results were taken back, or the day of their publication was moved to a later one."),
)
FLAG = offence(
    "gate-published-flag",
    _("The results of {season} are published and settle ties by who had the award of {previous}; that would change."),
    _(
        "Leave the rows of {previous} as they are; if they are wrong, add an entry to corrections.yml of {season} in "
        "the same change set. If no other file of {season} changes, the entry lists corrections.yml itself."
    ),
    _("Last year's award went to another, which changes the published ranks of the year after."),
)
UNCORRECTED = offence(
    "gate-correction-missing",
    _("“{path}” belongs to a published season and no new entry of corrections.yml lists it."),
    _("Add an entry to corrections.yml in the same change set, with “{file}” under “files”, what changes and why."),
    _("Published figures were changed without a correction that lists the file."),
)
UNTOUCHED = offence(
    "gate-correction-file",
    _("The new correction lists “{file}”, which this change set does not change."),
    _("List exactly the files that change, neither more nor fewer."),
    _("A correction lists a file that was not changed with it."),
)
SECRET = offence(
    "gate-correction-secret",
    _("A correction that lists “{file}” is not shown to the public, and this one lists other files too."),
    _("Write an entry of its own for “{file}”, and another for the other files."),
    _("A correction names other files together with the list of exclusions, and so is not shown to the public."),
)
MISDATED = offence(
    "gate-correction-date",
    _("The new correction is dated {on}; the season was published on {published_on}, and today is {day}."),
    _("Write the day on which the correction is made."),
    _("A correction is dated before the publication or after the day it was sent."),
)
REWRITTEN = offence(
    "gate-correction-rewritten",
    _("An earlier correction was changed or removed."),
    _("Keep every earlier entry as it is and in its place; add new ones at the end."),
    _("A correction made before was changed or removed."),
)
FLAG_HOLDER: Final = "no_flag_last_season"


def check_published(change_set: ChangeSet) -> Iterator[Finding]:
    """Yield changes of a published season by others than may correct it."""
    if change_set.is_by_standing_board or change_set.is_by_administrator:
        return
    for change, where in change_set.placed():
        if change_set.is_published(where):
            yield PUBLISHED.in_text(change.path, 1, 1, season=where.season, path=change.path)


def check_kept(change_set: ChangeSet) -> Iterator[Finding]:
    """Yield what nobody does to a season, whoever it is: take back its publication, change it without a correction."""
    changed = {change.path for change, _where in change_set.placed()}
    for where in _touched(change_set):
        if season_path(where.season or "", "corrections.yml") in changed:
            yield from _check_earlier_corrections(change_set, where)
        if season_path(where.season or "", "decision.yml") in changed:
            yield from _check_flag(change_set, where)
        if change_set.is_published(where):
            yield from _check_still_published(change_set, where)
            yield from _check_correction(change_set, where)


def _touched(change_set: ChangeSet) -> Iterator[Place]:
    """Yield the seasons in which something changes."""
    seasons = {where.season for _change, where in change_set.placed() if where.season is not None}
    yield from (Place(kind.SEASON, season) for season in sorted(seasons))


def _check_still_published(change_set: ChangeSet, where: Place) -> Iterator[Finding]:
    decisions = (state.decision(where) for state in (change_set.target, change_set.merged))
    before, after = (decision.published_on if decision is not None else None for decision in decisions)
    if before is not None and (after is None or after > before):
        path = season_path(where.season or "", "decision.yml")
        yield UNPUBLISHED.in_text(path, 1, 1, season=where.season, published_on=before)


def _check_flag(change_set: ChangeSet, where: Place) -> Iterator[Finding]:
    """Yield a change of who had the award by which the published results of the next season settle ties."""
    following = Place(kind.SEASON, f"{int(where.season or 0) + 1:04}")
    season = change_set.target.season(following) if change_set.is_published(following) else None
    if season is None or not season.awards or FLAG_HOLDER not in season.tie_break:
        return
    before, after = (_awarded(state, where, season.awards[0].code) for state in (change_set.target, change_set.merged))
    is_corrected = len(change_set.merged.corrections(following)) > len(change_set.target.corrections(following))
    if before != after and not is_corrected:
        path = season_path(where.season or "", "decision.yml")
        yield FLAG.in_text(path, 1, 1, season=following.season, previous=where.season)


def _awarded(state: PortalState, where: Place, award: str) -> frozenset[str]:
    decision = state.decision(where)
    return decision.awarded(award) if decision is not None else frozenset()


def _check_correction(change_set: ChangeSet, where: Place) -> Iterator[Finding]:
    season = where.season or ""
    register = season_path(season, "corrections.yml")
    changed = set(_changed(change_set, where))
    kept = len(change_set.target.corrections(where))
    added = change_set.merged.corrections(where)[kept:]
    decision = change_set.target.decision(where)
    published_on = decision.published_on if decision is not None else None
    for correction in added:
        secret = [file for file in correction.files if file.endswith("/exclusions.yml")]
        if secret and len(correction.files) > len(secret):
            yield SECRET.in_text(register, 1, 1, file=secret[0])
        if published_on is not None and not published_on <= correction.on <= change_set.day:
            values = {"on": correction.on, "published_on": published_on, "day": change_set.day}
            yield MISDATED.in_text(register, 1, 1, **values)
    listed = {f"{ROOT}/{file}" for correction in added for file in correction.files}
    for path in sorted(changed - listed - {register}):
        yield UNCORRECTED.in_text(path, 1, 1, path=path, file=path.removeprefix(f"{ROOT}/"))
    for path in sorted(listed - changed):
        yield UNTOUCHED.in_text(register, 1, 1, file=path.removeprefix(f"{ROOT}/"))


def _check_earlier_corrections(change_set: ChangeSet, where: Place) -> Iterator[Finding]:
    before, after = change_set.target.corrections(where), change_set.merged.corrections(where)
    if after[: len(before)] != before:
        yield REWRITTEN.in_text(season_path(where.season or "", "corrections.yml"), 1, 1)


def _changed(change_set: ChangeSet, season: Place) -> list[str]:
    """Return every path of a season that changes, foreign or not: a correction lists them all."""
    places = ((change.path, place(change.path)) for change in change_set.changes)
    return sorted(path for path, where in places if where is not None and where.season == season.season)
