"""A cluster as JSON: its part of the results, who does what in it, and how it met, voted and proposed."""

from collections.abc import Iterator
from typing import Any

from thidua.exports import address
from thidua.exports.dossier import dossier_file
from thidua.exports.file import ExportFile, json_file
from thidua.exports.mark import season_marks
from thidua.exports.meeting import conference_document, schedule_document
from thidua.exports.poll import poll_document
from thidua.exports.value import day, document, name, present, report
from thidua.publication.policy import Publication
from thidua.publication.redaction import Progress, PublishedCluster
from thidua.publication.result_document import published_document
from thidua.records.cluster import Cluster, Covenant, Exclusions, NextLead
from thidua.records.decision import Decision
from thidua.records.figure import Figure


def cluster_files(
    published: PublishedCluster, publication: Publication, decision: Decision | None
) -> Iterator[ExportFile]:
    """Yield the files of a cluster and of its members; ``decision`` is the season's, if there is one."""
    place = address.cluster(published.season, published.id)
    yield json_file(place, cluster_document(published, publication, decision))
    for member in published.members:
        yield dossier_file(member, published, publication)


def cluster_part(published: PublishedCluster) -> dict[str, Any]:
    """Return the cluster's part of the season's results (rules.md §12)."""
    return published_document(published)


def cluster_document(
    published: PublishedCluster, publication: Publication, decision: Decision | None
) -> dict[str, Any]:
    """Return what may be shown of a cluster; figures that are withheld are null, and ``shows`` does not name them."""
    records = published.records
    if records.cluster is None:
        raise ValueError(f"cluster {published.id} has no cluster.yml")
    cluster = records.cluster.value
    part = cluster_part(published)
    has_awards = publication.is_open(Figure.AWARDS)
    return {
        "season": published.season,
        **season_marks(publication),
        "cluster": part["cluster"],
        "name": cluster.name,
        "shows": [figure.value for figure in Figure if figure in published.shows],
        "roles": _roles(cluster),
        "covenant": _covenant(records.covenant.value) if records.covenant is not None else None,
        "progress": _progress(published.progress) if published.progress is not None else None,
        "schedule": schedule_document(records.schedule.value) if records.schedule is not None else None,
        "members": [
            {
                **entry,
                "name": name(member.organisation, publication.frame),
                "address": address.dossier(published.season, published.id, member.organisation),
            }
            for entry, member in zip(part["members"], published.members, strict=True)
        ],
        "vote": poll_document(records.vote.value, published.vote)
        if records.vote is not None and published.vote is not None
        else None,
        "reached": {award: list(confirmed) for award, confirmed in published.reached.items()}
        if Figure.NOMINATIONS in published.shows
        else None,
        "nominations": part["nominations"],
        "open_ties": part["open_ties"],
        "awards": _awards(decision, published.id) if decision is not None and has_awards else None,
        "conference": conference_document(records.conference.value) if records.conference is not None else None,
        "report": report(records.report.value.report) if records.report is not None else None,
        "next": _next(records.report.value.next) if records.report is not None else None,
        **({"exclusions": _exclusions(records.exclusions.value)} if records.exclusions is not None else {}),
    }


def _roles(cluster: Cluster) -> dict[str, Any]:
    return {
        "assigned_by": document(cluster.assigned_by),
        "lead": cluster.lead,
        "deputies": list(cluster.deputies),
        "verifiers": dict(cluster.verifiers),
        "council_members": [
            present(title=member.title, body=member.body, from_=day(member.since), to=day(member.until))
            for member in cluster.council_members
        ],
        "monitors": list(cluster.monitors),
    }


def _covenant(covenant: Covenant) -> dict[str, Any]:
    return {"signed_on": day(covenant.signed_on), "signatories": list(covenant.signatories)}


def _progress(progress: Progress) -> dict[str, int]:
    return {
        "members": progress.members,
        "filed": progress.filed,
        "sealed": progress.sealed,
        "verified": progress.verified,
        "contested": progress.contested,
        "on_time": progress.on_time,
        "late": progress.late,
    }


def _awards(decision: Decision, cluster: str) -> list[dict[str, Any]]:
    """Return the rows on this cluster in the order of the decisions; of the same award and member the last counts."""
    return [
        present(
            award=row.award,
            organisation=row.organisation,
            status=row.status,
            basis=row.basis,
            number=signed.number,
            issued_on=day(signed.issued_on),
        )
        for signed in decision.decisions
        for row in signed.awards
        if row.cluster == cluster
    ]


def _next(proposal: NextLead | None) -> dict[str, Any] | None:
    if proposal is None:
        return None
    return {"lead": proposal.lead, "deputies": list(proposal.deputies), "basis": proposal.basis}


def _exclusions(exclusions: Exclusions) -> list[dict[str, str]]:
    return [{"organisation": e.organisation, "basis_number": e.basis_number} for e in exclusions.listed]
