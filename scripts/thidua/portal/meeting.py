"""A cluster's conference in words: date, place, programme, who came, and money where it may be shown (Vietnamese)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from thidua.portal import words
from thidua.publication.edition import Edition
from thidua.publication.redaction import PublishedCluster
from thidua.records.cluster import Attendance, Conference, Schedule
from thidua.records.figure import Figure
from thidua.records.format import clock, count, day, money, weekday
from thidua.records.record import value_of

Names = Callable[[str], str]
Facts = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class AgendaLine:
    """An item of the programme with its length and who takes it."""

    title: str
    minutes: str
    by: str


@dataclass(frozen=True, slots=True)
class AttendanceLine:
    """Who came from a member: numbers as texts; ``absent`` says that nobody did."""

    name: str
    absent: str
    head: str
    leaders: str
    departments: str
    officers: str
    total: str


@dataclass(frozen=True, slots=True)
class Meeting:
    """Everything of the conference that may be shown."""

    facts: Facts
    agenda: tuple[AgendaLine, ...]
    attendance: tuple[AttendanceLine, ...]
    guests: Facts
    direction: str
    budget: Facts


def meeting(published: PublishedCluster, edition: Edition, names: Names, roles: Names) -> Meeting | None:
    """Return the conference; None while neither a date is set nor a record of it is shown."""
    schedule = value_of(published.records.schedule)
    conference = value_of(published.records.conference)
    if schedule is None and conference is None:
        return None
    facts = [*(_schedule(schedule, names) if schedule is not None else ())]
    if conference is None:
        return Meeting(tuple(facts), (), (), (), "", ())
    return Meeting(
        facts=(*facts, *_conference(conference, names, roles)),
        agenda=tuple(AgendaLine(a.title, f"{a.minutes} phút", _by(a.by, names, roles)) for a in conference.agenda),
        attendance=tuple(_attendance(a, names) for a in conference.attendance),
        guests=tuple((g.group, f"{count(g.count)} đại biểu") for g in conference.guests),
        direction=conference.direction or "",
        budget=tuple(_budget(conference, published, edition, roles)),
    )


def _schedule(schedule: Schedule, names: Names) -> Iterator[tuple[str, str]]:
    when = f"{clock(schedule.starts_at)}, {weekday(schedule.day)}"
    if schedule.ends_on != schedule.day:
        when += f" đến hết {weekday(schedule.ends_on)}"
    yield "Thời gian", when
    yield "Địa điểm", schedule.place
    yield "Đơn vị đăng cai", names(schedule.host)
    agreed = ", đã thống nhất với Cụm trưởng" if schedule.agreed_with_lead else ""
    paper = f" (văn bản số {schedule.paper.number})" if schedule.paper is not None and schedule.paper.number else ""
    yield "Ngày ấn định", f"{day(schedule.decided_on)}{agreed}{paper}"
    if schedule.joint_with:
        yield "Tổ chức chung với", ", ".join(schedule.joint_with)


def _conference(conference: Conference, names: Names, roles: Names) -> Iterator[tuple[str, str]]:
    yield "Hình thức", words.FORMATS[conference.format].capitalize()
    yield "Chủ trì", names(conference.chair)
    yield "Thư ký", names(conference.secretary)
    if conference.council_member_attended is not None:
        attended = "Dự và chỉ đạo" if conference.council_member_attended else "Không dự"
        yield roles("council_member"), attended
    if conference.programme_agreed_on is not None:
        yield "Thống nhất chương trình", f"Ngày {day(conference.programme_agreed_on)}"
    if conference.invitation is not None:
        issued = conference.invitation.issued_on
        yield "Giấy mời", f"Số {conference.invitation.number}{f' ngày {day(issued)}' if issued else ''}"


def _by(who: str | None, names: Names, roles: Names) -> str:
    if who is None:
        return ""
    return roles(who) if who in words.ROLES else names(who)


def _attendance(entry: Attendance, names: Names) -> AttendanceLine:
    name = names(entry.organisation)
    if entry.is_absent:
        return AttendanceLine(name, f"Vắng ({entry.reason})" if entry.reason else "Vắng", "", "", "", "", "0")
    total = entry.head + entry.leaders + entry.departments + entry.officers
    return AttendanceLine(
        name,
        "",
        "Có" if entry.head else "Không",
        count(entry.leaders),
        count(entry.departments),
        count(entry.officers),
        count(total),
    )


def _budget(
    conference: Conference, published: PublishedCluster, edition: Edition, roles: Names
) -> Iterator[tuple[str, str]]:
    if Figure.BUDGET not in published.shows:
        return
    support = edition.season.support.get(published.id)
    if conference.budget_planned is not None:
        yield "Dự toán", money(conference.budget_planned)
    if conference.budget_actual is not None:
        yield "Thực chi", money(conference.budget_actual)
    if support is not None:
        yield f"{roles('standing_board')} hỗ trợ", money(support)
