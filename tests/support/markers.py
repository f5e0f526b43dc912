"""Records in which every leaf that can be is a marker of its own, so that what a reader is shown of each can be found.

The walk is over the schemas: what a record of the portal does not have is added to it, so that a new property is
covered by itself. What the schema or the rules do not take stays as it was.
"""

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from jsonschema import Draft202012Validator

from support.command import thidua
from thidua.records import strict_yaml
from thidua.records.finding import Pointer
from thidua.records.layout import place
from thidua.records.schema import COMMON, SUFFIX, Schemas

SCHEMAS: Final = Schemas()
ABSENT: Final = object()
AS_OF: Final = "2022-01-01T00:00:00+07:00"
Node = Mapping[str, Any]
Places = dict[str, list[tuple[str, Pointer]]]
"""Where each marker stands: the paths of files, and where in them."""


def planted(root: Path) -> Places:
    """Put markers into the records below ``root``, as many as it takes; return where each stands."""
    garden = Garden(root)
    garden.rename_logins()
    for path in garden.records:
        garden.grow(path)
    garden.settle()
    return garden.places()


def forms(marker: str) -> tuple[str, ...]:
    """Return how a marker may be written: a number with any sign between the thousands, a hash by its beginning."""
    if not marker.isdigit():
        return (marker[:12] if len(marker) == 64 else marker,)
    grouped = f"{int(marker):,}"
    return marker, grouped, *(grouped.replace(",", sign) for sign in ".\u00a0\u202f ")


class Garden:
    """The records of a portal while markers are put into them."""

    def __init__(self, root: Path) -> None:
        self.root = root
        paths = sorted((root / "submissions").rglob("*.yml"))
        self._original = {path.relative_to(root).as_posix(): path.read_bytes() for path in paths}
        self.records = {path: _parsed(data) for path, data in self._original.items()}
        self._changes: dict[str, dict[Pointer, Any]] = {path: {} for path in self.records}
        self._count = 0
        self._kind = self._path = ""

    def rename_logins(self) -> None:
        """Give every account a login that is nothing but a login."""
        accounts = self.records["submissions/accounts.yml"]["accounts"]
        logins = {account["login"]: f"kin-login-{number:03}" for number, account in enumerate(accounts)}
        for path, record in self.records.items():
            for pointer, value in list(leaves(record)):
                if isinstance(value, str) and value in logins:
                    self._put(path, pointer, logins[value])

    def grow(self, path: str) -> None:
        """Put markers into one record."""
        where = place(path)
        assert where is not None
        if where.record.is_whole:
            return  # all of it is public
        if where.kind == "self-assessment" and path.replace("self-assessment", "seal") in self.records:
            return  # a seal fixes its bytes
        self._path, self._kind = path, where.kind
        self._grow(SCHEMAS.schema(where.kind), self.records[path], ())

    def _grow(self, node: Node, value: Any, pointer: Pointer) -> None:
        node = resolved(node, self._kind)
        if isinstance(value, dict):
            for name, inner in node.get("properties", {}).items():
                if name not in value:
                    self._add(inner, (*pointer, name))
            others = node.get("additionalProperties")
            for name in list(value):
                inner = node.get("properties", {}).get(name, others)
                if isinstance(inner, dict):
                    self._grow(inner, value[name], (*pointer, name))
        elif isinstance(value, list) and "items" in node:
            for index, item in enumerate(value):
                self._grow(node["items"], item, (*pointer, index))
        elif (self._path, pointer) not in self._logins():
            self._replace(node, pointer)

    def _logins(self) -> set[tuple[str, Pointer]]:
        return {
            (path, pointer)
            for path, changes in self._changes.items()
            for pointer in changes
            if str(at(self.records[path], pointer)).startswith("kin-login-")
        }

    def _add(self, node: Node, pointer: Pointer) -> None:
        self._put(self._path, pointer, self._example(node))
        if not self._is_accepted():
            self._put_back(self._path, pointer)

    def _replace(self, node: Node, pointer: Pointer) -> None:
        for candidate in self._candidates(node):
            self._put(self._path, pointer, candidate)
            if self._is_accepted():
                return
            self._put_back(self._path, pointer)

    def _is_accepted(self) -> bool:
        return SCHEMAS.accepts(self._kind, self.records[self._path])

    def _example(self, node: Node) -> Any:
        """Return the least that a schema takes, of markers wherever it takes one."""
        node = resolved(node, self._kind)
        if node.get("type") == "object":
            known = node.get("properties", {})
            return {name: self._example(known[name]) for name in node.get("required", ()) if name in known}
        if node.get("type") == "array":
            return [self._example(node["items"])]
        found = next(self._candidates(node), ABSENT)
        return found if found is not ABSENT else next((x for x in _plain(node, self._count) if _fits(node, x)), None)

    def _candidates(self, node: Node) -> Iterator[Any]:
        """Yield the markers that a schema of a leaf takes."""
        self._count += 1
        number = self._count
        digest = sha256(str(number).encode()).hexdigest()
        offered = (
            f"kín {number:04} mốc", f"https://example.org/kin{number:04}moc", f"kin{number:04}moc@example.org",
            f"{number:04}/KIN-MOC", 7_000_000 + 137 * number,
        )  # fmt: skip
        if "0-9a-f" in node.get("pattern", ""):
            offered = (digest, digest[:32])
        yield from (marker for marker in offered if _fits(node, marker))

    def _put(self, path: str, pointer: Pointer, value: Any) -> None:
        holder = at(self.records[path], pointer[:-1])
        old = holder.get(pointer[-1], ABSENT) if isinstance(holder, dict) else holder[pointer[-1]]
        self._changes[path].setdefault(pointer, old)
        holder[pointer[-1]] = value

    def _put_back(self, path: str, pointer: Pointer) -> None:
        old = self._changes[path].pop(pointer)
        holder = at(self.records[path], pointer[:-1])
        if old is ABSENT:
            del holder[pointer[-1]]
        else:
            holder[pointer[-1]] = old
        for inner in [found for found in self._changes[path] if found[: len(pointer)] == pointer]:
            del self._changes[path][inner]

    def settle(self) -> None:
        """Write the records; put back whatever the rules do not take, until they take all."""
        for _ in range(200):
            self._write()
            run = thidua("validate", "--root", self.root, "--format", "json", "--as-of", AS_OF)
            wrong = [found for found in run.document["findings"] if found["severity"] == "error"]
            if not wrong:
                return
            for found in wrong:
                self._mend(found["path"], _steps(found["pointer"]))
        raise AssertionError(wrong)

    def _mend(self, path: str, pointer: tuple[str, ...]) -> None:
        """Put back one change that a finding may be about: of what it points at, numbers and what was added first."""
        changes = self._changes.get(path, {})
        told = [found for found in changes if _meet(tuple(map(str, found)), pointer)] or list(changes)
        if told:
            self._put_back(path, max(told, key=lambda found: self._doubt(path, found)))

    def _doubt(self, path: str, pointer: Pointer) -> tuple[bool, bool, int]:
        value = at(self.records[path], pointer)
        is_login = str(value).startswith("kin-login-")
        return not isinstance(value, str), self._changes[path][pointer] is ABSENT and not is_login, len(pointer)

    def _write(self) -> None:
        for path, record in self.records.items():
            text = json.dumps(record, ensure_ascii=False, indent=1, default=_number) + "\n"
            (self.root / path).write_bytes(text.encode() if self._changes[path] else self._original[path])

    def places(self) -> Places:
        """Return where each marker stands."""
        found: Places = {}
        for path, changes in self._changes.items():
            for pointer, value in leaves(self.records[path]):
                is_new = any(pointer[: len(changed)] == changed for changed in changes)
                if is_new and not isinstance(value, bool) and ("k" in str(value) or len(str(value)) >= 7):
                    found.setdefault(str(value), []).append((path, pointer))
        return {marker: places for marker, places in found.items() if _is_marker(marker)}


def leaves(value: object, pointer: Pointer = ()) -> Iterator[tuple[Pointer, object]]:
    """Yield every single value of a record with its place."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner, (*pointer, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from leaves(inner, (*pointer, index))
    else:
        yield pointer, value


def _is_marker(text: str) -> bool:
    is_number = text.isdigit() and len(text) == 7
    is_digest = len(text) in {32, 64} and set(text) <= set("0123456789abcdef")
    return is_number or is_digest or text.startswith(("kín ", "kin", "https://example.org/kin")) or "KIN-MOC" in text


def _parsed(data: bytes) -> Any:
    parsed, wrong = strict_yaml.parse(data, "")
    assert parsed is not None, wrong
    return parsed.value


def _number(value: object) -> object:
    assert isinstance(value, Decimal)
    return float(value)


def at(value: Any, pointer: Pointer) -> Any:
    for step in pointer:
        value = value[step]
    return value


def _steps(pointer: str) -> tuple[str, ...]:
    return tuple(step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:])


def _meet(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    return bool(other) and all(a == b for a, b in zip(one, other, strict=False))


def resolved(node: Node, kind: str) -> Node:
    """Return a schema without its reference; one without a file is to the record's schema or to the common one."""
    while "$ref" in node:
        file, _hash, pointer = node["$ref"].partition("#")
        schemas = [file.removesuffix(SUFFIX)] if file else [kind, COMMON]
        found = next(filter(None, (_below(SCHEMAS.schema(name), pointer.split("/")[1:]) for name in schemas)))
        node = {**{key: value for key, value in node.items() if key != "$ref"}, **found}
    return node


def _below(node: Node | None, steps: list[str]) -> Node | None:
    for step in steps:
        node = node.get(step) if node is not None else None
    return node


def _fits(node: Node, value: object) -> bool:
    return bool(Draft202012Validator(dict(node)).is_valid(value))


def _plain(node: Node, turn: int) -> Iterator[Any]:
    """Yield values that say little, for what no marker fits; of a choice each in its turn."""
    choice = list(node.get("enum", ()))
    yield from choice[turn % len(choice) :] if choice else ()
    yield from (True, 1, "2020-11-05", "2020-11-05T09:00:00+07:00", "08:00", "1/2", "ban-to-chuc", "a", "I.1")
