"""The sample seasons as published at any moment for both readers, with the frame of their pages."""

from datetime import datetime
from functools import cache

from support.command import CHECKOUT
from thidua.portal.context import Context
from thidua.publication.digest import PublishedSeason, digest, publish_season
from thidua.publication.policy import Audience, Publication, View
from thidua.publication.redaction import publish
from thidua.records.archive import Archive
from thidua.records.source import Folder
from thidua.scoring.evaluation import Evaluator


@cache
def portal(as_of: str, audience: Audience = Audience.PUBLIC) -> tuple[Context, tuple[PublishedSeason, ...]]:
    """Return the frame of all pages and the seasons, oldest first."""
    view = View(audience, datetime.fromisoformat(as_of))
    evaluator = Evaluator(Archive(Folder(CHECKOUT)), view.as_of)
    registers = evaluator.archive.registers()
    assert registers.portal is not None
    assert registers.organisations is not None
    context = Context(registers.portal.value, registers.organisations.value, view, is_in_git=True)
    seasons = []
    for season in evaluator.archive.seasons():
        evaluation = evaluator.season(season)
        assert evaluation.frame is not None
        decision = evaluation.records.decision
        publication = Publication(view, evaluation.frame, decision.value.published_on if decision else None)
        clusters = [
            digest(publish(evaluator.cluster(season, cluster), publication)) for cluster in evaluation.records.clusters
        ]
        seasons.append(publish_season(evaluation.records, publication, clusters, evaluation.findings))
    return context, tuple(seasons)
