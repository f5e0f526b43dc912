"""Departures from the rules stand on the internal pages in an office's words, and on no public page."""

from dataclasses import replace

import pytest

from support.make import LEAD, SECOND, cluster, dossier, frame, moment, organisations, scores, season
from support.page import PORTAL, words
from support.seasons import portal
from thidua.portal.board import board_page
from thidua.portal.cluster import cluster_page
from thidua.portal.context import Context
from thidua.portal.dossier import dossier_page
from thidua.publication.edition import edition
from thidua.publication.policy import Audience, Publication, View
from thidua.publication.redaction import publish
from thidua.records.language import Amount
from thidua.scoring.departure import ABOVE_SELF, NOT_NOMINATED
from thidua.scoring.evaluation import ClusterEvaluation
from thidua.scoring.result import score

FOLDER = f"submissions/2020/cum-01/{SECOND}"
RAISED = replace(
    ABOVE_SELF.at(
        f"{FOLDER}/verification.yml", "scores", "I.1", code="I.1", points=Amount("4.00"), self_points=Amount("3.00")
    ),
    line=6,
)
UNASKED = replace(NOT_NOMINATED.at("submissions/2020/decision.yml", organisation=LEAD, award="emulation_flag"), line=11)


def pages(audience):
    """The cluster's page and both members' pages."""
    around, view = frame(season()), View(audience, moment("2021-02-01 08:00"))
    records = cluster(dossier(LEAD, scores(), {}), dossier(SECOND, scores(), {}))
    publication = Publication(view, around, None)
    published = publish(ClusterEvaluation(records, score(records, around), (RAISED, UNASKED)), publication)
    context, seen = Context(PORTAL, organisations(), view, is_in_git=True), edition(publication, None)
    members = [dossier_page(context, published, published.member(name), seen).body for name in (LEAD, SECOND)]
    return [cluster_page(context, published, seen).body, *members]


def test_the_clusters_page_has_them_all_with_names_and_the_line():
    page, _, _ = pages(Audience.INTERNAL)
    text = words(page)
    assert "Tiêu chí I.1 được thẩm định cao hơn điểm tự chấm của thành viên (4,00 so với 3,00)." in text
    assert f"Hồ sơ của Hội {SECOND}: verification.yml, dòng 6" in text
    assert f"/blob/main/{FOLDER}/verification.yml#L6" in page
    assert f"“Hội {LEAD}” được tặng “Khen thưởng emulation_flag” nhưng Cụm không đề nghị." in text


def test_a_dossiers_page_has_those_on_its_files_and_those_that_name_its_member():
    _, lead, second = map(words, pages(Audience.INTERNAL))
    assert "nhưng Cụm không đề nghị" in lead
    assert "cao hơn điểm tự chấm" not in lead
    assert "cao hơn điểm tự chấm" in second
    assert "nhưng Cụm không đề nghị" not in second


def test_the_public_pages_have_none():
    for page in pages(Audience.PUBLIC):
        assert "sai-lech" not in page
        assert "cao hơn điểm tự chấm" not in page
        assert "nhưng Cụm không đề nghị" not in page


@pytest.mark.parametrize(("audience", "is_told"), [(Audience.INTERNAL, True), (Audience.PUBLIC, False)])
def test_the_board_has_those_of_the_season(audience, is_told):
    context, seasons = portal("2021-11-20T08:00:00+07:00", audience)
    text = words(board_page(context, next(s for s in seasons if s.id == "2020")).body)
    assert ("Báo cáo tổng hợp gửi ngày 15/12/2020, quá thời hạn" in text) is is_told
    assert ("ban-dan-chu.yml, dòng 4" in text) is is_told
