"""The result document that is printed and published (rules.md §12). Points are texts with two decimals.

Of what may not be shown, a published document holds null in place of the value.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from thidua.publication.redaction import PublishedCluster, PublishedMember
from thidua.records.number import points
from thidua.scoring.eligibility import Eligibility
from thidua.scoring.nomination import Nominations
from thidua.scoring.result import ClusterResult, MemberResult
from thidua.scoring.sheet import Sheet
from thidua.scoring.voting import VoteOutcome

SAMPLE_NOTICE: Final = "MẪU – số liệu minh họa, không phải kết quả thật"


def season_document(season: str, clusters: Iterable[ClusterResult], *, is_sample: bool = False) -> dict[str, Any]:
    """Return the result document of a season."""
    return joined_document(season, map(cluster_document, clusters), sample_mark(is_sample=is_sample))


def joined_document(season: str, parts: Iterable[dict[str, Any]], marks: Mapping[str, Any]) -> dict[str, Any]:
    """Return the result document of a season, given the parts for its clusters and what marks the whole."""
    return {"season": season, **marks, "clusters": list(parts)}


def sample_mark(*, is_sample: bool) -> dict[str, Any]:
    """Return what marks a document as invented data (data-model.md, season.yml); nothing if they are real."""
    return {"sample": True, "notice": SAMPLE_NOTICE} if is_sample else {}


def cluster_document(result: ClusterResult) -> dict[str, Any]:
    """Return the part of the result document for one cluster."""
    return _cluster(result.cluster, result.members, result.vote, result.nominations)


def published_document(published: PublishedCluster) -> dict[str, Any]:
    """Return the part of the result document for one cluster, as far as it may be shown."""
    return _cluster(published.id, published.members, published.vote, published.nominations)


def member_document(member: MemberResult | PublishedMember) -> dict[str, Any]:
    """Return the part of the result document for one member."""
    return {
        "organisation": member.organisation,
        "state": member.state.value if member.state else None,
        "on_time": member.on_time,
        "self": sheet_document(member.sheets.self_assessed),
        "official": sheet_document(member.sheets.official),
        "rank": member.rank.rank if member.rank else None,
        "decided_by": member.rank.decided_by if member.rank else None,
        "eligibility": {award: eligibility_document(found) for award, found in member.eligibility.items()},
    }


def sheet_document(sheet: Sheet | None) -> dict[str, Any] | None:
    """Return the totals of a sheet."""
    if sheet is None:
        return None
    return {
        "sections": {code: points(value) for code, value in sheet.sections.items()},
        "base": points(sheet.base),
        "bonus": points(sheet.bonus),
        "penalty": points(sheet.penalty),
        "total": points(sheet.total),
        "classification": sheet.classification,
    }


def eligibility_document(found: Eligibility) -> dict[str, Any]:
    """Return whether a member may be proposed for an award, and the names of the conditions that failed."""
    return {"eligible": found.is_eligible, "failed": list(found.failed)}


def vote_document(vote: VoteOutcome | None) -> dict[str, Any] | None:
    """Return whether a cluster's vote had its quorum."""
    return None if vote is None else {"valid": vote.is_valid, "quorum_needed": vote.quorum_needed}


def _cluster(
    cluster: str,
    members: Iterable[MemberResult | PublishedMember],
    vote: VoteOutcome | None,
    nominations: Nominations | None,
) -> dict[str, Any]:
    return {
        "cluster": cluster,
        "members": [member_document(member) for member in members],
        "vote": vote_document(vote),
        "nominations": _lists(nominations.nominated) if nominations is not None else None,
        "open_ties": _lists(nominations.open_ties) if nominations is not None else None,
    }


def _lists(organisations: Mapping[str, tuple[str, ...]]) -> dict[str, list[str]]:
    return {award: list(listed) for award, listed in organisations.items()}
