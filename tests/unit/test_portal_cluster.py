"""A cluster's page spells out ranks, votes and proposals, and keeps back what may not be shown yet."""

import re
from dataclasses import replace
from fractions import Fraction

import pytest

from support.make import (
    FLAG,
    FOURTH,
    LEAD,
    MEMBERS,
    MERIT,
    REASON,
    SECOND,
    THIRD,
    award,
    ballot_round,
    cluster,
    conference,
    consensus_round,
    decision,
    dossier,
    frame,
    moment,
    organisations,
    scores,
    season,
    vote,
    voting,
)
from support.page import PORTAL, words
from thidua.portal.cluster import cluster_page
from thidua.portal.context import Context
from thidua.portal.proposal import quota_sum
from thidua.publication.edition import edition
from thidua.publication.policy import Audience, Publication, View
from thidua.publication.redaction import publish
from thidua.records.cluster import CouncilMember
from thidua.records.dossier import Entry
from thidua.records.season import Exposure, Quota, Threshold
from thidua.scoring.evaluation import ClusterEvaluation
from thidua.scoring.result import score


def body(records, *, at="2021-02-01 08:00", rules=None, audience=Audience.PUBLIC, decided=None):
    around = frame(rules or season())
    verdict = decided.value if decided is not None else None
    view = View(audience, moment(at))
    publication = Publication(view, around, verdict.published_on if verdict is not None else None)
    published = publish(ClusterEvaluation(records, score(records, around), ()), publication)
    context = Context(PORTAL, organisations(), view)
    return cluster_page(context, published, edition(publication, verdict)).body


def row(html, start):
    """The text of the table row that holds ``start``."""
    return next(words(found) for found in re.findall(r"<tr.*?</tr>", html, re.DOTALL) if start in found)


def everybody():
    """Four verified dossiers with 98, 97, 90 and 80 points."""
    firsts = dict(zip(MEMBERS, (58_00, 57_00, 50_00, 40_00), strict=True))
    return [dossier(name, scores(first), {}) for name, first in firsts.items()]


FLAG_VOTE = vote(ballot_round(FLAG, {LEAD: 3, SECOND: 1}), ballot_round(MERIT, {SECOND: 4, THIRD: 3}))


def test_members_stand_in_the_order_of_their_ranks_with_points_and_class():
    html = body(cluster(*everybody()[::-1]))
    assert re.findall(r"<strong>(Hạng \d)</strong>", html) == ["Hạng 1", "Hạng 2", "Hạng 3", "Hạng 4"]
    assert "98,00 98,00 Xuất sắc" in row(html, "Hạng 1")


def test_equal_ranks_are_shared_and_the_next_is_left_out():
    same = [dossier(name, scores(50_00), {}) for name in (LEAD, SECOND)]
    html = body(cluster(*same, dossier(THIRD, scores(40_00), {})))
    assert re.findall(r"<strong>((?:Đồng h|H)ạng \d)</strong>", html) == ["Đồng hạng 1", "Đồng hạng 1", "Hạng 3"]


def test_a_settled_tie_names_what_settled_it():
    tied = [dossier(LEAD, scores(57_00, 10_00, 28_00), {}), dossier(SECOND, scores(55_00), {})]
    assert "Hạng 1 bằng điểm, xét điểm nhóm II" in words(body(cluster(*tied)))


def test_the_vote_is_spelled_out():
    ballots = vote(ballot_round(FLAG, {LEAD: 5}, returned=7), roll=8, present=7)
    text = words(body(cluster(*everybody(), vote=ballots)))
    assert "Cần ít nhất 6 tổ chức có mặt (2/3 × 8 = 5,33); có mặt 7: đủ điều kiện tiến hành bình chọn." in text
    assert "Phiếu phát ra 7, thu về 7, không hợp lệ 0, hợp lệ 7 − 0 = 7." in text
    assert "2/3 × 7 = 4,67, làm tròn lên 5: cần từ 5 phiếu đồng ý (7 là số tổ chức có mặt)." in text


def test_a_strict_threshold_says_more_than():
    text = words(body(cluster(*everybody(), vote=FLAG_VOTE)))
    assert "Quá 1/2 × 4 = 2: cần từ 3 phiếu đồng ý (4 là số tổ chức có mặt)." in text


def test_a_vote_of_ones_own_that_does_not_count_is_taken_off():
    thresholds = {FLAG: Threshold(Fraction(2, 3), "valid", is_strict=False)}
    rules = season(voting=voting(self_vote_excluded=True, thresholds=thresholds))
    text = words(body(cluster(*everybody(), vote=vote(ballot_round(FLAG, {LEAD: 3}))), rules=rules))
    assert "2/3 × 3 = 2: cần từ 2 phiếu đồng ý" in text
    assert "số phiếu hợp lệ trừ 1" in text
    assert "4 − 1 = 3" in text


def test_rounds_are_numbered_where_there_is_more_than_one():
    ballots = vote(ballot_round(FLAG, {LEAD: 2, SECOND: 2}), ballot_round(FLAG, {LEAD: 3}, 2))
    text = words(body(cluster(*everybody(), vote=ballots)))
    assert "Khen thưởng emulation_flag – vòng 1" in text
    assert "Khen thưởng emulation_flag – vòng 2" in text


def test_a_void_vote_says_so_and_proposes_nobody():
    ballots = vote(ballot_round(FLAG, {LEAD: 2}, returned=2), present=2)
    text = words(body(cluster(*everybody(), vote=ballots)))
    assert (
        "Cần ít nhất 3 tổ chức có mặt (2/3 × 4 = 2,67); có mặt 2: không đủ số lượng, kết quả không có giá trị" in text
    )
    assert "Bình chọn không đủ số lượng nên không có đề nghị." in text


def test_an_award_without_a_round_was_not_voted_on_yet():
    text = words(body(cluster(*everybody(), vote=vote(ballot_round(FLAG, {LEAD: 1})))))
    assert "Chưa bình chọn Khen thưởng merit_certificate." in text
    assert text.count("Cụm không đề nghị tổ chức nào.") == 1


def test_a_consensus_has_no_counts():
    agreed = vote(consensus_round(FLAG, {LEAD: True, SECOND: False}), mode="consensus")
    html = body(cluster(*everybody(), vote=agreed))
    assert "Thống nhất suy tôn, ngày 05/12/2020 tại hội nghị tổng kết." in words(html)
    assert "Phiếu trắng" not in html
    assert "Hội nghị thống nhất" in html
    assert "Không thống nhất" in html


def test_proposals_stand_in_order_with_votes_rank_and_the_label():
    text = words(body(cluster(*everybody(), vote=FLAG_VOTE), at="2020-12-08 08:00"))
    assert "Cụm đề nghị – chưa phải quyết định khen thưởng" in text
    assert f"Hội {LEAD} (3 phiếu đồng ý; hạng 1)" in text
    assert text.index(f"Hội {SECOND} (4 phiếu đồng ý") < text.index(f"Hội {THIRD} (3 phiếu đồng ý")


def test_the_decision_stands_beside_the_proposal_once_published():
    records = cluster(*everybody(), vote=FLAG_VOTE)
    decided = decision((FLAG, LEAD, "awarded"), (MERIT, SECOND, "not_awarded"), (MERIT, THIRD, "awarded"))
    text = words(body(records, decided=decided))
    assert "Được khen thưởng – Quyết định số 45/QĐ-MTTW ngày 05/01/2021" in text
    assert "Không khen thưởng – Quyết định số 45/QĐ-MTTW ngày 05/01/2021" in text
    assert "chưa phải quyết định" not in text
    assert "45/QĐ-MTTW" not in words(body(records, decided=decided, at="2021-01-05 08:00"))


def test_an_open_tie_is_left_to_the_conference():
    same = [dossier(name, scores(50_00), {}) for name in MEMBERS]
    ballots = vote(ballot_round(FLAG, {SECOND: 3, THIRD: 3}))
    rules = season(tie_break=("base",))
    text = words(body(cluster(*same, vote=ballots), rules=rules))
    assert f"Còn để ngỏ: Hội {SECOND}, Hội {THIRD} bằng nhau ở mọi căn cứ" in text


def test_a_member_awarded_without_a_proposal_is_named_in_the_summary_and_with_the_award():
    decided = decision((FLAG, LEAD, "awarded"), (FLAG, FOURTH, "awarded"))
    text = words(body(cluster(*everybody(), vote=FLAG_VOTE), decided=decided))
    assert f"Được tặng Khen thưởng emulation_flag: Hội {LEAD} và Hội {FOURTH}." in text
    assert (
        f"Hội {FOURTH} Được khen thưởng, ngoài danh sách đề nghị theo kết quả bình chọn – Quyết định số 45/QĐ-MTTW"
        in text
    )


@pytest.mark.parametrize(
    ("quota", "members", "said"),
    [
        (Quota(1, Fraction(0), 0), 8, "Mỗi Cụm được đề nghị tối đa 1."),
        (Quota(None, Fraction(3, 10), 1), 8, "Được đề nghị tối đa 2 (30\u00a0% × 8 = 2,4, làm tròn thành 2)."),
        (Quota(None, Fraction(3, 10), 0), 5, "Được đề nghị tối đa 2 (30\u00a0% × 5 = 1,5, làm tròn thành 2)."),
        (Quota(None, Fraction(1, 4), 0), 8, "Được đề nghị tối đa 2 (25\u00a0% × 8 = 2)."),
        (
            Quota(None, Fraction(1, 10), 1),
            4,
            "Được đề nghị tối đa 1 (10\u00a0% × 4 = 0,4, làm tròn thành 0, tối thiểu 1).",
        ),
    ],
)
def test_a_quota_shows_its_arithmetic(quota, members, said):
    assert quota_sum(quota, members) == said


def test_without_a_vote_the_page_says_who_is_eligible():
    awards = (award(FLAG, conditions=("verified", "class:good")),)
    html = body(cluster(*everybody()), rules=season(awards=awards))
    assert "Chưa có kết quả bình chọn, suy tôn nên chưa có đề nghị." in words(html)
    assert "chưa phải quyết định" not in html
    table = html[html.index('id="dieu-kien"') :]
    assert "Chưa đủ điều kiện Chưa đạt: Xếp loại từ Tốt trở lên (xếp loại Khá)" in row(table, f"Hội {FOURTH}")
    assert "Đủ điều kiện" in row(table, f"Hội {LEAD}")


def test_a_condition_not_met_is_final_once_the_cluster_has_met():
    awards = (award(FLAG, conditions=("verified", "class:good")),)
    html = body(cluster(*everybody(), held=conference(*MEMBERS)), rules=season(awards=awards))
    assert "Không đủ điều kiện" in row(html[html.index('id="dieu-kien"') :], f"Hội {FOURTH}")


def test_the_matrix_shows_self_points_and_gap_where_they_differ():
    cut = dossier(LEAD, scores(58_00), {"I.1": Entry(points=50_00, reason=REASON)})
    html = body(cluster(cut, dossier(SECOND, scores(57_00), {})))
    matrix = html[html.index('id="bang-diem"') :]
    assert "57,00 50,00 58,00 (−8,00)" in row(matrix, "Tiêu chí I.1")


def test_the_gap_is_left_out_where_analytics_are_not_shown():
    cut = dossier(LEAD, scores(58_00), {"I.1": Entry(points=50_00, reason=REASON)})
    html = body(cluster(cut), rules=season(exposures={"analytics": Exposure("never")}))
    assert "(−8,00)" not in html
    assert "58,00" in html


def test_who_verified_which_dossier_is_said_plainly():
    html = body(cluster(*everybody()))
    table = html[html.index('id="tham-dinh"') :]
    assert row(table, f'class="td-name">Hội {LEAD}').startswith(f" Hội {LEAD} Hội {SECOND} 0 0 –")


def test_roles_name_offices_and_never_accounts():
    charge = CouncilMember("Phó Chủ tịch", "hoi-dong-tdkt", "pct-06", ("thu-ky-06",), None, None)
    records = cluster(*everybody())
    records = replace(
        records,
        cluster=replace(records.cluster, value=replace(records.cluster.value, council_members=(charge,))),
    )
    html = body(records, audience=Audience.INTERNAL)
    assert "Phó Chủ tịch, hoi-dong-tdkt" in words(html)
    assert "pct-06" not in html
    assert "thu-ky-06" not in html


def test_the_next_lead_is_a_proposal():
    text = words(body(cluster(*everybody(), reported=True)))
    assert f"Giới thiệu Hội {SECOND} làm Cụm trưởng năm 2021 (luân phiên); Cơ quan có thẩm quyền quyết định." in text


def test_a_reason_of_absence_is_for_the_inside_only():
    records = cluster(*everybody(), held=conference(LEAD, SECOND, absent=[THIRD]))
    assert "Lý do riêng" not in body(records)
    assert "Vắng (Lý do riêng)" in body(records, audience=Audience.INTERNAL)


def test_money_is_shown_after_the_decision_only():
    records = cluster(*everybody(), held=conference(*MEMBERS))
    before = words(body(records, at="2020-12-08 08:00"))
    assert "60.000.000" not in before
    assert "Chưa công bố: kinh phí. Công bố sau khi có quyết định khen thưởng." in before
    after = words(body(records, decided=decision((FLAG, LEAD, "awarded"))))
    assert "Dự toán 60.000.000 đồng" in after.replace("\u00a0", " ")
    assert "Cơ quan có thẩm quyền hỗ trợ 30.000.000 đồng" in after.replace("\u00a0", " ")


def test_before_the_conference_nothing_official_is_shown():
    records = cluster(*everybody(), vote=FLAG_VOTE, held=conference(*MEMBERS), reported=True)
    html = body(records, at="2020-12-05 22:00")
    text = words(html)
    assert 'id="tham-dinh"' not in html
    assert "Đề nghị Khen thưởng" not in text
    assert "phiếu đồng ý" not in text
    assert "Chưa công bố: điểm chính thức, xếp hạng và xếp loại." in text
    assert "8 giờ 00, Thứ Bảy, 05/12/2020" in text


def test_without_a_date_the_page_says_so():
    text = words(body(cluster(*everybody(), schedule=None)))
    assert "Chưa ấn định ngày hội nghị." in text
    assert "ngày hội nghị chưa được ấn định" in text


def test_a_cautious_season_shows_whom_the_vote_reached_but_no_counts():
    records = cluster(*everybody(), vote=FLAG_VOTE)
    text = words(body(records, rules=season(preset="cautious")))
    assert f"Đạt số phiếu cần thiết: Hội {LEAD}." in text
    assert "phiếu đồng ý;" not in text
    assert "Không công bố: số phiếu bình chọn" in text
    assert "80,00" not in text


def test_the_summary_says_how_far_the_cluster_is_and_whom_it_proposes():
    text = words(body(cluster(*everybody(), vote=FLAG_VOTE), at="2020-12-08 08:00"))
    summary = text[text.index("Tóm tắt") : text.index("Kết quả của các tổ chức thành viên")]
    assert "4 tổ chức thành viên; 4 đã nộp, 4 đã thẩm định xong. Hội nghị tổng kết ngày 05/12/2020." in summary
    assert f"Đề nghị tặng Khen thưởng emulation_flag: Hội {LEAD}." in summary
    assert "Cụm đề nghị – chưa phải quyết định khen thưởng" in summary
