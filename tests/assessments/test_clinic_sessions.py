"""Logging a session with a business: short, without a name, once however often it is sent, changeable until it is confirmed."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from assessments.clinics import consent
from assessments.clinics.entries import ReferralLine, StepLine
from assessments.errors.clinic import (
    BusinessGone,
    BusinessNamed,
    SessionChanged,
    SessionIncomplete,
    SessionSettled,
    SessionWithdrawn,
)
from assessments.models import Clinic, ClinicBusiness, ClinicReferral, ClinicSession, ClinicStep
from assessments.services.clinic_followups import close_step
from assessments.services.clinic_sessions import change_session, note_session, restore_session, withdraw_session
from lms.institutions.events import person_erased
from lms.institutions.models import Person
from tests.assessments.practising import a_form, an_entry, declared, enrolled, practice_course
from tests.conftest import House

pytestmark = pytest.mark.django_db
NEW = "/clinic/sessions/new/"
AS_JSON: Any = {"HTTP_ACCEPT": "application/json"}


def html(client: Client, url: str) -> str:
    return client.get(url).content.decode()


def test_the_short_form_declares_a_session(elena: Client, andes: House) -> None:
    page = html(elena, NEW)
    assert consent.WORDINGS[consent.NOW]["es"][:40] in page
    assert consent.WORDINGS[consent.NOW]["en"][:40] in page
    assert 'value="45"' in page
    answer = elena.post(NEW, a_form(), follow=True)
    session = ClinicSession.objects.get()
    assert (session.state, session.minutes, session.stage, session.consent_wording) == ("declared", 45, "idea", consent.NOW)
    assert session.consent_on == session.held_on
    assert ClinicReferral.objects.get(session=session).to == "nobody"
    assert "Buscar antes de pedir." in answer.content.decode()


def test_a_double_click_is_one_session(elena: Client, andes: House) -> None:
    first, second = elena.post(NEW, a_form()), elena.post(NEW, a_form())
    assert first.headers["Location"] == second.headers["Location"]
    assert ClinicSession.objects.count() == 1
    assert elena.post(NEW, a_form(client_id="")).status_code == 422


def test_a_draft_that_is_mended_by_the_browsers_back_keeps_the_new_text(elena: Client, andes: House) -> None:
    for _n in range(2):
        elena.post(NEW, a_form(go="draft", **{"step-1": "Buscar"}))
    assert ClinicSession.objects.get().revision == 1
    elena.post(NEW, a_form(go="declare", advice="Dos, mejor."))
    session = ClinicSession.objects.get()
    assert (session.state, session.revision, session.body["advice"]) == ("declared", 2, "Dos, mejor.")
    elena.post(NEW, a_form(go="declare", advice="Dos, mejor."))
    elena.post(NEW, a_form(client_id="f2", go="draft"))
    elena.post(NEW, a_form(client_id="f2", go="draft", advice="Tres."))
    later = ClinicSession.objects.get(client_id="f2")
    assert (later.state, later.revision, later.body["advice"]) == ("draft", 2, "Tres.")
    session.refresh_from_db()
    assert session.revision == 2


def test_back_to_a_declared_form_keeps_the_changed_text_or_says_why_not(elena: Client, andes: House) -> None:
    assert f'action="{NEW}?sent"' in html(elena, NEW)  # posted to its own address, a browser would fetch another form on Back
    elena.post(NEW, a_form())
    assert elena.post(NEW, a_form(advice="Me equivoqué: es esto.")).status_code == 302
    session = ClinicSession.objects.get()
    assert (session.state, session.revision, session.body["advice"]) == ("declared", 2, "Me equivoqué: es esto.")
    named = elena.post(NEW, a_form(advice="Escriba a rosa@quesos.pe."))
    assert (named.status_code, "rosa@quesos.pe" in named.content.decode()) == (422, True)
    newer = elena.post(NEW, a_form(advice="Y una vez más."))
    assert (newer.status_code, "Y una vez más." in newer.content.decode()) == (409, True)
    ClinicSession.objects.update(state="confirmed")
    settled = elena.post(NEW, a_form(advice="Tarde."))
    assert (settled.status_code, "Tarde." in settled.content.decode()) == (409, True)
    assert "fue confirmada" in settled.content.decode()
    assert elena.post(NEW, a_form(advice="Me equivoqué: es esto.")).status_code == 302
    session.refresh_from_db()
    assert (session.revision, session.body["advice"]) == (2, "Me equivoqué: es esto.")


def test_a_replay_from_a_device_gets_json_and_makes_nothing_new(elena: Client, andes: House) -> None:
    first = elena.post(NEW, a_form(), **AS_JSON)
    assert first.json()["state"] == "declared"
    again = elena.post(NEW, a_form(advice="Otra cosa."), **AS_JSON)
    assert again.json()["id"] == first.json()["id"]
    assert ClinicSession.objects.get().body["advice"] == "Buscar antes de pedir."


def test_the_same_client_id_of_another_person_is_another_session(
    elena: Client, as_person: Callable[[Person], Client], andes: House
) -> None:
    elena.post(NEW, a_form())
    as_person(andes.advisor2).post(NEW, a_form())
    assert ClinicSession.objects.count() == 2


@pytest.mark.parametrize(("field", "text"), [
    ("wanted", "Vino Textiles Andinos S.A.S. por su logo."), ("advice", "Escriba a rosa@quesos.pe."),
    ("region", "Av. Los Leones 1234"), ("why-1", "Llame al 987654321"), ("letter", "Su RUC 20100070970"),
    ("documents", "www.quesosdelnorte.pe"), ("step-1", "Ver @quesosdelnorte"),
])  # fmt: skip
def test_what_says_who_the_business_is_is_refused_with_a_sentence_and_never_kept(
    field: str, text: str, elena: Client, andes: House
) -> None:
    for go in ("declare", "draft"):
        answer = elena.post(NEW, a_form(go=go, **{field: text}))
        assert answer.status_code == 422
        assert "parece" in answer.content.decode()
    said = elena.post(NEW, a_form(**{field: text}), **AS_JSON)
    assert said.status_code == 422
    assert "parece" in said.json()["sentence"]
    assert not ClinicSession.objects.exists()


def test_the_service_refuses_names_and_gaps_by_itself(andes: House) -> None:
    with pytest.raises(BusinessNamed, match="Quesos del Norte"):
        declared(andes, advice="Habló Quesos del Norte S.R.L.")
    with pytest.raises(SessionIncomplete):
        declared(andes, consented=False)
    assert not ClinicSession.objects.exists()


@pytest.mark.parametrize("left_out", ["held_on", "minutes", "stage", "sector", "size", "consented", "wanted", "advice"])
def test_what_is_missing_to_declare_may_be_missing_in_a_draft(left_out: str, elena: Client, andes: House) -> None:
    typed = {name: value for name, value in a_form().items() if name != left_out}
    assert elena.post(NEW, typed).status_code == 422
    assert not ClinicSession.objects.exists()
    assert elena.post(NEW, {**typed, "go": "draft"}).status_code == 302
    assert ClinicSession.objects.get().state == "draft"


def test_a_day_that_is_still_to_come_is_not_declared(elena: Client, andes: House) -> None:
    tomorrow = timezone.localdate() + timedelta(days=2)
    answer = elena.post(NEW, a_form(held_on=tomorrow.isoformat()))
    assert answer.status_code == 422
    assert "todavía no llega" in answer.content.decode()


def test_a_year_with_a_slip_of_the_keys_is_refused(elena: Client, andes: House) -> None:
    for slip in ("0226-11-20", "0001-01-01"):
        answer = elena.post(NEW, a_form(held_on=slip))
        assert answer.status_code == 422
        assert "Revise el año" in answer.content.decode()
    with pytest.raises(SessionIncomplete):
        declared(andes, held_on=date(2019, 12, 31))
    assert not ClinicSession.objects.exists()


def test_the_size_stands_beside_what_the_country_calls_small(elena: Client, andes: House, course: object) -> None:
    assert "Tamaño" in html(elena, NEW)


def test_a_business_of_an_open_clinic_brings_its_profile_along(elena: Client, andes: House, sur: House) -> None:
    today = timezone.localdate()
    clinic = Clinic.objects.create(institution=andes.institution, key="c1", starts_on=today, ends_on=today + timedelta(days=9))
    one = ClinicBusiness.objects.create(
        clinic=clinic, code="A-07", stage="export", sector="food", size="small", region="Puno", consent_on=date(2026, 1, 2),
        consent_wording="2026-11",
    )  # fmt: skip
    away = Clinic.objects.create(institution=sur.institution, key="c1", starts_on=today, ends_on=today)
    theirs = ClinicBusiness.objects.create(clinic=away, code="S-01", stage="idea", sector="food", size="micro")
    page = html(elena, NEW)
    assert "A-07" in page
    assert "S-01" not in page
    short = {name: value for name, value in a_form().items() if name not in ("stage", "sector", "size", "consented")}
    assert elena.post(NEW, {**short, "business": str(theirs.pk)}).status_code == 422
    assert elena.post(NEW, {**short, "business": str(one.pk)}).status_code == 302
    session = ClinicSession.objects.get()
    assert (session.business_id, session.clinic_id, session.stage, session.size) == (one.pk, clinic.pk, "export", "small")
    assert (session.region, session.consent_on) == ("Puno", date(2026, 1, 2))


def an_edition(house: House, *, days_ago: int) -> ClinicBusiness:
    """A business of an edition whose last day was so many days ago."""
    today = timezone.localdate()
    clinic = Clinic.objects.create(
        institution=house.institution, key=f"e{days_ago}", names={"es": f"Edición {days_ago}", "en": ""},
        starts_on=today - timedelta(days=days_ago + 60), ends_on=today - timedelta(days=days_ago),
    )  # fmt: skip
    return ClinicBusiness.objects.create(clinic=clinic, code="A-07", stage="export", sector="food", size="small")


def test_correcting_a_word_after_the_edition_is_over_or_closed_leaves_its_business(elena: Client, andes: House) -> None:
    one = an_edition(andes, days_ago=0)
    session = declared(andes, business_id=one.pk)
    url = f"/clinic/sessions/{session.pk}/edit/"
    long_ago = timezone.localdate() - timedelta(days=99)
    for changed in ({"ends_on": long_ago}, {"closed_at": timezone.now()}):
        Clinic.objects.update(**{"starts_on": long_ago, **changed})
        session.refresh_from_db()
        assert f'value="{one.pk}" selected' in html(elena, url)
        typed = a_form(revision=session.revision, advice="Otra palabra.", business=str(one.pk))
        assert elena.post(url, typed).status_code == 302
        session.refresh_from_db()
        assert (session.business_id, session.clinic_id) == (one.pk, one.clinic_id)


def test_a_session_of_the_last_day_is_sent_days_later_and_never_loses_its_business(elena: Client, andes: House) -> None:
    late, over = an_edition(andes, days_ago=3), an_edition(andes, days_ago=200)
    last_day = (timezone.localdate() - timedelta(days=3)).isoformat()
    assert elena.post(NEW, a_form(business=str(late.pk), held_on=last_day), **AS_JSON).status_code == 200
    assert ClinicSession.objects.get().business_id == late.pk
    Clinic.objects.filter(pk=late.clinic_id).update(closed_at=timezone.now())
    for gone in (late, over):
        answer = elena.post(NEW, a_form(client_id="f2", business=str(gone.pk)), **AS_JSON)
        assert answer.status_code == 422
        assert "su edición terminó" in answer.json()["sentence"]
    with pytest.raises(BusinessGone):
        declared(andes, "f3", business_id=0)
    assert ClinicSession.objects.count() == 1


def test_a_business_that_agreed_after_the_session_had_not_agreed_to_it(elena: Client, andes: House) -> None:
    one = an_edition(andes, days_ago=0)
    today = timezone.localdate()
    ClinicBusiness.objects.update(consent_on=today, consent_wording="2026-11")
    short = {name: value for name, value in a_form(business=str(one.pk)).items() if name != "consented"}
    earlier = {**short, "held_on": (today - timedelta(days=2)).isoformat()}
    assert elena.post(NEW, earlier).status_code == 422
    assert elena.post(NEW, {**earlier, "consented": "on"}).status_code == 302
    session = ClinicSession.objects.get()
    assert session.consent_on == session.held_on
    assert elena.post(NEW, {**short, "client_id": "f2"}).status_code == 302


def test_a_business_of_two_editions_says_which(elena: Client, andes: House) -> None:
    an_edition(andes, days_ago=0)
    assert "Edición 0" not in html(elena, NEW)
    an_edition(andes, days_ago=3)
    assert "Edición 0" in html(elena, NEW)
    assert "Edición 3" in html(elena, NEW)


def test_a_replay_is_told_that_it_is_there_though_its_edition_was_closed_meanwhile(elena: Client, andes: House) -> None:
    one, _other = an_edition(andes, days_ago=0), an_edition(andes, days_ago=1)
    first = elena.post(NEW, a_form(business=str(one.pk)), **AS_JSON)
    Clinic.objects.filter(pk=one.clinic_id).update(closed_at=timezone.now())
    again = elena.post(NEW, a_form(business=str(one.pk)), **AS_JSON)
    assert (again.status_code, again.json()["id"]) == (200, first.json()["id"])


def test_a_business_has_six_sessions_at_most_and_the_form_says_so(elena: Client, andes: House) -> None:
    today = timezone.localdate()
    clinic = Clinic.objects.create(institution=andes.institution, key="c1", starts_on=today, ends_on=today)
    one = ClinicBusiness.objects.create(clinic=clinic, code="A-07", stage="idea", sector="food", size="micro")
    for n in range(6):
        declared(andes, f"s{n}", business_id=one.pk)
    answer = elena.post(NEW, a_form(business=str(one.pk), advice="Lo escrito se queda."))
    assert answer.status_code == 422
    assert "Lo escrito se queda." in answer.content.decode()
    assert ClinicSession.objects.count() == 6


def test_it_counts_for_the_course_that_asks_for_practice(andes: House) -> None:
    enrolment = enrolled(practice_course(), andes)
    assert declared(andes).enrolment_id == enrolment.pk
    assert declared(andes, person=andes.advisor2).enrolment_id is None


def test_a_session_is_changed_until_it_is_confirmed_and_never_over_a_newer_one(elena: Client, andes: House) -> None:
    session = declared(andes, steps=(StepLine("Buscar el nombre"), StepLine("Pedir la marca")))
    close_step(step_id=ClinicStep.objects.get(session=session, number=1).pk, end="done")
    url = f"/clinic/sessions/{session.pk}/edit/"
    page = html(elena, url)
    assert "Buscar el nombre" in page
    typed = a_form(revision=session.revision, advice="Otra orientación.", **{"step-1": "Buscar el nombre"})
    assert elena.post(url, typed).status_code == 302
    session.refresh_from_db()
    assert (session.body["advice"], session.state) == ("Otra orientación.", "declared")
    assert [(step.number, step.end) for step in ClinicStep.objects.filter(session=session)] == [(1, "done")]
    stale = elena.post(url, {**typed, "advice": "La de la otra pestaña."})
    assert stale.status_code == 409
    assert "La de la otra pestaña." in stale.content.decode()
    with pytest.raises(SessionChanged):
        change_session(session_id=session.pk, revision=0, entry=an_entry(andes), declare=True)
    ClinicSession.objects.filter(pk=session.pk).update(state="confirmed")
    with pytest.raises(SessionSettled):
        change_session(session_id=session.pk, revision=session.revision, entry=an_entry(andes), declare=True)
    with pytest.raises(SessionSettled):
        withdraw_session(session_id=session.pk)
    assert elena.get(url).status_code == 302


def test_a_session_is_withdrawn_and_brought_back(elena: Client, andes: House) -> None:
    session = declared(andes)
    elena.post(f"/clinic/sessions/{session.pk}/withdraw/")
    session.refresh_from_db()
    assert session.state == "withdrawn"
    with pytest.raises(SessionWithdrawn):
        change_session(session_id=session.pk, revision=session.revision, entry=an_entry(andes), declare=True)
    withdraw_session(session_id=session.pk)
    assert "Recuperarla" in html(elena, f"/clinic/sessions/{session.pk}/")
    elena.post(f"/clinic/sessions/{session.pk}/restore/")
    restore_session(session_id=session.pk)
    session.refresh_from_db()
    assert session.state == "draft"


def test_what_is_open_is_closed_with_how_it_ended(elena: Client, andes: House) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    declared(
        andes, steps=(StepLine("Buscar el nombre", yesterday), StepLine("Pedir la marca")),
        referrals=(ReferralLine("lawyer", "Hay un pleito."), ReferralLine("nobody", "Lo demás lo hace sola.")),
    )  # fmt: skip
    page = html(elena, "/clinic/open/")
    assert page.index("Buscar el nombre") < page.index("Pedir la marca")
    assert "Era para el" in page
    assert "Hay un pleito." in page
    assert "Lo demás lo hace sola." not in page
    first, second = ClinicStep.objects.order_by("number")
    elena.post(f"/clinic/steps/{first.pk}/", {"end": "done"})
    assert elena.post(f"/clinic/steps/{second.pk}/", {"end": "dropped"}).status_code == 422
    assert elena.post(f"/clinic/steps/{second.pk}/", {"end": "dropped", "why": "Cambió de giro Quesos SpA"}).status_code == 422
    elena.post(f"/clinic/steps/{second.pk}/", {"end": "dropped", "why": "Cambió de giro"})
    lawyer = ClinicReferral.objects.get(to="lawyer")
    elena.post(f"/clinic/referrals/{lawyer.pk}/", {"end": "not_arrived"})
    lawyer.refresh_from_db()
    assert lawyer.end == "not_arrived"
    assert elena.post(f"/clinic/referrals/{lawyer.pk}/", {"end": "perhaps"}).status_code == 422
    page = html(elena, "/clinic/open/")
    assert "No hay nada abierto" in page
    elena.post(f"/clinic/steps/{first.pk}/", {"end": ""})
    assert "Buscar el nombre" in html(elena, "/clinic/open/")


def test_nobody_reads_or_changes_the_session_of_another(
    as_person: Callable[[Person], Client], andes: House, sur: House
) -> None:
    session = declared(andes, steps=(StepLine("Buscar"),))
    step = ClinicStep.objects.get()
    for person in (andes.advisor2, sur.advisor, andes.facilitator, andes.coordinator):
        client = as_person(person)
        assert client.get(f"/clinic/sessions/{session.pk}/").status_code == 404
        assert client.post(f"/clinic/sessions/{session.pk}/edit/", a_form(revision=1)).status_code == 404
        assert client.post(f"/clinic/steps/{step.pk}/", {"end": "done"}).status_code == 404


def test_one_logs_for_an_institution_that_one_advises_for(as_person: Callable[[Person], Client], andes: House) -> None:
    assert as_person(andes.facilitator).get(NEW).status_code == 404
    assert as_person(andes.facilitator).post(NEW, a_form()).status_code == 404


@pytest.mark.parametrize("many", [1, 20])
@pytest.mark.parametrize("url", ["/clinic/", NEW, "/clinic/open/"])
def test_pages_take_as_many_queries_for_many_sessions(
    url: str, many: int, elena: Client, andes: House, django_assert_max_num_queries: Any
) -> None:
    for n in range(many):
        declared(andes, f"s{n}", steps=(StepLine("Buscar"),), referrals=(ReferralLine("lawyer", "Hay un pleito."),))
    elena.get(url)
    with django_assert_max_num_queries(10):
        assert elena.get(url).status_code == 200


def test_a_client_id_holds_under_a_service_called_twice(andes: House) -> None:
    twice = [
        note_session(advisor_id=andes.advisor.pk, client_id="x", entry=an_entry(andes), declare=True) for _n in range(2)
    ]  # fmt: skip
    assert [one.made for one in twice] == [True, False]
    assert twice[0].id == twice[1].id


def test_erasing_a_person_empties_what_they_wrote_and_keeps_what_is_counted(andes: House) -> None:
    session = declared(andes, steps=(StepLine("Buscar el nombre"),), referrals=(ReferralLine("lawyer", "Hay un pleito."),))
    for _n in range(2):
        person_erased.send(sender=Person, person_id=andes.advisor.pk)
    session.refresh_from_db()
    assert (session.body, session.stage, session.minutes, session.state) == ({}, "idea", 45, "declared")
    assert ClinicStep.objects.get().what == ClinicReferral.objects.get().why == ""
