"""A cluster's conference as JSON: when and where, and who came."""

from typing import Any

from thidua.exports.value import day, document, paper, present
from thidua.records.cluster import Attendance, Conference, Schedule


def schedule_document(schedule: Schedule) -> dict[str, Any]:
    """Return date and place of a conference."""
    return {
        "date": day(schedule.day),
        "ends_on": day(schedule.ends_on),
        "starts_at": schedule.starts_at,
        "host": schedule.host,
        "place": schedule.place,
        "decided_on": day(schedule.decided_on),
        "agreed_with_lead": schedule.agreed_with_lead,
        "recorded_by_monitor": schedule.recorded_by_monitor,
        "paper": paper(schedule.paper),
        "joint_with": list(schedule.joint_with),
    }


def conference_document(conference: Conference) -> dict[str, Any]:
    """Return how a conference went; money in Vietnamese đồng."""
    budget = present(planned=conference.budget_planned, actual=conference.budget_actual)
    return {
        "format": conference.format,
        "programme_agreed_on": day(conference.programme_agreed_on),
        "agenda": [present(title=item.title, minutes=item.minutes, by=item.by) for item in conference.agenda],
        "chair": conference.chair,
        "secretary": conference.secretary,
        "attendance": [_attendance(attendance) for attendance in conference.attendance],
        "council_member": {"attended": conference.council_member_attended, "direction": conference.direction},
        "guests": [{"group": guests.group, "count": guests.count} for guests in conference.guests],
        "budget": budget or None,
        "invitation": document(conference.invitation),
    }


def _attendance(attendance: Attendance) -> dict[str, Any]:
    return present(
        organisation=attendance.organisation,
        absent=attendance.is_absent,
        head=attendance.head,
        leaders=attendance.leaders,
        departments=attendance.departments,
        officers=attendance.officers,
        reason=attendance.reason,
    )
