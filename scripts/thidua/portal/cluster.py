"""The page of a cluster: who is in it, what each reached, how it voted, whom it proposes, how it met (portal.md)."""

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from thidua.portal import link, words
from thidua.portal.ballot import ballot
from thidua.portal.composition import SEASONS, Head, compose
from thidua.portal.context import Context
from thidua.portal.correction import correction_lines
from thidua.portal.deviation import deviations
from thidua.portal.link import Link
from thidua.portal.matrix import matrix
from thidua.portal.meeting import meeting
from thidua.portal.page import Crumb, Page
from thidua.portal.proposal import Proposal, proposals
from thidua.portal.roster import MemberLine, eligibilities, roster, verifications
from thidua.portal.statement import statement
from thidua.publication.edition import AwardDecision, Edition, meets_on
from thidua.publication.embargo import PROPOSAL, of_member
from thidua.publication.redaction import PublishedCluster
from thidua.records.cluster import Cluster, CouncilMember, Covenant, NextLead
from thidua.records.figure import Figure
from thidua.records.format import NOTHING, day, enumeration
from thidua.records.record import value_of

Names = Callable[[str], str]

_ABOUT_MEMBERS: Final = (
    Figure.OFFICIAL_POINTS,
    Figure.SELF_POINTS,
    Figure.LATE_NAMES,
    Figure.NOMINATIONS,
    Figure.AWARDS,
)


def cluster_page(context: Context, published: PublishedCluster, edition: Edition, files: Iterable[Link] = ()) -> Page:
    """Return the page of a cluster; ``files`` are its data for machines, by address."""
    season, records = edition.season, published.records
    if records.cluster is None:
        raise ValueError(f"cluster {published.id} has no cluster.yml")
    cluster = records.cluster.value

    def names(organisation: str) -> str:
        return context.name(organisation, season)

    def roles(role: str) -> str:
        return context.role(role, season)

    def short_names(organisation: str) -> str:
        return context.short_name(organisation, season)

    proposed = proposals(published, edition, names)
    members = roster(published, edition, names)
    notices = {figure.value: _notice(figure, published, edition) for figure in Figure}
    report = value_of(records.report)
    verdict = _sentence(published, edition, proposed, short_names)
    return compose(
        context,
        Head(
            address=link.cluster(published.season, published.id),
            title=cluster.name,
            description=verdict,
            page_class="cluster",
            crumbs=(SEASONS, Crumb(f"Năm {published.season}", link.season(published.season))),
            is_sample=season.is_sample,
            files=tuple(files),
            source=records.cluster.path,
            kicker=f"Cụm thi đua năm {published.season}",
        ),
        "cluster",
        verdict=verdict,
        label=PROPOSAL if any(m.verdict is None for p in proposed for m in p.members) else "",
        roles=tuple(_roles(cluster, names, roles)),
        covenant=_covenant(records.covenant.value, cluster) if records.covenant is not None else "",
        members=members,
        has=_columns(members),
        withheld=[notices[figure.value] for figure in _ABOUT_MEMBERS if notices[figure.value]],
        notices=notices,
        matrix=matrix(published, edition, short_names),
        verifications=verifications(published, names),
        ballot=ballot(records.vote.value, published.vote, season, names)
        if records.vote is not None and published.vote is not None
        else None,
        proposals=proposed,
        eligibilities=eligibilities(published, edition, names),
        awards=tuple(award.label for award in season.awards),
        meeting=meeting(published, edition, names, roles),
        report=statement(report.report) if report is not None else None,
        next=_next(report.next, published.season, names, roles)
        if report is not None and report.next is not None
        else "",
        corrections=correction_lines(
            edition.corrections,
            context.today,
            published.season,
            link.cluster(published.season, published.id),
            names,
            {published.id: cluster.name},
        ),
        deviations=deviations(context, season, published.departures),
        history=link.history_link(context, records.path("cluster.yml").rpartition("/")[0]),
        rules=link.relative(link.cluster(published.season, published.id), link.season(published.season, "tieu-chi")),
    )


def _columns(members: Iterable[MemberLine]) -> dict[str, bool]:
    """Return which columns of the members' table hold anything."""
    return {
        "state": any(line.state for line in members),
        "own": any(line.own != NOTHING for line in members),
        "official": any(line.official != NOTHING for line in members),
        "honours": any(line.honours for line in members),
    }


def _is_awarded(verdict: AwardDecision | None) -> bool:
    return verdict is not None and verdict.status == "awarded"


def _sentence(published: PublishedCluster, edition: Edition, proposed: tuple[Proposal, ...], names: Names) -> str:
    """Return the cluster in a minute: how far it is, and whom it proposes or who was awarded."""
    progress = published.progress
    parts = [f"{len(published.members)} tổ chức thành viên."]
    if progress is not None:
        filed = f"{progress.filed} đã nộp, {progress.verified} đã thẩm định xong"
        parts = [f"{progress.members} tổ chức thành viên; {filed}."]
    met = meets_on(published)
    if met is not None:
        parts.append(f"Hội nghị tổng kết ngày {day(met)}.")
    members = [member.organisation for member in published.members]
    for award, proposal in zip(edition.season.awards, proposed, strict=False):
        title = award.label
        awarded = [o for o in members if _is_awarded(edition.verdict(award.code, published.id, o))]
        if awarded:
            parts.append(f"Được tặng {title}: {enumeration(map(names, awarded))}.")
        elif proposal.members:
            parts.append(f"Đề nghị tặng {title}: {enumeration(names(m.organisation) for m in proposal.members)}.")
    return " ".join(parts)


def _roles(cluster: Cluster, names: Names, roles: Names) -> Iterator[tuple[str, list[str]]]:
    assigned = cluster.assigned_by
    basis = ""
    if assigned is not None:
        issued = f" ngày {day(assigned.issued_on)}" if assigned.issued_on is not None else ""
        basis = f"theo {words.document(assigned.number)}{issued}"
    yield roles("lead"), [names(cluster.lead), *([basis] if basis else [])]
    if cluster.deputies:
        yield roles("deputy"), [names(deputy) for deputy in cluster.deputies]
    if cluster.monitors:
        yield roles("monitor"), [names(monitor) for monitor in cluster.monitors]
    if cluster.council_members:
        yield roles("council_member"), [_council_member(member, names) for member in cluster.council_members]


def _council_member(member: CouncilMember, names: Names) -> str:
    since = f" từ ngày {day(member.since)}" if member.since is not None else ""
    until = f" đến ngày {day(member.until)}" if member.until is not None else ""
    return f"{member.title}, {names(member.body)}{since}{until}"


def _covenant(covenant: Covenant, cluster: Cluster) -> str:
    return f"Ký ngày {day(covenant.signed_on)}; {len(covenant.signatories)}/{len(cluster.members)} tổ chức ký"


def _next(following: NextLead, season: str, names: Names, roles: Names) -> str:
    year = int(season) + 1
    said = f"Giới thiệu {names(following.lead)} làm Cụm trưởng năm {year}"
    if following.deputies:
        said += f", {enumeration(map(names, following.deputies))} làm Cụm phó"
    return f"{said} ({words.NEXT_BASES[following.basis]}); {roles('standing_board')} quyết định."


def _notice(figure: Figure, published: PublishedCluster, edition: Edition) -> str:
    """Return the sentence that stands in place of a figure; empty where it is shown of all members."""
    exposure = edition.publication.exposure(figure)
    if figure in published.shows and (edition.publication.view.is_internal or not exposure.nominated_only):
        return ""
    return of_member(edition.publication, figure, meets_on(published))
