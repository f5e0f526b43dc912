"""A synthetic cluster's own records: roles, covenant, receipts, schedule, conference and report."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bench.phrase import Dice, folded, heading, phrases

FEWEST_FOR_EXCEPTIONS = 5


@dataclass(frozen=True, slots=True)
class Roles:
    """The members of a cluster in a season, and who does what there. ``day`` is the day in December it meets on."""

    year: int
    cluster: str
    members: Sequence[str]
    monitor: str
    council_account: str
    day: int

    @property
    def lead(self) -> str:
        """The member that leads this year; members take turns."""
        return self._in_turn(0)

    @property
    def deputy(self) -> str:
        """The member that leads next year."""
        return self._in_turn(1)

    def verifier(self, organisation: str) -> str:
        """Return who verifies the dossier of a member (rules.md §3)."""
        return self.deputy if organisation == self.lead else self.lead

    def _in_turn(self, years: int) -> str:
        return self.members[(self.year + years) % len(self.members)]


@dataclass(frozen=True, slots=True)
class Exceptions:
    """The members that filed late, did not sign, did not come or are excluded; most clusters have none of them."""

    late: frozenset[str] = frozenset()
    unsigned: frozenset[str] = frozenset()
    absent: frozenset[str] = frozenset()
    excluded: frozenset[str] = frozenset()


def exceptions(roles: Roles, dice: Dice) -> Exceptions:
    """Return who keeps to what; lead and deputy always do, and so does everybody in a small cluster."""
    others = [member for member in roles.members if member not in {roles.lead, roles.deputy}]
    if len(roles.members) < FEWEST_FOR_EXCEPTIONS:
        return Exceptions()

    def some(share: float) -> frozenset[str]:
        return frozenset([dice.one(others)]) if dice.chance(share) else frozenset()

    return Exceptions(late=some(0.4), unsigned=some(0.05), absent=some(0.15), excluded=some(0.05))


def standing_records(roles: Roles, excepted: Exceptions, dice: Dice) -> Iterable[tuple[str, str]]:
    """Yield names and texts of the files that do not depend on the dossiers."""
    yield "cluster.yml", _cluster(roles)
    signatories = _ids(member for member in roles.members if member not in excepted.unsigned)
    yield "covenant.yml", f"{heading('covenant', 2)}signed_on: {roles.year}-03-05\nsignatories:\n{signatories}"
    if excepted.excluded:
        rows = "".join(f"  - organisation: {o}\n    basis_number: 12/TB-MAU\n" for o in sorted(excepted.excluded))
        yield "exclusions.yml", f"{heading('exclusions', 2)}exclusions:\n{rows}"
    yield "schedule.yml", _schedule(roles)
    yield "conference.yml", _conference(roles, excepted, dice)
    yield "report.yml", _report(roles, dice)


def receipts(roles: Roles, filings: Mapping[str, str], excepted: Exceptions, dice: Dice) -> Iterable[tuple[str, str]]:
    """Yield the two receipt files for the given texts of self-assessments; the lead writes none for itself."""
    rows = {organisation: _receipt(roles, organisation, text, excepted, dice) for organisation, text in filings.items()}
    for name, without in (("receipts-lead.yml", roles.lead), ("receipts-monitor.yml", "")):
        listed = "".join(row for organisation, row in rows.items() if organisation != without)
        yield name, f"{heading('receipts', 2)}receipts:\n{listed}"


def _cluster(roles: Roles) -> str:
    return (
        f"{heading('cluster', 2)}name: Cụm thi đua số {roles.cluster.removeprefix('cum-')}\n"
        f"assigned_by:\n  number: 02/TB-MAU\n  issued_on: {roles.year}-02-26\n"
        f"members:\n{_ids(roles.members)}lead: {roles.lead}\ndeputies:\n{_ids([roles.deputy])}"
        f"council_members:\n  - title: Thành viên Hội đồng\n    body: hoi-dong\n    account: {roles.council_account}\n"
        f"monitors:\n{_ids([roles.monitor])}"
    )


def _receipt(roles: Roles, organisation: str, text: str, excepted: Exceptions, dice: Dice) -> str:
    day = dice.between(17, 20) if organisation in excepted.late else dice.between(9, 14)
    moment = f"{roles.year}-11-{day:02}T{dice.between(8, 16):02}:{dice.between(0, 59):02}:00+07:00"
    return (
        f"  - organisation: {organisation}\n    received_at: {moment}\n    channel: portal\n    kind: first\n"
        f"    sha256: {hashlib.sha256(text.encode()).hexdigest()}\n"
    )


def _schedule(roles: Roles) -> str:
    return (
        f"{heading('schedule', 2)}date: {roles.year}-12-{roles.day:02}\n"
        f'starts_at: "08:00"\nhost: {roles.lead}\nplace: Hội trường cơ quan Cụm trưởng\n'
        f"decided_on: {roles.year}-11-20\nagreed_with_lead: true\n"
    )


def _conference(roles: Roles, excepted: Exceptions, dice: Dice) -> str:
    words = phrases()
    agenda = "".join(f"  - title: {title}\n    minutes: {dice.between(2, 9) * 5}\n" for title in words["agenda"])
    attendance = "".join(
        f"  - organisation: {member}\n"
        + (
            "    absent: true\n    reason: Bận công tác đột xuất, có văn bản xin vắng.\n"
            if member in excepted.absent
            else f"    head: {'true' if dice.chance(0.8) else 'false'}\n    leaders: {dice.between(0, 2)}\n"
            f"    departments: {dice.between(1, 3)}\n    officers: {dice.between(1, 2)}\n"
        )
        for member in roles.members
    )
    return (
        f"{heading('conference', 2)}format: in_person\nprogramme_agreed_on: {roles.year}-11-25\nagenda:\n{agenda}"
        f"chair: {roles.lead}\nsecretary: {roles.deputy}\nattendance:\n{attendance}"
        f"council_member:\n  attended: true\n  direction: {words['direction']}\n"
        f"guests:\n  - group: Báo chí của các đơn vị trong Cụm\n    count: {dice.between(2, 9)}\n"
        f"budget:\n  planned: 60000000\n  actual: {dice.between(50, 60)}500000\n"
        f"invitation:\n  number: 15/GM-MAU\n  issued_on: {roles.year}-11-25\n"
    )


def _report(roles: Roles, dice: Dice) -> str:
    words, year = phrases(), roles.year
    summary = words["cluster_summary"].format(n=len(roles.members), year=year)
    results = "".join(
        f"  - heading: {title}\n    text: {folded(dice.phrase(words['results'], year), 6)}\n"
        for title in words["headings"]
    )
    return (
        f"{heading('report', 2)}summary: {folded(summary, 2)}\nresults:\n{results}"
        f"limitations: {folded(dice.filled(words['limitations'], year), 2)}\n"
        f"directions: {folded(dice.filled(words['directions'], year), 2)}\n"
        f"next:\n  lead: {roles.deputy}\n  basis: rotation\n"
    )


def _ids(ids: Iterable[str]) -> str:
    return "".join(f"  - {identifier}\n" for identifier in ids)
