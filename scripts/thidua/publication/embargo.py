"""What the portal says where a figure is not shown (rules.md §10): that it is not public yet, and when it will be."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from thidua.publication.policy import Publication, exposure
from thidua.records import format as write
from thidua.records.figure import Figure
from thidua.records.season import Exposure, Season

SUBJECTS: Final[Mapping[Figure, str]] = {
    Figure.PROGRESS: "tiến độ của Cụm",
    Figure.LATE_NAMES: "danh sách tổ chức nộp muộn hoặc chưa nộp",
    Figure.SELF_POINTS: "điểm tự chấm",
    Figure.OFFICIAL_POINTS: "điểm chính thức, xếp hạng và xếp loại",
    Figure.VOTES: "số phiếu bình chọn",
    Figure.NOMINATIONS: "danh sách đề nghị khen thưởng",
    Figure.REPORTS: "báo cáo và diễn biến hội nghị",
    Figure.AWARDS: "quyết định khen thưởng",
    Figure.BUDGET: "kinh phí",
    Figure.ANALYTICS: "phân tích kết quả chấm điểm",
}
MOMENTS: Final[Mapping[str, str]] = {
    "always": "Luôn công khai",
    "after_deadline": "Sau khi hết hạn nộp",
    "after_conference": "Sau hội nghị tổng kết của Cụm",
    "after_decision": "Sau khi có quyết định khen thưởng",
    "never": "Không công bố",
}
PROPOSAL: Final = "Cụm đề nghị – chưa phải quyết định khen thưởng"


def notice(season: Season, figure: Figure, conference_on: date | None = None) -> str:
    """Return the sentence that stands in place of a figure; ``conference_on`` is the last day of the conference."""
    rule = exposure(season, figure)
    subject = SUBJECTS[figure]
    if rule.when == "never":
        return f"Không công bố: {subject}, theo quy định công bố của năm thi đua."
    if figure is Figure.AWARDS and rule.when == "after_decision":
        return "Chưa công bố quyết định khen thưởng."
    if rule.nominated_only:
        subject = f"{subject} (chỉ của tổ chức được đề nghị khen thưởng)"
    return f"Chưa công bố: {subject}. {_when(season, rule, conference_on)}"


def moment(season: Season, figure: Figure, conference_on: date | None = None) -> str:
    """Return the same without the subject, where a table already names it."""
    rule = exposure(season, figure)
    return "Không công bố." if rule.when == "never" else f"Chưa công bố. {_when(season, rule, conference_on)}"


def of_all(season: Season, figure: Figure) -> str:
    """Return the sentence that stands in place of a figure of all clusters, whatever the days of their conferences."""
    rule = exposure(season, figure)
    if rule.when != "after_conference":
        return notice(season, figure)
    whom = " (chỉ của tổ chức được đề nghị khen thưởng)" if rule.nominated_only else ""
    return f"Chưa công bố: {SUBJECTS[figure]}{whom}. Công bố sau hội nghị tổng kết của từng Cụm."


def of_member(publication: Publication, figure: Figure, conference_on: date | None = None) -> str:
    """Return the sentence that stands in place of a member's figure that a publication does not show."""
    if publication.is_open(figure, conference_on):
        return f"Không công bố: {SUBJECTS[figure]}. Năm thi đua này chỉ công bố của tổ chức được đề nghị khen thưởng."
    return notice(publication.frame.season, figure, conference_on)


def _when(season: Season, rule: Exposure, conference_on: date | None) -> str:
    match rule.when:
        case "after_deadline":
            return f"Công bố sau khi hết hạn nộp ({write.until(season.self_assessment.last_day)})."
        case "after_conference" if conference_on is not None:
            return f"Công bố sau hội nghị tổng kết của Cụm ngày {write.day(conference_on)}."
        case "after_conference":
            return "Công bố sau hội nghị tổng kết của Cụm; ngày hội nghị chưa được ấn định."
        case "after_decision":
            return "Công bố sau khi có quyết định khen thưởng."
        case _:
            return "Công bố khi có số liệu."
