"""How findings are told: as text for people, as JSON for machines, as annotations for GitHub."""

import json
from collections.abc import Sequence
from itertools import groupby
from typing import Any, Final

from rich.text import Text

from thidua.cli.invocation import Invocation
from thidua.gate.escape import command_data, command_property, log_line
from thidua.records.finding import Finding, Severity
from thidua.records.language import Language
from thidua.records.language import mark as _

FORMATS: Final = ("text", "json", "github")
MOST_ANNOTATIONS: Final = 10

NAMES: Final = {Severity.ERROR: _("error"), Severity.WARNING: _("warning"), Severity.INFO: _("information")}
STYLES: Final = {Severity.ERROR: "bold magenta", Severity.WARNING: "yellow", Severity.INFO: "cyan"}
CLEAN: Final = _("Nothing is wrong. {files} files were read; {warnings} departures are recorded.")
WRONG: Final = _("{errors} errors in {paths} files; {warnings} departures. {files} files were read.")


def tell(invocation: Invocation, findings: Sequence[Finding], files: int, form: str) -> None:
    """Print the findings in the format ``form``."""
    if form == "json":
        print(json.dumps(document(findings, files, invocation.language), ensure_ascii=False, indent=2))
    elif form == "github":
        for line in annotations(findings, invocation.language):
            print(line)
    else:
        tell_text(invocation, findings)
        tell_summary(invocation, findings, files)


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


def annotations(findings: Sequence[Finding], language: Language) -> list[str]:
    """Return workflow commands for the most important findings, errors first."""
    ordered = sorted(findings, key=lambda finding: not finding.is_error)
    return [_annotation(finding, language) for finding in ordered[:MOST_ANNOTATIONS]]


def _annotation(finding: Finding, language: Language) -> str:
    level = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}[finding.severity]
    place = f"file={command_property(finding.path)},line={finding.line},col={finding.column}"
    text = f"{finding.message(language)} {finding.hint(language)}".strip()
    return f"::{level} {place},title={command_property(finding.rule.id)}::{command_data(text)}"
