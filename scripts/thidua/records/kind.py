"""The kinds of records, in one table: the only place that lists them; whatever else knows of kinds reads it.

A kind is shown to nobody unless its row says with which figure (rules.md §10).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any, Final

from thidua.records.cluster import Cluster, ClusterReport, Conference, Covenant, Exclusions, Receipts, Schedule
from thidua.records.decision import Consolidation, Corrections, Decision
from thidua.records.dossier import Response, Review, Seal, SelfAssessment, Targets, Verification
from thidua.records.figure import ALWAYS, NEVER, Figure, Opening, shown_with
from thidua.records.language import Term
from thidua.records.language import mark as _
from thidua.records.registers import Accounts, Organisations, Portal
from thidua.records.role import Approval, Owner, Role
from thidua.records.rubric import Rubric
from thidua.records.season import Season
from thidua.records.vote import Vote

YAML: Final = ".yml"


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

    ``schema`` names its schema, and what machines read of it; ``title`` what people do. ``build`` makes the typed value
    of data that the schema has accepted. ``named`` is with what the public is told that there is such a file, and when
    it came.
    """

    file: str
    schema: str = field(compare=False)
    level: Level = field(compare=False)
    title: str = field(compare=False)
    build: Callable[[Mapping[str, Any]], Any] = field(compare=False, repr=False)
    owner: Owner = field(compare=False)
    approval: Approval = field(compare=False, default=Approval.FOLDER)
    named: Opening = field(compare=False, default=NEVER)
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

PORTAL: Final = RecordKind(
    "portal.yml",
    "portal",
    Level.PORTAL,
    "Thông tin Cổng",
    Portal.from_mapping,
    _ADMINISTRATOR,
    named=ALWAYS,
    is_required=True,
)
ORGANISATIONS: Final = RecordKind(
    "organisations.yml",
    "organisations",
    Level.PORTAL,
    "Danh mục tổ chức",
    Organisations.from_mapping,
    _ADMINISTRATOR,
    named=ALWAYS,
    is_required=True,
)
ACCOUNTS: Final = RecordKind(
    "accounts.yml",
    "accounts",
    Level.PORTAL,
    "Danh mục tài khoản",
    Accounts.from_mapping,
    _ADMINISTRATOR,
    named=ALWAYS,
    is_required=True,
)
SEASON: Final = RecordKind(
    "season.yml",
    "season",
    Level.SEASON,
    "Thể lệ của năm",
    Season.from_mapping,
    _BOARD_OR_ADMINISTRATOR,
    named=ALWAYS,
    is_required=True,
)
RUBRIC: Final = RecordKind(
    "rubric.yml",
    "rubric",
    Level.SEASON,
    "Bảng tiêu chí",
    Rubric.from_mapping,
    _BOARD_OR_ADMINISTRATOR,
    named=ALWAYS,
    is_required=True,
)
DECISION: Final = RecordKind(
    "decision.yml",
    "decision",
    Level.SEASON,
    "Quyết định khen thưởng",
    Decision.from_mapping,
    _STANDING_BOARD,
    named=shown_with(Figure.AWARDS),
)
CORRECTIONS: Final = RecordKind(
    "corrections.yml",
    "corrections",
    Level.SEASON,
    "Đính chính",
    Corrections.from_mapping,
    _STANDING_BOARD,
    named=ALWAYS,
)
CONSOLIDATION: Final = RecordKind(
    f"*{YAML}",
    "consolidation",
    Level.CONSOLIDATIONS,
    "Báo cáo tổng hợp",
    Consolidation.from_mapping,
    Owner(Term(_("the monitor that the file is named after")), (Role.NAMED_MONITOR,)),
    named=shown_with(Figure.PROGRESS),
)
CLUSTER: Final = RecordKind(
    "cluster.yml",
    "cluster",
    Level.CLUSTER,
    "Phân công trong Cụm",
    Cluster.from_mapping,
    _BOARD_OR_ADMINISTRATOR,
    named=ALWAYS,
    is_required=True,
)
EXCLUSIONS: Final = RecordKind(
    "exclusions.yml", "exclusions", Level.CLUSTER, "Trường hợp không xét", Exclusions.from_mapping, _STANDING_BOARD
)
COVENANT: Final = RecordKind(
    "covenant.yml",
    "covenant",
    Level.CLUSTER,
    "Giao ước thi đua",
    Covenant.from_mapping,
    _LEAD,
    Approval.BESIDE_LEAD,
    named=ALWAYS,
)
CONFERENCE: Final = RecordKind(
    "conference.yml",
    "conference",
    Level.CLUSTER,
    "Hội nghị tổng kết",
    Conference.from_mapping,
    _LEAD,
    Approval.BESIDE_LEAD,
    named=shown_with(Figure.REPORTS),
)
VOTE: Final = RecordKind(
    "vote.yml",
    "vote",
    Level.CLUSTER,
    "Bình chọn, suy tôn",
    Vote.from_mapping,
    _LEAD,
    Approval.BESIDE_LEAD,
    named=shown_with(Figure.NOMINATIONS),
)
REPORT: Final = RecordKind(
    "report.yml",
    "report",
    Level.CLUSTER,
    "Báo cáo của Cụm",
    ClusterReport.from_mapping,
    _LEAD,
    Approval.BESIDE_LEAD,
    named=shown_with(Figure.REPORTS),
)
RECEIPTS_LEAD: Final = RecordKind(
    "receipts-lead.yml",
    "receipts",
    Level.CLUSTER,
    "Sổ biên nhận",
    Receipts.from_mapping,
    _LEAD,
    Approval.BESIDE_LEAD,
    named=shown_with(Figure.PROGRESS),
)
RECEIPTS_MONITOR: Final = RecordKind(
    "receipts-monitor.yml",
    "receipts",
    Level.CLUSTER,
    "Sổ biên nhận",
    Receipts.from_mapping,
    Owner(Term(_("a monitor of the cluster")), (Role.MONITOR,)),
    Approval.LEAD,
    named=shown_with(Figure.PROGRESS),
)
SCHEDULE: Final = RecordKind(
    "schedule.yml",
    "schedule",
    Level.CLUSTER,
    "Lịch hội nghị",
    Schedule.from_mapping,
    Owner(Term(_("the council member in charge, or a monitor for it")), (Role.COUNCIL_MEMBER, Role.MONITOR)),
    Approval.LEAD,
    named=ALWAYS,
)
TARGETS: Final = RecordKind(
    "targets.yml",
    "targets",
    Level.DOSSIER,
    "Đăng ký chỉ tiêu",
    Targets.from_mapping,
    _MEMBER,
    named=shown_with(Figure.LATE_NAMES),
)
SELF_ASSESSMENT: Final = RecordKind(
    "self-assessment.yml",
    "self-assessment",
    Level.DOSSIER,
    "Bản tự chấm điểm",
    SelfAssessment.from_mapping,
    Owner(Term(_("the member whose dossier it is, or a monitor from its paper")), (Role.MEMBER, Role.MONITOR)),
    Approval.VERIFIERS,
    named=shown_with(Figure.LATE_NAMES),
)
SEAL: Final = RecordKind(
    "seal.yml", "seal", Level.DOSSIER, "Niêm phong", Seal.from_mapping, _MEMBER, named=shown_with(Figure.LATE_NAMES)
)
VERIFICATION: Final = RecordKind(
    "verification.yml",
    "verification",
    Level.DOSSIER,
    "Thẩm định",
    Verification.from_mapping,
    Owner(Term(_("the dossier's verifier")), (Role.VERIFIER,)),
    Approval.OTHER_MONITORS,
    named=shown_with(Figure.OFFICIAL_POINTS),
)
RESPONSE: Final = RecordKind(
    "response.yml",
    "response",
    Level.DOSSIER,
    "Giải trình",
    Response.from_mapping,
    _MEMBER,
    named=shown_with(Figure.OFFICIAL_POINTS),
)
REVIEW: Final = RecordKind(
    "review.yml",
    "review",
    Level.DOSSIER,
    "Phúc tra",
    Review.from_mapping,
    Owner(Term(_("the reviewer")), (Role.REVIEWER, Role.LEAD)),
    Approval.ADMINISTRATORS,
    named=shown_with(Figure.OFFICIAL_POINTS),
)

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
