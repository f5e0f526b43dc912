"""How the gate says what it found: the words for changes, figures and values, shared by the text and the summary."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from thidua.gate.change import Action
from thidua.gate.impact import (
    CLASSIFICATION,
    ELIGIBLE,
    NOMINATED,
    OPEN_TIE,
    RANK,
    SELF_TOTAL,
    STATE,
    TOTAL,
    Movement,
    Value,
)
from thidua.gate.ownership import owner
from thidua.gate.shape import is_data
from thidua.records.language import Language
from thidua.records.language import mark as _
from thidua.records.layout import place
from thidua.scoring.publication import Figure

ACCEPTED: Final = _("Nothing stands against merging this change.")
REFUSED: Final = _("The change cannot be merged yet: {errors} things must be mended.")
ACTIONS: Final[Mapping[Action, str]] = {
    Action.ADDED: _("new"),
    Action.CHANGED: _("changed"),
    Action.DELETED: _("deleted"),
}
OTHER_FILE: Final = _("the administrator (outside submissions/)")
NOBODY: Final = _("nobody: no record may stand there")
OF_DOSSIER: Final = _("{owner} (dossier: {organisation})")
OF_MONITOR: Final = _("{owner}: {organisation}")
ACTOR: Final = _("Sent by “{login}”, who acts for {acts_for}.")
ACTOR_UNKNOWN: Final = _("Sent by “{login}”, who is not registered.")
UNTOLD: Final = _(
    "{count} remarks on members are not shown in public; run the same check offline with “--audience internal”."
)
OLDER: Final = _(
    "{count} errors were in the repository before and are not shown in public; whoever may read the repository sees "
    "them with “thidua validate”."
)
NOT_GIVEN: Final = _("Of a cluster whose exclusions.yml is in the change the effect is not given in public.")
NO_IMPACT: Final = _("The change moves no figure that may be shown.")
PROVISIONAL: Final = _("Provisional: computed from this change as if it were merged now; nothing is decided by it.")
WITHHELD: Final = _("Not shown before its time: {figures}.")
MENDED: Final = _("Everything is mended.")
FIGURES: Final[Mapping[str, str]] = {
    STATE: _("state of the dossier"),
    SELF_TOTAL: _("self-assessed points"),
    TOTAL: _("official points"),
    CLASSIFICATION: _("class"),
    RANK: _("rank"),
    ELIGIBLE: _("eligible for {award}"),
    NOMINATED: _("nominated for {award}"),
    OPEN_TIE: _("in an open tie for {award}"),
}
EMBARGOED: Final[Mapping[Figure, str]] = {
    Figure.SELF_POINTS: _("self-assessed points"),
    Figure.OFFICIAL_POINTS: _("official points, ranks and eligibility"),
    Figure.NOMINATIONS: _("nominations"),
}
STATES: Final = {
    "missing": _("missing"),
    "sealed": _("sealed"),
    "submitted": _("submitted"),
    "contested": _("contested"),
    "verified": _("verified"),
}
YES, NO = _("yes"), _("no")


def figure(movement: Movement, language: Language, titles: Mapping[str, str] = MappingProxyType({})) -> str:
    """Return the name of the figure that moves; ``titles`` are those of awards, by code."""
    award = movement.award or ""
    return language.fill(FIGURES[movement.figure], {"award": titles.get(award, award)})


def value(
    movement: Movement, found: Value, language: Language, titles: Mapping[str, str] = MappingProxyType({})
) -> str:
    """Return a figure's value as people write it; ``titles`` are those of classes, by code."""
    if movement.figure in {ELIGIBLE, NOMINATED, OPEN_TIE}:
        return language.text(YES if found else NO)
    if found is None:
        return "–"
    shown = str(found)
    if movement.figure == STATE:
        return language.text(STATES[shown])
    if movement.figure in {TOTAL, SELF_TOTAL} and language.code == "vi":
        return shown.replace(".", ",")
    return titles.get(shown, shown) if movement.figure == CLASSIFICATION else shown


def whose(path: str, names: Mapping[str, str], language: Language) -> str:
    """Return whose file ``path`` is; ``names`` are the organisations' names."""
    where = place(path)
    if where is None:
        return language.text(NOBODY if is_data(path) else OTHER_FILE)
    found = language.text(owner(path, where).name)
    if where.organisation is None:
        return found
    sentence = OF_DOSSIER if where.cluster is not None else OF_MONITOR
    organisation = names.get(where.organisation, where.organisation)
    return language.fill(sentence, {"owner": found, "organisation": organisation})
