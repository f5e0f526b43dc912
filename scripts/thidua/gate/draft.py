"""Receipts ready to append: what the two addressees write when a self-assessment reaches them (gate.md)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from thidua.gate.ground import RECEIPTS, Ground
from thidua.records.cluster import Receipts
from thidua.records.layout import Place, cluster_path
from thidua.records.record import Record
from thidua.scoring.filing import counting

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
    def fields(self) -> dict[str, str]:
        """The row's values by key."""
        found = {
            "organisation": self.organisation,
            "received_at": self.received_at.isoformat(timespec="seconds"),
            "channel": self.channel,
            "kind": self.kind,
            "sha256": self.sha256,
        }
        return found if self.number is None else {**found, "number": self.number}

    @property
    def row(self) -> str:
        """The row as it stands in the register, without a line break."""
        return "  - {" + ", ".join(f"{name}: {_written(name, value)}" for name, value in self.fields.items()) + "}"


def _written(name: str, value: str) -> str:
    """Return a value as YAML has it; what may look like a number stands in quotation marks."""
    if name not in {"sha256", "number"}:
        return value
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def drafts(ground: Ground, where: Place, data: bytes, sha256: str, now: datetime) -> Iterator[Draft]:
    """Yield the receipts of a member's file: the lead's and the monitor's; of the lead's own the monitor's only."""
    cluster = ground.cluster(where)
    organisation = where.organisation
    if cluster is None or where.season is None or where.cluster is None or organisation not in cluster.members:
        return
    season = ground.season(where)
    for keeper, name in zip((LEAD, MONITOR), RECEIPTS, strict=True):
        if keeper == LEAD and cluster.lead == organisation:
            continue
        register = cluster_path(where.season, where.cluster, name)
        record: Record[Receipts] | None = ground.record(register)
        earlier = record.value.of(organisation) if record is not None else ()
        counted = counting(earlier, season) if season is not None else earlier
        kind = "supplement" if any(not receipt.is_supplement for receipt in counted) else "first"
        moment = now.astimezone(ground.zone()).replace(microsecond=0)
        yield Draft(keeper, register, organisation, moment, kind, sha256, len(data))
