"""The main branch: what came to its paths and when, which tells whether receipts can be true (rules.md §5)."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

from thidua.records import checkout, layout
from thidua.records.archive import Archive
from thidua.records.registers import Portal
from thidua.records.source import Folder
from thidua.site import digest
from thidua.site.trace import Trace

if TYPE_CHECKING:
    from thidua.records.history import MainBranch

HISTORY: Final = "history:"
Branches = Callable[[str], "MainBranch | None"]


class TrackedVersions:
    """What stood on the main branch, each path noted when it is asked for."""

    def __init__(self, versions: "MainBranch", trace: Trace) -> None:
        self._versions = versions
        self._trace = trace

    def of(self, path: str) -> Sequence[tuple[datetime, bytes]]:
        """Return what ``path`` ever held there, each with when it came, oldest first."""
        self._trace.note(HISTORY + path, arrivals(self._versions, path))
        return self._versions.of(path)


def arrivals(versions: "MainBranch | None", path: str) -> str:
    """Return the digest of what ever came to a path of the main branch; of none it is that of nothing."""
    return digest.NOTHING if versions is None else digest.of_texts(versions.arrivals(path))


class Branch:
    """The main branch of the portal at ``root``, which is looked into only if somebody asks."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._touched: dict[str, frozenset[str] | None] = {}

    @cached_property
    def tip(self) -> str | None:
        """The last commit; None where nothing is known of the branch."""
        return checkout.tip(self._root, self._name) if self._name is not None else None

    def arrivals(self, path: str) -> str:
        """Return the digest of what ever came to a path."""
        return arrivals(self._versions, path)

    def is_as_at(self, tip: str | None, path: str) -> bool:
        """Whether nothing came to a path since the branch ended with ``tip``. An empty path stands for the branch."""
        if tip == self.tip:
            return True
        if tip is None or self.tip is None:
            return False
        if tip not in self._touched:
            self._touched[tip] = checkout.touched(self._root, tip, self.tip)
        touched = self._touched[tip]
        return touched is not None and path not in touched

    @cached_property
    def _name(self) -> str | None:
        record = Archive(Folder(self._root)).record(f"{layout.ROOT}/portal.yml")
        return record.value.branch if record is not None and isinstance(record.value, Portal) else None

    @cached_property
    def _versions(self) -> "MainBranch | None":
        return checkout.versions(self._root, self._name) if self._name is not None else None
