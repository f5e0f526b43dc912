"""When a verification and the answers to it came to the main branch: how long it may be answered (decision 0032)."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from thidua.records import strict_yaml
from thidua.records.bundle import ClusterRecords, Dossier
from thidua.records.season import Season
from thidua.records.sighting import Versions, watched

History = Sequence[tuple[datetime, bytes]]


def answered(records: ClusterRecords, season: Season, zone: ZoneInfo, versions: Versions) -> ClusterRecords:
    """Return a cluster whose dossiers know since when they are verified and answered, where that was watched."""
    members = watched(records, season, zone, versions)
    dated = {d.organisation: _dated(d, versions) for d in records.answerable if d.organisation in members}
    return replace(records, dossiers={**records.dossiers, **dated})


def _dated(dossier: Dossier, versions: Versions) -> Dossier:
    verification, response = (versions.of(dossier.path(name)) for name in ("verification.yml", "response.yml"))
    present = dossier.verification.sha256 if dossier.verification is not None else ""
    return replace(dossier, verified_at=_present_since(verification, present), answered_at=_answered(response))


def _present_since(history: History, sha256: str) -> datetime | None:
    """Return since when the bytes of this hash stand on the branch, None if others do, or none."""
    found = None
    for moment, data in reversed(history):
        if hashlib.sha256(data).hexdigest() != sha256:
            break
        found = moment
    return found


def _answered(history: History) -> dict[str, datetime]:
    """Return since when each criterion of the newest version of a response is answered without a break."""
    found: dict[str, datetime] = {}
    since_then: set[str] | None = None
    for moment, data in reversed(history):
        parsed, _wrong = strict_yaml.parse(data, "")
        value = parsed.value if parsed is not None else None
        responses = value.get("responses") if isinstance(value, dict) else None
        codes = set(responses) if isinstance(responses, dict) else set()
        since_then = codes if since_then is None else since_then & codes
        found |= dict.fromkeys(since_then, moment)
    return found
