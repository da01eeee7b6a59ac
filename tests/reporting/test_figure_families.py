"""One table a figure: what counts, what does not, and what is told of it. Rows are what a worker would read."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.reporting import figures as counting
from lms.reporting.figures import CertificationFacts, Figure, ProgressFacts, Sheet
from lms.reporting.figures.intervals import mean_interval, median_and_p90, overlap, pooled
from lms.reporting.periods import period

NOVEMBER = period("2026-11", "America/Lima")
DAY = timedelta(days=1)


def on(day: float) -> datetime:
    """So many days after the month began."""
    return NOVEMBER.start + day * DAY


@dataclass
class Enrolled:
    """An enrolment as `courses.enrolment_figures` tells it; days count from the beginning of the month."""

    person_id: int = 1
    created: float = 0
    started: float | None = None
    completed: float | None = None
    closed: float | None = None
    cohort: tuple[date, date] | None = None
    course_key: str = "ip"
    cohort_key: str = "c"
    country: str = "PE"
    closed_as: str = "other"
    waits_on: str = ""
    done: int = 0
    required: int = 3
    score: Decimal | None = None
    enrolment_id: int = field(default=0)

    def __post_init__(self) -> None:
        self.enrolment_id = self.enrolment_id or self.person_id

    @property
    def person_code(self) -> str:
        return f"P-{self.person_id:04}"

    def __getattr__(self, name: str) -> Any:
        moments = {"created_at": "created", "started_at": "started", "completed_at": "completed", "closed_at": "closed"}
        if name in moments:
            day = getattr(self, moments[name])
            return None if day is None else on(day)
        if name in ("cohort_starts_on", "cohort_ends_on"):
            return self.cohort[name == "cohort_ends_on"] if self.cohort else None
        raise AttributeError(name)


def progress(**facts: Any) -> dict[str, Figure]:
    return {one.id: one for one in counting.progress_sheet(ProgressFacts(**facts), NOVEMBER).figures}


def told(figure: Figure) -> tuple[int, int | None]:
    return figure.value, figure.out_of


OCTOBER = (date(2026, 10, 1), date(2026, 10, 10))  # day 14 in October, end + 30 days on 9 November
LATE = (date(2026, 10, 25), date(2027, 1, 20))  # day 14 over on 8 November


def test_a_person_with_two_enrolments_is_one_person() -> None:
    found = progress(enrolments=[Enrolled(1), Enrolled(1, enrolment_id=9), Enrolled(2, created=-3), Enrolled(3, created=30)])
    assert found["F01"].value == 1


def test_active_people_are_of_those_enrolled_at_any_time() -> None:
    people = [
        Enrolled(1, created=-90),
        Enrolled(2, created=-90, closed=-5),
        Enrolled(3),
        Enrolled(4, created=-90, completed=-9),
    ]
    assert told(progress(enrolments=people, acts={"P-0001": 3})["F02"]) == (1, 2)


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (Enrolled(created=-20, started=-1, cohort=LATE), (1, 1)),
        (Enrolled(created=-20, started=8, cohort=LATE), (0, 1)),  # on the fifteenth day
        (Enrolled(created=-20, cohort=OCTOBER), (0, 0)),  # its day 14 was before
        (Enrolled(created=-10, started=1), (1, 1)),  # without a cohort: day 14 of the enrolment
        (Enrolled(created=20, cohort=LATE), (0, 0)),  # came after day 14
    ],
)
def test_started_within_fourteen_days(one: Enrolled, expected: tuple[int, int]) -> None:
    assert told(progress(enrolments=[one])["F03"]) == expected


@pytest.mark.parametrize(
    ("one", "leaves", "expected"),
    [
        (Enrolled(created=-40, completed=2, cohort=OCTOBER), (), {"F04": (1, 1), "F04w": (0, None), "F04l": (0, None)}),
        (Enrolled(created=-40, completed=9, cohort=OCTOBER), (), {"F04": (0, 1)}),  # after end + 30
        (Enrolled(created=-40, closed=1, cohort=OCTOBER), (), {"F04": (0, 1), "F04w": (1, None)}),
        (Enrolled(created=-40, closed=-30, cohort=OCTOBER), (), {"F04": (0, 0)}),  # gone before day 14
        (Enrolled(created=-40, cohort=OCTOBER), ((date(2026, 11, 1), date(2026, 12, 1)),), {"F04": (0, 0), "F04l": (1, None)}),
        (Enrolled(created=-40, cohort=LATE), (), {"F04": (0, 0)}),  # its cut is not in this month
    ],
)
def test_completion_withdrawals_and_leave_apart(one: Enrolled, leaves: Any, expected: dict[str, Any]) -> None:
    found = progress(enrolments=[one], leaves={1: leaves})
    assert {key: told(found[key]) for key in expected} == expected


def test_days_to_completion_leave_out_leave_and_say_not_reached_under_half() -> None:
    finished = [Enrolled(n, created=-40, started=-20, completed=n - 5, cohort=OCTOBER) for n in range(1, 4)]
    open_ones = [Enrolled(n, created=-40, started=-20, cohort=OCTOBER) for n in range(4, 9)]
    away = {1: [(date(2026, 10, 15), date(2026, 10, 16))]}
    assert progress(enrolments=finished, leaves=away)["F05"].measures == {"median": 17.0, "p90": 18.0}
    assert progress(enrolments=[*finished, *open_ones])["F05"].measures == {"median": None, "p90": None}


def test_hours_are_summed_and_told_a_person() -> None:
    assert progress(minutes=[("P-1", 90), ("P-2", 30)])["F06"].measures == {"total": 2.0, "mean": 1.0}


def survey(**more: Any) -> Any:
    return SimpleNamespace(**{"course": "ip", "module": "", "asked": 12, "answers": 8, "good": 6, **more})


def test_a_survey_that_is_not_told_is_in_no_total() -> None:
    found = progress(surveys=[survey(), survey(module="m1", answers=None, good=None)])
    assert (told(found["F07"]), told(found["F07r"])) == ((6, 8), (8, 12))


def test_gain_is_a_mean_of_pairs_and_says_nothing_under_five() -> None:
    pairs = [SimpleNamespace(course="ip", country="PE", gain=Decimal(gain)) for gain in (10, 20, 30, 10, 20)]
    found = progress(pairs=pairs)["F08"]
    assert (found.value, found.measures["mean"]) == (5, 18.0)
    low, high = found.measures["low"], found.measures["high"]
    assert low is not None
    assert high is not None
    assert low < 18 < high
    assert progress(pairs=pairs[:4])["F08"].measures == {}


def session(number: int, state: str = "confirmed", business: str = "e1/A") -> Any:
    return SimpleNamespace(
        number=number, country="PE", business=business, state=state, stage="idea", sector="food", size="micro",
        on=date(2026, 11, 3),
    )  # fmt: skip


def test_practice_counts_confirmed_of_logged_and_each_business_once() -> None:
    found = progress(sessions=[session(1), session(2), session(3, "declared", "e1/B"), session(4, business="")])
    assert (told(found["F17"]), found["F17b"].value) == ((3, 4), 1)


def rating(**more: Any) -> Any:
    return SimpleNamespace(
        **{"country": "PE", "links": 20, "answers": 12, "good": 9, "apart": 0, "apart_good": 0, **more}
    )  # fmt: skip


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (rating(), {"F18": (9, 12), "F18r": (12, 20), "F18x": (0, 0)}),
        (rating(answers=4), {"F18": (0, 0), "F18r": (0, 0)}),  # under five: not told
        (rating(apart=2), {"F18": (9, 12), "F18r": (0, 0), "F18x": (0, 0)}),  # else two could be found by subtracting
    ],
)
def test_ratings_of_businesses(one: Any, expected: dict[str, Any]) -> None:
    found = progress(ratings=[one])
    assert {key: told(found[key]) for key in expected} == expected


def follow_up(number: int, outcome: str, business: int | None, *, year: bool = False) -> Any:
    acted = outcome not in ("", "nothing", "unknown")
    return SimpleNamespace(session_id=number, country="PE", business_id=business, outcome=outcome, year=year, acted=acted)


def test_impact_counts_businesses_and_registrations_apart() -> None:
    rows = [
        follow_up(1, "nothing", 7), follow_up(2, "filed", 7), follow_up(3, "", 8), follow_up(4, "nothing", None),
        follow_up(5, "registered", 7, year=True), follow_up(6, "pending", 8, year=True),
    ]  # fmt: skip
    found = progress(follow_ups=rows)
    assert {key: told(found[key]) for key in ("F19", "F19r", "F19y")} == {"F19": (1, 2), "F19r": (3, 4), "F19y": (1, 2)}


def test_use_at_work_waits_for_five_answers() -> None:
    one = SimpleNamespace(country="PE", asked=20, open=4, answers=8, gave=6, made=10, arrived=7)
    few = SimpleNamespace(country="PE", asked=20, open=4, answers=None, gave=None, made=None, arrived=None)
    found = progress(holders=[one, few])
    assert {key: told(found[key]) for key in ("F20", "F20r", "F20a")} == {"F20": (6, 8), "F20r": (8, 16), "F20a": (7, 10)}


def certification(**facts: Any) -> dict[str, Figure]:
    return {one.id: one for one in counting.certification_sheet(CertificationFacts(**facts), NOVEMBER).figures}


def award(serial: str, *acts: tuple[str, float], expires: float | None = None) -> Any:
    spells = tuple((act, on(day), "") for act, day in acts)
    return SimpleNamespace(
        serial=serial, credential="c", country="PE", spells=spells, person_id=1,
        expires_at=None if expires is None else on(expires),
    )  # fmt: skip


def test_a_paper_issued_anew_is_on_both_sides_of_the_balance() -> None:
    found = certification(awards=[award("A", ("granted", -9), ("superseded", 3)), award("B", ("reissued", 3))])
    values = {key: found[key].value for key in ("F11o", "F11x", "F11u", "F11c", "F11i")}
    assert values == {"F11o": 1, "F11x": 1, "F11u": 1, "F11c": 1, "F11i": 0}


@pytest.mark.parametrize(("expires", "due"), [(30, 1), (119.9, 1), (121, 0), (None, 0)])
def test_due_within_ninety_days_of_the_close(expires: float | None, due: int) -> None:
    assert certification(awards=[award("A", ("granted", -9), expires=expires)])["F11d"].value == due


def test_decisions_granted_refused_deferred_and_exceptions() -> None:
    ruling = {"person_code": "P-2", "credential": "c", "country": "PE"}
    found = certification(
        awards=[award("A", ("granted", 3))],
        pending=[
            ("P-3", {"credential": "c", "country": "PE", "reason": "drawing", "missing": []}),
            ("P-4", {"credential": "c", "country": "PE", "reason": "courses", "missing": ["x"]}),
        ],
        rulings=[
            SimpleNamespace(**ruling, kind="barred", decided_at=on(5)),
            SimpleNamespace(**ruling, kind="barred", decided_at=on(31)),
            SimpleNamespace(**ruling, kind="exempt", decided_at=on(5)),
        ],
    )  # fmt: skip
    assert (told(found["F10"]), found["F10x"].value) == ((1, 3), 1)


def test_a_refresher_counts_where_it_falls_due_and_only_if_passed_in_time() -> None:
    rows = [
        SimpleNamespace(person_code=f"P-{n}", change="fact", country="PE", due=on(due), passed_at=passed)
        for n, (due, passed) in enumerate([(3, on(2)), (3, on(4)), (3, None), (31, on(2))])
    ]
    assert told(certification(refreshers=rows)["F12"]) == (1, 3)


def test_scoring_tells_days_beside_its_share() -> None:
    found = certification(scorings=[(f"S{n}", "case", days) for n, days in enumerate([3, 15, 16, 40])])["F13"]
    assert (told(found), found.measures) == ((2, 4), {"median": 15.5, "p90": 40.0})


def test_agreement_is_pooled_by_pairs_and_flags_are_apart() -> None:
    said = counting.Agreement([("k1", "a", 30, 0.8, 0.6, 1.0), ("k1", "b", 10, 0.4, 0.0, 0.8)], [("k1", 40, 30, 3)])
    found = certification(agreement=said)
    assert found["F14"].measures == {"kappa": 0.7, "low": 0.45, "high": 0.95, "pairs": 40}
    assert (told(found["F14d"]), told(found["F14f"])) == ((30, 40), (3, 30))


def test_soundness_of_exams_names_them_and_tells_foreign_answers_from_ten_on() -> None:
    found = certification(soundness=[("exam", 60, 0.9123, 0.051)], resting=[("bank", 4)], foreign=[("f", 3, 12), ("g", 1, 9)])
    assert (found["F15"].value, found["F15r"].measures["total"], told(found["F15l"])) == (1, 4.0, (3, 12))


@given(st.lists(st.tuples(st.integers(0, 3), st.booleans(), st.integers(0, 60)), max_size=40))
def test_a_total_always_equals_the_sum_of_its_rows(rows: list[tuple[int, bool, int]]) -> None:
    """Whatever is drawn: counts are rows, shares are rows that say yes, sums add up."""
    facts = ProgressFacts(
        enrolments=[Enrolled(n, created=day - 30, completed=day if yes else None, cohort=OCTOBER) for n, yes, day in rows],
        minutes=[(f"P-{n}", day) for n, _yes, day in rows], acts={f"P-{n:04}": day for n, _yes, day in rows},
        sessions=[session(n, "confirmed" if yes else "declared", f"e/{n}") for n, yes, _day in rows],
    )  # fmt: skip
    holds(counting.progress_sheet(facts, NOVEMBER))
    holds(
        counting.certification_sheet(
            CertificationFacts(
                attempts=[(f"P-{n}", "quiz", yes) for n, yes, _day in rows],
                scorings=[("S", "u", day) for _n, _yes, day in rows],
            ),
            NOVEMBER,
        )
    )


def holds(sheet: Sheet) -> None:
    for figure in sheet.figures:
        definition = counting.ALL[figure.id]
        mine = [row.values for row in sheet.rows if row.figure == figure.id]
        assert counting.figure_of(definition, mine) == figure
        if definition.kind == "share":
            assert (sum(row["yes"] for row in mine), len(mine)) == told(figure)
        elif definition.kind != "ratio":
            assert figure.value == len(mine)
        if definition.kind == "sum" and mine:
            assert figure.measures["total"] == pytest.approx(
                sum(row[definition.key] for row in mine) / definition.scale, abs=0.01
            )


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([], (None, None)),
        ([4.0], (4.0, 4.0)),
        ([1.0, 2.0, 3.0, 4.0], (2.5, 4.0)),
        ([1.0, 2.0, None, None], (None, None)),  # half: the middle lies beyond who finished
        ([1.0, 2.0, 3.0, None], (2.5, None)),
    ],
)
def test_median_and_p90_of_what_some_have_not_reached(values: list[float | None], expected: tuple[Any, Any]) -> None:
    assert median_and_p90(values) == expected


def test_a_mean_has_students_interval() -> None:
    assert mean_interval([1, 2, 3, 4, 5]) == (3.0, 1.04, 4.96)
    assert mean_interval([7]) == (7, None, None)


def test_kappas_without_an_interval_make_one_without() -> None:
    assert pooled([(10, 0.5, None, None)]) == {"kappa": 0.5, "low": None, "high": None, "pairs": 10}
    assert pooled([]) == {"kappa": None, "low": None, "high": None, "pairs": 0}


def test_nobody_is_put_before_whose_interval_overlaps() -> None:
    assert overlap((10, 40), (40, 60))
    assert not overlap((10, 39), (40, 60))
