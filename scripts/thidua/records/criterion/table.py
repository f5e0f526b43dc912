"""The kinds of criteria by the word that rubric.yml has for them."""

from collections.abc import Mapping
from typing import Final

from thidua.records.criterion.deduction import Deduction
from thidua.records.criterion.kind import CriterionKind
from thidua.records.criterion.levels import Levels, LevelsPenalty
from thidua.records.criterion.pass_fail import PassFail, PassFailPenalty
from thidua.records.criterion.per_unit import PerUnit, PerUnitPenalty
from thidua.records.criterion.points import Points, PointsPenalty
from thidua.records.criterion.ratio import Ratio

Kinds = Mapping[str, type[CriterionKind]]

_KINDS: Final[tuple[type[CriterionKind], ...]] = (Points, PassFail, Levels, PerUnit, Ratio, Deduction)
_PENALTIES: Final[tuple[type[CriterionKind], ...]] = (PointsPenalty, PassFailPenalty, LevelsPenalty, PerUnitPenalty)

KINDS: Final[Kinds] = {kind.name: kind for kind in _KINDS}
PENALTIES: Final[Kinds] = {kind.name: kind for kind in _PENALTIES}
"""The kinds that may take points off; they alone may add bonus points too."""
