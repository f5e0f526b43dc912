"""The last step: files that are written only if their bytes changed, and a site that appears all at once."""

import fcntl
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from thidua.site.tree import put

KEPT: Final = ("submissions", "docs", "schemas", "scripts", "tests", "build", ".git", ".venv", ".github")


def write_if_changed(path: Path, data: bytes) -> None:
    """Write ``data`` to ``path`` unless it is there already. A reader never sees half a file."""
    try:
        if path.read_bytes() == data:
            return
    except FileNotFoundError:
        pass
    put(path, data)


def may_be_replaced(site: Path, root: Path) -> bool:
    """Whether a site may be put at ``site``: nothing of the portal at ``root`` stands there, nor anything but a site.

    A symbolic link stands for the folder that it leads to.
    """
    target, root = site.resolve(), root.resolve()
    if root.is_relative_to(target) or any(target.is_relative_to(root / name) for name in KEPT):
        return False
    if not target.exists():
        return True
    return target.is_dir() and (not any(target.iterdir()) or (target / "sitemap.xml").is_file())


@contextmanager
def sole_user(folder: Path) -> Iterator[None]:
    """Wait until no other process uses ``folder``, and keep others waiting meanwhile."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def reuse_folder(spare: Path, new: Path) -> None:
    """Make ``spare``, if there is one on the same file system, the beginning of ``new``."""
    with suppress(OSError):
        spare.rename(new)


def replace_folder(new: Path, old: Path, spare: Path) -> None:
    """Put the folder ``new`` in the place of ``old``; until then ``old`` stays as it is.

    ``old`` becomes ``spare``, which is overwritten, if both are of one file system; else it is removed.
    """
    retired = old.with_name(f".{old.name}.old")
    shutil.rmtree(retired, ignore_errors=True)
    if old.exists():
        old.rename(retired)
    new.rename(old)
    shutil.rmtree(spare, ignore_errors=True)
    try:
        retired.rename(spare)
    except OSError:
        shutil.rmtree(retired, ignore_errors=True)
