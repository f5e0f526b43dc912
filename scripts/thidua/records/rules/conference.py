"""Rules on the schedule and the conference (rules.md §5). What happened is never refused, only marked."""

from collections.abc import Iterator

from thidua.records.cluster import Conference, Schedule
from thidua.records.duplicate import duplicates
from thidua.records.finding import Finding, error, warning
from thidua.records.language import mark as _
from thidua.records.record import Record
from thidua.records.rules import reference
from thidua.records.rules.scope import ClusterScope
from thidua.records.rules.season import check_cluster_known
from thidua.records.season import Season

DATES = error(
    "schedule-dates",
    _("The conference ends ({ends_on}) before it begins ({date})."),
    _("Check “date” and “ends_on”."),
)
PAPER = error(
    "schedule-paper",
    _("The monitor records the date without naming the signed paper."),
    _("Add “paper: {{number: …}}” with the number of the document in which the council member decided."),
)
JOINT_WITH_ITSELF = error(
    "schedule-joint-self",
    _("The cluster “{cluster}” would meet jointly with itself."),
    _("Name only the other clusters under “joint_with”; leave it out if there is none."),
)
NOT_AGREED = warning(
    "schedule-not-agreed",
    _("The date was decided without the lead's agreement."),
    _("The plan asks for agreement with the lead; nothing to mend if it was so."),
    is_alone=True,
)
LATE = warning(
    "schedule-late",
    _("The conference ends on {ends_on}, after the deadline (last day {last_day})."),
    _("Nothing to mend if it was so: it is recorded as outside the plan."),
    is_alone=True,
)
TOO_LONG = warning(
    "schedule-days",
    _("The conference takes {days} days; the plan allows {max_days}."),
    _("Nothing to mend if it was so."),
    is_alone=True,
)
HOST = warning(
    "schedule-host",
    _("The host “{host}” does not lead the cluster."),
    _("The plan holds the conference at the lead's; nothing to mend if it was so."),
)
ABSENT_OFFICER = warning(
    "conference-officer-absent",
    _("“{organisation}” has the chair or keeps the minutes but is not recorded as present."),
    _("Check the attendance list."),
)


def check_schedule(record: Record[Schedule], scope: ClusterScope) -> Iterator[Finding]:
    """Yield what is wrong with the schedule, and where it departs from the plan."""
    schedule, path = record.value, record.path
    yield from check_alone(record, scope.season)
    yield from reference.organisation(scope.organisations, schedule.host, path, "host")
    yield from duplicates(schedule.joint_with, path, ("joint_with",))
    for index, other in enumerate(schedule.joint_with):
        yield from check_cluster_known(other, scope.clusters, path, "joint_with", index)
        if other == scope.records.id:
            yield JOINT_WITH_ITSELF.at(path, "joint_with", index, cluster=other)
    if schedule.ends_on < schedule.day:
        yield DATES.at(path, "ends_on", ends_on=schedule.ends_on, date=schedule.day)
    if schedule.recorded_by_monitor and schedule.paper is None:
        yield PAPER.at(path, "recorded_by")
    yield from check_host(schedule, path, scope)


def check_alone(record: Record[Schedule], season: Season | None) -> Iterator[Finding]:
    """Yield where a schedule departs from the plan; nothing but the file and the season's rules says so."""
    schedule, path = record.value, record.path
    if not schedule.agreed_with_lead:
        yield NOT_AGREED.at(path, "agreed_with_lead")
    if season is None:
        return
    last_day = season.conference.last_day
    if schedule.ends_on > last_day:
        key = "date" if schedule.ends_on == schedule.day else "ends_on"
        yield LATE.at(path, key, ends_on=schedule.ends_on, last_day=last_day)
    days = (schedule.ends_on - schedule.day).days + 1
    if days > season.conference_days:
        yield TOO_LONG.at(path, "ends_on", days=days, max_days=season.conference_days)


def check_host(schedule: Schedule, path: str, scope: ClusterScope) -> Iterator[Finding]:
    """Yield a host that leads none of the clusters that meet, where the plan wants the lead as host."""
    meeting = [cluster for cluster in (scope.records.id, *schedule.joint_with) if cluster in scope.clusters]
    rosters = [scope.roster[cluster].value for cluster in meeting if cluster in scope.roster]
    is_sure = len(rosters) == len(meeting) and all(cluster.lead in cluster.members for cluster in rosters)
    if scope.season is None or not scope.season.venue_is_lead or not is_sure:
        return
    is_known = scope.organisations is None or schedule.host in scope.organisations
    if is_known and schedule.host not in {cluster.lead for cluster in rosters}:
        yield HOST.at(path, "host", host=schedule.host)


def check_conference(record: Record[Conference], scope: ClusterScope) -> Iterator[Finding]:
    """Yield attendance of organisations that are not members, and officers who were not there."""
    conference, path = record.value, record.path
    listed = [entry.organisation for entry in conference.attendance]
    yield from duplicates(listed, path, ("attendance",), ["organisation"])
    for index, organisation in enumerate(listed):
        yield from reference.member(scope.cluster, organisation, path, "attendance", index, "organisation")
    for role, organisation in (("chair", conference.chair), ("secretary", conference.secretary)):
        yield from reference.organisation(scope.organisations, organisation, path, role)
        is_member = scope.cluster is not None and organisation in scope.cluster.members
        if is_member and conference.missed(organisation):
            yield ABSENT_OFFICER.at(path, role, organisation=organisation)
