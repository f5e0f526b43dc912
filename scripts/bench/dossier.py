"""Synthetic dossiers: what a member files, what is cut and answered, and the official sheet that it comes to."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bench import facts as fact
from bench.facts import Facts
from bench.phrase import Dice, folded, heading, phrases
from thidua.records.dossier import Entry
from thidua.records.rubric import Criterion, Rubric
from thidua.scoring.sheet import Origin, Sheet, sheet

MOST_CUTS = 4
NOT_APPLICABLE: Facts = {"not_applicable": True}


@dataclass(frozen=True, slots=True)
class Actors:
    """The year, and who acts on a dossier in it."""

    year: int
    organisation: str
    verifier: str
    reviewer: str


@dataclass(frozen=True, slots=True)
class Filed:
    """A dossier's files by name, and its official sheet."""

    organisation: str
    files: Mapping[str, str]
    official: Sheet


def filed(rubric: Rubric, actors: Actors, dice: Dice) -> Filed:
    """Return a dossier that is verified, with nothing open."""
    quality = 0.8 + dice.random() * 0.2
    entered = dict(_entered(rubric, quality, dice))
    cuts = dict(_cuts(rubric, entered, dice))
    files = {
        "self-assessment.yml": _self_assessment(rubric, entered, actors, dice),
        "verification.yml": _verification(rubric, cuts, actors, dice),
    }
    counted = {code: cuts.get(code, entry) for code, entry in entered.items()}
    if cuts and dice.chance(0.3):
        contested = dice.one(list(cuts))
        is_upheld = dice.chance(0.5)
        files["response.yml"] = _response(contested, actors, dice)
        files["review.yml"] = _review(contested, None if is_upheld else entered[contested], actors)
        if not is_upheld:
            counted[contested] = entered[contested]
    entries = {code: (Entry.from_mapping(entry), Origin.SELF) for code, entry in counted.items()}
    return Filed(actors.organisation, files, sheet(rubric, entries))


def _entered(rubric: Rubric, quality: float, dice: Dice) -> Iterator[tuple[str, Facts]]:
    for section in rubric.sections:
        for criterion in section.criteria:
            skips = criterion.na_allowed and dice.chance(0.05)
            yield criterion.code, NOT_APPLICABLE if skips else fact.drawn(criterion, quality, dice)
    for criterion in rubric.bonus:
        if dice.chance(0.4):
            yield criterion.code, fact.drawn(criterion, quality, dice)
    for criterion in rubric.penalties:
        if dice.chance(0.05):
            yield criterion.code, {"count": dice.between(1, 2)}


def _cuts(rubric: Rubric, entered: Mapping[str, Facts], dice: Dice) -> Iterator[tuple[str, Facts]]:
    for _ in range(dice.between(0, MOST_CUTS)):
        criterion = dice.one(dice.one(rubric.sections).criteria)
        lower = None if entered[criterion.code] is NOT_APPLICABLE else fact.cut(criterion, entered[criterion.code])
        if lower is not None:
            yield criterion.code, lower


def _self_assessment(rubric: Rubric, entered: Mapping[str, Facts], actors: Actors, dice: Dice) -> str:
    scores = "".join(_score(rubric.criteria[code], entry, actors, dice) for code, entry in entered.items())
    words, year = phrases(), actors.year
    results = "".join(
        f"    - heading: {title}\n      text: |-\n"
        + "".join(f"        {dice.phrase(words['results'], year)}\n" for _ in range(2))
        for title in words["headings"]
    )
    return (
        f"{heading('self-assessment', 3)}scores:\n{scores}report:\n"
        f"  summary: {folded(dice.filled(words['summary'], year), 4)}\n"
        f"  results:\n{results}"
        f"  limitations: {folded(dice.filled(words['limitations'], year), 4)}\n"
        f"  directions: {folded(dice.filled(words['directions'], year), 4)}\n"
        f"declared_by:\n  position: {dice.one(words['positions'])}\n"
        f"paper:\n  number: {dice.between(10, 400)}/BC-MAU\n  issued_on: {year}-11-{dice.between(2, 9):02}\n"
    )


def _score(criterion: Criterion, entry: Facts, actors: Actors, dice: Dice) -> str:
    words, year = phrases(), actors.year
    text = f"  {criterion.code}:\n{fact.lines(entry)}"
    if entry is NOT_APPLICABLE:
        return f"{text}    reason: {dice.one(words['not_applicable'])}\n"
    is_estimated = "estimated" in criterion.kind.optional and dice.chance(0.1)
    if is_estimated:
        text += "    estimated: true\n"
    text += _evidence(criterion, actors, dice)
    if is_estimated or dice.chance(0.6):
        text += f"    note: {dice.phrase(words['estimates' if is_estimated else 'notes'], year)}\n"
    return text


def _evidence(criterion: Criterion, actors: Actors, dice: Dice) -> str:
    """Return a document or two where evidence is required (one dossier in fifty forgets one), else often one."""
    if criterion.evidence == "none":
        return ""
    if criterion.evidence == "required":
        count = 0 if dice.chance(0.002) else 1 + dice.chance(0.3)
    else:
        count = int(dice.chance(0.6))
    if not count:
        return ""
    return "    evidence:\n" + "".join(
        f"      - title: {dice.phrase(phrases()['evidence'], actors.year)}\n"
        f"        url: https://example.org/{actors.year}/{actors.organisation}/{criterion.code.lower()}-{number}.pdf\n"
        + ("        access: internal\n" if dice.chance(0.1) else "")
        for number in range(1, count + 1)
    )


def _verification(rubric: Rubric, cuts: Mapping[str, Facts], actors: Actors, dice: Dice) -> str:
    words = phrases()
    text = f"{heading('verification', 3)}verifier: {actors.verifier}\naccepted: true\n"
    if cuts:
        text += "scores:\n" + "".join(
            f"  {code}:\n{fact.lines(entry)}    reason: {words['cuts'][rubric.criteria[code].kind.name]}\n"
            for code, entry in cuts.items()
        )
    return f"{text}note: {dice.phrase(words['verification_notes'], actors.year)}\n"


def _response(code: str, actors: Actors, dice: Dice) -> str:
    text = folded(dice.phrase(phrases()["responses"], actors.year), 6)
    return f"{heading('response', 3)}responses:\n  {code}:\n    text: {text}\n"


def _review(code: str, restored: Facts | None, actors: Actors) -> str:
    words = phrases()
    outcome = "    upheld: true\n" if restored is None else fact.lines(restored)
    reason = words["upheld"] if restored is None else words["restored"]
    return f"{heading('review', 3)}reviewer: {actors.reviewer}\noutcomes:\n  {code}:\n{outcome}    reason: {reason}\n"
