"""The first page says what this is to a stranger and what needs them to everybody else, all roles on one page."""

import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext, override_settings
from django.urls import path

from lms.home.context import frame, login_url
from lms.home.selectors import greeting
from lms.institutions import api as institutions
from lms.institutions.models import Person
from tests.conftest import House

AsPerson = Callable[[Person], Client]


def test_a_stranger_reads_what_this_is_and_may_check_a_certificate(db: None) -> None:
    html = Client().get("/").content.decode()
    assert 'href="/cuenta/login/"' in html
    assert "/verify/" in html
    assert html.count("<h1") == 1


def test_an_account_without_a_person_is_told_what_to_do(andes: House, as_person: AsPerson) -> None:
    client = as_person(andes.advisor)
    Person.objects.filter(pk=andes.advisor.pk).update(user=None)
    assert "aún no tiene lugar aquí" in client.get("/").content.decode()


@pytest.mark.parametrize("role", ["advisor", "facilitator", "assessor", "coordinator"])
def test_each_role_of_an_institution_has_a_first_page(andes: House, as_person: AsPerson, role: str) -> None:
    person = andes.people[role]
    html = as_person(person).get("/").content.decode()
    assert person.given_name in html
    assert html.count("<h1") == 1
    assert html.count('class="next"') <= 1


@pytest.mark.parametrize("role", ["author", "focal", "reviewer", "decider", "assessor", "administrator"])
def test_each_role_of_the_programme_has_a_first_page(programme: dict[str, Person], as_person: AsPerson, role: str) -> None:
    html = as_person(programme[role]).get("/").content.decode()
    assert programme[role].given_name in html
    assert html.count("<h1") == 1


def test_an_advisor_without_a_course_reads_why(andes: House, as_person: AsPerson) -> None:
    html = as_person(andes.advisor).get("/").content.decode()
    assert "Aquí estará su curso" in html
    assert "Perú" in html


def test_several_roles_are_one_page_with_their_sections(
    andes: House, programme: dict[str, Person], as_person: AsPerson
) -> None:
    both = programme["reviewer"]
    institutions.grant_role(person_id=both.pk, institution_id=andes.institution.pk, role="advisor", by=None)
    institutions.grant_role(person_id=both.pk, institution_id=andes.institution.pk, role="assessor", by=None)
    html = as_person(both).get("/").content.decode()
    for heading in ("Por calificar", "Informes", "Sus certificados"):
        assert heading in html


def test_the_menu_shows_at_most_four_places_and_marks_where_one_is(
    programme: dict[str, Person], andes: House, as_person: AsPerson
) -> None:
    busy = programme["administrator"]
    for role in ("advisor", "assessor", "coordinator", "facilitator"):
        institutions.grant_role(person_id=busy.pk, institution_id=andes.institution.pk, role=role, by=None)
    html = as_person(busy).get("/jobs/").content.decode()
    nav = re.search(r'<nav class="nav".*?</nav>', html, re.DOTALL)
    assert nav is not None
    assert nav[0].count("<a ") == 4
    menu = re.search(r'<details class="menu">.*?</details>', html, re.DOTALL)
    assert menu is not None
    assert "/jobs/" in menu[0]
    home = as_person(busy).get("/").content.decode()
    assert home.count('aria-current="page"') == 1


def test_queries_are_few_and_do_not_grow(andes: House, as_person: AsPerson) -> None:
    for role in ("advisor", "coordinator"):
        client = as_person(andes.people[role])
        with CaptureQueriesContext(connection) as seen:
            client.get("/")
        assert len(seen) <= 15, [q["sql"] for q in seen]


def test_the_greeting_follows_the_clock() -> None:
    assert [greeting(h, "Ana") for h in (7, 12, 18, 19, 23)] == [
        "Buenos días, Ana", "Buenas tardes, Ana", "Buenas tardes, Ana", "Buenas noches, Ana", "Buenas noches, Ana",
    ]  # fmt: skip
    assert greeting(9, "") == "Buenos días"


def test_the_style_page_shows_every_drawing(db: None) -> None:
    html = Client().get("/style/").content.decode()
    assert html.count("<h1") == 1
    for name in ("done", "late", "globe", "phone"):
        assert f"<code>{name}</code>" in html
    assert "style=" not in html


urlpatterns = [path("", lambda request: HttpResponse(), name="x")]  # a site without allauth and without our pages


def test_a_host_without_allauth_degrades(rf: RequestFactory) -> None:
    from django.contrib.auth.models import AnonymousUser

    request = rf.get("/somewhere/?a=1")
    request.user = AnonymousUser()
    with override_settings(ROOT_URLCONF="tests.home.test_first_page", LOGIN_URL="/enter/"):
        known = frame(request)
    assert known["login_url"] == "/enter/?next=%2Fsomewhere%2F%3Fa%3D1"
    assert known["logout_url"] is None
    assert known["places"] == []


@pytest.mark.parametrize(
    ("login", "path", "url"),
    [
        ("/login/", "/verify/", "/login/?next=%2Fverify%2F"),
        ("/login/", "/login/", None),
        ("/enter/", "/verify/?q=1", "/enter/?next=%2Fverify%2F%3Fq%3D1"),
        ("account_login", "/", "/cuenta/login/"),
        ("account_login", "/cuenta/password/reset/", "/cuenta/login/"),
        ("account_login", "/cuenta/login/?next=/x/", None),
        ("account_login", "/style/", "/cuenta/login/?next=%2Fstyle%2F"),
    ],
)
def test_the_way_in_comes_back_to_where_one_was(rf: RequestFactory, login: str, path: str, url: str | None) -> None:
    with override_settings(LOGIN_URL=login):
        assert login_url(rf.get(path)) == url


def test_a_page_without_a_user_still_has_a_frame(rf: RequestFactory, db: None) -> None:
    assert frame(rf.get("/"))["person"] is None


def test_a_focal_point_finds_the_material_in_the_menu(programme: dict[str, Person], as_person: AsPerson) -> None:
    client = as_person(programme["focal"])
    assert '<a href="/library/"' in client.get("/").content.decode()
    assert client.get("/library/").status_code == 200
