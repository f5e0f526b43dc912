"""What a change does to its cluster, and what of it may be said before its time."""

import pytest
from gate_portal import (
    CLUSTER,
    CLUSTER_FILE,
    CONFERENCE,
    COVENANT,
    LOWERED,
    PUBLISHED,
    RESPONSE,
    RUBRIC,
    SCHEDULE,
    SEASON,
    SEASON_FILE,
    VOTE,
    portal,
    receipt,
    review,
    self_assessment,
    verification,
)
from gate_repository import History, rules

from thidua.gate.verdict import Verdict
from thidua.gate.verdict_document import verdict_document
from thidua.records.language import language

SHA = "ab" * 32
ROWS = "receipts:\n" + "".join(receipt(o, "2020-11-03T08:00:00+07:00", SHA) for o in ("hoi-tram", "hoi-dua"))
FILED = {
    "2020/cum-01/hoi-tram/self-assessment.yml": self_assessment(38, 50),
    "2020/cum-01/hoi-dua/self-assessment.yml": self_assessment(30),
    "2020/cum-01/hoi-dua/verification.yml": verification("hoi-sen"),
    "2020/cum-01/covenant.yml": COVENANT,
    "2020/cum-01/receipts-lead.yml": ROWS,
    "2020/cum-01/receipts-monitor.yml": ROWS,
}
MET = {
    "2020/cum-01/schedule.yml": SCHEDULE,
    "2020/cum-01/conference.yml": CONFERENCE,
    "2020/cum-01/hoi-tram/verification.yml": verification("hoi-sen"),
}


def movements(verdict: Verdict) -> set[tuple[str | None, str, object, object]]:
    return {(m.organisation, m.figure, m.before, m.after) for impact in verdict.impacts for m in impact.movements}


def test_a_verification_moves_points_class_and_ranks(history: History) -> None:
    main = history.portal(FILED)
    head = history.commit({f"{CLUSTER}/hoi-tram/verification.yml": verification("hoi-sen", LOWERED)}, main)

    verdict = history.review(main, head, "sen", is_internal=True)

    assert movements(verdict) == {
        (None, "verified", "1/4", "2/4"),
        ("hoi-tram", "state", "submitted", "verified"),
        ("hoi-tram", "total", None, "90.00"),
        ("hoi-tram", "classification", None, "good"),
        ("hoi-tram", "rank", None, 1),
        ("hoi-tram", "eligible", False, True),
        ("hoi-dua", "rank", 1, 2),
    }


def test_in_public_nothing_is_said_before_its_time(history: History) -> None:
    main = history.portal(FILED)
    head = history.commit({f"{CLUSTER}/hoi-tram/verification.yml": verification("hoi-sen", LOWERED)}, main)

    verdict = history.review(main, head, "sen", is_internal=False)
    shown = history.summary(verdict, "en")

    assert movements(verdict) == {(None, "verified", "1/4", "2/4")}
    assert [figure.value for figure in verdict.impacts[0].withheld] == ["self_points", "official_points", "nominations"]
    assert "90.00" not in shown
    assert "Not shown before its time" in shown


def test_a_vote_moves_the_nominations_when_the_conference_is_over(history: History) -> None:
    main = history.portal(FILED | MET)
    head = history.commit({f"{CLUSTER}/vote.yml": VOTE}, main)

    on_the_day = history.review(main, head, "sen", "2020-12-05T18:00+07:00", is_internal=False)
    after_it = history.review(main, head, "sen", "2020-12-06T08:00+07:00", is_internal=False)

    assert movements(on_the_day) == set()
    assert ("hoi-tram", "nominated", None, True) in movements(after_it)
    assert "hoi-dua" not in {organisation for organisation, *_rest in movements(after_it)}


@pytest.mark.parametrize(
    ("path", "text", "login"),
    [
        ("2020/cum-01/schedule.yml", SCHEDULE.replace("2020-12-05", "2020-11-05"), "pct-01"),
        ("2020/season.yml", SEASON_FILE.replace("preset: cautious", "preset: open"), "btt"),
    ],
)
def test_a_change_cannot_lift_an_embargo_for_its_own_comment(
    history: History, path: str, text: str, login: str
) -> None:
    before = FILED | MET | {"2020/cum-01/vote.yml": VOTE}
    main = history.portal(before | ({path: None} if "schedule" in path else {}))
    amended = text + "amendments: [{on: 2020-11-09, basis: hd-116, what: x}]\n" if "season" in path else text
    head = history.commit({f"submissions/{path}": amended}, main)

    verdict = history.review(main, head, login, is_internal=False)

    assert rules(verdict) == []
    assert movements(verdict) == set()


@pytest.mark.parametrize("preset", ["cautious", "open"])
@pytest.mark.parametrize("listed", ["hoi-tram", None])
def test_no_impact_of_an_exclusion_is_given_in_public(history: History, preset: str, listed: str | None) -> None:
    """Whom it makes ineligible, or eligible again, would be its name."""
    row = "exclusions: [{organisation: hoi-tram, basis_number: 12/TB-BTT}]\n"
    season = SEASON_FILE.replace("preset: cautious", f"preset: {preset}")
    before = FILED | MET | {"2020/season.yml": season, "2020/cum-01/vote.yml": VOTE}
    main = history.portal(before | {"2020/cum-01/exclusions.yml": None if listed else row})
    after = row if listed else "exclusions: []\n"
    head = history.commit({f"{CLUSTER}/exclusions.yml": after}, main)

    public = history.review(main, head, "btt", "2020-12-08T10:00+07:00", is_internal=False)
    inside = history.review(main, head, "btt", "2020-12-08T10:00+07:00", is_internal=True)
    shown = history.summary(public, "en")

    assert rules(public) == []
    assert ("hoi-tram", "eligible", listed is not None, listed is None) in movements(inside)
    assert public.impacts == ()
    assert "the effect is not given in public" in shown
    assert "Hội Rừng Tràm" not in shown


def test_remarks_on_members_are_for_the_inside(history: History) -> None:
    """A warning or a late filing is not even counted in public, since its coming or going can tell of others."""
    main = history.portal()
    head = history.commit({f"{CLUSTER}/hoi-tram/self-assessment.yml": self_assessment()}, main)
    moment = "2020-11-20T08:00+07:00"

    public = history.review(main, head, "tram", moment, is_internal=False)
    inside = history.review(main, head, "tram", moment, is_internal=True)

    assert (public.told, public.untold) == ((), 0)
    assert "What is wrong" not in history.summary(public, "en")
    assert verdict_document(public, history.repository, language("en"))["summary"]["warnings"] == 0
    assert [finding.rule.id for finding in inside.told] == ["gate-late"]


def test_the_audience_is_that_of_the_repository(history: History) -> None:
    internal = portal()["submissions/portal.yml"].replace("kind: none", "kind: none, visibility: internal")
    main = history.portal({"portal.yml": internal})
    head = history.commit({f"{CLUSTER}/hoi-tram/self-assessment.yml": self_assessment()}, main)

    assert history.review(main, head, "tram").is_internal


def test_no_impact_is_told_of_what_cannot_be_merged(history: History) -> None:
    main = history.portal(FILED)
    head = history.commit({f"{CLUSTER}/hoi-tram/verification.yml": verification("hoi-sen", LOWERED)}, main)

    assert history.review(main, head, "tre", is_internal=True).impacts == ()


def test_errors_of_the_target_are_information(history: History) -> None:
    broken = COVENANT.replace("hoi-dua", "hoi-lua")
    main = history.portal(FILED | {"2020/cum-01/covenant.yml": broken})
    head = history.commit({f"{CLUSTER}/hoi-tram/verification.yml": verification("hoi-sen")}, main)

    verdict = history.review(main, head, "sen", is_internal=True)

    assert verdict.is_accepted
    assert [(f.rule.id, f.severity.value) for f in verdict.told] == [("reference-member", "info")]


def test_old_errors_of_others_are_counted_in_public_and_no_figure_of_theirs_is_told(history: History) -> None:
    impossible = VOTE.replace("yes: 3, no: 1", "yes: 3, no: 2")
    main = history.portal(
        MET
        | FILED
        | {"2020/cum-01/vote.yml": impossible, "2020/cum-01/hoi-dua/self-assessment.yml": self_assessment(41)}
    )
    head = history.commit({f"{CLUSTER}/hoi-tre/self-assessment.yml": self_assessment(31)}, main)

    public = history.review(main, head, "tre", is_internal=False)
    inside = history.review(main, head, "tre", is_internal=True)
    shown = history.summary(public, "en")

    assert {f.rule.id for f in inside.told if f.severity.value == "info"} == {"points-range", "vote-count"}
    assert (public.told, public.older, inside.older) == ((), 2, 0)
    assert "2 errors were in the repository before" in shown
    assert not any(text in shown for text in ("hoi-dua", "vote.yml", "41", "add up to"))


def test_a_second_error_of_the_same_kind_is_new(history: History) -> None:
    main = history.portal({"2020/cum-01/covenant.yml": COVENANT.replace("hoi-dua", "hoi-lua")})
    head = history.commit({f"{CLUSTER}/covenant.yml": COVENANT.replace("hoi-tram, hoi-dua", "hoi-ngo, hoi-lua")}, main)

    assert rules(history.review(main, head, "sen", "2020-09-30T12:00+07:00")) == ["reference-member"]


def test_a_season_opened_without_its_rubric_is_refused(history: History) -> None:
    """What is missing in a season that the target does not have is not an old error."""
    main = history.portal()
    head = history.commit({"submissions/2021/season.yml": SEASON_FILE.replace("2020", "2021")}, main)

    assert rules(history.review(main, head, "btt")) == ["file-missing"]


def test_a_register_is_checked_with_everything_that_rests_on_it(history: History) -> None:
    """An organisation or account that is gone is missed where it is named; a new one is missed nowhere."""
    main = history.portal(FILED)
    files = portal()
    without_organisation = files["submissions/organisations.yml"].replace("id: hoi-ngo", "id: hoi-khoai")
    without_account = files["submissions/accounts.yml"].replace("login: thu-ky-01", "login: thu-ky-02")
    with_account = files["submissions/accounts.yml"] + "  - {login: moi, acts_for: hoi-tre}\n"

    for name, text, expected in (
        ("organisations", without_organisation, ["reference-organisation"]),
        ("accounts", without_account, ["reference-account"]),
        ("accounts", with_account, []),
    ):
        head = history.commit({f"submissions/{name}.yml": text}, main)
        assert rules(history.review(main, head, "quantri")) == expected


# Points that were right become wrong: the first criterion of the first section is worth 1, the others make up for it.
NARROWED = RUBRIC.replace("max: 40, kind: points", "max: 1, kind: points").replace(
    "max: 20, kind: pass_fail", "max: 59, kind: pass_fail"
)
EXCLUSIONS = "exclusions: [{organisation: hoi-tram, basis_number: 12/TB-BTT}]\n"


@pytest.mark.parametrize("login", ["ai-do", "tre", "btt"])
@pytest.mark.parametrize(
    ("path", "text"),
    [
        (f"{SEASON}/rubric.yml", NARROWED),
        (f"{CLUSTER}/cluster.yml", CLUSTER_FILE.replace("hoi-tram, ", "")),
    ],
)
def test_nobody_makes_the_gate_quote_other_people_s_records_by_making_them_wrong(
    history: History, login: str, path: str, text: str
) -> None:
    """Errors that a change causes in files that it does not touch are counted in public, and told inside."""
    main = history.portal(FILED | MET | {"2020/cum-01/exclusions.yml": EXCLUSIONS, "2020/cum-01/vote.yml": VOTE})
    head = history.commit({path: text}, main)

    public = history.review(main, head, login, is_internal=False)
    inside = history.review(main, head, login, is_internal=True)
    shown = history.summary(public, "en")

    assert not public.is_accepted
    assert {finding.path for finding in public.told} <= {path, "submissions/accounts.yml"}
    assert not any(word in shown for word in ("38.00", "30.00", "exclusions.yml", "roll"))
    if login == "btt":  # the records are questioned for nobody who may not write the file
        assert public.untold > 0
        assert any(finding.path != path for finding in inside.told)


def test_an_error_in_the_exclusions_is_not_told_in_public(history: History) -> None:
    main = history.portal()
    wrong = EXCLUSIONS.replace("hoi-tram", "hoi-lua")
    head = history.commit({f"{CLUSTER}/exclusions.yml": wrong}, main)

    public = history.review(main, head, "btt", is_internal=False)

    assert not public.is_accepted
    assert "hoi-lua" not in history.summary(public, "en")
    assert public.untold == 1


def test_of_a_stranger_s_change_the_data_are_not_even_read(history: History) -> None:
    main = history.portal()
    head = history.commit({f"{CLUSTER}/hoi-tram/self-assessment.yml": "scores: {a: b}\n"}, main)
    assert rules(history.review(main, head, "ai-do", is_internal=True)) == ["gate-account-unknown"]


def test_no_impact_is_given_in_public_where_the_condition_on_exclusions_comes_or_goes(history: History) -> None:
    season = SEASON_FILE.replace("preset: cautious", "preset: open")
    main = history.portal(
        FILED
        | MET
        | {"2020/season.yml": season, "2020/cum-01/exclusions.yml": EXCLUSIONS, "2020/cum-01/vote.yml": VOTE}
    )
    amended = season.replace("not_excluded, ", "").replace(", not_excluded", "") + (
        "amendments: [{on: 2020-12-07, basis: hd-116, what: Bỏ một điều kiện}]\n"
    )
    assert "not_excluded" not in amended
    head = history.commit({f"{SEASON}/season.yml": amended}, main)

    public = history.review(main, head, "btt", "2020-12-08T10:00+07:00", is_internal=False)

    assert public.is_accepted
    assert public.impacts == ()
    assert "Hội Rừng Tràm" not in history.summary(public, "en")


@pytest.mark.parametrize("points", [37, 39])
def test_a_verdict_answers_no_question_about_a_record_that_the_actor_may_not_write(
    history: History, points: int
) -> None:
    main = history.portal(FILED)  # whose own points are 38
    guess = verification("hoi-sen", f"  I.1: {{points: {points}, reason: Chỉ có ba mươi buổi có biên bản}}\n")
    head = history.commit({f"{CLUSTER}/hoi-tram/verification.yml": guess}, main)

    public = history.review(main, head, "lua", is_internal=False)

    assert [finding.rule.id for finding in public.findings] == ["gate-owner"]
    assert public.untold == 0


FROZEN = FILED | {
    "2020/cum-01/hoi-tram/verification.yml": verification("hoi-sen", LOWERED),
    "2020/cum-01/hoi-tram/response.yml": RESPONSE,
    "2020/cum-01/hoi-tram/review.yml": review("ban-to-chuc"),
}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("response.yml", "responses:\n  I.1: {text: Xin xem lại}\n  II.1: {text: Xin xem lại}\n"),
        ("self-assessment.yml", self_assessment(12)),
        ("verification.yml", verification("hoi-sen")),
    ],
)
def test_nobody_is_told_what_freezes_the_record_of_another(history: History, name: str, text: str) -> None:
    main = history.portal(FROZEN)
    head = history.commit({f"{CLUSTER}/hoi-tram/{name}": text}, main)

    assert {*rules(history.review(main, head, "lua"))} <= {"gate-owner", "gate-verifier"}


PROPOSED = (
    FILED
    | MET
    | {
        "2020/cum-01/hoi-tram/verification.yml": verification("hoi-sen", LOWERED),
        "2020/cum-01/vote.yml": VOTE.replace("yes: 3, no: 1", "yes: 4, no: 0").replace(
            "yes: 1, no: 3", "yes: 3, no: 1"
        ),
    }
)
OTHER_VOTE = VOTE.replace("yes: 3, no: 1", "yes: 1, no: 3").replace("hoi-dua, yes: 1, no: 3", "hoi-dua, yes: 4, no: 0")


@pytest.mark.parametrize(
    ("before", "path", "text", "login"),
    [
        (None, "hoi-tram/response.yml", RESPONSE, "tram"),
        (None, "vote.yml", OTHER_VOTE, "sen"),
        ({"2020/cum-01/vote.yml": None}, "vote.yml", OTHER_VOTE, "sen"),
    ],
)
def test_no_change_makes_the_points_public_of_whom_it_would_have_nominated(
    history: History, before: dict[str, str | None] | None, path: str, text: str, login: str
) -> None:
    main = history.portal(PROPOSED | (before or {}))
    head = history.commit({f"{CLUSTER}/{path}": text}, main)

    public = history.review(main, head, login, "2020-12-07T08:00+07:00", is_internal=False)

    assert public.is_accepted
    shown = {(organisation, figure) for organisation, figure, *_ in movements(public)}
    assert ("hoi-dua", "nominated") in shown
    assert not shown & {("hoi-dua", figure) for figure in ("total", "classification", "rank", "eligible", "state")}


def test_who_is_not_nominated_any_more_does_not_look_ineligible(history: History) -> None:
    main = history.portal(PROPOSED)
    head = history.commit({f"{CLUSTER}/vote.yml": OTHER_VOTE}, main)

    public = history.review(main, head, "sen", "2020-12-07T08:00+07:00", is_internal=False)

    assert {figure for organisation, figure, *_ in movements(public) if organisation == "hoi-tram"} == {"nominated"}


def test_figures_that_only_some_members_show_are_named_as_withheld(history: History) -> None:
    only_nominated = "preset: open, official_points: {when: after_conference, whom: nominated}"
    season = SEASON_FILE.replace("preset: cautious", only_nominated)
    contested = {
        "2020/season.yml": season,
        "2020/cum-01/hoi-dua/verification.yml": verification("hoi-sen", LOWERED.replace("30", "20")),
        "2020/cum-01/hoi-dua/response.yml": RESPONSE,
    }
    main = history.portal(PROPOSED | contested)
    head = history.commit({f"{CLUSTER}/hoi-dua/review.yml": review("ban-to-chuc").replace("33", "29")}, main)

    public = history.review(main, head, "tochuc", "2020-12-07T08:00+07:00", is_internal=False)

    assert public.is_accepted
    assert [[figure.value for figure in impact.withheld] for impact in public.impacts] == [["official_points"]]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("hoi-tram/verification.yml", verification("hoi-sen", "  I.1: {points: 37, reason: Chỉ có ba mươi buổi}\n")),
        ("hoi-tram/verification.yml", verification("hoi-sen", "  I.1: {points: 39, reason: Chỉ có ba mươi buổi}\n")),
        ("hoi-dua/review.yml", review("ban-to-chuc")),
        ("receipts-lead.yml", "receipts: []\n"),
    ],
)
def test_a_published_record_answers_no_question_either(history: History, name: str, text: str) -> None:
    published = {"2020/cum-01/vote.yml": VOTE, "2020/decision.yml": PUBLISHED}
    main = history.portal(FILED | MET | published)
    head = history.commit({f"{CLUSTER}/{name}": text}, main)

    public = history.review(main, head, "lua", "2021-02-01T08:00+07:00", is_internal=False)

    assert [finding.rule.id for finding in public.findings] == ["gate-published"]


@pytest.mark.parametrize("login", ["ai-do", "lua"])
def test_a_conflict_tells_nobody_who_has_filed(history: History, login: str) -> None:
    old = history.portal({})
    main = history.commit({f"submissions/{path}": text for path, text in FILED.items()}, old, branch="main")
    head = history.commit({f"{CLUSTER}/hoi-tram/self-assessment.yml": self_assessment(12)}, old)

    public = history.review(main, head, login, is_internal=False)

    assert not public.is_accepted
    assert "gate-conflict" not in rules(public)


def test_whoever_may_not_write_a_review_is_not_told_whose_it_is(history: History) -> None:
    reviewed = {
        "2020/cum-01/hoi-tram/verification.yml": verification("hoi-sen", LOWERED),
        "2020/cum-01/hoi-tram/response.yml": RESPONSE,
        "2020/cum-01/hoi-tram/review.yml": review("ban-to-chuc"),
    }
    main = history.portal(FILED | reviewed)
    head = history.commit({f"{CLUSTER}/hoi-tram/review.yml": review("ban-thuong-truc")}, main)

    shown = history.summary(history.review(main, head, "lua", is_internal=False), "vi")

    assert "Ban Tổ chức" not in shown
