"""What a view shows of one member: its state, its conditions, its sheets and the records of its dossier (rules.md §10).

Where its self-scores are not shown, its official points stand alone: what was changed is not told, because all else
would be what the member entered.
"""

from collections.abc import Container, Iterable
from dataclasses import replace
from typing import Final

from thidua.records.bundle import Dossier
from thidua.records.dossier import Entry, Evidence, Report, Review, SelfAssessment, Verification
from thidua.records.figure import Figure
from thidua.records.record import Record
from thidua.records.rubric import Rubric
from thidua.scoring.eligibility import Eligibility
from thidua.scoring.filing import State
from thidua.scoring.result import MemberResult
from thidua.scoring.sheet import Mark, Sheet, Sheets


def shown_state(state: State, shows: frozenset[Figure]) -> State | None:
    """Return the state that the public reads: who is missing or late is only told where such members are named.

    While the verification may not be shown, a dossier that was filed is shown as filed, whatever came of it.
    """
    official = Figure.OFFICIAL_POINTS in shows
    if official and state is State.VERIFIED:
        return state
    if Figure.LATE_NAMES not in shows:
        return None
    return state if official or state in {State.MISSING, State.SEALED} else State.SUBMITTED


def shown_eligibility(found: Eligibility, secret: Container[str]) -> Eligibility:
    """Take out the conditions that may not be told, met or not; what hangs on them alone is open (None).

    If they were only taken out where they are not met, their absence would tell.
    """
    checks = tuple(check for check in found.checks if check.condition.name not in secret)
    if all(check.is_met for check in checks):
        return Eligibility(checks, found.is_eligible if checks == found.checks else None)
    return Eligibility(checks, is_eligible=False)


def secret_conditions(member: MemberResult, shows: frozenset[Figure], nominated_for: Iterable[str]) -> frozenset[str]:
    """Return the conditions that may not be told: exclusions ever, who was late where late members are not named.

    Whoever is shown to be nominated met all that was asked.
    """
    secret = {"not_excluded"} if Figure.LATE_NAMES in shows else {"not_excluded", "submitted_on_time"}
    met = {check.condition.name for award in nominated_for for check in member.eligibility[award].checks}
    return frozenset(secret - met)


def shown_sheets(sheets: Sheets, shows: frozenset[Figure], rubric: Rubric, *, is_internal: bool) -> Sheets:
    """Return the sheets that the reader sees; without the self-scores the official one alone, and its points alone."""
    own = Figure.SELF_POINTS in shows
    if Figure.OFFICIAL_POINTS not in shows:
        return Sheets(_entered(sheets.self_assessed, is_internal=is_internal) if own else None)
    if not own:
        return Sheets(official=_bare(sheets.official, rubric))
    return Sheets(
        *(_entered(s, is_internal=is_internal) for s in (sheets.self_assessed, sheets.verified, sheets.official))
    )


def _entered(sheet: Sheet | None, *, is_internal: bool) -> Sheet | None:
    """Return a sheet with what was entered, but for evidence that is not public."""
    if sheet is None:
        return None
    marks = {c: replace(mark, entry=_entry(mark.entry, is_internal=is_internal)) for c, mark in sheet.marks.items()}
    return replace(sheet, marks=marks)


def _bare(sheet: Sheet | None, rubric: Rubric) -> Sheet | None:
    """Return a sheet with its points alone: what does not tell which of them are the member's own.

    Neither does a bonus or penalty of 0 points, which somebody claimed or somebody took away.
    """
    if sheet is None:
        return None
    asked = {criterion.code for section in rubric.sections for criterion in section.criteria}
    marks = {
        code: Mark(Entry(not_applicable=mark.points is None), mark.points, None)
        for code, mark in sheet.marks.items()
        if code in asked or mark.points
    }
    return replace(sheet, marks=marks)


def _entry(entry: Entry, *, is_internal: bool) -> Entry:
    is_public = all(item.is_public for item in entry.evidence)
    return entry if is_internal or is_public else replace(entry, evidence=_evidence(entry.evidence))


def _evidence(evidence: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
    """Leave internal evidence its title only."""
    return tuple(item if item.is_public else replace(item, url=None, sha256=None) for item in evidence)


def shown_dossier(dossier: Dossier, shows: frozenset[Figure], *, is_internal: bool) -> Dossier:
    """Return what the reader sees of a dossier's records; without self-scores who verified and reviewed, not what."""
    if is_internal:
        return dossier
    own, official = Figure.SELF_POINTS in shows, Figure.OFFICIAL_POINTS in shows
    response = dossier.response if own else None
    verification, review = dossier.verification, dossier.review
    if not own:
        verification, review = _verifier_of(verification), _reviewer_of(review)
    if response is not None:
        replies = {
            code: replace(reply, evidence=_evidence(reply.evidence)) for code, reply in response.value.responses.items()
        }
        response = replace(response, value=replace(response.value, responses=replies))
    return replace(
        dossier,
        files=frozenset(),
        targets=dossier.targets if own else None,
        self_assessment=_self_assessment(dossier.self_assessment, shows),
        seal=dossier.seal if Figure.LATE_NAMES in shows or own else None,
        verification=verification if official else None,
        response=response if official else None,
        review=review if official else None,
        introduced_at=None,
        verified_at=dossier.verified_at if own and official else None,
        answered_at=dossier.answered_at if own and official else {},
    )


def _verifier_of(record: Record[Verification] | None) -> Record[Verification] | None:
    """Return who verified, without what: of the rest everybody would know that it is the member's own."""
    return None if record is None else replace(record, value=replace(record.value, scores={}, note=None))


def _reviewer_of(record: Record[Review] | None) -> Record[Review] | None:
    """Return who reviewed, without what."""
    return None if record is None else replace(record, value=replace(record.value, outcomes={}))


_WITHHELD: Final = Report(summary="", results=(), limitations=None, directions=None)


def _self_assessment(record: Record[SelfAssessment] | None, shows: frozenset[Figure]) -> Record[SelfAssessment] | None:
    points, report = Figure.SELF_POINTS in shows, Figure.REPORTS in shows
    if record is None or not (points or report):
        return None
    value = replace(
        record.value,
        scores={code: _entry(entry, is_internal=False) for code, entry in record.value.scores.items()}
        if points
        else {},
        report=record.value.report if report else _WITHHELD,
        declared_by=record.value.declared_by if points else "",
        paper=record.value.paper if points else None,
    )
    return replace(record, value=value)
