"""Trees of files: a site is filled with links, and what already is the right link is left alone."""

from pathlib import Path

from thidua.site.tree import contents, is_mirror, make_way, mirror, prune


def write(folder: Path, **files: str) -> None:
    for name, text in files.items():
        path = folder / name.replace("__", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        path.write_text(text, encoding="utf-8")


def texts(folder: Path) -> dict[str, str]:
    return {path: (folder / path).read_text(encoding="utf-8") for path in contents(folder)}


def test_an_older_site_is_brought_up_to_date(tmp_path: Path) -> None:
    made, static, site = tmp_path / "made", tmp_path / "static", tmp_path / "site"
    write(made, api__a="1", api__b="2")
    write(static, page="trang", cum__page="cụm")
    assert not is_mirror([static, made], site)
    assert mirror([static, made], site) == 4
    assert is_mirror([static, made], site)
    assert texts(site) == {"api/a": "1", "api/b": "2", "page": "trang", "cum/page": "cụm"}
    kept = contents(site)
    write(made, api__a="đổi")
    (made / "api" / "b").unlink()
    (static / "cum" / "page").unlink()
    write(site, la__tep="của ai")
    assert not is_mirror([static, made], site)
    assert mirror([static, made], site) == 4
    assert texts(site) == {"api/a": "đổi", "page": "trang"}
    assert contents(site)["page"] == kept["page"] == contents(static)["page"]
    assert sorted(path.name for path in site.iterdir()) == ["api", "page"]


def test_pruning_leaves_no_empty_folder(tmp_path: Path) -> None:
    write(tmp_path, a__b__c="1", a__d="2", e__f="3")
    prune(tmp_path, ["a/d"])
    assert texts(tmp_path) == {"a/d": "2"}
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_a_folder_that_is_not_there_holds_nothing(tmp_path: Path) -> None:
    assert contents(tmp_path / "không") == {}


def test_way_is_made_for_a_file(tmp_path: Path) -> None:
    write(tmp_path, a="1", b__c__d="2", e="3")
    make_way(tmp_path / "a" / "f" / "g")
    make_way(tmp_path / "b" / "c")
    make_way(tmp_path / "e" / "h")
    assert texts(tmp_path) == {}
    assert [path.name for path in tmp_path.iterdir()] == ["b"]
