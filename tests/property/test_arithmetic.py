"""Rounding, points, totals, thresholds and quotas against their definitions, written in another way (rules.md)."""

from collections.abc import Mapping
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.make import criterion, rubric, section
from thidua.records.criterion.levels import Level
from thidua.records.criterion.ratio import RatioStep
from thidua.records.dossier import Entry
from thidua.records.number import half_up
from thidua.records.rubric import Criterion, Rubric
from thidua.records.season import Quota, Threshold
from thidua.scoring.nomination import quota
from thidua.scoring.points import points
from thidua.scoring.sheet import Origin, sheet
from thidua.scoring.voting import needed_votes

MAXIMA = st.integers(1, 50_00)
COUNTS = st.integers(0, 60)
AMOUNTS = st.integers(0, 10**6).map(lambda n: Fraction(n, 100))
TARGETS = st.integers(1, 10**6).map(lambda n: Fraction(n, 100))


def nearest(value: Fraction) -> int:
    """The whole number nearest to ``value``, of two the higher: by long division."""
    whole, rest = divmod(value.numerator, value.denominator)
    return whole + (2 * rest >= value.denominator)


@given(st.fractions(min_value=0, max_value=10**6))
def test_half_up_is_the_nearest_whole_number(value: Fraction) -> None:
    rounded = half_up(value)

    assert rounded == nearest(value)
    assert Fraction(-1, 2) < rounded - value <= Fraction(1, 2)


@given(st.integers(0, 10**9))
def test_half_up_moves_halves_upwards_and_leaves_whole_numbers(number: int) -> None:
    assert half_up(Fraction(number)) == number
    assert half_up(number + Fraction(1, 2)) == number + 1


@given(MAXIMA, AMOUNTS, TARGETS, st.none() | st.integers(0, 100))
def test_a_linear_ratio(maximum: int, actual: Fraction, target: Fraction, floor: int | None) -> None:
    found = criterion("I.1", maximum, "ratio", floor=None if floor is None else Fraction(floor, 100))
    if floor is not None and actual * 100 < target * floor:
        expected = 0
    elif actual >= target:
        expected = maximum
    else:
        expected = nearest(actual * maximum / target)

    assert points(found, Entry(actual=actual, target=target)) == expected


@given(st.data(), AMOUNTS, TARGETS)
def test_a_ratio_with_steps(data: st.DataObject, actual: Fraction, target: Fraction) -> None:
    starts = sorted(data.draw(st.sets(st.integers(0, 120), min_size=1, max_size=5)), reverse=True)
    values = sorted(data.draw(st.sets(st.integers(0, 10_00), min_size=len(starts), max_size=len(starts))), reverse=True)
    steps = tuple(RatioStep(Fraction(start, 100), value) for start, value in zip(starts, values, strict=True))
    found = criterion("I.1", 10_00, "ratio", steps=steps)
    reached = [value for start, value in zip(starts, values, strict=True) if start * target <= actual * 100]

    assert points(found, Entry(actual=actual, target=target)) == max(reached, default=0)


@given(MAXIMA, COUNTS, st.integers(1, 3_00))
def test_units_add_up_to_the_maximum(maximum: int, count: int, each: int) -> None:
    earned = 0
    for _ in range(count):
        earned = min(maximum, earned + each)

    assert points(criterion("I.1", maximum, "per_unit", unit_points=each), Entry(count=count)) == earned


@given(MAXIMA, COUNTS, st.integers(1, 3_00), st.data())
def test_deductions_stop_at_the_minimum(maximum: int, count: int, each: int, data: st.DataObject) -> None:
    minimum = data.draw(st.integers(0, maximum))
    left = maximum
    for _ in range(count):
        left = max(minimum, left - each)

    found = criterion("I.1", maximum, "deduction", unit_points=each, minimum=minimum)
    assert points(found, Entry(count=count)) == left


@given(st.data())
def test_levels_and_pass_fail_give_what_they_say(data: st.DataObject) -> None:
    values = data.draw(st.lists(st.integers(0, 10_00), min_size=1, max_size=6, unique=True))
    levels = tuple(Level(f"m{index}", "Mức", value) for index, value in enumerate(sorted(values, reverse=True)))
    chosen = data.draw(st.sampled_from(levels))

    assert points(criterion("I.1", 10_00, "levels", levels=levels), Entry(level=chosen.code)) == chosen.points
    assert points(criterion("I.1", 10_00, "pass_fail"), Entry(passed=True)) == 10_00
    assert points(criterion("I.1", 10_00, "pass_fail"), Entry(passed=False)) == 0


# Totals


@st.composite
def rubrics(draw: st.DrawFn) -> Rubric:
    sections = []
    for name in ("I", "II", "III")[: draw(st.integers(1, 3))]:
        maxima = draw(st.lists(MAXIMA, min_size=1, max_size=4))
        sections.append(section(name, *(criterion(f"{name}.{i}", m) for i, m in enumerate(maxima, 1))))
    bonus = [criterion(f"T.{i}", m) for i, m in enumerate(draw(st.lists(MAXIMA, max_size=2)), 1)]
    penalties = [criterion(f"P.{i}", m) for i, m in enumerate(draw(st.lists(MAXIMA, max_size=3)), 1)]
    limits = {"bonus_max": draw(st.integers(0, 20_00)), "penalty_max": draw(st.integers(0, 150_00))}
    return rubric(*sections, bonus=bonus, penalties=penalties, **limits)


@st.composite
def entries(draw: st.DrawFn, found: Rubric) -> dict[str, Entry]:
    """Points for every criterion of every section, never all not applicable; bonus and penalties as they come."""

    def scored(listed: Criterion) -> Entry:
        return Entry(points=draw(st.integers(0, listed.max)))

    given_: dict[str, Entry] = {}
    for part in found.sections:
        applies = draw(st.lists(st.booleans(), min_size=len(part.criteria), max_size=len(part.criteria)))
        for listed, is_applicable in zip(part.criteria, applies, strict=True):
            kept = is_applicable or not any(applies)
            given_[listed.code] = scored(listed) if kept else Entry(not_applicable=True)
    given_ |= {listed.code: scored(listed) for listed in (*found.bonus, *found.penalties) if draw(st.booleans())}
    return given_


def summed(found: Mapping[str, Entry], codes: list[str]) -> int:
    return sum(found[code].points or 0 for code in codes if code in found)


@given(st.data())
def test_totals_follow_the_rules(data: st.DataObject) -> None:
    rules = data.draw(rubrics())
    given_ = data.draw(entries(rules))
    result = sheet(rules, {code: (entry, Origin.SELF) for code, entry in given_.items()})

    sections = {}
    for part in rules.sections:
        applicable = [c for c in part.criteria if not given_[c.code].not_applicable]
        earned = summed(given_, [c.code for c in applicable])
        sections[part.code] = nearest(Fraction(earned, sum(c.max for c in applicable)) * part.max)
    assert result.sections == sections
    assert result.base == sum(sections.values())
    assert result.bonus == min(rules.bonus_max, summed(given_, [c.code for c in rules.bonus]))
    assert result.penalty == min(rules.penalty_max, summed(given_, [c.code for c in rules.penalties]))
    assert result.total == max(0, result.base + result.bonus - result.penalty)
    assert result.total >= 0


@given(st.data())
def test_a_section_lies_between_nothing_and_its_maximum(data: st.DataObject) -> None:
    rules = data.draw(rubrics())
    given_ = data.draw(entries(rules))
    result = sheet(rules, {code: (entry, Origin.SELF) for code, entry in given_.items()})

    for part in rules.sections:
        applicable = [c for c in part.criteria if not given_[c.code].not_applicable]
        assert 0 <= result.sections[part.code] <= part.max
        if all(given_[c.code].points == c.max for c in applicable):
            assert result.sections[part.code] == part.max
        if all(given_[c.code].points == 0 for c in applicable):
            assert result.sections[part.code] == 0


# Thresholds and quotas, for every size that a cluster can have

FRACTIONS = sorted({Fraction(p, q) for q in range(1, 8) for p in range(1, q + 1)})


@pytest.mark.parametrize("is_strict", [False, True])
@pytest.mark.parametrize("fraction", FRACTIONS, ids=str)
def test_needed_votes_are_the_fewest_that_reach_the_threshold(fraction: Fraction, is_strict: bool) -> None:
    for base in range(61):
        reaching = (
            votes
            for votes in range(1, base + 2)
            if votes * fraction.denominator > fraction.numerator * base
            or (not is_strict and votes * fraction.denominator == fraction.numerator * base)
        )
        assert needed_votes(Threshold(fraction, "present", is_strict), base) == next(reaching)


@pytest.mark.parametrize("minimum", [0, 1, 2])
@pytest.mark.parametrize("percent", [0, 5, 10, 15, 25, 30, 33, 50, 75, 100])
def test_a_quota_is_the_nearest_share_of_the_members(percent: int, minimum: int) -> None:
    for members in range(1, 61):
        share = next(n for n in range(members + 1) if 200 * n > 2 * percent * members - 100)
        assert quota(Quota(None, Fraction(percent, 100), minimum), members) == max(minimum, share)
        assert quota(Quota(minimum, Fraction(percent, 100), 9), members) == minimum
