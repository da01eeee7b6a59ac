"""Random histories of people: matrix, learner's page, institution's page, file and the report's rows say the same numbers."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from courses import api as courses
from courses.models import CohortCourse, Course, Enrolment, EnrolmentSummary, Unit
from courses.services.enrolment import close_enrolment, move_enrolment
from courses.services.reconciling import reconcile
from lms.exports.tables import table_of
from lms.institutions.models import Person
from lms.institutions.services.leaves import record_leave
from lms.reporting import periods
from lms.reporting.matrix_table import MATRIX
from lms.reporting.services.computing import progress_of
from tests.conftest import House
from tests.courses import building

pytestmark = pytest.mark.django_db
PEOPLE, UNITS = 6, 3

acts = st.lists(
    st.tuples(
        st.sampled_from(["pass", "fail", "wait", "start", "leave", "close", "move", "seen", "age"]),
        st.integers(0, PEOPLE - 1), st.integers(0, UNITS - 1),
    ),
    max_size=30,
)  # fmt: skip


class Stop(Exception):
    """The history is over: its rows go."""


@pytest.fixture
def course(db: None) -> Course:
    made = building.make_course(lessons=UNITS)
    building.publish(made)
    return made


@pytest.fixture
def groups(course: Course, andes: House, sur: House) -> tuple[CohortCourse, CohortCourse]:
    return building.place(andes.cohort, course, pace={"uno": "2026-02-01"}), building.place(sur.cohort, course)


def live(house: House, groups: tuple[CohortCourse, CohortCourse], history: list[tuple[str, int, int]]) -> None:
    units = list(Unit.objects.non_polymorphic().filter(course=groups[0].course).order_by("position"))
    people = Person.objects.bulk_create(
        Person(email=f"h{n}@ejemplo.test", given_name=f"Iris{n}", family_name=f"Rojas{n}", country="PE") for n in range(PEOPLE)
    )
    for person in people:
        building.enrol(person, house.institution, groups[0].course, cohort_course=groups[0])
    for step, (act, who, which) in enumerate(history):
        mine = Enrolment.objects.filter(person=people[who]).order_by("-pk").first()
        assert mine is not None
        apply(act, mine, units[which], step, groups, house)


def apply(act: str, mine: Enrolment, unit: Unit, step: int, groups: tuple[CohortCourse, CohortCourse], house: House) -> None:
    states = {"pass": "passed", "fail": "failed", "wait": "waiting", "start": "started"}
    closed = mine.state == "closed"
    if act in states and not closed:
        told = building.outcome(
            unit, states[act], key=f"{step}", score="55.50" if act in ("pass", "fail") else None,
            evidence=("e",) if act == "fail" else (), waits_on="assessor" if act == "wait" else "",
        )  # fmt: skip
        courses.record_outcome(enrolment_id=mine.pk, unit_id=unit.pk, outcome=told)
    elif act == "leave":
        today = timezone.now().date()
        record_leave(
            person_id=mine.person_id, starts_on=today - timedelta(days=step % 9), ends_on=today + timedelta(days=1),
            by=house.coordinator.pk, institution_id=house.institution.pk,
        )  # fmt: skip
    elif act == "close" and not closed:
        close_enrolment(enrolment_id=mine.pk, because="prueba", by=None)
    elif act == "move" and mine.state == "active" and mine.cohort_course_id == groups[0].pk:
        move_enrolment(
            enrolment_id=mine.pk, institution_id=groups[1].cohort.institution_id, cohort_course_id=groups[1].pk,
            country=mine.country, by=None,
        )  # fmt: skip
    elif act == "seen":
        EnrolmentSummary.objects.filter(enrolment=mine).update(last_seen_at=timezone.now() - timedelta(days=step))
    elif act == "age":
        Enrolment.objects.filter(pk=mine.pk).update(created_at=timezone.now() - timedelta(days=30))


@settings(
    max_examples=10,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(history=acts)
def test_every_place_says_the_same(
    andes: House, groups: tuple[CohortCourse, CohortCourse], history: list[tuple[str, int, int]]
) -> None:
    with pytest.raises(Stop):
        one_history(andes, groups, history)


@transaction.atomic
def one_history(house: House, groups: tuple[CohortCourse, CohortCourse], history: list[tuple[str, int, int]]) -> None:
    live(house, groups, history)
    assert reconcile(fix=False)["drifted"] == 0
    for group in groups:
        compare(group)
    raise Stop


def compare(group: CohortCourse) -> None:
    place = group.cohort.institution_id
    matrix = courses.cohort_matrix(group.pk)
    total = courses.total_of(courses.group_counts(institution_id=place))
    rows = matrix.rows
    assert (matrix.count.people, matrix.total) == (len(rows), len(rows))
    assert matrix.count.completed == sum(row.state == "completed" for row in rows)
    assert matrix.count.active == sum(row.state == "active" for row in rows)
    assert matrix.count.waiting == sum(row.waits_on == "assessor" for row in rows)
    assert matrix.count.at_risk == sum(bool(row.reasons) for row in rows) == len(courses.at_risk(cohort_course_id=group.pk))
    names = ("people", "active", "completed", "waiting", "at_risk", "away", "overdue", "not_begun", "recent")
    assert [getattr(total, name) for name in names] == [getattr(matrix.count, name) for name in names]
    for state, number in (("risk", matrix.count.at_risk), ("completed", matrix.count.completed),
                          ("away", matrix.count.away), ("overdue", matrix.count.overdue)):  # fmt: skip
        assert courses.cohort_matrix(group.pk, state=state).total == number
    for row in rows:
        card, path = courses.learner_card(row.enrolment_id), courses.path(row.enrolment_id)
        assert (card.done, card.required, card.percent, card.score, card.next_due, card.reasons, card.away) == (
            row.done, row.required, row.percent, row.score, row.next_due, row.reasons, row.away,
        )  # fmt: skip
        assert sum(one.required and one.met for one in path.requirements) == row.done
        assert {(int(one.subject[5:]), one.state) for one in path.requirements if one.state} == {
            (unit, state) for unit, (state, _score) in row.cells.items()
        }
    compare_files(place, group, matrix)


def compare_files(place: int, group: CohortCourse, matrix: courses.Matrix) -> None:
    with override("en"):
        table = table_of(MATRIX)
        params = table.clean({"cohort_course": str(group.pk)})
        filed = [(one[0], one[3], one[4], one[6], bool(one[9])) for one in table.rows(params, "default")]
    assert filed == [(row.full_name, row.done, row.required, row.score, bool(row.reasons)) for row in matrix.rows]
    reported = {
        one.enrolment_id: (one.done, one.required, one.score, one.state, one.waits_on)
        for one in courses.enrolment_figures(place)
        if one.state != "closed"
    }
    assert reported == {row.enrolment_id: (row.done, row.required, row.score, row.state, row.waits_on) for row in matrix.rows}
    zone = group.cohort.institution.time_zone
    with timezone.override(zone):
        sheet = progress_of(place, periods.month_of(timezone.now(), zone), using="default")
    told = {one.id: one.value for one in sheet.figures}
    active = [row for row in matrix.rows if row.state == "active"]
    waiting = sum(row.waits_on == "assessor" for row in active)
    assert (told["S01"], told["S02"], told["S06"]) == (matrix.count.active, waiting, matrix.count.at_risk)
    signs = sorted(row.values["signs"] for row in sheet.rows if row.figure == "S06")
    assert signs == sorted([one.code for one in row.reasons] for row in active if row.reasons)


@pytest.fixture
def filled(andes: House, groups: tuple[CohortCourse, CohortCourse]) -> CohortCourse:
    live(andes, groups, [("pass", 0, n) for n in range(UNITS)] + [("fail", 1, 0), ("wait", 2, 1)])
    return groups[0]


def test_the_pages_show_these_numbers(andes: House, filled: CohortCourse, as_person: Any) -> None:
    browser: Client = as_person(andes.coordinator)
    page = browser.get(reverse("lms:reporting:cohort-detail", args=[filled.cohort_id]))
    assert [line["row"].done for line in page.context["lines"]] == [3, 0, 0, 0, 0, 0]
    place = browser.get(reverse("lms:reporting:institution-progress", args=[andes.institution.pk]))
    assert place.context["total"].at_risk == page.context["count"].at_risk
    one = page.context["lines"][0]["row"]
    card = browser.get(reverse("lms:reporting:learner-detail", args=[one.enrolment_id])).context["card"]
    assert (card.done, card.required) == (one.done, one.required) == (3, 3)
