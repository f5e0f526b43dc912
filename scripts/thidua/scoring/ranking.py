"""Ranks within a cluster and the chain that breaks ties (rules.md §4)."""

from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass, replace

from thidua.scoring.sheet import Sheet
from thidua.scoring.voting import VoteOutcome


@dataclass(frozen=True, slots=True)
class Rank:
    """A competition rank. ``settled`` are the ties on the total that the chain settled: with whom, and by which key.

    They stand in the order of the chain.
    """

    rank: int
    settled: tuple[tuple[str, str], ...] = ()

    @property
    def decided_by(self) -> str | None:
        """The key that settled a tie, of several the one furthest down the chain; None without such a tie."""
        return self.settled[-1][1] if self.settled else None

    def among(self, shown: Container[str]) -> "Rank":
        """Return the rank without the ties with others than ``shown``: they have the same total."""
        return replace(self, settled=tuple(tie for tie in self.settled if tie[0] in shown))


@dataclass(frozen=True, slots=True)
class TieContext:
    """What the tie-break chain looks at besides the sheets."""

    first_award: str | None
    flag_holders: frozenset[str]
    vote: VoteOutcome | None


def rank(sheets: Mapping[str, Sheet], chain: Sequence[str], context: TieContext) -> dict[str, Rank]:
    """Return the ranks of the members with an official sheet, by organisation. Order of input does not matter."""
    keys = {
        organisation: tuple(_comparison(key, organisation, sheet, context) for key in chain)
        for organisation, sheet in sheets.items()
    }
    full = {organisation: (-sheet.total, *keys[organisation]) for organisation, sheet in sheets.items()}
    ordered = sorted(full.values())
    return {
        organisation: Rank(
            rank=ordered.index(full[organisation]) + 1,
            settled=_settled(
                keys[organisation],
                {o: keys[o] for o in sheets if o != organisation and sheets[o].total == sheet.total},
                chain,
            ),
        )
        for organisation, sheet in sheets.items()
    }


def _settled(
    own: tuple[int, ...], others: Mapping[str, tuple[int, ...]], chain: Sequence[str]
) -> tuple[tuple[str, str], ...]:
    separating = sorted(
        (next(index for index, (a, b) in enumerate(zip(own, other, strict=True)) if a != b), organisation)
        for organisation, other in others.items()
        if other != own
    )
    return tuple((organisation, chain[index]) for index, organisation in separating)


def _comparison(key: str, organisation: str, sheet: Sheet, context: TieContext) -> int:
    """Return a number that is smaller for the better member."""
    if key.startswith("section:"):
        return -sheet.sections[key.removeprefix("section:")]
    return _KEYS[key](organisation, sheet, context)


def _votes(organisation: str, _sheet: Sheet, context: TieContext) -> int:
    if context.vote is None or context.first_award is None:
        return 0
    return -context.vote.first_round_yes(context.first_award, organisation)


_KEYS: Mapping[str, Callable[[str, Sheet, TieContext], int]] = {
    "base": lambda _organisation, sheet, _context: -sheet.base,
    "penalty": lambda _organisation, sheet, _context: sheet.penalty,
    "bonus": lambda _organisation, sheet, _context: sheet.bonus,
    "no_flag_last_season": lambda organisation, _sheet, context: int(organisation in context.flag_holders),
    "vote": _votes,
}
