"""What a sheet needs: one percentage, or the cut of its own questions in points."""

from decimal import Decimal
from typing import Any

import pytest

from assessments import passing
from assessments.passing import Sat

D = Decimal
CERTIFYING = {"pass_percent": "70", "cut": {"PE": {}}}


def slot(mean: str, maximum: str = "1", **more: Any) -> dict[str, Any]:
    return {"cut_mean": mean, "maximum": maximum, **more}


def test_a_practice_sheet_needs_its_quizzes_percentage() -> None:
    assert passing.needs({"pass_percent": "70"}, [slot("0.1")]) == {"pass_percent": "70"}
    assert passing.passed({"pass_percent": "70"}, D("0.7"))
    assert passing.passed({"pass_percent": "70"}, D("0.69995"))  # 70.00 on screens, as ever
    assert not passing.passed({"pass_percent": "70"}, D("0.6999"))


def test_a_certifying_sheet_needs_the_sum_of_its_own_questions_and_no_percentage() -> None:
    easy = passing.needs(CERTIFYING, [slot("0.9000"), slot("0.8000", "2"), slot("0.1", pilot=True)])
    hard = passing.needs(CERTIFYING, [slot("0.4000"), slot("0.5000", "2")])
    assert easy == {"pass_percent": "83.33", "cut": {"points": "2.5", "of": "3", "share": "0.833333"}}
    assert hard == {"pass_percent": "46.67", "cut": {"points": "1.4", "of": "3", "share": "0.466667"}}
    assert passing.passed(easy, D("0.833333"))
    assert not passing.passed(easy, D("0.833332"))
    assert passing.passed(hard, D("0.666667"))


def test_a_percentage_that_rounds_to_the_cut_is_not_the_cut() -> None:
    needs = passing.needs(CERTIFYING, [*[slot("0.6667")] * 29, slot("0.6661")])  # 20.0004 of 30: 66.67 %
    assert needs["pass_percent"] == "66.67"
    assert not passing.passed(needs, D(20) / D(30))  # 66.67 % too, and 0.0004 points short
    assert passing.passed(needs, D("20.5") / D(30))


def test_a_question_without_a_mean_stops_the_sheet() -> None:
    with pytest.raises(KeyError, match="cut_mean"):
        passing.needs(CERTIFYING, [{"maximum": "1"}])


def test_of_forms_with_cuts_a_pass_counts_before_a_higher_percentage_that_is_none() -> None:
    hard, easy = Sat(D(60), True, D(50), True), Sat(D(75), False, D(80), True)
    assert passing.reckoned("best", [hard, easy]) == hard
    assert passing.reckoned("last", [hard, easy]) == easy
    assert passing.reckoned("first", [easy, hard]) == easy
    assert passing.standing("last", [hard, easy]) == (True, D(60))
    assert passing.standing("best", [easy]) == (False, D(75))
    with pytest.raises(ValueError, match="no attempt"):
        passing.reckoned("best", [])


def test_without_cuts_attempts_count_as_ever() -> None:
    sittings = [Sat(D(60), False, D(70)), Sat(D(80), True, D(70))]
    assert passing.reckoned("average", sittings) == Sat(D(70), True, D(70))
    assert passing.standing("average", sittings) == (True, D(70))
    assert passing.standing("best", []) == (False, None)


def test_what_is_needed_is_said_in_points() -> None:
    from django.utils import translation

    sheet = passing.needs(CERTIFYING, [slot("0.6833")] * 30)
    with translation.override("en"):
        assert passing.needed_words(sheet) == "20.499 of 30 points (68.33\u00a0%)"
        assert passing.needed_words({"pass_percent": "70"}) == "70\u00a0%"
    with translation.override("es"):
        assert "20,499" in passing.needed_words(sheet)
