"""A release in force from a day: lesson and key turn at its 00:00 in each country's zone, and nothing runs at midnight."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.models import Attempt, CaseStudy, Quiz
from assessments.services.attempts import start_attempt
from courses import api as courses
from courses.models import Course, Enrolment, Lesson, Release, ReleaseCountry
from courses.services.gate import gate_of, items_of
from lms.institutions.models import Person, ProgrammeRole
from tests.assessments.conftest import slot_by_key
from tests.assessments.toolkit import COURSE, QUESTIONS, facts, write_toolkit
from tests.conftest import House, make_house, make_person
from tests.courses import building

SignIn = Callable[[Person], Client]
NEW_YEAR = date(2027, 1, 1)
DECEMBER = datetime(2026, 12, 10, 12, tzinfo=UTC)
ZONES = {"PE": "America/Lima", "MX": "America/Mexico_City"}
SECOND = timedelta(seconds=1)


def midnight(country: str) -> datetime:
    return datetime(2027, 1, 1, tzinfo=ZoneInfo(ZONES[country])).astimezone(UTC)


@pytest.fixture
def norte(db: None) -> House:
    return make_house("norte", "MX", "America/Mexico_City")


@pytest.fixture
def people(course: Course, andes: House, norte: House) -> dict[str, list[Enrolment]]:
    """Two advisors of Peru and two of Mexico take the course: one opens the quiz before midnight, one after."""
    found = {}
    for code, house in (("PE", andes), ("MX", norte)):
        place = building.place(house.cohort, course)
        found[code] = [
            building.enrol(p, house.institution, course, cohort_course=place) for p in (house.advisor, house.advisor2)
        ]
    return found


def new_law(root: Path) -> None:
    """Peru and Mexico change how long there is to oppose; the lesson's rule changes with it."""
    text = facts()
    for old, new in (("33 días hábiles", "66 días hábiles"), ("un mes", "cinco meses")):
        text = text.replace(old, new)
    text = text.replace("Son 10 años en PE", "Son 20 años en PE").replace("Son 10 años en MX", "Son 20 años en MX")
    courses.import_toolkit(path=write_toolkit(root, facts=text))


def announce_new_year(course: Course, root: Path, programme: dict[str, Person]) -> Release:
    with time_machine.travel(DECEMBER, tick=False):
        new_law(root)
        made = courses.publish_course(
            course_id=course.pk, by=programme["author"].pk, approved_by=programme["focal"].pk, countries=["MX", "PE"],
            effective_on=NEW_YEAR,
        )  # fmt: skip
    return Release.objects.get(pk=made)


def key_of(enrolment: Enrolment, course: Course) -> str:
    """The right answer on a sheet that is drawn now."""
    opened = start_attempt(enrolment_id=enrolment.pk, unit_id=Quiz.objects.get(course=course).pk)
    options = slot_by_key(Attempt.objects.get(pk=opened), "q-bound")["options"]
    return str(next(option["text"]["es"] for option in options if option["fraction"] > 0)).casefold()


def lesson_of(enrolment: Enrolment, course: Course, as_person: SignIn) -> str:
    client = as_person(enrolment.person)
    unit = Lesson.objects.get(course=course)
    return client.get(reverse("lms:courses:lesson", args=[enrolment.pk, unit.pk])).content.decode()


@pytest.mark.parametrize(
    ("country", "old_key", "new_key"), [("PE", "33 días hábiles", "66 días hábiles"), ("MX", "un mes", "cinco meses")]
)
def test_lesson_and_key_turn_at_midnight_of_each_country(
    course: Course, toolkit_root: Path, programme: dict[str, Person], people: dict[str, list[Enrolment]], as_person: SignIn,
    country: str, old_key: str, new_key: str,
) -> None:  # fmt: skip
    announce_new_year(course, toolkit_root, programme)
    early, late = people[country]
    with time_machine.travel(midnight(country) - SECOND, tick=False):
        assert f"Son 10 años en {country}" in lesson_of(early, course, as_person)
        assert key_of(early, course) == old_key
    with time_machine.travel(midnight(country), tick=False):
        assert f"Son 20 años en {country}" in lesson_of(late, course, as_person)
        assert key_of(late, course) == new_key
        assert key_of(early, course) == old_key, "an attempt that was begun keeps the sheet it began with"


def test_when_it_is_midnight_in_lima_mexico_still_has_an_hour(
    course: Course, toolkit_root: Path, programme: dict[str, Person], people: dict[str, list[Enrolment]], as_person: SignIn
) -> None:
    release = announce_new_year(course, toolkit_root, programme)
    assert dict(release.lms_countries.values_list("country", "effective_at")) == {code: midnight(code) for code in ZONES}
    assert set(release.lms_countries.values_list("law_as_of", flat=True)) == {NEW_YEAR}
    with time_machine.travel(midnight("PE"), tick=False):
        assert "Son 20 años en PE" in lesson_of(people["PE"][0], course, as_person)
        mexican = lesson_of(people["MX"][0], course, as_person)
        assert "Son 10 años en MX" in mexican
        assert "note-warn" not in mexican, "its own rule has not changed either"
        assert key_of(people["MX"][0], course) == "un mes"


def test_a_correction_for_the_same_midnight_takes_the_first_ones_place(
    course: Course, toolkit_root: Path, programme: dict[str, Person], people: dict[str, list[Enrolment]]
) -> None:
    announce_new_year(course, toolkit_root, programme)
    with time_machine.travel(DECEMBER + timedelta(days=1), tick=False):
        courses.import_toolkit(path=write_toolkit(toolkit_root, facts=facts().replace("33 días hábiles", "77 días hábiles")))
        courses.publish_course(
            course_id=course.pk, by=programme["author"].pk, approved_by=programme["focal"].pk, countries=["PE"],
            effective_on=NEW_YEAR,
        )  # fmt: skip
    with time_machine.travel(midnight("PE") + SECOND, tick=False):
        assert key_of(people["PE"][0], course) == "77 días hábiles"
    with time_machine.travel(midnight("MX") + SECOND, tick=False):
        assert key_of(people["MX"][0], course) == "cinco meses", "the correction was for Peru alone"


def test_a_day_that_has_begun_means_now(course: Course, toolkit_root: Path, programme: dict[str, Person]) -> None:
    noon = datetime(2027, 1, 1, 17, tzinfo=UTC)
    with time_machine.travel(noon, tick=False):
        new_law(toolkit_root)
        made = courses.publish_course(
            course_id=course.pk, by=programme["author"].pk, approved_by=programme["focal"].pk, countries=["PE"],
            effective_on=NEW_YEAR,
        )  # fmt: skip
    assert ReleaseCountry.objects.get(release=made).effective_at == noon


def test_a_request_keeps_its_day(course: Course, toolkit_root: Path, programme: dict[str, Person], as_person: SignIn) -> None:
    second = make_person("author2@programme.test", "Otra", "Autora", "CL")
    ProgrammeRole.objects.create(person=second, role="author", country="CL")
    with time_machine.travel(DECEMBER, tick=False):
        new_law(toolkit_root)
        form = reverse("lms:courses:publish-form", args=[course.pk])
        author = as_person(programme["author"])
        assert author.post(form, {"countries": ["PE"], "effective_on": "2026-12-09"}).status_code == 422
        assert author.post(form, {"countries": ["PE"], "effective_on": "2027-01-01"}).status_code == 302
        request = course.lms_publish_requests.get()
        assert request.effective_on == NEW_YEAR
        made = courses.approve_request(request_id=request.pk, by=second.pk)
    assert ReleaseCountry.objects.get(release=made).effective_at == midnight("PE")


def cost(call: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as seen:
        call()
    return len(seen)


def test_the_gate_and_its_page_cost_the_same_for_one_unit_of_a_kind_and_for_eight(
    course: Course, toolkit_root: Path, programme: dict[str, Person], as_person: SignIn
) -> None:
    client = as_person(programme["author"])
    form = reverse("lms:courses:publish-form", args=[course.pk])

    def measured() -> tuple[int, int, int]:
        client.get(form)  # texts are measured once
        return (
            cost(lambda: gate_of(course.pk, ["CL", "CO", "MX", "PE"])),
            cost(lambda: items_of(course.pk)),
            cost(lambda: client.get(form)),
        )

    courses.import_toolkit(path=write_toolkit(toolkit_root, facts=facts().replace("33 días", "34 días")))  # one draft waits
    before = measured()
    lesson, quiz, *rest = COURSE[COURSE.index("  - {key: terms") :].splitlines()
    case = "\n".join(rest)
    more, questions = "", QUESTIONS
    bound = QUESTIONS[QUESTIONS.index("- key: q-bound") :]
    for n in range(2, 9):
        more += lesson.replace("key: terms", f"key: terms-{n}").replace("marks/terms", f"marks/terms-{n}") + "\n"
        more += quiz.replace("key: the-quiz", f"key: quiz-{n}").replace("q-bound", f"q-bound-{n}") + "\n"
        more += case.replace("key: the-case", f"key: case-{n}") + "\n"
        questions += bound.replace("key: q-bound", f"key: q-bound-{n}")
        for language in ("es", "en"):
            name = toolkit_root / "sections" / "marks" / f"terms.{language}.md"
            (name.parent / f"terms-{n}.{language}.md").write_text(name.read_text("utf-8"), "utf-8")
    courses.import_toolkit(path=write_toolkit(toolkit_root, course=COURSE + more, questions=questions))
    assert Quiz.objects.count() == CaseStudy.objects.count() == Lesson.objects.count() == 8
    assert measured() == before
    assert before[2] <= 46
