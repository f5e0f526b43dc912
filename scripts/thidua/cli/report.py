"""How findings are told: as text for people, as JSON for machines, as annotations for GitHub."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

from rich.text import Text

from thidua.cli.invocation import Invocation
from thidua.cli.output import Printer, print_json
from thidua.gate.escape import command_data, command_property, log_line
from thidua.records.finding import Finding, Severity
from thidua.records.language import Language
from thidua.records.language import mark as _

MOST_ANNOTATIONS: Final = 10

NAMES: Final = {Severity.ERROR: _("error"), Severity.WARNING: _("warning"), Severity.INFO: _("information")}
STYLES: Final = {Severity.ERROR: "bold magenta", Severity.WARNING: "yellow", Severity.INFO: "cyan"}
CLEAN: Final = _("Nothing is wrong. {files} files were read; {warnings} departures are recorded.")
WRONG: Final = _("{errors} errors in {paths} files; {warnings} departures. {files} files were read.")


@dataclass(frozen=True, slots=True)
class Report:
    """What was found, and how many files were read."""

    findings: Sequence[Finding]
    files: int


def tell_text(invocation: Invocation, findings: Sequence[Finding]) -> None:
    """Print the findings for people, grouped by file."""
    console, language = invocation.out, invocation.language
    for path, group in groupby(findings, key=lambda finding: finding.path):
        console.print(Text(log_line(path), style="bold underline"))
        for finding in group:
            name = language.text(NAMES[finding.severity])
            line = Text.assemble(
                f"  {finding.line}:{finding.column}".ljust(10),
                (name, STYLES[finding.severity]),
                f"  {log_line(finding.message(language))}  ",
                (finding.rule.id, "dim"),
            )
            console.print(line)
            console.print(Text(f"            → {log_line(finding.hint(language).strip())}", style="dim"))
        console.print()


def tell_summary(invocation: Invocation, findings: Sequence[Finding], files: int) -> None:
    """Print the last line: what was read and how much is wrong."""
    errors = [finding for finding in findings if finding.is_error]
    values = {
        "errors": len(errors),
        "paths": len({finding.path for finding in errors}),
        "warnings": sum(finding.severity is Severity.WARNING for finding in findings),
        "files": files,
    }
    style = "bold magenta" if errors else "bold green"
    invocation.out.print(invocation.say(WRONG if errors else CLEAN, **values), style=style)


def document(findings: Sequence[Finding], files: int, language: Language) -> dict[str, Any]:
    """Return the findings as JSON values (schemas/findings.schema.json)."""
    return {
        "findings": [finding.document(language) for finding in findings],
        "summary": {
            "errors": sum(finding.is_error for finding in findings),
            "warnings": sum(finding.severity is Severity.WARNING for finding in findings),
            "files": files,
        },
    }


def print_annotations(invocation: Invocation, findings: Sequence[Finding]) -> None:
    """Print the findings as workflow commands."""
    for line in annotations(findings, invocation.language):
        print(line)


def annotations(findings: Sequence[Finding], language: Language) -> list[str]:
    """Return workflow commands for the most important findings, errors first."""
    ordered = sorted(findings, key=lambda finding: not finding.is_error)
    return [_annotation(finding, language) for finding in ordered[:MOST_ANNOTATIONS]]


def _annotation(finding: Finding, language: Language) -> str:
    level = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}[finding.severity]
    place = f"file={command_property(finding.path)},line={finding.line},col={finding.column}"
    text = f"{finding.message(language)} {finding.hint(language)}".strip()
    return f"::{level} {place},title={command_property(finding.rule.id)}::{command_data(text)}"


def _print_text(invocation: Invocation, report: Report) -> None:
    tell_text(invocation, report.findings)
    tell_summary(invocation, report.findings, report.files)


def _print_json(invocation: Invocation, report: Report) -> None:
    print_json(document(report.findings, report.files, invocation.language))


def _print_annotations(invocation: Invocation, report: Report) -> None:
    print_annotations(invocation, report.findings)


FORMATS: Final[Mapping[str, Printer[Report]]] = {
    "text": _print_text,
    "json": _print_json,
    "github": _print_annotations,
}
