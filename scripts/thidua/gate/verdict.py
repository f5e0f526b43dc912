"""The verdict: everything that is said about one change set, and whether it may be merged."""

from dataclasses import dataclass

from thidua.gate.draft import Draft
from thidua.gate.impact import Impact
from thidua.gate.judgement import Judgement
from thidua.gate.keeping import LATE
from thidua.records.finding import Finding, Severity


@dataclass(frozen=True, slots=True)
class Verdict:
    """A judgement with what is wrong with the data as merged, what the change does, and the receipts it calls for.

    ``is_internal`` says for whom it is told: warnings about members, and figures under embargo, are not public.
    ``names`` are the organisations' names.
    """

    judgement: Judgement
    findings: tuple[Finding, ...]
    impacts: tuple[Impact, ...]
    drafts: tuple[Draft, ...]
    names: dict[str, str]
    is_internal: bool

    @property
    def is_accepted(self) -> bool:
        """Whether the change set may be merged."""
        return not any(finding.is_error for finding in self.findings)

    @property
    def told(self) -> tuple[Finding, ...]:
        """The findings that the reader may see."""
        return tuple(finding for finding in self.findings if self.is_internal or not _is_delicate(finding))

    @property
    def untold(self) -> int:
        """How many findings the reader may not see."""
        return len(self.findings) - len(self.told)


def _is_delicate(finding: Finding) -> bool:
    return finding.severity is Severity.WARNING or finding.rule is LATE
