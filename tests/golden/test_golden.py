"""The golden site: every generated page and file of a tiny portal, kept in the repository to be read in a diff.

Workbooks are left out: nobody reads them in a diff. ``tests/unit/test_downloads.py`` opens them.

Refresh it on purpose with ``UPDATE_GOLDEN=1 pytest tests/golden``, and read what changed before committing it.
"""

import os
import shutil
from pathlib import Path

import pytest

from support.command import CHECKOUT, thidua

PORTAL = CHECKOUT / "tests" / "golden" / "portal"
GOLDEN = CHECKOUT / "tests" / "golden" / "site"
AS_OF = "2021-01-10T08:00:00+07:00"


LEFT_OUT = ("schemas", "*.xlsx")


def contents(folder: Path) -> dict[str, str]:
    paths = (path for path in sorted(folder.rglob("*")) if path.is_file() and path.suffix != ".xlsx")
    files = (path for path in paths if "schemas" not in path.parts)
    return {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in files}


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = Path(shutil.copytree(PORTAL, tmp_path_factory.mktemp("golden") / "root"))
    (root / "docs").mkdir()
    run = thidua("build", "--root", root, "--as-of", AS_OF, "--jobs", "1", "--markdown")
    assert run.exit_code == 0, run.out + run.err
    folder = root / "build" / "public" / "docs"
    if os.environ.get("UPDATE_GOLDEN"):
        shutil.rmtree(GOLDEN, ignore_errors=True)
        shutil.copytree(folder, GOLDEN, ignore=shutil.ignore_patterns(*LEFT_OUT))
    return folder


def test_the_site_has_the_golden_files(generated: Path) -> None:
    assert set(contents(generated)) == set(contents(GOLDEN))


def test_every_file_is_the_golden_one(generated: Path) -> None:
    golden = contents(GOLDEN)
    for name, text in contents(generated).items():
        assert text == golden[name], name


def test_an_absence_reason_is_not_in_it() -> None:
    assert all("Lý do không công bố" not in text for text in contents(GOLDEN).values())
