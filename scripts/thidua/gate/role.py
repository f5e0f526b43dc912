"""In what capacity somebody acts at a place: what the target's registers and cluster.yml say (gate.md)."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Final

from thidua.gate.case import Case
from thidua.records.layout import Place


class Role(StrEnum):
    """In what capacity an account may write a file."""

    ADMINISTRATOR = "administrator"
    STANDING_BOARD = "standing_board"
    COUNCIL_MEMBER = "council_member"
    MONITOR = "monitor"
    NAMED_MONITOR = "named_monitor"
    LEAD = "lead"
    MEMBER = "member"
    VERIFIER = "verifier"
    REVIEWER = "reviewer"


def holds(case: Case, role: Role, where: Place) -> bool:
    """Whether the actor has a role at a place."""
    return _TESTS[role](case, where)


def _is_administrator(case: Case, _where: Place) -> bool:
    return case.is_by_administrator


def _is_standing_board(case: Case, _where: Place) -> bool:
    return case.is_by_standing_board


def _is_named_monitor(case: Case, where: Place) -> bool:
    acts_for = case.account.acts_for
    return acts_for == where.organisation and acts_for in case.target.monitors(where)


def _is_council_member(case: Case, where: Place) -> bool:
    cluster = case.cluster(where)
    return cluster is not None and any(
        case.account.login in (member.account, *member.assistants)
        and (member.since is None or member.since <= case.day)
        and (member.until is None or case.day <= member.until)
        for member in cluster.council_members
    )


def _is_monitor(case: Case, where: Place) -> bool:
    cluster = case.cluster(where)
    acts_for = case.account.acts_for
    return cluster is not None and acts_for in cluster.monitors and acts_for != where.organisation


def _is_lead(case: Case, where: Place) -> bool:
    cluster = case.cluster(where)
    return cluster is not None and case.account.acts_for == cluster.lead


def _is_member(case: Case, where: Place) -> bool:
    cluster = case.cluster(where)
    return cluster is not None and case.account.acts_for == where.organisation


def _is_verifier(case: Case, where: Place) -> bool:
    cluster = case.cluster(where)
    return cluster is not None and cluster.may_verify(case.account.acts_for, where.organisation or "")


def _is_reviewer(case: Case, where: Place) -> bool:
    """Whether the actor may review in its own name; what the conference settled is written by the lead."""
    acts_for, cluster, organisations = case.account.acts_for, case.cluster(where), case.target.organisations()
    if cluster is None or organisations is None:
        return False
    verification = case.target.verification(where)
    verifier = verification.verifier if verification is not None else None
    return cluster.may_review(
        acts_for, where.organisation or "", verifier=verifier, is_body=organisations.is_body(acts_for)
    )


_TESTS: Final[Mapping[Role, Callable[[Case, Place], bool]]] = {
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
