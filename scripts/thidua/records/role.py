"""In what capacity somebody writes a record, and who approves what was written (gate.md)."""

from dataclasses import dataclass
from enum import StrEnum

from thidua.records.language import Term


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


@dataclass(frozen=True, slots=True)
class Owner:
    """Who writes a file, and how to say so. The first role says whose record it is, the others act for it."""

    name: Term
    roles: tuple[Role, ...]


class Approval(StrEnum):
    """Who approves a record: always somebody who acts for another organisation than the one that wrote it."""

    FOLDER = "folder"
    """Whoever approves what stands in its folder."""
    BESIDE_LEAD = "beside_lead"
    """The monitors and deputies."""
    LEAD = "lead"
    """The cluster's lead."""
    VERIFIERS = "verifiers"
    """Those who verify the dossier and are no monitors: a monitor may have filed it from paper."""
    OTHER_MONITORS = "other_monitors"
    """The monitors that do not verify the dossier."""
    ADMINISTRATORS = "administrators"
    """The administrators, where a monitor, the council or the standing board may have written it."""
