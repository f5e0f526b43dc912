"""``thidua score``: points, ranks and nominations of a season."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import click
from rich.table import Table

from thidua.cli.invocation import Invocation, as_of_option, moment, shared_options
from thidua.cli.output import Printer, format_option, print_json
from thidua.cli.report import tell_text
from thidua.exports.delimited import csv_file
from thidua.exports.members import results_table
from thidua.publication.digest import digest, publish_season
from thidua.publication.policy import Audience, Publication, View
from thidua.publication.redaction import publish
from thidua.publication.result_document import season_document
from thidua.records.finding import Finding
from thidua.records.language import Amount, Language
from thidua.records.language import mark as _
from thidua.records.number import points
from thidua.scoring.evaluation import ClusterEvaluation, Evaluator, SeasonEvaluation
from thidua.scoring.result import ClusterResult
from thidua.scoring.sheet import Sheet

HELP: Final = _("Print points, ranks and nominations of a season.")
FORMAT_HELP: Final = _("How results are printed.")
CLUSTER_HELP: Final = _("Only this cluster.")
NO_SEASON: Final = _("There is no season “{season}”. Seasons: {seasons}.")
NO_CLUSTER: Final = _("There is no cluster “{cluster}” in this season. Clusters: {clusters}.")
NO_RESULTS: Final = _("Errors in the registers, the season or the rubric leave nothing to compute with.")
NOMINATED: Final = _("Nominated for {award}: {names}")
OPEN_TIE: Final = _("Open tie for {award}, the conference decides: {names}")
NOBODY: Final = _("nobody")
NOBODY_YET: Final = _("nobody yet")
HEADINGS: Final = (_("Rank"), _("Organisation"), _("State"), _("On time"), _("Self"), _("Official"), _("Class"))
YES, NO, UNKNOWN = _("yes"), _("no"), _("unknown")


@dataclass(frozen=True, slots=True)
class Scores:
    """The clusters of a season as evaluated at a moment."""

    season: SeasonEvaluation
    clusters: Sequence[ClusterEvaluation]
    now: datetime

    @property
    def results(self) -> list[ClusterResult]:
        """The results of the clusters that have any."""
        return [cluster.result for cluster in self.clusters if cluster.result is not None]


def command(spoken: Language) -> click.Command:
    """Return the command in one language."""

    @click.command("score", help=spoken.text(HELP))
    @click.argument("season")
    @click.option("--cluster", help=spoken.text(CLUSTER_HELP))
    @format_option(spoken, FORMATS, FORMAT_HELP)
    @as_of_option(spoken)
    @shared_options(spoken)
    def score(
        invocation: Invocation, season: str, cluster: str | None, show: Printer[Scores], as_of: str | None
    ) -> None:
        now = moment(invocation, as_of)
        evaluator = Evaluator(invocation.archive(), now)
        evaluation = _season(invocation, evaluator, season)
        findings: list[Finding] = [*evaluator.registers(), *evaluation.findings]
        found = [evaluator.cluster(season, name) for name in _clusters(invocation, evaluation, cluster)]
        findings += [finding for each in found for finding in each.findings]
        errors = [finding for finding in findings if finding.is_error]
        show(invocation, Scores(evaluation, found, now))
        aside = Invocation(invocation.root, invocation.language, invocation.err, invocation.err)
        tell_text(aside, errors)
        if evaluation.frame is None:
            invocation.err.print(invocation.say(NO_RESULTS))
        click.get_current_context().exit(bool(errors))

    return score


def table(evaluation: SeasonEvaluation, clusters: Sequence[ClusterEvaluation], now: datetime) -> bytes:
    """Return the clusters as the internal edition's table of results at a moment; nothing without rules to go by."""
    if evaluation.frame is None:
        return b""
    records, decision = evaluation.records, evaluation.records.decision
    published_on = decision.value.published_on if decision is not None else None
    publication = Publication(View(Audience.INTERNAL, now), evaluation.frame, published_on)
    digests = [digest(publish(cluster, publication)) for cluster in clusters if cluster.result is not None]
    season = publish_season(records, publication, digests, evaluation.findings)
    return csv_file("", results_table(season, publication)).data


def _season(invocation: Invocation, evaluator: Evaluator, season: str) -> SeasonEvaluation:
    seasons = evaluator.archive.seasons()
    if season not in seasons:
        invocation.refuse(NO_SEASON, season=season, seasons=", ".join(seasons) or "–")
    return evaluator.season(season)


def _clusters(invocation: Invocation, evaluation: SeasonEvaluation, wanted: str | None) -> Sequence[str]:
    clusters = evaluation.records.clusters
    if wanted is None:
        return clusters
    if wanted not in clusters:
        invocation.refuse(NO_CLUSTER, cluster=wanted, clusters=", ".join(clusters) or "–")
    return [wanted]


def _print_json(_invocation: Invocation, scores: Scores) -> None:
    frame = scores.season.frame
    is_sample = frame is not None and frame.season.is_sample
    print_json(season_document(scores.season.id, scores.results, is_sample=is_sample), indent=1)


def _print_csv(_invocation: Invocation, scores: Scores) -> None:
    click.echo(table(scores.season, scores.clusters, scores.now), nl=False)


def _print_table(invocation: Invocation, scores: Scores) -> None:
    frame = scores.season.frame
    if frame is None:
        return
    say = invocation.say

    def name(organisation: str) -> str:
        known = organisation in frame.organisations
        return frame.organisations[organisation].name_on(frame.season.opens_on) if known else organisation

    titles = {found.code: found.title for found in frame.rubric.classification}
    for result in scores.results:
        cluster = scores.season.roster[result.cluster]
        grid = Table(title=cluster.name, title_justify="left", title_style="bold", header_style="bold")
        for heading in HEADINGS:
            grid.add_column(say(heading), justify="right" if heading in {"Rank", "Self", "Official"} else "left")
        for member in sorted(result.members, key=lambda m: m.rank.rank if m.rank else len(result.members) + 1):
            own, official = member.sheets.self_assessed, member.sheets.official
            grid.add_row(
                str(member.rank.rank) if member.rank else "–",
                name(member.organisation),
                say(member.state),
                say({True: YES, False: NO, None: UNKNOWN}[member.on_time]),
                _shown(own, invocation.language),
                _shown(official, invocation.language),
                titles[official.classification] if official is not None else "–",
            )
        invocation.out.print(grid)
        nobody = say(NOBODY_YET if result.vote is None else NOBODY)
        for award in frame.season.awards:
            chosen = result.nominations.nominated[award.code]
            names = ", ".join(name(organisation) for organisation in chosen) or nobody
            invocation.out.print("  " + say(NOMINATED, award=award.label, names=names))
            tied = result.nominations.open_ties.get(award.code, ())
            if tied:
                names = ", ".join(name(organisation) for organisation in tied)
                invocation.out.print("  " + say(OPEN_TIE, award=award.label, names=names))
        invocation.out.print()


def _shown(sheet: Sheet | None, language: Language) -> str:
    if sheet is None:
        return "–"
    return language.told(Amount(points(sheet.total)))


FORMATS: Final[Mapping[str, Printer[Scores]]] = {"table": _print_table, "json": _print_json, "csv": _print_csv}
