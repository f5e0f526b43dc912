"""What no text may hold: control, invisible and look-alike characters, markup, and text that is not in NFC."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from thidua.records.finding import Finding, Pointer, error, warning
from thidua.records.language import mark as _

CONTROL = error(
    "text-control",
    _("The text holds {character}, which is a control character or means something to one program only."),
    _("Delete the character and type the text around it again; use spaces, not tabs."),
)
INVISIBLE = error(
    "text-invisible",
    _("The text holds an invisible character ({character}), of zero width or steering the direction of writing."),
    _("Delete it; such characters come along when text is copied from web pages. Type the word again."),
)
NOT_NFC = error(
    "text-nfc",
    _("The text uses decomposed Unicode: “{text}” is written with separate tone marks."),
    _("Type it again with the keyboard set to precomposed Unicode (“Unicode dựng sẵn”)."),
)
MARKUP = error(
    "text-markup",
    _("The text holds “{text}”, which looks like HTML."),
    _("Put a space after “<” or write “nhỏ hơn” (less than); records hold no HTML."),
)
LOOK_ALIKE = error(
    "text-look-alike",
    _("The word “{text}” holds signs that only look like Latin letters, of another alphabet or of full width."),
    _("Type the whole word again on a Vietnamese keyboard."),
)
LEGACY = warning(
    "text-legacy-encoding",
    _("“{text}” looks like Vietnamese in a legacy encoding (TCVN3 or VNI)."),
    _("Convert the text to Unicode and paste it again."),
    is_alone=True,
)

# Private use begins at U+E000 and at U+F0000; U+FDD0–FDEF and the last two places of every plane are no characters.
_CONTROLS: Final = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\uf8ff\ufdd0-\ufdef\ufff9-\uffff"
_LAST_PLACES: Final = "".join(
    chr(plane + place) for plane in range(0x10000, 0xF0000, 0x10000) for place in (0xFFFE, 0xFFFF)
)
_CONTROL: Final = re.compile(f"[{_CONTROLS}{_LAST_PLACES}\U000f0000-\U0010ffff]")
_INVISIBLES: Final = (
    "\u00ad\u034f\u061c\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3000\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0"
)
_INVISIBLE: Final = re.compile(f"[{_INVISIBLES}\U000e0000-\U000e0fff]")
# Whatever the two find is one of these; to look for them alone is many times as fast.
_RARE: Final = re.compile(f"[{_CONTROLS}{_INVISIBLES}\U00010000-\U0010ffff]")
_MARKUP: Final = re.compile(r"<(?:[^\W\d_]|[/!])")
# Phonetic letters, Greek, Cyrillic, Armenian, Cherokee, Coptic, Lisu, letter-like signs and ligatures …
_OTHER_LETTERS: Final = (
    "\u0250-\u02af\u0370-\u03ff\u0400-\u058f\u13a0-\u13ff\u1c80-\u1c8f\u1d00-\u1dbf\u1f00-\u1fff\u2100-\u214f\u2c80-\u2cff"
    "\ua4d0-\ua4ff\ua640-\ua69f\uab30-\uabbf\ufb00-\ufb17"
)
# … and Latin letters in disguise, wrong even in a whole word: of full width, and of mathematics.
_STYLED_LETTERS: Final = "\uff21-\uff3a\uff41-\uff5a\U0001d400-\U0001d7ff"
_FOREIGN: Final = re.compile(f"[{_OTHER_LETTERS}{_STYLED_LETTERS}]")
_MIXED: Final = re.compile(rf"\w*[{_STYLED_LETTERS}]|(?=\w*[A-Za-z\u00c0-\u024f\u1e00-\u1eff])\w*[{_OTHER_LETTERS}]")
_LEGACY: Final = re.compile(r"[A-Za-z][µ¸¶·¹®«¬¨©ª][A-Za-z]|\b[A-Za-z]+[µ¸¶·¹«¬]\s")
# Whatever needs_a_closer_look finds holds one of these; to look for them alone is ten times as fast.
_SUSPECT: Final = re.compile(f"[\\\\\t<µ¸¶·¹®«¬¨©ª{_OTHER_LETTERS}\uff21-\uff5a\U00010000-\U0010ffff]")
_LONGEST_WORD: Final = 40


def place(content: str, index: int) -> tuple[int, int]:
    """Return the line and column (from 1) of the character at ``index``."""
    before = content[:index]
    return before.count("\n") + 1, index - before.rfind("\n")


def check_file(content: str, path: str) -> Iterator[Finding]:
    """Yield what is wrong with the characters of a whole file, comments included. Source: data-model.md."""
    for pattern, rule in ((_CONTROL, CONTROL), (_INVISIBLE, INVISIBLE)) if _RARE.search(content) else ():
        match = pattern.search(content)
        if match:
            yield rule.in_text(path, *place(content, match.start()), character=_name(match[0]))
            return
    if not unicodedata.is_normalized("NFC", content):
        index, word = _decomposed(content)
        yield NOT_NFC.in_text(path, *place(content, index), text=word)


def needs_a_closer_look(content: str) -> bool:
    """Whether single values may hold what the file as a whole does not show (escapes, tabs, markup, other letters)."""
    return _SUSPECT.search(content) is not None and (
        "\\" in content
        or "\t" in content
        or _MARKUP.search(content) is not None
        or _FOREIGN.search(content) is not None
        or _LEGACY.search(content) is not None
    )


def check_values(value: object, path: str, pointer: Pointer = ()) -> Iterator[Finding]:
    """Yield what is wrong with the texts and keys inside ``value``."""
    if isinstance(value, str):
        yield from _check_text(value, path, pointer)
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _check_text(key, path, (*pointer, key))
            yield from check_values(inner, path, (*pointer, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from check_values(inner, path, (*pointer, index))


def _check_text(text: str, path: str, pointer: Pointer) -> Iterator[Finding]:
    control = _CONTROL.search(text.replace("\t", "\x00"))
    if control:
        yield CONTROL.at(path, *pointer, character=_name(text[control.start()]))
    invisible = _INVISIBLE.search(text)
    if invisible:
        yield INVISIBLE.at(path, *pointer, character=_name(invisible[0]))
    if not unicodedata.is_normalized("NFC", text):
        yield NOT_NFC.at(path, *pointer, text=_decomposed(text)[1])
    markup = _MARKUP.search(text)
    if markup:
        yield MARKUP.at(path, *pointer, text=text[markup.start() : markup.start() + 20])
    for word in re.finditer(r"\w{1,200}", text) if _FOREIGN.search(text) else ():
        if _MIXED.match(word[0]):
            yield LOOK_ALIKE.at(path, *pointer, text=word[0][:_LONGEST_WORD])
            break
    legacy = _LEGACY.search(text)
    if legacy:
        yield LEGACY.at(path, *pointer, text=text[max(0, legacy.start() - 10) : legacy.end() + 10])


def _decomposed(content: str) -> tuple[int, str]:
    """Return the place and text of the first word that is not in NFC."""
    for match in re.finditer(r"\S{1,200}", content):
        if not unicodedata.is_normalized("NFC", match[0]):
            return match.start(), match[0][:_LONGEST_WORD]
    return 0, content[:_LONGEST_WORD]


def _name(character: str) -> str:
    return f"U+{ord(character):04X} {unicodedata.name(character, '')}".strip()
