"""How the gate says what it found: values, and whose a record is."""

import pytest

from thidua.gate.impact import ELIGIBLE, NOMINATED, OPEN_TIE, Movement
from thidua.gate.wording import value
from thidua.records.language import language


@pytest.mark.parametrize(
    ("figure", "found", "expected"),
    [
        (ELIGIBLE, True, "có"),
        (ELIGIBLE, False, "không"),
        (ELIGIBLE, None, "–"),
        (NOMINATED, True, "có"),
        (NOMINATED, None, "không"),
        (OPEN_TIE, None, "không"),
    ],
)
def test_what_is_not_known_is_neither_yes_nor_no(figure: str, found: bool | None, expected: str) -> None:
    """Whoever is not nominated has no figure; of eligibility a figure that is missing says nothing."""
    movement = Movement("hoi-tram", figure, "emulation_flag", None, None)

    assert value(movement, found, language("vi")) == expected
