import pytest

from bench.table import BudgetState, Row, growth, judged, markdown, memory, number, seconds, share


@pytest.mark.parametrize(
    ("value", "text"), [(0.1, "1/10,0"), (1 / 12.34, "1/12,3"), (1.0, "1,00 lần"), (2.154, "2,15 lần")]
)
def test_a_ratio_below_one_is_a_fraction_of_the_peer(value: float, text: str) -> None:
    assert share(value) == text


@pytest.mark.parametrize(
    ("value", "text"), [(0.0034, "3,4 ms"), (0.0999, "99,9 ms"), (0.1, "0,10 s"), (34.567, "34,57 s")]
)
def test_short_times_are_in_milliseconds(value: float, text: str) -> None:
    assert seconds(value) == text


def test_counts_have_dots_between_thousands() -> None:
    assert number(10_000) == "10.000"


def test_a_budget_is_kept_up_to_its_limit() -> None:
    assert judged(0.1, 0.1) is BudgetState.MET
    assert judged(0.1001, 0.1) is BudgetState.MISSED


def test_growth_is_judged_by_the_worst_doubling() -> None:
    row = growth("Kiểm tra", {1_250: 1.0, 2_500: 2.0, 5_000: 5.0})

    assert row.ratio == "2,50 lần"
    assert row.verdict is BudgetState.MISSED
    assert row.what == "Kiểm tra, 1.250 … 5.000 hồ sơ"


def test_memory_is_in_megabytes_of_a_million_bytes() -> None:
    row = memory("Bộ nhớ", 599_600_000)

    assert row.ours == "600 MB"
    assert row.verdict is BudgetState.MET


def test_the_page_holds_every_row_with_its_verdict() -> None:
    text = markdown([Row("việc", "1 s", "10 s", "1/10", "≤ 1/10", BudgetState.MET)])

    header, rule, row = text.splitlines()
    assert header.count("|") == rule.count("|") == row.count("|")
    assert row == "| việc | 1 s | 10 s | 1/10 | ≤ 1/10 | đạt |"
