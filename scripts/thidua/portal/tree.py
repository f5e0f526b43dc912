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
    try:
        target.hardlink_to(source)
    except OSError:
        shutil.copyfile(source, target)


def assemble(docs: Path, files: Sequence[str], finished: Path, site: Path) -> None:
    """Make ``site`` anew of links to everything below ``finished`` and of copies of the given files of ``docs``."""
    shutil.rmtree(site, ignore_errors=True)
    for folder, _, names in os.walk(finished):
        place = site / Path(folder).relative_to(finished)
        if names:
            place.mkdir(parents=True, exist_ok=True)
        for name in names:
            link(Path(folder) / name, place / name)
    for file in files:
        (site / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(docs / file, site / file)
