"""The state of a dossier and whether it was filed in time (rules.md §3 and §5)."""

from collections.abc import Collection, Sequence
from datetime import datetime
from enum import StrEnum

from thidua.records.bundle import ClusterRecords, Dossier
from thidua.records.cluster import Receipt
from thidua.records.language import mark as _
from thidua.records.season import Season


class State(StrEnum):
    """How far a dossier has come, in the words that English texts have for it."""

    MISSING = _("missing")
    SEALED = _("sealed")
    SUBMITTED = _("submitted")
    CONTESTED = _("contested")
    VERIFIED = _("verified")


def state(dossier: Dossier, late: Collection[str] = ()) -> State:
    """Return the state of a dossier; only in ``verified`` do official points exist.

    ``late`` are the criteria that were answered too late: they leave the dossier as it was (decision 0032).
    """
    if dossier.self_assessment is None:
        return State.MISSING if dossier.seal is None else State.SEALED
    if dossier.verification is None:
        return State.SUBMITTED
    return State.CONTESTED if any(code not in late for code in unsettled(dossier)) else State.VERIFIED


def unsettled(dossier: Dossier) -> tuple[str, ...]:
    """Return the criteria that a response names and no outcome of a review settles."""
    if dossier.response is None:
        return ()
    settled = dossier.review.value.outcomes if dossier.review is not None else {}
    return tuple(code for code in dossier.response.value.responses if code not in settled)


def on_time(dossier: Dossier, records: ClusterRecords, season: Season, deadline: datetime) -> bool | None:
    """Return whether the self-assessment came in time; None if that is unknown.

    ``deadline`` is the first moment that is too late, of this member.
    """
    if dossier.self_assessment is None:
        return None
    organisation = dossier.organisation
    is_lead = records.cluster is not None and records.cluster.value.lead == organisation
    addressees = [records.receipts_monitor] if is_lead else [records.receipts_lead, records.receipts_monitor]
    receipts = [record.value.of(organisation) if record is not None else () for record in addressees]
    if not any(receipts):
        introduced = dossier.introduced_at
        return None if introduced is None else introduced < deadline
    return received_in_time(receipts, season, deadline)


def received_in_time(receipts: Sequence[Sequence[Receipt]], season: Season, deadline: datetime) -> bool | None:
    """Return what the receipts of a member say, addressee by addressee; None if they do not tell.

    A receipt that nothing on the main branch bore out in time makes nobody on time by itself: it counts only where
    another addressee says “in time” too, and never against another receipt of its own addressee (rules.md §5).
    """
    firsts = [[receipt for receipt in counting(found, season) if not receipt.is_supplement] for found in receipts]
    sure = [[receipt.received_at for receipt in found if not receipt.is_doubtful(deadline)] for found in firsts]
    in_time = [min(moments) < deadline if moments else None for moments in sure]
    claims = [bool(found) and not moments for found, moments in zip(firsts, sure, strict=True)]
    if sum(claims) + in_time.count(True) > 1:
        in_time = [True if is_claimed else told for is_claimed, told in zip(claims, in_time, strict=True)]
    if season.any_addressee:
        return True if True in in_time else (False if False in in_time else None)
    return False if False in in_time else (None if None in in_time else True)


def counting(receipts: Sequence[Receipt], season: Season) -> Sequence[Receipt]:
    """Return the receipts that tell when a report came: of a sealed one only those by e-mail or on paper (gate.md)."""
    return [receipt for receipt in receipts if not (season.is_sealed and receipt.channel == "portal")]
