"""A path says what a record is; every other path says nothing."""

import pytest

from thidua.records import layout
from thidua.records.layout import Place, is_id, is_season, place


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("portal.yml", Place("portal")),
        ("accounts.yml", Place("accounts")),
        ("2020/season.yml", Place("season", "2020")),
        ("2020/corrections.yml", Place("corrections", "2020")),
        ("2020/consolidations/ban-to-chuc.yml", Place("consolidation", "2020", None, "ban-to-chuc")),
        ("2020/cum-06/vote.yml", Place("vote", "2020", "cum-06")),
        ("2020/cum-06/receipts-lead.yml", Place("receipts", "2020", "cum-06")),
        ("2020/cum-06/receipts-monitor.yml", Place("receipts", "2020", "cum-06")),
        ("2020/cum-06/hoi-a/seal.yml", Place("seal", "2020", "cum-06", "hoi-a")),
        ("2020/cum-06/hoi-a/self-assessment.yml", Place("self-assessment", "2020", "cum-06", "hoi-a")),
    ],
)
def test_places_of_records(path: str, expected: Place) -> None:
    assert place(f"submissions/{path}") == expected


@pytest.mark.parametrize(
    "path",
    [
        "", "submissions", "submissions/", "portal.yml", "schemas/portal.yml", "Submissions/portal.yml",
        "submissions/season.yml", "submissions/Portal.yml", "submissions/portal.yaml", "submissions/portal.yml/",
        "submissions/20/season.yml", "submissions/20201/season.yml", "submissions/２０２０/season.yml",
        "submissions/2020/vote.yml", "submissions/2020/cum-06/season.yml", "submissions/2020/Cum-06/vote.yml",
        "submissions/2020/cum_06/vote.yml", "submissions/2020/-cum/vote.yml", "submissions/2020/cum--06/vote.yml",
        "submissions/2020/cum-06/hoi-a/vote.yml", "submissions/2020/cum-06/hoi-a/b/seal.yml",
        "submissions/2020/consolidations/vote.yml/x", "submissions/2020/consolidations/Ban.yml",
        "submissions/2020/consolidations/ban", "submissions/2020/consolidations/.yml",
        "submissions/2020/consolidations/hoi-a/seal.yml", "submissions/2020/../portal.yml", "submissions/./portal.yml",
        "submissions//portal.yml", "/submissions/portal.yml", "submissions/2020/cum-06/vote.yml\n",
        "submissions/2020/" + "a" * 65 + "/vote.yml", "submissions/2020\n/season.yml",
    ],
)  # fmt: skip
def test_no_record_stands_elsewhere(path: str) -> None:
    assert place(path) is None


def test_ids() -> None:
    assert all(is_id(text) for text in ("a", "1", "hoi-song-xanh", "cum-06", "a" * 64))
    assert not any(is_id(text) for text in ("", "-", "a-", "-a", "a--b", "A", "ă", "a_b", "a b", "a\n", "a" * 65))


def test_seasons() -> None:
    assert is_season("2020")
    assert not any(is_season(text) for text in ("", "202", "20200", "２０２０", "2020\n", "abcd"))


def test_every_kind_has_a_path_of_its_own_form() -> None:
    paths = [
        *(f"{layout.ROOT}/{name}" for name in layout.PORTAL_FILES),
        *(layout.season_path("2020", name) for name in layout.SEASON_FILES),
        layout.season_path("2020", "consolidations/ban-a.yml"),
        *(layout.cluster_path("2020", "cum-01", name) for name in layout.CLUSTER_FILES),
        *(layout.dossier_path("2020", "cum-01", "hoi-a", name) for name in layout.DOSSIER_FILES),
    ]
    found = [place(path) for path in paths]
    assert tuple(dict.fromkeys(p.kind for p in found if p is not None)) == layout.KINDS
    assert None not in found
