"""What the pages of a season's clusters and dossiers share: the season as published, and its decision by row."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from thidua.publication.policy import Publication
from thidua.publication.redaction import PublishedCluster
from thidua.records import vocabulary
from thidua.records.decision import AwardKey, Correction, Decision
from thidua.records.figure import Figure
from thidua.records.format import day
from thidua.records.season import Season
from thidua.scoring.result import Frame


@dataclass(frozen=True, slots=True)
class AwardDecision:
    """What was decided on one award for one member, and the signed decision that says so."""

    status: str
    number: str
    issued_on: date

    @property
    def text(self) -> str:
        """The verdict in words: ``Được khen thưởng``."""
        return vocabulary.AWARD_STATUSES[self.status]

    @property
    def source(self) -> str:
        """The decision in words: ``Quyết định số 45/QĐ-MTTW ngày 05/01/2021``."""
        return f"Quyết định số {self.number} ngày {day(self.issued_on)}"


@dataclass(frozen=True, slots=True)
class Edition:
    """A season as it is published, its plan and rules included.

    ``verdicts`` is empty while awards may not be shown, and so are ``corrections``.
    """

    publication: Publication
    season: Season
    verdicts: Mapping[AwardKey, AwardDecision]
    corrections: tuple[Correction, ...] = ()

    @property
    def frame(self) -> Frame:
        """What the results were computed with."""
        return self.publication.frame

    def verdict(self, award: str, cluster: str, organisation: str) -> AwardDecision | None:
        """Return what was decided; None if nothing was, or if it may not be shown."""
        return self.verdicts.get((award, cluster, organisation))


def edition(publication: Publication, decision: Decision | None, corrections: tuple[Correction, ...] = ()) -> Edition:
    """Return a season as it is published; of equal rows of the decision the last one counts (data-model.md)."""
    if decision is None or not publication.is_open(Figure.AWARDS):
        return Edition(publication, publication.season(), {}, corrections)
    return Edition(
        publication,
        publication.season(),
        {
            row.key: AwardDecision(row.status, document.number, document.issued_on)
            for document in decision.decisions
            for row in document.awards
        },
        corrections,
    )


def meets_on(published: PublishedCluster) -> date | None:
    """Return the last day of a cluster's conference, None while no date is set."""
    schedule = published.records.schedule
    return schedule.value.ends_on if schedule is not None else None
