"""A coordinator makes a link; people ask by it; nobody is in before somebody says yes, and nobody learns who is known."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from courses.errors_groups import JoinLinkClosed, JoinRequestDecided, PersonHeldElsewhere, SeatsTaken
from courses.models import CohortCourse, Enrolment, JoinLink, JoinRequest
from courses.selectors.joining import token_hash
from courses.services import joining
from lms.audit.models import AuditEvent
from lms.institutions.models import Invitation, Membership, Person
from lms.messages.models import Message
from tests.conftest import House, make_person
from tests.courses import building

SignIn = Callable[..., Client]


@pytest.fixture
def link(cohort_course: CohortCourse, andes: House) -> JoinLink:
    return make(andes)


@pytest.fixture
def carla(as_person: SignIn, andes: House) -> Client:
    return as_person(andes.coordinator)


def make(house: House, *, seats: int | None = None) -> JoinLink:
    until = timezone.now() + timedelta(days=10)
    return JoinLink.objects.get(
        pk=joining.make_join_link(cohort_id=house.cohort.pk, expires_at=until, seats=seats, by=house.coordinator.pk)
    )


def url_of(link: JoinLink) -> str:
    return "/" + joining.join_url(link.pk).split("//", 1)[1].split("/", 1)[1]


def stranger(email: str = "ana@x.org") -> dict[str, str]:
    return {"email": email, "given_name": "Ana", "family_name": "Rojas", "language": "es"}


def ask(link: JoinLink, email: str = "ana@x.org", **more: object) -> JoinRequest:
    joining.ask_to_join(link_id=link.pk, person_id=None, **stranger(email))
    return JoinRequest.objects.get(link=link, email=email)


def test_a_link_is_made_shown_and_closed_and_only_its_hash_is_kept(
    carla: Client, cohort_course: CohortCourse, andes: House
) -> None:
    url = reverse("lms:courses:join-links", args=[andes.cohort.pk])
    day = timezone.localdate() + timedelta(days=5)
    assert carla.post(url, {"until": (day + timedelta(days=400)).isoformat()}).status_code == 422
    assert carla.post(url, {"until": day.isoformat(), "seats": "20"}).status_code == 302
    link = JoinLink.objects.get()
    address = joining.join_url(link.pk)
    token = address.rstrip("/").rpartition("/")[2]
    assert address in carla.get(url).content.decode()
    assert link.token_hash == token_hash(token) != token
    assert carla.post(reverse("lms:courses:join-link-close", args=[link.pk])).status_code == 302
    assert address not in carla.get(url).content.decode()
    gone = Client().get(url_of(link))
    assert gone.status_code == 404
    assert Client().get(reverse("lms:courses:join", args=["0" * 40])).status_code == 404


def test_known_and_unknown_addresses_get_the_same_answer(link: JoinLink, andes: House, sur: House) -> None:
    answers = []
    for email in ("nadie@x.org", "advisor@sur.test", "advisor@andes.test", "nadie@x.org"):
        page = Client().post(url_of(link), stranger(email))
        assert page.status_code == 200
        answers.append(page.content.decode())
    masked = {page.split("<main")[1].split("</main>")[0] for page in answers}
    assert len(masked) == 1
    assert JoinRequest.objects.filter(email="nadie@x.org").count() == 1, "asking twice is asking once"
    assert not Person.objects.filter(email="nadie@x.org").exists(), "nobody is known before they are approved"


def test_machines_and_floods_ask_nothing(link: JoinLink) -> None:
    assert Client().post(url_of(link), {**stranger(), "leave_empty": "https://x"}).status_code == 200
    assert not JoinRequest.objects.exists()
    for n in range(joining.MOST_AN_HOUR + 5):
        joining.ask_to_join(link_id=link.pk, person_id=None, **stranger(f"p{n}@x.org"))
    assert JoinRequest.objects.count() == joining.MOST_AN_HOUR


def test_approving_brings_in_enrols_invites_and_tells(carla: Client, link: JoinLink, andes: House) -> None:
    one, two = ask(link), ask(link, "eva@x.org")
    assert Message.objects.filter(kind="join_asked", person=andes.coordinator).count() == 1, "one mail a day and link"
    url = reverse("lms:courses:join-answer", args=[andes.cohort.pk])
    for _ in range(2):
        carla.post(url, {"one": [one.pk, two.pk], "answer": "approve"})
    ana = Person.objects.get(email="ana@x.org")
    assert Membership.objects.filter(person=ana, cohort=andes.cohort, role="advisor", until=None).count() == 1
    assert Enrolment.objects.filter(person=ana).count() == 1
    assert Invitation.objects.filter(person=ana).count() == 1
    assert Message.objects.filter(kind="join_answered").count() == 2
    assert AuditEvent.objects.filter(act="join_request.approved", actor=andes.coordinator.pk).count() == 2
    with pytest.raises(JoinRequestDecided):
        joining.approve_requests(request_ids=[one.pk], by=andes.coordinator.pk)


def test_refusing_needs_a_reason_that_the_person_reads(carla: Client, link: JoinLink, andes: House) -> None:
    one = ask(link)
    url = reverse("lms:courses:join-answer", args=[andes.cohort.pk])
    assert carla.post(url, {"one": [one.pk], "answer": "refuse"}).status_code == 422
    assert carla.post(url, {"answer": "approve"}).status_code == 422
    assert carla.post(url, {"one": [one.pk], "answer": "refuse", "reason": "No hay lugar"}).status_code == 302
    one.refresh_from_db()
    assert (one.state, one.reason) == ("refused", "No hay lugar")
    assert Message.objects.filter(kind="join_answered", person__email="ana@x.org").count() == 1
    assert not Membership.objects.filter(person__email="ana@x.org").exists()
    assert ask_again(link), "who was refused may ask again"


def ask_again(link: JoinLink) -> bool:
    joining.ask_to_join(link_id=link.pk, person_id=None, **stranger())
    return JoinRequest.objects.filter(link=link, state="asked").exists()


def test_a_signed_in_person_asks_as_themselves_and_brings_what_they_earned(
    as_person: SignIn, link: JoinLink, cohort_course: CohortCourse, andes: House, sur: House
) -> None:
    old = building.enrol(sur.advisor, sur.institution, cohort_course.course, country="PE")
    client = as_person(sur.advisor)
    assert client.post(url_of(link)).status_code == 200
    request = JoinRequest.objects.get()
    assert (request.person_id, request.moves) == (sur.advisor.pk, False)
    with pytest.raises(PersonHeldElsewhere):
        joining.approve_requests(request_ids=[request.pk], by=andes.coordinator.pk)
    old.refresh_from_db()
    assert old.state == "active", "nothing is moved without their word"
    assert not Membership.objects.filter(person=sur.advisor, institution=andes.institution).exists()
    client.post(url_of(link), {"moves": "on"})
    joining.approve_requests(request_ids=[request.pk], by=andes.coordinator.pk)
    old.refresh_from_db()
    new = Enrolment.objects.get(person=sur.advisor, state="active")
    assert (old.state, new.continues_id, new.institution_id) == ("closed", old.pk, andes.institution.pk)


def test_seats_end_a_link(link: JoinLink, andes: House) -> None:
    small = make(andes, seats=1)
    one, two = ask(small), ask(small, "eva@x.org")
    with pytest.raises(SeatsTaken):
        joining.approve_requests(request_ids=[one.pk, two.pk], by=andes.coordinator.pk)
    assert not Person.objects.filter(email="ana@x.org").exists(), "all or nothing"
    joining.approve_requests(request_ids=[one.pk], by=andes.coordinator.pk)
    with pytest.raises(JoinLinkClosed):
        ask(small, "otra@x.org")
    assert Client().get(url_of(small)).status_code == 404


def test_a_link_ends_with_its_day(link: JoinLink) -> None:
    JoinLink.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    with pytest.raises(JoinLinkClosed):
        ask(link)


def test_names_are_forgotten_a_month_after(link: JoinLink, andes: House) -> None:
    one = ask(link)
    joining.refuse_requests(request_ids=[one.pk], reason="No hay lugar", by=andes.coordinator.pk)
    assert joining.forget_requests() == 0
    JoinRequest.objects.update(decided_at=timezone.now() - timedelta(days=31))
    assert joining.forget_requests() == 1
    one.refresh_from_db()
    assert (one.email, one.given_name, one.family_name) == ("", "", "")


def test_strangers_reach_neither_links_nor_requests(as_person: SignIn, link: JoinLink, andes: House, sur: House) -> None:
    one = ask(link)
    for who in (sur.coordinator, andes.facilitator, andes.advisor):
        client = as_person(who)
        assert client.get(reverse("lms:courses:join-links", args=[andes.cohort.pk])).status_code == 404
        assert client.post(reverse("lms:courses:join-link-close", args=[link.pk])).status_code == 404
        body = {"one": [one.pk], "answer": "approve"}
        assert client.post(reverse("lms:courses:join-answer", args=[andes.cohort.pk]), body).status_code == 404
    mine = reverse("lms:courses:join-answer", args=[sur.cohort.pk])
    assert as_person(sur.coordinator).post(mine, {"one": [one.pk], "answer": "approve"}).status_code == 422
    one.refresh_from_db()
    link.refresh_from_db()
    assert (one.state, link.closed_at) == ("asked", None)


def test_the_page_asks_no_more_for_more_people(carla: Client, link: JoinLink, andes: House) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert carla.get(reverse("lms:courses:join-links", args=[andes.cohort.pk])).status_code == 200
        return len(seen)

    ask(link)
    few = queries()
    for n in range(20):
        ask(link, f"p{n}@x.org")
        make(andes)
    person = make_person("p99@x.org", "P", "Q", "PE")
    joining.ask_to_join(link_id=link.pk, person_id=person.pk)
    assert queries() == few <= 15
