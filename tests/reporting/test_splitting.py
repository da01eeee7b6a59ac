"""Women's share is told where it hides nobody, of four quarters where one has too few; sums count people once."""

from collections.abc import Iterable

from lms.reporting.figures import CertificationFacts, Figure, ProgressFacts, Sheet, certification_sheet, progress_sheet
from lms.reporting.figures.summing import Adder
from lms.reporting.periods import period
from lms.reporting.splitting import Told, counted, gender_split

QUARTER = period("2026-Q4", "America/Lima")
MANY = {"woman": 30, "man": 20, "other": 11, "unsaid": 12}
FEW = {"woman": 6, "man": 7, "other": 8, "unsaid": 9}


def sum_sheets(sheets: Iterable[tuple[str, Sheet]]) -> dict[str, dict[str, Figure]]:
    """{country: {figure: its number}} of what institutions told."""
    adder = Adder()
    for country, sheet in sheets:
        adder.add(country, sheet)
    return {place: {one.id: one for one in found} for place, found in adder.figures(["PE", "CL"]).items()}


def test_a_share_that_hides_nobody_is_told_with_its_interval() -> None:
    split = gender_split([Told("2026-Q4", MANY)])
    assert (split["share"]["value"], split["share"]["out_of"], split["share"]["percent"]) == (30, 73, 41.1)
    assert split["rolling"] is None


def test_too_few_people_are_told_of_four_quarters_together() -> None:
    split = gender_split([Told(f"2026-Q{n}", FEW) for n in range(1, 5)])
    assert split["share"] is None
    assert set(split["cells"].values()) == {None}
    assert (split["rolling"]["share"]["value"], split["rolling"]["total"]) == (24, 120)


def test_what_an_earlier_report_told_counts_against_the_rolling_year() -> None:
    """Three quarters were told; a rolling year would tell the fourth by subtracting, so it is not told."""
    told = {"cells": dict(MANY), "total": 73}
    split = gender_split([*(Told(f"2026-Q{n}", MANY, told) for n in range(1, 4)), Told("2026-Q4", FEW)])
    assert split["share"] is None
    assert split["rolling"]["share"] is None


def test_two_rolling_years_do_not_tell_the_quarter_between_them() -> None:
    """The year to Q4 was told, and so was its first quarter: the year to the next quarter would tell that one."""
    first = gender_split([Told("2026-Q1", MANY)])
    before = [Told("2026-Q1", MANY, first), Told("2026-Q2", FEW), Told("2026-Q3", FEW)]
    rolled = gender_split([*before, Told("2026-Q4", FEW)])
    assert rolled["rolling"]["share"] is not None
    after = gender_split([*before, Told("2026-Q4", FEW, rolled), Told("2027-Q1", FEW)])
    assert after["rolling"]["share"] is None


def test_records_that_came_late_make_nothing_told_rather_than_something_wrong() -> None:
    told = {"cells": dict(MANY), "total": 73}
    split = gender_split([Told("2026-Q3", FEW, told), Told("2026-Q4", FEW)])
    assert set(split["cells"].values()) == {None}
    assert split["rolling"] is None


def test_who_said_nothing_is_counted_as_unsaid() -> None:
    assert counted([1, 2, 2], {1: "woman"}) == {"woman": 1, "unsaid": 2}


def test_a_person_of_two_institutions_is_one_person_of_the_country() -> None:
    one = progress_sheet(ProgressFacts(acts={"P-1": 2}, minutes=[("P-1", 60)]), QUARTER)
    other = progress_sheet(ProgressFacts(acts={"P-1": 1, "P-2": 1}, minutes=[("P-1", 30), ("P-2", 30)]), QUARTER)
    found = sum_sheets([("PE", one), ("PE", other), ("CL", other)])
    assert (found["PE"]["F02"].value, found["CL"]["F02"].value) == (2, 2)
    assert found["PE"]["F06"].measures == {"total": 2.0, "mean": 1.0}


def test_shares_of_a_country_are_those_of_all_its_rows() -> None:
    sheets = [
        ("PE", certification_sheet(CertificationFacts(attempts=[(f"P-{n}", "quiz", n < cut) for n in range(10)]), QUARTER))
        for cut in (3, 8)
    ]
    f09 = sum_sheets(sheets)["PE"]["F09"]
    assert (f09.value, f09.out_of, f09.percent) == (11, 20, 55.0)


def test_a_figure_of_the_country_itself_is_not_added_twice() -> None:
    sheet = certification_sheet(CertificationFacts(resting=[("bank", 4)]), QUARTER)
    assert sum_sheets([("PE", sheet), ("PE", sheet)])["PE"]["F15r"].measures["total"] == 4
