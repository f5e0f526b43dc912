"""What fixes the scoring of a dossier: a response, the vote, a review, the decision (gate.md)."""

from collections.abc import Iterator, Mapping

from thidua.gate.change import Change
from thidua.gate.change_set import ChangeSet
from thidua.gate.state import PortalState
from thidua.publication.audit import Action
from thidua.records.dossier import Reply
from thidua.records.finding import Finding, offence, warning
from thidua.records.language import mark as _
from thidua.records.layout import Place

VERIFICATION = offence(
    "gate-frozen-verification",
    _("The verification is not changed any more: the member has responded or the cluster has voted."),
    _("What is contested is settled by a review; after publication, by a correction."),
    _("A verification was changed after the member had responded or the cluster had voted."),
)
AFTER_THE_VOTE = warning(
    "gate-verification-after-vote",
    _("The cluster has voted, and the dossier of “{organisation}” is verified only now, by “{verifier}”."),
    _("Nothing to mend if it was verified on paper before; the audit tells it, since points decide ranks."),
)
RESPONSE = offence(
    "gate-frozen-response",
    _("The review has settled {criterion}: what the member answered there is not changed any more."),
    _("Leave the answer to {criterion} as the review found it; other criteria may still be answered."),
    _("A response was changed after it had been reviewed."),
)
REVIEW = offence(
    "gate-frozen-review",
    _("The season is decided: responses and reviews are not written or changed any more."),
    _("Write to the standing board; after publication it corrects."),
    _("A response or review was written or changed after the awards had been decided."),
)


def check_verification(change_set: ChangeSet, change: Change, where: Place) -> Iterator[Finding]:
    """Yield a verification that changes after a response or the vote; a first one after the vote is only marked."""
    if change.action is not Action.ADDED and (
        change_set.target.is_answered(where) or change_set.target.has_voted(where)
    ):
        yield VERIFICATION.in_text(change.path, 1, 1)
    elif change_set.target.has_voted(where):
        found = change_set.merged.verification(where)
        verifier = found.verifier if found is not None else change_set.account.acts_for
        yield AFTER_THE_VOTE.in_text(change.path, 1, 1, organisation=where.organisation, verifier=verifier)


def check_response(change_set: ChangeSet, change: Change, where: Place) -> Iterator[Finding]:
    """Yield each answer that changes after the review has settled it."""
    before, after = (_answers(state, where) for state in (change_set.target, change_set.merged))
    review = change_set.target.review(where)
    for code in review.outcomes if review is not None else ():
        if before.get(code) != after.get(code):
            yield RESPONSE.at(change.path, "responses", code, criterion=code)


def _answers(state: PortalState, where: Place) -> Mapping[str, Reply]:
    response = state.response(where)
    return response.responses if response is not None else {}


def check_decided(change_set: ChangeSet, change: Change, where: Place) -> Iterator[Finding]:
    """Yield a response or review that comes or changes once the season is decided."""
    decision = change_set.target.decision(where)
    if decision is not None and decision.decisions:
        yield REVIEW.in_text(change.path, 1, 1)
