"""Corrections of what was published, wherever a reader meets the figures that they changed."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from thidua.portal import link
from thidua.portal.link import Link
from thidua.records import format as write
from thidua.records.decision import Correction
from thidua.records.layout import ROOT, place


@dataclass(frozen=True, slots=True)
class CorrectionLine:
    """One correction; ``about`` are the clusters and dossiers whose records it changed."""

    id: str
    on: str
    what: str
    why: str
    about: tuple[Link, ...]


Names = Callable[[str], str]


def correction_lines(
    corrections: Iterable[Correction], today: date, season: str, here: str, names: Names, clusters: Mapping[str, str]
) -> tuple[CorrectionLine, ...]:
    """Return the corrections up to ``today`` for the page at ``here``.

    The page of a cluster or a dossier has those of its own records, the page of the season's results has all. ``names``
    gives an organisation's name, ``clusters`` has those of the clusters that have a page.
    """
    own = f"{season}/" if here == link.season(season, "ket-qua") else here
    return tuple(
        CorrectionLine(
            id=correction.id,
            on=write.day(correction.on),
            what=correction.what,
            why=correction.why,
            about=tuple(_about(correction, season, here, names, clusters)),
        )
        for correction in corrections
        if correction.on <= today and any(file.startswith(own) for file in correction.files)
    )


def _about(correction: Correction, season: str, here: str, names: Names, clusters: Mapping[str, str]) -> Iterator[Link]:
    found = [place(f"{ROOT}/{file}") for file in correction.files]
    parts = [(where.cluster, where.organisation) for where in found if where is not None and where.cluster in clusters]
    for cluster, organisation in dict.fromkeys(parts):
        address = link.cluster(season, cluster or "")
        if cluster is not None and organisation is not None:
            text = f"{names(organisation)} ({clusters[cluster]})"
            yield Link(text, link.relative(here, address) if address != here else None)
        elif cluster is not None and address != here:
            yield Link(clusters[cluster], link.relative(here, address))
