"""The stamp on every page: the moment that its data are shown as of, and the commit that they come from.

Generated pages hold marks in its place; the site generator's template, or the caster of moulds, puts the stamp in. So
a page is made again only when what it shows has changed, and not for every commit. The marks are noncharacters of
Unicode, which no record may hold (rule ``text-control``), so that nothing else on a page is taken for one.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from thidua.portal import format as write

COMMIT: Final = "\ufdd0"
SHORT_COMMIT: Final = "\ufdd1"
MOMENT: Final = "\ufdd2"
ISO_MOMENT: Final = "\ufdd3"
SHORT: Final = 10


def stamp(as_of: datetime, commit: str | None) -> Mapping[str, str]:
    """Return what takes the place of each mark. ``as_of`` is shown in its own zone."""
    moments = {MOMENT: write.moment(as_of), ISO_MOMENT: write.iso(as_of)}
    return moments if commit is None else {**moments, COMMIT: commit, SHORT_COMMIT: commit[:SHORT]}


def stamped(body: str, stamp: Mapping[str, str]) -> str:
    """Return a page's body with the stamp in the place of its marks."""
    for mark, value in stamp.items():
        body = body.replace(mark, value)
    return body
