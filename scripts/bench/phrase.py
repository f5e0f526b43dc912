"""The words of synthetic records, and chance that falls the same way every time."""

from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from random import Random
from typing import Any, TypeVar

import yaml

T = TypeVar("T")


def template(name: str) -> str:
    """Return the text of a file in ``templates/``."""
    return resources.files("bench").joinpath("templates", name).read_text("utf-8")


@cache
def phrases() -> Mapping[str, Any]:
    """Return the phrases by purpose."""
    loaded: Mapping[str, Any] = yaml.safe_load(template("phrases.yml"))
    return loaded


class Dice:
    """Draws for one record. Uses only ``random()``, whose sequence for a seed Python promises to keep."""

    def __init__(self, *seed: object) -> None:
        self.random = Random("/".join(map(str, seed))).random  # noqa: S311 - invented records, not secrets

    def chance(self, share: float) -> bool:
        """Return true in ``share`` of the draws."""
        return self.random() < share

    def between(self, low: int, high: int) -> int:
        """Return a whole number from ``low`` to ``high``, both included."""
        return low + int(self.random() * (high - low + 1))

    def one(self, items: Sequence[T]) -> T:
        """Return one of the items."""
        return items[int(self.random() * len(items))]

    def phrase(self, items: Sequence[str], year: int) -> str:
        """Return one of the phrases with its numbers filled in."""
        return self.filled(self.one(items), year)

    def filled(self, phrase: str, year: int) -> str:
        """Return the phrase with its numbers filled in."""
        number, day = self.between(2, 180), self.between(1, 28)
        return phrase.format(n=number, d=f"{day:02}", year=year, next=year + 1)


def folded(text: str, indent: int) -> str:
    """Return a long text as a folded block scalar of YAML, broken at about 120 columns."""
    pad = "\n" + " " * indent
    words = text.split(" ")
    lines = [words[0]]
    for word in words[1:]:
        if len(lines[-1]) + len(word) + indent < 120:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return f">-{pad}{pad.join(lines)}"


def heading(kind: str, depth: int) -> str:
    """Return the first line of a record, which tells editors its schema; ``depth`` folders below ``submissions/``."""
    return f"# yaml-language-server: $schema={'../' * (depth + 1)}schemas/{kind}.schema.json\n"
