"""Points that are given directly, between 0 and the maximum."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from thidua.records import format as write
from thidua.records.criterion.check import check_most
from thidua.records.criterion.kind import Blank, Entered, Terms, typed
from thidua.records.criterion.working import Working
from thidua.records.dossier import Entry
from thidua.records.finding import Finding, Pointer, error
from thidua.records.language import Amount
from thidua.records.language import mark as _
from thidua.records.number import hundredths, points

STEP = error(
    "points-step",
    _("{points} points are not a multiple of the step {step} of criterion {code}."),
    _("Enter a multiple of the step."),
)


@dataclass(frozen=True, slots=True)
class Points:
    """Whoever enters gives the points: multiples of ``step``, where there is one."""

    name: ClassVar[str] = "points"
    title: ClassVar[str] = "Chấm điểm trực tiếp"
    facts: ClassVar[frozenset[str]] = frozenset({"points"})
    optional: ClassVar[frozenset[str]] = frozenset()

    max: int
    step: int | None = None

    @classmethod
    def from_mapping(cls, data: Mapping[str, Any]) -> Self:
        """Build the kind from a criterion that the schema has accepted."""
        return cls(hundredths(data["max"]), hundredths(data["step"]) if "step" in data else None)

    def check(self, path: str, place: Pointer) -> Iterator[Finding]:
        """Yield a step above the maximum."""
        if self.step is not None:
            yield from check_most(self.step, self.max, path, place, "step")

    def check_entry(self, entered: Entered) -> Iterator[Finding]:
        """Yield points of the member between two steps; who verifies may set any."""
        value = entered.entry.points
        if entered.is_own and self.step and value is not None and 0 <= value <= self.max and value % self.step:
            yield entered.at(STEP, "points", points=Amount(points(value)), step=Amount(points(self.step)))

    def points(self, entry: Entry) -> int:
        """Return the points as they were given."""
        return entry.points or 0

    def sentence(self) -> str:
        """Return between which bounds points are given."""
        step = f", theo bậc {write.brief_points(self.step)} điểm" if self.step else ""
        return f"Chấm từ 0 đến {write.brief_points(self.max)} điểm{step}."

    def working(self, entry: Entry) -> Working:
        """Return the points beside the maximum."""
        return given(self.points(entry), self.max)

    def example(self) -> str | None:
        """Return None: there is nothing to work out."""
        return None

    def document(self) -> dict[str, Any]:
        """Return the step, if there is one."""
        return {} if self.step is None else {"step": points(self.step)}

    def terms(self) -> Terms:
        """Return the step."""
        return Terms(step=self.step)

    def blanks(self) -> Iterator[Blank]:
        """Yield the points."""
        step = f", bội số của {typed(self.step)}" if self.step else ""
        yield Blank("points", f"từ 0 đến {typed(self.max)}{step}")


@dataclass(frozen=True, slots=True)
class PointsPenalty(Points):
    """The same for points that are taken off."""

    def sentence(self) -> str:
        """Return how many points may be taken off."""
        return f"Trừ từ 0 đến {write.brief_points(self.max)} điểm."


def given(value: int, most: int) -> Working:
    """Return points that were given, beside the most that there are."""
    return Working(f"{write.points(value)} trên {write.brief_points(most)} điểm")
