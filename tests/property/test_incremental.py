"""Whatever changes, and whenever it is built: a build after others comes to what a build from nothing comes to.

Records, registers, rosters and the day change at random, one or several at a time, back and forth, sometimes to what
is refused. Each time the portal is built again beside what earlier builds left, and once more from nothing.
"""

import random
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from support.command import CHECKOUT, digests
from thidua.publication.policy import Audience, View
from thidua.site.assembly import Assembly
from thidua.site.builder import BuildInput, builder_of

START = datetime(2019, 9, 1, tzinfo=UTC)
SPAN = timedelta(days=900)
STEPS = 11
ACCOUNT = "  - login: them-{number}\n    acts_for: ban-thuong-truc\n    from: 2020-01-01\n"


@dataclass
class Play:
    """A portal that is played with: ``whole`` are its records as they were at the beginning."""

    root: Path
    dice: random.Random
    whole: dict[Path, str] = field(default_factory=dict)
    as_of: datetime = START + SPAN / 2
    commit: str | None = None

    def some(self, pattern: str = "*.yml") -> Path:
        return self.dice.choice(sorted((self.root / "submissions").rglob(pattern)))

    def put(self, path: Path, old: str, new: Callable[[re.Match[str]], str]) -> None:
        """Replace one of the places in a file that match a pattern."""
        text = path.read_text(encoding="utf-8")
        places = list(re.finditer(old, text, re.MULTILINE))
        if places:
            place = self.dice.choice(places)
            path.write_text(text[: place.start()] + new(place) + text[place.end() :], encoding="utf-8")


def remark(play: Play) -> None:
    path = play.some()
    text = path.read_text(encoding="utf-8")
    path.write_text(play.dice.choice([text + "# xem\n", "# xem\n" + text]), encoding="utf-8")


def reword(play: Play) -> None:
    play.put(play.some(), r"(?<=: )[A-ZĐ][^:#\"'\n]{3,}$", lambda found: f"{found[0]} {play.dice.randrange(9)}")


def recount(play: Play) -> None:
    play.put(
        play.some(),
        r"(?<=: )\d+(\.\d+)?$",
        lambda found: str(max(0, round(float(found[0])) + play.dice.choice([-1, 1]))),
    )


def redate(play: Play) -> None:
    def other(found: re.Match[str]) -> str:
        return str(datetime.fromisoformat(found[0]).date() + timedelta(days=play.dice.choice([-40, -1, 1, 40])))

    play.put(play.some(), r"\d{4}-\d\d-\d\d(?=$)", other)


def remove(play: Play) -> None:
    play.some(play.dice.choice(["vote.yml", "decision.yml", "review.yml", "receipts-*.yml", "schedule.yml"])).unlink()


def take_back(play: Play) -> None:
    for path in play.dice.sample(sorted(play.whole), 12):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(play.whole[path], encoding="utf-8")


def take_all_back(play: Play) -> None:
    for path, text in play.whole.items():
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")


def another_account(play: Play) -> None:
    path = play.root / "submissions" / "accounts.yml"
    path.write_text(path.read_text(encoding="utf-8") + ACCOUNT.format(number=play.dice.randrange(10**6)), "utf-8")


def another_name(play: Play) -> None:
    play.put(play.root / "submissions" / "organisations.yml", r"(?<=name: )Hội .*$", lambda found: f"{found[0]} mới")


def another_roster(play: Play) -> None:
    path = play.some("cluster.yml")
    play.put(path, r"^  - hoi-.*\n", lambda _: "")


def another_preset(play: Play) -> None:
    play.put(play.some("season.yml"), r"preset: \w+", lambda _: f"preset: {play.dice.choice(['open', 'cautious'])}")


def another_moment(play: Play) -> None:
    play.as_of = START + play.dice.random() * SPAN


def next_day(play: Play) -> None:
    play.as_of += play.dice.choice([timedelta(hours=5), timedelta(days=1), timedelta(days=-1)])


MOVES = (remark, reword, recount, redate, remove, take_back, take_all_back, another_account)
MOVES += (another_name, another_roster, another_preset, another_moment, another_moment, next_day)


@pytest.fixture(scope="module")
def frames(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with the frames of the portal, so that a build from nothing need not make those, too."""
    root = tmp_path_factory.mktemp("frames")
    shutil.copytree(CHECKOUT / "tests" / "examples" / "base" / "submissions", root / "submissions")
    (root / "docs").mkdir()
    for audience in Audience:
        builder_of.cache_clear()
        assembly = Assembly(BuildInput(root, View(audience, START), None, root / audience))
        assembly.build_frames()
        assembly.save(is_whole=False)
    return root


def built(play: Play, workspace: Path, audience: Audience) -> tuple[list[str], dict[str, str]]:
    """Build; return what was found, and a digest of every file if the build was not refused."""
    builder_of.cache_clear()
    assembly = Assembly(BuildInput(play.root, View(audience, play.as_of), None, workspace))
    assembly.build_frames()
    outputs = list(assembly.build_clusters(1))
    found = [*assembly.findings(), *(finding for output in outputs for finding in output.findings)]
    refused = any(finding.is_error for finding in found)
    if not refused:
        assembly.finish(1)
    assembly.save(is_whole=not refused)
    texts = sorted(f"{f.path}:{f.line}:{f.column} {f.rule.id} {dict(f.values)}" for f in found)
    return texts, {} if refused else digests(workspace / "made")


@pytest.mark.parametrize("audience", Audience)
@pytest.mark.parametrize("seed", range(4))
def test_a_build_after_others_is_a_build_from_nothing(
    tmp_path: Path, frames: Path, seed: int, audience: Audience
) -> None:
    root = tmp_path / "portal"
    shutil.copytree(CHECKOUT / "tests" / "examples" / "base" / "submissions", root / "submissions")
    (root / "docs").mkdir()
    play = Play(root, random.Random(f"{seed} {audience}"))  # noqa: S311 - a game has no secrets
    play.whole = {path: path.read_text(encoding="utf-8") for path in (root / "submissions").rglob("*.yml")}
    kept = Path(shutil.copytree(frames / audience, tmp_path / "kept"))
    for step in range(STEPS):
        moves = play.dice.choices(MOVES, k=play.dice.choice([1, 1, 1, 2, 4])) if step else []
        for move in moves:
            move(play)
        fresh = Path(shutil.copytree(frames / audience, tmp_path / f"fresh-{step}"))
        names = [move.__name__ for move in moves]
        assert built(play, kept, audience) == built(play, fresh, audience), (step, names, play.as_of)
        shutil.rmtree(fresh)


def test_the_play_comes_to_portals_that_are_built_and_to_such_that_are_refused(tmp_path: Path, frames: Path) -> None:
    """The moves are worth something: pages change, and some portals are refused."""
    root = tmp_path / "portal"
    shutil.copytree(CHECKOUT / "tests" / "examples" / "base" / "submissions", root / "submissions")
    (root / "docs").mkdir()
    play = Play(root, random.Random("0 public"))  # noqa: S311 - as above
    play.whole = {path: path.read_text(encoding="utf-8") for path in (root / "submissions").rglob("*.yml")}
    kept = Path(shutil.copytree(frames / "public", tmp_path / "kept"))
    results = []
    for move in (another_moment, reword, another_roster, take_all_back, another_name, next_day):
        move(play)
        results.append(built(play, kept, Audience.PUBLIC)[1])
    assert {} in results
    assert len({str(result) for result in results}) >= 4
