"""Frames of generated pages, made once by the site generator and then filled for every page.

The frame of a generated page depends on its place alone: on the first step of its address, which is the room it
belongs to, and on its depth, which the links in the frame count. Title, description, address and body are all that
differs. A test holds filled frames against what the site generator itself makes of the same pages.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from thidua.portal.page import Content

MARKERS: Final = Content("@@tieu-de@@", "@@mo-ta@@", "@@noi-dung@@")
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


def shape(page: str) -> str:
    """Return what two pages (``2020/cum-06/index.md``) have in common whose frames are the same."""
    room, *steps = page.split("/")
    return f"{room}-{len(steps)}"
