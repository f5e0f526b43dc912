"""What is public once stays public, and the public never sees more than the inside (rules.md §10)."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from support.api_build import TESTS, SeasonRead, read
from support.make import ZONE
from thidua.exports.api import cluster_files, cluster_part
from thidua.exports.cluster import cluster_document
from thidua.exports.dossier import dossier_document
from thidua.publication.policy import Audience, Publication, View
from thidua.publication.redaction import publish
from thidua.records.figure import Figure
from thidua.records.season import Exposure

WHEN = ("always", "after_deadline", "after_conference", "after_decision", "never")
START = datetime(2020, 10, 1, tzinfo=ZONE)
MOMENTS = st.sampled_from([START + timedelta(hours=12 * half_days) for half_days in range(200)])
EXPOSURES = st.dictionaries(
    st.sampled_from([figure.value for figure in Figure]),
    st.builds(Exposure, st.sampled_from(WHEN), st.booleans()),
)


def season() -> SeasonRead:
    (found,) = [season for season in read(TESTS / "examples" / "base").seasons if season.records.id == "2020"]
    return found


@st.composite
def publications(draw: st.DrawFn) -> Publication:
    frame = season().frame
    rules = replace(frame.season, preset=draw(st.sampled_from(["cautious", "open"])), exposures=draw(EXPOSURES))
    view = View(Audience.PUBLIC, draw(MOMENTS))
    return Publication(view, replace(frame, season=rules), draw(st.none() | st.just(date(2021, 1, 6))))


def shown(publication: Publication) -> list[dict[str, Any]]:
    """The documents of the first cluster: its part of the results, the cluster, its dossiers."""
    published = publish(season().clusters[0], publication)
    return [
        cluster_part(published),
        cluster_document(published, publication, None),
        *(dossier_document(member, published, publication) for member in published.members),
    ]


def lost(before: Any, after: Any, path: str = "") -> list[str]:
    """Where ``before`` tells something that ``after`` does not tell, or tells otherwise."""
    if before is None:
        return []
    if isinstance(before, dict) and isinstance(after, dict):
        return [place for key in before for place in lost(before[key], after.get(key), f"{path}/{key}")]
    if isinstance(before, list) and isinstance(after, list) and before and isinstance(before[0], dict):
        return [place for old, new in zip(before, after, strict=True) for place in lost(old, new, f"{path}/-")]
    if path.endswith("/state") and before == "submitted":
        return []  # a dossier is shown as filed until its verification may be shown
    if path.endswith("/shows"):
        return [] if set(before) <= set(after) else [path]
    return [] if before == after else [path]


@given(publications(), MOMENTS)
def test_what_is_public_stays_public(publication: Publication, moment: datetime) -> None:
    later = replace(publication, view=View(Audience.PUBLIC, max(moment, publication.view.as_of)))

    assert lost(shown(publication), shown(later)) == []


@given(publications())
def test_the_public_reads_nothing_that_the_inside_does_not(publication: Publication) -> None:
    inside = replace(publication, view=View(Audience.INTERNAL, publication.view.as_of))
    places = [place for place in lost(shown(publication), shown(inside)) if not place.endswith("/failed")]

    assert places == []


@given(publications())
def test_a_figure_that_is_shown_is_open(publication: Publication) -> None:
    published = publish(season().clusters[0], publication)

    for member in published.members:
        assert member.shows <= published.shows


def test_the_files_are_made_of_these_documents() -> None:
    publication = Publication(View(Audience.PUBLIC, START), season().frame, None)
    published = publish(season().clusters[0], publication)

    assert len(list(cluster_files(published, publication, None))) == len(shown(publication)) - 1
