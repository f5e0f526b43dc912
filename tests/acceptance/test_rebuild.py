"""Building again: only what is made of something else is made anew, and the outcome is that of a build from nothing."""

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from support.command import AS_OF, CHECKOUT, commit_all, copy_of_sample, digests, thidua
from thidua.publication.policy import Audience, View
from thidua.scoring.evaluation import Evaluator
from thidua.site import clusters
from thidua.site.assembly import Assembly
from thidua.site.builder import BuildInput, builder_of

NOW = datetime.fromisoformat(AS_OF)
COMMIT = "c0ffee" + "0" * 34
DOSSIER = "2020/cum-01/hoi-ca-dong"

# What is changed, one after the other: a file, a text in it, and what takes its place.
EDITS = (
    ("portal.yml", "kind: github", "kind: gitlab"),
    ("organisations.yml", "name: Hội Cá đồng", "name: Hội Cá suối"),
    ("2019/decision.yml", "status: awarded", "status: not_awarded"),
    ("2020/season.yml", "Cờ thi đua", "Lá cờ thi đua"),
    ("2020/season.yml", "preset: open", "preset: cautious"),
    ("2020/rubric.yml", "title: ", "title: Sửa "),
    ("2020/decision.yml", "number: ", "number: 9"),
    ("2020/corrections.yml", "what: ", "what: Lại "),
    ("2020/cum-01/cluster.yml", "name: ", "name: Cụm mới "),
    ("2020/cum-02/covenant.yml", "signed_on: 2020", "signed_on: 2019"),
    ("2020/cum-01/schedule.yml", "place: ", "place: Tầng 2, "),
    ("2020/cum-01/vote.yml", "yes: 5\n        no: 3", "yes: 2\n        no: 6"),
    (f"{DOSSIER}/verification.yml", "reason: ", "reason: Xem lại, "),
    (f"{DOSSIER}/response.yml", "text: ", "text: Thưa, "),
)
# Files that may be absent: what remains must not speak of them any longer.
OPTIONAL = (
    "2019/decision.yml",
    "2019/corrections.yml",
    "2020/decision.yml",
    "2020/cum-01/exclusions.yml",
    "2020/cum-01/receipts-monitor.yml",
    "2020/cum-02/vote.yml",
    f"{DOSSIER}/review.yml",
)
NEVER_PUBLIC = {"2020/cum-01/exclusions.yml"}


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = copy_of_sample(tmp_path_factory.mktemp("portal"))
    shutil.rmtree(root / "submissions" / "2021")
    assembled(root, root / "build")
    return root


def assembled(
    root: Path, workspace: Path, as_of: datetime = NOW, commit: str | None = None, audience: Audience = Audience.PUBLIC
) -> dict[str, str]:
    """Write the pages and files of a portal below ``workspace``; return a digest of each."""
    builder_of.cache_clear()
    given = BuildInput(root, View(audience, as_of), commit, workspace)
    assembly = Assembly(given)
    assembly.build_frames()
    outputs = list(assembly.build_clusters(1))
    assert [finding for output in outputs for finding in output.findings if finding.is_error] == []
    assembly.finish(1)
    assembly.save(is_whole=True)
    return digests(given.target)


@contextmanager
def evaluated(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Note which clusters are evaluated in the context."""
    seen: list[str] = []
    original = Evaluator.cluster

    def noting(self: Evaluator, season: str, cluster: str) -> object:
        seen.append(f"{season}/{cluster}")
        return original(self, season, cluster)

    with monkeypatch.context() as patch:
        patch.setattr(Evaluator, "cluster", noting)
        yield seen


@pytest.mark.parametrize(("name", "old", "new"), EDITS)
def test_after_any_change_the_portal_is_what_a_build_from_nothing_makes(
    portal: Path, tmp_path: Path, name: str, old: str, new: str
) -> None:
    file = portal / "submissions" / name
    before = file.read_text(encoding="utf-8")
    assert old in before
    unchanged = assembled(portal, portal / "build")
    file.write_text(before.replace(old, new, 1), encoding="utf-8")
    try:
        changed = assembled(portal, portal / "build")
        assert changed == assembled(portal, tmp_path)
        assert changed != unchanged
    finally:
        file.write_text(before, encoding="utf-8")
    assert assembled(portal, portal / "build") == unchanged


@pytest.mark.parametrize("name", OPTIONAL)
def test_after_a_file_is_gone_the_portal_is_what_a_build_from_nothing_makes(
    portal: Path, tmp_path: Path, name: str
) -> None:
    file = portal / "submissions" / name
    before = file.read_bytes()
    unchanged = assembled(portal, portal / "build")
    file.unlink()
    try:
        changed = assembled(portal, portal / "build")
        assert changed == assembled(portal, tmp_path)
        assert (changed == unchanged) is (name in NEVER_PUBLIC)
    finally:
        file.write_bytes(before)
    assert assembled(portal, portal / "build") == unchanged


@pytest.mark.parametrize(
    ("as_of", "commit", "audience"),
    [
        (NOW - timedelta(days=400), None, Audience.PUBLIC),
        (NOW, COMMIT, Audience.PUBLIC),
        (NOW, None, Audience.INTERNAL),
    ],
)
def test_another_day_audience_or_repository_is_another_portal(
    portal: Path, tmp_path: Path, as_of: datetime, commit: str | None, audience: Audience
) -> None:
    unchanged = assembled(portal, portal / "build")
    changed = assembled(portal, portal / "build", as_of, commit, audience)
    assert changed == assembled(portal, tmp_path, as_of, commit, audience)
    assert changed != unchanged


def test_only_the_cluster_of_a_changed_record_is_evaluated(portal: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assembled(portal, portal / "build")
    with evaluated(monkeypatch) as seen:
        assembled(portal, portal / "build")
        assert seen == []
        file = portal / "submissions" / DOSSIER / "response.yml"
        before = file.read_bytes()
        file.write_bytes(before + b"# xem\n")
        assembled(portal, portal / "build")
        assert seen == ["2020/cum-01"]
        file.write_bytes(before)


def test_what_was_not_finished_is_made_again(portal: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = assembled(portal, portal / "build")
    file = portal / "submissions" / "2020/cum-01/schedule.yml"
    before = file.read_text(encoding="utf-8")
    file.write_text(before.replace("place: ", "place: Tầng 2, "), encoding="utf-8")
    with monkeypatch.context() as patch:
        patch.setattr(clusters, "in_short", interrupted)  # its pages are written by then
        with pytest.raises(KeyboardInterrupt):
            assembled(portal, portal / "build")
    file.write_text(before, encoding="utf-8")
    assert assembled(portal, portal / "build") == whole


def interrupted(_: object) -> None:
    raise KeyboardInterrupt


def test_a_page_that_was_removed_comes_back(portal: Path) -> None:
    whole = assembled(portal, portal / "build")
    for page in ("2020/cum-01/index.html", "2020/index.html", "to-chuc/hoi-ca-dong/index.html"):
        (portal / "build" / "made" / page).unlink()
    assert assembled(portal, portal / "build") == whole


def test_another_moment_makes_only_what_tells_it(portal: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = assembled(portal, portal / "build", NOW)
    with evaluated(monkeypatch) as seen:
        for moment in (NOW + timedelta(hours=1), NOW - timedelta(hours=1)):
            after = assembled(portal, portal / "build", moment)
            changed = [name for name in before if before[name] != after[name]]
            assert changed == ["api/v1/index.json", "assets/js/stamp.js", "index.html"]
        assert seen == []


def test_what_git_alone_can_date_is_looked_up_each_time(sample: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    commit = commit_all(sample)
    for name in ("lead", "monitor"):
        (sample / "submissions" / "2020" / "cum-03" / f"receipts-{name}.yml").write_text("receipts: []\n", "utf-8")
    commit = commit_all(sample)
    assembled(sample, sample / "build", commit=commit)
    with evaluated(monkeypatch) as seen:
        assembled(sample, sample / "build", commit=commit)
        assert "2020/cum-03" in seen
        assert "2020/cum-01" not in seen


def test_a_new_commit_changes_only_what_tells_it(sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.rmtree(sample / "submissions" / "2021")
    first = commit_all(sample)
    build(sample, sample / "site")
    before = digests(sample / "site")
    (sample / "README").write_text("mới\n", encoding="utf-8")
    second = commit_all(sample)
    with evaluated(monkeypatch) as seen:
        build(sample, sample / "site")
        assert seen == []
    again = digests(sample / "site")
    telling = ["api/v1/index.json", "assets/js/stamp.js", "index.html"]
    assert [name for name in before if before[name] != again.get(name)] == telling
    assert all(second[:10] in (sample / "site" / name).read_text(encoding="utf-8") for name in telling)
    assert not any(first[:10] in page.read_text(encoding="utf-8") for page in (sample / "site").rglob("*.html"))
    shutil.rmtree(sample / "build")
    build(sample, tmp_path / "fresh")
    assert digests(sample / "site") == digests(tmp_path / "fresh")


def build(root: Path, site: Path, options: Sequence[str] = ("--jobs", "1", "--as-of", AS_OF)) -> None:
    run = thidua("build", "--root", root, "--site", site, *options)
    assert run.exit_code == 0, run.out + run.err
    assert CHECKOUT not in site.parents


@contextmanager
def saved_meanwhile(monkeypatch: pytest.MonkeyPatch, record: Path, text: str) -> Iterator[None]:
    """In the context, somebody saves ``record`` in every build, once it is known what stands there.

    It bears an old time of its contents, as after ``cp -p`` or ``rsync -a``.
    """
    original = Assembly.build_clusters

    def saving(*arguments: Any) -> object:
        record.write_text(text, encoding="utf-8")
        os.utime(record, (1, 1))
        return original(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(Assembly, "build_clusters", saving)
        yield


@pytest.mark.parametrize(
    ("stray", "exit_code"),
    [
        (None, 0),
        ("submissions/2019/cum-01/la.yml", 1),  # a finding
        ("docs/2020/index.md", 2),  # an address of the portal
        ("docs/hong.md", 2),  # a page that the site generator refuses
    ],
)
def test_what_changes_during_a_build_is_not_counted_on_whatever_the_build_comes_to(
    sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stray: str | None, exit_code: int
) -> None:
    shutil.rmtree(sample / "submissions" / "2021")
    record = sample / "submissions" / "2020/cum-01/schedule.yml"
    before = record.read_text(encoding="utf-8")
    if stray is not None:
        (sample / stray).parent.mkdir(parents=True, exist_ok=True)
        (sample / stray).write_text("[mất](mat.md)\n", encoding="utf-8")
    with saved_meanwhile(monkeypatch, record, before.replace("place: ", "place: Tầng 2, ")):
        run = thidua("build", "--root", sample, "--site", sample / "site", "--jobs", "1", "--as-of", AS_OF)
        assert run.exit_code == exit_code, run.out + run.err
    record.write_text(before, encoding="utf-8")
    if stray is not None:
        (sample / stray).unlink()
    build(sample, sample / "site")
    shutil.rmtree(sample / "build")
    build(sample, tmp_path / "fresh")
    assert digests(sample / "site") == digests(tmp_path / "fresh")


def test_a_receipt_from_the_future_is_looked_at_again(sample: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A warning that ends within the day: the cluster is not kept."""
    register = sample / "submissions" / "2021" / "cum-01" / "receipts-monitor.yml"
    member = next(register.parent.glob("*/self-assessment.yml")).parent.name
    row = f"  - {{organisation: {member}, received_at: 2021-11-20T10:00:00+07:00, channel: paper, kind: supplement}}\n"
    before = register.read_text(encoding="utf-8") if register.exists() else "receipts:\n"
    register.write_text(before.rstrip("\n") + "\n" + row, encoding="utf-8")
    assembled(sample, sample / "build")
    with evaluated(monkeypatch) as seen:
        assembled(sample, sample / "build", NOW + timedelta(hours=4))
        assert "2021/cum-01" in seen


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A copy of the golden portal, which has one season of one cluster."""
    shutil.copytree(CHECKOUT / "tests" / "golden" / "portal" / "submissions", tmp_path / "small" / "submissions")
    return tmp_path / "small"


@pytest.mark.parametrize(
    "name",
    [
        "2020/index.md",
        "2020/cum-01/hoi-gieng-nuoc/README.md",  # for the site generator the index of its folder
        "2020/ket-qua/index.html",
        "2020",  # where the portal has a folder
        "2020/index.md/anh.svg",
        "2020/index.html/anh.svg",
        "README.md",
        "404.md",
        "404.html",
        "sitemap.xml",
        "api/v1/index.json",
    ],
)
def test_a_file_of_one_s_own_never_takes_the_place_of_the_portal_s(small: Path, name: str) -> None:
    page = small / "docs" / name
    page.parent.mkdir(parents=True)
    page.write_text("# Của tôi\n", encoding="utf-8")
    run = thidua("build", "--root", small, "--site", small / "site", "--jobs", "1", "--as-of", AS_OF)
    assert run.exit_code == 2
    assert f"docs/{name} stands at an address of the portal itself" in run.err
    assert not (small / "site").exists()


def from_nothing(root: Path, target: Path) -> dict[str, str]:
    """Return a digest of every file of the site that a copy of ``root`` at ``target`` becomes."""
    shutil.copytree(root, target, ignore=shutil.ignore_patterns("build", "site"))
    build(target, target / "site")
    return digests(target / "site")


@pytest.mark.parametrize(
    ("one", "other"),
    [("them", "them/anh.svg"), ("them", "them/index.md"), ("them.md", "them.html/trang.md")],
)
def test_a_folder_takes_the_place_of_a_file_and_a_file_that_of_a_folder(
    small: Path, tmp_path: Path, one: str, other: str
) -> None:
    for name in (one, other, one):
        shutil.rmtree(small / "docs", ignore_errors=True)
        (small / "docs" / name).parent.mkdir(parents=True)
        (small / "docs" / name).write_text("# Của tôi\n", encoding="utf-8")
        build(small, small / "site")
        assert digests(small / "site") == from_nothing(small, tmp_path / "copy")
        shutil.rmtree(tmp_path / "copy")


def test_a_season_takes_the_place_of_a_file_and_a_file_that_of_a_season(small: Path, tmp_path: Path) -> None:
    season, page = small / "submissions" / "2020", small / "docs" / "2020"
    page.parent.mkdir()
    build(small, small / "site")
    season.rename(tmp_path / "2020")
    page.write_text("Của tôi\n", encoding="utf-8")
    build(small, small / "site")
    assert digests(small / "site") == from_nothing(small, tmp_path / "page")
    page.unlink()
    (tmp_path / "2020").rename(season)
    build(small, small / "site")
    assert digests(small / "site") == from_nothing(small, tmp_path / "season")
