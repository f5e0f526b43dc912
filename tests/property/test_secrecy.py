"""What is withheld moves nothing that the public reads: not one byte of a page, a table or a file (rules.md §10)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from support.make import (
    FLAG,
    FOURTH,
    LEAD,
    MEMBERS,
    MERIT,
    SECOND,
    THIRD,
    award,
    ballot_round,
    cluster,
    conference,
    criterion,
    dossier,
    moment,
    organisations,
    receipt,
    rubric,
    scores,
    season,
    season_records,
    section,
    vote,
)
from support.make import frame as frame_of
from support.page import PORTAL
from thidua.exports import downloads
from thidua.exports.api import cluster_files, cluster_part, season_results
from thidua.portal.cluster import cluster_page
from thidua.portal.context import Context
from thidua.portal.dossier import dossier_page
from thidua.portal.organisation import organisation_pages
from thidua.portal.results import results_page
from thidua.publication.digest import digest, publish_season
from thidua.publication.edition import edition
from thidua.publication.policy import Audience, Publication, View
from thidua.publication.redaction import publish
from thidua.records.bundle import ClusterRecords, Dossier
from thidua.records.dossier import Entry, Paper, Review
from thidua.records.season import Exposure, Season
from thidua.scoring.evaluation import ClusterEvaluation
from thidua.scoring.result import ClusterResult, Frame, score

CONDITIONS = ("verified", "not_excluded", "submitted_on_time", "attended_conference")
AWARDS = (award(FLAG, conditions=CONDITIONS), award(MERIT, 1, CONDITIONS, excludes=(FLAG,)))
CAUTIOUS = season(preset="cautious", awards=AWARDS)
BONUS, PENALTY = criterion("T.1", 5_00), criterion("P.1", 5_00)
RUBRIC = rubric(
    section("I", criterion("I.1", 60_00), criterion("I.2", 10_00, na_allowed=True)),
    section("II", criterion("II.1", 30_00)),
    bonus=(BONUS,),
    penalties=(PENALTY,),
)
BALLOTS = vote(ballot_round(FLAG, {LEAD: 4, THIRD: 1}), ballot_round(MERIT, {FOURTH: 1, SECOND: 4}))
MOMENTS = ("2020-11-01 08:00", "2020-11-20 08:00", "2020-12-06 08:00", "2021-02-01 08:00")
REASON = "Tự chấm cao hơn số liệu đối chiếu"


def frame(rules: Season) -> Frame:
    return frame_of(rules, RUBRIC)


def result(records: ClusterRecords, rules: Season = CAUTIOUS) -> ClusterResult:
    found = score(records, frame(rules))
    assert found is not None
    return found


def public(records: ClusterRecords, rules: Season = CAUTIOUS, at: str = MOMENTS[-1]) -> Mapping[str, bytes]:
    """All that a public build says of the cluster, by address."""
    publication = Publication(View(Audience.PUBLIC, moment(at)), frame(rules), None)
    published = publish(ClusterEvaluation(records, result(records, rules), ()), publication)
    whole = publish_season(season_records(rules, RUBRIC), publication, [digest(published)])
    context = Context(PORTAL, organisations(), publication.view, "c0ffee" + "0" * 34)
    around = edition(publication, None)
    pages = [
        cluster_page(context, published, around),
        results_page(context, whole),
        *(dossier_page(context, published, member, around) for member in published.members),
        *organisation_pages(context, [whole]),
    ]
    files = [
        *cluster_files(published, publication, None),
        season_results(publication, [cluster_part(published)]),
        *downloads.cluster_tables(published, publication, None),
        *downloads.season_tables(whole, publication),
        downloads.season_workbook(whole, publication),
    ]
    told = {page.address: f"{page.title}{page.description}{page.body}".encode() for page in pages}
    return told | {file.path: file.data for file in files}


def moved(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> list[str]:
    return [address for address in {**before, **after} if before.get(address) != after.get(address)]


def whole_cluster(*dossiers: Dossier, excluded: Iterable[str] | None = None) -> ClusterRecords:
    received = [receipt(member, "2020-11-10 09:00") for member in MEMBERS]
    return cluster(
        *dossiers,
        vote=BALLOTS,
        lead_receipts=received,
        monitor_receipts=received,
        held=conference(*MEMBERS),
        excluded=excluded,
        reported=True,
    )


# Whose points are not shown: their totals, and who is level with them

NEAR = st.sampled_from([55_00, 56_00, 57_00, 58_00])
SHEETS = st.builds(scores, NEAR, st.just(10_00), st.sampled_from([28_00, 29_00, 30_00]))


OfTwo = tuple[dict[str, Entry], dict[str, Entry]]


@given(first=SHEETS, second=SHEETS, was=st.tuples(SHEETS, SHEETS), now=st.tuples(SHEETS, SHEETS))
@settings(max_examples=60)
def test_of_whose_points_are_not_shown_only_who_ranks_above_them_is_told(
    first: dict[str, Entry], second: dict[str, Entry], was: OfTwo, now: OfTwo
) -> None:
    """The lead and the second member are nominated; the two others may be level with them or not."""
    nominated = (dossier(LEAD, first, {}), dossier(SECOND, second, {}))
    before, after = (
        whole_cluster(*nominated, dossier(THIRD, third, {}), dossier(FOURTH, fourth, {}))
        for third, fourth in (was, now)
    )
    old, new = result(before), result(after)
    assert old.nominations.nominated == new.nominations.nominated == {FLAG: (LEAD,), MERIT: (SECOND,)}
    for member in (LEAD, SECOND):
        ranks = [found.member(member).rank for found in (old, new)]
        assume(ranks[0] is not None and ranks[1] is not None and ranks[0].rank == ranks[1].rank)

    assert moved(public(before), public(after)) == []


def test_a_hidden_member_that_is_level_with_a_shown_one_does_not_show() -> None:
    first, second = dossier(LEAD, scores(58_00), {}), dossier(SECOND, scores(56_00), {})
    fourth = dossier(FOURTH, scores(20_00), {})
    level, apart = (
        whole_cluster(first, second, dossier(THIRD, scores(*own), {}), fourth)
        for own in ((60_00, 8_00, 30_00), (57_00, 10_00, 30_00))
    )
    assert result(level).member(LEAD).sheets.official.total == result(level).member(THIRD).sheets.official.total  # type: ignore[union-attr]

    assert moved(public(level), public(apart)) == []


# Exclusions


@pytest.mark.parametrize("at", MOMENTS)
@pytest.mark.parametrize("preset", ["cautious", "open"])
@pytest.mark.parametrize("excluded", [[THIRD], [FOURTH], [THIRD, FOURTH]])
def test_who_is_excluded_shows_nowhere(preset: str, at: str, excluded: list[str]) -> None:
    """As long as it takes nothing from anybody that the conference proposed."""
    members = [dossier(member, scores(58_00 - 1_00 * place), {}) for place, member in enumerate(MEMBERS)]
    rules = season(preset=preset, awards=AWARDS)

    assert (
        moved(public(whole_cluster(*members), rules, at), public(whole_cluster(*members, excluded=excluded), rules, at))
        == []
    )


# The self-scores, and what would tell them

OFFICIAL = {"I.1": 50_00, "I.2": 9_00, "II.1": 28_00, "T.1": 2_00}


@st.composite
def ways(draw: st.DrawFn, *, is_reviewed: bool) -> Dossier:
    """A dossier of the lead with these official points, however they came about."""
    own: dict[str, Entry] = {}
    verified: dict[str, Entry] = {}
    contested: dict[str, Entry] = {}
    order = draw(st.permutations(sorted(RUBRIC.criteria)))
    for code in order:
        official = OFFICIAL.get(code, 0)
        steps = ["accepted", "adjusted", "reviewed"] if is_reviewed else ["accepted", "adjusted"]
        step = draw(st.sampled_from(steps))
        claimed = Entry(
            points=draw(st.integers(0, RUBRIC.criteria[code].max)), note=draw(st.sampled_from([None, "Ghi"]))
        )
        if step == "accepted":
            claimed = replace(claimed, points=official)
        if code not in {"T.1", "P.1"} or (step == "accepted" and official) or draw(st.booleans()):
            own[code] = claimed
        if step != "accepted":
            verified[code] = Entry(points=official if step == "adjusted" else 1_00, reason=REASON)
        if step == "reviewed":
            contested[code] = Entry(points=official, reason=REASON)
    assume(all(OFFICIAL.get(code, 0) == 0 for code in RUBRIC.criteria if code not in own and code not in verified))
    found = dossier(LEAD, own, verified, contested if is_reviewed else None, contested if is_reviewed else None)
    record, verification = found.self_assessment, found.verification
    assert record is not None
    assert verification is not None
    number = draw(st.sampled_from([None, "12/BC", "13/BC"]))
    paper = Paper(number, None, None) if number is not None else None
    declared = replace(record.value, declared_by=draw(st.sampled_from(["Chánh Văn phòng", "Trưởng ban"])), paper=paper)
    note = draw(st.sampled_from([None, "Đã điều chỉnh hai tiêu chí"]))
    return replace(
        found,
        self_assessment=replace(record, value=declared, sha256=draw(st.sampled_from(["0" * 64, "1" * 64]))),
        verification=replace(verification, value=replace(verification.value, note=note)),
    )


def others() -> Iterator[Dossier]:
    for place, member in enumerate(MEMBERS[1:]):
        yield dossier(member, scores(40_00 - 1_00 * place), {})


@pytest.mark.parametrize("is_reviewed", [False, True])
@pytest.mark.parametrize(
    "rules", [CAUTIOUS, season(awards=AWARDS, exposures={"self_points": Exposure("never")})], ids=["cautious", "open"]
)
def test_what_a_member_scored_itself_moves_nothing_but_its_official_points(rules: Season, *, is_reviewed: bool) -> None:
    @settings(max_examples=40)
    @given(ways(is_reviewed=is_reviewed), ways(is_reviewed=is_reviewed))
    def holds(one: Dossier, two: Dossier) -> None:
        before, after = whole_cluster(one, *others()), whole_cluster(two, *others())
        assert result(before, rules).member(LEAD).sheets.official.total == 89_00  # type: ignore[union-attr]

        assert moved(public(before, rules), public(after, rules)) == []

    holds()


@pytest.mark.parametrize("when", ["never", "always"])
def test_the_hash_of_a_report_is_public_where_its_points_are(when: str) -> None:
    """Of a few possible self-scores everybody would try which one has the hash."""
    rules = season(awards=AWARDS, exposures={"self_points": Exposure(when), "late_names": Exposure("always")})
    members = [dossier(member, scores(), {}) for member in MEMBERS]
    received = replace(receipt(SECOND, "2020-11-10 09:00"), sha256="ab" * 32)
    told = public(cluster(*members, lead_receipts=[received]), rules)

    assert any(b"ab" * 6 in data for data in told.values()) is (when == "always")


def test_the_reviewer_is_told_and_not_what_was_reviewed() -> None:
    found = dossier(
        LEAD,
        scores(),
        {"I.1": Entry(points=50_00, reason=REASON)},
        ["I.1"],
        {"I.1": Entry(points=55_00, reason=REASON)},
    )
    assert found.review is not None
    told = public(
        whole_cluster(
            replace(found, review=replace(found.review, value=Review(SECOND, found.review.value.outcomes))), *others()
        )
    )

    assert b'"reviewer":"hoi-binh"' in told[f"api/v1/2020/cum-01/{LEAD}.json"]
    assert not any(REASON.encode() in data for data in told.values())
