"""The registers at the top of ``submissions/``: the portal, its organisations and its accounts (data-model.md)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from typing import Any
from zoneinfo import ZoneInfo

ADMINISTRATOR = "administrator"
BODIES = frozenset({"council", "standing_board"})


@dataclass(frozen=True, slots=True)
class Portal:
    """portal.yml. ``site_url`` ends with a slash, however it is written there."""

    name: str
    owner: str
    site_url: str
    timezone: str
    default_language: str
    languages: tuple[str, ...]
    web_url: str
    branch: str
    forge: str
    is_internal: bool

    @property
    def zone(self) -> ZoneInfo:
        """The time zone in which the portal's days begin and end; its name is one of ``timezones()``."""
        return ZoneInfo(self.timezone)

    @classmethod
    def from_mapping(cls, data: Mapping[str, Any]) -> "Portal":
        """Build the record from data that the schema has accepted."""
        repository = data["repository"]
        return cls(
            name=data["name"],
            owner=data["owner"],
            site_url=data["site_url"].rstrip("/") + "/",
            timezone=data["timezone"],
            default_language=data["default_language"],
            languages=tuple(data["languages"]),
            web_url=repository["web_url"],
            branch=repository["branch"],
            forge=repository["kind"],
            is_internal=repository.get("visibility") == "internal",
        )


@dataclass(frozen=True, slots=True)
class FormerName:
    """A name that an organisation bore up to and including a day."""

    name: str
    until: date


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What stands at the top of an organisation's documents."""

    name: str
    symbol: str
    place: str
    signing: str
    superior: str | None


@dataclass(frozen=True, slots=True)
class Organisation:
    """A member organisation, a department, the council or the standing board."""

    id: str
    kind: str
    name: str
    name_en: str | None
    short_name: str | None
    order: int
    since: date
    until: date | None
    succeeds: tuple[str, ...]
    former_names: tuple[FormerName, ...]
    letterhead: Letterhead | None

    def name_on(self, day: date) -> str:
        """Return the name that was valid on ``day``."""
        names = sorted(self.former_names, key=lambda former: former.until)
        return next((former.name for former in names if day <= former.until), self.name)

    def short_name_on(self, day: date) -> str:
        """Return the short name, unless there is none or another name was valid on ``day``: then that name."""
        name = self.name_on(day)
        return self.short_name if self.short_name and name == self.name else name

    def exists_on(self, day: date) -> bool:
        """Whether the organisation exists on ``day``."""
        return includes(day, self.since, self.until)

    @classmethod
    def from_mapping(cls, data: Mapping[str, Any]) -> "Organisation":
        """Build the record from data that the schema has accepted."""
        letterhead = data.get("letterhead")
        return cls(
            id=data["id"],
            kind=data["kind"],
            name=data["name"],
            name_en=data.get("name_en"),
            short_name=data.get("short_name"),
            order=data["order"],
            since=date.fromisoformat(data["from"]),
            until=day(data, "to"),
            succeeds=tuple(data.get("succeeds", ())),
            former_names=tuple(
                FormerName(former["name"], date.fromisoformat(former["until"]))
                for former in data.get("former_names", ())
            ),
            letterhead=letterhead
            and Letterhead(
                letterhead["name"],
                letterhead["symbol"],
                letterhead["place"],
                letterhead["signing"],
                letterhead.get("superior"),
            ),
        )


class Organisations:
    """All organisations by id. Of two with one id, the first counts."""

    def __init__(self, organisations: Iterable[Organisation]) -> None:
        self.listed = tuple(organisations)
        self._by_id = {organisation.id: organisation for organisation in reversed(self.listed)}

    def __contains__(self, organisation: object) -> bool:
        return organisation in self._by_id

    def __getitem__(self, organisation: str) -> Organisation:
        return self._by_id[organisation]

    def kind(self, organisation: str) -> str | None:
        """Return the kind of an organisation, None if it is not known."""
        return self._by_id[organisation].kind if organisation in self._by_id else None

    def is_body(self, organisation: str) -> bool:
        """Whether it is the council or the standing board, which stand above the clusters."""
        return self.kind(organisation) in BODIES

    def body(self, kind: str, day: date) -> Organisation | None:
        """Return the council or the standing board of a day: the first in protocol order, None if there is none."""
        there = (listed for listed in self.listed if listed.kind == kind and listed.exists_on(day))
        return min(there, key=lambda listed: (listed.order, listed.id), default=None)

    def protocol(self, organisation: str) -> tuple[int, str]:
        """Return the key of protocol order; organisations that are not known come last."""
        found = self._by_id.get(organisation)
        return (found.order if found else 10**12, organisation)

    @classmethod
    def from_mapping(cls, data: Mapping[str, Any]) -> "Organisations":
        """Build the record from data that the schema has accepted."""
        return cls(Organisation.from_mapping(item) for item in data["organisations"])


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who may act for an organisation, a body or as administrator, between two days."""

    login: str
    forge_id: int | None
    acts_for: str
    emails: tuple[str, ...]
    since: date | None
    until: date | None

    def is_valid_on(self, day: date) -> bool:
        """Whether the account may act on ``day``."""
        return includes(day, self.since, self.until)

    @classmethod
    def from_mapping(cls, data: Mapping[str, Any]) -> "Account":
        """Build the record from data that the schema has accepted."""
        return cls(
            login=data["login"],
            forge_id=data.get("forge_id"),
            acts_for=data["acts_for"],
            emails=tuple(data.get("emails", ())),
            since=day(data, "from"),
            until=day(data, "to"),
        )


@dataclass(frozen=True, slots=True)
class Accounts:
    """accounts.yml."""

    listed: tuple[Account, ...]

    def of(self, login: str) -> Account | None:
        """Return the account with a login, None if there is none; of two with one login, the first counts."""
        return next((account for account in self.listed if account.login == login), None)

    @classmethod
    def from_mapping(cls, data: Mapping[str, Any]) -> "Accounts":
        """Build the record from data that the schema has accepted."""
        return cls(tuple(Account.from_mapping(item) for item in data["accounts"]))


@cache
def timezones() -> frozenset[str]:
    """Return the names of all time zones, as the tzdata package lists them: the same on every machine."""
    return frozenset((resources.files("tzdata") / "zones").read_text("utf-8").split())


def day(data: Mapping[str, Any], key: str) -> date | None:
    """Return the date under ``key``, None if the key is absent."""
    return date.fromisoformat(data[key]) if key in data else None


def includes(day: date, since: date | None, until: date | None) -> bool:
    """Whether ``day`` lies between two days, both included; None is no bound."""
    return (since is None or since <= day) and (until is None or day <= until)
