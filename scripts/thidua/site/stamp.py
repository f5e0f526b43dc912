"""The stamp on every page: the moment that its data are shown as of, and the commit that they come from."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from thidua.portal import format as write
from thidua.portal.placeholder import COMMIT, ISO_MOMENT, MOMENT, SHORT_COMMIT

SHORT: Final = 10


def stamp(as_of: datetime, commit: str | None) -> Mapping[str, str]:
    """Return what takes the place of each placeholder. ``as_of`` is shown in its own zone."""
    moments = {MOMENT: write.moment(as_of), ISO_MOMENT: write.iso(as_of)}
    return moments if commit is None else {**moments, COMMIT: commit, SHORT_COMMIT: commit[:SHORT]}


def stamped(body: str, stamp: Mapping[str, str]) -> str:
    """Return a page's body with the stamp in the place of its placeholders."""
    for mark, value in stamp.items():
        body = body.replace(mark, value)
    return body
