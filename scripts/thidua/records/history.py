"""The Git side of records: any commit as a source, and when a file's present bytes came to the main branch."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Final, overload

import pygit2
from pygit2.enums import ObjectType, SortMode

from thidua.records.source import EntryKind, FolderEntry
from thidua.records.strict_yaml import longest

_LAST_SECOND: Final = 2**32 - 1  # in 2106; file formats that a build writes count no further
Arrival = tuple[datetime, pygit2.Oid]
_PLAIN_MODES = (0o100644, 0o100755)


class Commit:
    """The tree of a Git commit, read from the object store without a checkout."""

    def __init__(self, repository: pygit2.Repository, tree: pygit2.Tree) -> None:
        self._repository = repository
        self._tree = tree

    @classmethod
    def at(cls, root: Path, revision: str) -> "Commit":
        """Return the source for ``revision`` of the repository at ``root``. Raises KeyError if there is none."""
        repository = pygit2.Repository(str(root))
        return cls(repository, repository.revparse_single(revision).peel(pygit2.Tree))

    def entries(self, folder: str) -> Sequence[FolderEntry]:
        """Return what stands in ``folder``."""
        tree = self._tree if folder in {"", "."} else self._find(folder)
        if not isinstance(tree, pygit2.Tree):
            return []
        return sorted(FolderEntry(entry.name or "", _tree_kind(entry)) for entry in tree)

    def read(self, path: str, limit: int) -> bytes | None:
        """Return the first bytes of a file."""
        entry = self._find(path)
        if not isinstance(entry, pygit2.Blob) or entry.filemode not in _PLAIN_MODES:
            return None
        return entry.data[:limit]

    def _find(self, path: str) -> pygit2.Object | None:
        try:
            return self._tree[path]
        except KeyError:
            return None


def _tree_kind(entry: pygit2.Object) -> EntryKind:
    if isinstance(entry, pygit2.Tree):
        return EntryKind.FOLDER
    return EntryKind.FILE if entry.filemode in _PLAIN_MODES else EntryKind.SPECIAL


def introduced(root: Path, branch: str, paths: Iterable[str]) -> dict[str, datetime]:
    """Return when the present bytes of each path came to ``branch``: its committer dates, first parents only.

    Nothing is known, and the answer is empty, unless ``root`` is the root of a full clone (rules.md §5). A path whose
    bytes in the working tree are not those of the branch's tip is left out. Moments are in UTC.
    """
    pending = set(paths)
    repository = _full_clone(root) if pending else None
    commit = _tip(repository, branch) if repository is not None else None
    if repository is None or commit is None:
        return {}
    wanted = {path: blob for path in pending if (blob := _present(root, commit.tree, path)) is not None}
    found: dict[str, datetime] = {}
    walker = repository.walk(commit.id, SortMode.TOPOLOGICAL)
    walker.simplify_first_parent()
    newer: pygit2.Commit | None = None
    for commit in walker:
        for path in [path for path, blob in wanted.items() if _blob(commit.tree, path) != blob]:
            del wanted[path]
            if newer is not None:
                found[path] = committed(newer)
        if not wanted:
            break
        newer = commit
    if newer is not None:
        found |= dict.fromkeys(wanted, committed(newer))
    return found


class MainBranch:
    """What stood at the paths of the main branch and when it came, by its committer dates, first parents only."""

    def __init__(self, repository: pygit2.Repository, found: Mapping[str, Sequence[Arrival]]) -> None:
        self._repository = repository
        self._found = found

    def of(self, path: str) -> Sequence[tuple[datetime, bytes]]:
        """Return every file that a record at ``path`` may be and that stood there, with when it came, oldest first.

        Anything else that ever stood there (a link, another repository, a file too long to be read) counts for nothing:
        no commit of the past can break what is made of the present.
        """
        most = longest(path)
        return _Files(self._repository, [a for a in self._found.get(path, ()) if self._is_file(a[1], most)])

    def _is_file(self, found: pygit2.Oid, most: int) -> bool:
        try:
            kind, length = self._repository.odb.read_header(found)
        except KeyError:
            return False
        return kind == ObjectType.BLOB and length <= most

    def arrivals(self, path: str) -> Sequence[str]:
        """Return the same in short: each moment with the id of what came."""
        return [f"{moment.isoformat()} {blob}" for moment, blob in self._found.get(path, ())]


class _Files(Sequence[tuple[datetime, bytes]]):
    """Files of the past, each read when it is looked at."""

    def __init__(self, repository: pygit2.Repository, found: Sequence[Arrival]) -> None:
        self._repository = repository
        self._found = found

    def __len__(self) -> int:
        return len(self._found)

    @overload
    def __getitem__(self, index: int) -> tuple[datetime, bytes]: ...

    @overload
    def __getitem__(self, index: slice) -> "_Files": ...

    def __getitem__(self, index: int | slice) -> "tuple[datetime, bytes] | _Files":
        if isinstance(index, slice):
            return _Files(self._repository, self._found[index])
        moment, blob = self._found[index]
        return moment, self._repository[blob].read_raw()


def main_branch(root: Path, branch: str, folder: str) -> MainBranch | None:
    """Return the main branch of the repository at ``root``, as far as ``folder`` goes.

    None unless ``root`` is the root of a full clone (rules.md §5).
    """
    repository = _full_clone(root)
    tip = _tip(repository, branch) if repository is not None else None
    return None if repository is None or tip is None else MainBranch(repository, _arrivals(root, str(tip.id), folder))


def tip(root: Path, branch: str) -> str | None:
    """Return the commit that ``main_branch`` ends with; None where that is None."""
    repository = _full_clone(root)
    found = _tip(repository, branch) if repository is not None else None
    return str(found.id) if found is not None else None


def touched(root: Path, before: str, after: str, folder: str) -> frozenset[str] | None:
    """Return the paths below ``folder`` that something came to between two tips of the main branch.

    None unless ``after`` leads back to ``before`` by first parents.
    """
    repository = pygit2.Repository(str(root))
    found: set[str] = set()
    commit = repository.get(after)
    while isinstance(commit, pygit2.Commit) and str(commit.id) != before:
        if not commit.parents:
            return None
        older, newer = _folder(commit.parents[0].tree, folder), _folder(commit.tree, folder)
        if older is None or newer is None:
            return None
        if older.id != newer.id:
            found |= {f"{folder}/{delta.new_file.path}" for delta in older.diff_to_tree(newer).deltas}
        commit = commit.parents[0]
    return frozenset(found) if isinstance(commit, pygit2.Commit) else None


@lru_cache(maxsize=1)
def _arrivals(root: Path, tip: str, folder: str) -> Mapping[str, Sequence[Arrival]]:
    """Return what came to each path below ``folder``, and when. The whole history is walked, once for each tip."""
    repository = pygit2.Repository(str(root))
    found: dict[str, list[Arrival]] = {}
    walker = repository.walk(pygit2.Oid(hex=tip), SortMode.TOPOLOGICAL | SortMode.REVERSE)
    walker.simplify_first_parent()
    before: pygit2.Tree | None = None
    for commit in walker:
        after = _folder(commit.tree, folder)
        if after is not None and (before is None or after.id != before.id):
            changes = before.diff_to_tree(after) if before is not None else after.diff_to_tree(swap=True)
            for delta in changes.deltas:
                if delta.status_char() != "D" and delta.new_file.mode in _PLAIN_MODES:
                    path = f"{folder}/{delta.new_file.path}"
                    found.setdefault(path, []).append((committed(commit), delta.new_file.id))
        before = after
    return found


def _tip(repository: pygit2.Repository, branch: str) -> pygit2.Commit | None:
    found = repository.branches.get(branch) or repository.branches.get(f"origin/{branch}")
    return found.peel(pygit2.Commit) if found is not None else None


def _folder(tree: pygit2.Tree, path: str) -> pygit2.Tree | None:
    try:
        found = tree[path]
    except KeyError:
        return None
    return found if isinstance(found, pygit2.Tree) else None


def head(root: Path) -> tuple[str, datetime] | None:
    """Return the id and the committer's moment (UTC) of HEAD; None if ``root`` is not the root of a repository."""
    repository = _repository(root)
    if repository is None or repository.head_is_unborn:
        return None
    commit = repository.head.peel(pygit2.Commit)
    return str(commit.id), committed(commit)


def shared_folder(repository: pygit2.Repository) -> Path:
    """Return the folder that all working trees of a repository share; each further one has a folder of its own too."""
    folder = Path(repository.path)
    pointer = folder / "commondir"
    return folder / pointer.read_text("utf-8").strip() if pointer.exists() else folder


def has_grafts(repository: pygit2.Repository) -> bool:
    """Whether other parents are laid over the commits' own (info/grafts); the library goes by them, as Git does."""
    try:
        return bool((shared_folder(repository) / "info" / "grafts").read_bytes().strip())
    except FileNotFoundError:
        return False


def is_overlaid(root: Path) -> bool:
    """Whether Git was told to show something else than what was committed in the repository at ``root``.

    The library does not go by replacements (refs/replace), but a checkout does: the files may then be forged.
    """
    repository = _repository(root)
    if repository is None:
        return False
    return has_grafts(repository) or any(name.startswith("refs/replace/") for name in repository.references)


def _full_clone(root: Path) -> pygit2.Repository | None:
    repository = _repository(root)
    return None if repository is None or repository.is_shallow or has_grafts(repository) else repository


def _repository(root: Path) -> pygit2.Repository | None:
    """Return the repository whose root is ``root``; None if there is none, or if it is broken."""
    if not (root / ".git").exists():
        return None
    try:
        return pygit2.Repository(str(root))
    except pygit2.GitError:
        return None


def _present(root: Path, tree: pygit2.Tree, path: str) -> pygit2.Oid | None:
    blob = _blob(tree, path)
    try:
        return blob if blob is not None and pygit2.hashfile(str(root / path)) == blob else None
    except OSError:
        return None


def _blob(tree: pygit2.Tree, path: str) -> pygit2.Oid | None:
    try:
        return tree[path].id
    except KeyError:
        return None


def committed(commit: pygit2.Commit) -> datetime:
    """Return the committer's moment (UTC). Git takes any number; what is before 1970 or after 2106 is cut off."""
    return datetime.fromtimestamp(min(max(commit.commit_time, 0), _LAST_SECOND), UTC)


def has_moment(commit: pygit2.Commit) -> bool:
    """Whether the committer's moment is one that a clock may show."""
    return 0 <= commit.commit_time <= _LAST_SECOND
