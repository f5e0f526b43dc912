"""What every page needs besides its subject: the portal, the organisations, the reader and the moment."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from thidua.portal import words
from thidua.publication.policy import View
from thidua.records.registers import BODIES, Organisations, Portal
from thidua.records.season import Season


@dataclass(frozen=True, slots=True)
class Context:
    """What all pages of one build have in common. Only the first tells the moment and the commit (decision 0040)."""

    portal: Portal
    organisations: Organisations
    view: View
    is_in_git: bool = False

    @property
    def site_name(self) -> str:
        """The name of the portal."""
        return self.portal.name

    @property
    def as_of(self) -> datetime:
        """The moment of the build, in the portal's time zone."""
        return self.view.as_of.astimezone(self.portal.zone)

    @property
    def today(self) -> date:
        """The day of the build, in the portal's time zone."""
        return self.as_of.date()

    def name(self, organisation: str, season: Season | date | None = None) -> str:
        """Return the name that an organisation bore when the season opened (or on a day; by default today's name).

        An organisation that is not registered is shown by its id.
        """
        if organisation not in self.organisations:
            return organisation
        return self.organisations[organisation].name_on(self._day(season))

    def _day(self, season: Season | date | None) -> date:
        return season.opens_on if isinstance(season, Season) else season or self.today

    def role(self, role: str, season: Season | date | None = None) -> str:
        """Return what a role is called: a body by the name in the register, anything else by its word.

        A council member in charge is called after the council; a body that is not registered by what it does. Roles
        that several organisations have, like that of a member, bear nobody's name.
        """
        kind = "council" if role == "council_member" else role
        body = self.organisations.body(kind, self._day(season)) if kind in BODIES else None
        if body is None:
            return words.ROLES.get(role, role)
        name = body.name_on(self._day(season))
        return f"Thành viên {name} phụ trách Cụm" if role == "council_member" else name

    def short_name(self, organisation: str, season: Season | date | None = None) -> str:
        """Return the short name of an organisation, unless it bore another name then."""
        if organisation not in self.organisations:
            return organisation
        return self.organisations[organisation].short_name_on(self._day(season))

    def names(self, organisations: Iterable[str], season: Season | date | None = None) -> str:
        """Return the names of several organisations as one text, in the order given."""
        return "; ".join(self.name(organisation, season) for organisation in organisations)

    def has_page(self, organisation: str) -> bool:
        """Whether the portal has a page about the organisation: members only."""
        return self.organisations.kind(organisation) == "member"
