"""The pages above the clusters, made from the sample seasons at different moments and for both readers."""

import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from support.seasons import portal
from thidua.portal.board import board_page
from thidua.portal.context import Context
from thidua.portal.home import home
from thidua.portal.milestone import milestones
from thidua.portal.organisation import organisation_pages, organisations_page
from thidua.portal.page import Page
from thidua.portal.results import results_page
from thidua.portal.rubric import rubric_page
from thidua.portal.season import season_page
from thidua.portal.seasons import seasons_page
from thidua.publication.digest import PublishedSeason
from thidua.publication.policy import Audience
from thidua.records.archive import Archive
from thidua.records.source import Folder

CHECKOUT = Path(__file__).parents[2]
DECIDED = "2021-11-20T08:00:00+07:00"
AFTER_CONFERENCE = "2020-12-20T08:00:00+07:00"
BEFORE_DEADLINE = "2020-11-10T08:00:00+07:00"


def of(as_of: str, season: str, audience: Audience = Audience.PUBLIC) -> tuple[Context, PublishedSeason]:
    context, seasons = portal(as_of, audience)
    return context, next(s for s in seasons if s.id == season)


def every_page(as_of: str, audience: Audience = Audience.PUBLIC) -> list[Page]:
    context, seasons = portal(as_of, audience)
    builders = (season_page, results_page, rubric_page, board_page)
    return [
        home(context, seasons),
        seasons_page(context, seasons),
        *(build(context, season) for season in seasons for build in builders),
        organisations_page(context, seasons),
        *organisation_pages(context, seasons),
    ]


@pytest.mark.parametrize("as_of", [BEFORE_DEADLINE, AFTER_CONFERENCE, DECIDED])
@pytest.mark.parametrize("audience", list(Audience))
def test_every_page_has_one_heading_its_sample_banner_and_no_inline_code(as_of: str, audience: Audience) -> None:
    for page in every_page(as_of, audience):
        assert page.body.count("<h1>") == 1, page.address
        assert "DỮ LIỆU MẪU" in page.body, page.address
        assert not re.search(r"<script|<style|\sstyle=|\son[a-z]+=", page.body), page.address
        assert ("NỘI BỘ" in page.body) is (audience is Audience.INTERNAL), page.address


def test_a_plan_that_invites_nobody_has_no_heading_for_guests() -> None:
    context, published = of(DECIDED, "2020")
    assert "Khách mời" in season_page(context, published).body
    alone = replace(published.season, plan=replace(published.season.plan, invited=()))
    assert "Khách mời" not in season_page(context, replace(published, season=alone)).body


def test_every_table_has_a_caption_and_headers_with_a_scope() -> None:
    for page in every_page(DECIDED):
        assert page.body.count("<table") == page.body.count("<caption"), page.address
        assert "<th>" not in page.body, page.address


def test_links_between_pages_name_pages_that_exist() -> None:
    pages = every_page(DECIDED)
    known = {f"/{page.address}index.html" for page in pages}
    for page in pages:
        for href in re.findall(r'href="([^":]+)"', page.body):
            target = str((Path("/") / page.address / href.partition("#")[0]).resolve())
            inside = re.fullmatch(r"/\d{4}/cum-\d+(/[a-z0-9-]+)?/index\.html", target)
            assert target in known or inside, (page.address, href)


def test_headings_never_skip_a_level() -> None:
    for page in every_page(DECIDED):
        levels = [int(level) for level in re.findall(r"<h([1-6])", page.body)]
        assert all(b - a <= 1 for a, b in pairwise(levels)), page.address


def test_a_long_register_is_a_list_of_names(monkeypatch: pytest.MonkeyPatch) -> None:
    context, season = of(DECIDED, "2020")
    whole = organisations_page(context, [season]).body
    monkeypatch.setattr("thidua.portal.organisation.MOST_ROWS", 1)
    body = organisations_page(context, [season]).body
    members = [organisation for organisation in context.organisations.listed if organisation.kind == "member"]
    assert "<table" not in body
    assert all(f'<li><a href="{member.id}/index.html">' in body for member in members)
    assert len(body) < len(whole) / 2


def test_a_large_season_leads_to_the_results_of_its_clusters(monkeypatch: pytest.MonkeyPatch) -> None:
    context, season = of(DECIDED, "2020")
    whole = results_page(context, season).body
    assert "Kết quả của từng Cụm" not in whole
    monkeypatch.setattr("thidua.portal.results.MOST_MEMBERS", sum(len(c.members) for c in season.clusters) - 1)
    body = results_page(context, season).body
    assert 'class="td-grid td-results' not in body
    assert body.count("(Cụm trưởng: ") == len(season.clusters)
    for cluster in season.clusters:
        assert f'href="../{cluster.id}/index.html"' in body
    assert len(body) < len(whole) / 2


def test_before_the_conference_the_results_say_when_they_will_be_public() -> None:
    body = results_page(*of(BEFORE_DEADLINE, "2020")).body
    assert "Chưa công bố: điểm chính thức, xếp hạng và xếp loại. Công bố sau hội nghị tổng kết của từng Cụm." in body
    assert "Chưa công bố quyết định khen thưởng." in body
    assert "td-award-" not in body


def test_between_conference_and_decision_proposals_are_called_proposals() -> None:
    body = results_page(*of(AFTER_CONFERENCE, "2020")).body
    assert "Cụm đề nghị – chưa phải quyết định khen thưởng" in body
    assert "Đề nghị Cờ thi đua" in body
    assert "td-award-awarded" not in body


def test_after_the_decision_its_rows_are_shown_with_their_basis() -> None:
    body = results_page(*of(DECIDED, "2020")).body
    assert "Quyết định số 45/QĐ-MTTW-BTT ngày 05/01/2021" in body
    assert "Rút đề nghị" in body
    assert "chưa phải quyết định" not in body


def test_a_cautious_season_names_no_points_of_members_that_were_not_proposed() -> None:
    context, season = of(DECIDED, "2019")
    body = results_page(context, season).body
    for cluster in season.clusters:
        for member in cluster.members:
            name = context.name(member.organisation, season.season)
            assert (f">{name}</a>" in body) is bool(member.nominated_for), name


def test_a_tie_with_somebody_whose_points_are_hidden_is_not_told() -> None:
    context, season = of(DECIDED, "2019")
    shown = [m for c in season.clusters for m in c.members if m.official_total is not None]
    tied = [m for m in shown if sum(o.official_total == m.official_total for o in shown) > 1]
    assert results_page(context, season).body.count("Bằng tổng điểm với") <= len(tied)


def test_late_members_are_named_only_where_the_season_says_so() -> None:
    assert "Nộp muộn" in board_page(*of(DECIDED, "2020")).body
    cautious = board_page(*of(DECIDED, "2019")).body
    assert "Không công bố: danh sách tổ chức nộp muộn hoặc chưa nộp" in cautious
    assert "td-note-late" not in cautious


def test_the_analysis_of_criteria_follows_the_publication_rules() -> None:
    assert "Không công bố: phân tích kết quả chấm điểm" in rubric_page(*of(DECIDED, "2019")).body
    body = rubric_page(*of(DECIDED, "2020")).body
    assert "Đạt tối đa" in body
    assert "Đạt tối đa" in rubric_page(*of(DECIDED, "2019", Audience.INTERNAL)).body


def test_money_is_public_only_after_the_decision() -> None:
    assert "30.000.000" in season_page(*of(DECIDED, "2020")).body
    assert "30.000.000" not in season_page(*of(AFTER_CONFERENCE, "2020")).body


def test_the_plan_of_2020_is_told_with_all_its_facts() -> None:
    body = season_page(*of(DECIDED, "2020")).body
    for fact in (
        "116/HD-MTTW-BTT",
        "21/06/2018",
        "32/TB-MTTW-BTT",
        "Trước ngày 15/11/2020 (hết ngày 14/11/2020)",
        "hoàn thành trước ngày 10/12/2020",
        "Trước ngày 15/12/2020",
        "Tại tổ chức làm Cụm trưởng.",
        "Ban TCCB",
        "Từ 2/3 số tổ chức có mặt trở lên",
    ):
        assert fact in body, fact


def test_milestones_count_the_days_left() -> None:
    context, season = of(DECIDED, "2021")
    found = {m.title: (m.state, m.detail) for m in milestones(season, context.today)}
    assert found["Gửi báo cáo và bảng tự chấm điểm"][0] == "done"
    assert found["Hội nghị tổng kết của Cụm"] == ("now", "còn 19 ngày")
    assert found["Quyết định khen thưởng"] == ("next", "chưa công bố")


def test_a_new_rubric_draws_a_break_on_the_page_of_an_organisation() -> None:
    pages = {page.address: page.body for page in every_page(DECIDED)}
    assert "Từ năm 2020 bảng tiêu chí thay đổi" in pages["to-chuc/hoi-song-xanh/"]
    assert "Tên khi đó: Hội Bảo vệ Dòng sông" in pages["to-chuc/hoi-song-xanh/"]


def test_there_is_no_ranking_across_clusters() -> None:
    context, season = of(DECIDED, "2020")
    body = results_page(context, season).body
    assert body.count('class="td-grid td-results td-cardable"') == len(season.clusters)


def test_public_pages_hold_no_account_and_no_address() -> None:
    registers = Archive(Folder(CHECKOUT)).registers()
    assert registers.accounts is not None
    text = "".join(page.body for page in every_page(DECIDED))
    for account in registers.accounts.value.listed:
        assert f">{account.login}<" not in text
        assert not any(email in text for email in account.emails)


def test_the_board_has_what_the_monitors_reported_once_reports_are_open() -> None:
    context, season = of(DECIDED, "2020")
    body = board_page(context, season).body
    assert "Nội dung báo cáo số 103/BC-DCPL của Ban Dân chủ - Pháp luật" in body
    assert "<li>Cờ thi đua: Hiệp hội Xưởng nhỏ, 7/8 ý kiến tán thành.</li>" in body
    context, season = of(BEFORE_DEADLINE, "2020")
    assert "103/BC-DCPL" not in board_page(context, season).body


def test_a_settled_tie_says_why_on_both_sides_of_it() -> None:
    body = results_page(*of(DECIDED, "2020")).body
    assert "xếp trên do tổng điểm các nhóm tiêu chí cao hơn" in body
    assert "xếp sau do tổng điểm các nhóm tiêu chí thấp hơn" in body


def test_home_and_board_say_alike_whether_a_cluster_has_met() -> None:
    """The date has passed, but no record says who came."""
    context, seasons = portal(AFTER_CONFERENCE, Audience.PUBLIC)
    before = next(s for s in seasons if s.id == "2020")
    cluster, *others = before.clusters
    name = cluster.cluster.name
    season = replace(before, clusters=(replace(cluster, has_met=False), *others))
    board = board_page(context, season).body
    front = home(context, [season]).body
    assert board.count("Chưa có biên bản") == 1
    assert f"{name} họp hội nghị tổng kết năm 2020." not in front
    assert f"{name} họp hội nghị tổng kết năm 2020." in home(context, [before]).body
