"""season.yml: the plan, its deadlines and the rules of a season (data-model.md)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from thidua.records.number import fraction
from thidua.records.registers import day


@dataclass(frozen=True, slots=True)
class Duty:
    """What the plan asks of a role."""

    role: str
    text: str


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who receives the plan, and for what."""

    to: str
    purpose: str


@dataclass(frozen=True, slots=True)
class Plan:
    """The plan of the season as issued."""

    number: str | None
    issued_on: date | None
    issued_by: str
    purpose: str
    contents: tuple[str, ...]
    participants: tuple[str, ...]
    invited: tuple[str, ...]
    funding: str
    duties: tuple[Duty, ...]
    recipients: tuple[Recipient, ...]


@dataclass(frozen=True, slots=True)
class LegalBasis:
    """A document that the season rests on."""

    id: str
    number: str
    issued_on: date
    issuer: str
    title: str
    url: str | None


@dataclass(frozen=True, slots=True)
class Amendment:
    """A change of the season's rules after it opened."""

    on: date
    basis: str
    what: str


@dataclass(frozen=True, slots=True)
class Deadline:
    """A day and the word that says whether it still belongs to the time allowed (rules.md §5)."""

    day: date
    is_inclusive: bool

    @property
    def last_day(self) -> date:
        """The last day that is in time."""
        return self.day if self.is_inclusive else self.day - timedelta(days=1)

    def end(self, zone: ZoneInfo) -> datetime:
        """Return the first moment that is too late."""
        return datetime.combine(self.last_day + timedelta(days=1), time(), zone)

    def moved(self, day: date) -> "Deadline":
        """Return the deadline with another day and the same word."""
        return Deadline(day, self.is_inclusive)


@dataclass(frozen=True, slots=True)
class Extension:
    """A later day for one member."""

    cluster: str
    organisation: str
    milestone: str
    until: date
    basis: str


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition of an award; ``level`` is the class of ``classification_at_least``."""

    name: str
    level: str | None = None


@dataclass(frozen=True, slots=True)
class Quota:
    """How many a cluster may propose: a count, or a ratio of its members with a minimum."""

    count: int | None
    ratio: Fraction
    minimum: int


@dataclass(frozen=True, slots=True)
class Award:
    """An award of the season."""

    code: str
    title: str
    short_title: str | None
    quota: Quota
    excludes: tuple[str, ...]
    conditions: tuple[Condition, ...]

    @property
    def label(self) -> str:
        """What the award is called in headings, cells and messages: the short title, or else the full one."""
        return self.short_title or self.title


@dataclass(frozen=True, slots=True)
class Threshold:
    """How many yes votes confirm a candidate: a fraction of the roll, of those present or of valid votes."""

    fraction: Fraction
    of: str
    is_strict: bool


@dataclass(frozen=True, slots=True)
class Voting:
    """How the clusters vote."""

    mode: str
    quorum: Fraction
    thresholds: Mapping[str, Threshold]
    self_vote_excluded: bool
    by_votes: bool


@dataclass(frozen=True, slots=True)
class Exposure:
    """When, and of whom, a figure is public (rules.md §10)."""

    when: str
    nominated_only: bool = False


@dataclass(frozen=True, slots=True)
class Season:
    """A season's plan and rules."""

    title: str
    is_sample: bool
    plan: Plan
    legal_basis: tuple[LegalBasis, ...]
    opens_on: date
    amendments: tuple[Amendment, ...]
    self_assessment: Deadline
    any_addressee: bool
    response_days: int
    conference: Deadline
    consolidation: Deadline
    extensions: tuple[Extension, ...]
    conference_days: int
    venue_is_lead: bool
    is_sealed: bool
    awards: tuple[Award, ...]
    voting: Voting
    tie_break: tuple[str, ...]
    preset: str
    exposures: Mapping[str, Exposure]
    support: Mapping[str, int]

    def award(self, code: str) -> Award | None:
        """Return the award with ``code``."""
        return next((award for award in self.awards if award.code == code), None)

    def filing_deadline(self, cluster: str, organisation: str) -> Deadline:
        """Return the deadline of the self-assessment for one member, its extension considered."""
        moved = [
            extension.until
            for extension in self.extensions
            if (extension.cluster, extension.organisation, extension.milestone)
            == (cluster, organisation, "self_assessment")
        ]
        return self.self_assessment.moved(moved[-1]) if moved else self.self_assessment

    def answering_deadline(self, verified_on: date) -> Deadline:
        """Return until when a verification may be answered: so many calendar days after the day on which it came."""
        return Deadline(verified_on + timedelta(days=self.response_days), is_inclusive=True)

    @property
    def last_filing_deadline(self) -> Deadline:
        """The deadline of the self-assessment of whoever may file last."""
        extended = [found.until for found in self.extensions if found.milestone == "self_assessment"]
        return self.self_assessment.moved(max([self.self_assessment.day, *extended]))

    @classmethod
    def from_mapping(cls, data: Mapping[str, Any]) -> "Season":
        """Build the record from data that the schema has accepted."""
        deadlines = data["deadlines"]
        publication = data["publication"]
        return cls(
            title=data["title"],
            is_sample=data.get("sample", False),
            plan=_plan(data["plan"]),
            legal_basis=tuple(
                LegalBasis(
                    b["id"], b["number"], date.fromisoformat(b["issued_on"]), b["issuer"], b["title"], b.get("url")
                )
                for b in data["legal_basis"]
            ),
            opens_on=date.fromisoformat(data["opens_on"]),
            amendments=tuple(
                Amendment(date.fromisoformat(a["on"]), a["basis"], a["what"]) for a in data.get("amendments", ())
            ),
            self_assessment=_deadline(deadlines["self_assessment"]),
            any_addressee=deadlines["self_assessment"].get("addressees") == "any",
            response_days=deadlines["response_days"],
            conference=_deadline(deadlines["conference"]),
            consolidation=_deadline(deadlines["consolidation"]),
            extensions=tuple(
                Extension(e["cluster"], e["organisation"], e["milestone"], date.fromisoformat(e["until"]), e["basis"])
                for e in data.get("extensions", ())
            ),
            conference_days=data["conference"]["max_days"],
            venue_is_lead=data["conference"]["venue"] == "lead",
            is_sealed=data["intake"] == "sealed",
            awards=tuple(_award(award) for award in data["awards"]),
            voting=_voting(data["voting"]),
            tie_break=tuple(data["ranking"]["tie_break"]),
            preset=publication["preset"],
            exposures={
                figure: Exposure(setting["when"], setting.get("whom") == "nominated")
                for figure, setting in publication.items()
                if figure != "preset"
            },
            support=dict(data.get("support", {})),
        )


def _plan(data: Mapping[str, Any]) -> Plan:
    return Plan(
        number=data.get("number"),
        issued_on=day(data, "issued_on"),
        issued_by=data["issued_by"],
        purpose=data["purpose"],
        contents=tuple(data["contents"]),
        participants=tuple(data["participants"]),
        invited=tuple(data["invited"]),
        funding=data["funding"],
        duties=tuple(Duty(d["for"], d["text"]) for d in data["duties"]),
        recipients=tuple(Recipient(r["to"], r["purpose"]) for r in data["recipients"]),
    )


def _deadline(data: Mapping[str, Any]) -> Deadline:
    return Deadline(date.fromisoformat(data["date"]), data["rule"] == "on_or_before")


def _award(data: Mapping[str, Any]) -> Award:
    quota = data["quota"]
    return Award(
        code=data["code"],
        title=data["title"],
        short_title=data.get("short_title"),
        quota=Quota(quota.get("count"), Fraction(quota.get("ratio", Decimal(0))), quota.get("minimum", 0)),
        excludes=tuple(data.get("excludes", ())),
        conditions=tuple(
            Condition(c) if isinstance(c, str) else Condition("classification_at_least", c["classification_at_least"])
            for c in data["conditions"]
        ),
    )


def _voting(data: Mapping[str, Any]) -> Voting:
    return Voting(
        mode=data["mode"],
        quorum=fraction(data["quorum"]["fraction"]),
        thresholds={
            award: Threshold(fraction(t["fraction"]), t["of"], t["strict"]) for award, t in data["thresholds"].items()
        },
        self_vote_excluded=data["self_vote"] == "excluded",
        by_votes=data["order"] == "votes_then_rank",
    )
