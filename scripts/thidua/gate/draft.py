"""Receipts ready to append: what the two addressees write when a self-assessment reaches them (gate.md)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from thidua.gate.ground import RECEIPTS, Ground
from thidua.records.cluster import Receipts
from thidua.records.layout import Place, cluster_path
from thidua.records.record import Record

LEAD, MONITOR = "lead", "monitor"


@dataclass(frozen=True, slots=True)
class Draft:
    """A receipt that ``keeper`` (lead or monitor) may append to ``register``; ``size`` is in bytes."""

    keeper: str
    register: str
    organisation: str
    received_at: datetime
    kind: str
    sha256: str
    size: int
    channel: str = "portal"
    number: str | None = None

    @property
    def row(self) -> str:
        """The row as it stands in the register, without a line break."""
        fields = {
            "organisation": self.organisation,
            "received_at": self.received_at.isoformat(timespec="seconds"),
            "channel": self.channel,
            "kind": self.kind,
            "sha256": f'"{self.sha256}"',
        }
        if self.number is not None:
            fields["number"] = '"' + self.number.replace("\\", "\\\\").replace('"', '\\"') + '"'
        return "  - {" + ", ".join(f"{name}: {value}" for name, value in fields.items()) + "}"


def drafts(ground: Ground, where: Place, data: bytes, sha256: str, now: datetime) -> Iterator[Draft]:
    """Yield the receipts of one file: the lead's and the monitor's, for the lead's own dossier the monitor's only."""
    cluster = ground.cluster(where)
    organisation = where.organisation
    if cluster is None or organisation is None or where.season is None or where.cluster is None:
        return
    for keeper, name in zip((LEAD, MONITOR), RECEIPTS, strict=True):
        if keeper == LEAD and cluster.lead == organisation:
            continue
        register = cluster_path(where.season, where.cluster, name)
        record: Record[Receipts] | None = ground.record(register)
        earlier = record.value.of(organisation) if record is not None else ()
        kind = "supplement" if any(not receipt.is_supplement for receipt in earlier) else "first"
        moment = now.astimezone(ground.zone()).replace(microsecond=0)
        yield Draft(keeper, register, organisation, moment, kind, sha256, len(data))
