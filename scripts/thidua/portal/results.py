"""The results of a season, cluster by cluster. Clusters stand side by side and are never ranked against each other."""

from collections.abc import Iterable, Iterator

from thidua.portal import link, words
from thidua.portal.award import outcome
from thidua.portal.chip import Chip, award_chips, class_chip
from thidua.portal.composition import compose, rooms, season_head
from thidua.portal.context import Context
from thidua.portal.correction import correction_lines
from thidua.portal.link import Link
from thidua.portal.page import Page
from thidua.portal.progress import Share
from thidua.portal.rank import brief_key
from thidua.publication import embargo
from thidua.publication.digest import ClusterDigest, MemberDigest, PublishedSeason
from thidua.publication.policy import exposure
from thidua.records import format as write
from thidua.records import vocabulary
from thidua.records.decision import Decision
from thidua.records.figure import Figure
from thidua.records.season import Season

LEAD = (
    "Xếp hạng chỉ có ý nghĩa trong từng Cụm: mỗi Cụm do người khác nhau thẩm định, nên không so sánh điểm giữa các Cụm."
)


MOST_MEMBERS = 200
"""How many members a page shows row by row; of larger seasons it leads to the clusters, which show the same."""


def results_page(context: Context, season: PublishedSeason, files: Iterable[Link] = ()) -> Page:
    """Return the page of a season's results, as far as they may be shown."""
    head = season_head(
        season,
        "ket-qua",
        f"Kết quả thi đua năm {season.id}",
        f"Xếp hạng, xếp loại, đề nghị và khen thưởng năm {season.id} của từng Cụm thi đua.",
        files,
        lead=LEAD,
    )
    shown = [c for c in season.clusters if Figure.NOMINATIONS in c.shows or any(map(_has_something, c.members))]
    is_large = sum(len(cluster.members) for cluster in shown) > MOST_MEMBERS
    return compose(
        context,
        head,
        "results",
        rooms=rooms(season.id, head.address),
        outcome=outcome(context, season, head.address),
        decision=_decision(context, season),
        notice=None if season.published_on else embargo.notice(season.season, Figure.AWARDS),
        proposal=embargo.PROPOSAL,
        hidden=embargo.of_all(season.season, Figure.OFFICIAL_POINTS) if len(shown) < len(season.clusters) else None,
        clusters=[_cluster(context, season, cluster, head.address) for cluster in shown] if not is_large else [],
        links=[_link(context, season, cluster, head.address) for cluster in shown] if is_large else [],
        corrections=correction_lines(
            season.corrections,
            context.today,
            season.id,
            head.address,
            lambda organisation: context.name(organisation, season.season),
            {cluster.id: cluster.cluster.name for cluster in season.clusters},
        ),
    )


def _decision(context: Context, season: PublishedSeason) -> dict[str, object] | None:
    decision = season.decision
    if decision is None or season.published_on is None:
        return None
    return {
        "documents": [f"Quyết định số {d.number} ngày {write.day(d.issued_on)}" for d in decision.decisions],
        "published_on": write.day(season.published_on),
        "council": _council(context, season.season, decision),
        "rows": tuple(_rows(context, season, decision)),
    }


def _council(context: Context, season: Season, decision: Decision) -> str | None:
    council = decision.council
    if council is None:
        return None
    number = f" (văn bản số {council.number})" if council.number else ""
    return f"{context.role('council', season)} họp xét ngày {write.day(council.met_on)}{number}."


def _rows(context: Context, season: PublishedSeason, decision: Decision) -> Iterator[tuple[str, str, Chip, str]]:
    """Yield the rows of the decision that need a word: what was not awarded, and what has a basis of its own."""
    for row in decision.standing().values():
        if row.basis or row.status != "awarded":
            chip = Chip(f"award-{row.status}", vocabulary.AWARD_STATUSES[row.status])
            name = context.name(row.organisation, season.season)
            yield name, vocabulary.award(season.season, row.award), chip, row.basis or ""


def _cluster(context: Context, season: PublishedSeason, cluster: ClusterDigest, here: str) -> dict[str, object]:
    shown = [member for member in cluster.members if _has_something(member)]
    ranked = sorted(shown, key=lambda m: m.rank.rank if m.rank is not None else len(cluster.members) + 1)
    ends_on = cluster.schedule.ends_on if cluster.schedule is not None else None
    hidden = len(cluster.members) - sum(member.official_total is not None for member in cluster.members)
    return {
        "id": cluster.id,
        "title": Link(cluster.cluster.name, link.relative(here, link.cluster(season.id, cluster.id))),
        "lead": context.name(cluster.cluster.lead, season.season),
        "meets_on": write.day(ends_on) if ends_on is not None else None,
        "rows": [_member(context, season, cluster, member, here) for member in ranked],
        "notices": tuple(_notices(season, cluster, hidden)),
        "has_points": any(member.official_total is not None for member in shown),
    }


def _link(context: Context, season: PublishedSeason, cluster: ClusterDigest, here: str) -> tuple[Link, str, str]:
    """Return where the results of a cluster stand, its lead, and how many members it has."""
    title = Link(cluster.cluster.name, link.relative(here, link.cluster(season.id, cluster.id)))
    return title, context.name(cluster.cluster.lead, season.season), write.count(len(cluster.members))


def _has_something(member: MemberDigest) -> bool:
    return member.official_total is not None or bool(member.nominated_for) or Figure.OFFICIAL_POINTS in member.shows


def _notices(season: PublishedSeason, cluster: ClusterDigest, hidden: int) -> Iterator[str]:
    ends_on = cluster.schedule.ends_on if cluster.schedule is not None else None
    if Figure.OFFICIAL_POINTS not in cluster.shows:
        yield embargo.notice(season.season, Figure.OFFICIAL_POINTS, ends_on)
    elif hidden and exposure(season.season, Figure.OFFICIAL_POINTS).nominated_only:
        yield (
            f"Theo quy định công bố của năm {season.id}, chỉ nêu điểm của tổ chức được đề nghị khen thưởng; "
            f"{write.count(hidden)} tổ chức khác của Cụm không nêu điểm."
        )
    if Figure.NOMINATIONS in cluster.shows and not any(member.nominated_for for member in cluster.members):
        yield "Cụm không có đề nghị khen thưởng: chưa bỏ phiếu, hoặc cuộc bỏ phiếu không có giá trị."


def _decided_by(season: PublishedSeason, cluster: ClusterDigest, member: MemberDigest) -> str | None:
    """Return what settled a tie with other members whose points are shown."""
    rank = member.rank
    if rank is None or rank.decided_by is None:
        return None
    ranks = [o.rank.rank for o in cluster.members if o.rank is not None and o.official_total == member.official_total]
    is_above = rank.rank == min(ranks)
    is_below = rank.rank == max(ranks)
    if is_above == is_below:
        return f"Bằng tổng điểm với tổ chức khác; thứ hạng xét theo {brief_key(rank.decided_by)}"
    reason = words.tie_reason(rank.decided_by, season.season, season.rubric, is_above=is_above)
    return f"Bằng tổng điểm với tổ chức khác; xếp {'trên' if is_above else 'sau'} do {reason}"


def _member(
    context: Context, season: PublishedSeason, cluster: ClusterDigest, member: MemberDigest, here: str
) -> dict[str, object]:
    rank, total, rubric = member.rank, member.official_total, season.rubric
    return {
        "rank": write.count(rank.rank) if rank is not None else write.NOTHING,
        "decided_by": _decided_by(season, cluster, member),
        "name": Link(
            context.name(member.organisation, season.season),
            link.relative(here, link.dossier(season.id, cluster.id, member.organisation)),
        ),
        "is_lead": member.organisation == cluster.cluster.lead,
        "total": Share(write.points(total), min(100, total * 100 // rubric.total)) if total is not None else None,
        "class": class_chip(rubric, member.classification) if member.classification is not None else None,
        "awards": tuple(award_chips(season, cluster, member)),
    }
