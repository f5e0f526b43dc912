"""The result document that is printed and published (rules.md §12). Points are texts with two decimals."""

from collections.abc import Iterable
from typing import Any

from thidua.records.number import points
from thidua.scoring.result import ClusterResult, MemberResult
from thidua.scoring.sheet import Sheet


def season_document(season: str, clusters: Iterable[ClusterResult]) -> dict[str, Any]:
    """Return the result document of a season."""
    return {"season": season, "clusters": [cluster_document(cluster) for cluster in clusters]}


def cluster_document(result: ClusterResult) -> dict[str, Any]:
    """Return the part of the result document for one cluster."""
    vote = result.vote
    return {
        "cluster": result.cluster,
        "members": [member_document(member) for member in result.members],
        "vote": None if vote is None else {"valid": vote.is_valid, "quorum_needed": vote.quorum_needed},
        "nominations": {award: list(chosen) for award, chosen in result.nominations.nominated.items()},
        "open_ties": {award: list(tied) for award, tied in result.nominations.open_ties.items()},
    }


def member_document(member: MemberResult) -> dict[str, Any]:
    """Return the part of the result document for one member."""
    return {
        "organisation": member.organisation,
        "state": member.state.value,
        "on_time": member.on_time,
        "self": _sheet(member.sheets.self_assessed),
        "official": _sheet(member.sheets.official),
        "rank": member.rank.rank if member.rank else None,
        "decided_by": member.rank.decided_by if member.rank else None,
        "eligibility": {
            award: {"eligible": found.is_eligible, "failed": list(found.failed)}
            for award, found in member.eligibility.items()
        },
    }


def _sheet(sheet: Sheet | None) -> dict[str, Any] | None:
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
