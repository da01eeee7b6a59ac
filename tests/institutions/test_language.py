"""Each reader is spoken to in their language and by their clock: chosen, their own, the browser's, the site's."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone, translation

from lms.institutions.middleware import PersonLanguageMiddleware
from lms.institutions.models import Person
from tests.conftest import House

AsPerson = Callable[[Person], Client]


def language(client: Client, **headers: str) -> str:
    return client.get("/preferences/" if "sessionid" in client.cookies else "/", headers=headers).headers["Content-Language"]


def test_a_visitor_reads_in_the_browsers_language_or_in_spanish(db: None) -> None:
    assert language(Client(), **{"Accept-Language": "en-GB,en;q=0.9"}) == "en"
    assert language(Client(), **{"Accept-Language": "de,fr;q=0.5"}) == "es"
    assert language(Client()) == "es"


def test_a_person_reads_in_their_own_language_whatever_the_browser(andes: House, as_person: AsPerson) -> None:
    assert language(as_person(andes.advisor), **{"Accept-Language": "en"}) == "es"


def test_a_choice_wins_and_is_kept_for_visitors_and_for_people(andes: House, as_person: AsPerson) -> None:
    visitor = Client()
    response = visitor.post("/language/", {"language": "en", "next": "/style/"})
    assert response.headers["Location"] == "/style/"
    assert language(visitor, **{"Accept-Language": "es"}) == "en"
    client = as_person(andes.advisor)
    client.post("/language/", {"language": "en"})
    andes.advisor.refresh_from_db()
    assert andes.advisor.language == "en"
    assert language(client) == "en"
    assert language(as_person(andes.advisor)) == "en"


@pytest.mark.parametrize(
    "away", ["https://evil.test/", "//evil.test", "javascript:alert(1)", "http:///evil.test", "/\\evil.test"]
)
def test_the_switch_never_leads_away(db: None, away: str) -> None:
    assert Client().post("/language/", {"language": "en", "next": away}).headers["Location"] == "/"


def test_a_language_that_we_do_not_speak_changes_nothing(db: None) -> None:
    client = Client()
    client.post("/language/", {"language": "xx"})
    assert "django_language" not in client.cookies
    assert client.get("/language/").status_code == 405


def test_the_clock_is_the_persons_then_the_institutions_then_the_countrys(andes: House, rf: RequestFactory) -> None:
    def zone(person: Person) -> str:
        request = rf.get("/")
        request.user = person.user
        request.COOKIES["sessionid"] = "x"
        seen: list[str] = []

        def view(request: HttpRequest) -> HttpResponse:
            seen.append(timezone.get_current_timezone_name())
            return HttpResponse()

        PersonLanguageMiddleware(view)(request)
        return seen[0]

    me = andes.advisor
    Person.objects.filter(pk=me.pk).update(time_zone="Europe/Madrid")
    assert zone(me) == "Europe/Madrid"
    Person.objects.filter(pk=me.pk).update(time_zone="Not/AZone")
    assert zone(me) == "America/Lima"
    lonely = Person.objects.create(user=None, country="CL", email="x@y.test")
    lonely.user, me.user = me.user, None
    me.save()
    lonely.save()
    assert zone(lonely) == "America/Santiago"


def test_what_was_before_the_request_comes_back_after_it_and_a_stream_keeps_its_language(db: None, rf: RequestFactory) -> None:
    moment = datetime(2026, 11, 23, 12, tzinfo=UTC)

    def view(request: HttpRequest) -> StreamingHttpResponse:
        return StreamingHttpResponse(translation.get_language() or "" for _piece in range(2))

    request = rf.get("/", headers={"Accept-Language": "en"})
    with translation.override("es"):
        response = PersonLanguageMiddleware(view)(request)
        assert translation.get_language() == "es"
        assert b"".join(response) == b"enen"  # type: ignore[arg-type]
        assert translation.get_language() == "es"
    assert moment.year == 2026


def test_a_visitor_costs_no_query(db: None, django_assert_num_queries: Callable[..., object]) -> None:
    with django_assert_num_queries(0):  # type: ignore[attr-defined]
        assert Client().get("/").status_code == 200
