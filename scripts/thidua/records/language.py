"""The languages of messages: Vietnamese from the gettext catalogue, English as written in the code."""

import gettext
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from importlib import resources
from pathlib import Path

DOMAIN = "thidua"
LANGUAGES = ("vi", "en")


class Term(str):
    """A value inside a message that is itself a word of the catalogue and must be translated."""

    __slots__ = ()


class Amount(str):
    """A number inside a message, as JSON writes it: ``85.00``. What is to be typed into a file is no figure."""

    __slots__ = ()

    @property
    def office(self) -> str:
        """The number as Vietnamese offices write it: ``85,00``."""
        return self.replace(".", ",")


class Day(str):
    """A day inside a message: ``2020-11-15``."""

    __slots__ = ()

    @property
    def office(self) -> str:
        """The day as Vietnamese offices write it: ``15/11/2020``."""
        return "/".join(reversed(self.split("-")))


class Moment(str):
    """A moment inside a message, in the zone that it was given in: ``2020-11-15 09:30``."""

    __slots__ = ()

    @property
    def office(self) -> str:
        """The moment as Vietnamese offices write it: ``09:30 ngày 15/11/2020``."""
        day, _space, clock = self.partition(" ")
        return f"{clock} ngày {Day(day).office}"


def written(value: object) -> str:
    """Return a value as messages hold it; how it is told depends on the language."""
    if isinstance(value, datetime):
        return Moment(f"{value:%Y-%m-%d %H:%M}")
    if isinstance(value, date):
        return Day(value.isoformat())
    return value if isinstance(value, str) else str(value)


def mark(message: str) -> str:
    """Mark ``message`` for the catalogue without translating it yet (``_`` to the extractor)."""
    return message


class Language:
    """One language in which findings and commands speak."""

    def __init__(self, code: str, translations: gettext.NullTranslations) -> None:
        self.code = code
        self._translations = translations

    def text(self, message: str) -> str:
        """Return the translation of ``message``, or itself when the catalogue has none."""
        return self._translations.gettext(message) if message else ""

    def told(self, value: object) -> str:
        """Return a value as people write it in this language: words, days and numbers."""
        found = written(value)
        if isinstance(found, Term):
            return self.text(found)
        return found.office if self.code == "vi" and isinstance(found, (Amount, Day, Moment)) else str(found)

    def fill(self, message: str, values: Mapping[str, object]) -> str:
        """Return the translation of ``message`` with ``values`` put in place of the names in braces."""
        return self.text(message).format_map({name: self.told(value) for name, value in values.items()})


@cache
def language(code: str) -> Language:
    """Return the language ``code``, one of LANGUAGES."""
    with resources.as_file(resources.files("thidua.records")) as folder:
        fallback = code == "en"
        return Language(code, gettext.translation(DOMAIN, Path(folder) / "locale", [code], fallback=fallback))
