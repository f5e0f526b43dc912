"""What a change does to a cluster: points, ranks, eligibility and nominations before and after (gate.md).

Shown is only what the target's own publication rules show at this moment (rules.md §10): a change cannot lift an
embargo, not even for the comment on itself.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from thidua.publication.policy import Audience, Publication, View
from thidua.publication.redaction import PublishedCluster, PublishedMember, publish
from thidua.records.figure import Figure
from thidua.records.number import points
from thidua.scoring.evaluation import ClusterEvaluation, Evaluator

Value = str | int | bool | None
Figures = Mapping[str, Value]

STATE: Final = "state"
SELF_TOTAL: Final = "self_total"
TOTAL: Final = "total"
CLASSIFICATION: Final = "classification"
RANK: Final = "rank"
ELIGIBLE: Final = "eligible"
NOMINATED: Final = "nominated"
OPEN_TIE: Final = "open_tie"
FILED: Final = "filed"
VERIFIED: Final = "verified"
CONTESTED: Final = "contested"
_IMPACT_FIGURES: Final = (Figure.SELF_POINTS, Figure.OFFICIAL_POINTS, Figure.NOMINATIONS)


@dataclass(frozen=True, slots=True)
class Movement:
    """One figure of one member, or of the cluster as a whole (``organisation`` is None), that the change moves.

    ``award`` is the award it is about, None for the others.
    """

    organisation: str | None
    figure: str
    award: str | None
    before: Value
    after: Value


@dataclass(frozen=True, slots=True)
class Impact:
    """What the change does to one cluster. ``withheld`` are figures that may not be shown yet, changed or not.

    ``titles`` are those of the classes and awards that the movements name by their codes.
    """

    season: str
    cluster: str
    movements: tuple[Movement, ...]
    withheld: tuple[Figure, ...]
    titles: Mapping[str, str]


def impacts(clusters: Iterable[tuple[str, str]], target: Evaluator, merged: Evaluator, view: View) -> Iterator[Impact]:
    """Yield the impact on each cluster, (season, cluster), that has results before and after."""
    for season, cluster in clusters:
        known = season in target.archive.seasons() and cluster in target.archive.season(season).clusters
        frame = target.season(season).frame if known else None
        if frame is None:
            continue
        decision = target.season(season).records.decision
        publication = Publication(view, frame, decision.value.published_on if decision is not None else None)
        before, after = target.cluster(season, cluster), merged.cluster(season, cluster)
        if before.result is not None and after.result is not None:
            yield _impact(before, after, publication)


def public_view(now: datetime, *, is_internal: bool) -> View:
    """Return who reads the impact, and when."""
    return View(Audience.INTERNAL if is_internal else Audience.PUBLIC, now)


def _impact(before: ClusterEvaluation, after: ClusterEvaluation, publication: Publication) -> Impact:
    meeting = replace(after.records, schedule=before.records.schedule)
    old = publish(before, publication)
    known = before.result.nominations if before.result is not None else None  # a vote in the change opens nobody's
    new = publish(replace(after, records=meeting), publication, known)
    earlier, later = dict(_figures(old)), dict(_figures(new))
    members: list[str | None] = [None, *(member.organisation for member in (*new.members, *old.members))]
    order = {organisation: index for index, organisation in enumerate(dict.fromkeys(members))}
    movements = [
        Movement(organisation, figure, award, earlier.get(key), later.get(key))
        for key in {**earlier, **later}
        for organisation, figure, award in [key]
        if earlier.get(key) != later.get(key)
        and (publication.view.is_internal or figure != ELIGIBLE or (key in earlier and key in later))
    ]
    movements.sort(key=lambda movement: order[movement.organisation])
    withheld = tuple(f for f in _IMPACT_FIGURES if f not in old.shows or any(f not in m.shows for m in old.members))
    frame = publication.frame
    titles = {award.code: award.label for award in frame.season.awards}
    titles |= {found.code: found.title for found in frame.rubric.classification}
    return Impact(old.season, old.id, tuple(movements), withheld, titles)


def _figures(published: PublishedCluster) -> Iterator[tuple[tuple[str | None, str, str | None], Value]]:
    progress = published.progress
    if progress is not None:
        for figure, done in ((FILED, progress.filed), (VERIFIED, progress.verified), (CONTESTED, progress.contested)):
            yield (None, figure, None), f"{done}/{progress.members}"
    ties = published.nominations.open_ties if published.nominations is not None else {}
    for member in published.members:
        for figure, value in _of_member(member):
            yield (member.organisation, figure, None), value
        for award, found in member.eligibility.items():
            if found.is_eligible is not None:
                yield (member.organisation, ELIGIBLE, award), found.is_eligible
        for award in member.nominated_for:
            yield (member.organisation, NOMINATED, award), True
        for award, tied in ties.items():
            if member.organisation in tied:
                yield (member.organisation, OPEN_TIE, award), True


def _of_member(member: PublishedMember) -> Iterator[tuple[str, Value]]:
    own, official = member.sheets.self_assessed, member.sheets.official
    yield STATE, member.state.value if member.state is not None else None
    yield SELF_TOTAL, points(own.total) if own is not None else None
    yield TOTAL, points(official.total) if official is not None else None
    yield CLASSIFICATION, official.classification if official is not None else None
    yield RANK, member.rank.rank if member.rank is not None else None
