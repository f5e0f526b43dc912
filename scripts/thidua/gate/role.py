"""In what capacity somebody acts at a place: what the target's registers and cluster.yml say (gate.md)."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

from thidua.gate.change_set import ChangeSet
from thidua.records.layout import Place
from thidua.records.role import Role


def holds(change_set: ChangeSet, role: Role, where: Place) -> bool:
    """Whether the actor has a role at a place."""
    return _TESTS[role](change_set, where)


def _is_administrator(change_set: ChangeSet, _where: Place) -> bool:
    return change_set.is_by_administrator


def _is_standing_board(change_set: ChangeSet, _where: Place) -> bool:
    return change_set.is_by_standing_board


def _is_named_monitor(change_set: ChangeSet, where: Place) -> bool:
    acts_for = change_set.account.acts_for
    return acts_for == where.organisation and acts_for in change_set.target.monitors(where)


def _is_council_member(change_set: ChangeSet, where: Place) -> bool:
    cluster = change_set.cluster(where)
    return cluster is not None and any(
        change_set.account.login in (member.account, *member.assistants) and member.serves_on(change_set.day)
        for member in cluster.council_members
    )


def _is_monitor(change_set: ChangeSet, where: Place) -> bool:
    cluster = change_set.cluster(where)
    acts_for = change_set.account.acts_for
    return cluster is not None and acts_for in cluster.monitors and acts_for != where.organisation


def _is_lead(change_set: ChangeSet, where: Place) -> bool:
    cluster = change_set.cluster(where)
    return cluster is not None and change_set.account.acts_for == cluster.lead


def _is_member(change_set: ChangeSet, where: Place) -> bool:
    cluster = change_set.cluster(where)
    return cluster is not None and change_set.account.acts_for == where.organisation


def _is_verifier(change_set: ChangeSet, where: Place) -> bool:
    cluster = change_set.cluster(where)
    return cluster is not None and cluster.may_verify(change_set.account.acts_for, where.organisation or "")


def _is_reviewer(change_set: ChangeSet, where: Place) -> bool:
    """Whether the actor may review in its own name; what the conference settled is written by the lead."""
    acts_for, cluster, organisations = (
        change_set.account.acts_for,
        change_set.cluster(where),
        change_set.target.organisations(),
    )
    if cluster is None or organisations is None:
        return False
    may_review = partial(
        cluster.may_review, acts_for, where.organisation or "", is_body=organisations.is_body(acts_for)
    )
    if not may_review(verifier=None):
        return False  # whoever verified
    verification = change_set.target.verification(where)
    return verification is None or may_review(verifier=verification.verifier)


_TESTS: Final[Mapping[Role, Callable[[ChangeSet, Place], bool]]] = {
    Role.ADMINISTRATOR: _is_administrator,
    Role.STANDING_BOARD: _is_standing_board,
    Role.COUNCIL_MEMBER: _is_council_member,
    Role.MONITOR: _is_monitor,
    Role.NAMED_MONITOR: _is_named_monitor,
    Role.LEAD: _is_lead,
    Role.MEMBER: _is_member,
    Role.VERIFIER: _is_verifier,
    Role.REVIEWER: _is_reviewer,
}
