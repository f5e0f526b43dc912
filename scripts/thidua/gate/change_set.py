"""A change_set: one change set before the gate, with everything that a rule looks at."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from thidua.gate.account import Actor
from thidua.gate.change import Change
from thidua.gate.state import PortalState
from thidua.publication.audit import Action
from thidua.records.cluster import Cluster
from thidua.records.layout import Place, place
from thidua.records.registers import ADMINISTRATOR, Account

STANDING_BOARD = "standing_board"


@dataclass(frozen=True, slots=True)
class ChangeSet:
    """``target`` decides; ``merged`` is only looked at as data. ``day`` is the day of ``now`` in the portal's zone.

    ``reason`` is what the head's commit gives as the reason of a deletion. ``foreign`` are the paths of records that
    are known not to be the actor's: what the change makes of them is not looked at.
    """

    target: PortalState
    merged: PortalState
    actor: Actor
    account: Account
    now: datetime
    day: date
    changes: tuple[Change, ...]
    reason: str | None
    foreign: frozenset[str] = frozenset()

    @property
    def is_by_administrator(self) -> bool:
        """Whether the actor acts as administrator."""
        return self.account.acts_for == ADMINISTRATOR

    @property
    def is_by_standing_board(self) -> bool:
        """Whether the actor acts for the standing board."""
        organisations = self.target.organisations()
        return organisations is not None and organisations.kind(self.account.acts_for) == STANDING_BOARD

    def placed(self) -> Iterator[tuple[Change, Place]]:
        """Yield the changes of paths at which a record may stand that is not foreign, with what the record is."""
        for change in self.changes:
            found = place(change.path) if change.path not in self.foreign else None
            if found is not None:
                yield change, found

    def written(self) -> Iterator[tuple[Change, Place]]:
        """Yield the changes that leave a record behind."""
        return (found for found in self.placed() if found[0].action is not Action.DELETED)

    def cluster(self, where: Place) -> Cluster | None:
        """Return the cluster of a place as the target knows it; None where a dossier of no member would stand."""
        found = self.target.cluster(where) if where.cluster is not None else None
        if found is not None and where.organisation is not None and where.organisation not in found.members:
            return None
        return found

    def is_published(self, where: Place) -> bool:
        """Whether a place belongs to a season whose results are published."""
        return where.season is not None and self.target.is_published(where, self.day)
