"""The formulas in words say what rules.md §1 and §2 say, with the numbers of the case put in."""

from decimal import Decimal
from fractions import Fraction

import pytest

from thidua.portal.formula import (
    capped_sum,
    classification_sum,
    section_sum,
    total_sum,
    working,
)
from thidua.records.criterion.table import KINDS, PENALTIES
from thidua.records.criterion.working import percent, rounded
from thidua.records.dossier import Entry
from thidua.records.rubric import Criterion, Rubric
from thidua.scoring.sheet import Origin, Sheet, sheet


def criterion(kind, most=8, kinds=KINDS, **more):
    data = {"code": "I.1", "title": "Tiêu chí", "max": Decimal(str(most)), "kind": kind, "evidence": "none", **more}
    return Criterion.from_mapping(data, kinds)


def entry(**facts):
    return Entry.from_mapping({k: Decimal(str(v)) if isinstance(v, float) else v for k, v in facts.items()})


RATIO = criterion("ratio")
FLOOR = criterion("ratio", floor=Decimal("0.5"))
STEPS = criterion(
    "ratio", 6, steps=[{"from": Decimal("0.95"), "points": 6}, {"from": Decimal("0.85"), "points": Decimal("4.5")}]
)
UNITS = criterion("per_unit", 4, unit_points=Decimal("0.5"), unit="sản phẩm")
DEDUCTION = criterion("deduction", 4, unit_points=Decimal("0.5"), minimum=1, unit="ngày chậm")
LEVELS = criterion(
    "levels", 4, levels=[{"code": "a", "title": "Đầy đủ", "points": 4}, {"code": "b", "title": "Thiếu", "points": 2}]
)


@pytest.mark.parametrize(
    ("rule", "facts", "expected"),
    [
        (RATIO, {"actual": 45, "target": 50}, "8 × 45/50 = 7,20"),
        (RATIO, {"actual": 50, "target": 50}, "8 × 50/50 = 8,00"),
        (RATIO, {"actual": 0, "target": 50}, "8 × 0/50 = 0,00"),
        (RATIO, {"actual": 60, "target": 50}, "60/50 = 120\u00a0%, tính tối đa 100\u00a0%: 8,00"),
        (RATIO, {"actual": 1250.5, "target": 2501}, "8 × 1.250,5/2.501 = 4,00"),
        (RATIO, {"actual": 2, "target": 3}, "8 × 2/3 = 5,333… ≈ 5,33"),
        (RATIO, {"actual": 57, "target": 64}, "8 × 57/64 = 7,125 ≈ 7,13"),
        (criterion("ratio", 1), {"actual": 1, "target": 200}, "1 × 1/200 = 0,005 ≈ 0,01"),
        (criterion("ratio", 1), {"actual": 1, "target": 201}, "1 × 1/201 = 0,004… ≈ 0,00"),
        (FLOOR, {"actual": 25, "target": 50}, "8 × 25/50 = 4,00"),
        (FLOOR, {"actual": 24, "target": 50}, "24/50 = 48\u00a0%, dưới 50\u00a0% chỉ tiêu: 0,00"),
        (STEPS, {"actual": 95, "target": 100}, "95/100 = 95\u00a0%, từ 95\u00a0%: 6,00"),
        (STEPS, {"actual": 200, "target": 100}, "200/100 = 200\u00a0%, từ 95\u00a0%: 6,00"),
        (STEPS, {"actual": 949, "target": 1000}, "949/1.000 = 94,9\u00a0%, từ 85\u00a0%: 4,50"),
        (
            STEPS,
            {"actual": 849999, "target": 1000000},
            "849.999/1.000.000 = 84,99…\u00a0%, chưa tới bậc thấp nhất 85\u00a0%: 0,00",
        ),
        (UNITS, {"count": 6}, "6 × 0,5 = 3,00"),
        (UNITS, {"count": 0}, "0 × 0,5 = 0,00"),
        (UNITS, {"count": 8}, "8 × 0,5 = 4,00"),
        (UNITS, {"count": 11}, "11 × 0,5 = 5,5, tính tối đa 4 điểm"),
        (DEDUCTION, {"count": 2}, "4 − 2 × 0,5 = 3,00"),
        (DEDUCTION, {"count": 6}, "4 − 6 × 0,5 = 1,00"),
        (DEDUCTION, {"count": 9}, "4 − 9 × 0,5 = −0,5, tính tối thiểu 1 điểm"),
        (LEVELS, {"level": "b"}, "→ 2,00"),
        (criterion("pass_fail", 3), {"passed": True}, "→ 3,00"),
        (criterion("pass_fail", 3), {"passed": False}, "→ 0,00"),
    ],
)
def test_the_formula_has_the_numbers_put_in(rule, facts, expected):
    assert working(rule, entry(**facts)).sum == expected


@pytest.mark.parametrize(
    ("rule", "facts", "expected"),
    [
        (RATIO, {"actual": 45, "target": 50}, "45 trên chỉ tiêu 50"),
        (RATIO, {"actual": 45, "target": 50, "estimated": True}, "45 trên chỉ tiêu 50 (ước thực hiện)"),
        (RATIO, {"actual": 0.125, "target": 50}, "0,125 trên chỉ tiêu 50"),
        (UNITS, {"count": 1250}, "1.250 sản phẩm"),
        (LEVELS, {"level": "a"}, "Mức a: Đầy đủ"),
        (criterion("points", 5), {"points": 3.5}, "3,50 trên 5 điểm"),
        (RATIO, {"points": 3.5}, "Ấn định 3,50 trên 8 điểm"),
        (RATIO, {"not_applicable": True, "reason": "Không được giao"}, "Không áp dụng"),
    ],
)
def test_the_facts_stand_in_words(rule, facts, expected):
    assert working(rule, entry(**facts)).facts == expected


def test_a_penalty_that_happened_is_not_called_an_achievement():
    rule = criterion("pass_fail", 2, PENALTIES)
    assert working(rule, entry(passed=True)).facts == "Có xảy ra"
    assert working(rule, entry(passed=False)).sum == "→ 0,00"


@pytest.mark.parametrize(
    ("hundredths", "expected"),
    [
        (Fraction(720), "= 7,20"),
        (Fraction(1425, 2), "= 7,125 ≈ 7,13"),
        (Fraction(1600, 3), "= 5,333… ≈ 5,33"),
        (Fraction(49999, 100000), "= 0,004… ≈ 0,00"),
        (Fraction(199, 2), "= 0,995 ≈ 1,00"),
    ],
)
def test_rounding_half_up_is_shown(hundredths, expected):
    assert rounded(hundredths) == expected


def test_a_share_is_cut_so_that_it_never_seems_to_reach_a_threshold():
    assert percent(Fraction(84_999_999, 100_000_000)) == "84,99…\u00a0%"
    assert percent(Fraction(17, 20)) == "85\u00a0%"


RUBRIC = Rubric.from_mapping(
    {
        "title": "Bảng tiêu chí",
        "legal_basis": [],
        "scale": {"total": 20, "bonus_max": 3, "penalty_max": 5},
        "sections": [
            {
                "code": "I",
                "title": "Nhóm I",
                "max": 20,
                "criteria": [
                    {"code": "I.1", "title": "Một", "max": 5, "kind": "points", "evidence": "none"},
                    {"code": "I.2", "title": "Hai", "max": 8, "kind": "ratio", "evidence": "none"},
                    {"code": "I.3", "title": "Ba", "max": 7, "kind": "points", "evidence": "none", "na_allowed": True},
                ],
            }
        ],
        "bonus": [
            {"code": "T.1", "title": "Thưởng", "max": 2, "kind": "points"},
            {"code": "T.2", "title": "Thưởng", "max": 2, "kind": "points"},
        ],
        "penalties": [{"code": "P.1", "title": "Trừ", "max": 5, "kind": "points"}],
        "classification": [
            {"code": "good", "title": "Tốt", "from": 17},
            {"code": "fair", "title": "Khá", "from": 10},
            {"code": "below", "title": "Chưa đạt", "from": 0},
        ],
    }
)


def scored(**facts) -> Sheet:
    entries = {
        "I.1": entry(points=4),
        "I.2": entry(actual=45, target=50),
        "I.3": entry(points=7),
        **{code.replace("_", "."): given for code, given in facts.items()},
    }
    return sheet(RUBRIC, {code: (given, Origin.SELF) for code, given in entries.items()})


def test_a_section_is_the_sum_of_its_criteria():
    assert section_sum(RUBRIC.sections[0], scored()) == "4 + 7,2 + 7 = 18,20"


def test_what_does_not_apply_is_made_up_for_in_proportion():
    without = scored(I_3=entry(not_applicable=True, reason="Không được giao"))
    assert section_sum(RUBRIC.sections[0], without) == "(4 + 7,2) ÷ 13 × 20 = 17,23… ≈ 17,23"
    assert without.sections["I"] == 1723


def test_bonus_points_stop_at_their_cap():
    both = scored(T_1=entry(points=2), T_2=entry(points=1.5))
    assert capped_sum(RUBRIC.bonus, both, RUBRIC.bonus_max) == "2 + 1,5 = 3,5, tính tối đa 3 điểm"
    assert capped_sum(RUBRIC.bonus, scored(T_1=entry(points=2)), RUBRIC.bonus_max) == "2,00"
    assert capped_sum(RUBRIC.bonus, scored(), RUBRIC.bonus_max) == "0,00"


def test_the_total_adds_and_subtracts():
    assert total_sum(scored(T_1=entry(points=2), P_1=entry(points=5))) == "18,20 + 2,00 − 5,00 = 15,20"


def test_a_total_is_never_below_zero():
    poor = scored(I_1=entry(points=0), I_2=entry(actual=0, target=1), I_3=entry(points=0), P_1=entry(points=5))
    assert total_sum(poor) == "0,00 + 0,00 − 5,00 = −5,00, không tính dưới 0 điểm"


def test_the_class_lies_between_two_thresholds():
    assert classification_sum(RUBRIC, scored(P_1=entry(points=5))) == "từ 10 đến dưới 17 điểm"
    assert classification_sum(RUBRIC, scored()) == "từ 17 điểm trở lên"


def test_a_total_above_the_scale_counts_as_the_scale():
    best = scored(I_1=entry(points=5), I_2=entry(actual=1, target=1), T_1=entry(points=2))
    assert classification_sum(RUBRIC, best) == "22, tính tối đa 20 điểm: từ 17 điểm trở lên"
