"""The command line as a test runs it, and the portals that it runs on."""

import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from click.testing import CliRunner
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from thidua.cli.main import group
from thidua.records.language import language

CHECKOUT = Path(__file__).parents[2]
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


CLOCK = "2021-11-19T10:00:00+07:00"


def git(folder: Path, *arguments: str, at: str = CLOCK) -> str:
    """Run git without the user's settings, at a fixed moment."""
    settings = {
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_AUTHOR_DATE": at,
        "GIT_COMMITTER_DATE": at,
    }
    who = ("-c", "user.name=Quản trị", "-c", "user.email=quantri@example.org")
    command = ["git", *who, "-c", "init.defaultBranch=main", *arguments]
    environment = {**os.environ, **settings}
    return subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True, text=True).stdout


def commit_all(folder: Path, message: str = "Hồ sơ", at: str = CLOCK) -> str:
    """Commit everything in a repository (made if there is none) at a moment; return the commit's id."""
    if not (folder / ".git").exists():
        git(folder, "init", "--quiet")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", message, at=at)
    return git(folder, "rev-parse", "HEAD").strip()


def copy_of_sample(target: Path) -> Path:
    """Copy the sample's records to ``target``."""
    shutil.copytree(CHECKOUT / "submissions", target / "submissions")
    return target


def digests(folder: Path) -> dict[str, str]:
    """Return a digest of every file below a folder, by path."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


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
