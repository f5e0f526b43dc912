"""The Vietnamese words for what records and results write as codes, wherever people read them (mission.md, “Words”)."""

from collections.abc import Mapping
from typing import Final

from thidua.records.rubric import Rubric
from thidua.records.season import Season

STATES: Final[Mapping[str, str]] = {
    "missing": "Chưa nộp",
    "sealed": "Đã niêm phong",
    "submitted": "Đã nộp",
    "contested": "Đang giải trình, phúc tra",
    "verified": "Đã thẩm định",
}
KINDS: Final[Mapping[str, str]] = {
    "member": "Tổ chức thành viên",
    "department": "Ban, đơn vị",
    "council": "Cơ quan xét khen thưởng",
    "standing_board": "Cơ quan có thẩm quyền",
}
AWARD_STATUSES: Final[Mapping[str, str]] = {
    "awarded": "Được khen thưởng",
    "not_awarded": "Không khen thưởng",
    "withdrawn": "Rút đề nghị",
    "revoked": "Đã thu hồi",
}
EVIDENCE: Final[Mapping[str, str]] = {"required": "Bắt buộc", "optional": "Nếu có", "none": "Không yêu cầu"}


def classification(rubric: Rubric, code: str) -> str:
    """Return the title of a class: ``Xuất sắc``."""
    return next((c.title for c in rubric.classification if c.code == code), code)


def award(season: Season, code: str) -> str:
    """Return what an award is called in headings, cells and messages: ``Cờ thi đua``."""
    found = season.award(code)
    return found.label if found is not None else code
