"""Trees of files: a site is filled with links, and what already is the right link is left alone."""

from pathlib import Path

from thidua.portal.tree import assemble, contents, prune


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
