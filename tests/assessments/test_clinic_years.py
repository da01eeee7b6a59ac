"""What comes of a session after ninety days and after twelve months, and ratings from one device told apart (F18, F19)."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from assessments.api import business_ratings, follow_ups
from assessments.errors.clinic import BusinessNamed, EndUnknown
from assessments.models import ClinicRating, ClinicSequel, ClinicSession, ClinicYear
from assessments.services.clinic_confirming import settle_sessions
from assessments.services.clinic_followups import answer_sequel, ask_sequels
from assessments.services.clinic_ratings import link_of, make_link
from assessments.services.clinic_years import answer_year, ask_years
from lms.institutions.events import person_erased
from lms.institutions.models import Person
from lms.messages.models import Message
from tests.assessments.practising import declared
from tests.conftest import House

pytestmark = pytest.mark.django_db
GOOD = {"useful": "5", "clear": "4", "next": "yes"}


def confirmed(house: House, client_id: str = "uno") -> ClinicSession:
    session = declared(house, client_id)
    settle_sessions(seen={session.pk: session.revision}, verdict="confirmed", by=house.facilitator.pk)
    return session


def after(days: int) -> time_machine.travel:
    return time_machine.travel(timezone.now() + timedelta(days=days), tick=False)


def test_an_application_is_asked_about_again_after_a_year_once(andes: House, as_person: Callable[[Person], Client]) -> None:
    filed, other = confirmed(andes, "a"), confirmed(andes, "b")
    start = timezone.now()
    with after(91):
        ask_sequels()
        answer_sequel(sequel_id=ClinicSequel.objects.get(session=filed).pk, outcome="filed")
        answer_sequel(sequel_id=ClinicSequel.objects.get(session=other).pk, outcome="nothing")
        assert ask_years() == 0
    with after(366):
        assert [ask_years(), ask_years()] == [1, 0]
        assert Message.objects.filter(kind="clinic_year").count() == 1
        row, elena = ClinicYear.objects.get(), as_person(andes.advisor)
        assert "¿Se registró?" in elena.get("/clinic/open/").content.decode()
        assert as_person(andes.advisor2).post(f"/clinic/years/{row.pk}/", {"end": "registered"}).status_code == 404
        elena.post(f"/clinic/years/{row.pk}/", {"end": "registered", "note": "Salió en un año"})
        row.refresh_from_db()
        assert (row.end, row.note) == ("registered", "Salió en un año")
        with pytest.raises(EndUnknown):
            answer_year(year_id=row.pk, end="")
        with pytest.raises(BusinessNamed):
            answer_year(year_id=row.pk, end="refused", note="Llamar al 987654321")
        person_erased.send(sender=Person, person_id=andes.advisor.pk)
        row.refresh_from_db()
        assert (row.end, row.note) == ("registered", "")
    rows = follow_ups(start=start + timedelta(days=80), end=start + timedelta(days=100))
    assert [(one.outcome, one.acted, one.year) for one in rows] == [("filed", True, False), ("nothing", False, False)]
    year = follow_ups(start=start + timedelta(days=360), end=start + timedelta(days=370))
    assert [(one.session_id, one.outcome, one.year) for one in year] == [(filed.pk, "registered", True)]
    assert follow_ups(start=start, end=start + timedelta(days=80)) == []
    assert follow_ups(start=start + timedelta(days=80), end=start + timedelta(days=100), institution_ids=[]) == []


def test_a_second_rating_from_one_browser_and_one_where_somebody_is_signed_in_are_told_apart(
    andes: House, client: Client, as_person: Callable[[Person], Client]
) -> None:
    links = []
    for name in "abcd":
        session = declared(andes, name)
        make_link(session_id=session.pk)
        links.append(link_of(ClinicRating.objects.get(session=session)).removeprefix("http://localhost:8000"))
    client.post(links[0], GOOD)
    client.post(links[1], {**GOOD, "useful": "2"})
    as_person(andes.advisor).post(links[2], GOOD)
    assert list(ClinicRating.objects.order_by("pk").values_list("same_device", flat=True)) == [False, True, True, False]
    now = timezone.now()
    row = business_ratings(start=now - timedelta(days=1), end=now + timedelta(days=1))[0]
    assert row[2:] == (4, 1, 1, 2, 1)
    assert business_ratings(start=now + timedelta(days=1), end=now + timedelta(days=2)) == []
