"""What a reader of some figures may see of the fields of a record (rules.md §10); what is not listed, nobody sees.

The fields of a record itself stand in the table of kinds; here are those of what stands inside of records.
"""

from collections.abc import Container, Iterator, Mapping
from functools import cache
from types import UnionType
from typing import Any, Final, Union, get_args, get_origin, get_type_hints

from thidua.records import cluster, decision, dossier, season, vote
from thidua.records.field import Field, beside, fields, only_if
from thidua.records.figure import Figure, Opening
from thidua.records.finding import Pointer
from thidua.records.kind import KINDS, RecordKind

ANY: Final = "*"
"""In the place of a field: any item of a list or a group."""
PARTS: Final[Mapping[type, Mapping[str, Field]]] = {
    season.Plan: fields(
        "number", "issued_on", "issued_by", "purpose", "contents", "participants", "invited", "funding", "duties",
        "recipients",
    ),
    season.Duty: fields("text", role="for"),
    season.Recipient: fields("to", "purpose"),
    season.LegalBasis: fields("id", "number", "issued_on", "issuer", "title", "url"),
    season.Amendment: fields("on", "basis", "what"),
    season.Deadline: fields(day="date", is_inclusive="rule"),
    season.Extension: fields("cluster", "organisation", "milestone", "until", "basis"),
    season.Condition: fields(name="", level="classification_at_least"),
    season.Quota: fields("count", "ratio", "minimum"),
    season.Award: fields("code", "title", "short_title", "quota", "excludes", "conditions"),
    season.Threshold: fields("fraction", "of", is_strict="strict"),
    season.Voting: fields("mode", "thresholds", quorum="quorum", self_vote_excluded="self_vote", by_votes="order"),
    season.Exposure: fields("when", nominated_only="whom"),
    decision.Council: fields("met_on", "number", "recommended"),
    decision.Recommendation: fields("award", "cluster", "organisation"),
    decision.DecisionDocument: fields("number", "issued_on", "awards"),
    decision.AwardRow: fields("award", "cluster", "organisation", "status", "basis"),
    decision.Correction: fields("id", "on", "files", "what", "why"),
    cluster.CouncilMember: fields("title", "body", since="from", until="to"),
    cluster.Document: fields("number", "issued_on"),
    cluster.Receipt: fields(
        "organisation", "received_at", "channel", "number", is_supplement="kind",
        sha256=beside(Figure.SELF_POINTS, is_of_member=True),  # of few possible scores one has the hash
    ),
    cluster.AgendaItem: fields("title", "minutes", "by"),
    cluster.Attendance: fields("organisation", "head", "leaders", "departments", "officers", is_absent="absent"),
    cluster.Guests: fields("group", "count"),
    cluster.NextLead: fields("lead", "deputies", "basis"),
    vote.Round: fields("award", "present", "ballots", "candidates", number="round"),
    vote.Ballots: fields("issued", "returned", "invalid"),
    vote.Candidate: fields("organisation", "yes", "no", "blank", "agreed"),
    dossier.Entry: fields(
        "points", "passed", "level", "count", "actual", "target", "not_applicable", "upheld", "reason", "note",
        "evidence", is_estimated="estimated",
    ),
    dossier.Evidence: fields("title", is_public="access", url=only_if("is_public"), sha256=only_if("is_public")),
    dossier.Paper: fields("number", "issued_on", "sha256"),
    dossier.Report: fields("summary", "results", "limitations", "directions"),
    dossier.ReportPart: fields("heading", "text"),
    dossier.Reply: fields("text", "evidence"),
}  # fmt: skip
"""The fields of what stands inside of records, by its class: they open with what holds it."""
FIELDS: Final[Mapping[type, Mapping[str, Field]]] = {
    **{kind.value: kind.fields for kind in KINDS if kind.fields},
    **PARTS,
}
"""Every field that is ever shown, by the class that holds it, but for the records that are public as a whole."""


def is_open(kind: RecordKind, pointer: Pointer, shows: Container[Figure] = ()) -> bool:
    """Whether a reader that is shown these figures may see what stands at ``pointer`` in a file of this kind.

    Of what depends on more than figures the answer is no. List items count by whatever tells them apart.
    """
    if not kind.shown.is_open(shows):
        return False
    return kind.is_whole or any(
        len(place) <= len(pointer) and all(a in {ANY, b} for a, b in zip(place, pointer, strict=False))
        for place, openings in places(kind.value)
        if all(opening.is_open(shows) for opening in openings)
    )


@cache
def open_keys(value: type, shows: frozenset[Figure]) -> frozenset[str]:
    """Return the keys at the top of a file below which something of a class is open to a reader of these figures."""
    return frozenset(place[0] for place, openings in places(value) if all(o.is_open(shows) for o in openings))


@cache
def places(value: type) -> tuple[tuple[tuple[str, ...], tuple[Opening, ...]], ...]:
    """Return where files have the fields of a class, each with all that must be open; not those that ask for more."""
    return tuple(_places(value))


def _places(value: type) -> Iterator[tuple[tuple[str, ...], tuple[Opening, ...]]]:
    hints = get_type_hints(value)
    for name, field in FIELDS[value].items():
        if field.is_of_member or field.only_if is not None:
            continue
        inner, steps = _inner(hints[name])
        if inner is None:
            yield field.keys, (field.opening,)
        else:
            for place, openings in places(inner):
                yield (*field.keys, *steps, *place), (field.opening, *openings)


def _inner(hint: Any) -> tuple[type | None, tuple[str, ...]]:
    """Return the class of records inside of a type, None if there is none, and the steps that lead there."""
    if get_origin(hint) in {Union, UnionType}:
        return next((found for part in get_args(hint) if (found := _inner(part))[0] is not None), (None, ()))
    if get_origin(hint) is not None:
        inner, steps = _inner(next(part for part in reversed(get_args(hint)) if part is not Ellipsis))
        return inner, (ANY, *steps)
    return (hint if hint in FIELDS else None), ()
