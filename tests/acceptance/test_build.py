"""``thidua build``: the whole portal, the same bytes each time, the old site until the new one is complete."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urldefrag, urljoin

import pytest

from support.command import AS_OF, Site, commit_all, copy_of_sample, digests, git, thidua


class Links(HTMLParser):
    """Collects what a page links to (``a``) and what it loads (everything else)."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.ids: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if values.get("id"):
            self.ids.add(values["id"] or "")
        if tag == "a" and values.get("href"):
            self.links.append(values["href"] or "")
        elif tag == "link" and values.get("rel") not in {"canonical", "alternate", "license"}:
            self.loaded.append(values.get("href") or "")
        elif values.get("src"):
            self.loaded.append(values["src"] or "")


def read(page: Path) -> Links:
    parser = Links()
    parser.feed(page.read_text(encoding="utf-8"))
    return parser


def test_every_page_is_reached_by_links_from_the_first(site: Site) -> None:
    seen: set[Path] = set()
    waiting = [site.folder / "index.html"]
    while waiting:
        page = waiting.pop()
        if page in seen:
            continue
        seen.add(page)
        for link in read(page).links:
            target = urldefrag(urljoin(page.as_uri(), link)).url
            if target.startswith(site.folder.as_uri()):
                path = Path(target.removeprefix("file://"))
                assert path.is_file(), f"{page.relative_to(site.folder)} leads to nothing: {link}"
                waiting += [path] if path.suffix == ".html" else []
    assert {page for page in site.pages() if page.name != "404.html"} == seen


def test_fragments_lead_somewhere(site: Site) -> None:
    ids = {page: read(page).ids for page in site.pages()}
    for page in site.pages():
        for link in read(page).links:
            target, fragment = urldefrag(urljoin(page.as_uri(), link))
            path = Path(target.removeprefix("file://"))
            if fragment and path in ids and fragment != "__skip":
                assert fragment in ids[path], f"{page.relative_to(site.folder)}: {link}"


def test_nothing_is_loaded_from_another_host(site: Site) -> None:
    for page in site.pages():
        for address in read(page).loaded:
            assert not re.match(r"(?:[a-z]+:)?//", address), f"{page}: {address}"
    for style in site.folder.rglob("*.css"):
        text = style.read_text(encoding="utf-8")
        assert not re.search(r"@import|url\(\s*['\"]?(?:https?:)?//", text), style.name


def test_two_builds_of_one_commit_are_byte_identical(tmp_path: Path) -> None:
    sites = []
    for name in ("một", "two"):
        root = copy_of_sample(tmp_path / name)
        commit_all(root)
        run = thidua("build", "--root", root, "--site", tmp_path / f"site-{name}", "--as-of", AS_OF, "--jobs", "2")
        assert run.exit_code == 0, run.out + run.err
        sites.append(digests(tmp_path / f"site-{name}"))
    assert sites[0] == sites[1]


def test_the_number_of_processes_does_not_matter(site: Site, tmp_path: Path) -> None:
    root = shutil.copytree(site.root, tmp_path / "root", ignore=shutil.ignore_patterns("build", "site"))
    assert thidua("build", "--root", root, "--as-of", AS_OF, "--jobs", "1").exit_code == 0
    assert digests(root / "site") == digests(site.folder)


def test_errors_leave_the_old_site_as_it_was(sample: Path) -> None:
    old = sample / "site" / "index.html"
    old.parent.mkdir()
    old.write_text("cũ", encoding="utf-8")
    old.with_name("sitemap.xml").write_text("", encoding="utf-8")
    rubric = sample / "submissions" / "2020" / "rubric.yml"
    rubric.write_text(rubric.read_text(encoding="utf-8").replace("total: 100", "total: 99"), encoding="utf-8")
    run = thidua("build", "--root", sample, "--as-of", AS_OF)
    assert run.exit_code == 1
    assert "submissions/2020/rubric.yml" in run.out
    assert old.read_text(encoding="utf-8") == "cũ"


def test_a_rebuild_writes_only_what_changed(tmp_path: Path) -> None:
    root = copy_of_sample(tmp_path / "root")
    assert thidua("build", "--root", root, "--as-of", AS_OF, "--jobs", "1").exit_code == 0
    pages = root / "build" / "public" / "made"
    for path in pages.rglob("*.html"):
        os.utime(path, (0, 0))
    changed = root / "submissions/2021/cum-01/schedule.yml"
    changed.write_text(changed.read_text(encoding="utf-8").replace("place: ", "place: Tầng 2, "), encoding="utf-8")
    assert thidua("build", "--root", root, "--as-of", AS_OF, "--jobs", "1").exit_code == 0
    written = {path.relative_to(pages).as_posix() for path in pages.rglob("*.html") if path.stat().st_mtime > 0}
    assert "2021/cum-01/index.html" in written
    assert len(written) < 15


def test_pages_of_what_is_gone_go_too(tmp_path: Path) -> None:
    root = copy_of_sample(tmp_path / "root")
    assert thidua("build", "--root", root, "--as-of", AS_OF, "--jobs", "1").exit_code == 0
    shutil.rmtree(root / "submissions" / "2021")
    assert thidua("build", "--root", root, "--as-of", AS_OF, "--jobs", "1").exit_code == 0
    assert not (root / "site" / "2021").exists()
    assert (root / "site" / "2020" / "index.html").exists()


def test_the_moment_of_a_build_is_the_last_commit_unless_told(sample: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    commit_all(sample)
    assert thidua("build", "--root", sample, "--jobs", "1").exit_code == 0
    assert "19/11/2021" in (sample / "site" / "index.html").read_text(encoding="utf-8")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1606000000")  # 2020-11-22 in Hà Nội
    assert thidua("build", "--root", sample, "--jobs", "1").exit_code == 0
    assert "22/11/2020" in (sample / "site" / "index.html").read_text(encoding="utf-8")


def test_every_figure_leads_to_its_line(site: Site) -> None:
    page = site.text("2020/cum-06/hoi-song-xanh/index.html")
    links = re.findall(r"/blob/main/(submissions/[^\"#]+)#L(\d+)", page)
    assert len(links) > 25
    lines = {path: (site.root / path).read_text(encoding="utf-8").splitlines() for path, _ in links}
    own = [
        lines[path][int(line) - 1].strip() for path, line in links if path.endswith("hoi-song-xanh/self-assessment.yml")
    ]
    assert {"I.1:", "I.2:"} <= set(own)
    assert all(re.match(r"[A-Z]+\.\d+:|scores:|report:|[a-z_]+:|- ", text) for text in own)


def test_the_sample_says_that_it_is_invented(site: Site) -> None:
    for page in site.pages():
        if page.relative_to(site.folder).parts[0] in {"2019", "2020", "2021"}:
            assert "DỮ LIỆU MẪU" in page.read_text(encoding="utf-8"), page


def test_pages_keep_their_size(build: Callable[..., Site]) -> None:
    for page in build().pages():
        if len(page.relative_to(build().folder).parts) == 4:
            assert page.stat().st_size <= 60_000, page


def test_any_portal_root_can_be_built(tmp_path: Path) -> None:
    root = Path(__file__).parents[1] / "vectors" / "04"
    copy = shutil.copytree(root, tmp_path / "root")
    run = thidua("build", "--root", copy, "--as-of", "2020-12-20", "--jobs", "1")
    assert run.exit_code == 0, run.out + run.err
    assert (copy / "site" / "2020" / "cum-01" / "index.html").is_file()


def test_nothing_is_built_from_files_that_stand_for_what_was_committed(sample: Path) -> None:
    """A checkout goes by replacements, the audit beside it does not: a site of forged files would look well audited."""
    commit = commit_all(sample)
    forged = git(sample, "commit-tree", "-m", "x", "HEAD^{tree}").strip()
    git(sample, "replace", commit, forged)

    run = thidua("build", "--root", sample, "--as-of", AS_OF)

    assert run.exit_code == 2
    assert "refs/replace" in run.err
    assert not (sample / "site").exists()


@pytest.mark.parametrize("place", [".", "submissions", "submissions/site", ".git", "build", "docs/x"])
def test_a_site_never_takes_the_place_of_the_records(sample: Path, place: str) -> None:
    commit_all(sample)
    before = digests(sample / "submissions")
    run = thidua("build", "--root", sample, "--site", sample / place, "--as-of", AS_OF)
    assert run.exit_code == 2
    assert "would be lost" in run.err
    assert digests(sample / "submissions") == before
    assert (sample / ".git" / "HEAD").is_file()


def test_a_folder_that_is_no_site_is_left_alone(sample: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "thư.txt").write_text("của tôi", encoding="utf-8")
    assert thidua("build", "--root", sample, "--site", mine, "--as-of", AS_OF).exit_code == 2
    assert (mine / "thư.txt").read_text(encoding="utf-8") == "của tôi"


def test_the_editions_for_the_two_audiences_never_take_each_other_s_place(sample: Path) -> None:
    options = ("--root", sample, "--as-of", AS_OF, "--jobs", "1")
    assert thidua("build", *options).exit_code == 0
    public = digests(sample / "site")
    assert thidua("build", *options, "--audience", "internal").exit_code == 0
    assert digests(sample / "site") == public
    refused = thidua("build", *options, "--audience", "internal", "--site", sample / "site")
    assert refused.exit_code == 2
    assert "other audience" in refused.err
    assert digests(sample / "site") == public
    assert thidua("build", *options, "--site", sample / "site-internal").exit_code == 2


def test_a_link_keeps_leading_to_the_site(sample: Path, tmp_path: Path) -> None:
    (tmp_path / "www").mkdir()
    (sample / "site").symlink_to(tmp_path / "www", target_is_directory=True)
    for _ in range(2):
        assert thidua("build", "--root", sample, "--as-of", AS_OF, "--jobs", "1").exit_code == 0
    assert (sample / "site").is_symlink()
    assert (tmp_path / "www" / "index.html").is_file()


def test_two_builds_at_once_do_not_mix(sample: Path) -> None:
    moments = {"early": "2020-09-01", "late": "2021-11-20"}
    command = [sys.executable, "-m", "thidua", "build", "--root", sample, "--jobs", "1"]
    builds = [subprocess.Popen([*command, "--site", sample / n, "--as-of", m]) for n, m in moments.items()]
    assert [build.wait(timeout=300) for build in builds] == [0, 0]
    document = json.loads((sample / "early" / "api/v1/2020/results.json").read_bytes())
    assert all(m["official"] is None for cluster in document["clusters"] for m in cluster["members"])
    pages = (sample / "early").glob("20*/**/*.html")
    assert all("tính đến 08:00 ngày 20/11/2021" not in page.read_text(encoding="utf-8") for page in pages)


@pytest.mark.parametrize("epoch", ["abc", "", "1.5", "-1", "99999999999999", "١٦٠٦٠٠٠٠٠٠", "2020-11-22"])
def test_a_wrong_epoch_is_refused_in_words(sample: Path, monkeypatch: pytest.MonkeyPatch, epoch: str) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    run = thidua("build", "--root", sample)
    assert run.exit_code == 2
    assert "SOURCE_DATE_EPOCH" in run.err


def test_output_is_utf8_whatever_the_locale(sample: Path) -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    command = [sys.executable, "-m", "thidua", "validate", "--root", sample]
    run = subprocess.run(command, env=environment, capture_output=True, check=True)
    assert "Không có lỗi" in run.stdout.decode("utf-8")
