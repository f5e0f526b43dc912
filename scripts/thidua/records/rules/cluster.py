"""Rules on who is in a cluster and on its standing records: covenant, exclusions, receipts, report."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from thidua.records import layout
from thidua.records.cluster import PORTAL, Cluster, ClusterReport, Covenant, Exclusions, Receipt, Receipts
from thidua.records.duplicate import duplicates
from thidua.records.finding import Finding, error, offence, warning
from thidua.records.language import mark as _
from thidua.records.record import Record
from thidua.records.rules import reference
from thidua.records.rules.scope import ClusterScope

NOT_A_MEMBER_ORGANISATION = error(
    "cluster-member-kind",
    _("“{organisation}” is not a member organisation but a body of the central office."),
    _("Only organisations of kind “member” compete in a cluster."),
)
TWO_CLUSTERS = error(
    "cluster-member-elsewhere",
    _("“{organisation}” also stands in the cluster “{other}” of this season."),
    _("A member stands in one cluster: remove it from one of the two."),
)
INACTIVE = warning(
    "cluster-member-inactive",
    _("“{organisation}” does not exist on {opens_on}, when the season opens."),
    _("Check “from” and “to” in organisations.yml, or list its successor."),
)
TAKEN = error(
    "cluster-id-taken",
    _("A cluster cannot have the id “{cluster}”: the portal uses it for a page of its own."),
    _("Rename the folder, for instance to cum-01."),
)
LEAD = error(
    "cluster-lead",
    _("The lead “{organisation}” is not a member of the cluster."),
    _("The lead is one of the members."),
)
DEPUTY = error(
    "cluster-deputy",
    _("The deputy “{organisation}” is not a member of the cluster."),
    _("Deputies are members of the cluster; leave the list empty if there is none."),
)
LEAD_AS_DEPUTY = error(
    "cluster-lead-is-deputy",
    _("“{organisation}” is lead and deputy at once."),
    _("Name another deputy, or leave the list empty."),
)
NO_MONITOR = error(
    "cluster-no-monitor",
    _("The cluster has no monitor."),
    _("Name at least one department of the central office; it is the second addressee of every submission."),
)
MONITOR = error(
    "cluster-monitor-kind",
    _("“{organisation}” competes in clusters and cannot monitor one."),
    _("Name a department of the central office."),
)
SELF_VERIFIER = error(
    "cluster-verifier-self",
    _("“{organisation}” would verify itself."),
    _("Name another verifier for it."),
)
ACCOUNT = error(
    "reference-account",
    _("No account “{login}” is registered."),
    _("Register it in accounts.yml or correct the login."),
)
COUNCIL_ACCOUNT = error(
    "council-account-member",
    _("The account “{login}” acts for “{organisation}”, which competes in clusters, and cannot act for the council."),
    _("Name an account of the council or the central office; for a person with two roles register a second account."),
)
COUNCIL_DATES = error(
    "council-dates",
    _("“to” ({to}) is earlier than “from” ({since})."),
    _("Check the two dates."),
)
OWN_RECEIPT = offence(
    "receipt-own",
    _("The lead gives itself a receipt."),
    _("Remove the row: for the lead's own dossier only the monitor gives a receipt."),
    _("The lead entered a receipt for its own dossier."),
)
FUTURE = warning(
    "receipt-in-future",
    _("The receipt is dated {received_at}, which has not come yet."),
    _("Check the date and the time of the receipt."),
)
BEFORE_OPENING = warning(
    "receipt-portal-sealed",
    _("The receipt of {received_at}, “portal”, does not count: a sealed season takes no report before its deadline."),
    _("Until the deadline the report comes by e-mail or on paper: add a row that says how it came."),
)
ENTERED_LATE = warning(
    "receipt-entered-late",
    _("The receipt says {received_at}, in time, but is on the main branch only since {seen_at}, after the deadline."),
    _("Check it against the register of incoming mail: it counts only where the other addressee says “in time” too."),
)
BEFORE_FILE = warning(
    "receipt-before-file",
    _("The receipt says {received_at} through the portal, in time, but its file is there only since {seen_at}."),
    _("Check the hash and the channel: it counts only where the other addressee says “in time” too."),
)
DOUBTFUL: Final = frozenset({ENTERED_LATE, BEFORE_FILE})
NEXT_LEAD = warning(
    "report-next-lead",
    _("“{organisation}”, proposed to lead next year, is not a member of the cluster."),
    _("Nothing to mend if the cluster proposed it so: the standing board decides."),
)
NEXT_LEAD_AS_DEPUTY = error(
    "report-next-lead-is-deputy",
    _("“{organisation}” is proposed as lead and as deputy at once."),
    _("Remove it from one of the two."),
)


def check_members(record: Record[Cluster], scope: ClusterScope) -> Iterator[Finding]:
    """Yield members that are unknown, of the wrong kind, listed twice or in two clusters."""
    cluster, path, organisations = record.value, record.path, scope.organisations
    if scope.records.id in layout.TAKEN:
        yield TAKEN.at(path, "name", cluster=scope.records.id)
    yield from duplicates(cluster.members, path, ("members",))
    elsewhere = {
        member: other
        for other, found in scope.roster.items()
        if other != scope.records.id
        for member in found.value.members
    }
    for index, member in enumerate(cluster.members):
        place = ("members", index)
        yield from reference.organisation(organisations, member, path, *place)
        if member in elsewhere:
            yield TWO_CLUSTERS.at(path, *place, organisation=member, other=elsewhere[member])
        if organisations is not None and member in organisations:
            if organisations.kind(member) != "member":
                yield NOT_A_MEMBER_ORGANISATION.at(path, *place, organisation=member)
            opens_on = scope.season.opens_on if scope.season is not None else None
            if opens_on is not None and not organisations[member].exists_on(opens_on):
                yield INACTIVE.at(path, *place, organisation=member, opens_on=opens_on)


def check_roles(record: Record[Cluster], scope: ClusterScope) -> Iterator[Finding]:
    """Yield roles that nobody, or the wrong one, holds."""
    cluster, path, organisations = record.value, record.path, scope.organisations
    if cluster.lead not in cluster.members:
        yield LEAD.at(path, "lead", organisation=cluster.lead)
    yield from duplicates(cluster.deputies, path, ("deputies",))
    for index, deputy in enumerate(cluster.deputies):
        if deputy == cluster.lead:
            yield LEAD_AS_DEPUTY.at(path, "deputies", index, organisation=deputy)
        elif deputy not in cluster.members:
            yield DEPUTY.at(path, "deputies", index, organisation=deputy)
    if not cluster.monitors:
        yield NO_MONITOR.at(path, "monitors")
    yield from duplicates(cluster.monitors, path, ("monitors",))
    for index, monitor in enumerate(cluster.monitors):
        yield from reference.organisation(organisations, monitor, path, "monitors", index)
        if organisations is not None and organisations.kind(monitor) == "member":
            yield MONITOR.at(path, "monitors", index, organisation=monitor)
    for member, verifier in cluster.verifiers.items():
        yield from reference.member(cluster, member, path, "verifiers", member)
        yield from reference.organisation(organisations, verifier, path, "verifiers", member)
        if member == verifier:
            yield SELF_VERIFIER.at(path, "verifiers", member, organisation=member)
    yield from check_council(record, scope)


def check_council(record: Record[Cluster], scope: ClusterScope) -> Iterator[Finding]:
    """Yield council members whose body or accounts are not registered, and accounts that act for who competes."""
    for index, council_member in enumerate(record.value.council_members):
        place = ("council_members", index)
        yield from reference.organisation(scope.organisations, council_member.body, record.path, *place, "body")
        since, until = council_member.since, council_member.until
        if since is not None and until is not None and until < since:
            yield COUNCIL_DATES.at(record.path, *place, "to", to=until, since=since)
        yield from _check_account(council_member.account, scope, record.path, *place, "account")
        for position, login in enumerate(council_member.assistants):
            yield from _check_account(login, scope, record.path, *place, "assistants", position)


def _check_account(login: str, scope: ClusterScope, path: str, *pointer: str | int) -> Iterator[Finding]:
    if scope.accounts is None:
        return
    account = scope.accounts.of(login)
    if account is None:
        yield ACCOUNT.at(path, *pointer, login=login)
    elif scope.organisations is not None and scope.organisations.kind(account.acts_for) == "member":
        yield COUNCIL_ACCOUNT.at(path, *pointer, login=login, organisation=account.acts_for)


def check_covenant(record: Record[Covenant], scope: ClusterScope) -> Iterator[Finding]:
    """Yield signatories that are not members."""
    yield from duplicates(record.value.signatories, record.path, ("signatories",))
    for index, signatory in enumerate(record.value.signatories):
        yield from reference.member(scope.cluster, signatory, record.path, "signatories", index)


def check_exclusions(record: Record[Exclusions], scope: ClusterScope) -> Iterator[Finding]:
    """Yield exclusions of organisations that are not members."""
    listed = [exclusion.organisation for exclusion in record.value.listed]
    yield from duplicates(listed, record.path, ("exclusions",), ["organisation"])
    for index, exclusion in enumerate(record.value.listed):
        yield from reference.member(
            scope.cluster, exclusion.organisation, record.path, "exclusions", index, "organisation"
        )


def check_receipts(record: Record[Receipts], scope: ClusterScope, *, is_of_lead: bool) -> Iterator[Finding]:
    """Yield receipts for organisations that are not members, and those that the lead gives itself."""
    if is_of_lead and scope.cluster is not None:
        yield from check_own_receipts(record, scope.cluster)
    for index, receipt in enumerate(record.value.listed):
        place = ("receipts", index, "organisation")
        yield from reference.member(scope.cluster, receipt.organisation, record.path, *place)
        if scope.now is not None and receipt.received_at > scope.now:
            pointer = ("receipts", index, "received_at")
            yield FUTURE.at(record.path, *pointer, received_at=receipt.received_at)
        if receipt.channel == PORTAL and _is_before_opening(receipt, scope):
            pointer = ("receipts", index, "channel")
            yield BEFORE_OPENING.at(record.path, *pointer, received_at=receipt.received_at)
        elif _is_doubtful(receipt, scope):
            rule = BEFORE_FILE if receipt.channel == PORTAL else ENTERED_LATE
            yield rule.at(record.path, "receipts", index, "received_at", **_moments(receipt, scope))


def _is_doubtful(receipt: Receipt, scope: ClusterScope) -> bool:
    deadline = _deadline(receipt, scope)
    return deadline is not None and not receipt.is_supplement and receipt.is_doubtful(deadline)


def _moments(receipt: Receipt, scope: ClusterScope) -> dict[str, datetime | str]:
    """Return when a receipt says that something came, and since when the main branch bears it out."""
    zone = scope.portal.zone if scope.portal is not None else None
    seen_at = receipt.seen_at.astimezone(zone) if receipt.seen_at is not None else "–"
    return {"received_at": receipt.received_at, "seen_at": seen_at}


def _deadline(receipt: Receipt, scope: ClusterScope) -> datetime | None:
    if scope.season is None or scope.portal is None:
        return None
    return scope.season.filing_deadline(scope.records.id, receipt.organisation).end(scope.portal.zone)


def _is_before_opening(receipt: Receipt, scope: ClusterScope) -> bool:
    """Whether a receipt is of a time when reports are still sealed (gate.md, Sealed seasons)."""
    deadline = _deadline(receipt, scope)
    is_sealed = scope.season is not None and scope.season.is_sealed
    return is_sealed and deadline is not None and receipt.received_at < deadline


def check_own_receipts(record: Record[Receipts], cluster: Cluster, first: int = 0) -> Iterator[Finding]:
    """Yield the receipts that the lead gives itself, from the row ``first`` on."""
    for index, receipt in enumerate(record.value.listed):
        if index >= first and receipt.organisation == cluster.lead:
            yield OWN_RECEIPT.at(record.path, "receipts", index, "organisation")


def check_report(record: Record[ClusterReport], scope: ClusterScope) -> Iterator[Finding]:
    """Yield proposals for next year that cannot be."""
    following, path = record.value.next, record.path
    if following is None:
        return
    yield from reference.organisation(scope.organisations, following.lead, path, "next", "lead")
    is_known = scope.organisations is None or following.lead in scope.organisations
    if is_known and scope.cluster is not None and following.lead not in scope.cluster.members:
        yield NEXT_LEAD.at(path, "next", "lead", organisation=following.lead)
    for index, deputy in enumerate(following.deputies):
        yield from reference.organisation(scope.organisations, deputy, path, "next", "deputies", index)
        if deputy == following.lead:
            yield NEXT_LEAD_AS_DEPUTY.at(path, "next", "deputies", index, organisation=deputy)
