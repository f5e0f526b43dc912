"""What stands where no record may stand: what it probably is, and what to do with it."""

import difflib
import unicodedata
from typing import Final

from thidua.records import layout
from thidua.records.finding import Finding, error
from thidua.records.language import mark as _
from thidua.records.source import EntryKind

PATH_UNKNOWN = error(
    "path-unknown",
    _("No record may stand at “{path}”."),
    _("Check the folder and the file name against the data model; names are lower case without diacritics."),
)
PATH_SPECIAL = error(
    "path-special",
    _("“{path}” is not a plain file (it is a link or something else)."),
    _("Replace it by a plain file with the content itself."),
)
MISNAMED = error(
    "path-misnamed",
    _("“{name}” is not the name of a record; here “{right}” is."),
    _("Rename the file to “{right}”; if that one is there already, keep the right one and delete the other."),
)
BY_THE_SYSTEM = error(
    "path-system-file",
    _("“{name}” was put here by the operating system or an office program; it is no record."),
    _("Delete it, and add “{name}” to .gitignore so that it does not come into the repository."),
)
RESERVED = error(
    "id-reserved",
    _("“{name}” is the name of a device on Windows: no file or folder can bear it there."),
    _("Choose another id, such as “hoi-{name}”."),
)

SYSTEM_FILES: Final = frozenset({".ds_store", "thumbs.db", "ehthumbs.db", "desktop.ini"})
SYSTEM_PREFIXES: Final = ("~$", ".~lock.", "._")
ALIKE: Final = 0.8


def stray(path: str, kind: EntryKind) -> Finding:
    """Return what is wrong with something that stands at ``path`` and is not a record that may stand there."""
    folder, _slash, name = path.rpartition("/")
    if kind is not EntryKind.FILE or layout.place(path) is not None:
        return PATH_SPECIAL.in_text(path, 1, 1, path=path)
    if name.lower() in SYSTEM_FILES or name.startswith(SYSTEM_PREFIXES):
        return BY_THE_SYSTEM.in_text(path, 1, 1, name=name)
    reserved = next((part for part in path.split("/") if part.partition(".")[0].lower() in layout.DEVICES), None)
    if reserved is not None:
        return RESERVED.in_text(path, 1, 1, name=reserved.partition(".")[0])
    right = _meant(name, folder)
    if right is not None:
        return MISNAMED.in_text(path, 1, 1, name=name, right=right)
    return PATH_UNKNOWN.in_text(path, 1, 1, path=path)


def _meant(name: str, folder: str) -> str | None:
    """Return the name of a record that ``name`` was probably meant to be: another ending, other signs, a slip."""
    plain = unicodedata.normalize("NFD", name.lower().replace("đ", "d")).encode("ascii", "ignore").decode("ascii")
    stem, _dot, ending = plain.replace("_", "-").replace(" ", "-").removesuffix(".txt").rpartition(".")
    if ending not in {"yml", "yaml"}:
        return None
    right = f"{stem}.yml"
    if layout.place(f"{folder}/{right}") is not None:
        return right
    return next(iter(difflib.get_close_matches(right, layout.names(folder), 1, ALIKE)), None)
