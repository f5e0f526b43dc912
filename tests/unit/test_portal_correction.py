"""Corrections stand where a reader meets the figures that they changed."""

from datetime import date

from thidua.portal.correction import CorrectionLine, correction_lines
from thidua.portal.link import Link
from thidua.records.decision import Correction

OF_DOSSIER = Correction("dc-01", date(2021, 2, 1), ("2020/cum-06/hoi-tre/review.yml",), "Sửa điểm", "Nhầm")
OF_CLUSTER = Correction("dc-02", date(2021, 3, 1), ("2020/cum-06/vote.yml", "2020/decision.yml"), "Sửa phiếu", "Nhầm")
OF_SEASON = Correction("dc-03", date(2021, 4, 1), ("2020/decision.yml",), "Sửa số", "Nhầm")
ALL = (OF_DOSSIER, OF_CLUSTER, OF_SEASON)


def lines(here: str, today: date = date(2022, 1, 1)) -> tuple[CorrectionLine, ...]:
    return correction_lines(ALL, today, "2020", here, {"hoi-tre": "Hội Tre"}.__getitem__, {"cum-06": "Cụm 6"})


def test_the_page_of_results_has_all_and_says_whose_records_they_changed() -> None:
    found = lines("2020/ket-qua/")
    assert [line.id for line in found] == ["dc-01", "dc-02", "dc-03"]
    assert found[0].about == (Link("Hội Tre (Cụm 6)", "../cum-06/index.html"),)
    assert found[1].about == (Link("Cụm 6", "../cum-06/index.html"),)
    assert found[2].about == ()


def test_the_page_of_a_cluster_has_those_of_its_records_and_dossiers() -> None:
    found = lines("2020/cum-06/")
    assert [(line.id, line.about) for line in found] == [("dc-01", (Link("Hội Tre (Cụm 6)"),)), ("dc-02", ())]
    assert [line.id for line in lines("2020/cum-05/")] == []


def test_the_page_of_a_dossier_has_its_own() -> None:
    assert [line.id for line in lines("2020/cum-06/hoi-tre/")] == ["dc-01"]
    assert [line.id for line in lines("2020/cum-06/hoi-lua/")] == []


def test_a_correction_to_come_is_not_shown() -> None:
    assert [line.id for line in lines("2020/ket-qua/", date(2021, 2, 1))] == ["dc-01"]
