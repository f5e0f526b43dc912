"""Trees of files: a site is filled with links, and what already is the right link is left alone."""

import os
import shutil
from pathlib import Path

from thidua.site.tree import assemble, contents, is_newer, make_way, prune


def write(folder: Path, **files: str) -> None:
    for name, text in files.items():
        path = folder / name.replace("__", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        path.write_text(text, encoding="utf-8")


def texts(folder: Path) -> dict[str, str]:
    return {path: (folder / path).read_text(encoding="utf-8") for path in contents(folder)}


def test_an_older_site_is_brought_up_to_date(tmp_path: Path) -> None:
    docs, finished, site = tmp_path / "docs", tmp_path / "html", tmp_path / "site"
    write(docs, api__a="1", api__b="2", page="nguồn")
    write(finished, page="trang", cum__page="cụm")
    assemble(docs, {path: inode for path, inode in contents(docs).items() if path != "page"}, finished, site)
    assert texts(site) == {"api/a": "1", "api/b": "2", "page": "trang", "cum/page": "cụm"}
    kept = contents(site)
    write(docs, api__a="đổi")
    (finished / "cum" / "page").unlink()
    write(site, la__tep="của ai")
    assemble(docs, {"api/a": contents(docs)["api/a"]}, finished, site)
    assert texts(site) == {"api/a": "đổi", "page": "trang"}
    assert contents(site)["page"] == kept["page"] == contents(finished)["page"]
    assert sorted(path.name for path in site.iterdir()) == ["api", "page"]


def test_pruning_leaves_no_empty_folder(tmp_path: Path) -> None:
    write(tmp_path, a__b__c="1", a__d="2", e__f="3")
    prune(tmp_path, ["a/d"])
    assert texts(tmp_path) == {"a/d": "2"}
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_a_folder_that_is_not_there_holds_nothing(tmp_path: Path) -> None:
    assert contents(tmp_path / "không") == {}


def latest(folder: Path) -> float:
    """The last moment at which anything at or below ``folder`` was written."""
    states = [path.stat() for path in (folder, *folder.rglob("*"))]
    return max(moment for state in states for moment in (state.st_mtime, state.st_ctime))


def test_a_copy_with_an_old_time_is_as_new_as_any_other(tmp_path: Path) -> None:
    write(tmp_path, a__b="1")
    moment = latest(tmp_path)
    assert is_newer(tmp_path, moment)
    assert not is_newer(tmp_path, moment + 0.001)
    write(tmp_path, a__b="2")
    for path in (tmp_path / "a" / "b", tmp_path / "a", tmp_path):
        os.utime(path, (1, 1))
    assert is_newer(tmp_path, moment)


def test_what_is_gone_is_news(tmp_path: Path) -> None:
    write(tmp_path, portal__a="1")
    moment = latest(tmp_path)
    (tmp_path / "portal" / "a").unlink()
    assert is_newer(tmp_path / "portal", moment)
    shutil.rmtree(tmp_path / "portal")
    assert is_newer(tmp_path / "portal", moment)


def test_way_is_made_for_a_file(tmp_path: Path) -> None:
    write(tmp_path, a="1", b__c__d="2", e="3")
    make_way(tmp_path / "a" / "f" / "g")
    make_way(tmp_path / "b" / "c")
    make_way(tmp_path / "e" / "h")
    assert texts(tmp_path) == {}
    assert [path.name for path in tmp_path.iterdir()] == ["b"]
