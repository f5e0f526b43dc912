"""Whose record it is, by name: the organisations that write a file, by what the registers and the record itself say."""

from collections.abc import Callable, Mapping
from typing import Final

from thidua.gate.judgement import Judgement
from thidua.records.dossier import CONFERENCE
from thidua.records.kind import VERIFICATION
from thidua.records.layout import Place
from thidua.records.role import Role


def holders(judgement: Judgement, where: Place, path: str) -> tuple[tuple[str, ...], Role]:
    """Return the ids of the organisations that write the record at ``path``, none where only the role is known.

    What is published belongs to the standing board: it alone corrects it.
    """
    is_published = where.season is not None and judgement.before.is_published(where, judgement.day)
    role = Role.STANDING_BOARD if is_published else where.record.owner.roles[0]
    return _OF_ROLE[role](judgement, where, path), role


def _nobody(_judgement: Judgement, _where: Place, _path: str) -> tuple[str, ...]:
    return ()


def _board(judgement: Judgement, _where: Place, _path: str) -> tuple[str, ...]:
    organisations = judgement.before.organisations()
    listed = organisations.listed if organisations is not None else ()
    return tuple(found.id for found in listed if found.kind == "standing_board")


def _council(judgement: Judgement, where: Place, _path: str) -> tuple[str, ...]:
    cluster = judgement.before.cluster(where)
    return tuple(dict.fromkeys(member.body for member in cluster.council_members)) if cluster is not None else ()


def _monitors(judgement: Judgement, where: Place, _path: str) -> tuple[str, ...]:
    cluster = judgement.before.cluster(where)
    return cluster.monitors if cluster is not None else ()


def _lead(judgement: Judgement, where: Place, _path: str) -> tuple[str, ...]:
    cluster = judgement.before.cluster(where)
    return (cluster.lead,) if cluster is not None else ()


def _own(_judgement: Judgement, where: Place, _path: str) -> tuple[str, ...]:
    return (where.organisation,) if where.organisation is not None else ()


def _named(judgement: Judgement, where: Place, path: str) -> tuple[str, ...]:
    """Return the verifier or reviewer that the record names, as it stands or else as it would.

    Whoever may not write it is not told: it could ask who looked at a dossier by a change of its file.
    """
    if not judgement.is_open(path):
        return ()
    for state in (judgement.before, judgement.after):
        record = state.record(path)
        if record is not None:
            name = record.value.verifier if where.record == VERIFICATION else record.value.reviewer
            return _lead(judgement, where, path) if name == CONFERENCE else (name,)
    return ()


_OF_ROLE: Final[Mapping[Role, Callable[[Judgement, Place, str], tuple[str, ...]]]] = {
    Role.ADMINISTRATOR: _nobody,
    Role.STANDING_BOARD: _board,
    Role.COUNCIL_MEMBER: _council,
    Role.MONITOR: _monitors,
    Role.NAMED_MONITOR: _own,
    Role.LEAD: _lead,
    Role.MEMBER: _own,
    Role.VERIFIER: _named,
    Role.REVIEWER: _named,
}
