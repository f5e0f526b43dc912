"""A season as JSON: its plan, its rules, what was decided, and where its clusters are found."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from thidua.exports import address
from thidua.exports.decision import consolidation_document, correction_document, decision_document
from thidua.exports.file import ExportFile, json_file
from thidua.exports.mark import season_marks
from thidua.exports.rubric import rubric_document
from thidua.exports.value import day, present, ratio
from thidua.publication.digest import PublishedSeason
from thidua.publication.policy import Publication
from thidua.publication.result_document import joined_document
from thidua.records.figure import Figure
from thidua.records.number import json_number
from thidua.records.season import Award, Deadline, Plan, Quota, Voting

AT_LEAST: Final = "classification_at_least"


def season_files(season: PublishedSeason, publication: Publication) -> Iterator[ExportFile]:
    """Yield the files of a season itself; ``season_results`` and ``cluster_files`` give the others."""
    marks = season_marks(publication)
    yield json_file(address.season(season.id), {"season": season.id, **marks, **_season(season, publication)})
    yield json_file(address.rubric(season.id), {"season": season.id, **marks, **rubric_document(season.rubric)})


def season_results(publication: Publication, parts: Iterable[dict[str, Any]]) -> ExportFile:
    """Return the file of a season's results, given what ``cluster_part`` gives for its clusters, in their order."""
    frame = publication.frame
    document = joined_document(frame.season_id, parts, season_marks(publication))
    return json_file(address.results(frame.season_id), document)


def _season(published: PublishedSeason, publication: Publication) -> dict[str, Any]:
    season = published.season
    return {
        "title": season.title,
        "plan": _plan(season.plan),
        "legal_basis": [
            present(
                id=basis.id,
                number=basis.number,
                issued_on=day(basis.issued_on),
                issuer=basis.issuer,
                title=basis.title,
                url=basis.url,
            )
            for basis in season.legal_basis
        ],
        "opens_on": day(season.opens_on),
        "amendments": [{"on": day(a.on), "basis": a.basis, "what": a.what} for a in season.amendments],
        "deadlines": {
            "self_assessment": {
                **_deadline(season.self_assessment),
                "addressees": "any" if season.any_addressee else "all",
            },
            "response_days": season.response_days,
            "conference": _deadline(season.conference),
            "consolidation": _deadline(season.consolidation),
        },
        "extensions": [
            {
                "cluster": extension.cluster,
                "organisation": extension.organisation,
                "milestone": extension.milestone,
                "until": day(extension.until),
                "basis": extension.basis,
            }
            for extension in season.extensions
        ],
        "conference": {"max_days": season.conference_days, "venue": "lead" if season.venue_is_lead else "free"},
        "intake": "sealed" if season.is_sealed else "open",
        "awards": [_award(award) for award in season.awards],
        "voting": _voting(season.voting),
        "ranking": {"tie_break": list(season.tie_break)},
        "publication": {"preset": season.preset, **_exposures(publication)},
        "support": dict(season.support) if publication.is_open(Figure.BUDGET) else None,
        "decision": decision_document(published.decision) if published.decision is not None else None,
        "corrections": [correction_document(correction) for correction in published.corrections],
        "consolidations": [
            {"monitor": monitor, **consolidation_document(consolidation)}
            for monitor, consolidation in published.consolidations.items()
        ],
        "rubric": address.rubric(published.id),
        "results": address.results(published.id),
        "clusters": [
            {"cluster": digest.id, "name": digest.cluster.name, "address": address.cluster(published.id, digest.id)}
            for digest in published.clusters
        ],
    }


def _plan(plan: Plan) -> dict[str, Any]:
    return {
        "number": plan.number,
        "issued_on": day(plan.issued_on),
        "issued_by": plan.issued_by,
        "purpose": plan.purpose,
        "contents": list(plan.contents),
        "participants": list(plan.participants),
        "invited": list(plan.invited),
        "funding": plan.funding,
        "duties": [{"for": duty.role, "text": duty.text} for duty in plan.duties],
        "recipients": [{"to": recipient.to, "purpose": recipient.purpose} for recipient in plan.recipients],
    }


def _deadline(deadline: Deadline) -> dict[str, Any]:
    return {
        "date": day(deadline.day),
        "rule": "on_or_before" if deadline.is_inclusive else "before",
        "last_day": day(deadline.last_day),
    }


def _award(award: Award) -> dict[str, Any]:
    return {
        "code": award.code,
        "title": award.title,
        "short_title": award.label,
        "quota": _quota(award.quota),
        "excludes": list(award.excludes),
        "conditions": [
            {AT_LEAST: condition.level} if condition.name == AT_LEAST else condition.name
            for condition in award.conditions
        ],
    }


def _quota(quota: Quota) -> dict[str, Any]:
    if quota.count is not None:
        return {"count": quota.count}
    return {"ratio": json_number(quota.ratio), "minimum": quota.minimum}


def _voting(voting: Voting) -> dict[str, Any]:
    return {
        "mode": voting.mode,
        "quorum": {"fraction": ratio(voting.quorum)},
        "thresholds": {
            award: {"fraction": ratio(threshold.fraction), "of": threshold.of, "strict": threshold.is_strict}
            for award, threshold in voting.thresholds.items()
        },
        "self_vote": "excluded" if voting.self_vote_excluded else "allowed",
        "order": "votes_then_rank" if voting.by_votes else "rank_then_votes",
    }


def _exposures(publication: Publication) -> dict[str, Any]:
    """Return when each figure is public, and of whom, the preset and the season's own words put together."""
    exposures = {figure.value: publication.exposure(figure) for figure in Figure}
    return {
        figure: {"when": exposure.when, "whom": "nominated" if exposure.nominated_only else "all"}
        for figure, exposure in exposures.items()
    }
