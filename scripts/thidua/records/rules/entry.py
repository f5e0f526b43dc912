"""Rules on what is entered for one criterion (rules.md §1)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from thidua.records.criterion.kind import Entered
from thidua.records.dossier import FACTS, Entry
from thidua.records.explanation import UNKNOWN_KEY, unknown_key
from thidua.records.finding import Finding, Pointer, error
from thidua.records.language import Amount
from thidua.records.language import mark as _
from thidua.records.number import points
from thidua.records.rubric import Criterion, Rubric

SHORTEST_REASON = 10

UNKNOWN = error(
    "criterion-unknown",
    _("The rubric has no criterion “{code}”."),
    _("Write the code as in the rubric of the season."),
)
CLOSEST: Final = _("Write the code as in the rubric of the season. Closest: {guess}.")
MISSING = error(
    "criterion-missing",
    _("Criterion {code} ({title}) is not scored."),
    _("Score every criterion once; 0 is a score, and “not_applicable” is possible where the rubric allows it."),
)
NO_FACTS = error(
    "facts-missing",
    _("Criterion {code} ({kind}) lacks: {missing}."),
    _("Enter what the criterion's kind asks for."),
)
WRONG_FACTS = error(
    "facts-wrong-kind",
    _("“{fact}” does not belong to criterion {code}, which is of kind {kind}."),
    _("Enter: {expected}."),
)
FACTS_AND_POINTS = error(
    "facts-and-points",
    _("Criterion {code} has both points and facts."),
    _("Give either the corrected facts or the points, never both."),
)
POINTS_RANGE = error(
    "points-range",
    _("{points} points are outside 0 to {max} for criterion {code}."),
    _("Enter points from 0 to the criterion's maximum."),
)
NOT_ALLOWED = error(
    "na-not-allowed",
    _("Criterion {code} applies to everybody."),
    _("Enter facts; only criteria that the rubric marks may be “not_applicable”."),
)
WHOLE_SECTION = error(
    "na-whole-section",
    _("All criteria of section {code} are marked as not applicable."),
    _("At least one criterion of a section must be scored."),
)
CONTRADICTION = error(
    "entry-contradiction",
    _("Criterion {code} has “{key}” and facts at once."),
    _("Keep one of the two."),
)
REASON = error(
    "reason-short",
    _("The reason for criterion {code} is missing or shorter than {least} characters."),
    _("Say in a sentence why; whoever reads the result must understand it."),
)


@dataclass(frozen=True, slots=True)
class Author:
    """What the author of an entry may and must do: a verifier may give points and must give a reason."""

    may_give_points: bool
    must_give_reason: bool


MEMBER = Author(may_give_points=False, must_give_reason=False)
VERIFIER = Author(may_give_points=True, must_give_reason=True)


def check_entries(
    entries: Mapping[str, Entry], rubric: Rubric, author: Author, path: str, group: str
) -> Iterator[Finding]:
    """Yield what is wrong with the entries of one record, each for itself."""
    for code, entry in entries.items():
        criterion = rubric.criteria.get(code)
        if criterion is None:
            yield unknown(code, rubric, path, group)
        else:
            yield from check_entry(entry, criterion, author, path, (group, code))


def unknown(code: str, rubric: Rubric, path: str, group: str) -> Finding:
    """Return that the rubric has no criterion of this code, and which was probably meant."""
    guess = closest(code, rubric)
    if guess is None:
        return UNKNOWN.on_key(path, group, code, code=code)
    return UNKNOWN.worded(hint=CLOSEST).on_key(path, group, code, code=code, guess=guess)


def explained(finding: Finding, rubric: Rubric) -> Finding:
    """Return a finding on an unknown key of an entry with the keys that belong to its criterion's kind."""
    match finding.pointer:
        case ("scores" | "outcomes", str(code), str()) if finding.rule.id == UNKNOWN_KEY.id:
            criterion = rubric.criteria.get(code)
        case _:
            criterion = None
    if criterion is None:
        return finding
    other = {*FACTS, "estimated", "not_applicable"} - criterion.kind.facts - criterion.kind.optional
    other -= {"not_applicable"} if criterion.na_allowed else set()
    other -= set() if finding.path.endswith("/self-assessment.yml") else {"points"}
    known = [key for key in finding.values["known"].split(", ") if key not in other]
    return unknown_key(finding.path, finding.pointer, known)


def closest(code: str, rubric: Rubric) -> str | None:
    """Return the criterion whose code was probably meant: ``I.4`` for ``I4``, ``l.4`` or ``1.4``."""
    by_shape = {_shape(known): known for known in rubric.criteria}
    return by_shape.get(_shape(code))


def _shape(code: str) -> str:
    return code.upper().replace("L", "I").replace("1.", "I.", 1).replace(".", "")


def check_entry(entry: Entry, criterion: Criterion, author: Author, path: str, place: Pointer) -> Iterator[Finding]:
    """Yield what is wrong with one entry."""
    code = criterion.code
    if (author.must_give_reason or entry.not_applicable) and len((entry.reason or "").strip()) < SHORTEST_REASON:
        pointer = (*place, "reason") if entry.reason is not None else place
        yield REASON.at(path, *pointer, code=code, least=SHORTEST_REASON)
    if entry.not_applicable and not criterion.na_allowed:
        yield NOT_ALLOWED.at(path, *place, "not_applicable", code=code)
    settled = "upheld" if entry.upheld else "not_applicable" if entry.not_applicable else None
    if settled is None:
        yield from check_facts(entry, criterion, author, path, place)
    elif entry.facts or (entry.upheld and entry.not_applicable):
        yield CONTRADICTION.at(path, *place, settled, code=code, key=settled)


def check_facts(entry: Entry, criterion: Criterion, author: Author, path: str, place: Pointer) -> Iterator[Finding]:
    """Yield facts that do not fit the criterion's kind, or points outside its range."""
    code, facts = criterion.code, entry.facts
    expected = criterion.kind.facts
    values = {"code": code, "kind": criterion.kind.name}
    if author.may_give_points and "points" in facts - expected:
        if len(facts) > 1:
            yield FACTS_AND_POINTS.at(path, *place, "points", code=code)
    else:
        for fact in sorted(facts - expected):
            yield WRONG_FACTS.on_key(path, *place, fact, fact=fact, expected=", ".join(sorted(expected)), **values)
        if not facts >= expected and not facts - expected:
            yield NO_FACTS.at(path, *place, missing=", ".join(sorted(expected - facts)), **values)
    if entry.points is not None and not 0 <= entry.points <= criterion.max:
        given, most = Amount(points(entry.points)), Amount(points(criterion.max))
        yield POINTS_RANGE.at(path, *place, "points", points=given, max=most, code=code)
    is_own = not author.may_give_points
    yield from criterion.kind.check_entry(Entered(entry, code, path, place, is_own))


def check_sections(
    entries: Mapping[str, Entry], own: Mapping[str, Entry], rubric: Rubric, path: str, group: str
) -> Iterator[Finding]:
    """Yield sections in which nothing applies any more, because of one of the record's ``own`` entries."""
    for section in rubric.sections:
        found = [entries.get(criterion.code) for criterion in section.criteria]
        causes = [c.code for c in section.criteria if c.code in own and own[c.code].not_applicable]
        if causes and all(entry is not None and entry.not_applicable for entry in found):
            yield WHOLE_SECTION.at(path, group, causes[0], "not_applicable", code=section.code)
