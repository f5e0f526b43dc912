"""What tests share: the checkout, copies of portals that may be changed, and the command line."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from thidua.cli.main import group
from thidua.records.language import language

CHECKOUT = Path(__file__).parents[1]
AS_OF = "2021-11-20T08:00:00+07:00"


@dataclass(frozen=True)
class Run:
    """What a command came to."""

    exit_code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """The JSON that was printed."""
        return json.loads(self.out)


def thidua(*arguments: str | Path, lang: str = "en") -> Run:
    """Run a command of the real command line in this process."""
    words = [str(argument) for argument in arguments]
    result = CliRunner().invoke(group(language(lang)), words, prog_name="thidua", catch_exceptions=False)
    return Run(result.exit_code, result.stdout, result.stderr)


def validate_output(schema: str, document: object) -> None:
    """Hold a document against one of the published schemas."""
    files = {path.name: json.loads(path.read_text(encoding="utf-8")) for path in (CHECKOUT / "schemas").iterdir()}
    registry: Registry[Any] = Registry().with_resources(
        (name, Resource.from_contents(content)) for name, content in files.items()
    )
    Draft202012Validator(files[f"{schema}.schema.json"], registry=registry).validate(document)


def git(folder: Path, *arguments: str) -> str:
    """Run git without the user's settings and with a fixed clock."""
    settings = {
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_AUTHOR_DATE": "2021-11-19T10:00:00+07:00",
        "GIT_COMMITTER_DATE": "2021-11-19T10:00:00+07:00",
    }
    who = ("-c", "user.name=Quản trị", "-c", "user.email=quantri@example.org")
    command = ["git", *who, "-c", "init.defaultBranch=main", *arguments]
    environment = {**os.environ, **settings}
    return subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True, text=True).stdout


def commit_all(folder: Path, message: str = "Hồ sơ") -> str:
    """Commit everything in a repository (made if there is none); return the commit's id."""
    if not (folder / ".git").exists():
        git(folder, "init", "--quiet")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", message)
    return git(folder, "rev-parse", "HEAD").strip()


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    """Return a copy of the sample portal that a test may change."""
    return copy_of_sample(tmp_path / "portal")


def copy_of_sample(target: Path) -> Path:
    """Copy the sample's records to ``target``."""
    shutil.copytree(CHECKOUT / "submissions", target / "submissions")
    return target


@dataclass(frozen=True)
class Site:
    """A built site and the portal it was built from."""

    root: Path
    folder: Path
    commit: str
    run: Run

    def text(self, address: str) -> str:
        """Return the text of a file of the site."""
        return (self.folder / address).read_text(encoding="utf-8")

    def pages(self) -> Iterator[Path]:
        """Yield every HTML page."""
        return iter(sorted(self.folder.rglob("*.html")))


@pytest.fixture(scope="session")
def build(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Site]:
    """Return a function that builds the sample once for each set of options."""
    built: dict[tuple[str, ...], Site] = {}

    def build_sample(*options: str) -> Site:
        if options not in built:
            root = copy_of_sample(tmp_path_factory.mktemp("portal") / "root")
            commit = commit_all(root)
            as_of = () if "--as-of" in options else ("--as-of", AS_OF)
            run = thidua("build", "--root", root, "--jobs", "2", *as_of, *options)
            assert run.exit_code == 0, run.out + run.err
            built[options] = Site(root, root / "site", commit, run)
        return built[options]

    return build_sample


@pytest.fixture(scope="session")
def site(build: Callable[..., Site]) -> Site:
    """Return the sample's public site, as ``make site`` builds it."""
    return build()
