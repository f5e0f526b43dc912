"""Points of a level that is chosen from a list."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from thidua.records import format as write
from thidua.records.criterion.check import check_each, rising
from thidua.records.criterion.kind import Blank, Entered, Terms, level_term, typed
from thidua.records.criterion.working import Working, chosen, chosen_line
from thidua.records.dossier import Entry
from thidua.records.duplicate import duplicates
from thidua.records.finding import Finding, Pointer, error
from thidua.records.language import mark as _
from thidua.records.number import hundredths, points

ORDER = error(
    "rubric-level-order",
    _("The level “{code}” is not worth less than the one before it."),
    _("List the levels from the highest to the lowest, each worth less than the last."),
)
NONE = error(
    "rubric-no-levels",
    _("The criterion has no level to choose."),
    _("List at least one level, or choose another kind of criterion."),
)
UNKNOWN = error(
    "level-unknown",
    _("Criterion {code} has no level “{level}”."),
    _("Levels: {known}."),
)


@dataclass(frozen=True, slots=True)
class Level:
    """One level, and what it gives."""

    code: str
    title: str
    points: int


@dataclass(frozen=True, slots=True)
class Levels:
    """What the chosen level gives; levels fall from the highest to the lowest."""

    name: ClassVar[str] = "levels"
    title: ClassVar[str] = "Theo mức"
    facts: ClassVar[frozenset[str]] = frozenset({"level"})
    optional: ClassVar[frozenset[str]] = frozenset()

    max: int
    levels: tuple[Level, ...]

    @classmethod
    def from_mapping(cls, data: Mapping[str, Any]) -> Self:
        """Build the kind from a criterion that the schema has accepted."""
        levels = (Level(level["code"], level["title"], hundredths(level["points"])) for level in data["levels"])
        return cls(hundredths(data["max"]), tuple(levels))

    def check(self, path: str, place: Pointer) -> Iterator[Finding]:
        """Yield levels that are missing, stand twice, do not fall or exceed the maximum."""
        if not self.levels:
            yield NONE.at(path, *place, "levels")
        yield from duplicates([level.code for level in self.levels], path, (*place, "levels"), ["code"])
        values = [level.points for level in self.levels]
        for index in rising(values):
            yield ORDER.at(path, *place, "levels", index, "points", code=self.levels[index].code)
        yield from check_each(values, self.max, path, place, "levels")

    def check_entry(self, entered: Entered) -> Iterator[Finding]:
        """Yield a level that the criterion does not have."""
        known = [level.code for level in self.levels]
        level = entered.entry.level
        if level is not None and level not in known:
            yield entered.at(UNKNOWN, "level", level=level, known=", ".join(known))

    def points(self, entry: Entry) -> int:
        """Return the points of the level."""
        return self._chosen(entry).points

    def sentence(self) -> str:
        """Return what each level gives."""
        return "; ".join(f"{x.title}: {write.brief_points(x.points)} điểm" for x in self.levels) + "."

    def working(self, entry: Entry) -> Working:
        """Return the level and its points."""
        level = self._chosen(entry)
        return chosen(f"Mức {level.code}: {level.title}", level.points)

    def example(self) -> str | None:
        """Return what the second level gives, or the only one."""
        entry = Entry(level=self.levels[min(1, len(self.levels) - 1)].code)
        return chosen_line(self.working(entry).facts, self.points(entry))

    def document(self) -> dict[str, Any]:
        """Return the levels."""
        return {"levels": [{"code": x.code, "title": x.title, "points": points(x.points)} for x in self.levels]}

    def terms(self) -> Terms:
        """Return the levels."""
        return Terms(levels=tuple(level_term(level.title, level.points) for level in self.levels))

    def blanks(self) -> Iterator[Blank]:
        """Yield the chosen level, below all that there are; a code of digits alone is typed as a text."""
        listed = (f"{level.code}: {level.title} – {typed(level.points)} điểm" for level in self.levels)
        codes = (json.dumps(level.code) if level.code.isdigit() else level.code for level in self.levels)
        yield Blank("level", ", ".join(codes), tuple(listed))

    def _chosen(self, entry: Entry) -> Level:
        return next(level for level in self.levels if level.code == entry.level)


@dataclass(frozen=True, slots=True)
class LevelsPenalty(Levels):
    """The same for points that are taken off."""

    def sentence(self) -> str:
        """Return what each level takes off."""
        return "; ".join(f"{x.title}: trừ {write.brief_points(x.points)} điểm" for x in self.levels) + "."
