"""How names, dates, numbers, fractions and documents are written in JSON."""

from datetime import date
from fractions import Fraction
from typing import Any

from thidua.records.cluster import Document
from thidua.records.dossier import Paper, Report
from thidua.scoring.result import Frame


def name(organisation: str, frame: Frame) -> str:
    """Return the name that an organisation bore when the season opened; its id if it is not registered."""
    known = organisation in frame.organisations
    return frame.organisations[organisation].name_on(frame.season.opens_on) if known else organisation


def day(value: date | None) -> str | None:
    """Return a day as ``2020-11-15``."""
    return None if value is None else value.isoformat()


def ratio(value: Fraction) -> str:
    """Return a fraction as ``2/3``."""
    return f"{value.numerator}/{value.denominator}"


def present(**keys: Any) -> dict[str, Any]:
    """Return the keys whose value is not None, in the order given; an underscore at the end of a name is dropped."""
    return {key.rstrip("_"): value for key, value in keys.items() if value is not None}


def paper(value: Paper | None) -> dict[str, Any] | None:
    """Return the signed paper that a record copies."""
    return None if value is None else present(number=value.number, issued_on=day(value.issued_on), sha256=value.sha256)


def document(value: Document | None) -> dict[str, Any] | None:
    """Return a signed document that a record refers to."""
    return None if value is None else present(number=value.number, issued_on=day(value.issued_on))


def report(value: Report | None) -> dict[str, Any] | None:
    """Return a report; its texts are a small Markdown subset."""
    if value is None:
        return None
    return present(
        summary=value.summary,
        results=[{"heading": part.heading, "text": part.text} for part in value.results],
        limitations=value.limitations,
        directions=value.directions,
    )
