"""Refreshers on pages: the learner's, the first page, the coordinator's, and what the public page answers."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from certificates.api import define_credential, draw_certificate
from certificates.models import Certificate
from courses.models import Course, Enrolment, Item, RefresherDue
from lms.audit.models import AuditEvent
from lms.institutions.models import Membership, Person
from lms.jobs.api import run_due_jobs
from tests.assessments.refreshing import NEW, answer_all, change_law, write_three
from tests.conftest import House, make_house, make_person
from tests.courses import building

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def spanish() -> Iterator[None]:
    with translation.override("es"):
        yield


@pytest.fixture
def toolkit_root(tmp_path: Path) -> Path:
    return write_three(tmp_path / "toolkit")


@pytest.fixture
def finisher(course: Course, enrolment: Enrolment) -> Enrolment:
    """Elena completed the course and holds a certificate on it."""
    define_credential(
        key="marks", titles={"es": "Marcas", "en": "Marks"}, claim="assessed_certificate", validity_months=36,
        course_ids=[course.pk],
    )  # fmt: skip
    building.finish(enrolment, score="80")
    enrolment.refresh_from_db()
    return enrolment


@pytest.fixture
def due(finisher: Enrolment, programme: dict[str, Person]) -> RefresherDue:
    """The law of Peru changed: she is asked."""
    change_law(programme)
    return RefresherDue.objects.select_related("refresher").get(completion__enrolment=finisher)


def page_of(due: RefresherDue, finisher: Enrolment, name: str = "refresher-detail") -> str:
    return reverse(f"lms:assessments:{name}", args=[finisher.pk, due.refresher.unit_id])


def text(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined,no-any-return]


def test_the_page_shows_before_and_now_and_leads_to_the_questions(
    elena: Client, finisher: Enrolment, due: RefresherDue
) -> None:
    shown = text(elena.get(page_of(due, finisher)))
    assert "Antes" in shown
    assert "Ahora" in shown
    assert "cols-half" in shown
    assert "<del>" in shown
    assert "45" in shown
    assert "3 preguntas sobre el cambio" in shown
    assert "Cambia el plazo de oposición." in shown
    started = elena.post(page_of(due, finisher, "refresher-start"))
    sheet = text(elena.get(started["Location"]))
    assert page_of(due, finisher) in sheet
    assert "law:before" not in sheet


def test_the_result_says_what_was_the_rule_before_and_lets_one_try_again(
    elena: Client, finisher: Enrolment, due: RefresherDue
) -> None:
    attempt = answer_all(finisher, due.refresher.unit_id, right=False)
    result = text(elena.get(reverse("lms:assessments:attempt-detail", args=[attempt.pk])))
    assert "Intentar otra vez" in result
    passed = answer_all(finisher, due.refresher.unit_id)
    result = text(elena.get(reverse("lms:assessments:attempt-detail", args=[passed.pk])))
    assert "Usted está al día con este cambio" in result
    assert "Usted está al día con este cambio" in text(elena.get(page_of(due, finisher)))


def test_the_first_page_and_the_course_page_say_what_is_asked(elena: Client, finisher: Enrolment, due: RefresherDue) -> None:
    home = text(elena.get(reverse("lms:home:home")))
    assert page_of(due, finisher) in home
    course = text(elena.get(reverse("lms:courses:enrolment-detail", args=[finisher.pk])))
    assert "Actualización pendiente hasta el" in course
    answer_all(finisher, due.refresher.unit_id)
    assert page_of(due, finisher) not in text(elena.get(reverse("lms:home:home")))
    assert "Al día" in text(elena.get(reverse("lms:courses:enrolment-detail", args=[finisher.pk])))


def test_nobody_else_opens_it(
    as_person: Callable[[Person], Client], finisher: Enrolment, due: RefresherDue, andes: House, chilean: Enrolment
) -> None:
    building.finish(chilean, score="80")
    assert as_person(andes.advisor2).get(page_of(due, finisher)).status_code == 404
    mine = reverse("lms:assessments:refresher-detail", args=[chilean.pk, due.refresher.unit_id])
    assert as_person(chilean.person).get(mine).status_code == 404


def test_reading_alone_does_not_settle_a_refresher_with_questions(
    elena: Client, finisher: Enrolment, due: RefresherDue
) -> None:
    refused = elena.post(page_of(due, finisher, "refresher-read"))
    assert refused.status_code == 409
    due.refresh_from_db()
    assert due.passed_at is None


def test_the_public_page_answers_update_pending_then_lapsed_then_current(
    client: Client, finisher: Enrolment, due: RefresherDue
) -> None:
    row = Certificate.objects.get(award__person=finisher.person)
    assert draw_certificate(certificate_id=row.pk)
    verify = reverse("lms:certificates:verify-detail", args=[row.serial])
    asked = text(client.get(verify))
    assert "Vigente, con actualización pendiente" in asked
    assert f"Hasta el {timezone.localtime(due.grace_until).day} de" in asked
    with time_machine.travel(due.grace_until + timedelta(days=1), tick=False):
        assert client.get(verify, headers={"accept": "application/json"}).json()["state"] == "lapsed"
        answer_all(finisher, due.refresher.unit_id)
        assert client.get(verify, headers={"accept": "application/json"}).json()["state"] == "current"


def test_the_coordinator_sees_who_is_asked_and_excuses_with_a_reason(
    as_person: Callable[[Person], Client], finisher: Enrolment, due: RefresherDue, andes: House
) -> None:
    carla = as_person(andes.coordinator)
    listed = text(carla.get(reverse("lms:courses:refresher-list")))
    assert andes.advisor.full_name in listed
    excuse = reverse("lms:courses:refresher-excuse", args=[due.pk])
    assert excuse in listed
    assert carla.post(excuse, {"because": " "}).status_code == 422
    assert carla.post(excuse, {"because": "Ya no asesora empresas."}).status_code == 302
    due.refresh_from_db()
    assert (due.excused_because, due.excused_by_id) == ("Ya no asesora empresas.", andes.coordinator.pk)
    event = AuditEvent.objects.get(act="refresher.excused")
    assert (event.actor, event.institution, event.reason) == (
        andes.coordinator.pk, andes.institution.pk, "Ya no asesora empresas.",
    )  # fmt: skip
    assert "Nadie tiene nada que aprobar ahora" in text(carla.get(reverse("lms:courses:refresher-list")))
    group = text(carla.get(reverse("lms:reporting:cohort-detail", args=[andes.cohort.pk])))
    assert "Consultados tras un cambio de la ley" in group


def test_only_the_present_institution_sees_and_excuses(
    as_person: Callable[[Person], Client], finisher: Enrolment, due: RefresherDue, andes: House, sur: House
) -> None:
    north = make_house("norte", "PE", "America/Lima")
    Membership.objects.filter(person=andes.advisor).update(until=timezone.now())
    Membership.objects.create(person=andes.advisor, institution=north.institution, role="advisor")
    excuse = reverse("lms:courses:refresher-excuse", args=[due.pk])
    for stranger in (andes.coordinator, sur.coordinator, north.facilitator, andes.advisor):
        assert as_person(stranger).get(excuse).status_code == 404
    assert as_person(north.coordinator).get(excuse).status_code == 200
    assert andes.advisor.full_name not in text(as_person(andes.coordinator).get(reverse("lms:courses:refresher-list")))


def test_the_first_page_of_a_coordinator_counts_who_is_past_the_date(
    as_person: Callable[[Person], Client], due: RefresherDue, andes: House
) -> None:
    carla = as_person(andes.coordinator)
    where = reverse("lms:courses:refresher-list") + "?state=late"
    assert where not in text(carla.get(reverse("lms:home:home")))
    RefresherDue.objects.update(grace_until=timezone.now() - timedelta(hours=1))
    assert where in text(carla.get(reverse("lms:home:home")))


@pytest.mark.parametrize("language", ["es", "en"])
def test_the_page_reads_in_both_languages(
    elena: Client, finisher: Enrolment, due: RefresherDue, language: str, andes: House
) -> None:
    Person.objects.filter(pk=andes.advisor.pk).update(language=language)
    shown = text(elena.get(page_of(due, finisher), headers={"accept-language": language}))
    assert NEW[language].split(" ")[-1].rstrip(".") in shown
    assert {"es": "Antes", "en": "Before"}[language] in shown


def test_without_bound_questions_the_learner_says_to_have_read_it(
    elena: Client, finisher: Enrolment, programme: dict[str, Person]
) -> None:
    Item.objects.filter(kind="question", key__startswith="q-bound").update(archived_at=timezone.now())
    change_law(programme, despite="Faltan preguntas; la regla no puede esperar.")
    due = RefresherDue.objects.select_related("refresher").get()
    shown = text(elena.get(page_of(due, finisher)))
    assert "Ya lo leí" in shown
    assert elena.post(page_of(due, finisher, "refresher-start")).status_code == 409
    for _twice in range(2):
        assert elena.post(page_of(due, finisher, "refresher-read")).status_code == 302
    due.refresh_from_db()
    assert due.passed_at is not None
    assert "Usted está al día con este cambio" in text(elena.get(page_of(due, finisher)))


def test_nobody_is_excused_twice_nor_after_passing(
    as_person: Callable[[Person], Client], finisher: Enrolment, due: RefresherDue, andes: House
) -> None:
    carla, excuse = as_person(andes.coordinator), reverse("lms:courses:refresher-excuse", args=[due.pk])
    answer_all(finisher, due.refresher.unit_id)
    assert "Esta persona ya la aprobó." in text(carla.get(excuse))
    assert carla.post(excuse, {"because": "Tarde."}).status_code == 409
    due.refresh_from_db()
    assert due.excused_because == ""
    assert not AuditEvent.objects.filter(act="refresher.excused").exists()


def test_the_pages_cost_the_same_number_of_queries_however_many_are_asked(
    as_person: Callable[[Person], Client], finisher: Enrolment, programme: dict[str, Person], andes: House, course: Course
) -> None:
    change_law(programme)
    carla, listed = as_person(andes.coordinator), reverse("lms:courses:refresher-list")
    carla.get(listed)
    with CaptureQueriesContext(connection) as few:
        carla.get(listed)
    for number in range(4):
        person = make_person(f"n{number}@andes.test", "N", str(number), "PE")
        Membership.objects.create(person=person, institution=andes.institution, role="advisor")
        building.finish(building.enrol(person, andes.institution, course), score="80")
    run_due_jobs()
    with CaptureQueriesContext(connection) as many:
        shown = text(carla.get(listed))
    assert shown.count("/excuse/") == 5
    assert len(many) == len(few) <= 15
    due = RefresherDue.objects.select_related("refresher").get(completion__enrolment=finisher)
    mine = as_person(andes.advisor)
    mine.get(page_of(due, finisher))
    with CaptureQueriesContext(connection) as one:
        mine.get(page_of(due, finisher))
    assert len(one) <= 10
