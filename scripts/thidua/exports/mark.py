"""What every file of a season says of itself: that its data are invented, that it is not for the public."""

from typing import Any

from thidua.publication.policy import Publication, View
from thidua.publication.result_document import sample_mark


def season_marks(publication: Publication) -> dict[str, Any]:
    """Return the marks of a file of one season."""
    return sample_mark(is_sample=publication.frame.season.is_sample) | internal_mark(publication.view)


def internal_mark(view: View) -> dict[str, Any]:
    """Return the mark of a file that is only meant for inside; nothing for the public."""
    return {"audience": view.audience.value} if view.is_internal else {}
