"""The audit of the history: what was replayed, step by step, and what stands against a step.

The gate makes it, JSON carries it (``audit_document``), and what may be shown of it is cut down (``disclosure``).
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from thidua.records.finding import ToldFinding


class Identified(StrEnum):
    """How the audit knows who acted: the server noted it, only the commit says so, nothing says so."""

    RECORDED = "recorded"
    CLAIMED = "claimed"
    UNKNOWN = "unknown"


class ChangeKind(StrEnum):
    """What a change set is about."""

    NOTHING = "nothing"
    DATA = "data"
    CODE = "code"
    MIXED = "mixed"


class Action(StrEnum):
    """What happens to a path. A rename is a deletion and an addition."""

    ADDED = "added"
    CHANGED = "changed"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class Filing:
    """A self-assessment that was filed or changed after its deadline: a fact, never an offence."""

    commit: str
    at: datetime
    path: str
    organisation: str
    action: Action


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the main branch. ``parent`` is where it started; ``is_founding`` steps made the registers.

    ``actor`` and ``merged_by`` are logins; ``acts_for`` is an organisation or body, or ``administrator``; None: not
    known. ``objections`` should have refused it; ``marks`` are what may honestly come late, from paper, and should be
    known. ``late`` are the late filings in it.
    """

    commit: str
    parent: str | None
    at: datetime
    actor: str | None
    acts_for: str | None
    identified: Identified
    merged_by: str | None
    is_founding: bool
    kind: ChangeKind
    paths: tuple[str, ...]
    objections: tuple[ToldFinding, ...] = ()
    marks: tuple[ToldFinding, ...] = ()
    late: tuple[Filing, ...] = ()


@dataclass(frozen=True, slots=True)
class Audit:
    """The whole history, oldest step first. ``since`` was not judged itself; None if it begins with the history.

    ``has_notes`` says whether the repository has the server's notes at all: without them nobody is recorded.
    """

    tip: str
    since: str | None
    as_of: datetime
    has_notes: bool
    steps: tuple[Step, ...]

    @property
    def exceptions(self) -> tuple[Step, ...]:
        """The steps that the gate would have refused."""
        return tuple(step for step in self.steps if step.objections)

    @property
    def marked(self) -> tuple[Step, ...]:
        """The steps that were taken late, be they right or not: no exceptions, but what results may rest on."""
        return tuple(step for step in self.steps if step.marks)

    @property
    def late(self) -> tuple[Filing, ...]:
        """Every late filing."""
        return tuple(filing for step in self.steps for filing in step.late)

    @property
    def claimed(self) -> int:
        """How many judged steps have their actor from the commit alone."""
        return self.known(Identified.CLAIMED)

    def known(self, source: Identified) -> int:
        """Return how many judged steps have their actor from ``source``."""
        return sum(step.identified is source and not step.is_founding for step in self.steps)
