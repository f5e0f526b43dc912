"""The kinds of records, in one table: the only place that lists them; whatever else knows of kinds reads it.

A kind is shown to nobody unless its row says with which figure (rules.md §10).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any, Final, Protocol

from thidua.records.cluster import Cluster, ClusterReport, Conference, Covenant, Exclusions, Receipts, Schedule
from thidua.records.decision import Consolidation, Corrections, Decision
from thidua.records.dossier import Response, Review, Seal, SelfAssessment, Targets, Verification
from thidua.records.field import Field, beside, fields
from thidua.records.figure import ALWAYS, NEVER, Figure, Opening, shown_with
from thidua.records.language import Term
from thidua.records.language import mark as _
from thidua.records.registers import Accounts, Organisations, Portal
from thidua.records.role import Approval, Owner, Role
from thidua.records.rubric import Rubric
from thidua.records.season import Season
from thidua.records.vote import Vote

YAML: Final = ".yml"


class Buildable(Protocol):
    """A typed value of a record."""

    @classmethod
    def from_mapping(cls, data: Mapping[str, Any]) -> Any:
        """Build the value from data that the schema has accepted."""


class Level(Enum):
    """In which folder a record stands."""

    PORTAL = auto()
    SEASON = auto()
    CONSOLIDATIONS = auto()
    CLUSTER = auto()
    DOSSIER = auto()


@dataclass(frozen=True, slots=True)
class RecordKind:
    """One kind of record; ``file`` tells it apart.

    ``schema`` names its schema, and what machines read of it; ``title`` what people do. ``value`` is the class of its
    typed values. ``named`` is with what the public is told that there is such a file, and when it came; ``shown`` with
    what it sees of the content: of the ``fields`` that are listed, and of no other, or all of it (``is_whole``);
    ``hashed`` with what the hash of the file is told.
    """

    file: str
    schema: str = field(compare=False)
    level: Level = field(compare=False)
    title: str = field(compare=False)
    value: type[Buildable] = field(compare=False)
    owner: Owner = field(compare=False)
    approval: Approval = field(compare=False, default=Approval.FOLDER)
    named: Opening = field(compare=False, default=NEVER)
    shown: Opening = field(compare=False, default=NEVER)
    hashed: Opening = field(compare=False, default=NEVER)
    is_whole: bool = field(compare=False, default=False)
    fields: Mapping[str, Field] = field(compare=False, default_factory=dict)
    is_required: bool = field(compare=False, default=False)

    @property
    def attribute(self) -> str:
        """The name under which a bundle holds the record."""
        return self.file.removesuffix(YAML).replace("-", "_")

    @property
    def english(self) -> str:
        """What English texts call it."""
        return self.schema.replace("-", " ")


_ADMINISTRATOR: Final = Owner(Term(_("the administrator")), (Role.ADMINISTRATOR,))
_STANDING_BOARD: Final = Owner(Term(_("the standing board")), (Role.STANDING_BOARD,))
_BOARD_OR_ADMINISTRATOR: Final = Owner(
    Term(_("the standing board or the administrator")), (Role.STANDING_BOARD, Role.ADMINISTRATOR)
)
_LEAD: Final = Owner(Term(_("the cluster's lead")), (Role.LEAD,))
_MEMBER: Final = Owner(Term(_("the member whose dossier it is")), (Role.MEMBER,))
_NAMED_MONITOR: Final = Owner(Term(_("the monitor that the file is named after")), (Role.NAMED_MONITOR,))
_MONITOR: Final = Owner(Term(_("a monitor of the cluster")), (Role.MONITOR,))
_COUNCIL_MEMBER: Final = Owner(
    Term(_("the council member in charge, or a monitor for it")), (Role.COUNCIL_MEMBER, Role.MONITOR)
)
_MEMBER_OR_MONITOR: Final = Owner(
    Term(_("the member whose dossier it is, or a monitor from its paper")), (Role.MEMBER, Role.MONITOR)
)
_VERIFIER: Final = Owner(Term(_("the dossier's verifier")), (Role.VERIFIER,))
_REVIEWER: Final = Owner(Term(_("the reviewer")), (Role.REVIEWER, Role.LEAD))

PORTAL: Final = RecordKind(
    "portal.yml", "portal", Level.PORTAL, "Thông tin Cổng", Portal, _ADMINISTRATOR,
    named=ALWAYS, shown=ALWAYS, is_whole=True, is_required=True,
)  # fmt: skip
ORGANISATIONS: Final = RecordKind(
    "organisations.yml", "organisations", Level.PORTAL, "Danh mục tổ chức", Organisations, _ADMINISTRATOR,
    named=ALWAYS, shown=ALWAYS, is_whole=True, is_required=True,
)  # fmt: skip
ACCOUNTS: Final = RecordKind(
    "accounts.yml", "accounts", Level.PORTAL, "Danh mục tài khoản", Accounts, _ADMINISTRATOR,
    named=ALWAYS, is_required=True,
)  # fmt: skip
SEASON: Final = RecordKind(
    "season.yml", "season", Level.SEASON, "Thể lệ của năm", Season, _BOARD_OR_ADMINISTRATOR,
    named=ALWAYS, shown=ALWAYS, is_required=True,
    fields=fields(
        "title", "plan", "legal_basis", "opens_on", "amendments", "extensions", "awards", "voting",
        is_sample="sample", self_assessment="deadlines.self_assessment",
        any_addressee="deadlines.self_assessment.addressees", response_days="deadlines.response_days",
        conference="deadlines.conference", consolidation="deadlines.consolidation",
        conference_days="conference.max_days", venue_is_lead="conference.venue", is_sealed="intake",
        tie_break="ranking.tie_break", preset="publication.preset", exposures="publication",
        support=beside(Figure.BUDGET),
    ),
)  # fmt: skip
RUBRIC: Final = RecordKind(
    "rubric.yml", "rubric", Level.SEASON, "Bảng tiêu chí", Rubric, _BOARD_OR_ADMINISTRATOR,
    named=ALWAYS, shown=ALWAYS, is_whole=True, is_required=True,
)  # fmt: skip
DECISION: Final = RecordKind(
    "decision.yml", "decision", Level.SEASON, "Quyết định khen thưởng", Decision, _STANDING_BOARD,
    named=shown_with(Figure.AWARDS), shown=shown_with(Figure.AWARDS),
    fields=fields("council", "decisions", "published_on"),
)  # fmt: skip
CORRECTIONS: Final = RecordKind(
    "corrections.yml", "corrections", Level.SEASON, "Đính chính", Corrections, _STANDING_BOARD,
    named=ALWAYS, shown=shown_with(Figure.AWARDS),
    fields=fields(listed="corrections"),
)  # fmt: skip
CONSOLIDATION: Final = RecordKind(
    f"*{YAML}", "consolidation", Level.CONSOLIDATIONS, "Báo cáo tổng hợp", Consolidation, _NAMED_MONITOR,
    named=shown_with(Figure.PROGRESS), shown=shown_with(Figure.REPORTS),
    fields=fields("number", "sent_on", "covers", "text"),
)  # fmt: skip
CLUSTER: Final = RecordKind(
    "cluster.yml", "cluster", Level.CLUSTER, "Phân công trong Cụm", Cluster, _BOARD_OR_ADMINISTRATOR,
    named=ALWAYS, shown=ALWAYS, is_required=True,
    fields=fields("name", "assigned_by", "members", "lead", "deputies", "verifiers", "council_members", "monitors"),
)  # fmt: skip
EXCLUSIONS: Final = RecordKind(
    "exclusions.yml", "exclusions", Level.CLUSTER, "Trường hợp không xét", Exclusions, _STANDING_BOARD,
)  # fmt: skip
COVENANT: Final = RecordKind(
    "covenant.yml", "covenant", Level.CLUSTER, "Giao ước thi đua", Covenant, _LEAD, Approval.BESIDE_LEAD,
    named=ALWAYS, shown=ALWAYS,
    fields=fields("signed_on", "signatories"),
)  # fmt: skip
CONFERENCE: Final = RecordKind(
    "conference.yml", "conference", Level.CLUSTER, "Hội nghị tổng kết", Conference, _LEAD, Approval.BESIDE_LEAD,
    named=shown_with(Figure.REPORTS), shown=shown_with(Figure.REPORTS),
    fields=fields(
        "format", "programme_agreed_on", "agenda", "chair", "secretary", "attendance", "guests", "invitation",
        council_member_attended="council_member.attended", direction="council_member.direction",
        budget_planned=beside(Figure.BUDGET, "budget.planned"), budget_actual=beside(Figure.BUDGET, "budget.actual"),
    ),
)  # fmt: skip
VOTE: Final = RecordKind(
    "vote.yml", "vote", Level.CLUSTER, "Bình chọn, suy tôn", Vote, _LEAD, Approval.BESIDE_LEAD,
    named=shown_with(Figure.NOMINATIONS), shown=shown_with(Figure.VOTES),
    fields=fields(
        "held_on", "meeting", "mode", "roll", "present", "tellers", "rounds", "reasons",
        minutes_number="minutes.number", minutes_sha256="minutes.sha256",
    ),
)  # fmt: skip
REPORT: Final = RecordKind(
    "report.yml", "report", Level.CLUSTER, "Báo cáo của Cụm", ClusterReport, _LEAD, Approval.BESIDE_LEAD,
    named=shown_with(Figure.REPORTS), shown=shown_with(Figure.REPORTS),
    fields=fields("next", report=""),
)  # fmt: skip
RECEIPTS_LEAD: Final = RecordKind(
    "receipts-lead.yml", "receipts", Level.CLUSTER, "Sổ biên nhận", Receipts, _LEAD, Approval.BESIDE_LEAD,
    named=shown_with(Figure.PROGRESS), shown=shown_with(Figure.LATE_NAMES),
    fields=fields(listed="receipts"),
)  # fmt: skip
RECEIPTS_MONITOR: Final = RecordKind(
    "receipts-monitor.yml", "receipts", Level.CLUSTER, "Sổ biên nhận", Receipts, _MONITOR, Approval.LEAD,
    named=shown_with(Figure.PROGRESS), shown=shown_with(Figure.LATE_NAMES),
    fields=RECEIPTS_LEAD.fields,
)  # fmt: skip
SCHEDULE: Final = RecordKind(
    "schedule.yml", "schedule", Level.CLUSTER, "Lịch hội nghị", Schedule, _COUNCIL_MEMBER, Approval.LEAD,
    named=ALWAYS, shown=ALWAYS,
    fields=fields(
        "ends_on", "starts_at", "host", "place", "decided_on", "agreed_with_lead", "paper", "joint_with", day="date",
        recorded_by_monitor="recorded_by",
    ),
)  # fmt: skip
TARGETS: Final = RecordKind(
    "targets.yml", "targets", Level.DOSSIER, "Đăng ký chỉ tiêu", Targets, _MEMBER,
    named=shown_with(Figure.LATE_NAMES), shown=shown_with(Figure.SELF_POINTS),
    fields=fields("targets"),
)  # fmt: skip
SELF_ASSESSMENT: Final = RecordKind(
    "self-assessment.yml", "self-assessment", Level.DOSSIER, "Bản tự chấm điểm", SelfAssessment, _MEMBER_OR_MONITOR,
    Approval.VERIFIERS,
    named=shown_with(Figure.LATE_NAMES), shown=shown_with(Figure.SELF_POINTS) | shown_with(Figure.REPORTS),
    hashed=shown_with(Figure.SELF_POINTS),
    fields=fields(
        scores=beside(Figure.SELF_POINTS), declared_by=beside(Figure.SELF_POINTS, "declared_by.position"),
        paper=beside(Figure.SELF_POINTS), report=beside(Figure.REPORTS),
    ),
)  # fmt: skip
SEAL: Final = RecordKind(
    "seal.yml", "seal", Level.DOSSIER, "Niêm phong", Seal, _MEMBER,
    named=shown_with(Figure.LATE_NAMES), shown=shown_with(Figure.LATE_NAMES) | shown_with(Figure.SELF_POINTS),
    fields=fields("sha256", "salt"),
)  # fmt: skip
# Without the self-scores who verified and reviewed is shown, and not what: all else would be the member's own.
VERIFICATION: Final = RecordKind(
    "verification.yml", "verification", Level.DOSSIER, "Thẩm định", Verification, _VERIFIER, Approval.OTHER_MONITORS,
    named=shown_with(Figure.OFFICIAL_POINTS), shown=shown_with(Figure.OFFICIAL_POINTS),
    fields=fields("verifier", scores=beside(Figure.SELF_POINTS), note=beside(Figure.SELF_POINTS)),
)  # fmt: skip
RESPONSE: Final = RecordKind(
    "response.yml", "response", Level.DOSSIER, "Giải trình", Response, _MEMBER,
    named=shown_with(Figure.OFFICIAL_POINTS), shown=shown_with(Figure.OFFICIAL_POINTS, Figure.SELF_POINTS),
    fields=fields("responses"),
)  # fmt: skip
REVIEW: Final = RecordKind(
    "review.yml", "review", Level.DOSSIER, "Phúc tra", Review, _REVIEWER, Approval.ADMINISTRATORS,
    named=shown_with(Figure.OFFICIAL_POINTS), shown=shown_with(Figure.OFFICIAL_POINTS),
    fields=fields("reviewer", outcomes=beside(Figure.SELF_POINTS)),
)  # fmt: skip
RECEIPTS: Final = (RECEIPTS_LEAD, RECEIPTS_MONITOR)
"""The registers of receipts, the lead's first."""
KINDS: Final = tuple(found for found in tuple(globals().values()) if isinstance(found, RecordKind))
"""Every kind that stands above, in that order."""
SCHEMAS: Final = tuple(dict.fromkeys(kind.schema for kind in KINDS))
"""The names of the schemas of all records."""
FILES: Final[Mapping[Level, Mapping[str, RecordKind]]] = {
    level: {kind.file: kind for kind in KINDS if kind.level is level} for level in Level
}
"""The files of each folder."""
