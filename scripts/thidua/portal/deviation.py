"""Where what happened departs from the rules: warnings in words, for the internal edition (rules.md, “Severity”)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from thidua.portal.context import Context
from thidua.portal.link import Link, source_link
from thidua.records import vocabulary
from thidua.records.finding import Finding
from thidua.records.language import language
from thidua.records.season import Season

_ORGANISATIONS: Final = frozenset({"organisation", "host", "member", "monitor"})


@dataclass(frozen=True, slots=True)
class Deviation:
    """One departure: what happened, what follows for the record, whose dossier it is in, and its line."""

    message: str
    hint: str
    dossier: str
    place: Link


def deviations(context: Context, season: Season, findings: Iterable[Finding]) -> tuple[Deviation, ...] | None:
    """Return departures in words, names as the pages write them; None for the public."""
    if not context.view.is_internal:
        return None
    return tuple(_deviation(context, season, finding) for finding in findings)


def of_dossier(findings: Iterable[Finding], folder: str, organisation: str) -> list[Finding]:
    """Return the findings on the files of a dossier, or that name its organisation."""
    return [f for f in findings if f.path.startswith(f"{folder}/") or f.values.get("organisation") == organisation]


def _deviation(context: Context, season: Season, finding: Finding) -> Deviation:
    spoken = language("vi")
    values = {name: _value(name, value, context, season) for name, value in finding.values.items()}
    told = replace(finding, values=values)
    steps = finding.path.split("/")
    owner = steps[-2] if len(steps) > 1 and context.has_page(steps[-2]) else ""
    line = max(finding.line, 1)
    return Deviation(
        told.message(spoken),
        told.hint(spoken).strip(),
        context.name(owner, season) if owner else "",
        Link(f"{steps[-1]}, dòng {line}", source_link(context, finding.path, line)),
    )


def _value(name: str, value: str, context: Context, season: Season) -> str:
    if name in _ORGANISATIONS:
        return context.name(value, season)
    return vocabulary.award(season, value) if name == "award" else value
