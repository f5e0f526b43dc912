"""Seals: a promise of a file that nobody can read yet, given until the deadline and only opened after it (gate.md)."""

import secrets
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Final

from thidua.gate.change import Change
from thidua.gate.change_set import ChangeSet
from thidua.gate.state import PortalState
from thidua.publication.audit import Action
from thidua.records.finding import Finding, offence
from thidua.records.kind import SEAL, SELF_ASSESSMENT
from thidua.records.language import mark as _
from thidua.records.layout import Place

SEALED = offence(
    "gate-sealed-early",
    _("The season takes sealed submissions: the self-assessment itself is not filed before {end}."),
    _("Commit only seal.yml, made by “thidua seal”; file the self-assessment with its salt after the deadline."),
    _("A self-assessment was filed before the deadline of a season that takes sealed submissions."),
)
WAIT = offence(
    "gate-sealed-wait",
    _("Members of the cluster seal until {end}; before that no self-assessment is opened or filed."),
    _("Nothing to mend: send the same change again after that moment."),
    _("A seal was opened while members of the cluster could still file."),
)
MISMATCH = offence(
    "gate-seal-mismatch",
    _("The self-assessment is not the file that was sealed."),
    _("Commit the sealed file byte for byte and its salt; a change goes on paper to the monitor, who enters it."),
    _("The self-assessment that was filed is not the file that had been sealed."),
)
FIXED = offence(
    "gate-seal-fixed",
    _("The deadline has passed ({end}): seals are not given, changed or removed any more, only opened by their salt."),
    _("Leave seal.yml as it was; file the self-assessment without a seal, or send the change on paper to the monitor."),
    _("A seal was given, changed or removed after the deadline."),
)
SALT_EARLY = offence(
    "gate-salt-early",
    _("The salt of a seal stays with the member until the deadline ({end})."),
    _("Make a new seal with “thidua seal” and commit it without “salt”: whoever read this salt could open the seal."),
    _("The salt of a seal was told before the deadline."),
)
SALT_IDLE = offence(
    "gate-salt-idle",
    _("The salt does not open the seal: there is no self-assessment that was sealed with it."),
    _("Commit the salt that “thidua seal” printed, together with the self-assessment exactly as it was sealed."),
    _("A salt was told that opens no seal."),
)
SALT_LENGTH: Final = 32


def new_salt() -> str:
    """Return 32 random bytes as 64 hexadecimal digits; the member keeps them until the deadline has passed."""
    return secrets.token_bytes(SALT_LENGTH).hex()


def check_seals(change_set: ChangeSet) -> Iterator[Finding]:
    """Yield what a sealed season does not allow. A published season is corrected openly instead."""
    for change, where in change_set.placed():
        season = change_set.target.season(where)
        end = change_set.target.deadline(where)
        if season is None or not season.is_sealed or end is None or change_set.is_published(where):
            continue
        opening = _opening(change_set.target, where, end)
        if where.record == SELF_ASSESSMENT and change.action is not Action.DELETED:
            has_seal = change_set.target.seal(where) is not None or change_set.merged.seal(where) is not None
            if change_set.now < end and change_set.account.acts_for == where.organisation:
                yield SEALED.in_text(change.path, 1, 1, end=opening)
            elif change_set.now < opening:
                yield WAIT.in_text(change.path, 1, 1, end=opening)
            elif (
                change_set.account.acts_for == where.organisation
                and has_seal
                and not is_opened(change_set.merged, where)
            ):
                yield MISMATCH.in_text(change.path, 1, 1)
        elif where.record == SEAL:
            yield from _check_seal(change_set, change, where, end, opening)


def _check_seal(
    change_set: ChangeSet, change: Change, where: Place, end: datetime, opening: datetime
) -> Iterator[Finding]:
    """Yield what is wrong with a seal: it is fixed at its own deadline ``end`` and opened from ``opening`` on."""
    before, after = change_set.target.seal(where), change_set.merged.seal(where)
    salt = after.salt if after is not None else None
    if change_set.now < end:
        if salt is not None:
            yield SALT_EARLY.in_text(change.path, 1, 1, end=opening)
        return
    is_reopened = before is not None and before.salt != salt and is_opened(change_set.target, where)
    is_filed_too = replace(where, record=SELF_ASSESSMENT) in (found for _change, found in change_set.placed())
    if before is None or after is None or after.sha256 != before.sha256 or is_reopened:
        yield FIXED.in_text(change.path, 1, 1, end=end)
    elif salt is not None and change_set.now < opening:
        yield WAIT.in_text(change.path, 1, 1, end=opening)
    elif salt is not None and not is_filed_too and not is_opened(change_set.merged, where):
        yield SALT_IDLE.in_text(change.path, 1, 1)


def is_opened(state: PortalState, where: Place) -> bool:
    """Whether the seal of a dossier has the salt that opens it on the self-assessment beside it."""
    seal, record = state.seal(where), state.self_assessment(where)
    data = state.archive.read(record.path) if record is not None else None
    return seal is not None and data is not None and seal.opens(data)


def sealed_until(state: PortalState, where: Place) -> datetime | None:
    """Return when the seals of a cluster may be opened, None where nothing is sealed."""
    season, end = state.season(where), state.deadline(where)
    return _opening(state, where, end) if season is not None and season.is_sealed and end is not None else None


def seal_hashes(change_set: ChangeSet, where: Place) -> frozenset[str]:
    """Return the hashes in the seals of a dossier: they are salted, so nothing can be guessed from them."""
    seals = (state.seal(where) for state in (change_set.target, change_set.merged))
    return frozenset(seal.sha256 for seal in seals if seal is not None)


def _opening(state: PortalState, where: Place, end: datetime) -> datetime:
    """Return the last deadline in the cluster, its own ``end`` or later: until then a reader could still seal anew."""
    cluster = state.cluster(where)
    members = cluster.members if cluster is not None else ()
    others = [state.deadline(replace(where, organisation=member)) for member in members]
    return max([end, *(other for other in others if other is not None)])
