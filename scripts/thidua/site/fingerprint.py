"""Fingerprints: digests of everything that a part of the portal is made of (see ``ledger``)."""

import hashlib
import re
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.metadata import requires, version
from pathlib import Path
from typing import Final

from thidua.records import document, layout
from thidua.records.shipped import shipped
from thidua.records.source import EntryKind, Source, walk

_PACKAGE: Final = Path(__file__).parents[1]
_NAME: Final = re.compile(r"[\w.-]+")


def combined(parts: Iterable[str]) -> str:
    """Return the fingerprint of several things together, in their order."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


@cache
def program() -> str:
    """Return the fingerprint of this program: its code, templates and schemas, Python, and the libraries it needs."""
    folders = (_PACKAGE, shipped("schemas"))
    found = ((folder, path) for folder in folders for path in sorted(folder.rglob("*")) if path.is_file())
    files = ((folder, path) for folder, path in found if "__pycache__" not in path.parts)
    contents = (f"{path.relative_to(folder)} {hashlib.sha256(path.read_bytes()).hexdigest()}" for folder, path in files)
    needed = (_NAME.match(line) for line in requires(_PACKAGE.name) or [] if "extra ==" not in line)
    libraries = (f"{found[0]} {version(found[0])}" for found in needed if found is not None)
    return combined([sys.version, *libraries, *contents])


def frame(source: Source) -> str:
    """Return the fingerprint of what every part depends on: all above the clusters, and who is in which cluster."""
    return combined(_named(source, _above(source)))


def cluster(source: Source, season: str, cluster: str) -> str:
    """Return the fingerprint of the files of one cluster, its dossiers included."""
    return combined(_named(source, walk(source, f"{layout.ROOT}/{season}/{cluster}")))


def _above(source: Source) -> Iterator[tuple[str, EntryKind]]:
    for top in source.entries(layout.ROOT):
        path = f"{layout.ROOT}/{top.name}"
        if top.kind is not EntryKind.FOLDER or not layout.is_season(top.name):
            yield path, top.kind
            continue
        for entry in source.entries(path):
            inner = f"{path}/{entry.name}"
            if entry.kind is not EntryKind.FOLDER:
                yield inner, entry.kind
            elif entry.name == layout.CONSOLIDATIONS:
                yield from walk(source, inner)
            else:
                yield f"{inner}/cluster.yml", EntryKind.FILE


def _named(source: Source, found: Iterable[tuple[str, EntryKind]]) -> Iterator[str]:
    for path, kind in found:
        data = source.read(path, document.LONGEST_FILE + 1) if kind is EntryKind.FILE else None
        yield f"{path} {kind} {hashlib.sha256(data).hexdigest() if data is not None else '-'}"
