"""Points for the share of a target that was reached."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar, Self

from thidua.records import format as write
from thidua.records.criterion.check import check_each, rising
from thidua.records.criterion.kind import Blank, Entered, Terms, level_term
from thidua.records.criterion.working import Working, number, percent, rounded
from thidua.records.dossier import Entry
from thidua.records.finding import Finding, Pointer, error
from thidua.records.language import Amount
from thidua.records.language import mark as _
from thidua.records.number import half_up, hundredths, json_number, plain, points

ORDER = error(
    "rubric-step-order",
    _("The step from {start} does not lie below the one before it."),
    _("List the steps from the highest to the lowest, in “from” and in points."),
)


@dataclass(frozen=True, slots=True)
class RatioStep:
    """Points for reaching a share of the target."""

    start: Fraction
    points: int


@dataclass(frozen=True, slots=True)
class Ratio:
    """The maximum times the share, or what ``steps`` give for it; nothing below ``floor``."""

    name: ClassVar[str] = "ratio"
    title: ClassVar[str] = "Theo tỷ lệ hoàn thành"
    facts: ClassVar[frozenset[str]] = frozenset({"actual", "target"})
    optional: ClassVar[frozenset[str]] = frozenset({"estimated"})

    max: int
    floor: Fraction | None = None
    steps: tuple[RatioStep, ...] = ()

    @classmethod
    def from_mapping(cls, data: Mapping[str, Any]) -> Self:
        """Build the kind from a criterion that the schema has accepted."""
        steps = (RatioStep(Fraction(step["from"]), hundredths(step["points"])) for step in data.get("steps", ()))
        return cls(hundredths(data["max"]), Fraction(data["floor"]) if "floor" in data else None, tuple(steps))

    def check(self, path: str, place: Pointer) -> Iterator[Finding]:
        """Yield steps that do not fall or exceed the maximum."""
        values = [step.points for step in self.steps]
        for index in {*rising([step.start for step in self.steps]), *rising(values)}:
            yield ORDER.at(path, *place, "steps", index, "from", start=Amount(plain(self.steps[index].start)))
        yield from check_each(values, self.max, path, place, "steps")

    def check_entry(self, _entered: Entered) -> Iterator[Finding]:
        """Yield nothing."""
        return iter(())

    def points(self, entry: Entry) -> int:
        """Return the points of the step that is reached, or the share of the maximum, rounded half up."""
        reached = self._reached(entry)
        if self.steps:
            step = self._step(reached)
            return step.points if step is not None else 0
        return 0 if self._is_below_floor(reached) else half_up(self.max * min(Fraction(1), reached))

    def sentence(self) -> str:
        """Return what shares of the target give."""
        if self.steps:
            steps = (f"từ {_share(s.start)}: {write.brief_points(s.points)} điểm" for s in self.steps)
            return f"Thực hiện {'; '.join(steps)}; thấp hơn: 0 điểm."
        most = write.brief_points(self.max)
        floor = f" Dưới {_share(self.floor)}: 0 điểm." if self.floor is not None else ""
        return f"{most} điểm nhân với tỷ lệ thực hiện so với chỉ tiêu, tối đa {most} điểm.{floor}"

    def working(self, entry: Entry) -> Working:
        """Return the quotient, and what it gives."""
        actual, target = number(entry.actual or 0), number(entry.target or 1)
        estimated = " (ước thực hiện)" if entry.is_estimated else ""
        return Working(f"{actual} trên chỉ tiêu {target}{estimated}", self._sum(self._reached(entry), actual, target))

    def example(self) -> str | None:
        """Return what nine tenths of the target give, or the lowest step if it lies higher."""
        reached = max(self.steps[-1].start if self.steps else Fraction(0), Fraction(9, 10))
        return self.working(Entry(actual=reached * 100, target=Fraction(100))).line

    def document(self) -> dict[str, Any]:
        """Return the steps, or the floor, if there is one."""
        if self.steps:
            return {"steps": [{"from": json_number(x.start), "points": points(x.points)} for x in self.steps]}
        return {} if self.floor is None else {"floor": json_number(self.floor)}

    def terms(self) -> Terms:
        """Return the shares from which, and below which, points are given."""
        steps = [level_term(f"từ {_decimal(step.start)} % chỉ tiêu", step.points) for step in self.steps]
        floor = [] if self.floor is None else [f"dưới {_decimal(self.floor)} % chỉ tiêu: 0 điểm"]
        return Terms(levels=(*steps, *floor))

    def blanks(self) -> Iterator[Blank]:
        """Yield what was reached, and the target."""
        yield Blank("actual", "số thực hiện")
        yield Blank("target", "chỉ tiêu đăng ký")

    def _reached(self, entry: Entry) -> Fraction:
        return (entry.actual or Fraction(0)) / (entry.target or Fraction(1))

    def _step(self, reached: Fraction) -> RatioStep | None:
        return next((step for step in self.steps if step.start <= reached), None)

    def _is_below_floor(self, reached: Fraction) -> bool:
        return self.floor is not None and reached < self.floor

    def _sum(self, reached: Fraction, actual: str, target: str) -> str:
        quotient = f"{actual}/{target}"
        share = f"{quotient} = {percent(reached)}"
        if self.steps:
            step = self._step(reached)
            if step is None:
                return f"{share}, chưa tới bậc thấp nhất {percent(self.steps[-1].start)}: {write.points(0)}"
            return f"{share}, từ {percent(step.start)}: {write.points(step.points)}"
        if self.floor is not None and self._is_below_floor(reached):
            return f"{share}, dưới {percent(self.floor)} chỉ tiêu: {write.points(0)}"
        if reached > 1:
            return f"{share}, tính tối đa {percent(Fraction(1))}: {write.points(self.max)}"
        return f"{write.brief_points(self.max)} × {quotient} {rounded(self.max * reached)}"


def _share(value: Fraction) -> str:
    """Return a limit of a target: ``95 % chỉ tiêu``."""
    return f"{write.percent(value)} chỉ tiêu"


def _decimal(share: Fraction) -> str:
    return plain(share * 100).replace(".", ",")
