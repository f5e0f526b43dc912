"""Who is proposed or awarded in each cluster of a season: the table that answers a reader in a minute."""

from collections.abc import Iterator
from dataclasses import dataclass

from thidua.portal import link
from thidua.portal.chip import Chip
from thidua.portal.context import Context
from thidua.portal.link import Link
from thidua.publication import embargo
from thidua.publication.digest import ClusterDigest, PublishedSeason
from thidua.records import vocabulary
from thidua.records.figure import Figure


@dataclass(frozen=True, slots=True)
class Named:
    """A member in a cell, with a label where its standing needs one."""

    member: Link
    chip: Chip | None


@dataclass(frozen=True, slots=True)
class AwardRow:
    """One cluster. ``cells`` has one list for each award; ``notice`` stands in their place where nothing is public."""

    cluster: Link
    cells: tuple[tuple[Named, ...], ...]
    notice: str | None


@dataclass(frozen=True, slots=True)
class ClusterAwards:
    """The awards of a season by cluster. ``is_decided`` says whether a decision is public."""

    awards: tuple[str, ...]
    rows: tuple[AwardRow, ...]
    is_decided: bool
    caption: str


def outcome(context: Context, season: PublishedSeason, here: str) -> ClusterAwards:
    """Return the awards by cluster, with links from the page at ``here``; clusters are never compared."""
    is_decided = season.decision is not None and season.published_on is not None
    rows = tuple(_row(context, season, cluster, here) for cluster in season.clusters)
    caption = f"Đề nghị khen thưởng năm {season.id}"
    if is_decided:
        caption = f"Khen thưởng năm {season.id} theo quyết định của {context.role('standing_board', season.season)}"
    elif any(row.notice is None for row in rows):
        caption = f"{embargo.PROPOSAL} (năm {season.id})"
    return ClusterAwards(
        awards=tuple(award.label for award in season.season.awards),
        rows=rows,
        is_decided=is_decided,
        caption=caption,
    )


def _row(context: Context, season: PublishedSeason, cluster: ClusterDigest, here: str) -> AwardRow:
    title = Link(cluster.cluster.name, link.relative(here, link.cluster(season.id, cluster.id)))
    cells = tuple(tuple(_named(context, season, cluster, a.code, here)) for a in season.season.awards)
    if any(cells) or Figure.NOMINATIONS in cluster.shows:
        return AwardRow(title, cells, None)
    ends_on = cluster.schedule.ends_on if cluster.schedule is not None else None
    return AwardRow(title, (), embargo.moment(season.season, Figure.NOMINATIONS, ends_on))


def _named(context: Context, season: PublishedSeason, cluster: ClusterDigest, award: str, here: str) -> Iterator[Named]:
    rows = season.decision.standing() if season.decision is not None else {}
    decided = {row.organisation: row.status for (a, c, _), row in rows.items() if (a, c) == (award, cluster.id)}
    nominated = cluster.nominations.nominated.get(award, ()) if cluster.nominations is not None else ()
    for organisation in dict.fromkeys((*nominated, *decided)):
        status = decided.get(organisation)
        yield Named(
            Link(
                context.name(organisation, season.season),
                link.relative(here, link.dossier(season.id, cluster.id, organisation)),
            ),
            _chip(status, has_decision=bool(rows)),
        )
    tied = cluster.nominations.open_ties.get(award, ()) if cluster.nominations is not None else ()
    if tied and not decided:
        yield Named(Link(f"{context.names(tied, season.season)} (ngang nhau, Cụm chưa quyết)"), None)


def _chip(status: str | None, *, has_decision: bool) -> Chip | None:
    if status is None:
        return Chip("award-proposed", "Đề nghị") if has_decision else None
    return None if status == "awarded" else Chip(f"award-{status}", vocabulary.AWARD_STATUSES[status])
