"""All points or none: passed or not."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from thidua.records import format as write
from thidua.records.criterion.kind import Blank, Entered, Terms
from thidua.records.criterion.working import Working, chosen, chosen_line
from thidua.records.dossier import Entry
from thidua.records.finding import Finding, Pointer
from thidua.records.number import hundredths


@dataclass(frozen=True, slots=True)
class PassFail:
    """The maximum if passed, else nothing."""

    name: ClassVar[str] = "pass_fail"
    title: ClassVar[str] = "Đạt hoặc không đạt"
    facts: ClassVar[frozenset[str]] = frozenset({"passed"})
    optional: ClassVar[frozenset[str]] = frozenset()

    max: int

    @classmethod
    def from_mapping(cls, data: Mapping[str, Any]) -> Self:
        """Build the kind from a criterion that the schema has accepted."""
        return cls(hundredths(data["max"]))

    def check(self, _path: str, _place: Pointer) -> Iterator[Finding]:
        """Yield nothing."""
        return iter(())

    def check_entry(self, _entered: Entered) -> Iterator[Finding]:
        """Yield nothing."""
        return iter(())

    def points(self, entry: Entry) -> int:
        """Return the maximum or nothing."""
        return self.max if entry.passed else 0

    def sentence(self) -> str:
        """Return what either answer gives."""
        return f"Đạt: {write.brief_points(self.max)} điểm. Không đạt: 0 điểm."

    def working(self, entry: Entry) -> Working:
        """Return the answer and its points."""
        return chosen("Đạt" if entry.passed else "Không đạt", self.points(entry))

    def example(self) -> str | None:
        """Return what it gives to have passed."""
        return chosen_line(self.working(Entry(passed=True)).facts, self.max)

    def document(self) -> dict[str, Any]:
        """Return nothing: a criterion of this kind has no keys of its own."""
        return {}

    def terms(self) -> Terms:
        """Return nothing."""
        return Terms()

    def blanks(self) -> Iterator[Blank]:
        """Yield the answer."""
        yield Blank("passed", "true nếu đạt, false nếu không đạt")


@dataclass(frozen=True, slots=True)
class PassFailPenalty(PassFail):
    """The same for points that are taken off: what happened is no achievement."""

    def sentence(self) -> str:
        """Return what is taken off."""
        return f"Nếu xảy ra: trừ {write.brief_points(self.max)} điểm."

    def working(self, entry: Entry) -> Working:
        """Return whether it happened, and what is taken off."""
        return chosen("Có xảy ra" if entry.passed else "Không xảy ra", self.points(entry))
