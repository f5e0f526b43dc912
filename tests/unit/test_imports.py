"""Imports run downhill only: cli, forge → site → portal, exports, gate, exchange → publication → scoring → records.

What measures the product (``scripts/bench``) is no part of it.

``forge`` is a program of its own: it stands beside the command line, and nothing imports it.
"""

import ast
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import thidua

SOURCES = Path(thidua.__file__).parent
BASE = Path(__file__).parents[1] / "examples" / "base"
PORTAL = Path(__file__).parents[1] / "golden" / "portal"
MAY_IMPORT = {
    "records": {"records"},
    "scoring": {"scoring", "records"},
    "publication": {"publication", "scoring", "records"},
    "exports": {"exports", "publication", "scoring", "records"},
    "exchange": {"exchange", "publication", "scoring", "records"},
    "gate": {"gate", "publication", "scoring", "records"},
    "portal": {"portal", "exports", "publication", "scoring", "records"},
    "site": {"site", "portal", "exports", "gate", "publication", "scoring", "records"},
    "forge": {"forge", "site", "gate", "publication", "scoring", "records"},
    "cli": {"cli", "site", "gate", "portal", "exports", "exchange", "publication", "scoring", "records"},
}
# What Python has on POSIX systems only.
POSIX_MODULES = ("crypt", "curses", "fcntl", "grp", "pty", "pwd", "readline", "resource", "syslog", "termios", "tty")
POSIX_FLAGS = ("O_CLOEXEC", "O_DIRECTORY", "O_NOCTTY", "O_NOFOLLOW", "O_NONBLOCK")
HEAVY = (
    "altair",
    "babel",
    "docx",
    "docxtpl",
    "jinja2",
    "markdown_it",
    "mkdocs",
    "numpy",
    "openpyxl",
    "pandas",
    "xlsxwriter",
)


def imported(source: str) -> Iterator[str]:
    """The names of our own modules that a module imports, also inside of functions."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        else:
            continue
        yield from (name for name in names if name.split(".")[0] == "thidua")
        yield from (f"thidua.{name}" for name in names if name.split(".")[0] == "bench")


def modules() -> list[Path]:
    return sorted(path for path in SOURCES.rglob("*.py") if path.parent != SOURCES)


def uphill(path: Path, source: str) -> set[str]:
    """The packages that a module imports and may not."""
    package = path.relative_to(SOURCES).parts[0]
    return {name.split(".")[1] for name in imported(source)} - MAY_IMPORT[package]


def test_every_package_has_its_place() -> None:
    assert {path.relative_to(SOURCES).parts[0] for path in modules()} <= MAY_IMPORT.keys()


@pytest.mark.parametrize("path", modules(), ids=lambda path: path.relative_to(SOURCES).as_posix())
def test_a_module_imports_downhill_only(path: Path) -> None:
    assert uphill(path, path.read_text("utf-8")) == set()


def test_nothing_but_the_command_line_stands_at_the_top() -> None:
    for path in SOURCES.glob("*.py"):
        assert {name.split(".")[1] for name in imported(path.read_text("utf-8"))} <= {"cli"}, path.name


@pytest.mark.parametrize(
    ("package", "source", "found"),
    [
        ("records", "from thidua.scoring.points import points", {"scoring"}),
        ("records", "def f():\n    import thidua.scoring.points", {"scoring"}),
        ("scoring", "from thidua import portal", {"portal"}),
        ("exports", "from thidua.portal.words import day\nfrom thidua.scoring import sheet", {"portal"}),
        ("portal", "from thidua.exports.file import ExportFile", set()),
        ("portal", "from thidua.site.tree import put", {"site"}),
        ("site", "from thidua.cli.main import main", {"cli"}),
        ("cli", "from bench.facts import facts", {"bench"}),
        ("scoring", "from pathlib import Path", set()),
    ],
)
def test_an_import_uphill_is_noticed(package: str, source: str, found: set[str]) -> None:
    assert uphill(SOURCES / package / "module.py", source) == found


def loaded(statements: str) -> tuple[str, set[str]]:
    """Run statements in a fresh interpreter; return what it printed and which heavy libraries it has loaded."""
    probe = f"import sys\n{statements}\nprint('LOADED', *(name for name in {HEAVY!r} if name in sys.modules))"
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True, cwd=BASE)
    *printed, last = done.stdout.splitlines()
    return "\n".join(printed), set(last.split()[1:])


def test_a_check_loads_no_heavy_library() -> None:
    run = (
        "from thidua.cli.main import main\n"
        "sys.argv = ['thidua', 'validate', '--format', 'json', '--as-of', '2022-01-01T00:00:00+07:00']\n"
        "try:\n    main()\nexcept SystemExit as end:\n    assert end.code in (0, None), end.code"
    )
    printed, libraries = loaded(run)

    assert '"errors": 0' in printed
    assert libraries == set()


WITHOUT_POSIX = """
import os, sys
for name in {modules!r}:
    sys.modules[name] = None
for name in {flags!r}:
    vars(os).pop(name, None)
from thidua.cli.main import main
sys.argv = {arguments!r}
main()
"""


@pytest.mark.parametrize("command", [["validate"], ["build", "--jobs", "1", "--site"]])
def test_records_are_checked_and_built_without_what_only_posix_has(command: list[str], tmp_path: Path) -> None:
    shutil.copytree(PORTAL, tmp_path / "portal")
    site = [str(tmp_path / "site")] * ("--site" in command)
    arguments = ["thidua", *command, *site, "--root", str(tmp_path / "portal"), "--as-of", "2021-01-01"]
    probe = WITHOUT_POSIX.format(modules=POSIX_MODULES, flags=POSIX_FLAGS, arguments=arguments)
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", probe], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_command_loads_without_what_only_posix_has() -> None:
    names = [f"thidua.cli.{path.stem}" for path in sorted((SOURCES / "cli").glob("*.py"))]
    probe = WITHOUT_POSIX.format(modules=POSIX_MODULES, flags=POSIX_FLAGS, arguments=["thidua", "--help"])
    loading = f"from importlib import import_module\nfor name in {names!r}:\n    import_module(name)\nmain()"
    done = subprocess.run([sys.executable, "-c", probe.replace("main()\n", loading + "\n")], check=False)
    assert done.returncode == 0


def test_scoring_loads_no_heavy_library() -> None:
    assert (
        loaded("import thidua.scoring.evaluation, thidua.publication.result_document, thidua.publication.digest")[1]
        == set()
    )


@pytest.mark.parametrize("module", ["exports.api", "exports.downloads", "cli.score", "cli.validate"])
def test_files_and_commands_load_no_heavy_library(module: str) -> None:
    assert loaded(f"import thidua.{module}")[1] == set()


def test_only_the_part_of_a_build_that_writes_a_workbook_loads_what_that_takes() -> None:
    assert "xlsxwriter" not in loaded("import thidua.site.assembly, thidua.site.publisher")[1]


def test_the_probe_notices_a_heavy_library() -> None:
    assert "jinja2" in loaded("import jinja2")[1]
