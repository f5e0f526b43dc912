"""A cluster's standing records: who is in it, what it agreed, what it received, and how it met (data-model.md)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from thidua.records.dossier import Paper, Report
from thidua.records.registers import day, includes

PORTAL: Final = "portal"
"""The channel of what was received as a file on the main branch."""


@dataclass(frozen=True, slots=True)
class CouncilMember:
    """The council member in charge, with the accounts that may act for them."""

    title: str
    body: str
    account: str
    assistants: tuple[str, ...]
    since: date | None
    until: date | None

    def serves_on(self, day: date) -> bool:
        """Whether the council member is in charge of the cluster on ``day``."""
        return includes(day, self.since, self.until)


@dataclass(frozen=True, slots=True)
class Document:
    """A signed document that a record refers to."""

    number: str
    issued_on: date | None


@dataclass(frozen=True, slots=True)
class Cluster:
    """cluster.yml."""

    name: str
    assigned_by: Document | None
    members: tuple[str, ...]
    lead: str
    deputies: tuple[str, ...]
    verifiers: Mapping[str, str]
    council_members: tuple[CouncilMember, ...]
    monitors: tuple[str, ...]

    def may_verify(self, verifier: str, organisation: str) -> bool:
        """Whether ``verifier`` is the one who verifies the dossier of ``organisation`` (rules.md §3)."""
        if verifier == organisation:
            return False
        if organisation in self.verifiers:
            return verifier == self.verifiers[organisation]
        if organisation == self.lead:
            return verifier in self.deputies or verifier in self.monitors
        return verifier == self.lead

    def may_review(self, reviewer: str, organisation: str, *, verifier: str | None, is_body: bool) -> bool:
        """Whether ``reviewer`` may review the dossier of ``organisation`` in its own name (rules.md §3).

        ``is_body``: it is the council or the standing board.
        """
        return reviewer not in {verifier, organisation} and (is_body or reviewer in self.monitors)

    @classmethod
    def from_mapping(cls, data: Mapping[str, Any]) -> "Cluster":
        """Build the record from data that the schema has accepted."""
        return cls(
            name=data["name"],
            assigned_by=_document(data.get("assigned_by")),
            members=tuple(data["members"]),
            lead=data["lead"],
            deputies=tuple(data["deputies"]),
            verifiers=dict(data.get("verifiers", {})),
            council_members=tuple(
                CouncilMember(
                    c["title"], c["body"], c["account"], tuple(c.get("assistants", ())), day(c, "from"), day(c, "to")
                )
                for c in data["council_members"]
            ),
            monitors=tuple(data["monitors"]),
        )


@dataclass(frozen=True, slots=True)
class Covenant:
    """covenant.yml."""

    signed_on: date
    signatories: tuple[str, ...]

    @classmethod
    def from_mapping(cls, data: Mapping[str, Any]) -> "Covenant":
        """Build the record from data that the schema has accepted."""
        return cls(date.fromisoformat(data["signed_on"]), tuple(data["signatories"]))


@dataclass(frozen=True, slots=True)
class Exclusion:
    """A member that may not be proposed: the number of the document, never the story."""

    organisation: str
    basis_number: str


@dataclass(frozen=True, slots=True)
class Exclusions:
    """exclusions.yml."""

    listed: tuple[Exclusion, ...]

    @classmethod
    def from_mapping(cls, data: Mapping[str, Any]) -> "Exclusions":
        """Build the record from data that the schema has accepted."""
        return cls(tuple(Exclusion(e["organisation"], e["basis_number"]) for e in data["exclusions"]))


@dataclass(frozen=True, slots=True)
class Sighting:
    """When the main branch first showed a receipt's row, and the file it speaks of; None where it did not yet."""

    row_at: datetime | None
    file_at: datetime | None


@dataclass(frozen=True, slots=True)
class Receipt:
    """That an addressee received a member's submission, at a moment with its offset.

    ``sighting`` is what the history knows of it, not what the file says; None where it knows nothing.
    """

    organisation: str
    received_at: datetime
    channel: str
    is_supplement: bool
    sha256: str | None
    number: str | None
    sighting: Sighting | None = None

    @property
    def seen_at(self) -> datetime | None:
        """When the main branch first bore the receipt out; None where it never did, or nothing is known.

        Its row does for what came by e-mail or on paper; for what came through the portal only the file does.
        """
        if self.sighting is None:
            return None
        row_at = None if self.channel == PORTAL else self.sighting.row_at
        return min((found for found in (row_at, self.sighting.file_at) if found is not None), default=None)

    def is_doubtful(self, deadline: datetime) -> bool:
        """Whether it says “in time” and nothing on the main branch bore it out before ``deadline`` (rules.md §5)."""
        if self.sighting is None or self.sighting.row_at is None or self.received_at >= deadline:
            return False
        return self.seen_at is None or self.seen_at >= deadline


@dataclass(frozen=True, slots=True)
class Receipts:
    """receipts-lead.yml or receipts-monitor.yml."""

    listed: tuple[Receipt, ...]

    def of(self, organisation: str) -> tuple[Receipt, ...]:
        """Return the receipts of one member, in the order of the file."""
        return tuple(receipt for receipt in self.listed if receipt.organisation == organisation)

    @classmethod
    def from_mapping(cls, data: Mapping[str, Any]) -> "Receipts":
        """Build the record from data that the schema has accepted."""
        return cls(
            tuple(
                Receipt(
                    organisation=r["organisation"],
                    received_at=datetime.fromisoformat(r["received_at"]),
                    channel=r.get("channel", PORTAL),
                    is_supplement=r.get("kind") == "supplement",
                    sha256=r.get("sha256"),
                    number=r.get("number"),
                )
                for r in data["receipts"]
            )
        )


@dataclass(frozen=True, slots=True)
class Schedule:
    """schedule.yml: date and place of the conference."""

    day: date
    ends_on: date
    starts_at: str
    host: str
    place: str
    decided_on: date
    agreed_with_lead: bool
    recorded_by_monitor: bool
    paper: Paper | None
    joint_with: tuple[str, ...]

    @classmethod
    def from_mapping(cls, data: Mapping[str, Any]) -> "Schedule":
        """Build the record from data that the schema has accepted."""
        start = date.fromisoformat(data["date"])
        return cls(
            day=start,
            ends_on=day(data, "ends_on") or start,
            starts_at=data["starts_at"],
            host=data["host"],
            place=data["place"],
            decided_on=date.fromisoformat(data["decided_on"]),
            agreed_with_lead=data["agreed_with_lead"],
            recorded_by_monitor=data.get("recorded_by") == "monitor",
            paper=Paper.from_mapping(data["paper"]) if "paper" in data else None,
            joint_with=tuple(data.get("joint_with", ())),
        )


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """One item of the conference's programme."""

    title: str
    minutes: int
    by: str | None


@dataclass(frozen=True, slots=True)
class Attendance:
    """Who came from a member; numbers of people."""

    organisation: str
    is_absent: bool
    head: bool
    leaders: int
    departments: int
    officers: int
    reason: str | None


@dataclass(frozen=True, slots=True)
class Guests:
    """A group of guests and how many came."""

    group: str
    count: int


@dataclass(frozen=True, slots=True)
class Conference:
    """conference.yml. Money is in Vietnamese đồng."""

    format: str
    programme_agreed_on: date | None
    agenda: tuple[AgendaItem, ...]
    chair: str
    secretary: str
    attendance: tuple[Attendance, ...]
    council_member_attended: bool | None
    direction: str | None
    guests: tuple[Guests, ...]
    budget_planned: int | None
    budget_actual: int | None
    invitation: Document | None

    @property
    def is_attended(self) -> bool:
        """Whether the record says who came. Until it does, it is the programme of a conference to come."""
        return bool(self.attendance)

    def missed(self, organisation: str) -> bool:
        """Whether the record says who came, and the member did not."""
        return self.is_attended and not self.attended(organisation)

    def attended(self, organisation: str) -> bool:
        """Whether an attendance entry of the member says that it came."""
        return any(a.organisation == organisation and not a.is_absent for a in self.attendance)

    @classmethod
    def from_mapping(cls, data: Mapping[str, Any]) -> "Conference":
        """Build the record from data that the schema has accepted."""
        council, budget = data.get("council_member", {}), data.get("budget", {})
        return cls(
            format=data.get("format", "in_person"),
            programme_agreed_on=day(data, "programme_agreed_on"),
            agenda=tuple(AgendaItem(a["title"], a["minutes"], a.get("by")) for a in data["agenda"]),
            chair=data["chair"],
            secretary=data["secretary"],
            attendance=tuple(_attendance(a) for a in data.get("attendance", ())),
            council_member_attended=council.get("attended"),
            direction=council.get("direction"),
            guests=tuple(Guests(g["group"], g["count"]) for g in data.get("guests", ())),
            budget_planned=budget.get("planned"),
            budget_actual=budget.get("actual"),
            invitation=_document(data.get("invitation")),
        )


@dataclass(frozen=True, slots=True)
class NextLead:
    """Who is proposed to lead next year."""

    lead: str
    deputies: tuple[str, ...]
    basis: str


@dataclass(frozen=True, slots=True)
class ClusterReport:
    """report.yml: the cluster's report, and the proposal for next year."""

    report: Report
    next: NextLead | None

    @classmethod
    def from_mapping(cls, data: Mapping[str, Any]) -> "ClusterReport":
        """Build the record from data that the schema has accepted."""
        following = data.get("next")
        return cls(
            Report.from_mapping(data),
            following and NextLead(following["lead"], tuple(following.get("deputies", ())), following["basis"]),
        )


def _attendance(data: Mapping[str, Any]) -> Attendance:
    return Attendance(
        organisation=data["organisation"],
        is_absent=data.get("absent", False),
        head=data.get("head", False),
        leaders=data.get("leaders", 0),
        departments=data.get("departments", 0),
        officers=data.get("officers", 0),
        reason=data.get("reason"),
    )


def _document(data: Mapping[str, Any] | None) -> Document | None:
    return None if data is None else Document(data["number"], day(data, "issued_on"))
