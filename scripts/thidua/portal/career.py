"""An organisation across seasons: in which clusters it was, what came of it, and where the rubric changed between."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from thidua.publication.digest import ClusterDigest, MemberDigest, PublishedSeason
from thidua.records.rubric import Rubric

Signature = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Participation:
    """One season of an organisation. ``breaks`` says that the rubric differs from the term before."""

    season: PublishedSeason
    cluster: ClusterDigest
    member: MemberDigest
    breaks: bool

    @property
    def is_lead(self) -> bool:
        """Whether the organisation led the cluster."""
        return self.cluster.cluster.lead == self.member.organisation

    @property
    def is_deputy(self) -> bool:
        """Whether the organisation was deputy lead."""
        return self.member.organisation in self.cluster.cluster.deputies

    def awarded(self) -> tuple[str, ...]:
        """Return the codes of the awards that the organisation was given."""
        decision = self.season.decision
        if decision is None:
            return ()
        standing = decision.standing()
        keys = ((award.code, self.cluster.id, self.member.organisation) for award in self.season.season.awards)
        return tuple(key[0] for key in keys if key in standing and standing[key].status == "awarded")


def careers(seasons: Iterable[PublishedSeason]) -> dict[str, list[Participation]]:
    """Return the terms of every organisation that was ever a member, oldest first."""
    found: dict[str, list[Participation]] = {}
    signatures: dict[str, Signature] = {}
    for season in sorted(seasons, key=lambda season: season.id):
        signatures[season.id] = _signature(season.rubric)
        for cluster in season.clusters:
            for member in cluster.members:
                terms = found.setdefault(member.organisation, [])
                breaks = bool(terms) and signatures[terms[-1].season.id] != signatures[season.id]
                terms.append(Participation(season, cluster, member, breaks))
    return found


def leads(terms: Sequence[Participation]) -> int:
    """Return how many seasons the organisation led a cluster."""
    return sum(term.is_lead for term in terms)


def awards(terms: Sequence[Participation], award: str) -> int:
    """Return how many times the organisation was given an award."""
    return sum(award in term.awarded() for term in terms)


def _signature(rubric: Rubric) -> Signature:
    """Return what must be equal for the points of two seasons to mean the same."""
    criteria = tuple((c.code, c.title, c.max, c.kind.name) for c in rubric.criteria.values())
    return rubric.total, rubric.bonus_max, rubric.penalty_max, criteria
