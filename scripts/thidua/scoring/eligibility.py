"""Who may be proposed for an award: each condition, true or false (rules.md §6)."""

from dataclasses import dataclass

from thidua.records.bundle import ClusterRecords
from thidua.records.rubric import Rubric
from thidua.records.season import Award, Condition
from thidua.scoring.filing import State
from thidua.scoring.sheet import Sheet


@dataclass(frozen=True, slots=True)
class Check:
    """A condition and whether it is met."""

    condition: Condition
    is_met: bool


@dataclass(frozen=True, slots=True)
class Eligibility:
    """The conditions of an award for one member.

    ``is_eligible`` says whether all of them are met; None where that hangs on a condition that may not be told.
    """

    checks: tuple[Check, ...]
    is_eligible: bool | None

    @property
    def failed(self) -> tuple[str, ...]:
        """The names of the conditions that are not met, of those that are shown."""
        return tuple(check.condition.name for check in self.checks if not check.is_met)


@dataclass(frozen=True, slots=True)
class Candidate:
    """What the conditions look at."""

    organisation: str
    state: State
    on_time: bool | None
    official: Sheet | None


def eligibility(award: Award, candidate: Candidate, records: ClusterRecords, rubric: Rubric) -> Eligibility:
    """Return the conditions of ``award`` for one member; unknown filing times do not count as in time."""
    checks = tuple(Check(c, _is_met(c, candidate, records, rubric)) for c in award.conditions)
    return Eligibility(checks, all(check.is_met for check in checks))


def _is_met(condition: Condition, candidate: Candidate, records: ClusterRecords, rubric: Rubric) -> bool:
    organisation = candidate.organisation
    match condition.name:
        case "verified":
            return candidate.state is State.VERIFIED
        case "submitted_on_time":
            return candidate.on_time is True
        case "covenant_signed":
            return records.covenant is not None and organisation in records.covenant.value.signatories
        case "attended_conference":
            return records.conference is not None and records.conference.value.attended(organisation)
        case "not_excluded":
            excluded = records.exclusions.value.listed if records.exclusions is not None else ()
            return all(exclusion.organisation != organisation for exclusion in excluded)
        case "classification_at_least":
            official = candidate.official
            return official is not None and rubric.reaches(official.classification, condition.level or "")
        case _:
            raise ValueError(f"unknown condition {condition.name}")
