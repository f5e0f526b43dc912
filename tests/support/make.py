"""Small records for tests: everything has a plain default, and a test names only what it is about.

Points are in hundredths, as in the records themselves.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, replace
from datetime import date, datetime
from fractions import Fraction
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from thidua.records.bundle import ClusterRecords, Dossier, SeasonRecords
from thidua.records.cluster import (
    Attendance,
    Cluster,
    ClusterReport,
    Conference,
    Covenant,
    Exclusion,
    Exclusions,
    NextLead,
    Receipt,
    Receipts,
    Schedule,
)
from thidua.records.criterion.table import KINDS
from thidua.records.decision import AwardRow, Decision, DecisionDocument
from thidua.records.dossier import (
    Entry,
    Reply,
    Report,
    Response,
    Review,
    Seal,
    SelfAssessment,
    Targets,
    Verification,
)
from thidua.records.record import Record
from thidua.records.registers import Organisation, Organisations
from thidua.records.rubric import Class, Criterion, Rubric, Section
from thidua.records.season import (
    Award,
    Condition,
    Deadline,
    LegalBasis,
    Plan,
    Quota,
    Season,
    Threshold,
    Voting,
)
from thidua.records.vote import Ballots, Candidate, Round, Vote
from thidua.scoring.result import Frame
from thidua.scoring.sheet import Sheet

T = TypeVar("T")

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
FLAG, MERIT = "emulation_flag", "merit_certificate"
MEMBERS = ("hoi-an", "hoi-binh", "hoi-cam", "hoi-dao")
LEAD, SECOND, THIRD, FOURTH = MEMBERS
MONITOR = "ban-to-chuc"
REASON = "Đối chiếu với hồ sơ gốc"
REPORT = Report("Năm 2020 hoàn thành các nội dung đăng ký.", (), None, None)


def record(value: T, path: str = "record.yml") -> Record[T]:
    return Record(path, value, "0" * 64, {})


def moment(text: str) -> datetime:
    """A moment in the portal's time zone: ``2020-11-14 23:59``."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


# The rubric and the season


def criterion(
    code: str, maximum: int = 10_00, kind: str = "points", *, na_allowed: bool = False, **terms: Any
) -> Criterion:
    """A criterion; of the ``terms`` of kinds, it gets those that its own kind has."""
    made = KINDS[kind]
    terms = {"max": maximum, "unit": "lần", **terms}
    own = made(**{field.name: terms[field.name] for field in fields(made) if field.name in terms})
    return Criterion(code=code, title=f"Tiêu chí {code}", kind=own, evidence="none", na_allowed=na_allowed)


def section(code: str, *criteria: Criterion) -> Section:
    return Section(code, f"Nhóm {code}", sum(c.max for c in criteria), criteria)


CLASSES = (
    Class("excellent", "Xuất sắc", 95_00),
    Class("good", "Tốt", 85_00),
    Class("fair", "Khá", 70_00),
    Class("below", "Chưa đạt", 0),
)


def rubric(
    *sections: Section, bonus: Iterable[Criterion] = (), penalties: Iterable[Criterion] = (), **changes: Any
) -> Rubric:
    """By default: section I with I.1 (60) and I.2 (10, may not apply), section II with II.1 (30)."""
    listed = sections or (
        section("I", criterion("I.1", 60_00), criterion("I.2", 10_00, na_allowed=True)),
        section("II", criterion("II.1", 30_00)),
    )
    bonus, penalties = tuple(bonus), tuple(penalties)
    everything = (*(c for s in listed for c in s.criteria), *bonus, *penalties)
    values: dict[str, Any] = {
        "title": "Bảng tiêu chí",
        "legal_basis": (),
        "total": sum(s.max for s in listed),
        "bonus_max": 5_00,
        "penalty_max": 10_00,
        "sections": listed,
        "bonus": bonus,
        "penalties": penalties,
        "classification": CLASSES,
        "criteria": {c.code: c for c in everything},
    }
    return Rubric(**values | changes)


def award(code: str = FLAG, quota: Quota | int = 1, conditions: Iterable[str] = ("verified",), **changes: Any) -> Award:
    """An award; a condition ``class:good`` asks for a class."""
    listed = tuple(
        Condition("classification_at_least", name.removeprefix("class:"))
        if name.startswith("class:")
        else Condition(name)
        for name in conditions
    )
    rule = Quota(quota, Fraction(0), 0) if isinstance(quota, int) else quota
    return replace(Award(code, f"Khen thưởng {code}", None, rule, (), listed), **changes)


VOTING = Voting(
    mode="secret_ballot",
    quorum=Fraction(2, 3),
    thresholds={
        FLAG: Threshold(Fraction(2, 3), "present", is_strict=False),
        MERIT: Threshold(Fraction(1, 2), "present", is_strict=True),
    },
    self_vote_excluded=False,
    by_votes=True,
)

SEASON = Season(
    title="Năm thi đua 2020",
    is_sample=True,
    plan=Plan(None, None, "ban-thuong-truc", "Tổng kết.", (), (), (), "Hỗ trợ một phần.", (), ()),
    legal_basis=(LegalBasis("hd-116", "116/HD-MTTW-BTT", date(2018, 6, 21), "Ban Thường trực", "Hướng dẫn", None),),
    opens_on=date(2020, 10, 1),
    amendments=(),
    self_assessment=Deadline(date(2020, 11, 15), is_inclusive=False),
    any_addressee=False,
    response_days=5,
    conference=Deadline(date(2020, 12, 10), is_inclusive=False),
    consolidation=Deadline(date(2020, 12, 15), is_inclusive=False),
    extensions=(),
    conference_days=1,
    venue_is_lead=True,
    is_sealed=False,
    awards=(award(FLAG), award(MERIT, 2, excludes=(FLAG,))),
    voting=VOTING,
    tie_break=("base", "section:II", "penalty", "no_flag_last_season", "vote"),
    preset="open",
    exposures={},
    support={"cum-01": 30_000_000},
)


def season(**changes: Any) -> Season:
    return replace(SEASON, **changes)


def voting(**changes: Any) -> Voting:
    return replace(VOTING, **changes)


def organisations(members: Sequence[str] = MEMBERS) -> Organisations:
    """The members in the order given."""
    return Organisations(
        Organisation(name, "member", f"Hội {name}", None, None, order, date(2000, 1, 1), None, (), (), None)
        for order, name in enumerate(members, 1)
    )


def frame(season_: Season = SEASON, rubric_: Rubric | None = None, flag_holders: Iterable[str] = ()) -> Frame:
    return Frame("2020", season_, rubric_ or rubric(), ZONE, organisations(), frozenset(flag_holders))


# Sheets


def sheet(total: int, *, base: int | None = None, bonus: int = 0, penalty: int = 0, **sections: int) -> Sheet:
    """Totals without marks; the class is the one that CLASSES gives."""
    found = total if base is None else base
    return Sheet({}, sections, found, bonus, penalty, total, rubric().classify(total).code)


# Dossiers and clusters


def scores(first: int = 60_00, second: int | None = 10_00, third: int = 30_00, **extra: int) -> dict[str, Entry]:
    """Entries for the default rubric; ``second`` None says that I.2 does not apply."""
    na = Entry(not_applicable=True, reason=REASON)
    entries = {"I.1": Entry(points=first), "I.2": na if second is None else Entry(points=second)}
    entries["II.1"] = Entry(points=third)
    return entries | {code.replace("_", "."): Entry(points=value) for code, value in extra.items()}


def dossier(
    organisation: str = LEAD,
    own: Mapping[str, Entry] | None = None,
    verified: Mapping[str, Entry] | None = None,
    responses: Iterable[str] | None = None,
    outcomes: Mapping[str, Entry] | None = None,
    *,
    verifier: str | None = None,
    seal: bool = False,
    targets: Mapping[str, int] | None = None,
    introduced_at: datetime | None = None,
) -> Dossier:
    """A dossier with the files that are given: ``verified={}`` is a verification that accepts everything."""

    def at(name: str, value: T) -> Record[T]:
        return record(value, f"submissions/2020/cum-01/{organisation}/{name}.yml")

    reviewer, chosen = MONITOR, verifier or (SECOND if organisation == LEAD else LEAD)
    return Dossier(
        organisation,
        f"submissions/2020/cum-01/{organisation}",
        frozenset(),
        targets=at("targets", Targets({c: Fraction(t) for c, t in targets.items()})) if targets else None,
        self_assessment=at("self-assessment", SelfAssessment(own, REPORT, "Chánh Văn phòng", None))
        if own is not None
        else None,
        seal=at("seal", Seal("1" * 64, None)) if seal else None,
        verification=at("verification", Verification(chosen, verified, None)) if verified is not None else None,
        response=at("response", Response({c: Reply("Đề nghị xem lại.", ()) for c in responses}))
        if responses is not None
        else None,
        review=at("review", Review(reviewer, outcomes)) if outcomes is not None else None,
        introduced_at=introduced_at,
    )


CLUSTER = Cluster("Cụm thi đua số 1", None, MEMBERS, LEAD, (SECOND,), {}, (), (MONITOR,))
SCHEDULE = Schedule(
    date(2020, 12, 5), date(2020, 12, 5), "08:00", LEAD, "Hà Nội", date(2020, 11, 20), True, False, None, ()
)


def receipt(organisation: str, at: str, *, supplement: bool = False, channel: str = "email") -> Receipt:
    return Receipt(organisation, moment(at), channel, supplement, None, None)


def conference(*present: str, absent: Iterable[str] = (), budget: int | None = 60_000_000) -> Conference:
    came = [Attendance(o, False, True, 0, 0, 0, None) for o in present]
    away = [Attendance(o, True, False, 0, 0, 0, "Lý do riêng") for o in absent]
    return Conference("in_person", None, (), LEAD, SECOND, (*came, *away), None, None, (), budget, None, None)


def cluster(
    *dossiers: Dossier,
    members: Sequence[str] = MEMBERS,
    vote: Vote | None = None,
    lead_receipts: Iterable[Receipt] | None = None,
    monitor_receipts: Iterable[Receipt] | None = None,
    signatories: Iterable[str] | None = None,
    held: Conference | None = None,
    excluded: Iterable[str] | None = None,
    schedule: Schedule | None = SCHEDULE,
    reported: bool = False,
) -> ClusterRecords:
    def at(name: str, value: T | None) -> Record[T] | None:
        return None if value is None else record(value, f"submissions/2020/cum-01/{name}.yml")

    numbers = None if excluded is None else Exclusions(tuple(Exclusion(o, "12/TB-BTT") for o in excluded))
    return ClusterRecords(
        "2020",
        "cum-01",
        frozenset(),
        cluster=at("cluster", replace(CLUSTER, members=tuple(members))),
        exclusions=at("exclusions", numbers),
        covenant=None if signatories is None else at("covenant", Covenant(date(2020, 3, 5), tuple(signatories))),
        receipts_lead=None if lead_receipts is None else at("receipts-lead", Receipts(tuple(lead_receipts))),
        receipts_monitor=None
        if monitor_receipts is None
        else at("receipts-monitor", Receipts(tuple(monitor_receipts))),
        schedule=at("schedule", schedule),
        conference=at("conference", held),
        vote=at("vote", vote),
        report=at("report", ClusterReport(REPORT, NextLead(SECOND, (), "rotation"))) if reported else None,
        dossiers={dossier.organisation: dossier for dossier in dossiers},
        findings=(),
    )


# The vote and the decision


def ballot_round(
    award_code: str, yes: Mapping[str, int], number: int = 1, *, returned: int = 4, invalid: int = 0
) -> Round:
    """A round of a secret ballot: the yes votes by candidate, everybody else against."""
    valid = returned - invalid
    candidates = tuple(Candidate(o, votes, valid - votes, 0, None) for o, votes in yes.items())
    return Round(award_code, number, None, Ballots(returned, returned, invalid), candidates)


def consensus_round(award_code: str, agreed: Mapping[str, bool], number: int = 1) -> Round:
    candidates = tuple(Candidate(o, None, None, None, is_agreed) for o, is_agreed in agreed.items())
    return Round(award_code, number, None, None, candidates)


def vote(*rounds: Round, roll: int = 4, present: int = 4, mode: str | None = None, **changes: Any) -> Vote:
    found = Vote(date(2020, 12, 5), "conference", mode, roll, present, (), rounds, {}, "03/BB-CTĐ", None)
    return replace(found, **changes)


def decision(*rows: tuple[str, str, str], published_on: date | None = date(2021, 1, 6)) -> Record[Decision]:
    """A decision of one document; a row is award, organisation and status, in cluster ``cum-01``."""
    listed = tuple(AwardRow(code, "cum-01", organisation, status, None) for code, organisation, status in rows)
    document = DecisionDocument("45/QĐ-MTTW", date(2021, 1, 5), listed)
    return record(Decision(None, (document,), published_on), "submissions/2020/decision.yml")


def season_records(
    season_: Season = SEASON, rubric_: Rubric | None = None, decided: Record[Decision] | None = None
) -> SeasonRecords:
    return SeasonRecords(
        "2020",
        record(season_, "submissions/2020/season.yml"),
        record(rubric_ or rubric(), "submissions/2020/rubric.yml"),
        decided,
        None,
        {},
        ("cum-01",),
        (),
    )
