"""The conditions of an award for one member, in words with their reasons (rules.md §6, Vietnamese)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from thidua.portal import words
from thidua.publication.redaction import PublishedCluster, PublishedMember
from thidua.records.format import day, moment
from thidua.records.season import Award
from thidua.scoring.eligibility import Check, Eligibility
from thidua.scoring.filing import State, counting
from thidua.scoring.result import Frame

_UNVERIFIED: Final[Mapping[State, str]] = {
    State.MISSING: "chưa nộp hồ sơ",
    State.SEALED: "mới nộp bản niêm phong",
    State.SUBMITTED: "chưa thẩm định",
    State.CONTESTED: "còn nội dung chờ phúc tra",
}


@dataclass(frozen=True, slots=True)
class ConditionLine:
    """One condition: what it asks, whether it is met, and why."""

    title: str
    is_met: bool
    reason: str


@dataclass(frozen=True, slots=True)
class AwardConditions:
    """The conditions of one award for one member, as far as they may be told."""

    award: str
    is_eligible: bool
    verdict: str
    lines: tuple[ConditionLine, ...]


def award_conditions(
    award: Award, member: PublishedMember, published: PublishedCluster, frame: Frame
) -> AwardConditions | None:
    """Return the conditions of ``award`` for ``member``; None where they are not shown."""
    found = member.eligibility.get(award.code)
    if found is None:
        return None
    conference = published.records.conference
    has_met = conference is not None and conference.value.is_attended
    return AwardConditions(
        award.title,
        found.is_eligible is not False,
        _verdict(found, has_met=has_met),
        tuple(_line(check, member, published, frame) for check in found.checks),
    )


def _verdict(found: Eligibility, *, has_met: bool) -> str:
    if found.is_eligible is None:
        return "Đủ các điều kiện được công bố"
    return "Đủ điều kiện" if found.is_eligible else f"{'Không' if has_met else 'Chưa'} đủ điều kiện"


def _line(check: Check, member: PublishedMember, published: PublishedCluster, frame: Frame) -> ConditionLine:
    title = words.condition(check.condition, frame.rubric)
    return ConditionLine(title, check.is_met, _reason(check, member, published, frame))


def _reason(check: Check, member: PublishedMember, published: PublishedCluster, frame: Frame) -> str:  # noqa: PLR0911 - one answer a condition
    records, organisation = published.records, member.organisation
    match check.condition.name:
        case "verified":
            return "" if check.is_met or member.state is None else _UNVERIFIED[member.state]
        case "submitted_on_time":
            return _filing(member, published, frame, is_met=check.is_met)
        case "covenant_signed":
            if records.covenant is None:
                return "Cụm chưa có giao ước"
            signed = f"ký ngày {day(records.covenant.value.signed_on)}"
            return signed if check.is_met else "không có tên trong giao ước"
        case "attended_conference":
            if check.is_met:
                return ""
            if records.conference is None:
                return "chưa có biên bản hội nghị"
            is_known = records.conference.value.is_attended
            return "vắng mặt hoặc chưa ghi có mặt" if is_known else "chưa ghi thành phần dự hội nghị"
        case "not_excluded":
            listed = records.exclusions.value.listed if records.exclusions is not None else ()
            numbers = [e.basis_number for e in listed if e.organisation == organisation]
            return f"theo văn bản số {', '.join(numbers)}" if numbers else ""
        case _:
            official = member.sheets.official
            if official is None:
                return "chưa có điểm chính thức"
            return f"xếp loại {frame.rubric.classify(official.total).title}"


def _filing(member: PublishedMember, published: PublishedCluster, frame: Frame, *, is_met: bool) -> str:
    deadline = frame.season.filing_deadline(published.id, member.organisation)
    due = f"hạn đến hết ngày {day(deadline.last_day)}"
    receipts = [
        receipt.received_at
        for record in (published.records.receipts_lead, published.records.receipts_monitor)
        if record is not None
        for receipt in counting(record.value.of(member.organisation), frame.season)
        if not receipt.is_supplement
    ]
    if is_met:
        return f"nhận {moment(max(receipts).astimezone(frame.zone))}; {due}" if receipts else due
    if member.on_time is False:
        return f"nộp muộn; {due}"
    return f"chưa đủ căn cứ về thời điểm nhận; {due}"
