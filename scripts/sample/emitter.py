"""The look of the sample's YAML: block style, two spaces, long texts folded."""

from __future__ import annotations

import re
from decimal import Decimal
from textwrap import wrap
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

type_words = {"true", "false", "null", "~", ""}
number = re.compile(r"[-+]?(\d[\d_]*)?(\.\d*)?([eE][-+]?\d+)?")
plain = re.compile(r"[0-9A-Za-zÀ-ỹ(/…“][^\x00-\x1f]*")
date_or_moment = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d[+-]\d\d:\d\d)?")
width = 120

Value = object
Comments = dict[tuple[str, ...], str]


def document(
    kind: str,
    depth: int,
    data: Mapping[str, Value],
    comments: Comments | None = None,
    heading: Sequence[str] = (),
) -> str:
    """Return a record's file: the schema line, remarks, then the data.

    `depth` is the number of folders between `submissions/` and the file; `comments` go before the key with that path.
    """
    schema = f"# yaml-language-server: $schema={'../' * (depth + 1)}schemas/{kind}.schema.json"
    lines = [schema, *(f"# {line}" for line in heading)]
    lines.extend(mapping(data, 0, (), comments or {}))
    return "\n".join(lines) + "\n"


def mapping(data: Mapping[str, Value], indent: int, path: tuple[str, ...], comments: Comments) -> Iterator[str]:
    """Yield the lines of a mapping."""
    pad = " " * indent
    for key, value in data.items():
        here = (*path, key)
        if here in comments:
            yield f"{pad}# {comments[here]}"
        yield from entry(f"{pad}{key}:", value, indent, here, comments)


def entry(
    start: str,
    value: Value,
    indent: int,
    path: tuple[str, ...],
    comments: Comments,
) -> Iterator[str]:
    """Yield the lines of one key with its value."""
    pad = " " * indent
    if isinstance(value, dict):
        if value:
            yield start
            yield from mapping(value, indent + 2, path, comments)
        else:
            yield f"{start} {{}}"
    elif isinstance(value, list):
        if value:
            yield start
            yield from sequence(value, indent + 2, path, comments)
        else:
            yield f"{start} []"
    else:
        first, *rest = scalar(value, len(start) + 1, indent + 2)
        yield f"{start} {first}"
        yield from (f"{pad}  {line}" if line else "" for line in rest)


def sequence(items: Sequence[Value], indent: int, path: tuple[str, ...], comments: Comments) -> Iterator[str]:
    """Yield the lines of a list."""
    pad = " " * indent
    for item in items:
        if isinstance(item, dict):
            first, *rest = mapping(item, indent + 2, path, comments)
            yield f"{pad}- {first[indent + 2 :]}"
            yield from rest
        else:
            first, *rest = scalar(item, indent + 2, indent + 2)
            yield f"{pad}- {first}"
            yield from (f"{pad}  {line}" if line else "" for line in rest)


def scalar(value: Value, column: int, indent: int) -> list[str]:
    """Return a scalar's lines: one if it fits from `column`, else a folded or literal block."""
    if isinstance(value, bool):
        return ["true" if value else "false"]
    if isinstance(value, int):
        return [str(value)]
    if isinstance(value, Decimal):
        text = f"{value:f}"
        return [text.rstrip("0").rstrip(".") if "." in text else text]
    text = str(value)
    if "\n" in text:
        return ["|-", *text.split("\n")]
    written = quoted(text)
    if column + len(written) <= width:
        return [written]
    return [">-", *wrap(text, width - indent, break_long_words=False, break_on_hyphens=False)]


def quoted(text: str) -> str:
    """Return the text as a YAML scalar on one line, in quotes only where it needs them."""
    if date_or_moment.fullmatch(text):
        return text
    safe = plain.fullmatch(text) and ": " not in text and " #" not in text and not text.endswith((":", " "))
    if safe and text.lower() not in type_words and not number.fullmatch(text) and not re.fullmatch(r"[\d:]+", text):
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
