"""A path says what a record is; every other path says nothing."""

import pytest

from thidua.records import kind, layout
from thidua.records.kind import Level
from thidua.records.layout import Place, is_id, is_season, place


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("portal.yml", Place(kind.PORTAL)),
        ("accounts.yml", Place(kind.ACCOUNTS)),
        ("2020/season.yml", Place(kind.SEASON, "2020")),
        ("2020/corrections.yml", Place(kind.CORRECTIONS, "2020")),
        ("2020/consolidations/ban-to-chuc.yml", Place(kind.CONSOLIDATION, "2020", None, "ban-to-chuc")),
        ("2020/cum-06/vote.yml", Place(kind.VOTE, "2020", "cum-06")),
        ("2020/cum-06/receipts-lead.yml", Place(kind.RECEIPTS_LEAD, "2020", "cum-06")),
        ("2020/cum-06/receipts-monitor.yml", Place(kind.RECEIPTS_MONITOR, "2020", "cum-06")),
        ("2020/cum-06/hoi-a/seal.yml", Place(kind.SEAL, "2020", "cum-06", "hoi-a")),
        ("2020/cum-06/hoi-a/self-assessment.yml", Place(kind.SELF_ASSESSMENT, "2020", "cum-06", "hoi-a")),
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


FOLDERS = {
    Level.PORTAL: "",
    Level.SEASON: "2020/",
    Level.CONSOLIDATIONS: "2020/consolidations/",
    Level.CLUSTER: "2020/cum-01/",
    Level.DOSSIER: "2020/cum-01/hoi-a/",
}


@pytest.mark.parametrize("record", kind.KINDS, ids=lambda record: record.file)
def test_every_kind_has_a_path_of_its_own_form(record: kind.RecordKind) -> None:
    found = place(f"{layout.ROOT}/{FOLDERS[record.level]}{record.file.replace('*', 'ban-a')}")
    assert found is not None
    assert found.record is record
