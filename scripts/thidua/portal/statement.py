"""A report of a member or a cluster as parts with a heading and finished rich text."""

from dataclasses import dataclass

from markupsafe import Markup

from thidua.portal.rich import rich
from thidua.records.dossier import Report


@dataclass(frozen=True, slots=True)
class Part:
    """A heading (empty for the opening) and its text."""

    heading: str
    text: Markup


def statement(report: Report) -> tuple[Part, ...]:
    """Return the parts of a report in order; parts without text are left out."""
    parts = (
        ("", report.summary),
        *((part.heading, part.text) for part in report.results),
        ("Hạn chế", report.limitations or ""),
        ("Phương hướng", report.directions or ""),
    )
    return tuple(Part(heading, rich(text)) for heading, text in parts if text)
