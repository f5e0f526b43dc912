"""Frames of generated pages, made once by the site generator and then filled for every page.

The frame of a generated page depends on its place alone: on the first step of its address, which is the room it
belongs to, and on its depth, which the links in the frame count; only the pages that the navigation names have frames
of their own, and rooms that it does not know share theirs. Title, description, address and body are all that differs.
A test holds filled frames against what the site generator itself makes of the same pages.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from thidua.portal.page import Content
from thidua.site import digest, tree
from thidua.site.mkdocs import html_file
from thidua.site.trace import Trace

MARKERS: Final = Content("@@tieu-de@@", "@@mo-ta@@", "@@noi-dung@@")
FRAMES: Final = "frames"
EXAMPLE: Final = "0-khung-trang-0"
"""The name of a folder that nobody has: pages there stand for all of their shape."""
_INDEX: Final = "index.html"
_ADDRESS: Final = "@@dia-chi@@"
_SEAMS: Final = re.compile("(@@(?:tieu-de|mo-ta|noi-dung|dia-chi)@@)")


@dataclass(frozen=True, slots=True)
class Frame:
    """The pieces of a frame: texts, and between them the markers of what goes there."""

    pieces: tuple[str, ...]

    @classmethod
    def of(cls, html: str, canonical: str) -> "Frame":
        """Return the frame of a page that holds MARKERS; ``canonical`` is that page's full address."""
        return cls(tuple(_SEAMS.split(html.replace(f'href="{canonical}"', f'href="{_ADDRESS}"'))))

    def fill(self, content: Content, canonical: str) -> str:
        """Return the page with ``content``, whose title and description are HTML already, at ``canonical``."""
        values: Mapping[str, str] = {
            MARKERS.title: content.title,
            MARKERS.description: content.description,
            MARKERS.body: content.body,
            _ADDRESS: canonical,
        }
        return "".join(values.get(piece, piece) for piece in self.pieces)


class Frames:
    """The frames of a portal whose pages begin with ``base``, by name; each is noted when a page is put into it."""

    def __init__(self, base: str, texts: Mapping[str, tuple[str, ...]], trace: Trace) -> None:
        self._base = base
        self._frames = {name: Frame(tuple(pieces)) for name, pieces in texts.items()}
        self._digests = {output(name): digest.of_texts([base, *pieces]) for name, pieces in texts.items()}
        self._trace = trace

    @classmethod
    def of_file(cls, file: Path, trace: Trace) -> "Frames":
        """Return the frames that were kept in a file."""
        kept = json.loads(file.read_bytes())
        return cls(kept["base"], kept["frames"], trace)

    def keep(self, file: Path) -> None:
        """Keep the frames in a file."""
        frames = {name: frame.pieces for name, frame in self._frames.items()}
        tree.put(file, json.dumps({"base": self._base, "frames": frames}).encode())

    @property
    def digests(self) -> Mapping[str, str]:
        """The digest of each frame, by the name under which pages note it."""
        return self._digests

    def fill(self, page: str, content: Content) -> str:
        """Return the page at ``page`` (``2020/cum-06/index.md``) with ``content``."""
        inner = page.partition("/")[2]
        name = next(name for name in (page, shape(page), shape(f"{EXAMPLE}/{inner}")) if name in self._frames)
        self._trace.note(output(name), self._digests[output(name)])
        return self._frames[name].fill(content, self._base + html_file(page).removesuffix(_INDEX))


@cache
def output(name: str) -> str:
    """Return the name under which a frame is noted."""
    return f"{FRAMES}#{name}"


def shape(page: str) -> str:
    """Return what two pages (``2020/cum-06/index.md``) have in common whose frames are the same."""
    room, *steps = page.split("/")
    return f"{room}-{len(steps)}"
