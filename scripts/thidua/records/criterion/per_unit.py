"""Points for each thing that is counted, up to the maximum."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from thidua.records import format as write
from thidua.records.criterion.kind import Blank, Entered, Terms, count_blank
from thidua.records.criterion.working import Working, bounded, counted, number
from thidua.records.dossier import Entry
from thidua.records.finding import Finding, Pointer
from thidua.records.number import hundredths, points


@dataclass(frozen=True, slots=True)
class PerUnit:
    """``unit_points`` for each ``unit``."""

    name: ClassVar[str] = "per_unit"
    title: ClassVar[str] = "Theo số lượng"
    facts: ClassVar[frozenset[str]] = frozenset({"count"})
    optional: ClassVar[frozenset[str]] = frozenset()

    max: int
    unit_points: int
    unit: str

    @classmethod
    def from_mapping(cls, data: Mapping[str, Any]) -> Self:
        """Build the kind from a criterion that the schema has accepted."""
        return cls(hundredths(data["max"]), hundredths(data["unit_points"]), data["unit"])

    def check(self, _path: str, _place: Pointer) -> Iterator[Finding]:
        """Yield nothing."""
        return iter(())

    def check_entry(self, _entered: Entered) -> Iterator[Finding]:
        """Yield nothing."""
        return iter(())

    def points(self, entry: Entry) -> int:
        """Return the points of all that was counted, at most the maximum."""
        return min(self.max, self._full(entry))

    def sentence(self) -> str:
        """Return what each unit gives."""
        each, most = write.brief_points(self.unit_points), write.brief_points(self.max)
        return f"Mỗi {self.unit} được {each} điểm, tối đa {most} điểm."

    def working(self, entry: Entry) -> Working:
        """Return the product."""
        count = entry.count or 0
        product = f"{number(count)} × {write.brief_points(self.unit_points)}"
        return Working(counted(count, self.unit), bounded(product, self._full(entry), most=self.max))

    def example(self) -> str | None:
        """Return what three give, or as many as the maximum lets count."""
        return self.working(Entry(count=max(1, min(3, self.max // self.unit_points)))).line

    def document(self) -> dict[str, Any]:
        """Return the unit and its points."""
        return {"unit_points": points(self.unit_points), "unit": self.unit}

    def terms(self) -> Terms:
        """Return the unit and its points."""
        return Terms(unit=self.unit, unit_points=self.unit_points)

    def blanks(self) -> Iterator[Blank]:
        """Yield the number."""
        yield count_blank(self.unit)

    def _full(self, entry: Entry) -> int:
        return (entry.count or 0) * self.unit_points


@dataclass(frozen=True, slots=True)
class PerUnitPenalty(PerUnit):
    """The same for points that are taken off."""

    def sentence(self) -> str:
        """Return what each unit takes off."""
        each, most = write.brief_points(self.unit_points), write.brief_points(self.max)
        return f"Mỗi {self.unit} trừ {each} điểm, tối đa {most} điểm."
