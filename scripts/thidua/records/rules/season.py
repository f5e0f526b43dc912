"""Rules on season.yml."""

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import pairwise

from thidua.records.cluster import Cluster
from thidua.records.duplicate import duplicates
from thidua.records.finding import Finding, error, warning
from thidua.records.language import mark as _
from thidua.records.record import Record
from thidua.records.registers import Organisations
from thidua.records.rubric import Rubric
from thidua.records.rules import reference
from thidua.records.season import Season
from thidua.records.vote import CONSENSUS

DEADLINES = error(
    "season-deadline-order",
    _("The deadline {date} comes before {earlier_name} ({earlier})."),
    _("The season opens first; then come self-assessment, conference and consolidation."),
)
BASIS = error(
    "reference-legal-basis",
    _("“{basis}” is not in the legal basis of the season."),
    _("Add the document to “legal_basis” of season.yml, or use one of its ids: {known}."),
)
EXTENSION = error(
    "extension-date",
    _("The extension until {until} does not reach beyond the deadline {deadline}."),
    _("An extension replaces the deadline by a later day: check the date."),
)
EXTENDED_TWICE = warning(
    "extension-twice",
    _("“{organisation}” has another extension above; the last one counts."),
    _("Keep one row a member, with the day that counts and the document it rests on."),
    is_alone=True,
)
SELF_EXCLUSION = error(
    "award-excludes-itself",
    _("The award “{award}” excludes itself."),
    _("Name the other awards whose nominees are not proposed for this one."),
)
TITLE = error(
    "award-duplicate-title",
    _("“{title}” is also what the award “{other}” is called; capitals, spaces and styles of letters do not count."),
    _("Nobody could tell who was given which: write the titles out, or give each award a “short_title” of its own."),
)
CLASS = error(
    "award-class",
    _("The rubric has no class “{code}”."),
    _("Classes of the rubric: {known}."),
)
THRESHOLD = error(
    "threshold-missing",
    _("No threshold is set for the award “{award}”."),
    _("Add it under “voting: thresholds”."),
)
FRACTION = error(
    "fraction-above-one",
    _("The fraction {fraction} is more than the whole."),
    _("Write the smaller number first, such as 2/3."),
)
TIE_BREAK = error(
    "tie-break-section",
    _("The rubric has no section “{code}”."),
    _("Sections of the rubric: {known}."),
)


def check_season_file(
    record: Record[Season],
    rubric: Rubric | None,
    organisations: Organisations | None,
    clusters: Sequence[str],
    roster: dict[str, Cluster],
) -> Iterator[Finding]:
    """Yield what is wrong with season.yml; ``clusters`` are its folders, ``roster`` those that can be read."""
    season, path = record.value, record.path
    yield from check_alone(season, path)
    yield from check_deadlines(season, path)
    yield from reference.organisation(organisations, season.plan.issued_by, path, "plan", "issued_by")
    yield from duplicates([b.id for b in season.legal_basis], path, ("legal_basis",), ["id"])
    for index, amendment in enumerate(season.amendments):
        yield from check_basis(season, amendment.basis, path, "amendments", index, "basis")
    yield from check_extensions(season, path, clusters, roster)
    yield from check_awards(season, path, rubric)
    yield from check_voting(season, path)
    yield from check_tie_break(season, path, rubric)
    for cluster in season.support:
        yield from check_cluster_known(cluster, clusters, path, "support", cluster)


def check_deadlines(season: Season, path: str) -> Iterator[Finding]:
    """Yield deadlines that are out of order."""
    steps = [
        ("opens_on", season.opens_on),
        ("self_assessment", season.self_assessment.day),
        ("conference", season.conference.day),
        ("consolidation", season.consolidation.day),
    ]
    for (earlier_name, earlier), (name, day) in pairwise(steps):
        if day < earlier:
            yield DEADLINES.at(path, "deadlines", name, "date", date=day, earlier_name=earlier_name, earlier=earlier)


def check_basis(season: Season, basis: str, path: str, *pointer: str | int) -> Iterator[Finding]:
    """Yield a reference to a document that the season does not rest on."""
    known = [document.id for document in season.legal_basis]
    if basis not in known:
        yield BASIS.at(path, *pointer, basis=basis, known=", ".join(known) or "–")


def check_alone(season: Season, path: str) -> Iterator[Finding]:
    """Yield second extensions of a member; nothing but the file says so (decision 0015)."""
    extended: set[tuple[str, str, str]] = set()
    for index, extension in enumerate(season.extensions):
        whose = (extension.cluster, extension.organisation, extension.milestone)
        if whose in extended:
            pointer = ("extensions", index, "organisation")
            yield EXTENDED_TWICE.at(path, *pointer, organisation=extension.organisation)
        extended.add(whose)


def check_extensions(
    season: Season, path: str, clusters: Sequence[str], roster: dict[str, Cluster]
) -> Iterator[Finding]:
    """Yield extensions for clusters or members that do not exist, and those that extend nothing."""
    for index, extension in enumerate(season.extensions):
        yield from check_cluster_known(extension.cluster, clusters, path, "extensions", index, "cluster")
        deadline = season.self_assessment.day
        if extension.until <= deadline:
            yield EXTENSION.at(path, "extensions", index, "until", until=extension.until, deadline=deadline)
        cluster = roster.get(extension.cluster)
        yield from reference.member(cluster, extension.organisation, path, "extensions", index, "organisation")


def check_cluster_known(cluster: str, clusters: Sequence[str], path: str, *pointer: str | int) -> Iterator[Finding]:
    """Yield a reference to a cluster that the season does not have."""
    if cluster not in clusters:
        yield reference.CLUSTER.on_key(path, *pointer, cluster=cluster, clusters=", ".join(clusters) or "–")


def check_award_known(season: Season, award: str, path: str, *pointer: str | int) -> Iterator[Finding]:
    """Yield a reference to an award that the season does not have."""
    codes = [known.code for known in season.awards]
    if award not in codes:
        yield reference.AWARD.on_key(path, *pointer, award=award, awards=", ".join(codes) or "–")


def check_awards(season: Season, path: str, rubric: Rubric | None) -> Iterator[Finding]:
    """Yield awards that stand twice, are called like another, exclude unknown ones or ask for unknown classes."""
    yield from duplicates([award.code for award in season.awards], path, ("awards",), ["code"])
    yield from _check_titles(season, path)
    for index, award in enumerate(season.awards):
        for position, excluded in enumerate(award.excludes):
            pointer = ("awards", index, "excludes", position)
            yield from check_award_known(season, excluded, path, *pointer)
            if excluded == award.code:
                yield SELF_EXCLUSION.at(path, *pointer, award=award.code)
        for position, condition in enumerate(award.conditions):
            if condition.level is not None and rubric is not None:
                classes = [c.code for c in rubric.classification]
                if condition.level not in classes:
                    place = ("awards", index, "conditions", position, "classification_at_least")
                    yield CLASS.at(path, *place, code=condition.level, known=", ".join(classes))


def _check_titles(season: Season, path: str) -> Iterator[Finding]:
    """Yield titles, long or short, that another award bears as well."""
    bearers: dict[str, str] = {}
    for index, award in enumerate(season.awards):
        for key, title in (("title", award.title), ("short_title", award.short_title)):
            if title is None:
                continue
            other = bearers.setdefault(reference.name_key(title), award.code)
            if other != award.code:
                yield TITLE.at(path, "awards", index, key, title=title, other=other)


def check_voting(season: Season, path: str) -> Iterator[Finding]:
    """Yield fractions above one and thresholds that are missing or for no award."""
    yield from _at_most_one(season.voting.quorum, path, "voting", "quorum", "fraction")
    for award, threshold in season.voting.thresholds.items():
        yield from check_award_known(season, award, path, "voting", "thresholds", award)
        yield from _at_most_one(threshold.fraction, path, "voting", "thresholds", award, "fraction")
    for award_code in _codes(season):
        if award_code not in season.voting.thresholds and season.voting.mode != CONSENSUS:
            yield THRESHOLD.at(path, "voting", "thresholds", award=award_code)


def check_tie_break(season: Season, path: str, rubric: Rubric | None) -> Iterator[Finding]:
    """Yield keys that stand twice or name unknown sections."""
    yield from duplicates(season.tie_break, path, ("ranking", "tie_break"))
    sections = [section.code for section in rubric.sections] if rubric is not None else None
    for index, key in enumerate(season.tie_break):
        code = key.removeprefix("section:")
        if code != key and sections is not None and code not in sections:
            yield TIE_BREAK.at(path, "ranking", "tie_break", index, code=code, known=", ".join(sections))


def _codes(season: Season) -> Iterable[str]:
    return dict.fromkeys(award.code for award in season.awards)


def _at_most_one(fraction: Fraction, path: str, *pointer: str | int) -> Iterator[Finding]:
    if fraction > 1:
        yield FRACTION.at(path, *pointer, fraction=fraction)
