"""A dossier's page says how every figure follows, and nothing of what may not be shown yet."""

from dataclasses import replace

import pytest

from support.make import (
    FLAG,
    FOURTH,
    LEAD,
    MERIT,
    MONITOR,
    REASON,
    SECOND,
    THIRD,
    award,
    ballot_round,
    cluster,
    decision,
    dossier,
    frame,
    moment,
    organisations,
    receipt,
    scores,
    season,
    vote,
)
from support.page import PORTAL, words
from thidua.portal.context import Context
from thidua.portal.dossier import dossier_page
from thidua.publication.edition import edition
from thidua.publication.policy import Audience, Publication, View
from thidua.publication.redaction import publish
from thidua.records.dossier import CONFERENCE, Entry, Evidence, Review
from thidua.records.registers import Portal
from thidua.records.season import Exposure
from thidua.scoring.evaluation import ClusterEvaluation
from thidua.scoring.result import score


def body(  # the page of one member as HTML
    records,
    organisation=LEAD,
    *,
    at="2021-02-01 08:00",
    rules=None,
    audience=Audience.PUBLIC,
    portal=PORTAL,
    decided=None,
    flag_holders=(),
):
    around = frame(rules or season(), flag_holders=flag_holders)
    verdict = decided.value if decided is not None else None
    view = View(audience, moment(at))
    publication = Publication(view, around, verdict.published_on if verdict is not None else None)
    published = publish(ClusterEvaluation(records, score(records, around), ()), publication)
    context = Context(portal, organisations(), view, is_in_git=True)
    page = dossier_page(context, published, published.member(organisation), edition(publication, verdict))
    return page.body


def everybody(**own):
    """Four dossiers, verified as entered; ``own`` gives the entries of some."""
    members = {LEAD: scores(57_00), SECOND: scores(57_00), THIRD: scores(50_00), FOURTH: scores(40_00)}
    return [dossier(name, own.get(name.replace("-", "_"), entries), {}) for name, entries in members.items()]


def test_the_summary_says_points_class_and_rank_in_one_sentence():
    text = words(body(cluster(*everybody(hoi_an=scores(58_00)))))
    assert "Hội hoi-an đạt 98,00/100 điểm chính thức, xếp loại Xuất sắc, hạng 1 trong 4 tổ chức của Cụm." in text


def test_a_proposal_is_not_called_a_decision():
    records = cluster(*everybody(), vote=vote(ballot_round(FLAG, {LEAD: 4})))
    text = words(body(records, at="2020-12-08 08:00"))
    assert "Được đề nghị tặng Khen thưởng emulation_flag (Cụm đề nghị – chưa phải quyết định khen thưởng)." in text


def test_a_decision_takes_the_place_of_the_proposal_when_it_is_published():
    records = cluster(*everybody(), vote=vote(ballot_round(FLAG, {LEAD: 4})))
    decided = decision((FLAG, LEAD, "awarded"))
    after = words(body(records, decided=decided))
    assert "Được tặng Khen thưởng emulation_flag theo Quyết định số 45/QĐ-MTTW ngày 05/01/2021." in after
    assert "chưa phải quyết định" not in after
    before = words(body(records, at="2021-01-05 23:00", decided=decided))
    assert "45/QĐ-MTTW" not in before
    assert "chưa phải quyết định" in before


def test_verification_response_and_review_stand_in_turn():
    own, cut, settled = scores(58_00), Entry(points=50_00, reason=REASON), Entry(points=55_00, reason="Đã bổ sung đủ")
    records = cluster(dossier(LEAD, own, {"I.1": cut}, ["I.1"], {"I.1": settled}))
    text = words(body(records))
    steps = [
        "58,00 trên 60 điểm",
        f"Hội {SECOND} thẩm định: 50,00 trên 60 điểm {REASON}",
        "Tổ chức giải trình: Đề nghị xem lại.",
        f"{MONITOR} phúc tra, điều chỉnh: 55,00 trên 60 điểm Đã bổ sung đủ",
    ]
    places = [text.index(step) for step in steps]
    assert places == sorted(places)


def test_an_outcome_that_upholds_says_so():
    outcome = {"I.1": Entry(upheld=True, reason="Giữ nguyên như thẩm định")}
    records = cluster(dossier(LEAD, scores(58_00), {"I.1": Entry(points=50_00, reason=REASON)}, ["I.1"], outcome))
    assert f"{MONITOR} phúc tra, giữ nguyên điểm thẩm định: Giữ nguyên như thẩm định" in words(body(records))


def test_what_was_settled_at_the_conference_says_so():
    found = dossier(
        LEAD,
        scores(58_00),
        {"I.1": Entry(points=50_00, reason=REASON)},
        ["I.1"],
        {"I.1": Entry(upheld=True, reason=REASON)},
    )
    review = replace(found.review, value=Review(CONFERENCE, found.review.value.outcomes))
    assert "Hội nghị của Cụm phúc tra, giữ nguyên" in words(body(cluster(replace(found, review=review))))


def test_an_open_response_leaves_no_official_points():
    records = cluster(dossier(LEAD, scores(58_00), {"I.1": Entry(points=50_00, reason=REASON)}, ["I.1"]))
    text = words(body(records))
    assert "Chờ kết quả phúc tra" in text
    assert "chưa có điểm chính thức" in text
    assert "Vì sao xếp hạng này" not in text


def test_a_criterion_that_does_not_apply_shows_the_proportion():
    text = words(body(cluster(dossier(LEAD, scores(50_00, None), {}))))
    assert "50 ÷ 60 × 70 = 58,333… ≈ 58,33" in text
    assert REASON in text


def test_the_total_and_the_class_show_their_arithmetic():
    text = words(body(cluster(dossier(LEAD, scores(50_00), {}))))
    assert "90,00 + 0,00 − 0,00 = 90,00" in text
    assert "từ 85 đến dưới 95 điểm" in text


def test_a_tie_names_the_key_that_settles_it_with_both_figures():
    records = cluster(*everybody(hoi_an=scores(57_00, 10_00, 28_00), hoi_binh=scores(55_00)))
    text = words(body(records, SECOND))
    assert "Hạng 1: 95,00 điểm, bằng điểm với Hội hoi-an; xếp trên do điểm nhóm II (Nhóm II) cao hơn" in text
    assert "cao hơn (30,00 so với 28,00)." in text


def test_a_tie_that_nothing_settles_is_a_shared_rank():
    text = words(body(cluster(*everybody())))
    assert "Đồng hạng 1: 97,00 điểm" in text
    assert "mọi căn cứ phân định đều bằng nhau nên đồng hạng với Hội hoi-binh." in text


def test_a_tie_settled_by_votes_hides_the_counts_where_votes_are_not_public():
    counts = vote(ballot_round(FLAG, {LEAD: 4, SECOND: 3}))
    open_ = words(body(cluster(*everybody(), vote=counts)))
    assert "khi bình chọn Khen thưởng emulation_flag (4 phiếu so với 3 phiếu)." in open_
    rules = season(exposures={"votes": Exposure("never")}, tie_break=("base", "vote", "bonus"))
    closed = words(body(cluster(*everybody(), vote=counts), rules=rules))
    assert "phiếu so với" not in closed
    assert "xếp trên do nhiều phiếu đồng ý hơn ở vòng 1 khi bình chọn Khen thưởng emulation_flag." in closed


def test_every_condition_of_an_award_stands_with_its_reason():
    awards = (award(FLAG, conditions=("verified", "submitted_on_time", "covenant_signed", "class:good")),)
    records = cluster(
        *everybody(),
        lead_receipts=[],
        monitor_receipts=[receipt(LEAD, "2020-11-16 09:00")],
        signatories=[LEAD],
    )
    text = words(body(records, rules=season(awards=awards)))
    assert "Chưa đủ điều kiện" in text
    assert "Đạt Hồ sơ đã thẩm định xong" in text
    assert "Chưa đạt Nộp báo cáo và tự chấm điểm đúng hạn (nộp muộn; hạn đến hết ngày 14/11/2020)" in text
    assert "Đạt Đã ký giao ước thi đua (ký ngày 05/03/2020)" in text
    assert "Đạt Xếp loại từ Tốt trở lên (xếp loại Xuất sắc)" in text


def test_an_exclusion_shows_neither_itself_nor_by_elimination():
    rules = season(awards=(award(FLAG, conditions=("verified", "not_excluded")),))
    records = cluster(*everybody(), excluded=[LEAD])
    public = body(records, rules=rules)
    assert public == body(cluster(*everybody()), rules=rules)
    assert "Đủ các điều kiện được công bố" in words(public)
    internal = words(body(records, rules=rules, audience=Audience.INTERNAL))
    assert "Chưa đủ điều kiện" in internal
    assert "theo văn bản số 12/TB-BTT" in internal


@pytest.mark.parametrize(("sha256", "said"), [("0" * 64, "Khớp với tệp hiện tại"), ("1" * 64, "Khác tệp hiện tại")])
def test_a_receipt_says_whether_it_is_of_the_present_file(sha256, said):
    received = replace(receipt(SECOND, "2020-11-12 09:30"), sha256=sha256)
    text = words(body(cluster(*everybody(), lead_receipts=[received]), SECOND))
    assert f"Cụm trưởng (Hội {LEAD}) 09:30 ngày 12/11/2020" in text
    assert said in text


def test_figures_lead_to_their_line_in_git():
    found = dossier(LEAD, scores(58_00), {"I.1": Entry(points=50_00, reason=REASON)})
    own = replace(found.self_assessment, lines={("scores", "I.1"): 7, ("scores", "II.1"): 9})
    verification = replace(found.verification, lines={("scores", "I.1"): 4})
    html = body(cluster(replace(found, self_assessment=own, verification=verification)))
    base = f"https://example.org/thi-dua/blob/main/submissions/2020/cum-01/{LEAD}"
    assert f'<a href="{base}/self-assessment.yml#L7">58,00</a>' in html
    assert f'<a href="{base}/verification.yml#L4">50,00</a>' in html
    assert f'<a href="{base}/self-assessment.yml#L9">30,00</a>' in html


def test_an_internal_repository_has_no_links_for_the_public():
    html = body(cluster(*everybody()), portal=replace(PORTAL, is_internal=True))
    assert "blob/" not in html
    assert "Con số có gạch chân" not in html
    assert "Con số có gạch chân" in body(cluster(*everybody()))


def test_before_the_deadline_nothing_of_a_dossier_is_shown():
    html = body(cluster(*everybody()), at="2020-11-13 08:00")
    text = words(html)
    assert "57,00" not in text
    assert "kết quả chưa công bố" in text
    assert "Chưa công bố: điểm tự chấm. Công bố sau khi hết hạn nộp (hết ngày 14/11/2020)." in text
    assert "Công bố sau hội nghị tổng kết của Cụm ngày 05/12/2020." in text


def test_between_deadline_and_conference_only_self_points_are_shown():
    records = cluster(dossier(LEAD, scores(58_00), {"I.1": Entry(points=50_00, reason=REASON)}))
    text = words(body(records, at="2020-11-20 08:00"))
    assert "58,00" in text
    assert "50,00" not in text
    assert REASON not in text


def test_a_cautious_season_shows_points_of_proposed_members_only_and_no_facts_of_theirs():
    rules = season(preset="cautious")
    records = cluster(*everybody(), vote=vote(ballot_round(FLAG, {LEAD: 4}), ballot_round(MERIT, {})))
    proposed = words(body(records, rules=rules))
    assert "97,00/100 điểm chính thức" in proposed
    assert "57,00 trên 60 điểm" not in proposed
    other = words(body(records, THIRD, rules=rules))
    assert "90,00" not in other
    assert "chỉ công bố của tổ chức được đề nghị khen thưởng" in other


def test_typed_text_never_becomes_markup():
    own = scores()
    own["I.1"] = replace(own["I.1"], note='a "b" & c', evidence=(Evidence("Báo cáo & phụ lục", None, None, True),))
    html = body(cluster(dossier(LEAD, own, {})))
    assert "a &#34;b&#34; &amp; c" in html
    assert "Báo cáo &amp; phụ lục" in html


def test_a_page_holds_no_style_and_no_script_of_its_own():
    html = body(cluster(*everybody()), audience=Audience.INTERNAL)
    assert "style=" not in html
    assert "<script" not in html


def test_a_member_that_filed_nothing_has_a_page_too():
    text = words(body(cluster()))
    assert "Hội hoi-an chưa nộp hồ sơ thi đua." in text
    assert "hạn: hết ngày 14/11/2020" in text


def test_what_is_not_public_yet_is_not_called_unverified():
    text = words(body(cluster(*everybody()), at="2020-11-20 08:00"))
    assert "đã nộp hồ sơ, tự chấm 97,00/100 điểm; điểm chính thức chưa công khai." in text
    assert "chưa thẩm định" not in text


def test_the_inside_reads_that_a_dossier_is_not_verified():
    text = words(body(cluster(dossier(LEAD, scores(57_00))), at="2020-11-20 08:00", audience=Audience.INTERNAL))
    assert "điểm; Cụm chưa thẩm định xong." in text


def test_a_role_that_many_have_is_called_by_its_word_and_not_by_one_of_them():
    context = Context(PORTAL, organisations(), View(Audience.PUBLIC, moment("2021-02-01 08:00")))
    assert context.role("member") == "Tổ chức thành viên"


@pytest.mark.parametrize("written", ["https://example.org/thi-dua", "https://example.org/thi-dua/"])
def test_an_address_of_the_portal_ends_with_a_slash_however_it_is_written(written):
    fields = {"name": "Cổng", "owner": "o", "timezone": "UTC", "default_language": "vi", "languages": ["vi"]}
    place = {"web_url": "https://example.org/kho", "branch": "main", "kind": "github"}
    portal = Portal.from_mapping({**fields, "site_url": written, "repository": place})
    assert portal.site_url == "https://example.org/thi-dua/"
