"""Receipts of the two addressees: when each dossier came, by which channel, under which number."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from emitter import document

if TYPE_CHECKING:
    from dice import Dice

depth = 2
zone = "+07:00"


@dataclass(frozen=True, slots=True)
class Filing:
    """What one member filed, and what the plan says about its way."""

    organisation: str
    content: str | None
    plan: dict[str, Any]
    sent: datetime


def rows(filings: list[Filing], addressee: str, dice: Dice) -> list[dict[str, Any]]:
    """Return the addressee's receipts in the order in which the dossiers came."""
    found: list[dict[str, Any]] = []
    for filing in filings:
        moment = filing.sent + timedelta(minutes=dice.between(2, 55))
        plan = filing.plan.get(addressee, {})
        if plan is None:  # this addressee never got it
            continue
        channel = plan.get("channel", filing.plan.get("channel", "portal"))
        row: dict[str, Any] = {
            "organisation": filing.organisation,
            "received_at": plan.get("at") or moment.isoformat() + zone,
            "channel": channel,
            "kind": "first",
        }
        if filing.content is not None and (channel == "portal" or plan.get("hashed", filing.plan.get("hashed"))):
            row["sha256"] = sha256(filing.content, draft=bool(filing.plan.get("stale")))
        found.append(row)
        supplement = plan.get("supplement") or filing.plan.get("supplement")
        if supplement and filing.content is not None:
            found.append(
                {
                    "organisation": filing.organisation,
                    "received_at": supplement,
                    "channel": "portal",
                    "kind": "supplement",
                    "sha256": sha256(filing.content),
                }
            )
    found.sort(key=lambda row: str(row["received_at"]))
    number = dice.between(180, 240)
    for row in found:
        number += dice.between(1, 6)
        row["number"] = str(number)
    return found


def sent(first: str, last: str, dice: Dice) -> datetime:
    """Return when a dossier was sent: a moment in office hours between two dates."""
    start = datetime.fromisoformat(first)
    days = (datetime.fromisoformat(last) - start).days
    moment = start + timedelta(days=dice.between(0, days), minutes=dice.between(8 * 60, 16 * 60 + 30))
    while moment.weekday() > 4:
        moment -= timedelta(days=2)
    return moment


def sha256(content: str, *, draft: bool = False) -> str:
    """Return the hash of the file's bytes; of an earlier draft's where the file was changed later."""
    return hashlib.sha256((content + "# bản gửi lần đầu\n" * draft).encode()).hexdigest()


def file(filings: list[Filing], addressee: str, dice: Dice) -> str:
    """Return receipts-lead.yml or receipts-monitor.yml."""
    who = "Cụm trưởng" if addressee == "lead" else "ban theo dõi"
    heading = [f"Biên nhận của {who}; chỉ ghi thêm, không sửa dòng đã có"]
    return document("receipts", depth, {"receipts": rows(filings, addressee, dice)}, heading=heading)
