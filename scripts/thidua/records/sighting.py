"""What the main branch showed, and when, of what a receipt says: its own row, and the file it speaks of (rules.md §5).

Only a season that stood on the main branch before a deadline was watched. Of one that was entered afterwards the
history tells nothing, and its receipts are all there is.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from thidua.records import layout, strict_yaml
from thidua.records.bundle import ClusterRecords, Dossier
from thidua.records.cluster import Receipt, Receipts, Sighting
from thidua.records.kind import RECEIPTS
from thidua.records.record import Record
from thidua.records.season import Season


class Versions(Protocol):
    """What stood on the main branch."""

    def of(self, path: str) -> Sequence[tuple[datetime, bytes]]:
        """Return what ``path`` ever held there, each with when it came, oldest first; none where nothing is known."""


def sighted(records: ClusterRecords, season: Season, zone: ZoneInfo, versions: Versions) -> ClusterRecords:
    """Return a cluster whose receipts know when the main branch first showed them and the files they speak of."""
    members = watched(records, season, zone, versions)
    changed: dict[str, Any] = {}
    for kind in RECEIPTS:
        record: Record[Receipts] | None = getattr(records, kind.attribute)
        if record is None or not any(receipt.organisation in members for receipt in record.value.listed):
            continue
        rows = _rows(versions.of(records.path(kind.file)))
        listed = tuple(
            _seen(receipt, rows.get(receipt), records.dossier(receipt.organisation), versions)
            if receipt.organisation in members
            else receipt
            for receipt in record.value.listed
        )
        changed[kind.attribute] = replace(record, value=Receipts(listed))
    return replace(records, **changed) if changed else records


def watched(records: ClusterRecords, season: Season, zone: ZoneInfo, versions: Versions) -> frozenset[str]:
    """Return the members whose deadline came when the season already stood on the main branch."""
    opened = versions.of(layout.season_path(records.season, "season.yml"))
    ends = {member: season.filing_deadline(records.id, member).end(zone) for member in records.dossiers}
    return frozenset(member for member, end in ends.items() if opened and opened[0][0] < end)


def _seen(receipt: Receipt, row_at: datetime | None, dossier: Dossier, versions: Versions) -> Receipt:
    """Return a receipt with its sighting."""
    own = dossier.self_assessment
    wanted = receipt.sha256 or (own.sha256 if own is not None else None)
    filed = versions.of(dossier.path("self-assessment.yml"))
    came = [moment for moment, data in filed if hashlib.sha256(data).hexdigest() == wanted]
    return replace(receipt, sighting=Sighting(row_at, min(came, default=None)))


def _rows(versions: Sequence[tuple[datetime, bytes]]) -> dict[Receipt, datetime]:
    """Return when each row first stood in a register. What could not be read then had no rows."""
    found: dict[Receipt, datetime] = {}
    for moment, data in versions:
        parsed, _wrong = strict_yaml.parse(data, "")
        value = parsed.value if parsed is not None else None
        rows = value.get("receipts") if isinstance(value, dict) else None
        for row in rows if isinstance(rows, list) else ():
            receipt = _receipt(row)
            if receipt is not None:
                found[receipt] = min(moment, found.get(receipt, moment))
    return found


def _receipt(row: object) -> Receipt | None:
    try:
        found = Receipts.from_mapping({"receipts": [row]}).listed[0]
        hash(found)
    except (AttributeError, KeyError, TypeError, ValueError):  # the schema of its day was not asked
        return None
    return found
