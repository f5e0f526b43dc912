"""The words that pages alone use, in Vietnamese: roles, milestones, the rules of a season (mission.md, “Words”)."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

from thidua.records import format as write
from thidua.records.rubric import Rubric
from thidua.records.season import Award, Condition, Deadline, Quota, Season, Threshold
from thidua.records.vocabulary import KINDS, award, classification

ROLES: Final[Mapping[str, str]] = {
    "lead": "Cụm trưởng",
    "deputy": "Cụm phó",
    "member": "Tổ chức thành viên",
    "monitor": "Ban, đơn vị theo dõi",
    "council_member": "Người phụ trách Cụm",
    "council": KINDS["council"],
    "standing_board": KINDS["standing_board"],
    "administrator": "Quản trị",
    "conference": "Hội nghị của Cụm",
}
VOTE_MODES: Final[Mapping[str, str]] = {
    "secret_ballot": "bỏ phiếu kín",
    "show_of_hands": "biểu quyết giơ tay",
    "consensus": "thống nhất suy tôn",
}
BASES: Final[Mapping[str, str]] = {
    "roll": "tổng số tổ chức có quyền bỏ phiếu",
    "present": "số tổ chức có mặt",
    "valid": "số phiếu hợp lệ",
}
NEXT_BASES: Final[Mapping[str, str]] = {"rotation": "luân phiên", "vote": "bầu chọn", "appointment": "phân công"}
MILESTONES: Final[Mapping[str, str]] = {
    "opens": "Mở năm thi đua",
    "self_assessment": "Gửi báo cáo và bảng tự chấm điểm",
    "conference": "Hội nghị tổng kết của Cụm",
    "consolidation": "Ban, đơn vị theo dõi báo cáo kết quả",
    "decision": "Quyết định khen thưởng",
}
CHANNELS: Final[Mapping[str, str]] = {"portal": "qua Cổng", "email": "thư điện tử", "paper": "văn bản giấy"}
FORMATS: Final[Mapping[str, str]] = {
    "in_person": "trực tiếp",
    "online": "trực tuyến",
    "hybrid": "trực tiếp kết hợp trực tuyến",
}
_KEYS: Final[Mapping[str, str]] = {
    "base": "tổng điểm các nhóm tiêu chí, chưa tính điểm thưởng và điểm trừ",
    "penalty": "ít điểm trừ hơn",
    "bonus": "ít điểm thưởng hơn",
    "no_flag_last_season": "chưa được tặng {award} năm trước",
    "vote": "nhiều phiếu đồng ý hơn ở vòng 1 khi bình chọn {award}",
}
_REASONS: Final[Mapping[str, tuple[str, str]]] = {
    "base": ("tổng điểm các nhóm tiêu chí cao hơn", "tổng điểm các nhóm tiêu chí thấp hơn"),
    "penalty": ("ít điểm trừ hơn", "nhiều điểm trừ hơn"),
    "bonus": ("ít điểm thưởng hơn", "nhiều điểm thưởng hơn"),
    "no_flag_last_season": ("năm trước chưa được tặng {award}", "năm trước đã được tặng {award}"),
    "vote": (
        "nhiều phiếu đồng ý hơn ở vòng 1 khi bình chọn {award}",
        "ít phiếu đồng ý hơn ở vòng 1 khi bình chọn {award}",
    ),
}
# Short forms of kinds of documents in their numbers: Decree 30/2020, annex III.
_DOCUMENTS: Final[Mapping[str, str]] = {
    "CT": "Chỉ thị",
    "HD": "Hướng dẫn",
    "KH": "Kế hoạch",
    "NQ": "Nghị quyết",
    "QĐ": "Quyết định",
    "TB": "Thông báo",
}
_CONDITIONS: Final[Mapping[str, str]] = {
    "verified": "Hồ sơ đã thẩm định xong",
    "submitted_on_time": "Nộp báo cáo và tự chấm điểm đúng hạn",
    "covenant_signed": "Đã ký giao ước thi đua",
    "attended_conference": "Dự hội nghị tổng kết của Cụm",
    "not_excluded": "Không thuộc trường hợp không được xét",
}


def document(number: str) -> str:
    """Return a document by its kind, as far as its number tells it: ``Thông báo số 32/TB-UBND``."""
    kind = number.partition("/")[2].partition("-")[0]
    return f"{_DOCUMENTS.get(kind, 'văn bản')} số {number}"


def deadline(limit: Deadline) -> str:
    """Return a deadline with its rule: ``trước ngày 15/11/2020``, ``chậm nhất ngày 15/11/2020``."""
    return f"{'chậm nhất' if limit.is_inclusive else 'trước'} ngày {write.day(limit.day)}"


def last_day(limit: Deadline) -> str:
    """Return the last day that is in time: ``hết ngày 14/11/2020``."""
    return write.until(limit.last_day)


def days_left(last: date, today: date) -> str:
    """Return how far the last day of a deadline is from today."""
    left = (last - today) / timedelta(days=1)
    if left < 0:
        return "đã hết hạn"
    return "hôm nay là ngày cuối" if left == 0 else f"còn {write.count(int(left))} ngày"


def condition(rule: Condition, rubric: Rubric) -> str:
    """Return a condition of an award in words."""
    if rule.name == "classification_at_least":
        return f"Xếp loại từ {classification(rubric, rule.level or '')} trở lên"
    return _CONDITIONS[rule.name]


def tie_break(key: str, season: Season, rubric: Rubric) -> str:
    """Return a key of the tie-break chain in words."""
    if key.startswith("section:"):
        return _section(key, rubric)
    return _KEYS[key].format(award=_first_award(season))


def tie_reason(key: str, season: Season, rubric: Rubric, *, is_above: bool) -> str:
    """Return why a key of the tie-break chain puts a member above another of equal total, or below it."""
    if key.startswith("section:"):
        return f"{_section(key, rubric)} {'cao' if is_above else 'thấp'} hơn"
    return _REASONS[key][0 if is_above else 1].format(award=_first_award(season))


def _section(key: str, rubric: Rubric) -> str:
    code = key.removeprefix("section:")
    title = next((s.title for s in rubric.sections if s.code == code), "")
    return f"điểm nhóm {code}{f' ({title})' if title else ''}"


def _first_award(season: Season) -> str:
    return season.awards[0].label if season.awards else "danh hiệu đứng đầu"


def quota(rule: Quota) -> str:
    """Return how many a cluster may propose, in words."""
    if rule.count is not None:
        return f"{write.count(rule.count)} tổ chức mỗi Cụm"
    minimum = f", ít nhất {write.count(rule.minimum)}" if rule.minimum else ""
    return f"{write.percent(rule.ratio)} số tổ chức thành viên của Cụm{minimum} (làm tròn đến số nguyên gần nhất)"


def threshold(rule: Threshold) -> str:
    """Return the share of yes votes that confirms a candidate, in words."""
    words = "trên" if rule.is_strict else "từ"
    tail = "" if rule.is_strict else " trở lên"
    return f"{words} {write.fraction(rule.fraction)} {BASES[rule.of]}{tail}"


def exclusion(rule: Award, season: Season) -> str | None:
    """Return whom an award does not go to because of another one; None if there is no such rule."""
    titles = [award(season, code) for code in rule.excludes]
    return f"Không đề nghị tổ chức đã được đề nghị {write.enumeration(titles, ' hoặc ')}" if titles else None
