"""A call that waits for somebody is a line of their first page: applications to score, and a choice to make."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from courses.calling import Criterion
from courses.models import Application, Call
from courses.services import applications, calls
from lms.institutions.models import Person
from tests.conftest import House

AsPerson = Callable[[Person], Client]
OPEN = datetime(2026, 3, 10, 15, tzinfo=UTC)
AFTER = datetime(2026, 3, 21, 15, tzinfo=UTC)
WORDS = "Asesoro a talleres de costura desde hace seis años y quiero que registren sus marcas antes de vender fuera."


@pytest.fixture
def call(andes: House) -> Call:
    with time_machine.travel(OPEN, tick=False):
        pk = calls.draft_call(
            cohort_id=andes.cohort.pk, titles={"es": "Segundo grupo", "en": "Second group"}, texts={"es": "Para asesoras."},
            criteria=[Criterion("1", {"es": "Experiencia", "en": "Experience"}, 1, 5)], seats=2, least=0,
            opens_on=date(2026, 3, 1), closes_on=date(2026, 3, 20), accept_days=3, needs_commitment=True,
            second_scorer_id=andes.facilitator.pk, by=andes.coordinator.pk,
        )  # fmt: skip
        calls.publish_call(call_id=pk, by=andes.coordinator.pk)
        for name in ("ana", "bea", "carla"):
            _apply(pk, name)
    return Call.objects.get(pk=pk)


def _apply(call_id: int, name: str) -> None:
    """Applied, confirmed, and (but for Carla) committed to."""
    ref = applications.apply(
        call_id=call_id, email=f"{name}@fuera.test", given_name=name.title(), family_name="Prueba", position="Asesora",
        statement=WORDS, language="es", consent=True,
    )  # fmt: skip
    row = Application.objects.get(ref=ref)
    applications.confirm_application(application_id=row.pk)
    if name != "carla":
        Application.objects.filter(pk=row.pk).update(committed_at=OPEN, committed_by="link")


def _score(by: Person, *names: str) -> None:
    for name in names:
        row = Application.objects.get(email=f"{name}@fuera.test")
        calls.score_application(application_id=row.pk, by=by.pk, points={"1": 4}, why="Por su trabajo.")


def _home(as_person: AsPerson, person: Person, now: datetime = OPEN) -> str:
    with time_machine.travel(now, tick=False):
        return as_person(person).get("/").content.decode()


def _queries(client: Client) -> int:
    with time_machine.travel(OPEN, tick=False), CaptureQueriesContext(connection) as seen:
        client.get("/")
    return len(seen)


def test_each_scorer_reads_how_many_wait_for_their_own_points(call: Call, andes: House, as_person: AsPerson) -> None:
    for person in (andes.coordinator, andes.facilitator):
        html = _home(as_person, person)
        assert "Segundo grupo: 2 postulaciones por puntuar" in html
        assert f'href="/calls/{call.pk}/manage/"' in html
    with time_machine.travel(OPEN, tick=False):
        _score(andes.coordinator, "ana", "bea")
        _score(andes.facilitator, "ana")
    assert "Segundo grupo" not in _home(as_person, andes.coordinator)
    assert "Segundo grupo: 1 postulación por puntuar" in _home(as_person, andes.facilitator)
    assert "Segundo grupo" not in _home(as_person, andes.assessor)


def test_when_the_last_day_is_over_who_coordinates_reads_that_a_choice_waits(
    call: Call, andes: House, as_person: AsPerson
) -> None:
    with time_machine.travel(OPEN, tick=False):
        _score(andes.coordinator, "ana", "bea")
        _score(andes.facilitator, "ana", "bea")
    html = _home(as_person, andes.coordinator, AFTER)
    assert "Segundo grupo: ¿quién obtiene un cupo?" in html
    assert "Segundo grupo" not in _home(as_person, andes.facilitator, AFTER)
    with time_machine.travel(AFTER, tick=False):
        calls.decide_call(call_id=call.pk, by=andes.coordinator.pk)
    assert "¿quién obtiene un cupo?" not in _home(as_person, andes.coordinator, AFTER)


def test_nobody_scores_themselves(call: Call, andes: House, as_person: AsPerson) -> None:
    Application.objects.filter(email="ana@fuera.test").update(person=andes.facilitator)
    assert "Segundo grupo: 1 postulación por puntuar" in _home(as_person, andes.facilitator)


def test_the_page_asks_as_much_for_three_applications_as_for_many(call: Call, andes: House, as_person: AsPerson) -> None:
    with time_machine.travel(OPEN, tick=False):
        client = as_person(andes.coordinator)
    few = _queries(client)
    with time_machine.travel(OPEN, tick=False):
        for n in range(8):
            _apply(call.pk, f"otra{n}")
    assert _queries(client) == few
    assert few <= 20  # fifteen, and the applications with who is close to them
