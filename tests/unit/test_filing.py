"""The state of a dossier and whether it was filed in time (rules.md §3 and §5)."""

from collections.abc import Sequence
from datetime import date, datetime

import pytest

from support.make import LEAD, SEASON, SECOND, ZONE, cluster, dossier, frame, moment, receipt, scores, season
from thidua.records.bundle import Dossier
from thidua.records.cluster import Receipt
from thidua.records.dossier import Entry
from thidua.records.season import Deadline, Extension
from thidua.scoring.filing import State, on_time, state, unsettled
from thidua.scoring.result import score

DEADLINE = moment("2020-11-15 00:00")
EARLY, LAST, LATE = "2020-11-10 09:00", "2020-11-14 23:59:59", "2020-11-15 00:00"
Receipts = Sequence[Receipt] | None


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (dossier(), State.MISSING),
        (dossier(seal=True), State.SEALED),
        (dossier(own=scores()), State.SUBMITTED),
        (dossier(own=scores(), seal=True), State.SUBMITTED),
        (dossier(own=scores(), verified={}), State.VERIFIED),
        (dossier(verified={}), State.MISSING),
        (dossier(own=scores(), responses=["I.1"]), State.SUBMITTED),
        (dossier(own=scores(), verified={}, responses=["I.1"]), State.CONTESTED),
        (dossier(own=scores(), verified={}, responses=[]), State.VERIFIED),
        (
            dossier(own=scores(), verified={}, responses=["I.1", "II.1"], outcomes={"I.1": Entry(upheld=True)}),
            State.CONTESTED,
        ),
        (
            dossier(
                own=scores(),
                verified={},
                responses=["I.1", "II.1"],
                outcomes={"I.1": Entry(upheld=True), "II.1": Entry(points=1_00)},
            ),
            State.VERIFIED,
        ),
    ],
)
def test_the_state_of_a_dossier(found: Dossier, expected: State) -> None:
    assert state(found) is expected


def test_a_criterion_is_unsettled_until_an_outcome_names_it() -> None:
    found = dossier(own=scores(), verified={}, responses=["I.1", "II.1"], outcomes={"II.1": Entry(upheld=True)})

    assert unsettled(found) == ("I.1",)
    assert unsettled(dossier(own=scores(), verified={})) == ()


def at(organisation: str, *moments: str) -> tuple[Receipt, ...]:
    return tuple(receipt(organisation, text) for text in moments)


def is_on_time(
    lead: Receipts,
    monitor: Receipts,
    *,
    of: str = SECOND,
    any_addressee: bool = False,
    is_sealed: bool = False,
    introduced: str | None = None,
) -> bool | None:
    found = dossier(of, scores(), introduced_at=moment(introduced) if introduced else None)
    records = cluster(found, lead_receipts=lead, monitor_receipts=monitor)
    return on_time(found, records, season(any_addressee=any_addressee, is_sealed=is_sealed), DEADLINE)


@pytest.mark.parametrize(
    ("lead", "monitor", "of_all", "of_any"),
    [
        ([EARLY], [EARLY], True, True),
        ([LAST], [LAST], True, True),
        ([LATE], [EARLY], False, True),
        ([EARLY], [LATE], False, True),
        ([LATE], [LATE], False, False),
        ([EARLY], [], None, True),
        ([], [EARLY], None, True),
        ([LATE], [], False, False),
        ([], [LATE], False, False),
        ([], [], None, None),
        ([LATE, EARLY], [LATE, LAST], True, True),
    ],
)
def test_receipts_of_both_addressees(
    lead: list[str], monitor: list[str], of_all: bool | None, of_any: bool | None
) -> None:
    given = at(SECOND, *lead), at(SECOND, *monitor)

    assert is_on_time(*given) is of_all
    assert is_on_time(*given, any_addressee=True) is of_any


@pytest.mark.parametrize(("monitor", "expected"), [([EARLY], True), ([LATE], False), ([], None)])
@pytest.mark.parametrize("any_addressee", [False, True])
def test_the_lead_files_with_the_monitor_only(monitor: list[str], expected: bool | None, any_addressee: bool) -> None:
    assert is_on_time(at(LEAD, LATE), at(LEAD, *monitor), of=LEAD, any_addressee=any_addressee) is expected


def test_receipts_of_others_do_not_count() -> None:
    assert is_on_time(at(LEAD, EARLY), at(LEAD, EARLY)) is None


def test_a_supplement_never_counts_and_keeps_the_commit_from_counting() -> None:
    supplement = [receipt(SECOND, EARLY, supplement=True)]

    assert is_on_time(supplement, supplement) is None
    assert is_on_time(supplement, None, introduced=EARLY) is None
    assert is_on_time([*supplement, *at(SECOND, LATE)], at(SECOND, EARLY)) is False


@pytest.mark.parametrize(("introduced", "expected"), [(LAST, True), (LATE, False), (None, None)])
def test_without_any_receipt_the_commit_counts(introduced: str | None, expected: bool | None) -> None:
    assert is_on_time(None, None, introduced=introduced) is expected
    assert is_on_time((), at(LEAD, EARLY), introduced=introduced) is expected


def test_a_receipt_stands_before_the_commit() -> None:
    assert is_on_time(at(SECOND, LATE), at(SECOND, LATE), introduced=EARLY) is False


@pytest.mark.parametrize(
    ("at_lead", "at_monitor", "expected"),
    [
        (("email", EARLY), ("paper", EARLY), True),
        (("email", EARLY), ("portal", EARLY), None),
        (("email", LATE), ("portal", EARLY), False),
        (("portal", LATE), ("portal", LATE), None),
    ],
)
def test_of_a_sealed_report_only_receipts_from_outside_the_portal_count(
    at_lead: tuple[str, str], at_monitor: tuple[str, str], expected: bool | None
) -> None:
    lead, monitor = ([receipt(SECOND, when, channel=channel)] for channel, when in (at_lead, at_monitor))

    assert is_on_time(lead, monitor, is_sealed=True, introduced=EARLY) is expected
    assert is_on_time(lead, monitor) is (LATE not in (at_lead[1], at_monitor[1]))


def test_moments_compare_across_offsets() -> None:
    utc = Receipt(
        SECOND,
        datetime.fromisoformat("2020-11-14T16:59:59+00:00"),
        "email",
        is_supplement=False,
        sha256=None,
        number=None,
    )
    over = Receipt(
        SECOND,
        datetime.fromisoformat("2020-11-14T17:00:00+00:00"),
        "email",
        is_supplement=False,
        sha256=None,
        number=None,
    )

    assert is_on_time([utc], [utc]) is True
    assert is_on_time([over], [utc]) is False


def test_without_a_self_assessment_nothing_is_on_time_or_late() -> None:
    found = dossier(SECOND, seal=True)
    records = cluster(found, lead_receipts=at(SECOND, EARLY), monitor_receipts=at(SECOND, EARLY))

    assert on_time(found, records, SEASON, DEADLINE) is None


@pytest.mark.parametrize(
    ("is_inclusive", "end", "last"), [(False, "2020-11-15 00:00", 14), (True, "2020-11-16 00:00", 15)]
)
def test_before_a_day_ends_with_the_day_before(is_inclusive: bool, end: str, last: int) -> None:
    deadline = Deadline(date(2020, 11, 15), is_inclusive)

    assert deadline.end(ZONE) == moment(end)
    assert deadline.last_day == date(2020, 11, last)


def test_an_extension_moves_the_deadline_of_its_member_only() -> None:
    extended = season(
        extensions=(
            Extension("cum-02", SECOND, "self_assessment", date(2020, 11, 30), "cụm khác"),
            Extension("cum-01", SECOND, "self_assessment", date(2020, 11, 20), "văn bản"),
        )
    )
    filed = "2020-11-19 10:00"
    result = score(
        cluster(
            dossier(SECOND, scores()),
            dossier("hoi-cam", scores()),
            lead_receipts=[*at(SECOND, filed), *at("hoi-cam", filed)],
            monitor_receipts=[*at(SECOND, filed), *at("hoi-cam", filed)],
        ),
        frame(extended),
    )

    assert result is not None
    assert result.member(SECOND).on_time is True
    assert result.member("hoi-cam").on_time is False
    assert extended.filing_deadline("cum-01", SECOND).last_day == date(2020, 11, 19)
