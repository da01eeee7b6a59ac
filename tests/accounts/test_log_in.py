"""People sign in by e-mail, are invited and never sign up; the pages tell a stranger nothing about who has an account."""

import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.core import mail
from django.core.cache import cache
from django.test import Client

from lms.accounts.services import make_account, prove_address
from lms.institutions import api as institutions
from lms.institutions.models import Person
from lms.jobs import services as jobs
from lms.jobs.models import Job
from tests.conftest import PASSWORD, House

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_rate_limit_between_tests() -> None:
    cache.clear()


@pytest.fixture
def elena(andes: House) -> Person:
    """An advisor whose address is proven."""
    make_account(person_id=andes.advisor.pk, password=PASSWORD)
    return andes.advisor


def sign_in(email: str, password: str = PASSWORD, **more: str) -> tuple[Client, Any]:
    client = Client()
    return client, client.post("/cuenta/login/", {"login": email, "password": password, **more})


def run_jobs() -> None:
    for job_id in Job.objects.filter(state="due").values_list("pk", flat=True):
        jobs.run_job(job_id=job_id)


def test_the_page_is_ours_in_both_languages_and_offers_no_signing_up(db: None) -> None:
    spanish = Client().get("/cuenta/login/").content.decode()
    english = Client(headers={"Accept-Language": "en"}).get("/cuenta/login/").content.decode()
    assert "Ingrese con su correo" in spanish
    assert "Sign in with your e-mail address" in english
    for html in (spanish, english):
        assert "signup" not in html
        assert 'class="skip"' in html
        assert html.count("<h1") == 1
        assert "placeholder" not in html


def test_address_and_password_let_in_in_any_case(elena: Person) -> None:
    client, response = sign_in(elena.email.upper())
    assert response.headers["Location"] == "/"
    assert "Elena" in client.get("/").content.decode()
    assert client.session.get_expire_at_browser_close()


def test_ones_own_device_may_remember_for_thirty_days(elena: Person) -> None:
    client, _response = sign_in(elena.email, remember="on")
    assert client.session.get_expiry_age() == 30 * 24 * 60 * 60


def test_a_wrong_password_and_an_unknown_address_say_the_same(elena: Person) -> None:
    def words(response: Any, email: str) -> str:
        html = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", response.content.decode())
        return html.replace(email, "")

    _c, wrong = sign_in(elena.email, "no-es-esta-clave")
    _c, unknown = sign_in("nadie@andes.test", "no-es-esta-clave")
    assert wrong.status_code == unknown.status_code == 200
    assert words(wrong, elena.email) == words(unknown, "nadie@andes.test")
    assert "no corresponden" in wrong.content.decode()


def test_nobody_signs_up(db: None) -> None:
    response = Client().post("/cuenta/signup/", {"email": "x@y.test", "password1": PASSWORD, "password2": PASSWORD})
    assert "por invitación" in response.content.decode()
    assert not get_user_model().objects.exists()


def test_a_forgotten_password_is_answered_alike_and_mailed_by_the_worker(elena: Person) -> None:
    known = Client().post("/cuenta/password/reset/", {"email": elena.email})
    unknown = Client().post("/cuenta/password/reset/", {"email": "nadie@andes.test"})
    assert (known.status_code, known.headers["Location"]) == (unknown.status_code, unknown.headers["Location"])
    assert mail.outbox == []
    job = Job.objects.get(kind="accounts.mail")
    assert job.args["user_id"] == elena.user_id
    run_jobs()
    letter: Any = mail.outbox[0]
    assert letter.to == [elena.email]
    assert letter.subject == "Elegir una contraseña nueva"
    assert letter.extra_headers["Message-ID"] == f"<lms-account-{job.pk}@localhost>"
    link = re.search(r"http://localhost:8000(/\S+)", letter.body)
    assert link is not None
    assert link[0] in letter.alternatives[0].content
    client = Client()
    form = client.get(link[1], follow=True)
    assert "Elegir una contraseña nueva" in form.content.decode()
    path = form.redirect_chain[-1][0]
    weak = client.post(path, {"password1": "corta", "password2": "corta"})
    assert "field-bad" in weak.content.decode()
    client.post(path, {"password1": "otra-clave-bien-larga", "password2": "otra-clave-bien-larga"})
    _c, response = sign_in(elena.email, "otra-clave-bien-larga")
    assert response.headers["Location"] == "/"
    assert "ya no sirve" in Client().get(link[1], follow=True).content.decode()


def test_an_address_that_is_not_proven_does_not_let_in(andes: House) -> None:
    _client, response = sign_in(andes.advisor.email)
    assert response.headers["Location"] == "/cuenta/confirm-email/"
    run_jobs()
    link = re.search(r"http://localhost:8000(/\S+)", str(mail.outbox[0].body))
    assert link is not None
    client = Client()
    assert "Confirme" in client.get(link[1]).content.decode()
    client.post(link[1])
    _c, response = sign_in(andes.advisor.email)
    assert response.headers["Location"] == "/"


def test_leaving_asks_first(elena: Person) -> None:
    client, _response = sign_in(elena.email)
    assert "Cerrar sesión ahora" in client.get("/cuenta/logout/").content.decode()
    client.post("/cuenta/logout/")
    assert "Elena" not in client.get("/").content.decode()


def test_a_way_back_leads_to_the_page_that_was_asked_for(elena: Person) -> None:
    asked = Client().get("/preferences/")
    assert asked.headers["Location"] == "/cuenta/login/?next=/preferences/"
    _c, response = sign_in(elena.email, next="/preferences/")
    assert response.headers["Location"] == "/preferences/"
    _c, away = sign_in(elena.email, next="https://evil.test/")
    assert away.headers["Location"] == "/"


def lonely_account(email: str, *, verified: bool) -> Any:
    user = get_user_model().objects.create_user(email=email, password=PASSWORD)  # type: ignore[attr-defined]
    EmailAddress.objects.create(user=user, email=email, verified=verified, primary=True)
    return user


def test_a_proven_address_ties_an_account_to_its_person_at_the_next_log_in(andes: House) -> None:
    user = lonely_account("nora@andes.test", verified=True)
    person_id = institutions.ensure_person(email="Nora@andes.test", given_name="Nora", family_name="V", country="PE", by=None)
    sign_in("nora@andes.test")
    assert Person.objects.get(pk=person_id).user_id == user.pk


def test_an_unproven_address_never_does(andes: House) -> None:
    lonely_account("nora@andes.test", verified=False)
    person_id = institutions.ensure_person(email="nora@andes.test", given_name="Nora", family_name="V", country="PE", by=None)
    sign_in("nora@andes.test")
    assert Person.objects.get(pk=person_id).user_id is None


def test_a_person_with_another_account_is_left_alone(elena: Person) -> None:
    get_user_model().objects.filter(pk=elena.user_id).update(email="otra@andes.test")
    EmailAddress.objects.filter(user_id=elena.user_id).delete()
    intruder = lonely_account(elena.email, verified=True)
    client, response = sign_in(elena.email)
    assert response.headers["Location"] == "/"
    assert institutions.person_for_user(intruder) is None
    assert "aún no tiene lugar aquí" in client.get("/").content.decode()


def test_an_address_proven_elsewhere_stays_there(elena: Person, andes: House) -> None:
    assert andes.facilitator.user_id is not None
    prove_address(user_id=andes.facilitator.user_id, email=elena.email)
    assert EmailAddress.objects.get(email=elena.email).user_id == elena.user_id


@pytest.mark.parametrize("path", ["/cuenta/password/change/", "/cuenta/email/", "/cuenta/mfa/", "/cuenta/logout/"])
def test_every_page_of_the_account_wears_our_look(elena: Person, path: str) -> None:
    client, _response = sign_in(elena.email)
    html = client.get(path, follow=True).content.decode()
    assert 'class="top"' in html
    assert html.count("<h1") == 1
    assert "style=" not in html
