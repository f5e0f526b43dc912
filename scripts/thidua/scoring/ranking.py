"""Ranks within a cluster and the chain that breaks ties (rules.md §4)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from thidua.scoring.sheet import Sheet
from thidua.scoring.voting import VoteOutcome


@dataclass(frozen=True, slots=True)
class Rank:
    """A competition rank; ``decided_by`` names the key of the chain that settled a tie on the total."""

    rank: int
    decided_by: str | None


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
            decided_by=_decided_by(
                keys[organisation],
                (keys[other] for other in sheets if other != organisation and sheets[other].total == sheet.total),
                chain,
            ),
        )
        for organisation, sheet in sheets.items()
    }


def _decided_by(own: tuple[int, ...], others: Iterable[tuple[int, ...]], chain: Sequence[str]) -> str | None:
    separating = [
        next(index for index, (a, b) in enumerate(zip(own, other, strict=True)) if a != b)
        for other in others
        if other != own
    ]
    return chain[max(separating)] if separating else None


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
