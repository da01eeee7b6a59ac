"""A supervisor confirms: of their own groups, never their own session, what they have read; and can take it back."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.core import mail
from django.test import Client
from django.utils import timezone

from assessments.clinics.entries import StepLine
from assessments.errors.clinic import CommentMissing, OwnSession, ReasonNeeded
from assessments.models import ClinicRating, ClinicSequel, ClinicSession
from assessments.selectors.clinic_sessions import open_counts
from assessments.services.clinic_confirming import settle_sessions, take_back
from assessments.services.clinic_followups import ask_sequels
from assessments.services.clinic_sessions import withdraw_session
from lms.audit.models import AuditEvent
from lms.institutions.models import Cohort, Membership, Person
from lms.jobs.api import run_due_jobs
from lms.messages.models import Message
from tests.assessments.practising import a_form, declared, enrolled, practice_course
from tests.conftest import House, make_person
from tests.courses import building

pytestmark = pytest.mark.django_db
LIST = "/clinic/confirm/"


@pytest.fixture
def rosa(as_person: Callable[[Person], Client], andes: House) -> Client:
    """The facilitator's browser."""
    return as_person(andes.facilitator)


def tick(*sessions: ClinicSession) -> dict[str, Any]:
    return {"one": [one.pk for one in sessions], **{f"revision-{one.pk}": one.revision for one in sessions}}


def states() -> list[str]:
    return list(ClinicSession.objects.order_by("pk").values_list("state", flat=True))


def test_several_sessions_are_confirmed_at_once_and_that_is_undone(rosa: Client, andes: House) -> None:
    one, two = declared(andes, "a"), declared(andes, "b")
    page = rosa.get(LIST).content.decode()
    assert "Elena De Andes" in page
    assert "Quiere saber" in page
    answer = rosa.post(f"{LIST}many/", tick(one, two), follow=True).content.decode()
    assert "2 sesiones están confirmadas" in answer
    assert states() == ["confirmed", "confirmed"]
    assert f'name="one" value="{one.pk}"' in answer
    rosa.post(f"{LIST}undo/", {"one": [one.pk, two.pk]})
    assert states() == ["declared", "declared"]
    assert AuditEvent.objects.filter(act="clinic.settled").count() == 2
    assert AuditEvent.objects.filter(act="clinic.taken_back", actor=andes.facilitator.pk).count() == 2


def test_what_was_changed_since_it_was_read_is_not_confirmed(rosa: Client, elena: Client, andes: House) -> None:
    session = declared(andes)
    seen = tick(session)
    elena.post(f"/clinic/sessions/{session.pk}/edit/", a_form(revision=session.revision, advice="Otra cosa."))
    answer = rosa.post(f"{LIST}many/", seen, follow=True).content.decode()
    assert "se cambiaron o resolvieron mientras tanto" in answer
    assert states() == ["declared"]


def test_not_seen_needs_a_comment_and_is_told_to_the_advisor_who_declares_again(
    rosa: Client, elena: Client, andes: House, on_commit: Any
) -> None:
    session = declared(andes)
    url = f"{LIST}{session.pk}/settle/"
    assert rosa.post(url, {"verdict": "not_seen", "revision": session.revision}).status_code == 422
    rosa.post(url, {"verdict": "not_seen", "revision": session.revision, "comment": "Falta decir qué se buscó."})
    session.refresh_from_db()
    assert (session.state, session.confirmed_by_id) == ("not_seen", andes.facilitator.pk)
    run_due_jobs()
    [letter] = mail.outbox
    assert "no fue confirmada" in letter.subject
    assert "Falta decir qué se buscó." in letter.body
    assert f"/clinic/sessions/{session.pk}/" in letter.body
    assert "Falta decir qué se buscó." in elena.get(f"/clinic/sessions/{session.pk}/").content.decode()
    elena.post(f"/clinic/sessions/{session.pk}/edit/", a_form(revision=session.revision, advice="Buscar en el registro."))
    session.refresh_from_db()
    assert (session.state, session.comment, session.confirmed_by_id) == ("declared", "", None)


def test_a_supervisor_does_not_say_who_the_business_is_and_keeps_the_typed_text(rosa: Client, andes: House) -> None:
    session = declared(andes)
    named = "Llamé a Textiles Andinos S.A.C. y nadie contestó."
    typed = {"verdict": "not_reached", "revision": session.revision, "comment": named}
    refused = rosa.post(f"{LIST}{session.pk}/settle/", typed)
    assert refused.status_code == 422
    assert f"{named}</textarea>" in refused.content.decode()
    assert 'value="not_reached" checked' in refused.content.decode()
    assert states() == ["declared"]
    rosa.post(f"{LIST}{session.pk}/settle/", {**typed, "comment": "Nadie contestó."})
    refused = rosa.post(f"{LIST}{session.pk}/take-back/", {"why": named})
    assert refused.status_code == 422
    assert f'value="{named}"' in refused.content.decode()
    assert states() == ["not_reached"]
    assert not AuditEvent.objects.filter(reason__contains="Textiles").exists()


def test_the_mail_says_nothing_when_it_was_taken_back_meanwhile(andes: House) -> None:
    session = declared(andes)
    settle_sessions(
        seen={session.pk: session.revision}, verdict="not_reached", comment="No contestan.", by=andes.facilitator.pk
    )
    take_back(session_ids=[session.pk], why="Sí contestaron.", by=andes.facilitator.pk)
    run_due_jobs()
    assert mail.outbox == []
    assert Message.objects.get().state == "dropped"


def test_nobody_confirms_their_own_session(as_person: Callable[[Person], Client], andes: House) -> None:
    Membership.objects.create(person=andes.advisor, institution=andes.institution, role="facilitator")
    session = declared(andes)
    client = as_person(andes.advisor)
    assert client.get(f"{LIST}{session.pk}/").status_code == 404
    client.post(f"{LIST}many/", tick(session))
    assert states() == ["declared"]
    with pytest.raises(OwnSession):
        settle_sessions(seen={session.pk: session.revision}, verdict="confirmed", by=andes.advisor.pk)
    with pytest.raises(CommentMissing):
        settle_sessions(seen={session.pk: session.revision}, verdict="not_seen", by=andes.facilitator.pk)
    with pytest.raises(ReasonNeeded):
        take_back(session_ids=[session.pk], why=" ", by=andes.facilitator.pk)


def test_a_supervisor_sees_their_own_groups_and_nobody_elses(
    as_person: Callable[[Person], Client], andes: House, sur: House
) -> None:
    other = Cohort.objects.create(
        institution=andes.institution, key="otro", country="PE", starts_on=date(2026, 1, 1), ends_on=date(2030, 1, 1)
    )
    second = make_person("segunda@andes.test", "Segunda", "Facilitadora", "PE")
    Membership.objects.create(person=second, institution=andes.institution, cohort=other, role="facilitator")
    whole = make_person("toda@andes.test", "Toda", "La Casa", "PE")
    Membership.objects.create(person=whole, institution=andes.institution, role="facilitator")
    enrolled(practice_course(), andes)
    taken, loose = declared(andes, "a"), declared(andes, "b", person=andes.advisor2)
    reached = {}
    for name, person in (("own", andes.facilitator), ("other", second), ("whole", whole), ("sur", sur.facilitator)):
        client = as_person(person)
        reached[name] = [client.get(f"{LIST}{one.pk}/").status_code == 200 for one in (taken, loose)]
        client.post(f"{LIST}{taken.pk}/settle/", {"verdict": "confirmed", "revision": 999})
    assert reached == {"own": [True, True], "other": [False, False], "whole": [True, True], "sur": [False, False]}


def test_a_session_for_a_course_taken_outside_of_a_group_waits_for_the_advisors_group(rosa: Client, andes: House) -> None:
    building.enrol(andes.advisor, andes.institution, practice_course())
    session = declared(andes)
    assert session.enrolment is not None
    assert rosa.get(f"{LIST}{session.pk}/").status_code == 200
    assert "Elena De Andes" in rosa.get(LIST).content.decode()


def test_a_group_of_more_than_a_thousand_is_listed(rosa: Client, andes: House) -> None:
    user_model = get_user_model()
    users = user_model.objects.bulk_create([user_model(email=f"p{n}@x.test") for n in range(1100)])
    people = Person.objects.bulk_create(
        [
            Person(
                user=user,
                email=user.email,
                given_name="P",
                family_name="P",
                language="es",
                country="PE",
                time_zone="America/Lima",
            )
            for user in users
        ]
    )
    Membership.objects.bulk_create(
        [Membership(person=one, institution=andes.institution, cohort=andes.cohort, role="advisor") for one in people]
    )
    declared(andes)
    assert "Elena De Andes" in rosa.get(LIST).content.decode()
    assert "Confirmar 1 sesión de clínica" in rosa.get("/").content.decode()


def test_the_ratings_are_of_the_house_that_one_supervises(
    as_person: Callable[[Person], Client], andes: House, sur: House
) -> None:
    low, high = sorted((andes, sur), key=lambda house: house.institution.pk)
    Membership.objects.create(person=high.facilitator, institution=low.institution, cohort=low.cohort, role="advisor")
    for n in range(5):
        ClinicRating.objects.create(
            session=declared(low, f"r{n}"), token_hash=f"h{n}", expires_at=timezone.now(), answered_at=timezone.now(),
            answers={"useful": 1, "clear": 2, "next": "no"},
        )  # fmt: skip
    page = as_person(high.facilitator).get(LIST).content.decode()
    assert "desde cinco respuestas" in page
    assert "sí 0, no 5" not in page


def test_drafts_and_withdrawn_sessions_are_the_advisors_alone(rosa: Client, elena: Client, andes: House) -> None:
    elena.post("/clinic/sessions/new/", a_form(go="draft"))
    session = ClinicSession.objects.get()
    assert rosa.get(f"{LIST}{session.pk}/").status_code == 404
    assert "Ninguna sesión espera" in rosa.get(LIST).content.decode()


def test_a_confirmation_is_taken_back_with_why(rosa: Client, andes: House) -> None:
    session = declared(andes)
    rosa.post(f"{LIST}{session.pk}/settle/", {"verdict": "confirmed", "revision": session.revision})
    assert rosa.post(f"{LIST}{session.pk}/take-back/", {"why": ""}).status_code == 422
    rosa.post(f"{LIST}{session.pk}/take-back/", {"why": "No era\x00 un negocio."})
    assert states() == ["declared"]
    assert AuditEvent.objects.get(act="clinic.taken_back").reason == "No era un negocio."


@pytest.mark.parametrize("many", [1, 20])
def test_its_page_takes_as_many_queries_for_one_as_for_twenty(
    many: int, rosa: Client, andes: House, django_assert_max_num_queries: Any
) -> None:
    sessions = [declared(andes, f"s{n}") for n in range(many)]
    rosa.post(f"{LIST}many/", tick(sessions[0]))
    rosa.get(LIST)
    with django_assert_max_num_queries(15):
        assert rosa.get(LIST).status_code == 200


def test_the_first_page_says_what_waits(rosa: Client, elena: Client, andes: House) -> None:
    session = declared(andes, steps=(StepLine("Buscar el nombre", timezone.localdate() - timedelta(days=1)),))
    page = rosa.get("/").content.decode()
    assert "Confirmar 1 sesión de clínica" in page
    assert LIST in page
    assert "1 paso con un negocio está atrasado" in elena.get("/").content.decode()
    rosa.post(f"{LIST}{session.pk}/settle/", {"verdict": "not_seen", "revision": session.revision, "comment": "Falta todo."})
    assert "1 sesión de clínica no fue confirmada" in elena.get("/").content.decode()
    assert "Confirmar 1 sesión" not in rosa.get("/").content.decode()
    ClinicSequel.objects.create(session=session)
    assert "¿En qué quedó 1 sesión de clínica?" in elena.get("/").content.decode()


def test_after_ninety_days_the_advisor_is_asked_once_what_came_of_it(
    as_person: Callable[[Person], Client], andes: House
) -> None:
    old = [declared(andes, "a"), declared(andes, "b")]
    waits = declared(andes, "c")
    settle_sessions(seen={one.pk: one.revision for one in old}, verdict="confirmed", by=andes.facilitator.pk)
    assert ask_sequels() == 0
    with time_machine.travel(timezone.now() + timedelta(days=91)):
        assert ask_sequels() == 2
        assert ask_sequels() == 0
        run_due_jobs()
        [letter] = mail.outbox
        assert "Noventa días" in letter.subject
        assert "¿En qué quedó?" in letter.body
        assert letter.body.count("Sesión del") == 2
        elena = as_person(andes.advisor)
        page = elena.get("/clinic/open/").content.decode()
        assert page.count('name="outcome" value="filed"') == 2
        first, second = ClinicSequel.objects.order_by("pk")
        elena.post(f"/clinic/after/{first.pk}/", {"outcome": "filed", "note": "Pidió la marca."})
        assert elena.post(f"/clinic/after/{second.pk}/", {"outcome": ""}).status_code == 422
        assert elena.post(f"/clinic/after/{second.pk}/", {"outcome": "other", "note": "Quesos SpA"}).status_code == 422
        elena.post(f"/clinic/after/{second.pk}/", {"outcome": "nothing"})
        assert list(ClinicSequel.objects.order_by("pk").values_list("outcome", flat=True)) == ["filed", "nothing"]
        assert "Pidió la marca." in elena.get("/clinic/open/").content.decode()
    assert not ClinicSequel.objects.filter(session=waits).exists()


def test_of_a_withdrawn_session_nobody_is_asked_what_came_of_it(elena: Client, andes: House) -> None:
    session = declared(andes)
    ClinicSequel.objects.create(session=session)
    assert 'name="outcome" value="filed"' in elena.get("/clinic/open/").content.decode()
    withdraw_session(session_id=session.pk)
    assert 'name="outcome" value="filed"' not in elena.get("/clinic/open/").content.decode()
    assert "¿En qué quedó" not in elena.get("/").content.decode()
    assert open_counts(andes.advisor.pk)["sequels"] == 0


def test_the_words_of_the_answers_are_those_of_the_states(rosa: Client, andes: House) -> None:
    session = declared(andes)
    page = rosa.get(f"{LIST}{session.pk}/").content.decode()
    assert "No se ubicó al negocio" in page
    settle_sessions(seen={session.pk: session.revision}, verdict="confirmed", by=andes.facilitator.pk)
    page = rosa.get(f"{LIST}{session.pk}/").content.decode()
    assert "Deshacer la confirmación" in page
    assert "Retirar" not in page
