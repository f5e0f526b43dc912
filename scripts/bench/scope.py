"""How much the bench measures: everything that performance.md asks for, or a glance while trying something out."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scope:
    """Numbers of dossiers, and how often a measurement is repeated (the fastest counts).

    ``peer`` dossiers are checked beside check-jsonschema and ``pages`` built beside stock MkDocs. Growth is measured
    by doubling; the largest number is also what one changed dossier and the memory are measured with. ``rebuilt``
    dossiers are built, then again after one has changed; it is one of the sizes of ``built``.
    """

    peer: int
    checked: tuple[int, ...]
    pages: int
    built: tuple[int, ...]
    rebuilt: int
    repeats: int


FULL = Scope(
    peer=400,
    checked=(1_250, 2_500, 5_000, 10_000),
    pages=1_000,
    built=(1_250, 2_500, 5_000, 10_000),
    rebuilt=5_000,
    repeats=2,
)
QUICK = Scope(peer=40, checked=(120, 240, 480), pages=40, built=(48, 96), rebuilt=96, repeats=1)
