"""The ledger: what it counts on from one build to the next."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from thidua.site.ledger import Ledger, Saved

NOW = datetime(2020, 11, 20, tzinfo=UTC)
KEY = "c0ffee"


@pytest.fixture
def records(tmp_path: Path) -> Path:
    """A folder with one record, which was written before anything that a test does."""
    file = tmp_path / "records" / "vote.yml"
    file.parent.mkdir()
    file.write_text("yes: 5", encoding="utf-8")
    probe = tmp_path / "probe"
    while not probe.exists() or probe.stat().st_mtime <= file.stat().st_ctime:  # a tick of the file system's clock
        probe.touch()
    return file.parent


def ledger(folder: Path) -> Ledger:
    (folder / "docs").mkdir(exist_ok=True)
    (folder / "docs" / "page").touch()
    return Ledger(folder / "ledger", folder / "docs")


def keep(kept: Ledger) -> None:
    kept.keep("2020/cum-01", KEY, Saved(NOW, "outcome", ("page",)))


def knows(kept: Ledger) -> bool:
    return kept.recall("2020/cum-01", KEY, NOW) is not None


def test_an_entry_is_of_its_key(tmp_path: Path) -> None:
    keep(ledger(tmp_path))
    assert ledger(tmp_path).recall("2020/cum-01", KEY, NOW) == Saved(NOW, "outcome", ("page",))
    assert ledger(tmp_path).recall("2020/cum-01", "another", NOW) is None
    assert ledger(tmp_path).recall("2020/cum-01", None, NOW) is None
    assert ledger(tmp_path).recall("2020/cum-02", KEY, NOW) is None


def test_an_entry_counts_if_the_records_stayed_as_they_were_to_the_end_of_its_build(
    tmp_path: Path, records: Path
) -> None:
    with ledger(tmp_path).watching(records):
        keep(ledger(tmp_path))
    assert knows(ledger(tmp_path))
    with pytest.raises(FileExistsError), ledger(tmp_path).watching(records):
        (records / "vote.yml").rename(records / "note.yml").mkdir()
    assert not knows(ledger(tmp_path))


@pytest.mark.parametrize("is_changed", [False, True])
def test_after_a_build_that_was_killed_changes_since_count(tmp_path: Path, records: Path, *, is_changed: bool) -> None:
    killed = ledger(tmp_path).watching(records)
    killed.__enter__()
    keep(ledger(tmp_path))
    if is_changed:
        (records / "vote.yml").write_text("yes: 4", encoding="utf-8")
    with ledger(tmp_path).watching(records):
        assert knows(ledger(tmp_path)) is not is_changed


def test_a_damaged_entry_is_none(tmp_path: Path) -> None:
    keep(ledger(tmp_path))
    file = tmp_path / "ledger" / "2020" / "cum-01.entry"
    whole = file.read_bytes()
    damaged = [whole[:end] for end in range(len(whole))]
    damaged += [bytes([*whole[:place], whole[place] ^ 1, *whole[place + 1 :]]) for place in range(len(whole))]
    for data in damaged:
        file.write_bytes(data)
        assert not knows(ledger(tmp_path))
    file.write_bytes(whole)
    assert knows(ledger(tmp_path))
