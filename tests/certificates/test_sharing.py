"""The holder shows the name or takes it back; the answer stays; and what a shared link shows tells nobody's name."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from certificates.models import Award, Certificate, Sharing
from lms.institutions.models import Person
from tests.conftest import House

Sign = Callable[[Person], Client]


def page(serial: str, **headers: str) -> Any:
    return Client().get(f"/verify/{serial}/", headers={"Accept-Language": "es", **headers})


def withdraw(client: Client, award: Award, shown: str = "no") -> Any:
    return client.post(f"/certificates/awards/{award.pk}/sharing/", {"shown": shown})


def test_withdrawn_the_page_answers_with_initials(issued: Certificate, award: Award, andes: House, as_person: Sign) -> None:
    client = as_person(andes.advisor)
    assert "Mostrar solo las iniciales" in client.get("/certificates/").content.decode()
    withdraw(client, award)
    shown = page(issued.serial).content.decode()
    assert "Certificado vigente" in shown
    assert "E. D. A." in shown
    assert "Elena" not in shown
    assert page(issued.serial, Accept="application/json").json()["holder"] == "E. D. A."


def test_shown_again_the_name_is_back_and_both_acts_are_kept(
    issued: Certificate, award: Award, andes: House, as_person: Sign
) -> None:
    client = as_person(andes.advisor)
    for shown in ("no", "no", "yes", "yes"):
        withdraw(client, award, shown)
    assert "Elena De Andes" in page(issued.serial).content.decode()
    assert list(Sharing.objects.order_by("number").values_list("shown", flat=True)) == [False, True]


def test_nobody_else_decides_it(issued: Certificate, award: Award, andes: House, as_person: Sign) -> None:
    for person in (andes.coordinator, andes.advisor2):
        assert withdraw(as_person(person), award).status_code == 404
    assert not Sharing.objects.exists()


def test_a_shared_link_previews_credential_and_state_and_no_name(issued: Certificate) -> None:
    head = page(issued.serial).content.decode().partition("</head>")[0]
    assert '<meta property="og:title" content="Fundamentos de PI para asesores">' in head
    assert "Certificado vigente. Centro andes, Perú" in head
    assert f'/verify/{issued.serial}/">' in head
    assert "Elena" not in head
    picture = head.partition('og:image" content="')[2].partition('"')[0]
    assert picture.startswith("http")
    assert Client().get("/" + picture.split("/", 3)[3])["Content-Type"] == "image/png"


def test_an_unknown_number_has_no_preview(db: None) -> None:
    assert "og:title" not in page("7K4M2Q9XH3VD8RTAC").content.decode()


@pytest.mark.parametrize("headers", [{}, {"Accept": "application/json"}])
def test_the_answer_takes_five_queries_at_most_and_sets_no_cookie(
    issued: Certificate, award: Award, andes: House, as_person: Sign, headers: dict[str, str]
) -> None:
    withdraw(as_person(andes.advisor), award)
    with CaptureQueriesContext(connection) as seen:
        response = page(issued.serial, **headers)
    assert len(seen) <= 5
    assert "Set-Cookie" not in response.headers
    assert not response.cookies


def test_the_file_is_not_indexed_and_its_name_tells_nobody(issued: Certificate, andes: House, as_person: Sign) -> None:
    response = as_person(andes.advisor).get(f"/certificates/{issued.pk}/file/")
    assert response["X-Robots-Tag"].startswith("noindex")
    assert "Elena" not in response["Content-Disposition"]


def test_the_list_leads_to_linkedin_and_the_badge_where_there_is_one(
    issued: Certificate, andes: House, as_person: Sign
) -> None:
    assert "LinkedIn" not in as_person(andes.advisor).get("/certificates/").content.decode()
