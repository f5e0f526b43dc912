"""The verdict: everything that is said about one change set, and whether it may be merged."""

from dataclasses import dataclass
from typing import Final

from thidua.gate.impact import Impact
from thidua.gate.judgement import Judgement
from thidua.gate.lateness import LATE
from thidua.gate.receipt_draft import Draft
from thidua.records.finding import Finding, Severity

_OF_THE_ACT: Final = "gate-"  # such rules are about what is done; they quote no record


@dataclass(frozen=True, slots=True)
class Verdict:
    """A judgement with what is wrong with the data as merged, what the change does, and the receipts it calls for.

    ``is_internal`` says for whom it is told: warnings about members, errors that the target has already, and figures
    under embargo are not public. ``silent`` are the clusters, (season, cluster), of which no impact is given for that.
    ``names`` are the organisations' names. ``is_private`` says that the sender alone is told: then everything about the
    files that it sends is.
    """

    judgement: Judgement
    findings: tuple[Finding, ...]
    impacts: tuple[Impact, ...]
    silent: tuple[tuple[str, str], ...]
    drafts: tuple[Draft, ...]
    names: dict[str, str]
    is_internal: bool
    is_private: bool = False

    @property
    def is_accepted(self) -> bool:
        """Whether the change set may be merged."""
        return not any(finding.is_error for finding in self.findings)

    @property
    def told(self) -> tuple[Finding, ...]:
        """The findings that the reader may see: in public what is wrong in the files of this change by themselves."""
        return tuple(finding for finding in self.findings if self._is_told(finding))

    @property
    def untold(self) -> int:
        """How many errors the reader may not see. Warnings are not counted: one that comes or goes tells of others."""
        return sum(finding.is_error for finding in self.findings if not self._is_told(finding))

    @property
    def older(self) -> int:
        """How many errors of the target the reader may not see: they can hold figures of other people's records."""
        return sum(_is_older(finding) for finding in self.findings if not self._is_told(finding))

    def _is_told(self, finding: Finding) -> bool:
        """Whether the reader may see a finding. One on a record outside the change can hold another's figures."""
        if self.is_internal or (finding.is_error and finding.rule.id.startswith(_OF_THE_ACT)):
            return True
        if not any(change.path == finding.path for change in self.judgement.changes):
            return False
        is_open = (finding.is_error or finding.rule.is_alone) and not finding.path.endswith("/exclusions.yml")
        return self.is_private or is_open


def _is_older(finding: Finding) -> bool:
    return finding.severity is Severity.INFO and finding.rule is not LATE
