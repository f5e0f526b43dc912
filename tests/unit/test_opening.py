"""Which fields of records are shown: what is not listed stays inside, and what is listed is where the files have it."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

import pytest

from support.markers import SCHEMAS, resolved
from thidua.publication.extract import Shown, extract, part
from thidua.records import opening
from thidua.records.cluster import Attendance, Conference, CouncilMember, Receipt
from thidua.records.dossier import Entry, Evidence
from thidua.records.figure import ALWAYS, NEVER, Figure
from thidua.records.finding import Pointer
from thidua.records.kind import ACCOUNTS, CONFERENCE, EXCLUSIONS, KINDS, RecordKind
from thidua.records.opening import ANY, FIELDS, is_open, places
from thidua.records.record import Record

EVERYTHING = frozenset(Figure)


def leaves(kind: str, node: Any, pointer: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Where a schema has single values; “*” is any item."""
    node = resolved(node, kind)
    inner = {(*pointer, name): value for name, value in node.get("properties", {}).items()}
    for items in (node.get("items"), node.get("additionalProperties")):
        inner |= {(*pointer, ANY): items} if isinstance(items, dict) else {}
    for place, value in inner.items():
        yield from leaves(kind, value, place)
    if not inner:
        yield pointer


def test_every_field_that_nobody_reads_is_named_here() -> None:
    """Whoever adds a field says whether, and with what, it is shown; until then it stays inside."""
    closed = {(held, field.name) for held in FIELDS for field in fields(held)} - {
        (held, name) for held, rules in FIELDS.items() for name in rules
    }
    assert closed == {
        (CouncilMember, "account"),
        (CouncilMember, "assistants"),
        (Attendance, "reason"),
        (Receipt, "sighting"),
    }


@pytest.mark.parametrize("held", FIELDS, ids=lambda held: held.__name__)
def test_what_is_opened_is_a_field(held: type) -> None:
    assert set(FIELDS[held]) <= {field.name for field in fields(held)}


def test_what_is_opened_stands_in_the_files() -> None:
    """An entry is of three kinds of records, and not each has all that an entry may have."""
    missing = [
        {(*ENTRIES.get(place[:2], place[:2]), *place[2:]) for place in _missing(kind)}
        for kind in KINDS
        if not kind.is_whole and kind.shown != NEVER
    ]
    entered = [found for found in missing if any(place[0] == "entry" for place in found)]
    assert len(entered) == 3
    assert set.intersection(*entered) == set()
    assert {place for found in missing for place in found if place[0] != "entry"} == set()


ENTRIES = {("scores", ANY): ("entry",), ("outcomes", ANY): ("entry",)}


def _missing(kind: RecordKind) -> list[Pointer]:
    known = list(leaves(kind.schema, SCHEMAS.schema(kind.schema)))
    return [place for place, _ in places(kind.value) if not any(_leads(place, leaf) for leaf in known)]


def _leads(place: Pointer, leaf: Pointer) -> bool:
    return all(ANY in {a, b} or a == b for a, b in zip(place, leaf, strict=False))


def test_of_what_is_always_shown_the_public_reads_all_but_money_and_accounts() -> None:
    closed = {
        (kind.file, ".".join(leaf))
        for kind in KINDS
        if kind.shown == ALWAYS
        for leaf in leaves(kind.schema, SCHEMAS.schema(kind.schema))
        if not is_open(kind, leaf)
    }
    assert closed == {
        ("season.yml", "support.*"),
        ("cluster.yml", "council_members.*.account"),
        ("cluster.yml", "council_members.*.assistants.*"),
    }


@pytest.mark.parametrize("kind", [ACCOUNTS, EXCLUSIONS], ids=lambda kind: kind.file)
def test_what_no_figure_opens_is_shown_to_nobody(kind: RecordKind) -> None:
    assert extract(Record("", object(), "", {}), kind, Shown(EVERYTHING)) is None
    assert not is_open(kind, ("accounts", 0, "login"), EVERYTHING)


@dataclass(frozen=True)
class Visit:
    visited_on: date


def test_a_class_without_open_fields_is_not_copied() -> None:
    with pytest.raises(TypeError, match="nothing opens Visit"):
        part(Visit(date(2020, 11, 5)), EVERYTHING)


def test_what_has_no_value_that_says_nothing_cannot_be_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    @dataclass(frozen=True)
    class Stay(Visit):
        pass

    monkeypatch.setitem(FIELDS, Stay, {})  # type: ignore[index] # no mapping that changes, but for this test
    with pytest.raises(TypeError, match="cannot be left out"):
        part(Stay(date(2020, 11, 5)), EVERYTHING)


def test_what_is_not_opened_says_nothing() -> None:
    member = CouncilMember("Ông Nguyễn Văn An", "hoi-dong", "an-01", ("an-02",), None, None)
    assert part(member, EVERYTHING) == CouncilMember("Ông Nguyễn Văn An", "hoi-dong", "", (), None, None)


def test_money_opens_with_its_own_figure_too() -> None:
    held = Conference("online", None, (), "a", "b", (), None, None, (), 30_000_000, 29_000_000, None)
    record = Record("conference.yml", held, "0" * 64, {("chair",): 1, ("budget",): 2})
    shown = extract(record, CONFERENCE, Shown(frozenset({Figure.REPORTS})))
    assert shown is not None
    assert (shown.value.chair, shown.value.budget_planned, shown.value.budget_actual) == ("a", None, None)
    assert (shown.sha256, dict(shown.lines)) == ("", {("chair",): 1})
    assert extract(record, CONFERENCE, Shown(frozenset({Figure.BUDGET}))) is None
    both = extract(record, CONFERENCE, Shown(frozenset({Figure.REPORTS, Figure.BUDGET})))
    assert both is not None
    assert both.value == held


def test_internal_evidence_has_its_title_only() -> None:
    items = tuple(Evidence("Biên bản", "https://example.org/1", "0" * 64, is_public=p) for p in (True, False))
    shown = part(Entry(points=1_00, evidence=items), EVERYTHING)
    assert shown.evidence == (items[0], Evidence("Biên bản", None, None, is_public=False))


def test_places_are_told_apart_by_what_they_ask_for() -> None:
    assert is_open(CONFERENCE, ("chair",), {Figure.REPORTS})
    assert not is_open(CONFERENCE, ("chair",))
    assert not is_open(CONFERENCE, ("budget", "planned"), {Figure.REPORTS})
    assert not is_open(CONFERENCE, ("attendance", 0, "reason"), EVERYTHING)
    assert "budget" not in opening.open_keys(Conference, frozenset({Figure.REPORTS}))
