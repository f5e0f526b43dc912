"""The fingerprint of the program: whatever else stays the same, another version may make something else of it."""

import re
import sys
from functools import cache
from importlib.metadata import distribution, requires
from pathlib import Path
from typing import Final

from thidua.records.shipped import shipped
from thidua.site import digest

_PACKAGE: Final = Path(__file__).parents[1]
_NAME: Final = re.compile(r"[\w.-]+")


def _version(library: str) -> str:
    """Return the version of a library: the line that says so, without reading all that the library tells of itself."""
    told = distribution(library).read_text("METADATA") or ""
    return told.partition("\nVersion:")[2].partition("\n")[0]


@cache
def fingerprint() -> str:
    """Return the fingerprint of this program: its code, templates and schemas, Python, and the libraries it needs."""
    folders = (_PACKAGE, shipped("schemas"))
    found = ((folder, path) for folder in folders for path in sorted(folder.rglob("*")) if path.is_file())
    files = ((folder, path) for folder, path in found if "__pycache__" not in path.parts)
    contents = (f"{path.relative_to(folder)} {digest.of_bytes(path.read_bytes())}" for folder, path in files)
    needed = (_NAME.match(line) for line in requires(_PACKAGE.name) or [] if "extra ==" not in line)
    libraries = (f"{found[0]} {_version(found[0])}" for found in needed if found is not None)
    return digest.of_texts([sys.version, *libraries, *contents])
