"""vote.yml: the counts of the cluster's votes, never a single ballot (data-model.md)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

SECRET_BALLOT: Final = "secret_ballot"  # noqa: S105 - a way of voting, not a password
CONSENSUS: Final = "consensus"


@dataclass(frozen=True, slots=True)
class Ballots:
    """Ballots of a secret vote."""

    issued: int
    returned: int
    invalid: int

    @property
    def valid(self) -> int:
        """How many ballots count."""
        return self.returned - self.invalid


@dataclass(frozen=True, slots=True)
class Candidate:
    """Votes for one member; in a consensus only whether the meeting agreed."""

    organisation: str
    yes: int | None
    no: int | None
    blank: int | None
    agreed: bool | None


@dataclass(frozen=True, slots=True)
class Round:
    """One round of voting on one award."""

    award: str
    number: int
    present: int | None
    ballots: Ballots | None
    candidates: tuple[Candidate, ...]

    def candidate(self, organisation: str) -> Candidate | None:
        """Return the candidate's votes in this round."""
        return next((c for c in self.candidates if c.organisation == organisation), None)


@dataclass(frozen=True, slots=True)
class Vote:
    """A cluster's votes. ``roll`` and ``present`` count organisations, one vote each."""

    held_on: date
    meeting: str
    mode: str | None
    roll: int
    present: int
    tellers: tuple[str, ...]
    rounds: tuple[Round, ...]
    reasons: Mapping[str, str]
    minutes_number: str
    minutes_sha256: str | None

    def of_award(self, award: str) -> tuple[Round, ...]:
        """Return the rounds of an award by their number."""
        return tuple(sorted((r for r in self.rounds if r.award == award), key=lambda r: r.number))

    def present_in(self, round_: Round) -> int:
        """Return how many organisations were present in a round."""
        return self.present if round_.present is None else round_.present

    def valid_in(self, round_: Round, mode: str) -> int:
        """Return the number of valid votes in a round, by the way of voting."""
        if mode == SECRET_BALLOT and round_.ballots is not None:
            return round_.ballots.valid
        return self.present_in(round_)

    @classmethod
    def from_mapping(cls, data: Mapping[str, Any]) -> "Vote":
        """Build the record from data that the schema has accepted."""
        return cls(
            held_on=date.fromisoformat(data["held_on"]),
            meeting=data.get("meeting", "conference"),
            mode=data.get("mode"),
            roll=data["roll"],
            present=data["present"],
            tellers=tuple(data["tellers"]),
            rounds=tuple(_round(item) for item in data["rounds"]),
            reasons=dict(data.get("reasons", {})),
            minutes_number=data["minutes"]["number"],
            minutes_sha256=data["minutes"].get("sha256"),
        )


def _round(data: Mapping[str, Any]) -> Round:
    ballots = data.get("ballots")
    return Round(
        award=data["award"],
        number=data["round"],
        present=data.get("present"),
        ballots=ballots and Ballots(ballots["issued"], ballots["returned"], ballots["invalid"]),
        candidates=tuple(
            Candidate(c["organisation"], c.get("yes"), c.get("no"), c.get("blank"), c.get("agreed"))
            for c in data["candidates"]
        ),
    )
