"""What stands twice in a list that names each thing once."""

from collections.abc import Iterable, Iterator, Sequence

from thidua.records.finding import Finding, Pointer, error
from thidua.records.language import mark as _

DUPLICATE = error(
    "list-duplicate",
    _("“{item}” stands twice in the list."),
    _("Keep one of the two."),
)


def duplicates(items: Sequence[str], path: str, pointer: Pointer, inner: Iterable[str] = ()) -> Iterator[Finding]:
    """Yield a finding for every item of a list that stands in it already; ``inner`` leads from an item to its id."""
    seen: set[str] = set()
    for index, item in enumerate(items):
        if item in seen:
            yield DUPLICATE.at(path, *pointer, index, *inner, item=item)
        seen.add(item)
