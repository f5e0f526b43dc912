"""Trees of files on a disk: listed, linked and moved without copying what need not be copied."""

import os
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path


def contents(folder: Path) -> dict[str, int]:
    """Return the files below ``folder``, as paths with slashes, with their inode numbers; none if it is not there."""
    return dict(_contents(str(folder), ""))


def _contents(folder: str, prefix: str) -> Iterator[tuple[str, int]]:
    try:
        entries = list(os.scandir(folder))
    except FileNotFoundError:
        return
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            yield from _contents(entry.path, f"{prefix}{entry.name}/")
        else:
            yield f"{prefix}{entry.name}", entry.inode()


def now(clock: Path) -> int:
    """Return the time of the file system's own clock in nanoseconds, by writing an empty file at ``clock``."""
    put(clock, b"")
    return clock.stat().st_mtime_ns


def prune(folder: Path, kept: Iterable[str]) -> None:
    """Remove every file below ``folder`` that is not among ``kept``, and the folders that are left empty."""
    for path in contents(folder).keys() - set(kept):
        _remove(folder, path)


def _remove(folder: Path, path: str) -> None:
    (folder / path).unlink()
    for parent in (folder / path).parents:
        if parent == folder or any(parent.iterdir()):
            return
        parent.rmdir()


def mirror(folders: Iterable[Path], site: Path) -> int:
    """Fill ``site`` with links to everything below ``folders``, and nothing else. Return how many files changed.

    What already is such a link stays; it is recognised by its inode, so all must be of one file system.
    """
    site.mkdir(parents=True, exist_ok=True)
    device = site.stat().st_dev
    there = contents(site)
    wanted: dict[str, tuple[str, int]] = {}
    for folder in folders:
        is_near = folder.stat().st_dev == device
        wanted |= {path: (f"{folder}/{path}", inode * is_near) for path, inode in contents(folder).items()}
    missing = [path for path, (_, inode) in wanted.items() if there.get(path) != inode]
    gone = there.keys() - wanted.keys()
    for path in gone:
        _remove(site, path)
    for parent in dict.fromkeys(path.rpartition("/")[0] for path in missing):
        os.makedirs(f"{site}/{parent}", exist_ok=True)  # noqa: PTH103 - many thousand folders
    for path in missing:
        (site / path).unlink(missing_ok=True)
        _link(wanted[path][0], f"{site}/{path}")
    return len(missing) + len(gone)


def is_mirror(folders: Iterable[Path], site: Path) -> bool:
    """Whether ``site`` holds links to everything below ``folders``, and nothing else."""
    wanted: dict[str, int] = {}
    for folder in folders:
        if not site.is_dir() or folder.stat().st_dev != site.stat().st_dev:
            return False
        wanted |= contents(folder)
    return contents(site) == wanted


def make_way(path: Path) -> None:
    """Remove what stands in the way of a file at ``path``: a folder there, or a file where one of its folders goes."""
    if path.is_dir():
        shutil.rmtree(path)
    for parent in path.parents:
        if parent.is_file():
            parent.unlink(missing_ok=True)


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
