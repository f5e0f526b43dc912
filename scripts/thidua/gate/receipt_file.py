"""A register of receipts with one more row: what stands there keeps its bytes, and the result is read again."""

import re
from typing import Any, Final

from thidua.gate.receipt_draft import Draft
from thidua.records import position, strict_yaml

_EMPTY: Final = re.compile(r"^receipts:(?:[ \t]*\[[ \t]*\])?", re.MULTILINE)
_DASH: Final = re.compile(r"( *)-[ \t]")


def with_row(before: bytes, draft: Draft) -> bytes | None:
    """Return a register with the draft's row at its end; ``before`` is empty where there is none yet.

    None where it cannot be read, or has no rows of their own lines (``[…]``): somebody must look at it first.
    """
    rows = _rows(before, draft.register)
    if rows is None:
        return None
    text = before.decode("utf-8")
    end = "\r\n" if "\r\n" in text else "\n"
    if text and not text.endswith("\n"):
        text += end
    if rows:
        line, _ = position.locate(before)["receipts", 0].key
        dash = _DASH.match(text.split("\n")[line - 1])
        indent = dash[1] if dash is not None else ""
    else:
        indent = "  "
        text = _EMPTY.sub("receipts:", text, count=1) if _EMPTY.search(text) else f"{text}receipts:{end}"
    after = f"{text}{indent}{draft.row.lstrip()}{end}".encode("utf-8", "surrogateescape")
    return after if _rows(after, draft.register) == [*rows, draft.fields] else None


def _rows(data: bytes, path: str) -> list[Any] | None:
    """Return the rows of a register, none for an empty file; None for what is no register."""
    parsed, wrong = strict_yaml.parse(data, path)
    if parsed is None or any(finding.is_error for finding in wrong):
        return None
    content: Any = {"receipts": None} if parsed.value is None else parsed.value
    rows = content.get("receipts", ()) if isinstance(content, dict) and len(content) == 1 else ()
    return [] if rows is None else rows if isinstance(rows, list) else None
