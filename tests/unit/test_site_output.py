"""The last step of a build: whatever it is interrupted by, a whole site stands in its place."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from thidua.site import output
from thidua.site.output import replacing
from thidua.site.swap import swap

WITHOUT_EXCHANGE = "swap = lambda one, other: False"
# A build that is killed before its n-th change of the file system; the system's own step counts as one, too.
BUILD = """
import os, sys
from pathlib import Path
from thidua.site import output, swap as module

left, site, spare = int(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3])
def step(event, arguments):
    global left
    if event in {"os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.link"} or event == "open" and arguments[2] & 1:
        left -= 1
        if left < 0:
            os._exit(9)
def swap(one, other):
    step("os.rename", ())
    return module.swap(one, other)
%s
output.swap = swap
sys.addaudithook(step)
with output.replacing(site, spare) as new:
    new.mkdir(exist_ok=True)
    for name in ("a", "b"):
        output.write_if_changed(new / name, b"new")
"""


def make(folder: Path, text: str) -> None:
    folder.mkdir()
    for name in ("a", "b"):
        (folder / name).write_text(text, encoding="utf-8")


def texts(folder: Path) -> set[str]:
    return {path.read_text(encoding="utf-8") for path in folder.iterdir()}


def killed(folder: Path, settings: str) -> Iterator[bool]:
    """Kill a build at every step, each time of another portal; yield whether it came to its end."""
    for left in range(100):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        make(folder / "site", "old")
        make(folder / "spare", "older")
        arguments = [str(left), str(folder / "site"), str(folder / "spare")]
        run = subprocess.run([sys.executable, "-c", BUILD % settings, *arguments], check=False)
        assert run.returncode in {0, 9}
        yield run.returncode == 0
        if run.returncode == 0:
            return
    raise AssertionError("the build never ends")


def test_a_build_that_is_killed_leaves_a_whole_site(tmp_path: Path) -> None:
    found = []
    for _ in killed(tmp_path / "portal", ""):
        site = tmp_path / "portal" / "site"
        assert sorted(path.name for path in site.iterdir()) == ["a", "b"]
        found.append(texts(site))
    assert len(found) >= 10
    assert found[0] == {"old"}
    assert found[-1] == {"new"}
    assert all(len(each) == 1 for each in found)
    assert sorted(path.name for path in (tmp_path / "portal").iterdir()) == ["site", "spare"]


def test_without_a_step_that_exchanges_the_next_build_finds_the_site(tmp_path: Path) -> None:
    site, spare = tmp_path / "portal" / "site", tmp_path / "portal" / "spare"
    missing = 0
    for _ in killed(tmp_path / "portal", WITHOUT_EXCHANGE):
        if not site.exists():
            missing += 1
            with pytest.raises(KeyboardInterrupt), replacing(site, spare):
                raise KeyboardInterrupt
        assert texts(site) in ({"old"}, {"new"})
    assert missing == 1


@pytest.mark.parametrize("exchanges", [True, False])
def test_an_error_leaves_the_site_and_nothing_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, exchanges: bool
) -> None:
    make(tmp_path / "site", "old")
    if not exchanges:
        monkeypatch.setattr(output, "swap", lambda _one, _other: False)
        monkeypatch.setattr(Path, "rename", refusing(tmp_path / ".site.new"))
    with pytest.raises(OSError, match="đầy"):
        build(tmp_path, fails=exchanges)
    assert texts(tmp_path / "site") == {"old"}
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def build(folder: Path, *, fails: bool) -> None:
    with replacing(folder / "site", folder / "spare") as new:
        make(new, "new")
        if fails:
            raise OSError("đĩa đầy")


def refusing(source: Path) -> object:
    original = Path.rename

    def rename(self: Path, target: Path) -> Path:
        if self == source:
            raise OSError("đĩa đầy")
        return original(self, target)

    return rename


def test_two_folders_change_places_or_stay(tmp_path: Path) -> None:
    make(tmp_path / "one", "1")
    make(tmp_path / "other", "2")
    swapped = swap(tmp_path / "one", tmp_path / "other")
    assert (texts(tmp_path / "one"), texts(tmp_path / "other")) == (({"2"}, {"1"}) if swapped else ({"1"}, {"2"}))
    assert not swap(tmp_path / "one", tmp_path / "none")
    assert texts(tmp_path / "one")
