"""How long a verification may be answered, in a portal with a history: decision 0032."""

import shutil
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pygit2
import pytest

from support.command import thidua, validate_output

BASE = Path(__file__).parents[1] / "examples" / "base"
MEMBER = "submissions/2020/cum-01/hoi-giay-do"
VERIFIED = "2020-11-20T10:00:00+07:00"  # with five days to answer: until the end of 25 November
REVIEW = """\
reviewer: hoi-dong-tdkt
outcomes:
  II.1: {upheld: true, reason: Minh chứng không thay đổi}
"""


class Portal:
    """The small portal of the examples, committed at moments that a test chooses."""

    def __init__(self, root: Path) -> None:
        self.root = root
        shutil.copytree(BASE / "submissions", root / "submissions")
        self.repository = pygit2.init_repository(str(root), initial_head="main")
        self.response = self.path("response.yml").read_text("utf-8")
        self.path("response.yml").unlink()
        self.commit("2020-11-01T08:00:00+07:00", {"verification.yml": None})

    def path(self, name: str) -> Path:
        return self.root / MEMBER / name

    def commit(self, at: str, files: dict[str, str | None]) -> None:
        """Commit files of the member as they are given; None takes one away until it is committed again."""
        kept = {name: self.path(name).read_text("utf-8") for name, text in files.items() if text is None}
        for name, text in files.items():
            self.path(name).write_text(text, "utf-8") if text is not None else self.path(name).unlink()
        moment = datetime.fromisoformat(at)
        who = pygit2.Signature("Ai đó", "ai-do@example.org", int(moment.timestamp()), 420)
        index = self.repository.index
        index.add_all()
        index.write()
        parents = [] if self.repository.head_is_unborn else [self.repository.head.target]
        self.repository.create_commit("HEAD", who, who, "x", index.write_tree(), parents)
        for name, text in kept.items():
            self.path(name).write_text(text, "utf-8")

    def begin_again(self, at: str) -> None:
        """Commit everything as it stands as the only commit of the branch."""
        self.repository.set_head("refs/heads/other")
        self.repository.branches["main"].delete()
        self.repository.set_head("refs/heads/main")
        self.commit(at, {})

    def verified(self) -> None:
        self.commit(VERIFIED, {"verification.yml": self.path("verification.yml").read_text("utf-8")})

    def member(self, root: Path | None = None) -> Any:
        run = thidua("score", "2020", "--cluster", "cum-01", "--root", root or self.root, "--format", "json")
        (cluster,) = run.document["clusters"]
        return next(found for found in cluster["members"] if found["organisation"] == "hoi-giay-do")

    def remarks(self) -> Sequence[str]:
        run = thidua("validate", "--root", self.root, "--format", "json", "--as-of", "2022-01-01")
        return [f["rule"] for f in run.document["findings"] if f["path"].startswith(MEMBER)]

    def answers(self, as_of: str) -> Any:
        run = thidua("status", "2020", "--root", self.root, "--as-of", as_of, "--format", "json")
        validate_output("status", run.document)
        (cluster,) = [found for found in run.document["clusters"] if found["cluster"] == "cum-01"]
        return next(one for one in cluster["answers"] if one["organisation"] == "hoi-giay-do")


@pytest.fixture
def portal(tmp_path: Path) -> Portal:
    found = Portal(tmp_path / "portal")
    found.verified()
    return found


def test_the_last_day_is_so_many_calendar_days_after_the_day_on_which_the_verification_came(portal: Portal) -> None:
    assert portal.answers("2020-11-21") == {
        "organisation": "hoi-giay-do",
        "last_day": "2020-11-25",
        "answered": 0,
        "late": [],
    }
    assert "hoi-giay-do" in thidua("status", "2020", "--root", portal.root, "--as-of", "2020-11-25 23:59").out
    assert "hoi-giay-do" not in thidua("status", "2020", "--root", portal.root, "--as-of", "2020-11-26").out


def test_an_answer_on_the_last_day_opens_the_dossier(portal: Portal) -> None:
    portal.commit("2020-11-25T23:59:59+07:00", {"response.yml": portal.response})

    assert (portal.member()["state"], portal.member()["official"]) == ("contested", None)
    assert portal.remarks() == []


def test_a_late_answer_leaves_the_official_points_until_a_review_settles_it(portal: Portal) -> None:
    before = portal.member()
    portal.commit("2020-11-27T08:00:00+07:00", {"response.yml": portal.response})
    late = portal.member()

    assert before["state"] == late["state"] == "verified"
    assert before["official"] == late["official"]
    assert portal.remarks() == ["response-late"]
    assert portal.answers("2020-11-27")["late"] == ["II.1"]

    settled = REVIEW.replace("upheld: true", "points: 1")
    portal.commit("2020-11-28T08:00:00+07:00", {"review.yml": settled})
    assert portal.member()["state"] == "verified"
    assert portal.member()["official"] != late["official"]


def test_an_answer_that_is_worded_anew_later_stays_in_time(portal: Portal) -> None:
    portal.commit("2020-11-24T08:00:00+07:00", {"response.yml": portal.response})
    portal.commit("2020-11-27T08:00:00+07:00", {"response.yml": portal.response + "# sửa lỗi chính tả\n"})

    assert portal.member()["state"] == "contested"
    assert portal.remarks() == []


def test_where_nobody_knows_when_it_came_nothing_is_late(portal: Portal, tmp_path: Path) -> None:
    portal.commit("2020-11-27T08:00:00+07:00", {"response.yml": portal.response})
    copy = tmp_path / "copy"
    shutil.copytree(portal.root / "submissions", copy / "submissions")

    assert portal.member(copy)["state"] == "contested"


def test_in_a_season_that_was_entered_afterwards_nothing_is_late(portal: Portal) -> None:
    portal.begin_again("2021-06-01T08:00:00+07:00")
    portal.commit("2021-07-01T08:00:00+07:00", {"response.yml": portal.response})

    assert portal.member()["state"] == "contested"
    assert portal.remarks() == []


def test_a_build_from_the_ledger_shows_the_same_as_one_from_nothing(portal: Portal, tmp_path: Path) -> None:
    def build(site: Path) -> str:
        run = thidua(
            *("build", "--root", portal.root, "--site", site, "--audience", "internal", "--jobs", "1"),
            *("--as-of", "2020-12-20"),
        )
        assert run.exit_code == 0, run.out + run.err
        return next((site / "2020").glob("cum-01/hoi-giay-do/index.html")).read_text("utf-8")

    portal.commit("2020-11-27T08:00:00+07:00", {"response.yml": portal.response})
    assert "hạn: hết ngày 25/11/2020" in build(tmp_path / "site")
    # The same bytes, but they came in time: the history was set right.
    portal.begin_again("2020-11-10T08:00:00+07:00")

    again = build(tmp_path / "site")
    shutil.rmtree(portal.root / "build")
    assert again == build(tmp_path / "other")
    assert "hạn: hết ngày 15/11/2020" in again
