"""Six months after a certificate its holder is asked once, reminded once; once closed, an answer leads to nobody."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client

from assessments import holders
from assessments.api import Holder, holder_figures, register_holders
from assessments.errors.surveys import HolderIncomplete
from assessments.models import HolderAnswer, HolderAsk
from assessments.services.holder_questions import (
    answer_holder,
    ask_holders,
    close_asks,
    link_of,
    remind_holders,
)
from lms.institutions.events import person_erased
from lms.institutions.models import Person
from lms.messages.models import Message
from lms.messages.services import deliver
from tests.assessments.surveying import people_of
from tests.conftest import House

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 17, tzinfo=UTC)
GRANTED = NOW - timedelta(days=180, hours=1)
NOVEMBER = {"start": datetime(2026, 11, 1, 5, tzinfo=UTC), "end": datetime(2026, 12, 1, 5, tzinfo=UTC)}


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture(autouse=True)
def source() -> Iterator[list[Holder]]:
    before, given = list(holders._SOURCES), []
    register_holders(lambda start, end: [one for one in given if start <= one.granted_at < end])
    yield given
    holders._SOURCES[:] = before


def a_holder(person: Person, house: House, n: int = 1, granted_at: datetime = GRANTED) -> Holder:
    return Holder(f"award:{n}", person.pk, house.institution.pk, house.institution.country, granted_at)


def token_of(person: Person) -> str:
    return link_of(HolderAsk.objects.get(person=person)).rstrip("/").rpartition("/")[2]


def test_who_holds_an_award_for_six_months_is_asked_once_and_reminded_once(
    andes: House, source: list[Holder], clock: time_machine.Traveller
) -> None:
    source += [a_holder(andes.advisor, andes), a_holder(andes.advisor2, andes, 2, NOW - timedelta(days=100))]
    assert [ask_holders(), ask_holders()] == [1, 0]
    letter = Message.objects.get()
    deliver(message_id=letter.pk)
    assert "https://" in mail.outbox[0].body or "http://" in mail.outbox[0].body
    assert token_of(andes.advisor) in mail.outbox[0].body
    assert remind_holders() == 0
    clock.move_to(NOW + timedelta(days=14))
    assert [remind_holders(), remind_holders()] == [1, 0]
    assert sorted(Message.objects.values_list("kind", flat=True)) == ["holder_asked", "holder_reminded"]
    clock.move_to(NOW + timedelta(days=31))
    assert [close_asks(), close_asks()] == [1, 0]
    assert deliver(message_id=Message.objects.get(kind="holder_reminded").pk) == "dropped"


def test_the_link_needs_no_account_and_its_answer_changes_until_it_closes(
    andes: House, source: list[Holder], client: Client, clock: time_machine.Traveller
) -> None:
    source.append(a_holder(andes.advisor, andes))
    ask_holders()
    url = f"/asked/{token_of(andes.advisor)}/"
    page = client.get(url).content.decode()
    for secret in ("Elena", "andes"):
        assert secret not in page
    for wrong in ({}, {"gave": "yes"}, {"gave": "yes", "businesses": "2", "made": "1", "arrived": "2"},
                  {"gave": "yes", "businesses": "-1"}, {"gave": "yes", "businesses": "1000"}):  # fmt: skip
        refused = client.post(url, wrong)
        assert refused.status_code == 422
    assert "Gracias" in client.post(url, {"gave": "no", "businesses": "7"}).content.decode()
    client.post(url, {"gave": "yes", "businesses": "3", "made": "2", "arrived": "1"})
    row = HolderAnswer.objects.get()
    assert row.answers == {"gave": "yes", "businesses": 3, "made": 2, "arrived": 1}
    assert row.month.isoformat() == "2026-11-01"
    assert 'value="3"' in client.get(url).content.decode()
    assert client.get("/asked/nothing/").status_code == 404
    clock.move_to(NOW + timedelta(days=31))
    assert client.post(url, {"gave": "no"}).status_code == 410
    close_asks()
    assert HolderAnswer.objects.get().seal == ""
    assert HolderAsk.objects.get().state == "kept"


def test_under_five_answers_the_figure_says_nothing_and_what_is_open_is_in_no_figure(
    andes: House, source: list[Holder], clock: time_machine.Traveller
) -> None:
    people = people_of(andes.institution, 7)
    source += [a_holder(one, andes, n) for n, one in enumerate(people)]
    assert ask_holders() == 7
    for one in people[:4]:
        answer_holder(token=token_of(one), raw={"gave": "yes", "businesses": "2", "made": "1", "arrived": "1"})
    figure = holder_figures(**NOVEMBER)[0]
    assert (figure.asked, figure.open, figure.answers) == (7, 7, None)
    answer_holder(token=token_of(people[4]), raw={"gave": "no"})
    with pytest.raises(HolderIncomplete):
        answer_holder(token=token_of(people[5]), raw={"gave": "perhaps"})
    assert holder_figures(**NOVEMBER)[0].answers is None
    clock.move_to(NOW + timedelta(days=31))
    close_asks()
    figure = holder_figures(**NOVEMBER)[0]
    assert figure[2:] == (7, 0, 5, 4, 8, 4, 4)
    assert holder_figures(start=NOVEMBER["end"], end=NOVEMBER["end"] + timedelta(days=31)) == []
    assert holder_figures(**NOVEMBER, institution_ids=[]) == []


def test_erasure_takes_an_open_answer_away(andes: House, source: list[Holder]) -> None:
    source.append(a_holder(andes.advisor, andes))
    ask_holders()
    answer_holder(token=token_of(andes.advisor), raw={"gave": "no"})
    person_erased.send(sender=Person, person_id=andes.advisor.pk)
    assert not HolderAnswer.objects.exists()
    assert HolderAsk.objects.get().state == "closed"
