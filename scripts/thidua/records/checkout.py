"""The archive of a working tree: a portal's records as they stand on the disk."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from thidua.records.archive import Archive
from thidua.records.layout import ROOT
from thidua.records.source import Folder

if TYPE_CHECKING:
    from thidua.records.history import MainBranch


def open_archive(root: Path) -> Archive:
    """Return the archive of the working tree at ``root``, dated by its Git history where that is needed."""
    return Archive(Folder(root), introduced=partial(introduced, root), versions=partial(versions, root))


def introduced(root: Path, branch: str, paths: Iterable[str]) -> Mapping[str, datetime]:
    """Return when the present bytes of files came to a branch, as the Git history of ``root`` tells."""
    from thidua.records import history  # noqa: PLC0415 - loads Git only when a date depends on it

    return history.introduced(root, branch, paths)


def versions(root: Path, branch: str) -> "MainBranch | None":
    """Return what stood on a branch and since when, as the Git history of ``root`` tells; None where it does not."""
    from thidua.records import history  # noqa: PLC0415 - as above

    return history.main_branch(root.resolve(), branch, ROOT)


def touched(root: Path, before: str, after: str) -> frozenset[str] | None:
    """Return the records that something came to between two tips; None unless the later leads back to the earlier."""
    from thidua.records import history  # noqa: PLC0415 - as above

    return history.touched(root.resolve(), before, after, ROOT)


def tip(root: Path, branch: str) -> str | None:
    """Return the commit that ``versions`` ends with."""
    from thidua.records import history  # noqa: PLC0415 - as above

    return history.tip(root.resolve(), branch)
