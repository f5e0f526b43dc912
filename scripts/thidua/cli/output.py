"""The last step: files that are written only if their bytes changed, and a site that appears all at once."""

import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from thidua.portal.tree import put


def write_if_changed(path: Path, data: bytes) -> None:
    """Write ``data`` to ``path`` unless it is there already. A reader never sees half a file."""
    try:
        if path.read_bytes() == data:
            return
    except FileNotFoundError:
        pass
    put(path, data)


def prune(folder: Path, kept: Iterable[str]) -> None:
    """Remove every file below ``folder`` that is not among ``kept``, and the folders that are left empty."""
    wanted = set(kept)
    for place, folders, names in os.walk(folder, topdown=False):
        for name in names:
            path = Path(place) / name
            if path.relative_to(folder).as_posix() not in wanted:
                path.unlink()
        for name in folders:
            if not any((Path(place) / name).iterdir()):
                (Path(place) / name).rmdir()


def replace_folder(new: Path, old: Path) -> None:
    """Put the folder ``new`` in the place of ``old``; until then ``old`` stays as it is."""
    retired = old.with_name(f".{old.name}.old")
    shutil.rmtree(retired, ignore_errors=True)
    if old.exists():
        old.rename(retired)
    new.rename(old)
    shutil.rmtree(retired, ignore_errors=True)
