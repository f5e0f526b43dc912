"""Figures, days and words as a Vietnamese office writes them."""

from datetime import date, datetime
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest

from support.make import criterion
from thidua.portal import words
from thidua.portal.alphabet import folded, sort_key
from thidua.records import format as write
from thidua.records import vocabulary
from thidua.records.criterion.levels import Level
from thidua.records.criterion.ratio import RatioStep
from thidua.records.rubric import Criterion
from thidua.records.season import Deadline, Quota, Threshold
from thidua.scoring.filing import State


@pytest.mark.parametrize(
    ("hundredths", "text"),
    [(950, "9,50"), (0, "0,00"), (100_000, "1.000,00"), (-50, "−0,50"), (5, "0,05"), (123_456_789, "1.234.567,89")],
)
def test_points_have_a_comma_and_two_decimals(hundredths: int, text: str) -> None:
    assert write.points(hundredths) == text


@pytest.mark.parametrize(("hundredths", "text"), [(2000, "20"), (950, "9,5"), (905, "9,05"), (100_000, "1.000")])
def test_limits_are_written_without_idle_zeros(hundredths: int, text: str) -> None:
    assert write.brief_points(hundredths) == text


def test_differences_carry_their_sign() -> None:
    assert [write.signed_points(n) for n in (50, -100, 0)] == ["+0,50", "−1,00", "0,00"]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(12345, 10), "1.234,5"),
        (Fraction(2, 3), "0,67"),
        (Fraction(-1, 1000), "0"),
        (Fraction(-5, 2), "−2,5"),
        (1_000_000, "1.000.000"),
    ],
)
def test_numbers_are_grouped_by_dots_and_rounded_half_up(value: Fraction | int, text: str) -> None:
    assert write.number(value) == text


def test_days_moments_percentages_and_money() -> None:
    zone = ZoneInfo("Asia/Ho_Chi_Minh")
    assert write.day(date(2020, 2, 5)) == "05/02/2020"
    assert write.moment(datetime(2020, 11, 12, 9, 30, tzinfo=zone)) == "09:30 ngày 12/11/2020"
    assert write.percent(Fraction(7, 8)) == "87,5\u00a0%"
    assert write.percent(Fraction(1)) == "100\u00a0%"
    assert write.money(30_000_000) == "30.000.000\u00a0đồng"
    assert write.count(1234) == "1.234"


def test_a_bar_never_leaves_its_cell() -> None:
    assert [write.whole_percent(Fraction(n, 100)) for n in (-5, 50, 104)] == [0, 50, 100]


def test_names_are_sorted_by_letters_then_by_tones() -> None:
    ordered = ["ba", "bà", "bả", "bã", "bá", "bạ", "ban", "bă", "bâ", "da", "đa", "e", "o", "ô", "ơ", "u", "ư"]
    backwards = list(reversed(ordered))
    assert sorted(backwards, key=sort_key) == ordered


def test_text_typed_without_marks_finds_names() -> None:
    assert folded("Đại học Sông Xanh") == "dai hoc song xanh"
    assert folded("Đa\u0323i ho\u0323c") == "dai hoc"


def test_a_deadline_says_its_rule_and_its_last_day() -> None:
    before = Deadline(date(2020, 11, 15), is_inclusive=False)
    until = Deadline(date(2020, 11, 15), is_inclusive=True)
    assert (words.deadline(before), words.last_day(before)) == ("trước ngày 15/11/2020", "hết ngày 14/11/2020")
    assert (words.deadline(until), words.last_day(until)) == ("chậm nhất ngày 15/11/2020", "hết ngày 15/11/2020")


def test_days_left_count_to_the_last_day() -> None:
    last = date(2020, 11, 14)
    assert words.days_left(last, date(2020, 11, 12)) == "còn 2 ngày"
    assert words.days_left(last, last) == "hôm nay là ngày cuối"
    assert words.days_left(last, date(2020, 11, 15)) == "đã hết hạn"


def test_every_state_has_a_word() -> None:
    assert set(vocabulary.STATES) == set(State)
    assert len(set(vocabulary.STATES.values())) == len(State)


def test_quotas_and_thresholds_in_words() -> None:
    assert words.quota(Quota(1, Fraction(0), 0)) == "1 tổ chức mỗi Cụm"
    assert words.quota(Quota(None, Fraction(3, 10), 1)).startswith("30\u00a0% số tổ chức thành viên của Cụm, ít nhất 1")
    assert words.threshold(Threshold(Fraction(2, 3), "present", is_strict=False)) == "từ 2/3 số tổ chức có mặt trở lên"
    assert words.threshold(Threshold(Fraction(1, 2), "valid", is_strict=True)) == "trên 1/2 số phiếu hợp lệ"


def of(kind: str, **terms: object) -> Criterion:
    return criterion("I.1", 6_00, kind, **terms)


@pytest.mark.parametrize(
    ("found", "text"),
    [
        (of("pass_fail"), "Đạt: 6 điểm. Không đạt: 0 điểm."),
        (of("per_unit", unit_points=50, unit="sản phẩm"), "Mỗi sản phẩm được 0,5 điểm, tối đa 6 điểm."),
        (of("levels", levels=(Level("a", "Đủ", 600), Level("b", "Thiếu", 0))), "Đủ: 6 điểm; Thiếu: 0 điểm."),
        (
            of("deduction", unit_points=50, unit="ngày chậm", minimum=100),
            "Từ 6 điểm, mỗi ngày chậm trừ 0,5 điểm, không dưới 1 điểm.",
        ),
        (
            of("ratio", steps=(RatioStep(Fraction(95, 100), 600), RatioStep(Fraction(85, 100), 400))),
            "Thực hiện từ 95\u00a0% chỉ tiêu: 6 điểm; từ 85\u00a0% chỉ tiêu: 4 điểm; thấp hơn: 0 điểm.",
        ),
        (of("points", step=50), "Chấm từ 0 đến 6 điểm, theo bậc 0,5 điểm."),
    ],
)
def test_every_kind_of_criterion_is_explained(found: Criterion, text: str) -> None:
    assert found.kind.sentence() == text
