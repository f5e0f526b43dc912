"""``thidua validate``: checks everything, or the given files with what depends on them."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import click

from thidua.cli.invocation import Invocation, as_of_option, moment, shared_options
from thidua.cli.output import Printer, format_option
from thidua.cli.report import FORMATS, Report
from thidua.records.finding import Finding, in_order, printable
from thidua.records.language import Language
from thidua.records.language import mark as _
from thidua.records.layout import ROOT
from thidua.scoring.evaluation import Evaluator

HELP: Final = _("Check all records, or the given files and folders with what depends on them.")
FORMAT_HELP: Final = _("How findings are printed.")
OUTSIDE: Final = _("There is no “{path}” in submissions/ of this portal.")

Part = tuple[str, str | None]


def command(spoken: Language) -> click.Command:
    """Return the command in one language."""

    @click.command("validate", help=spoken.text(HELP))
    @click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH]…")
    @format_option(spoken, FORMATS, FORMAT_HELP)
    @as_of_option(spoken)
    @shared_options(spoken)
    def validate(invocation: Invocation, paths: tuple[Path, ...], show: Printer[Report], as_of: str | None) -> None:
        evaluator = Evaluator(invocation.archive(), moment(invocation, as_of))
        parts = {part for path in paths for part in _parts(invocation, path)}
        findings = check(evaluator, sorted(parts, key=str)) if parts else check_all(evaluator)
        show(invocation, Report(findings, len(evaluator.archive.paths)))
        click.get_current_context().exit(any(finding.is_error for finding in findings))

    return validate


def check_all(evaluator: Evaluator) -> list[Finding]:
    """Return everything that is wrong with a portal, in its stable order."""
    return in_order(_all(evaluator))


def check(evaluator: Evaluator, parts: Sequence[Part]) -> list[Finding]:
    """Return what is wrong with seasons (``(season, None)``) and clusters (``(season, cluster)``)."""
    findings: list[Finding] = []
    for season, cluster in parts:
        if not season:
            return check_all(evaluator)
        findings += _season(evaluator, season) if cluster is None else evaluator.cluster(season, cluster).findings
    return in_order(findings)


def _all(evaluator: Evaluator) -> Iterator[Finding]:
    yield from evaluator.registers()
    for season in evaluator.archive.seasons():
        yield from _season(evaluator, season)


def _season(evaluator: Evaluator, season: str) -> Iterator[Finding]:
    evaluation = evaluator.season(season)
    yield from evaluation.findings
    for cluster in evaluation.records.clusters:
        yield from evaluator.cluster(season, cluster).findings


def _parts(invocation: Invocation, path: Path) -> Iterator[Part]:
    """Yield what must be checked when ``path`` changed: everything, a season or a cluster."""
    root = invocation.root.resolve()
    candidates = [(base / path).resolve() for base in (Path.cwd(), root, root / ROOT)]
    inside = [found for found in candidates if found.exists() and found.is_relative_to(root / ROOT)]
    if not inside:
        invocation.refuse(OUTSIDE, path=printable(str(path)))
    inner = inside[0].relative_to(root / ROOT)
    match inner.parts:
        case [season, cluster, *rest] if (root / ROOT / season / cluster).is_dir() and cluster != "consolidations":
            if rest in ([], ["cluster.yml"]):
                yield season, None
            yield season, cluster
        case [season, *_] if (root / ROOT / season).is_dir():
            yield season, None
        case _:
            yield "", None
