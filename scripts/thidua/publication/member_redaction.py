"""What a view shows of one member: its state, its conditions, its sheets and the records of its dossier (rules.md §10).

Where its self-scores are not shown, its official points stand alone: what was changed is not told, because all else
would be what the member entered.
"""

from collections.abc import Container, Iterable
from dataclasses import replace
from typing import Any

from thidua.publication.extract import Shown, extract, part
from thidua.records.bundle import Dossier
from thidua.records.dossier import Entry
from thidua.records.figure import Figure
from thidua.records.kind import FILES, RESPONSE, SEAL, Level
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
    if is_internal:
        return sheets
    own = Figure.SELF_POINTS in shows
    if Figure.OFFICIAL_POINTS not in shows:
        return Sheets(_entered(sheets.self_assessed, shows, {}) if own else None)
    if not own:
        return Sheets(official=_bare(sheets.official, rubric))
    known: dict[int, Entry] = {}
    each = (sheets.self_assessed, sheets.verified, sheets.official)
    return Sheets(*(_entered(sheet, shows, known) for sheet in each))


def _entered(sheet: Sheet | None, shows: frozenset[Figure], known: dict[int, Entry]) -> Sheet | None:
    """Return a sheet with what of its entries is open; ``known`` keeps it by entry, since most stand in every sheet."""
    if sheet is None:
        return None
    for mark in sheet.marks.values():
        if id(mark.entry) not in known:
            known[id(mark.entry)] = part(mark.entry, shows)
    marks = {code: Mark(known[id(mark.entry)], mark.points, mark.origin) for code, mark in sheet.marks.items()}
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


def shown_dossier(dossier: Dossier, shows: frozenset[Figure], *, is_internal: bool) -> Dossier:
    """Return what the reader sees of a dossier's records, and of what the history knows of them."""
    if is_internal:
        return dossier
    opened: dict[str, Any] = {
        kind.attribute: extract(getattr(dossier, kind.attribute), kind, Shown(shows))
        for kind in FILES[Level.DOSSIER].values()
    }
    is_answer_shown = RESPONSE.shown.is_open(shows)
    return Dossier(
        organisation=dossier.organisation,
        folder=dossier.folder,
        files=frozenset(),
        **opened,
        verified_at=dossier.verified_at if is_answer_shown else None,
        answered_at=dossier.answered_at if is_answer_shown else {},
        matches_seal=dossier.matches_seal and opened[SEAL.attribute] is not None,
    )
