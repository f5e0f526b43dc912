"""What it costs to review a change: one dossier of many, in a repository with a long history."""

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from bench.measure import cost, fastest
from bench.portals import Portals, self_assessments
from bench.scope import Scope
from bench.table import Row, judged, number, seconds
from thidua.records import strict_yaml
from thidua.records.layout import ROOT

BUDGET: Final = 1.0
COMMITS: Final = 20_000
FIRST: Final = 1_577_900_000  # seconds since 1970: the beginning of 2020
MAIN, CHANGE = "main", "change"


def rows(ground: Portals, scope: Scope) -> Iterator[Row]:
    """Measure and yield the rows on the gate."""
    most = max(scope.checked)
    root = ground.filed(most)
    path = self_assessments(root)[most // 2]
    with ground.changed(path):
        changed = path.read_bytes()
    repository = ground.folder / f"repository-{most}.git"
    _write(repository, root, path, changed)
    revisions = ["--base", MAIN, "--head", CHANGE]
    arguments = ["-m", "thidua", "review", "--root", str(repository), *revisions, *_actor(root, path)]
    found = fastest(scope.repeats + 2, lambda: cost(arguments, root))
    what = f"Xét một thay đổi của một hồ sơ trong {number(most)}, sau {number(COMMITS)} commit"
    yield Row(what, seconds(found.seconds), "–", "–", "≤ 1 s", judged(found.seconds, BUDGET))


def _actor(root: Path, path: Path) -> list[str]:
    """Return the options that name an account of the organisation whose dossier ``path`` is in."""
    parsed: Any = strict_yaml.parse((root / ROOT / "accounts.yml").read_bytes(), "accounts.yml")[0]
    account = next(account for account in parsed.value["accounts"] if account["acts_for"] == path.parent.name)
    number = ["--actor-id", str(account["forge_id"])] if "forge_id" in account else []
    return ["--actor", account["login"], *number]


def _write(repository: Path, root: Path, path: Path, changed: bytes) -> None:
    """Write a bare repository: all records in the first commit, a long history after it, the change on a branch."""
    subprocess.run(["git", "init", "-q", "--bare", f"--initial-branch={MAIN}", str(repository)], check=True)  # noqa: S603, S607 - Git, with arguments of the bench
    stream = b"".join(_stream(root, path, changed))
    subprocess.run(["git", "fast-import", "--quiet", "--done"], cwd=repository, input=stream, check=True)  # noqa: S607 - as above


def _stream(root: Path, path: Path, changed: bytes) -> Iterator[bytes]:
    yield _commit(MAIN, 0)
    for file in sorted((root / ROOT).rglob("*.yml")):
        yield _file(file.relative_to(root), file.read_bytes())
    for index in range(1, COMMITS):
        yield _commit(MAIN, index) + _file(Path("docs/log"), str(index).encode())
    yield _commit(CHANGE, COMMITS) + f"from refs/heads/{MAIN}\n".encode() + _file(path.relative_to(root), changed)
    yield b"done\n"


def _commit(branch: str, index: int) -> bytes:
    return f"commit refs/heads/{branch}\ncommitter X <x@x.example> {FIRST + index} +0700\ndata 1\nx\n".encode()


def _file(path: Path, data: bytes) -> bytes:
    return f"M 100644 inline {path.as_posix()}\ndata {len(data)}\n".encode() + data + b"\n"
