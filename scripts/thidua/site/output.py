"""The last step: files that are written only if their bytes changed, and a site that appears all at once."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from thidua.site.swap import swap
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
    from filelock import FileLock  # noqa: PLC0415 - only a build needs it

    folder.mkdir(parents=True, exist_ok=True)
    with FileLock(folder / ".lock"):
        yield


@contextmanager
def replacing(site: Path, spare: Path) -> Iterator[Path]:
    """Give a folder in which the next site is made; at the end of the context it takes the place of ``site``.

    If the context raises, the folder is removed and ``site`` stays as it is. The site that was there becomes ``spare``,
    with which the next folder begins, if both are of one file system. Where the system has no step that exchanges two
    folders, a process that is killed between two renames leaves the site beside its place: the next build puts it back.
    """
    new, retired = site.with_name(f".{site.name}.new"), site.with_name(f".{site.name}.old")
    if retired.exists() and not site.exists():
        retired.rename(site)
    with suppress(OSError):
        spare.rename(new)
    try:
        yield new
        _replace(new, site, retired)
        shutil.rmtree(spare, ignore_errors=True)
        with suppress(OSError):
            retired.rename(spare)
    finally:
        shutil.rmtree(new, ignore_errors=True)
        if site.exists():
            shutil.rmtree(retired, ignore_errors=True)


def _replace(new: Path, site: Path, retired: Path) -> None:
    """Put ``new`` in the place of ``site``, which becomes ``retired``."""
    shutil.rmtree(retired, ignore_errors=True)
    if not site.exists():
        new.rename(site)
    elif swap(new, site):
        new.rename(retired)
    else:
        site.rename(retired)
        try:
            new.rename(site)
        finally:
            if not site.exists():
                retired.rename(site)
