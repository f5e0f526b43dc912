"""How the gate says what it found: the words for changes, figures and values, shared by the text and the summary."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from thidua.gate.change import Change
from thidua.gate.impact import (
    CLASSIFICATION,
    CONTESTED,
    ELIGIBLE,
    FILED,
    NOMINATED,
    OPEN_TIE,
    RANK,
    SELF_TOTAL,
    STATE,
    TOTAL,
    VERIFIED,
    Movement,
    Value,
)
from thidua.gate.judgement import Judgement
from thidua.gate.owner_names import holders
from thidua.publication.audit import Action
from thidua.records.figure import Figure
from thidua.records.language import Amount, Language
from thidua.records.language import mark as _
from thidua.records.layout import cluster_path, is_data, place
from thidua.records.role import Role

ACCEPTED: Final = _("The change may be merged.")
TAKEN: Final = _("The server has taken the change.")
NOT_TAKEN: Final = _(
    "The server has not taken the change: {errors} things must be mended. Mend the files, then: "
    "git add --all submissions && git commit --amend --no-edit, and push again."
)
NOT_TAKEN_SO: Final = _(
    "The server has not taken the change: {errors} things must be mended, each as it says above; then push again."
)
REFUSED: Final = _("The change cannot be merged yet: {errors} things must be mended.")
ACTIONS: Final[Mapping[Action, str]] = {
    Action.ADDED: _("new"),
    Action.CHANGED: _("changed"),
    Action.DELETED: _("deleted"),
}
OTHER_FILE: Final = _("the administrator (outside submissions/)")
NOBODY: Final = _("nobody: no record may stand there")
AS: Final = _("{names} – {role}")
CORRECTS: Final = _("{names}, by correction: the season is published")
ROLES: Final[Mapping[Role, str]] = {
    Role.COUNCIL_MEMBER: _("council in charge"),
    Role.MONITOR: _("monitor"),
    Role.NAMED_MONITOR: _("monitor"),
    Role.LEAD: _("lead"),
    Role.VERIFIER: _("verifier"),
    Role.REVIEWER: _("reviewer"),
}
OF_CLUSTER: Final = _("{record}, {cluster}")
OF_SEASON: Final = _("{record} of {season}")
OF_DOSSIER: Final = _("{record} of {organisation}, {cluster}")
ACTOR: Final = _("Sent by “{login}”, who acts for {acts_for}.")
ACTOR_UNKNOWN: Final = _("Sent by “{login}”, who is not registered.")
UNTOLD: Final = _(
    "{count} errors on records outside the change are not shown in public; run the same check offline with "
    "“--audience internal”."
)
UNTOLD_ELSEWHERE: Final = _(
    "{count} remarks are on files of others and are not told here; whoever may read the repository sees them in a "
    "clone: {command}"
)
OLDER: Final = _(
    "{count} errors were in the repository before and are not shown in public; whoever may read the repository sees "
    "them with “thidua validate”."
)
NOT_GIVEN: Final = _("Where exclusions come or go with the change, or their weight, the effect is not given in public.")
NO_IMPACT: Final = _("The change moves no points, ranks or nominations.")
MAY_MOVE: Final = _("Points, ranks or nominations may move, but may not be shown yet: {figures}.")
NOT_COMPUTED: Final = _("Not computed while there are errors.")
PUBLISHES: Final = _("The season {season} is published from {day}: from then on every change comes with a correction.")
THE_CLUSTER: Final = _("The cluster")
PROVISIONAL: Final = _("Provisional: computed from this change as if it were merged now; nothing is decided by it.")
WITHHELD: Final = _("Not shown before its time: {figures}.")
MENDED: Final = _("Everything is mended.")
FIGURES: Final[Mapping[str, str]] = {
    FILED: _("members that have filed"),
    VERIFIED: _("dossiers that are verified"),
    CONTESTED: _("dossiers that are contested"),
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
YES, NO = _("yes"), _("no")


def figure(movement: Movement, language: Language, titles: Mapping[str, str] = MappingProxyType({})) -> str:
    """Return the name of the figure that moves; ``titles`` are those of awards, by code."""
    award = movement.award or ""
    return language.fill(FIGURES[movement.figure], {"award": titles.get(award, award)})


def value(
    movement: Movement, found: Value, language: Language, titles: Mapping[str, str] = MappingProxyType({})
) -> str:
    """Return a figure's value as people write it; ``titles`` are those of classes, by code."""
    if movement.figure in {NOMINATED, OPEN_TIE} or isinstance(found, bool):
        return language.text(YES if found else NO)  # whoever is not nominated has no such figure
    if found is None:
        return "–"
    shown = str(found)
    if movement.figure == STATE:
        return language.text(shown)
    if movement.figure in {TOTAL, SELF_TOTAL}:
        return language.told(Amount(shown))
    return titles.get(shown, shown) if movement.figure == CLASSIFICATION else shown


def whose(judgement: Judgement, change: Change, names: Mapping[str, str], language: Language) -> str:
    """Return whose file a change concerns; ``names`` are the organisations' names."""
    where = place(change.path)
    if where is None:
        return language.text(NOBODY if is_data(change.path) else OTHER_FILE)
    found, role = holders(judgement, where, change.path)
    if not found:
        return language.text(where.record.owner.name)
    written = "; ".join(names.get(name, name) for name in found)
    if where.season is not None and judgement.before.is_published(where, judgement.day):
        return language.fill(CORRECTS, {"names": written})
    return language.fill(AS, {"names": written, "role": language.text(ROLES[role])}) if role in ROLES else written


def record(judgement: Judgement, path: str, names: Mapping[str, str], language: Language) -> str | None:
    """Return what stands at ``path`` in words: the kind of record, whose it is, the cluster; None for other files."""
    where = place(path)
    if where is None:
        return None
    kind = where.record.title if language.code == "vi" else where.record.english
    is_open = judgement.is_open(cluster_path(where.season or "", where.cluster or "", "cluster.yml"))
    state = judgement.after if is_open else judgement.before
    cluster = state.cluster(where) if where.cluster is not None else None
    values = {
        "record": kind,
        "season": where.season or "",
        "cluster": cluster.name if cluster is not None else where.cluster or "",
        "organisation": names.get(where.organisation or "", where.organisation or ""),
    }
    if where.cluster is None:
        return language.fill(OF_SEASON, values) if where.season is not None else kind
    return language.fill(OF_DOSSIER if where.organisation is not None else OF_CLUSTER, values)


def name_of(movement: Movement, names: Mapping[str, str], language: Language) -> str:
    """Return of whom or what a figure moves."""
    return (
        language.text(THE_CLUSTER)
        if movement.organisation is None
        else names.get(movement.organisation, movement.organisation)
    )
