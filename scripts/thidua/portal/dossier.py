"""The page of a dossier: what a member entered, what came of it, and how every figure follows (portal.md)."""

from collections.abc import Iterable, Iterator

from thidua.portal import link
from thidua.portal.composition import SEASONS, Head, compose
from thidua.portal.condition import AwardConditions, award_conditions
from thidua.portal.context import Context
from thidua.portal.correction import correction_lines
from thidua.portal.criterion import CriterionRows
from thidua.portal.deviation import deviations, of_dossier
from thidua.portal.link import Link
from thidua.portal.page import Crumb, Page
from thidua.portal.rank import standing
from thidua.portal.receipt import receipt_lines
from thidua.portal.scoresheet import scoresheet
from thidua.portal.statement import statement
from thidua.portal.summary import facts, sentence, tiles
from thidua.publication.edition import Edition, meets_on
from thidua.publication.embargo import of_member
from thidua.publication.redaction import PublishedCluster, PublishedMember
from thidua.records.figure import Figure


def dossier_page(
    context: Context,
    published: PublishedCluster,
    member: PublishedMember,
    edition: Edition,
    files: Iterable[Link] = (),
) -> Page:
    """Return the page of one member's dossier; ``files`` are its data for machines, by address."""
    season, rubric, organisation = edition.season, edition.frame.rubric, member.organisation
    cluster = published.records.cluster

    def names(other: str) -> str:
        return context.name(other, season)

    name = names(organisation)
    cluster_name = cluster.value.name if cluster is not None else published.id
    address = link.dossier(published.season, published.id, organisation)
    verdict = sentence(name, member, published, edition)
    own = member.dossier.self_assessment
    return compose(
        context,
        Head(
            address=address,
            title=name,
            description=verdict,
            page_class="dossier",
            crumbs=(
                SEASONS,
                Crumb(f"Năm {published.season}", link.season(published.season)),
                Crumb(cluster_name, link.cluster(published.season, published.id)),
            ),
            is_sample=season.is_sample,
            files=tuple(files),
            source=own.path if own is not None else None,
            kicker=f"Hồ sơ thi đua năm {published.season} – {cluster_name}",
        ),
        "dossier",
        verdict=verdict,
        tiles=tiles(member, published, edition, names),
        notices=tuple(_notices(member, published, edition)),
        standing=standing(member, published, edition.frame, names),
        sheet=scoresheet(rubric, member.sheets, CriterionRows(context, member, names)),
        awards=tuple(_awards(member, published, edition)),
        report=statement(own.value.report) if own is not None and Figure.REPORTS in member.shows else None,
        facts=tuple(facts(member, edition)),
        receipts=receipt_lines(member, published, edition, names),
        remark=member.dossier.verification.value.note if member.dossier.verification is not None else None,
        corrections=correction_lines(
            edition.corrections, context.today, published.season, address, names, {published.id: cluster_name}
        ),
        deviations=deviations(context, season, of_dossier(published.departures, member.dossier.folder, organisation)),
        history=link.history_link(context, member.dossier.folder),
        organisation=link.relative(address, link.organisation(organisation)) if context.has_page(organisation) else "",
        rules=link.relative(address, link.season(published.season, "tieu-chi")),
    )


def _notices(member: PublishedMember, published: PublishedCluster, edition: Edition) -> Iterator[str]:
    for figure in (Figure.SELF_POINTS, Figure.OFFICIAL_POINTS, Figure.REPORTS):
        if figure not in member.shows:
            yield of_member(edition.publication, figure, meets_on(published))


def _awards(member: PublishedMember, published: PublishedCluster, edition: Edition) -> Iterator[AwardConditions]:
    for award in edition.season.awards:
        found = award_conditions(award, member, published, edition.frame)
        if found is not None:
            yield found
