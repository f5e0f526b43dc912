from pathlib import Path

import pytest

from bench.weight import weight

PAGE = """<!doctype html><html><head>
<link rel="stylesheet" href="../assets/main.css?v=1"><link rel="canonical" href="https://example.org/a/">
<link rel="next" href="other.html"><script src="/assets/main.js"></script>
</head><body><img src="../assets/far%20away.png" loading="lazy"><img src="data:image/gif;base64,R0lG"></body></html>"""


@pytest.fixture
def site(tmp_path: Path) -> Path:
    (tmp_path / "assets").mkdir()
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "index.html").write_text(PAGE)
    (tmp_path / "a" / "other.html").write_text("x" * 100_000)
    (tmp_path / "assets" / "main.css").write_text('@font-face { src: url("font.woff2") } p { color: red }')
    (tmp_path / "assets" / "font.woff2").write_bytes(b"f" * 3_000)
    (tmp_path / "assets" / "main.js").write_text("1;" * 500)
    (tmp_path / "assets" / "far away.png").write_bytes(b"p" * 7_000)
    return tmp_path


def test_the_first_load_is_the_page_with_its_styles_scripts_and_fonts(site: Path) -> None:
    found = weight(site, site / "a" / "index.html")

    assert found.page == len(PAGE)
    assert found.files == 4
    assert found.total == sum(
        (site / path).stat().st_size
        for path in ("a/index.html", "assets/main.css", "assets/font.woff2", "assets/main.js")
    )


def test_sent_with_gzip_it_is_lighter(site: Path) -> None:
    found = weight(site, site / "a" / "index.html")

    assert 0 < found.packed < found.total
