"""One step of the main branch, as the audit judges it: who took it, what changed, and what stands against it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from thidua.gate.change import Action
from thidua.gate.shape import ChangeKind
from thidua.records.finding import Finding


class Identified(StrEnum):
    """How the audit knows who acted."""

    RECORDED = "recorded"
    CLAIMED = "claimed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class LateFiling:
    """A self-assessment that was filed or changed after its deadline: a fact, never an offence."""

    commit: str
    at: datetime
    path: str
    organisation: str
    action: Action


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the main branch. ``parent`` is where it started; ``is_founding`` steps made the registers.

    ``findings`` should have refused it; ``marks`` are what may honestly come late, from paper, and should be known.
    """

    commit: str
    parent: str | None
    at: datetime
    login: str | None
    acts_for: str | None
    identified: Identified
    merged_by: str | None
    kind: ChangeKind
    paths: tuple[str, ...]
    findings: tuple[Finding, ...]
    marks: tuple[Finding, ...]
    late: tuple[LateFiling, ...]
    is_founding: bool = False
