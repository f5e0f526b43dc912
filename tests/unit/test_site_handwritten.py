"""What the site generator builds: the hand-written pages and the frames of all others, and what it refuses."""

import os
import subprocess
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from html import escape
from pathlib import Path

import pytest

from thidua.portal.page import Content, Page, markdown, path
from thidua.site import handwritten, mkdocs
from thidua.site.frame import Frames
from thidua.site.handwritten import Handwritten, Site
from thidua.site.mkdocs import Identity, SiteError, html_file
from thidua.site.trace import Trace

CONFIG = Path(__file__).parents[2] / "mkdocs.yml"
AS_OF = datetime(2021, 11, 20, tzinfo=UTC)
GENERATED = {"index.md": "Cổng", "nam/index.md": "Năm", "to-chuc/index.md": "Tổ chức", "2020/cum-01/index.md": "Cụm"}
GUIDE = "# Hướng dẫn\n\nXem [năm](../nam/index.md), [hội](../2020/cum-01/index.md), [tệp](../api/index.json).\n"
FILES = {"huong-dan/index.md": GUIDE, "huong-dan/anh.svg": "<svg/>"}


def _site(workspace: Path, missing: frozenset[str] = frozenset(), name: str = "Cổng") -> Site:
    identity = Identity(name, "https://thidua.example/cong")
    examples = [*GENERATED, "2020/cum-01/x/index.md"]
    return Site(workspace, identity, GENERATED, examples, int(AS_OF.timestamp()), missing)


def _written(files: Mapping[str, str], config: Path = CONFIG) -> Handwritten:
    return Handwritten({name: text.encode() for name, text in files.items()}, config)


def _build(workspace: Path, files: Mapping[str, str] = FILES, config: Path = CONFIG, **changes: object) -> Frames:
    return handwritten.build(_written(files, config), _site(workspace, **changes), Trace())[0]  # type: ignore[arg-type]


def _tree(site: Path) -> dict[str, bytes]:
    return {f.relative_to(site).as_posix(): f.read_bytes() for f in sorted(site.rglob("*")) if f.is_file()}


def _fill(frames: Frames, page: Page) -> str:
    return frames.fill(path(page), Content(escape(page.title), escape(page.description), page.body))


def _page(address: str, title: str = "Trang", body: str = "<h1>Trang</h1>\n") -> Page:
    return Page(address, title, "Mô tả", body, "test")


def test_two_builds_give_the_same_bytes(tmp_path: Path) -> None:
    first, second = _build(tmp_path / "one"), _build(tmp_path / "two")
    static = _tree(tmp_path / "one" / "static")
    assert first.digests == second.digests
    assert static == _tree(tmp_path / "two" / "static")
    assert static["huong-dan/anh.svg"] == b"<svg/>"
    assert str(tmp_path).encode() not in b"".join(static.values())
    assert not any("lunr" in name or name.endswith(".map") or name.startswith("sitemap") for name in static)
    assert not static.keys() & {html_file(page) for page in GENERATED}
    assert "api/index.json" not in static


def test_the_portal_s_own_name_and_address_stand_on_every_page(tmp_path: Path) -> None:
    page = _fill(_build(tmp_path, name="Cổng <khác>"), _page("2020/cum-01/hoi-7/"))
    assert "Cổng &lt;khác&gt;" in page
    assert '<link rel="canonical" href="https://thidua.example/cong/2020/cum-01/hoi-7/">' in page


def test_nothing_is_loaded_from_another_host(tmp_path: Path) -> None:
    frames = _build(tmp_path)
    for text in (_fill(frames, _page("")), (tmp_path / "static" / "404.html").read_text(encoding="utf-8")):
        assert 'src="http' not in text
        assert 'stylesheet" href="http' not in text
        assert "fonts.g" not in text


def test_a_link_to_what_is_not_there_is_refused(tmp_path: Path) -> None:
    files = {"trang.md": "# Trang\n\n[hỏng](khong-co.md), [xa](https://example.org/x.md), [thư](mailto:a@b.example)\n"}
    assert _written(files).linked() == {"khong-co.md"}
    _build(tmp_path, files)  # it may be a page that is yet to be made
    with pytest.raises(SiteError, match=r"khong-co\.md"):
        _build(tmp_path, files, missing=frozenset({"khong-co.md"}))


def test_a_page_in_a_frame_is_what_the_site_generator_makes_of_it(tmp_path: Path) -> None:
    nasty = "Hội “Tre” & <Nứa> \\1 @@noi-dung@@ {{ 7 * 7 }}"
    body = f"<p>{'x' * 9000}</p>\n\n  <pre>\n    a\n\n</pre>\n\n"
    pages = [Page("2020/cum-01/hoi-la/", nasty, nasty, body, "test")]
    pages += [_page(address, f"Trang {address}") for address in ("", "nam/", "to-chuc/", "2020/cum-01/")]
    frames = _build(tmp_path / "ours")
    for page in pages:
        file = tmp_path / "docs" / path(page)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(markdown(page))
    (tmp_path / "docs" / "huong-dan").mkdir()
    (tmp_path / "docs" / "huong-dan" / "index.md").write_text(GUIDE.replace("[tệp](../api/index.json)", ""), "utf-8")
    config = handwritten.settings(_written(FILES), _site(tmp_path))
    (tmp_path / "mkdocs.yml").write_text(mkdocs.told(config, CONFIG), "utf-8")
    environment = {**os.environ, "SOURCE_DATE_EPOCH": str(int(AS_OF.timestamp()))}
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--config-file", tmp_path / "mkdocs.yml"]
    subprocess.run([*command, "--site-dir", tmp_path / "its"], check=True, env=environment, capture_output=True)
    for page in pages:
        its = (tmp_path / "its" / html_file(path(page))).read_text(encoding="utf-8")
        assert _fill(frames, page) == its, page.address


def test_the_generator_s_own_page_comes_back(tmp_path: Path) -> None:
    _build(tmp_path, {"404.md": "# Lạc đường\n"})
    assert "Lạc đường" in (tmp_path / "static" / "404.html").read_text(encoding="utf-8")
    _build(tmp_path, {})
    assert "Lạc đường" not in (tmp_path / "static" / "404.html").read_text(encoding="utf-8")


def test_the_name_of_a_page_in_the_navigation_changes_on_all_pages(tmp_path: Path) -> None:
    config = tmp_path / "own.yml"
    config.write_text(CONFIG.read_text(encoding="utf-8").replace("nav:\n", "nav:\n  - b.md\n"), encoding="utf-8")
    before = _build(tmp_path, {"b.md": "# Tên cũ\n"}, config)
    after = _build(tmp_path, {"b.md": "# Tên mới\n"}, config)
    assert all(before.digests[name] != found for name, found in after.digests.items())
    page = _fill(after, _page("2020/cum-01/hoi-7/"))
    assert "Tên mới" in page
    assert "Tên cũ" not in page


def test_the_text_of_a_hand_written_page_changes_no_frame(tmp_path: Path) -> None:
    before = _build(tmp_path, FILES)
    after = _build(tmp_path, {**FILES, "huong-dan/index.md": GUIDE + "\nThêm một dòng.\n"})
    assert before.digests == after.digests
