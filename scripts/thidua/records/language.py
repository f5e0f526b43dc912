"""The languages of messages: Vietnamese from the gettext catalogue, English as written in the code."""

import gettext
from collections.abc import Mapping
from functools import cache
from importlib import resources
from pathlib import Path

DOMAIN = "thidua"
LANGUAGES = ("vi", "en")


class Term(str):
    """A value inside a message that is itself a word of the catalogue and must be translated."""

    __slots__ = ()


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

    def fill(self, message: str, values: Mapping[str, str]) -> str:
        """Return the translation of ``message`` with ``values`` put in place of the names in braces."""
        translated = {name: self.text(value) if isinstance(value, Term) else value for name, value in values.items()}
        return self.text(message).format_map(translated)


@cache
def language(code: str) -> Language:
    """Return the language ``code``, one of LANGUAGES."""
    with resources.as_file(resources.files("thidua.records")) as folder:
        fallback = code == "en"
        return Language(code, gettext.translation(DOMAIN, Path(folder) / "locale", [code], fallback=fallback))
