"""What a business says, by a link that works once: no account, no contact, nothing of the session, results from five on."""

from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from assessments.errors.clinic import NothingToRate, RatingUsed
from assessments.models import ClinicRating, ClinicSession
from assessments.selectors.clinic_ratings import rating_figures
from assessments.services.clinic_ratings import answer_rating, link_of, make_link
from assessments.services.clinic_sessions import note_session, withdraw_session
from tests.assessments.practising import an_entry, declared
from tests.conftest import House

pytestmark = pytest.mark.django_db
GOOD = {"useful": "5", "clear": "4", "next": "yes"}


def link(session: ClinicSession) -> str:
    make_link(session_id=session.pk)
    return link_of(ClinicRating.objects.get(session=session)).removeprefix("http://localhost:8000")


def test_the_advisor_shows_a_code_and_a_text_to_copy(elena: Client, andes: House) -> None:
    session = declared(andes)
    page = elena.get(f"/clinic/sessions/{session.pk}/").content.decode()
    assert "<svg viewBox" not in page.split('id="rating"')[1]
    page = elena.post(f"/clinic/sessions/{session.pk}/link/", follow=True).content.decode()
    assert '<svg viewBox="0 0' in page
    assert link_of(ClinicRating.objects.get()) in page
    assert 'style="' not in page


def test_three_questions_without_an_account_once(andes: House, client: Client) -> None:
    session = declared(andes)
    url = link(session)
    page = client.get(url).content.decode()
    for secret in ("Elena", "Buscar antes", "centro andes", "Centro andes", "Quiere saber"):
        assert secret not in page
    assert client.post(url, {"useful": "5"}).status_code == 422
    assert client.post(url, {**GOOD, "useful": "9"}).status_code == 422
    assert "Gracias" in client.post(url, GOOD).content.decode()
    assert ClinicRating.objects.get().answers == {"useful": 5, "clear": 4, "next": "yes"}
    for again in (client.get(url), client.post(url, {**GOOD, "useful": "1"})):
        assert again.status_code == 410
        assert "ya se usó" in again.content.decode()
    assert ClinicRating.objects.get().answers["useful"] == 5
    with pytest.raises(RatingUsed):
        make_link(session_id=session.pk)


def test_a_link_ends_after_thirty_days_and_a_new_one_ends_the_old(andes: House, client: Client) -> None:
    session = declared(andes)
    old = link(session)
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        answer = client.get(old)
        assert answer.status_code == 410
        assert "venció" in answer.content.decode()
        new = link(session)
        assert client.get(new).status_code == 200
        assert client.get(old).status_code == 404
    assert client.get("/clinic/rate/nada/").status_code == 404


def test_the_token_is_nowhere_in_the_database(andes: House) -> None:
    session = declared(andes)
    token = link(session).rstrip("/").rpartition("/")[2]
    row = ClinicRating.objects.get()
    assert token not in str(vars(row))
    assert {field.name for field in ClinicRating._meta.fields} == {
        "id", "session", "token_hash", "made_at", "expires_at", "answers", "answered_at", "same_device"
    }  # fmt: skip


def test_a_draft_is_not_rated(andes: House) -> None:
    noted = note_session(advisor_id=andes.advisor.pk, client_id="d", entry=an_entry(andes), declare=False)
    with pytest.raises(NothingToRate):
        make_link(session_id=noted.id)


def test_the_link_of_a_withdrawn_session_leads_nowhere(andes: House, client: Client) -> None:
    session = declared(andes)
    url = link(session)
    withdraw_session(session_id=session.pk)
    assert client.get(url).status_code == 404
    assert client.post(url, GOOD).status_code == 404
    assert ClinicRating.objects.get().answered_at is None


def test_results_show_from_five_answers_on_and_in_whole_fives(andes: House) -> None:
    for n in range(11):
        token = link(declared(andes, f"s{n}")).rstrip("/").rpartition("/")[2]
        answer_rating(token=token, answers={"useful": "1" if n == 10 else "5", "clear": "4", "next": "yes"})
        figures = rating_figures(andes.institution.pk)
        assert (figures.answers, figures.counted) == (n + 1, (n + 1) // 5 * 5)
    assert (figures.useful, figures.clear, figures.next) == (Decimal(5), Decimal(4), {"yes": 10, "no": 0, "unsure": 0})


def test_what_was_said_of_a_withdrawn_session_does_not_count(andes: House) -> None:
    for n in range(6):
        session = declared(andes, f"s{n}")
        token = link(session).rstrip("/").rpartition("/")[2]
        answer_rating(token=token, answers={"useful": "1" if n == 5 else "5", "clear": "4", "next": "yes"})
    withdraw_session(session_id=session.pk)
    figures = rating_figures(andes.institution.pk)
    assert (figures.answers, figures.useful) == (5, Decimal(5))
    withdraw_session(session_id=ClinicSession.objects.get(client_id="s0").pk)
    assert (rating_figures(andes.institution.pk).answers, rating_figures(andes.institution.pk).counted) == (4, 0)
