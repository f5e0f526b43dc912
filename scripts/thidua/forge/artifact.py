"""The artifact of the check: one JSON file that anybody may have written, until it has been checked."""

import json
import lzma
import zipfile
import zlib
from collections.abc import Mapping
from datetime import datetime
from io import BytesIO
from typing import Any, Final, NoReturn

from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match
from referencing import Registry, Resource

from thidua.records.shipped import shipped

FILE: Final = "review.json"
PREFIX: Final = "review-"
SCHEMA: Final = "verdict.schema.json"
LARGEST_ARCHIVE: Final = 1024 * 1024
LARGEST_FILE: Final = 8 * 1024 * 1024
_UNREADABLE: Final = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError),
    *(NotImplementedError, RuntimeError, EOFError, OSError, ValueError),
)


class Forged(Exception):  # noqa: N818 - says what the artifact is
    """The artifact is not what the check writes."""


def name(number: int) -> str:
    """Return the name that the check gives the artifact of a pull request."""
    return f"{PREFIX}{number}"


def unpack(archive: bytes) -> bytes:
    """Return the one file of an archive. Raises Forged if it holds anything else, or more than it may."""
    try:
        with zipfile.ZipFile(BytesIO(archive)) as opened:
            members = opened.infolist()
            if [member.filename for member in members] != [FILE]:
                raise Forged(f"the archive does not hold {FILE} alone")
            with opened.open(members[0]) as file:
                data = file.read(LARGEST_FILE + 1)
    except _UNREADABLE as problem:
        raise Forged("the archive cannot be read") from problem
    if len(data) > LARGEST_FILE:
        raise Forged(f"{FILE} is larger than {LARGEST_FILE} bytes")
    return data


def verdict(data: bytes, head: str) -> Mapping[str, Any]:
    """Return the verdict on the commit ``head`` (schemas/verdict.schema.json). Raises Forged if it is none."""
    try:
        found = json.loads(data.decode("utf-8", "strict"), parse_constant=_refuse)
    except (ValueError, RecursionError) as problem:
        raise Forged(f"{FILE} is not JSON") from problem
    defect = best_match(_validator().iter_errors(found))
    if defect is not None:
        raise Forged(f"{FILE} breaks its schema at {defect.json_path}")
    if found["head"] != head:
        raise Forged(f"{FILE} is about another commit")
    if not _is_moment(found["as_of"]):
        raise Forged(f"{FILE} has no moment")
    document: Mapping[str, Any] = found
    return document


def _is_moment(text: str) -> bool:
    """Whether a text that looks like a moment is one, and can be told in every time zone."""
    try:
        return 2000 <= datetime.fromisoformat(text).year < 3000
    except ValueError:
        return False


def _validator() -> Draft202012Validator:
    files = {path.name: json.loads(path.read_text("utf-8")) for path in shipped("schemas").glob("*.schema.json")}
    registry: Registry[Any] = Registry().with_resources(
        (file, Resource.from_contents(content)) for file, content in files.items()
    )
    return Draft202012Validator(files[SCHEMA], registry=registry)


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)
