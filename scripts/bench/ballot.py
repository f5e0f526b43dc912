"""The vote of a synthetic cluster, held so that the best eligible members win and nothing is left to explain."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bench.cluster import Exceptions, Roles
from bench.phrase import Dice, heading
from thidua.records.rubric import Rubric
from thidua.records.season import Award, Season
from thidua.scoring.nomination import quota
from thidua.scoring.ranking import TieContext, rank
from thidua.scoring.sheet import Sheet
from thidua.scoring.voting import needed_votes


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of a season; ``holders`` were awarded its first award in the season before."""

    season: Season
    rubric: Rubric
    holders: frozenset[str]


@dataclass(frozen=True, slots=True)
class HeldRound:
    """One round: who stands, best first; the first ``places`` of them get enough votes."""

    award: Award
    candidates: Sequence[str]
    places: int


def rounds(rules: Rules, roles: Roles, official: Mapping[str, Sheet], excepted: Exceptions) -> Sequence[HeldRound]:
    """Return a round for each award that somebody may be proposed for, with one candidate more than places."""
    ranks = rank(official, rules.season.tie_break, TieContext(rules.season.awards[0].code, rules.holders, None))
    ordered = sorted(official, key=lambda organisation: ranks[organisation].rank)
    chosen: dict[str, Sequence[str]] = {}
    found = []
    for award in rules.season.awards:
        barred = {organisation for code in award.excludes for organisation in chosen.get(code, ())}
        places = quota(award.quota, len(roles.members))
        eligible = [
            organisation
            for organisation in ordered
            if organisation not in barred and _is_eligible(award, organisation, rules.rubric, official, excepted)
        ]
        chosen[award.code] = eligible[:places]
        if eligible:
            found.append(HeldRound(award, eligible[: places + 1], places))
    return found


def vote(rules: Rules, roles: Roles, held: Sequence[HeldRound], excepted: Exceptions, dice: Dice) -> str:
    """Return vote.yml for the given rounds."""
    present = len(roles.members) - len(excepted.absent)
    standing = {organisation for round_ in held for organisation in round_.candidates}
    tellers = [m for m in roles.members if m not in standing and m not in excepted.absent][:2] or [roles.monitor]
    return (
        f"{heading('vote', 2)}held_on: {roles.year}-12-{roles.day:02}\nmeeting: conference\n"
        f"roll: {len(roles.members)}\npresent: {present}\ntellers:\n"
        + "".join(f"  - {teller}\n" for teller in tellers)
        + "rounds:\n"
        + "".join(_round(rules.season, round_, present, dice) for round_ in held)
        + f"minutes:\n  number: {dice.between(1, 40):02}/BB-MAU\n"
    )


def _is_eligible(
    award: Award, organisation: str, rubric: Rubric, official: Mapping[str, Sheet], excepted: Exceptions
) -> bool:
    met = {
        "verified": True,
        "submitted_on_time": organisation not in excepted.late,
        "covenant_signed": organisation not in excepted.unsigned,
        "attended_conference": organisation not in excepted.absent,
        "not_excluded": organisation not in excepted.excluded,
    }
    return all(
        rubric.reaches(official[organisation].classification, condition.level)
        if condition.level
        else met[condition.name]
        for condition in award.conditions
    )


def _round(season: Season, round_: HeldRound, present: int, dice: Dice) -> str:
    needed = needed_votes(season.voting.thresholds[round_.award.code], present)
    spoilt = int(needed < present - 1 and dice.chance(0.1))
    valid = present - spoilt
    text = (
        f"  - award: {round_.award.code}\n    round: 1\n"
        f"    ballots:\n      issued: {present}\n      returned: {present}\n      invalid: {spoilt}\n    candidates:\n"
    )
    for place, organisation in enumerate(round_.candidates):
        yes = max(needed, valid - place) if place < round_.places else needed - 1
        blank = int(yes < valid and dice.chance(0.3))
        text += (
            f"      - organisation: {organisation}\n        yes: {yes}\n"
            f"        no: {valid - yes - blank}\n        blank: {blank}\n"
        )
    return text
