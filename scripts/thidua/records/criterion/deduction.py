"""The maximum, less points for each thing that is counted."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from thidua.records import format as write
from thidua.records.criterion.check import check_most
from thidua.records.criterion.kind import Blank, Entered, Terms, count_blank
from thidua.records.criterion.working import Working, bounded, counted, number
from thidua.records.dossier import Entry
from thidua.records.finding import Finding, Pointer
from thidua.records.number import hundredths, points


@dataclass(frozen=True, slots=True)
class Deduction:
    """``unit_points`` less for each ``unit``, never less than ``minimum``."""

    name: ClassVar[str] = "deduction"
    title: ClassVar[str] = "Trừ theo số lần"
    facts: ClassVar[frozenset[str]] = frozenset({"count"})
    optional: ClassVar[frozenset[str]] = frozenset()

    max: int
    unit_points: int
    unit: str
    minimum: int = 0

    @classmethod
    def from_mapping(cls, data: Mapping[str, Any]) -> Self:
        """Build the kind from a criterion that the schema has accepted."""
        most, each = hundredths(data["max"]), hundredths(data["unit_points"])
        return cls(most, each, data["unit"], hundredths(data.get("minimum", 0)))

    def check(self, path: str, place: Pointer) -> Iterator[Finding]:
        """Yield a minimum above the maximum."""
        yield from check_most(self.minimum, self.max, path, place, "minimum")

    def check_entry(self, _entered: Entered) -> Iterator[Finding]:
        """Yield nothing."""
        return iter(())

    def points(self, entry: Entry) -> int:
        """Return what is left, at least the minimum."""
        return max(self.minimum, self._left(entry))

    def sentence(self) -> str:
        """Return what each unit takes away."""
        most, each = write.brief_points(self.max), write.brief_points(self.unit_points)
        return f"Từ {most} điểm, mỗi {self.unit} trừ {each} điểm, không dưới {write.brief_points(self.minimum)} điểm."

    def working(self, entry: Entry) -> Working:
        """Return the difference."""
        count = entry.count or 0
        rest = f"{write.brief_points(self.max)} − {number(count)} × {write.brief_points(self.unit_points)}"
        return Working(counted(count, self.unit), bounded(rest, self._left(entry), least=self.minimum))

    def example(self) -> str | None:
        """Return what two leave."""
        return self.working(Entry(count=2)).line

    def document(self) -> dict[str, Any]:
        """Return the unit, its points and the minimum."""
        return {"unit_points": points(self.unit_points), "minimum": points(self.minimum), "unit": self.unit}

    def terms(self) -> Terms:
        """Return the unit, its points and the minimum."""
        return Terms(unit=self.unit, unit_points=self.unit_points, minimum=self.minimum)

    def blanks(self) -> Iterator[Blank]:
        """Yield the number."""
        yield count_blank(self.unit)

    def _left(self, entry: Entry) -> int:
        return self.max - (entry.count or 0) * self.unit_points
