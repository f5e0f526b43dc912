"""Short labels: a state, a class, an award. The words carry the meaning; the kind only chooses colour and border."""

from collections.abc import Iterator
from dataclasses import dataclass

from thidua.publication.digest import ClusterDigest, MemberDigest, PublishedSeason
from thidua.records import vocabulary
from thidua.records.rubric import Rubric
from thidua.scoring.filing import State


@dataclass(frozen=True, slots=True)
class Chip:
    """A label for the macro ``chip``."""

    kind: str
    text: str


def state_chip(state: State) -> Chip:
    """Return the label of a dossier's state."""
    return Chip(f"state-{state.value}", vocabulary.STATES[state])


def class_chip(rubric: Rubric, code: str) -> Chip:
    """Return the label of a class."""
    return Chip(f"class-{code}", vocabulary.classification(rubric, code))


def award_chips(season: PublishedSeason, cluster: ClusterDigest, member: MemberDigest) -> Iterator[Chip]:
    """Yield what a member is proposed for or was given, in the order of the awards."""
    rows = season.decision.standing() if season.decision is not None else {}
    for award in season.season.awards:
        title = award.label
        row = rows.get((award.code, cluster.id, member.organisation))
        if row is not None and row.status == "awarded":
            yield Chip("award-awarded", title)
        elif row is not None:
            yield Chip(f"award-{row.status}", f"{title}: {vocabulary.AWARD_STATUSES[row.status].lower()}")
        elif award.code in member.nominated_for:
            yield Chip("award-proposed", f"Đề nghị {title}")
