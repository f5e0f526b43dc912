"""``thidua score``: points, ranks and nominations of a season."""

import csv
import io
import json
from collections.abc import Sequence
from typing import Final

import click
from rich.table import Table

from thidua.cli.invocation import Invocation, as_of_option, moment, shared_options
from thidua.cli.report import tell_text
from thidua.exports.delimited import safe
from thidua.records.finding import Finding
from thidua.records.language import Language
from thidua.records.language import mark as _
from thidua.records.number import points
from thidua.scoring.document import season_document
from thidua.scoring.evaluation import Evaluator, SeasonEvaluation
from thidua.scoring.result import ClusterResult, MemberResult
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
HEADINGS: Final = (_("Rank"), _("Organisation"), _("State"), _("On time"), _("Self"), _("Official"), _("Class"))
COLUMNS: Final = (
    *("cluster", "organisation", "state", "on_time", "self_total", "base", "bonus", "penalty", "total"),
    *("classification", "rank", "decided_by", "nominated_for"),
)
YES, NO, UNKNOWN = _("yes"), _("no"), _("unknown")
STATES: Final = {
    "missing": _("missing"),
    "sealed": _("sealed"),
    "submitted": _("submitted"),
    "contested": _("contested"),
    "verified": _("verified"),
}


def command(spoken: Language) -> click.Command:
    """Return the command in one language."""

    @click.command("score", help=spoken.text(HELP))
    @click.argument("season")
    @click.option("--cluster", help=spoken.text(CLUSTER_HELP))
    @click.option(
        "--format", "form", type=click.Choice(["table", "json", "csv"]), default="table", help=spoken.text(FORMAT_HELP)
    )
    @as_of_option(spoken)
    @shared_options(spoken)
    def score(invocation: Invocation, season: str, cluster: str | None, form: str, as_of: str | None) -> None:
        evaluator = Evaluator(invocation.archive(), moment(invocation, as_of))
        evaluation = _season(invocation, evaluator, season)
        findings: list[Finding] = [*evaluator.registers(), *evaluation.findings]
        results = []
        for name in _clusters(invocation, evaluation, cluster):
            found = evaluator.cluster(season, name)
            findings += found.findings
            results += [found.result] if found.result is not None else []
        errors = [finding for finding in findings if finding.is_error]
        if form == "json":
            is_sample = evaluation.frame is not None and evaluation.frame.season.is_sample
            document = season_document(season, results, is_sample=is_sample)
            print(json.dumps(document, ensure_ascii=False, indent=1))
        elif form == "csv":
            print(table(results), end="")
        else:
            _print(invocation, evaluation, results)
        aside = Invocation(invocation.root, invocation.language, invocation.err, invocation.err)
        tell_text(aside, errors)
        if evaluation.frame is None:
            invocation.err.print(invocation.say(NO_RESULTS))
        click.get_current_context().exit(bool(errors))

    return score


def table(results: Sequence[ClusterResult]) -> str:
    """Return the results as CSV, a line a member; the columns are those of the result document."""
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\n")
    writer.writerow(COLUMNS)
    for result in results:
        for member in result.members:
            nominated = result.nominations.of(member.organisation)
            writer.writerow(safe(str(cell)) for cell in (result.cluster, *_row(member), " ".join(nominated)))
    return target.getvalue()


def _row(member: MemberResult) -> list[object]:
    official = member.sheets.official
    numbers = ["", "", "", ""] if official is None else _numbers(official)
    return [
        member.organisation,
        member.state.value,
        "" if member.on_time is None else str(member.on_time).lower(),
        "" if member.sheets.self_assessed is None else points(member.sheets.self_assessed.total),
        *numbers,
        "" if official is None else official.classification,
        "" if member.rank is None else member.rank.rank,
        "" if member.rank is None else member.rank.decided_by or "",
    ]


def _numbers(sheet: Sheet) -> list[str]:
    return [points(value) for value in (sheet.base, sheet.bonus, sheet.penalty, sheet.total)]


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


def _print(invocation: Invocation, evaluation: SeasonEvaluation, results: Sequence[ClusterResult]) -> None:
    frame = evaluation.frame
    if frame is None:
        return
    say = invocation.say

    def name(organisation: str) -> str:
        known = organisation in frame.organisations
        return frame.organisations[organisation].name_on(frame.season.opens_on) if known else organisation

    titles = {found.code: found.title for found in frame.rubric.classification}
    for result in results:
        cluster = evaluation.roster[result.cluster]
        grid = Table(title=cluster.name, title_justify="left", title_style="bold", header_style="bold")
        for heading in HEADINGS:
            grid.add_column(say(heading), justify="right" if heading in {"Rank", "Self", "Official"} else "left")
        for member in sorted(result.members, key=lambda m: m.rank.rank if m.rank else len(result.members) + 1):
            own, official = member.sheets.self_assessed, member.sheets.official
            grid.add_row(
                str(member.rank.rank) if member.rank else "–",
                name(member.organisation),
                say(STATES[member.state.value]),
                say({True: YES, False: NO, None: UNKNOWN}[member.on_time]),
                _shown(own, invocation.language),
                _shown(official, invocation.language),
                titles[official.classification] if official is not None else "–",
            )
        invocation.out.print(grid)
        for award in frame.season.awards:
            chosen = result.nominations.nominated[award.code]
            names = ", ".join(name(organisation) for organisation in chosen) or say(NOBODY)
            invocation.out.print("  " + say(NOMINATED, award=award.label, names=names))
            tied = result.nominations.open_ties.get(award.code, ())
            if tied:
                names = ", ".join(name(organisation) for organisation in tied)
                invocation.out.print("  " + say(OPEN_TIE, award=award.label, names=names))
        invocation.out.print()


def _shown(sheet: Sheet | None, language: Language) -> str:
    if sheet is None:
        return "–"
    written = points(sheet.total)
    return written.replace(".", ",") if language.code == "vi" else written
