"""Rules on the portal, the organisations and the accounts."""

from collections.abc import Iterator
from datetime import date

from thidua.records import layout
from thidua.records.bundle import Registers
from thidua.records.duplicate import duplicates
from thidua.records.finding import Finding, bounded, error
from thidua.records.language import mark as _
from thidua.records.record import Record, value_of
from thidua.records.registers import ADMINISTRATOR, Accounts, Organisation, Organisations, Portal
from thidua.records.rules import reference
from thidua.records.stray import RESERVED

LANGUAGE = error(
    "portal-language",
    _("The default language “{language}” is not among the languages of the portal."),
    _("Add it to “languages” or choose one of them."),
)
DATES = error(
    "organisation-dates",
    _("“to” ({to}) is earlier than “from” ({since})."),
    _("Check the two dates."),
)
SUCCESSION = error(
    "organisation-succession",
    _("“{organisation}” cannot succeed itself."),
    _("Name the organisation that existed before; a change of name belongs into “former_names”."),
)
NAME = error(
    "organisation-duplicate-name",
    _("“{name}” is also the name of “{other}”; capitals, spaces and styles of letters do not make another name."),
    _("Nobody could tell the two apart: write the names out, or end the one with “to” before the other begins."),
)
LOGIN = error(
    "account-duplicate-login",
    _("The login “{login}” is registered twice; capitals do not make another login."),
    _("Logins are unique: keep one entry; for a later period use another login or close the first entry."),
)
FORGE_ID = error(
    "account-duplicate-id",
    _("The forge id {forge_id} is registered twice."),
    _("A forge id identifies one person: correct one of the entries."),
)
ACCOUNT_DATES = error(
    "account-dates",
    _("“to” ({to}) is earlier than “from” ({since})."),
    _("Check the two dates."),
)


def check_registers(registers: Registers) -> Iterator[Finding]:
    """Yield what is wrong with the registers, taken together."""
    organisations = value_of(registers.organisations)
    if registers.portal is not None:
        yield from bounded(check_portal(registers.portal, organisations))
    if registers.organisations is not None:
        yield from bounded(check_organisations(registers.organisations))
    if registers.accounts is not None:
        yield from bounded(check_accounts(registers.accounts, organisations))


def check_portal(record: Record[Portal], organisations: Organisations | None) -> Iterator[Finding]:
    """Yield what is wrong with portal.yml."""
    portal = record.value
    yield from reference.organisation(organisations, portal.owner, record.path, "owner")
    if portal.default_language not in portal.languages:
        yield LANGUAGE.at(record.path, "default_language", language=portal.default_language)


def check_organisations(record: Record[Organisations]) -> Iterator[Finding]:
    """Yield what is wrong with organisations.yml."""
    organisations = record.value
    ids = [organisation.id for organisation in organisations.listed]
    yield from duplicates(ids, record.path, ("organisations",), ["id"])
    for index, organisation in enumerate(organisations.listed):
        place = ("organisations", index)
        if organisation.id in layout.DEVICES:
            yield RESERVED.at(record.path, *place, "id", name=organisation.id)
        if organisation.until is not None and organisation.until < organisation.since:
            yield DATES.at(record.path, *place, "to", to=organisation.until, since=organisation.since)
        for position, former in enumerate(organisation.succeeds):
            if former == organisation.id:
                yield SUCCESSION.at(record.path, *place, "succeeds", position, organisation=former)
            yield from reference.organisation(organisations, former, record.path, *place, "succeeds", position)
    yield from _check_names(record)


def _check_names(record: Record[Organisations]) -> Iterator[Finding]:
    """Yield organisations that exist at the same time under one name, be it long or short."""
    longest: dict[str, Organisation] = {}  # of those that began so far, the one that lasts longest
    for index, organisation in sorted(enumerate(record.value.listed), key=lambda listed: listed[1].since):
        for key, name in (("name", organisation.name), ("short_name", organisation.short_name)):
            if name is None:
                continue
            folded = reference.name_key(name)
            other = longest.setdefault(folded, organisation)
            if other.id != organisation.id and organisation.since <= (other.until or date.max):
                yield NAME.at(record.path, "organisations", index, key, name=name, other=other.id)
            longest[folded] = max(other, organisation, key=lambda either: either.until or date.max)


def check_accounts(record: Record[Accounts], organisations: Organisations | None) -> Iterator[Finding]:
    """Yield what is wrong with accounts.yml."""
    logins: set[str] = set()
    forge_ids: set[int] = set()
    for index, account in enumerate(record.value.listed):
        place = ("accounts", index)
        if account.login.casefold() in logins:
            yield LOGIN.at(record.path, *place, "login", login=account.login)
        logins.add(account.login.casefold())
        if account.forge_id is not None:
            if account.forge_id in forge_ids:
                yield FORGE_ID.at(record.path, *place, "forge_id", forge_id=account.forge_id)
            forge_ids.add(account.forge_id)
        if account.acts_for != ADMINISTRATOR:
            yield from reference.organisation(organisations, account.acts_for, record.path, *place, "acts_for")
        if account.since is not None and account.until is not None and account.until < account.since:
            yield ACCOUNT_DATES.at(record.path, *place, "to", to=account.until, since=account.since)
