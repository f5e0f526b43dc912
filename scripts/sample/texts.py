"""The words of a dossier: evidence, notes, reasons and the report, from pools written by hand."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import source

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from dice import Dice
    from organisations import Organisation
    from rubrics import Criterion, Facts

association = re.compile(r"(?<!Hiệp )\bHội\b(?! (?:đồng|viên|nghị|chợ|thi|làng|[A-ZĐ]))")
Pools = dict[str, dict[str, Any]]


def read(folder: Path, season: str, base: str | None) -> Pools:
    """Return the pools of a season by criterion; what it does not have comes from the base season's."""
    earlier: Pools = source.read(folder / f"{base}.yml") if base else {}
    own: Pools = source.read(folder / f"{season}.yml")
    return earlier | own


def whole(number: object) -> str:
    """Return a number as Vietnamese offices write it: 1.250 or 2,5."""
    text = f"{number:,}".replace(",", " ").replace(".", ",").replace(" ", ".")
    return text.rstrip("0").rstrip(",") if "," in text else text


class Writer:
    """Writes for one cluster and avoids what it has lately written."""

    def __init__(self, pools: Pools, year: int) -> None:
        self.pools = pools
        self.year = year
        self._used: Counter[str] = Counter()

    def one(self, phrases: Sequence[str], dice: Dice) -> str:
        """Return the phrase least used so far."""
        fewest = min(self._used[p] for p in phrases)
        phrase = dice.one([p for p in phrases if self._used[p] == fewest])
        self._used[phrase] += 1
        return phrase

    def fill(self, phrase: str, organisation: Organisation, facts: Facts, dice: Dice) -> str:
        """Return the phrase with the organisation's words and the facts in its places."""
        data = organisation.data
        places = dice.some(data["places"], 2)
        words: dict[str, Any] = {
            "year": self.year,
            "prev": self.year - 1,
            "next": self.year + 1,
            "sym": organisation.symbol,
            "name": organisation.name,
            "short": data["short_name"],
            "n": dice.between(8, 190),
            "d1": day(dice, self.year, 1, 3),
            "d2": day(dice, self.year, 4, 8),
            "d3": day(dice, self.year, 9, 10),
            "place": places[0],
            "place2": places[-1],
            "place_list": ", ".join(data["places"][:-1]) + " và " + data["places"][-1],
            "branch": data["branches"],
            "model": dice.one(data["models"]),
            "idea": dice.one(data["ideas"]),
            **{key: data[key] for key in ("branches", "topic", "drive", "media", "works", "training")},
            "about": self.about(organisation),
            **{key: shown(value) for key, value in facts.items()},
        }
        text = phrase.format_map(words)
        if data["short_name"].startswith("Hiệp hội"):
            text = association.sub("Hiệp hội", text)
        return text[0].upper() + text[1:]

    def about(self, organisation: Organisation) -> str:
        """Return what was particular about the year for the organisation."""
        return str(organisation.data.get(f"about_{self.year}", organisation.data["about"]))

    def evidence(self, criterion: Criterion, organisation: Organisation, facts: Facts, dice: Dice) -> str:
        """Return a piece of evidence's title."""
        return self.fill(self.one(self.pools[criterion.code]["evidence"], dice), organisation, facts, dice)

    def note(self, criterion: Criterion, organisation: Organisation, facts: Facts, dice: Dice) -> str:
        """Return a member's note."""
        return self.fill(self.one(self.fitting(criterion, "note", facts), dice), organisation, facts, dice)

    def fitting(self, criterion: Criterion, use: str, facts: Facts) -> list[str]:
        """Return the pool's phrases that do not contradict the facts."""
        phrases = self.pools.get(criterion.code, {}).get(use, [])
        if isinstance(phrases, dict):
            return [*phrases.get("any", []), *phrases.get(manner(criterion, facts), [])]
        return list(phrases)

    def cut(self, criterion: Criterion, organisation: Organisation, was: Facts, now: Facts, dice: Dice) -> str:
        """Return a verifier's reason for setting `now` in place of `was`."""
        phrase = self.one(self.fitting(criterion, "cut", now), dice)
        return self.fill(phrase, organisation, differences(was, now), dice)

    def say(self, criterion: Criterion, organisation: Organisation, facts: Facts, dice: Dice) -> str:
        """Return the sentence of the report about a criterion."""
        return self.fill(self.one(self.fitting(criterion, "say", facts), dice), organisation, facts, dice)


def manner(criterion: Criterion, facts: Facts) -> str:
    """Return which of a criterion's phrases fit the facts."""
    if "level" in facts:
        return str(facts["level"])
    if "passed" in facts:
        return "yes" if facts["passed"] else "no"
    if criterion.kind == "ratio":
        return "full" if facts["actual"] >= facts["target"] else "below"
    return "some" if facts.get("count") else "zero"


def shown(value: object) -> object:
    """Return a fact as it stands in a sentence."""
    return value if isinstance(value, str | bool) else whole(value)


def differences(was: Facts, now: Facts) -> dict[str, Any]:
    """Return the number before, the number now and what lies between."""
    for key in ("actual", "count", "points"):
        if key in was and key in now:
            return {"was": was[key], "now": now[key], "diff": abs(was[key] - now[key])}
    return {}


def day(dice: Dice, year: int, first: int, last: int) -> str:
    """Return a working day's date between two months, as offices write it."""
    drawn = date(year, dice.between(first, last), dice.between(2, 25))
    if drawn.weekday() > 4:
        drawn += timedelta(days=7 - drawn.weekday())
    return f"{drawn.day:02}/{drawn.month:02}/{year}" if drawn.month < 3 else f"{drawn.day:02}/{drawn.month}/{year}"
