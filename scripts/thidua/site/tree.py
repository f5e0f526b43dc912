"""Trees of files on a disk: listed, linked and moved without copying what need not be copied."""

import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
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


def is_newer(folder: Path, moment: float) -> bool:
    """Whether ``folder``, or anything below it, was written at or after ``moment``, a time of the file system's clock.

    Copies can carry the time of their contents over, but not the time at which they came. What is gone was changed too.
    """
    try:
        with os.scandir(folder) as entries:
            return _written(os.stat(folder)) >= moment or any(  # noqa: PTH116 - many thousand files
                is_newer(Path(entry.path), moment)
                if entry.is_dir(follow_symlinks=False)
                else _written(entry.stat(follow_symlinks=False)) >= moment
                for entry in entries
            )
    except FileNotFoundError:
        return True


def _written(state: os.stat_result) -> float:
    return max(state.st_mtime, state.st_ctime)


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


def assemble(docs: Path, files: Mapping[str, int], finished: Path, site: Path) -> None:
    """Fill ``site`` with links to everything below ``finished`` and to ``files`` of ``docs``, and nothing else.

    What already is such a link stays; it is recognised by its inode, so the folders must be of one file system. The
    files come with their inode numbers, as in ``contents``.
    """
    site.mkdir(parents=True, exist_ok=True)
    there = contents(site)
    same = there if site.stat().st_dev == finished.stat().st_dev else {}
    wanted = {path: (f"{finished}/{path}", inode) for path, inode in contents(finished).items()}
    wanted |= {path: (f"{docs}/{path}", inode) for path, inode in files.items()}
    missing = [path for path, (_, inode) in wanted.items() if same.get(path) != inode]
    for path in there.keys() - wanted.keys():
        _remove(site, path)
    for parent in dict.fromkeys(path.rpartition("/")[0] for path in missing):
        os.makedirs(f"{site}/{parent}", exist_ok=True)  # noqa: PTH103 - many thousand folders
    for path in missing:
        (site / path).unlink(missing_ok=True)
        _link(wanted[path][0], f"{site}/{path}")


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
