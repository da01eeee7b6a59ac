"""The pages of interests: one's own, the yearly look, the register of everybody's and its file."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from lms.institutions import api
from lms.institutions.models import Interest, InterestCheck, Person
from tests.conftest import House

AsPerson = Callable[[Person], Client]
OWN = "/interests/"


def test_an_interest_does_not_tell_who_has_an_account(andes: House, as_person: AsPerson) -> None:
    client, said = as_person(andes.assessor), []
    for url, more in ((OWN, {"kind": "family"}), (OWN + "end/", {})):
        for email in (andes.advisor.email.upper(), "nadie@example.test"):
            page = client.post(url, {"email": email, **more}, follow=True).content.decode()
            said.append(re.sub(r'(name="csrfmiddlewaretoken" value=")[^"]+', "", page))
    assert "Si esta dirección es de alguien de aquí" in said[0]
    assert said[0] == said[1]
    assert said[2] == said[3]
    row = Interest.objects.get()
    assert (row.about, row.kind, row.ended_at is None) == (andes.advisor, "family", False)


def test_an_interest_in_a_person_is_ended_by_address_only_where_names_are_not_seen(
    andes: House, programme: dict[str, Person], as_person: AsPerson
) -> None:
    for person, status in ((andes.assessor, 404), (programme["decider"], 302)):
        made = api.declare_interest(person_id=person.pk, by=person.pk, kind="family", about_id=andes.advisor.pk)
        assert as_person(person).post(f"{OWN}{made}/end/").status_code == status
    strange = api.declare_interest(person_id=andes.assessor.pk, by=andes.assessor.pk, institution_id=andes.institution.pk)
    assert as_person(programme["decider"]).post(f"{OWN}{strange}/end/").status_code == 404


def test_who_sees_names_anyway_reads_whom_they_declared_and_is_told_of_a_wrong_address(
    andes: House, programme: dict[str, Person], as_person: AsPerson
) -> None:
    client = as_person(programme["decider"])
    assert client.post(OWN, {"kind": "family", "email": "nadie@example.test"}).status_code == 422
    page = client.post(OWN, {"kind": "family", "email": andes.advisor.email, "note": "Mi prima"}, follow=True)
    assert andes.advisor.full_name in page.content.decode()
    assert "Mi prima" in page.content.decode()


@pytest.mark.parametrize(
    "wrong",
    [
        {}, {"kind": "family"}, {"email": "nadie@example.test"}, {"kind": "family", "email": "assessor@andes.test"},
        {"kind": "family", "email": "nadie@example.test", "institution": "0"},
        {"kind": "family", "email": "advisor@andes.test", "since": "2999-01-01"},
    ],
)  # fmt: skip
def test_the_form_says_what_is_wrong(andes: House, as_person: AsPerson, wrong: dict[str, str]) -> None:
    assert as_person(andes.assessor).post(OWN, wrong).status_code == 422
    assert not Interest.objects.exists()


def test_an_institutions_people_are_not_told_which_other_institutions_there_are(
    andes: House, sur: House, programme: dict[str, Person], as_person: AsPerson
) -> None:
    for person in (andes.assessor, andes.coordinator, andes.facilitator):
        assert "Centro sur" not in as_person(person).get(OWN).content.decode()
    for role in ("assessor", "reviewer", "decider"):
        assert "Centro sur" in as_person(programme[role]).get(OWN).content.decode()
    assert as_person(andes.advisor).get(OWN).status_code == 404


def test_once_a_year_everybody_who_scores_or_decides_is_asked_on_their_first_page(
    andes: House, programme: dict[str, Person], as_person: AsPerson
) -> None:
    asks = "Diga con quién tiene demasiada cercanía"
    decider, coordinator = programme["decider"], andes.coordinator
    assert asks in as_person(decider).get("/").content.decode()
    assert asks not in as_person(coordinator).get("/").content.decode()  # has just begun
    client = as_person(decider)
    client.post(OWN + "check/")
    client.post(OWN + "check/")  # twice on one day is once
    assert InterestCheck.objects.get().open == 0
    assert asks not in client.get("/").content.decode()
    with time_machine.travel(timezone.now() + timedelta(days=366), tick=False):
        for person in (decider, coordinator):
            assert asks in as_person(person).get("/").content.decode()
        assert asks not in as_person(andes.advisor).get("/").content.decode()


def test_the_register_shows_who_declared_what_about_whom_and_never_a_note(
    andes: House, programme: dict[str, Person], as_person: AsPerson
) -> None:
    one = api.declare_interest(
        person_id=andes.assessor.pk,
        by=andes.assessor.pk,
        kind="commercial",
        institution_id=andes.institution.pk,
        note="Zqsecret",
    )
    over = api.declare_interest(
        person_id=andes.facilitator.pk, by=andes.facilitator.pk, kind="family", about_id=andes.advisor.pk, note="Zqsecret"
    )
    api.end_interest(interest_id=over, by=andes.facilitator.pk)
    assert one
    for role in ("administrator", "reviewer"):
        client = as_person(programme[role])
        page = client.get("/interests/register/").content.decode()
        assert andes.assessor.full_name in page
        assert "Centro andes" in page
        assert programme["decider"].full_name in page  # who decides is named
        assert andes.advisor.full_name not in page
        ended = client.get("/interests/register/", {"show": "ended", "q": "elena"}).content.decode()
        assert andes.advisor.full_name in ended
        assert "No se encontró" in client.get("/interests/register/", {"q": "nobody"}).content.decode()
        file = b"".join(client.get("/interests/register.csv").streaming_content).decode()  # type: ignore[attr-defined]
        assert len(file.splitlines()) == 3
        assert "Zqsecret" not in page + ended + file
    for person in (programme["decider"], andes.coordinator, andes.assessor):
        assert as_person(person).get("/interests/register/").status_code == 404
        assert as_person(person).get("/interests/register.csv").status_code == 404


def test_the_pages_of_interests_take_as_many_queries_for_many_as_for_few(
    andes: House, sur: House, programme: dict[str, Person], as_person: AsPerson
) -> None:
    reviewer, counts = programme["reviewer"], {}
    for many in (1, 12):
        for n in range(many):
            for kind in ("family", "other", "taught"):
                person = api.ensure_person(
                    email=f"n{n}-{many}@andes.test", given_name="N", family_name="N", country="PE", language="es", by=None
                )
                api.declare_interest(person_id=reviewer.pk, by=reviewer.pk, kind=kind, about_id=person)
        client = as_person(reviewer)
        for url in (OWN, "/interests/register/"):
            with CaptureQueriesContext(connection) as found:
                assert client.get(url).status_code == 200
            counts.setdefault(url, []).append(len(found))
    assert all(few == much <= 15 for few, much in counts.values()), counts
