"""A file of the open data: its address below the site's root and its bytes."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class ExportFile:
    """A file to be published at ``path``, relative to the site's root."""

    path: str
    data: bytes


def json_file(path: str, document: Mapping[str, Any]) -> ExportFile:
    """Return ``document`` as a file of canonical JSON: UTF-8, keys in the order given, no spaces, one line.

    ``<`` is written as an escape, so that the text may stand inside a page. It cannot occur outside of strings.
    """
    text = json.dumps(document, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return ExportFile(path, text.replace("<", "\\u003c").encode() + b"\n")
