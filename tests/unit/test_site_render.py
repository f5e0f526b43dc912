"""The site generator: what it builds, that it builds it the same way twice, and what it refuses."""

import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from thidua.portal.page import Page, markdown, path
from thidua.portal.placeholder import COMMIT, MOMENT
from thidua.site.mkdocs import Identity, SiteError
from thidua.site.render import render
from thidua.site.stamp import stamp

CONFIG = Path(__file__).parents[2] / "mkdocs.yml"
AS_OF = datetime(2021, 11, 20, tzinfo=UTC)


def _write(docs: Path, *addresses: str) -> None:
    for address in addresses:
        page = Page(address, f"Trang {address}", "Mô tả", f"<h1>Trang {address}</h1>\n", "test")
        file = docs / path(page)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(markdown(page))


def _tree(site: Path) -> dict[str, bytes]:
    return {f.relative_to(site).as_posix(): f.read_bytes() for f in sorted(site.rglob("*")) if f.is_file()}


def _docs(root: Path) -> Path:
    docs = root / "docs"
    _write(docs, "", "nam/", "to-chuc/", *(f"2020/cum-01/hoi-{n}/" for n in range(130)))
    (docs / "api").mkdir()
    (docs / "api" / "index.json").write_text("{}", encoding="utf-8")
    (docs / "huong-dan").mkdir()
    (docs / "huong-dan" / "index.md").write_text(
        "# Hướng dẫn\n\nXem [năm](../nam/index.md), [hội](../2020/cum-01/hoi-7/index.md), [tệp](../api/index.json).\n",
        encoding="utf-8",
    )
    return docs


def test_two_builds_give_the_same_bytes(tmp_path: Path) -> None:
    first, second = _docs(tmp_path / "one"), _docs(tmp_path / "two")
    render(first, tmp_path / "a", CONFIG, as_of=AS_OF)
    render(second, tmp_path / "b", CONFIG, as_of=AS_OF)
    site = _tree(tmp_path / "a")
    assert site == _tree(tmp_path / "b")
    assert "2020/cum-01/hoi-7/index.html" in site
    assert site["api/index.json"] == b"{}"
    assert b"<h1>Trang 2020/cum-01/hoi-7/</h1>" in site["2020/cum-01/hoi-7/index.html"]
    assert str(tmp_path).encode() not in b"".join(site.values())
    assert "sitemap.xml.gz" not in site
    assert not any("lunr" in name or name.endswith(".map") for name in site)


def test_only_what_changed_is_built_again(tmp_path: Path) -> None:
    docs, counts = _docs(tmp_path), []
    render(docs, tmp_path / "a", CONFIG, as_of=AS_OF)
    _write(docs, "2020/cum-01/them/")
    (docs / "2020" / "cum-01" / "hoi-5" / "index.md").unlink()
    render(docs, tmp_path / "b", CONFIG, as_of=AS_OF, progress=counts.append)
    assert counts == [133, 1]
    before, after = _tree(tmp_path / "a"), _tree(tmp_path / "b")
    assert after.keys() - before.keys() == {"2020/cum-01/them/index.html"}
    assert before.keys() - after.keys() == {"2020/cum-01/hoi-5/index.html"}
    fresh = tmp_path / "fresh"
    fresh.mkdir()
    docs.rename(fresh / "docs")
    render(fresh / "docs", tmp_path / "c", CONFIG, as_of=AS_OF)
    assert _tree(tmp_path / "c") == after


def test_the_sitemap_names_addresses_and_no_files(tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    _write(docs, "", "2020/")
    identity = Identity("Cổng khác", "https://thidua.example/cong")
    render(docs, tmp_path / "site", CONFIG, as_of=AS_OF, identity=identity)
    text = (tmp_path / "site" / "sitemap.xml").read_text(encoding="utf-8")
    assert "<loc>https://thidua.example/cong/</loc>" in text
    assert "<loc>https://thidua.example/cong/2020/</loc>" in text
    assert "index.html" not in text
    page = (tmp_path / "site" / "2020" / "index.html").read_text(encoding="utf-8")
    assert "Cổng khác" in page
    assert '<link rel="canonical" href="https://thidua.example/cong/2020/">' in page


def test_nothing_is_loaded_from_another_host(tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    _write(docs, "")
    render(docs, tmp_path / "site", CONFIG, as_of=AS_OF)
    for name in ("index.html", "404.html"):
        text = (tmp_path / "site" / name).read_text(encoding="utf-8")
        assert 'src="http' not in text
        assert 'stylesheet" href="http' not in text
        assert "fonts.g" not in text


def test_a_broken_link_of_a_hand_written_page_is_refused(tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    _write(docs, "")
    (docs / "trang.md").write_text("# Trang\n\n[hỏng](khong-co.md)\n", encoding="utf-8")
    with pytest.raises(SiteError, match=r"khong-co\.md"):
        render(docs, tmp_path / "site", CONFIG, as_of=AS_OF)
    assert not (tmp_path / "site").exists()


def test_a_page_in_a_frame_is_what_the_site_generator_makes_of_it(tmp_path: Path) -> None:
    docs = _docs(tmp_path)
    _write(docs, "nop-ho-so/", "du-lieu-mo/", "kiem-chung/")
    nasty = "Hội “Tre” & <Nứa> \\1 @@noi-dung@@ {{ 7 * 7 }}"
    when = f'<a href="https://kho.example/{COMMIT}/x.yml">{MOMENT}</a>'
    page = Page(
        "2020/cum-01/hoi-la/", nasty, nasty, f"<p>{when}{'x' * 9000}</p>\n\n  <pre>\n    a\n\n</pre>\n\n", "test"
    )
    file = docs / path(page)
    file.parent.mkdir(parents=True)
    file.write_bytes(markdown(page))
    identity = Identity("Cổng", "https://thidua.example/", stamp(AS_OF, "c0ffee"))
    render(docs, tmp_path / "ours", CONFIG, as_of=AS_OF, identity=identity)
    assert b'kho.example/c0ffee/x.yml">00:00' in (tmp_path / "ours" / path(page)).with_suffix(".html").read_bytes()

    environment = {**os.environ, "SOURCE_DATE_EPOCH": str(int(AS_OF.timestamp()))}
    command = [
        sys.executable,
        "-m",
        "mkdocs",
        "build",
        "--quiet",
        "--config-file",
        tmp_path / "mkdocs.yml",
        "--site-dir",
        tmp_path / "its",
    ]
    subprocess.run(command, check=True, env=environment, capture_output=True)

    ours, its = _tree(tmp_path / "ours"), _tree(tmp_path / "its")
    cast = [name for name in ours if name.startswith("2020/") and name.endswith(".html")]
    assert len(cast) == 131
    assert [name for name in cast if ours[name] != its[name]] == []


def _again(docs: Path, tmp_path: Path) -> dict[str, bytes]:
    """Build again where something was built before, and from nothing; return the site that both must be."""
    render(docs, tmp_path / "again", CONFIG, as_of=AS_OF)
    fresh = tmp_path / "fresh"
    shutil.rmtree(fresh, ignore_errors=True)
    shutil.copytree(docs, fresh / "docs")
    render(fresh / "docs", tmp_path / "nothing", CONFIG, as_of=AS_OF)
    site = _tree(tmp_path / "again")
    assert site == _tree(tmp_path / "nothing")
    return site


def test_a_page_that_others_link_to_is_missed_when_it_goes(tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    _write(docs, "")
    (docs / "a.md").write_text("# A\n\n[B](b.md)\n", encoding="utf-8")
    (docs / "b.md").write_text("# B\n", encoding="utf-8")
    render(docs, tmp_path / "site", CONFIG, as_of=AS_OF)
    (docs / "b.md").unlink()
    with pytest.raises(SiteError, match=r"b\.md"):
        render(docs, tmp_path / "site", CONFIG, as_of=AS_OF)


def test_the_generator_s_own_page_comes_back(tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    _write(docs, "", "2020/")
    render(docs, tmp_path / "site", CONFIG, as_of=AS_OF)
    (docs / "404.md").write_text("# Lạc đường\n", encoding="utf-8")
    assert "Lạc đường".encode() in _again(docs, tmp_path)["404.html"]
    (docs / "404.md").unlink()
    assert "Lạc đường".encode() not in _again(docs, tmp_path)["404.html"]


def test_the_name_of_a_page_in_the_navigation_changes_on_all_pages(tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    _write(docs, "", "2020/")
    (docs / "b.md").write_text("# Tên cũ\n", encoding="utf-8")
    config = tmp_path / "own.yml"
    text = CONFIG.read_text(encoding="utf-8").replace("nav:\n", "nav:\n  - b.md\n")
    config.write_text(text, encoding="utf-8")
    render(docs, tmp_path / "site", config, as_of=AS_OF)
    (docs / "b.md").write_text("# Tên mới\n", encoding="utf-8")
    render(docs, tmp_path / "site", config, as_of=AS_OF)
    page = (tmp_path / "site" / "2020" / "index.html").read_text(encoding="utf-8")
    assert "Tên mới" in page
    assert "Tên cũ" not in page
