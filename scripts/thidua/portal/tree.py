"""Trees of files on a disk: listed, linked and moved without copying what need not be copied."""

import os
import shutil
from collections.abc import Sequence
from pathlib import Path


def listed(docs: Path) -> tuple[list[str], list[str]]:
    """Return the pages and the other files below ``docs``, as paths with slashes, in order."""
    found = sorted(
        os.path.relpath(os.path.join(folder, name), docs).replace(os.sep, "/")  # noqa: PTH118 - many thousand files
        for folder, _, names in os.walk(docs)
        for name in names
    )
    return [p for p in found if p.endswith(".md")], [p for p in found if not p.endswith(".md")]


def merge(source: Path, target: Path) -> None:
    """Move everything below ``source`` to ``target``, whole folders at once where they are new."""
    target.mkdir(parents=True, exist_ok=True)
    for entry in list(os.scandir(source)):
        place = target / entry.name
        if not entry.is_dir(follow_symlinks=False):
            Path(entry.path).replace(place)
            continue
        try:
            Path(entry.path).rename(place)
        except OSError:  # the folder is there already, perhaps since a moment ago
            merge(Path(entry.path), place)


def link(source: Path, target: Path) -> None:
    """Make ``target`` another name of ``source``, or a copy where the file system has no such names."""
    target.parent.mkdir(parents=True, exist_ok=True)
    _link(str(source), str(target))


def assemble(docs: Path, files: Sequence[str], finished: Path, site: Path) -> None:
    """Make ``site`` anew of links to everything below ``finished`` and to the given files of ``docs``."""
    shutil.rmtree(site, ignore_errors=True)
    for folder, _, names in os.walk(finished):
        place = site / Path(folder).relative_to(finished)
        if names:
            place.mkdir(parents=True, exist_ok=True)
        for name in names:
            _link(f"{folder}/{name}", f"{place}/{name}")
    for parent in dict.fromkeys(file.rpartition("/")[0] for file in files):
        (site / parent).mkdir(parents=True, exist_ok=True)
    for file in files:
        _link(f"{docs}/{file}", f"{site}/{file}")


def put(path: Path, data: bytes) -> None:
    """Write a file whole or not at all, under a new name first: other names of the old file keep the old bytes."""
    draft = f"{path}.{os.getpid()}.draft"
    try:
        file = open(draft, "wb")  # noqa: PTH123, SIM115 - many thousand files
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = open(draft, "wb")  # noqa: PTH123, SIM115
    with file:
        file.write(data)
    os.replace(draft, path)  # noqa: PTH105 - many thousand files


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)
