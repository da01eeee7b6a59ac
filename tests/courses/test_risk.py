"""At risk: a rule that can be checked by hand, the same in Python and in the database."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from courses import api, risk
from courses.models import CohortCourse, Enrolment, EnrolmentSummary, RiskRule, Unit
from courses.progress import Recorded, fold_all
from courses.risk import DEFAULT, Reason, Rule, Signs, median_of, reasons
from courses.selectors.risk import percent, risk_condition, rules_in
from lms.institutions.models import Leave, Person
from tests.conftest import House, make_person
from tests.courses import building

FINE = Signs(days_unseen=0, seen=True, days_enrolled=90, percent=60, median=60, failed=0, days_overdue=None)
NOW = datetime(2026, 11, 20, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ({}, []),
        ({"days_unseen": 13}, []),
        ({"days_unseen": 14}, ["not_seen"]),
        ({"days_unseen": 30, "seen": False}, ["never_seen"]),
        ({"percent": 36}, []),
        ({"percent": 35}, ["behind"]),
        ({"percent": 35, "days_enrolled": 6}, []),
        ({"percent": 0, "median": None}, []),
        ({"percent": 0, "median": 24}, []),
        ({"percent": None}, []),
        ({"failed": 1}, []),
        ({"failed": 2}, ["failed"]),
        ({"days_overdue": 0}, []),
        ({"days_overdue": 1}, ["overdue"]),
        ({"days_overdue": 3, "failed": 3, "percent": 0, "days_unseen": 20}, ["failed", "overdue", "not_seen", "behind"]),
    ],
)
def test_each_sign_counts_from_its_threshold(change: dict[str, Any], codes: list[str]) -> None:
    signs = Signs(**{**{name: getattr(FINE, name) for name in Signs.__slots__}, **change})
    assert [one.code for one in reasons(DEFAULT, signs)] == codes
    assert reasons(Rule(None, None, None, None), signs) == ()


@given(st.lists(st.integers(0, 100), max_size=40))
def test_the_median_of_counts_is_the_median_of_the_people(percents: list[int]) -> None:
    pairs = [(value, percents.count(value)) for value in set(percents)]
    if len(percents) < risk.SMALLEST_GROUP:
        assert median_of(pairs) is None
    else:
        inner = sorted(percents)
        assert median_of(pairs) == (inner[(len(inner) - 1) // 2] + inner[len(inner) // 2]) // 2


def test_a_failure_counts_once_and_only_when_something_was_scored() -> None:
    def failure(hours: int, **more: Any) -> Recorded:
        return Recorded(state="failed", earned_at=NOW + timedelta(hours=hours), scored=True, **more)

    again = Recorded(state="failed", earned_at=NOW + timedelta(hours=1))  # another attempt was begun
    standing = fold_all([failure(0), again, failure(0), failure(2), failure(3, revised=True)])
    assert standing is not None
    assert standing.failed == 2
    passed = fold_all([failure(0), Recorded(state="passed", earned_at=NOW), failure(5)])
    assert passed is not None
    assert passed.failed == 1


@pytest.mark.django_db
def test_two_failed_attempts_reach_the_summary_and_a_pass_ends_the_risk(enrolment: Enrolment, lessons: list[Unit]) -> None:
    unit, now = lessons[0], timezone.now()
    for number in (1, 2):
        outcome = building.outcome(
            unit, "failed", key=f"try:{number}", score="40", evidence=("x",), earned_at=now + timedelta(hours=number)
        )
        api.record_outcome(enrolment_id=enrolment.pk, unit_id=unit.pk, outcome=outcome)
    (found,) = api.at_risk(cohort_course_id=enrolment.cohort_course_id)
    assert found.reasons == (Reason("failed", {"n": 2}),)
    assert api.risk_sentences(found.reasons) == "2 intentos no aprobados en una unidad."
    api.record_outcome(enrolment_id=enrolment.pk, unit_id=unit.pk, outcome=building.outcome(unit, key="try:3", score="80"))
    assert api.at_risk(cohort_course_id=enrolment.cohort_course_id) == []
    assert EnrolmentSummary.objects.get().failed == 0


@pytest.mark.django_db
def test_a_group_has_its_own_rule_else_its_institutions_else_the_shipped_one(
    cohort_course: CohortCourse, enrolment: Enrolment, andes: House, sur: House
) -> None:
    place, cohort = andes.institution.pk, andes.cohort.pk
    Enrolment.objects.update(created_at=timezone.now() - timedelta(days=10))
    CohortCourse.objects.update(starts_on=date(2026, 1, 1))
    assert api.at_risk(institution_id=place) == []
    with_seven = Rule(not_seen_days=7)
    assert api.set_risk_rule(institution_id=place, cohort_id=None, rule=with_seven, by=andes.coordinator.pk) == 1
    assert api.set_risk_rule(institution_id=place, cohort_id=None, rule=with_seven, by=andes.coordinator.pk) == 1
    assert [one.person_id for one in api.at_risk(institution_id=place)] == [andes.advisor.pk]
    api.set_risk_rule(institution_id=place, cohort_id=cohort, rule=Rule(not_seen_days=None), by=andes.coordinator.pk)
    assert api.at_risk(institution_id=place) == []
    assert api.risk_rules(sur.institution.pk).rule_for(sur.institution.pk, None) == DEFAULT
    assert RiskRule.objects.count() == 2


def _crowd(cohort_course: CohortCourse, house: House, seed: list[tuple[int, ...]]) -> None:
    people = Person.objects.bulk_create(
        Person(email=f"p{n}@ejemplo.test", given_name=f"P{n}", family_name="Rojas", country="PE") for n in range(len(seed))
    )
    for person, (done, unseen, age, failed, due, leave) in zip(people, seed, strict=True):
        row = Enrolment.objects.create(
            person=person, institution=house.institution, cohort_course=cohort_course, course=cohort_course.course,
            country="PE", created_at=NOW - timedelta(days=age), state="completed" if done == 8 else "active",
        )  # fmt: skip
        EnrolmentSummary.objects.create(
            enrolment=row, institution=house.institution, cohort_course=cohort_course, required=8, done=done, failed=failed,
            last_seen_at=None if unseen > 40 else NOW - timedelta(days=unseen, hours=3),
            next_due=None if due > 20 else NOW - timedelta(days=due - 5, hours=1),
        )  # fmt: skip
        if leave < 30:
            start = (NOW - timedelta(days=leave)).date()
            Leave.objects.create(person=person, starts_on=start, ends_on=start + timedelta(days=9))


people_like = st.tuples(
    st.integers(0, 8), st.integers(0, 60), st.integers(0, 60), st.integers(0, 4), st.integers(0, 40), st.integers(-10, 90)
)


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.lists(people_like, max_size=14))
def test_counts_lists_and_filters_agree_and_say_what_the_rule_says(
    cohort_course: CohortCourse, andes: House, seed: list[tuple[int, ...]]
) -> None:
    EnrolmentSummary.objects.all().delete()
    Enrolment.objects.all().delete()
    Leave.objects.all().delete()
    Person.objects.filter(family_name="Rojas").delete()
    CohortCourse.objects.update(starts_on=(NOW - timedelta(days=40)).date())
    _crowd(cohort_course, andes, seed)
    listed = api.at_risk(cohort_course_id=cohort_course.pk, at=NOW)
    counts = api.group_counts(cohort_course_id=cohort_course.pk, at=NOW)
    by_institution = api.group_counts(institution_id=andes.institution.pk, at=NOW)
    assert by_institution == counts
    assert sum(one.at_risk for one in counts) == len(listed)
    count = counts[0] if counts else None
    if count:
        condition = risk_condition(cohort_course.pk, count, rules=rules_in(), at=NOW)
        filtered = Enrolment.objects.annotate(share=percent()).filter(condition).values_list("pk", flat=True)
        assert sorted(filtered) == [one.enrolment_id for one in listed]
        assert count.people == len(seed)


@pytest.mark.django_db
def test_leave_is_never_a_risk_and_its_days_do_not_count(cohort_course: CohortCourse, andes: House) -> None:
    CohortCourse.objects.update(starts_on=date(2026, 1, 1))
    _crowd(cohort_course, andes, [(0, 60, 60, 3, 40, 2)])  # on leave since two days
    assert api.at_risk(cohort_course_id=cohort_course.pk, at=NOW) == []
    assert api.group_counts(cohort_course_id=cohort_course.pk, at=NOW)[0].away == 1
    EnrolmentSummary.objects.update(failed=0)
    assert api.at_risk(cohort_course_id=cohort_course.pk, at=datetime(2026, 12, 11, 23, tzinfo=UTC)) == []
    (found,) = api.at_risk(cohort_course_id=cohort_course.pk, at=datetime(2026, 12, 12, tzinfo=UTC))  # back since 28 November
    assert found.reasons == (Reason("never_seen", {"n": 14}),)


@pytest.mark.django_db
def test_counting_takes_the_same_queries_whatever_the_size(
    cohort_course: CohortCourse, andes: House, django_assert_num_queries: Callable[..., Any]
) -> None:
    for size in (3, 12):
        _crowd_of(cohort_course, andes, size)
        with django_assert_num_queries(2):
            api.group_counts(institution_id=andes.institution.pk)
        with django_assert_num_queries(3):
            api.at_risk(institution_id=andes.institution.pk)


def _crowd_of(cohort_course: CohortCourse, house: House, size: int) -> None:
    for n in range(size):
        person = make_person(f"q{size}-{n}@ejemplo.test", "Q", "Ruiz", "PE")
        building.enrol(person, house.institution, cohort_course.course, cohort_course=cohort_course)
