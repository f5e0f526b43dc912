"""The archive of a working tree: a portal's records as they stand on the disk."""

from functools import partial
from pathlib import Path
from typing import Any

from thidua.records.archive import Archive
from thidua.records.layout import ROOT
from thidua.records.source import Folder


def open_archive(root: Path) -> Archive:
    """Return the archive of the working tree at ``root``, dated by its Git history where that is needed."""
    return Archive(Folder(root), introduced=partial(_introduced, root), versions=partial(_versions, root))


def _introduced(root: Path, branch: str, paths: Any) -> Any:
    from thidua.records import history  # noqa: PLC0415 - loads Git only when a date depends on it

    return history.introduced(root, branch, paths)


def _versions(root: Path, branch: str) -> Any:
    from thidua.records import history  # noqa: PLC0415

    return history.main_branch(root.resolve(), branch, ROOT)
