"""Reads the sources written by hand: YAML by the core types of version 1.2, so that dates, `yes` and `no` stay text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from pathlib import Path


class PlainWords(yaml.SafeLoader):
    """A safe loader that guesses fewer types."""


PlainWords.yaml_implicit_resolvers = {
    first: [(tag, expression) for tag, expression in resolvers if not tag.endswith(("timestamp", "bool", "merge"))]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
PlainWords.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"true|false"), list("tf"))


def read(path: Path) -> Any:
    """Return the content of a YAML file."""
    return yaml.load(path.read_text(encoding="utf-8"), PlainWords)  # noqa: S506 - derived from the safe loader
