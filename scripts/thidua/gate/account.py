"""Who stands before the gate: the account in the target's register that an actor's login or id names (gate.md)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from thidua.records.finding import Finding, offence
from thidua.records.language import mark as _
from thidua.records.layout import ROOT
from thidua.records.registers import Account, Accounts

REGISTER: Final = f"{ROOT}/accounts.yml"

UNKNOWN = offence(
    "gate-account-unknown",
    _("The account “{login}” is not registered, so it may not change anything."),
    _("Ask the administrator to register the account in accounts.yml, then send the change again."),
    _("Whoever took this step was not in the register of accounts then."),
)
OTHER_ID = offence(
    "gate-account-id",
    _("The login “{login}” is registered for another person: its number {forge_id} is not that of the register."),
    _("Logins can change hands, so only the number counts. Ask the administrator to register your account."),
    _("The login is registered for another person."),
)
NO_ID = offence(
    "gate-account-number",
    _("The login “{login}” is registered with a number, and nobody said the number of who sends this."),
    _("Give the number as well: --actor-id for “thidua review”, THIDUA_ACTOR_ID for the server."),
    _("The account is registered with a number, and that of whoever took this step is not known."),
)
NOT_VALID = offence(
    "gate-account-dates",
    _("The account “{login}” is not valid on {day} (from {since} to {until})."),
    _("Ask the administrator for an account that is valid, or have its dates corrected in accounts.yml."),
    _("The account was not valid on that day."),
)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who sends a change, as the server says; ``forge_id`` is the forge's number for the person, if there is one."""

    login: str
    forge_id: int | None = None


def identify(actor: Actor, accounts: Accounts | None) -> Account | None:
    """Return the account of an actor. Where an account has a number, only the number identifies."""
    listed = accounts.listed if accounts is not None else ()
    if actor.forge_id is not None:
        by_number = [account for account in listed if account.forge_id == actor.forge_id]
        if by_number:
            return by_number[0]
    return next((a for a in listed if a.forge_id is None and _is_login(a, actor)), None)


def _is_login(account: Account, actor: Actor) -> bool:
    """Whether the logins are one, in any case; only of ASCII, since some other letters become ASCII in lower case."""
    return actor.login.isascii() and account.login.lower() == actor.login.lower()


def by_email(email: str, accounts: Accounts | None) -> Account | None:
    """Return the account that claims an e-mail address, None unless exactly one does."""
    listed = accounts.listed if accounts is not None else ()
    found = [a for a in listed if email.lower() in (known.lower() for known in a.emails)]
    return found[0] if len(found) == 1 else None


def check_account(actor: Actor, account: Account | None, accounts: Accounts | None, day: date) -> Iterator[Finding]:
    """Yield why an actor has no rights at all."""
    if account is None:
        listed = accounts.listed if accounts is not None else ()
        is_taken = any(_is_login(account, actor) for account in listed)
        rule = UNKNOWN if not is_taken else NO_ID if actor.forge_id is None else OTHER_ID
        yield rule.in_text(REGISTER, 1, 1, login=actor.login, forge_id=actor.forge_id)
    elif not account.is_valid_on(day):
        since, until = account.since or "…", account.until or "…"
        yield NOT_VALID.in_text(REGISTER, 1, 1, login=account.login, day=day, since=since, until=until)
