"""Points of a criterion and totals of a sheet (rules.md §1 and §2). Points are in hundredths."""

from decimal import Decimal
from fractions import Fraction

import pytest

from support.make import criterion, dossier, rubric, scores, section
from thidua.records.criterion.levels import Level
from thidua.records.criterion.ratio import RatioStep
from thidua.records.dossier import Entry
from thidua.records.number import decimals, half_up, hundredths
from thidua.records.number import points as written
from thidua.records.rubric import Class, Criterion
from thidua.scoring.points import points
from thidua.scoring.sheet import Origin, Sheet, sheet, sheets

LEVELS = (Level("a", "Đầy đủ", 4_00), Level("b", "Một phần", 2_50), Level("c", "Không", 0))
STEPS = (RatioStep(Fraction(95, 100), 6_00), RatioStep(Fraction(85, 100), 4_00))
HALF = Fraction(1, 2)


def ratio(actual: int | str, target: int | str) -> Entry:
    return Entry(actual=Fraction(actual), target=Fraction(target))


@pytest.mark.parametrize(
    ("found", "entry", "expected"),
    [
        (criterion("I.1", 5_00), Entry(points=3_25), 3_25),
        (criterion("I.1", 5_00), Entry(points=0), 0),
        (criterion("I.1", 4_00, "pass_fail"), Entry(passed=True), 4_00),
        (criterion("I.1", 4_00, "pass_fail"), Entry(passed=False), 0),
        (criterion("I.1", 4_00, "levels", levels=LEVELS), Entry(level="a"), 4_00),
        (criterion("I.1", 4_00, "levels", levels=LEVELS), Entry(level="b"), 2_50),
        (criterion("I.1", 4_00, "levels", levels=LEVELS), Entry(level="c"), 0),
        (criterion("I.1", 4_00, "per_unit", unit_points=50), Entry(count=6), 3_00),
        (criterion("I.1", 4_00, "per_unit", unit_points=50), Entry(count=8), 4_00),
        (criterion("I.1", 4_00, "per_unit", unit_points=50), Entry(count=9), 4_00),
        (criterion("I.1", 4_00, "per_unit", unit_points=50), Entry(count=0), 0),
        (criterion("I.1", 4_00, "deduction", unit_points=50), Entry(count=0), 4_00),
        (criterion("I.1", 4_00, "deduction", unit_points=50), Entry(count=3), 2_50),
        (criterion("I.1", 4_00, "deduction", unit_points=50), Entry(count=9), 0),
        (criterion("I.1", 4_00, "deduction", unit_points=50, minimum=1_00), Entry(count=6), 1_00),
        (criterion("I.1", 4_00, "deduction", unit_points=50, minimum=1_00), Entry(count=7), 1_00),
        (criterion("I.1", 8_00, "ratio"), ratio(45, 50), 7_20),
        (criterion("I.1", 8_00, "ratio"), ratio(50, 50), 8_00),
        (criterion("I.1", 8_00, "ratio"), ratio(90, 50), 8_00),
        (criterion("I.1", 8_00, "ratio"), ratio(0, 50), 0),
        (criterion("I.1", 8_00, "ratio", floor=HALF), ratio(25, 50), 4_00),
        (criterion("I.1", 8_00, "ratio", floor=HALF), ratio("24.9", 50), 0),
        (criterion("I.1", 6_00, "ratio", steps=STEPS), ratio(95, 100), 6_00),
        (criterion("I.1", 6_00, "ratio", steps=STEPS), ratio("94.99", 100), 4_00),
        (criterion("I.1", 6_00, "ratio", steps=STEPS), ratio(85, 100), 4_00),
        (criterion("I.1", 6_00, "ratio", steps=STEPS), ratio("84.99", 100), 0),
        (criterion("I.1", 6_00, "ratio", steps=STEPS), ratio(300, 100), 6_00),
    ],
)
def test_points_of_a_kind(found: Criterion, entry: Entry, expected: int) -> None:
    assert points(found, entry) == expected


@pytest.mark.parametrize("kind", ["points", "pass_fail", "levels", "per_unit", "ratio", "deduction"])
def test_points_may_be_given_directly_for_any_kind(kind: str) -> None:
    found = criterion("I.1", 5_00, kind, unit_points=1_00, minimum=1_00, step=50, levels=LEVELS)
    assert points(found, Entry(points=3_21)) == 3_21
    assert points(found, Entry(points=0)) == 0


def test_what_does_not_apply_has_no_points() -> None:
    assert points(criterion("I.1"), Entry(not_applicable=True)) is None


@pytest.mark.parametrize(
    ("maximum", "actual", "target", "expected"),
    [(5, 1, 2, 3), (5, 3, 10, 2), (1, 1, 2, 1), (1_00, 1, 3, 33), (1_00, 2, 3, 67), (8_00, "0.005", 8, 1)],
)
def test_a_ratio_is_rounded_half_up_once(maximum: int, actual: int, target: int, expected: int) -> None:
    assert points(criterion("I.1", maximum, "ratio"), ratio(actual, target)) == expected


def test_half_up() -> None:
    assert [half_up(Fraction(n, 4)) for n in range(8)] == [0, 0, 1, 1, 1, 1, 2, 2]


def test_points_are_written_with_two_decimals() -> None:
    assert [written(value) for value in (0, 5, 50, 9_50, 100_00, 1234_05)] == [
        "0.00",
        "0.05",
        "0.50",
        "9.50",
        "100.00",
        "1234.05",
    ]


def test_decimals_count_as_written() -> None:
    assert [decimals(Decimal(text)) for text in ("1", "1.0", "1.50", "1.000")] == [0, 1, 2, 3]
    assert decimals(7) == 0
    assert hundredths(Decimal("9.5")) == hundredths(Decimal("9.50")) == 9_50


# Totals


def total_of(**entries: int) -> Sheet:
    found = rubric(
        bonus=[criterion("T.1", 3_00), criterion("T.2", 4_00)],
        penalties=[criterion("P.1", 8_00), criterion("P.2", 8_00)],
    )
    return sheet(found, {code: (entry, Origin.SELF) for code, entry in scores(**entries).items()})


def test_the_total_is_base_and_bonus_less_penalty() -> None:
    found = total_of(first=50_00, second=8_00, third=20_00, T_1=2_00, P_1=1_50)

    assert (found.sections, found.base, found.bonus, found.penalty, found.total) == (
        {"I": 58_00, "II": 20_00},
        78_00,
        2_00,
        1_50,
        78_50,
    )
    assert found.classification == "fair"


def test_bonus_and_penalty_are_capped_by_their_sums() -> None:
    found = total_of(T_1=3_00, T_2=4_00, P_1=8_00, P_2=8_00)

    assert (found.bonus, found.penalty) == (5_00, 10_00)


def test_the_total_is_never_below_zero() -> None:
    assert total_of(first=0, second=0, third=5_00, P_1=8_00).total == 0


@pytest.mark.parametrize(
    ("first", "bonus", "code"),
    [(55_00, 0, "excellent"), (54_99, 0, "good"), (45_00, 0, "good"), (30_00, 0, "fair"), (29_99, 0, "below")],
)
def test_a_class_begins_at_its_points(first: int, bonus: int, code: str) -> None:
    assert total_of(first=first, T_1=bonus).classification == code


def test_a_class_counts_no_more_than_the_scale() -> None:
    beyond = (Class("beyond", "Vượt trội", 101_00), *rubric().classification)

    assert total_of(T_1=3_00).total == 103_00
    assert rubric(classification=beyond).classify(103_00).code == "excellent"


@pytest.mark.parametrize(
    ("earned", "expected"),
    [(8_00, 10_00), (4_01, 5_01), (2, 3), (6, 8), (0, 0)],
    ids=["whole", "down", "half", "half", "zero"],
)
def test_a_section_in_which_something_does_not_apply_is_scaled_up(earned: int, expected: int) -> None:
    found = rubric(section("I", criterion("I.1", 8_00), criterion("I.2", 2_00, na_allowed=True)))
    entries = {"I.1": Entry(points=earned), "I.2": Entry(not_applicable=True)}

    assert sheet(found, {code: (entry, Origin.SELF) for code, entry in entries.items()}).sections == {"I": expected}


def test_zero_is_a_score_and_does_not_scale() -> None:
    assert total_of(first=30_00, second=0).sections["I"] == 30_00
    assert total_of(first=30_00, second=None).sections["I"] == 35_00


# The three sheets


def test_the_verification_takes_the_place_of_what_it_lists() -> None:
    found = sheets(rubric(), dossier(own=scores(), verified={"I.1": Entry(points=40_00)}), is_settled=True)

    assert found.self_assessed is not None
    assert found.official is not None
    assert found.self_assessed.total == 100_00
    assert found.verified == found.official
    assert found.official.total == 80_00
    assert {code: mark.origin for code, mark in found.official.marks.items()} == {
        "I.1": Origin.VERIFICATION,
        "I.2": Origin.SELF,
        "II.1": Origin.SELF,
    }


def test_a_review_counts_unless_it_upholds() -> None:
    found = sheets(
        rubric(),
        dossier(
            own=scores(),
            verified={"I.1": Entry(points=40_00), "II.1": Entry(points=10_00)},
            responses=["I.1", "II.1"],
            outcomes={"I.1": Entry(points=50_00), "II.1": Entry(upheld=True)},
        ),
        is_settled=True,
    )

    assert found.verified is not None
    assert found.official is not None
    assert (found.verified.total, found.official.total) == (60_00, 70_00)
    assert found.official.marks["I.1"].origin is Origin.REVIEW
    assert found.official.marks["II.1"].origin is Origin.VERIFICATION


def test_there_are_no_official_points_while_something_is_open() -> None:
    assert sheets(rubric(), dossier(), is_settled=False).self_assessed is None
    assert sheets(rubric(), dossier(own=scores()), is_settled=False).verified is None
    contested = sheets(rubric(), dossier(own=scores(), verified={}, responses=["I.1"]), is_settled=False)
    assert contested.verified is not None
    assert contested.official is None
