"""Receipts ready to append: what the two addressees write when a self-assessment reaches them (gate.md)."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from thidua.gate.seals import is_opened, sealed_until
from thidua.gate.state import PortalState
from thidua.records.cluster import Receipts
from thidua.records.kind import RECEIPTS
from thidua.records.language import mark as _
from thidua.records.layout import Place, cluster_path
from thidua.records.record import Record
from thidua.scoring.filing import counting

LEAD, MONITOR = "lead", "monitor"
SEALED: Final = _(
    "The season takes sealed submissions: only a receipt by e-mail or on paper counts. Before you append the row, put "
    "in it how and when the report itself reached you; the moment at which the seal was opened would make it late."
)


@dataclass(frozen=True, slots=True)
class Draft:
    """A receipt that ``keeper`` (lead or monitor) may append to ``register``; ``size`` is in bytes.

    ``is_sealed`` says that the report reached the keeper outside Git: how and when, only the keeper knows. ``is_kept``
    says that the register has a receipt of this very file already, one that counts. ``corrects`` is the moment of the
    first receipt that this one comes before: of those the earliest counts.
    """

    keeper: str
    register: str
    organisation: str
    received_at: datetime
    kind: str
    sha256: str | None
    size: int
    channel: str = "portal"
    number: str | None = None
    is_sealed: bool = False
    is_kept: bool = False
    corrects: datetime | None = None

    @property
    def fields(self) -> dict[str, str]:
        """The row's values by key."""
        found = {
            "organisation": self.organisation,
            "received_at": self.received_at.isoformat(timespec="seconds"),
            "channel": self.channel,
            "kind": self.kind,
        }
        others = {"sha256": self.sha256, "number": self.number}
        return found | {key: value for key, value in others.items() if value is not None}

    @property
    def row(self) -> str:
        """The row as it stands in the register, without a line break."""
        return "  - {" + ", ".join(f"{name}: {_written(name, value)}" for name, value in self.fields.items()) + "}"


def _written(name: str, value: str) -> str:
    """Return a value as YAML has it; what may look like a number stands in quotation marks."""
    if name not in {"sha256", "number"}:
        return value
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def drafts(
    state: PortalState, filed: PortalState, where: Place, data: bytes, sha256: str | None, now: datetime
) -> Iterator[Draft]:
    """Yield the receipts of a member's file: the lead's and the monitor's; of the lead's own the monitor's only.

    ``ground`` says whose they are and what counts, ``filed`` has the file and the registers as they then stand.
    """
    cluster, season = state.cluster(where), state.season(where)
    organisation = where.organisation
    if cluster is None or where.season is None or where.cluster is None or organisation not in cluster.members:
        return
    is_sealed = season is not None and season.is_sealed
    seal = filed.seal(where) if is_opened(filed, where) else None
    present = {sha256, seal.sha256 if seal is not None else sha256} - {None}
    for keeper, kind in zip((LEAD, MONITOR), RECEIPTS, strict=True):
        if keeper == LEAD and cluster.lead == organisation:
            continue
        register = cluster_path(where.season, where.cluster, kind.file)
        record: Record[Receipts] | None = filed.record(register)
        earlier = record.value.of(organisation) if record is not None else ()
        counted = counting(earlier, season) if season is not None else earlier
        first = min((receipt.received_at for receipt in counted if not receipt.is_supplement), default=None)
        received_at = now.astimezone(state.zone()).replace(microsecond=0)
        is_earlier = first is not None and received_at < first
        yield Draft(
            keeper=keeper,
            register=register,
            organisation=organisation,
            received_at=received_at,
            kind="first" if first is None or is_earlier else "supplement",
            sha256=sha256,
            size=len(data),
            channel=_channel(filed, where) if is_sealed else "portal",
            is_sealed=is_sealed,
            is_kept=any(receipt.sha256 in present for receipt in counted),
            corrects=first if is_earlier else None,
        )


def hash_to_keep(state: PortalState, where: Place, data: bytes, now: datetime) -> str | None:
    """Return the hash that a receipt of a file may have at ``now``: of one that is sealed that of its seal, if any.

    Nothing can be guessed from that (``gate-receipt-hash``).
    """
    opening = sealed_until(state, where)
    if opening is None or now >= opening:
        return hashlib.sha256(data).hexdigest()
    seal = state.seal(where)
    return seal.sha256 if seal is not None else None


def _channel(filed: PortalState, where: Place) -> str:
    """Return how a sealed report most likely came: on paper where it was entered from paper, else by e-mail."""
    record = filed.self_assessment(where)
    return "paper" if record is not None and record.value.paper is not None else "email"
