"""The shape of a change set: which paths, modes and sizes it may have at all, whoever sends it (gate.md)."""

from collections.abc import Iterator
from typing import Final

import pygit2
from pygit2.enums import FileMode

from thidua.gate.change import MOST_PATHS, PLAIN, Change, Comparison, size
from thidua.publication.audit import Action, ChangeKind
from thidua.records import stray
from thidua.records.finding import Finding, error, offence
from thidua.records.language import Term
from thidua.records.language import mark as _
from thidua.records.layout import ROOT, folded, is_data, place
from thidua.records.source import EntryKind
from thidua.records.strict_yaml import longest

MOST_FILES: Final = 400

EMPTY = error(
    "gate-empty",
    _("The change set changes nothing."),
    _("Commit the changed files first, then send the change again."),
)
MIXED = offence(
    "gate-mixed",
    _("The change set mixes submissions with other files, such as “{other}”."),
    _("Send them apart: one change set with files below submissions/ only, another with the rest."),
    _("Records and other files were changed in one change set."),
)
TOO_MANY = offence(
    "gate-too-many-files",
    _("The change set touches {count} files; at most {limit} are allowed."),
    _("Send it in several parts."),
    _("Too many files were touched in one change set."),
)
PATH = offence(
    "gate-path",
    _("No record may stand at “{path}”."),
    _("Compare folder and file name with the data model: lower case, no diacritics, such as {example}."),
    _("A file was put where the data model has no place for one."),
)
TWIN = offence(
    "gate-path-twin",
    _("The path “{path}” looks like “{twin}” but is written with other characters."),
    _("Write it exactly as the other: lower case, no diacritics; on another computer the two would be one file."),
    _("A path looks like that of another file but is written with other characters."),
)
MODE = offence(
    "gate-mode",
    _("“{path}” is {kind}; records are plain files."),
    _("Commit the file itself, without links and without the right to execute it (mode 100644)."),
    _("Something was put in that is no plain file."),
)
SIZE = offence(
    "gate-size",
    _("“{path}” has {size} bytes; at most {limit} KiB are allowed."),
    _("Shorten the texts or move attachments out of the file: evidence is a link, not a copy."),
    _("A file is larger than files may be."),
)
OUTPUT = offence(
    "gate-output",
    _("“{path}” lies in “{folder}/”, where “thidua build” puts what it makes; the repository does not keep it."),
    _("Take the folder out of the change (git rm -r --cached {folder}) and add “{folder}/” to .gitignore."),
    _("Files that building the portal makes were put into the repository."),
)
TREE = offence(
    "gate-tree",
    _("The folder “{path}” is not stored as Git stores folders; it may hide files."),
    _("Make the commit again with Git itself."),
    _("A folder is not stored as Git stores folders, and may hide files."),
)

_EXAMPLE: Final = f"{ROOT}/2020/cum-06/hoi-song-xanh/self-assessment.yml"
_KINDS: Final = {
    int(FileMode.LINK): Term(_("a symbolic link")),
    int(FileMode.COMMIT): Term(_("another repository")),
    int(FileMode.BLOB_EXECUTABLE): Term(_("an executable file")),
}
_OTHER_KIND: Final = Term(_("no plain file"))


def kind(changes: tuple[Change, ...]) -> ChangeKind:
    """Return whether changes touch submissions, other files, both or nothing."""
    sides = {is_data(change.path) for change in changes}
    if not sides:
        return ChangeKind.NOTHING
    return ChangeKind.MIXED if len(sides) > 1 else (ChangeKind.DATA if sides == {True} else ChangeKind.CODE)


def check_set(comparison: Comparison) -> Iterator[Finding]:
    """Yield what is wrong with a change set as a whole."""
    for folder in comparison.malformed:
        path = folder.rstrip("/") or "/"
        yield TREE.in_text(path, 1, 1, path=path)
    found = kind(comparison.changes)
    if found is ChangeKind.NOTHING:
        yield EMPTY.in_text(ROOT, 1, 1)
    elif found is ChangeKind.MIXED:
        other = next(change.path for change in comparison.changes if not is_data(change.path))
        yield MIXED.in_text(other, 1, 1, other=other)
    most = MOST_PATHS if found is ChangeKind.CODE else MOST_FILES
    if len(comparison.changes) > most or not comparison.is_complete:
        count = f"{len(comparison.changes)}{'' if comparison.is_complete else '+'}"
        yield TOO_MANY.in_text(ROOT, 1, 1, count=count, limit=most)


def check_path(repository: pygit2.Repository, change: Change) -> Iterator[Finding]:
    """Yield what is wrong with one path; taking a wrong path away is never wrong in itself."""
    if change.action is Action.DELETED or change.new is None:
        return
    path = change.path
    folder, _slash, inner = path.partition("/")
    if inner and _is_output(folded(folder)):
        yield OUTPUT.in_text(path, 1, 1, path=path, folder=folder)
    if not is_data(path):
        return
    if place(path) is None:
        twin = folded(path)
        if twin == path or place(twin) is None:
            found = stray.stray(path, EntryKind.FILE)
            rule = PATH if found.rule is stray.PATH_UNKNOWN else PATH.worded(found.rule.message, found.rule.hint)
            yield rule.in_text(path, 1, 1, **{**found.values, "path": path, "example": _EXAMPLE})
        else:
            yield TWIN.in_text(path, 1, 1, path=path, twin=twin)
    if change.new.mode != PLAIN:
        yield MODE.in_text(path, 1, 1, path=path, kind=_KINDS.get(change.new.mode, _OTHER_KIND))
    length = size(repository, change.new)
    if length > longest(path):
        yield SIZE.in_text(path, 1, 1, path=path, size=length, limit=longest(path) // 1024)


def _is_output(folder: str) -> bool:
    """Whether a folder at the top is one that builds go to, as .gitignore has them."""
    return folder in {"site", "build"} or folder.startswith("site-")
