"""Who sees what, when (rules.md §10), at the values that pages and files are made of."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime

import pytest

from support.make import (
    FLAG,
    FOURTH,
    LEAD,
    MERIT,
    SCHEDULE,
    SECOND,
    THIRD,
    award,
    ballot_round,
    cluster,
    conference,
    decision,
    dossier,
    frame,
    moment,
    receipt,
    record,
    scores,
    season,
    season_records,
    vote,
)
from thidua.publication.digest import digest, publish_season
from thidua.publication.policy import PRESETS, Audience, Publication, View
from thidua.publication.redaction import PublishedCluster, publish
from thidua.records.bundle import ClusterRecords
from thidua.records.decision import Consolidation
from thidua.records.dossier import Entry, Evidence, Verification
from thidua.records.figure import Figure
from thidua.records.season import Exposure
from thidua.scoring.evaluation import ClusterEvaluation
from thidua.scoring.result import score

CONFERENCE = date(2020, 12, 5)
PUBLISHED = date(2021, 1, 6)
EARLY, AFTER = "2020-11-01 08:00", "2020-12-06 00:00"
CONDITIONS = ("verified", "not_excluded")
AWARDS = (award(FLAG, conditions=CONDITIONS), award(MERIT, 2, CONDITIONS, excludes=(FLAG,)))


def publication(
    at: str,
    preset: str = "open",
    audience: Audience = Audience.PUBLIC,
    published_on: date | None = None,
    **exposures: Exposure,
) -> Publication:
    rules = season(preset=preset, exposures=exposures, awards=AWARDS)
    return Publication(View(audience, moment(at)), frame(rules), published_on)


def is_open(when: str, at: str, conference_on: date | None = CONFERENCE, published_on: date | None = PUBLISHED) -> bool:
    found = publication(at, published_on=published_on, votes=Exposure(when))
    return found.is_open(Figure.VOTES, conference_on)


@pytest.mark.parametrize(
    ("when", "shut", "opened"),
    [
        ("after_deadline", "2020-11-14 23:59:59", "2020-11-15 00:00"),
        ("after_conference", "2020-12-05 23:59:59", "2020-12-06 00:00"),
        ("after_decision", "2021-01-05 23:59:59", "2021-01-06 00:00"),
    ],
)
def test_a_figure_opens_at_its_moment(when: str, shut: str, opened: str) -> None:
    assert not is_open(when, shut)
    assert is_open(when, opened)


def test_always_and_never_know_no_moment() -> None:
    assert is_open("always", EARLY, None, None)
    assert not is_open("never", "2030-01-01 00:00")


def test_without_a_conference_or_a_decision_there_is_no_moment_after_it() -> None:
    assert not is_open("after_conference", "2030-01-01 00:00", conference_on=None)
    assert not is_open("after_decision", "2030-01-01 00:00", published_on=None)


def test_moments_are_those_of_the_time_zone_of_the_portal() -> None:
    utc = datetime.fromisoformat("2020-12-05T17:00:00+00:00")
    found = publication(EARLY, votes=Exposure("after_conference"))

    assert replace(found, view=View(Audience.PUBLIC, utc)).is_open(Figure.VOTES, CONFERENCE)


@pytest.mark.parametrize("figure", Figure)
def test_inside_everything_is_open(figure: Figure) -> None:
    found = publication(EARLY, "cautious", Audience.INTERNAL)

    assert found.is_open(figure)
    assert found.shows(figure, None, is_nominated=False)


def test_every_preset_has_a_word_on_every_figure() -> None:
    assert set(PRESETS) == {"cautious", "open"}
    assert all(set(preset) == set(Figure) for preset in PRESETS.values())


def test_the_words_of_the_season_stand_before_its_preset() -> None:
    found = publication(EARLY, "cautious", self_points=Exposure("always"))

    assert found.is_open(Figure.SELF_POINTS)
    assert not found.is_open(Figure.LATE_NAMES)


def test_a_figure_of_the_nominated_is_shown_of_them_only() -> None:
    found = publication(AFTER, official_points=Exposure("after_conference", nominated_only=True))

    assert found.shows(Figure.OFFICIAL_POINTS, CONFERENCE, is_nominated=True)
    assert not found.shows(Figure.OFFICIAL_POINTS, CONFERENCE, is_nominated=False)
    assert not found.shows(Figure.OFFICIAL_POINTS, None, is_nominated=True)


# What is published of a cluster

HIDDEN = Evidence("Danh sách nội bộ", "https://example.org/noi-bo", "1" * 64, is_public=False)
SHOWN = Evidence("Kế hoạch 12/KH", "https://example.org/kh-12", None, is_public=True)


def records(excluded: Iterable[str] = ()) -> ClusterRecords:
    """The lead is nominated for the flag, the second for the certificate; the fourth has filed nothing."""
    own = scores(50_00) | {"I.1": Entry(points=50_00, note="Tự chấm", evidence=(HIDDEN, SHOWN))}
    both = [receipt(o, "2020-11-10 09:00") for o in (SECOND, THIRD)]
    return cluster(
        dossier(LEAD, scores(), {}),
        dossier(SECOND, own, {"II.1": Entry(points=20_00, reason="Đối chiếu hồ sơ")}),
        dossier(THIRD, scores(40_00), {}),
        vote=vote(ballot_round(FLAG, {LEAD: 4}), ballot_round(MERIT, {SECOND: 4, THIRD: 1})),
        lead_receipts=both,
        monitor_receipts=both,
        held=conference(LEAD, SECOND, absent=[THIRD]),
        excluded=excluded,
        reported=True,
    )


def published(found: Publication, excluded: Iterable[str] = ()) -> PublishedCluster:
    listed = records(excluded)
    return publish(ClusterEvaluation(listed, score(listed, found.frame), ()), found)


def test_before_anything_is_open_only_counts_and_the_date_are_shown() -> None:
    shown = published(publication(EARLY))

    assert shown.shows == {Figure.PROGRESS}
    assert (shown.progress.members, shown.progress.filed, shown.progress.verified) == (4, 3, 3)
    assert (shown.progress.on_time, shown.progress.late, shown.progress.sealed, shown.progress.contested) == (
        2,
        0,
        0,
        0,
    )
    assert shown.records.schedule is not None
    assert (shown.vote, shown.nominations, dict(shown.reached)) == (None, None, {})
    assert {shown.records.vote, shown.records.report, shown.records.conference, shown.records.exclusions} == {None}
    assert {shown.records.receipts_lead, shown.records.receipts_monitor} == {None}
    for member in shown.members:
        assert (member.state, member.on_time, member.rank, member.nominated_for) == (None, None, None, ())
        assert {member.sheets.self_assessed, member.sheets.verified, member.sheets.official} == {None}
        assert {member.dossier.self_assessment, member.dossier.verification, member.dossier.targets} == {None}
        assert member.eligibility == {}
    assert shown.records.dossiers == {member.organisation: member.dossier for member in shown.members}


def test_self_points_are_shown_without_official_ones() -> None:
    member = published(publication("2020-11-20 00:00")).member(SECOND)

    assert member.sheets.self_assessed is not None
    assert member.sheets.self_assessed.total == 90_00
    assert (member.sheets.verified, member.sheets.official, member.dossier.verification) == (None, None, None)
    assert member.dossier.self_assessment is not None
    assert member.dossier.self_assessment.value.report.summary == ""


def test_official_points_are_shown_without_what_the_member_entered() -> None:
    found = publication(AFTER, self_points=Exposure("never"), reports=Exposure("never"))
    member = published(found).member(SECOND)

    assert member.sheets.self_assessed is None
    assert member.dossier.self_assessment is None
    assert member.sheets.official is not None
    assert {code: (mark.entry, mark.points, mark.origin) for code, mark in member.sheets.official.marks.items()} == {
        "I.1": (Entry(), 50_00, None),
        "I.2": (Entry(), 10_00, None),
        "II.1": (Entry(), 20_00, None),
    }


def test_who_verified_is_shown_without_the_self_scores_and_not_what_was_changed() -> None:
    """Of all that the verification does not list everybody would know what the member scored itself."""
    member = published(publication(AFTER, self_points=Exposure("never"))).member(SECOND)

    assert member.dossier.verification is not None
    assert member.dossier.verification.value == Verification(LEAD, {}, None)
    assert member.sheets.verified is None


def test_a_report_is_shown_without_the_points() -> None:
    member = published(publication(AFTER, self_points=Exposure("never"))).member(SECOND)

    assert member.dossier.self_assessment is not None
    assert member.dossier.self_assessment.value.scores == {}
    assert member.dossier.self_assessment.value.report.summary


def test_internal_evidence_keeps_its_title_only() -> None:
    member = published(publication(AFTER)).member(SECOND)
    inside = published(publication(AFTER, audience=Audience.INTERNAL)).member(SECOND)

    assert member.dossier.self_assessment is not None
    assert inside.dossier.self_assessment is not None
    assert member.dossier.self_assessment.value.scores["I.1"].evidence == (
        replace(HIDDEN, url=None, sha256=None),
        SHOWN,
    )
    assert member.sheets.self_assessed is not None
    assert member.sheets.self_assessed.marks["I.1"].entry.evidence[0].url is None
    assert inside.dossier.self_assessment.value.scores["I.1"].evidence == (HIDDEN, SHOWN)


def test_why_somebody_was_absent_and_who_is_excluded_are_never_public() -> None:
    shown = published(publication("2030-01-01 00:00", published_on=PUBLISHED), excluded=[THIRD]).records

    assert shown.exclusions is None
    assert shown.conference is not None
    assert [(a.organisation, a.is_absent, a.reason) for a in shown.conference.value.attendance][-1] == (
        THIRD,
        True,
        None,
    )


@pytest.mark.parametrize("preset", PRESETS)
def test_whether_a_member_is_excluded_is_told_inside_only(preset: str) -> None:
    inside = published(publication(AFTER, preset, Audience.INTERNAL), excluded=[THIRD])
    found = publication(AFTER, preset)

    assert inside.member(THIRD).eligibility[FLAG].failed == ("not_excluded",)
    assert published(found, excluded=[THIRD]) == published(found) == published(found, excluded=[FOURTH])


def test_whoever_is_nominated_met_all_conditions_and_of_others_it_is_open() -> None:
    shown = published(publication(AFTER))

    assert [shown.member(o).eligibility[FLAG].is_eligible for o in (LEAD, SECOND, THIRD, FOURTH)] == [
        True,
        True,
        None,
        False,
    ]
    assert shown.member(FOURTH).eligibility[FLAG].failed == ("verified",)


@pytest.mark.parametrize(("at", "planned"), [(AFTER, None), ("2021-01-06 00:00", 60_000_000)])
def test_money_waits_for_the_decision(at: str, planned: int | None) -> None:
    shown = published(publication(at, published_on=PUBLISHED)).records

    assert shown.conference is not None
    assert shown.conference.value.budget_planned == planned


def test_the_cautious_preset_shows_the_nominated_and_who_reached_the_threshold() -> None:
    shown = published(publication(AFTER, "cautious"))

    assert {member.organisation for member in shown.members if member.sheets.official} == {LEAD, SECOND}
    assert {member.organisation for member in shown.members if member.state} == {LEAD, SECOND}
    assert {member.on_time for member in shown.members} == {None}
    assert {member.sheets.self_assessed for member in shown.members} == {None}
    assert (shown.vote, shown.records.vote) == (None, None)
    assert shown.reached == {FLAG: (LEAD,), MERIT: (SECOND,)}
    assert shown.nominations is not None
    assert shown.nominations.nominated == {FLAG: (LEAD,), MERIT: (SECOND,)}


def test_inside_the_records_are_as_they_are() -> None:
    shown = published(publication(EARLY, "cautious", Audience.INTERNAL), excluded=[FOURTH])
    listed = records([FOURTH])

    assert shown.records == listed
    assert shown.shows == set(Figure)
    assert shown.member(FOURTH).dossier == listed.dossier(FOURTH)


@pytest.mark.parametrize(("at", "is_shown"), [(EARLY, False), ("2020-11-15 00:00", True), (AFTER, True)])
def test_a_seal_is_shown_from_the_deadline_on(at: str, is_shown: bool) -> None:
    sealed = cluster(dossier(SECOND, seal=True))
    found = publication(at)
    member = publish(ClusterEvaluation(sealed, score(sealed, found.frame), ()), found).member(SECOND)

    assert (member.dossier.seal is not None) is is_shown
    assert (member.state is not None) is is_shown


def test_a_conference_of_two_days_is_over_after_the_second() -> None:
    long = replace(SCHEDULE, ends_on=date(2020, 12, 6))
    listed = records()
    assert listed.schedule is not None
    listed = replace(listed, schedule=replace(listed.schedule, value=long))

    def shown(at: str) -> PublishedCluster:
        found = publication(at)
        return publish(ClusterEvaluation(listed, score(listed, found.frame), ()), found)

    assert Figure.VOTES not in shown("2020-12-06 23:59").shows
    assert Figure.VOTES in shown("2020-12-07 00:00").shows


def test_a_cluster_without_results_cannot_be_published() -> None:
    with pytest.raises(ValueError, match="cum-01 has no results"):
        publish(ClusterEvaluation(cluster(), None, ()), publication(AFTER))


# What is published of a season


def test_a_decision_is_shown_from_the_day_it_is_published() -> None:
    records_ = season_records(decided=decision((FLAG, LEAD, "awarded")))
    before = publish_season(records_, publication("2021-01-05 23:59", published_on=PUBLISHED), [])
    after = publish_season(records_, publication("2021-01-06 00:00", published_on=PUBLISHED), [])

    assert (before.decision, before.published_on, dict(before.season.support)) == (None, None, {})
    assert after.decision is not None
    assert after.published_on == PUBLISHED
    assert after.season.support == {"cum-01": 30_000_000}


@pytest.mark.parametrize(("at", "is_shown"), [("2020-12-05 23:59", False), (AFTER, True)])
def test_a_consolidation_waits_for_the_reports_of_all_that_it_covers(at: str, is_shown: bool) -> None:
    found = publication(at)
    written = Consolidation("120/BC-TCCB", date(2020, 12, 14), ("cum-01",), "Ba Cụm đã họp.")
    records_ = replace(season_records(), consolidations={"ban-to-chuc": record(written)})
    shown = publish_season(records_, found, [digest(published(found))])

    assert (list(shown.consolidations) == ["ban-to-chuc"]) is is_shown


def test_a_digest_holds_no_more_than_what_is_published() -> None:
    found = digest(published(publication(EARLY)))
    member = found.members[1]

    assert (member.state, member.on_time, member.self_total, member.official_total) == (None, None, None, None)
    assert (member.classification, member.rank, member.verifier, dict(member.marks)) == (None, None, None, {})
    assert (found.nominations, found.next_lead, found.has_met, found.has_reported) == (None, None, False, False)
