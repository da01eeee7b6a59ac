"""The code of conduct before the award, again when it changes; suspended and back with the same number, at once."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from time_machine import travel

from certificates.api import answer
from certificates.models import Award, Certificate, ConductAcceptance, ConductVersion, Credential, Motion
from certificates.scheme_errors import ConductIncomplete, ConductMoved, ConductNotPublished, NothingChanged
from certificates.selectors.badges import positions_taken_back
from certificates.selectors.certificates import path
from certificates.services.badges import make_badges
from certificates.services.conduct import accept_conduct, publish_conduct
from certificates.services.conduct_reminders import ask_for_conduct
from certificates.wording.conduct_proposal import PROPOSAL
from lms.audit.models import AuditEvent
from lms.institutions.api import person_card
from lms.institutions.models import Person
from lms.messages.api import NothingToSay
from lms.messages.models import Message
from lms.messages.rendering import write_words
from tests.certificates.conftest import Programme
from tests.certificates.deciding import issue_now
from tests.certificates.scheming import accept, badge_key, conduct, people
from tests.conftest import House

__all__ = ["badge_key", "conduct", "people"]
pytestmark = pytest.mark.django_db
AsPerson = Callable[[Person], Client]
DAY = datetime(2026, 11, 2, 15, tzinfo=UTC)
NEXT = {**PROPOSAL, "es": {**PROPOSAL["es"], "more": "Algo más."}}


def asks(programme_: Programme) -> None:
    Credential.objects.filter(pk=programme_.credential_id).update(asks_conduct=True)


def complete(programme_: Programme, person: Person, house: House) -> None:
    for course in programme_.courses:
        programme_.complete(person, house.institution, course)


def codes(programme_: Programme, person: Person) -> dict[str, str]:
    return {one.subject: one.code for one in path(person.pk, programme_.credential_id, "PE").requirements}


# Before the award -------------------------------------------------------------------------------------------------------
def test_it_is_accepted_before_the_award_where_the_scheme_asks_for_it(
    programme_: Programme, andes: House, conduct: ConductVersion, as_person: AsPerson
) -> None:
    asks(programme_)
    complete(programme_, andes.advisor, andes)
    assert not Award.objects.exists()
    assert codes(programme_, andes.advisor)["conduct"] == "conduct_open"
    client = as_person(andes.advisor)
    listed = client.get(reverse("lms:certificates:certificate-list")).content.decode()
    url = reverse("lms:certificates:conduct-accept")
    assert url in listed
    page = client.get(url).content.decode()
    for text in PROPOSAL["es"].values():
        assert text in page
    assert client.post(url, {"version": 1}).status_code == 422  # not ticked
    assert client.post(url, {"version": 1, "read": "on"}).status_code == 302
    award = Award.objects.get()
    assert award.conduct == conduct
    assert [one["code"] for one in award.path["requirements"] if one["subject"] == "conduct"] == ["conduct_accepted"]
    assert client.post(url, {"version": 1, "read": "on"}).status_code == 302  # a double click
    assert ConductAcceptance.objects.count() == Award.objects.count() == 1
    assert AuditEvent.objects.filter(act="conduct.accepted").count() == 1


def test_who_accepted_first_is_granted_with_the_last_course(
    programme_: Programme, andes: House, conduct: ConductVersion
) -> None:
    asks(programme_)
    accept(andes.advisor)
    complete(programme_, andes.advisor, andes)
    assert Award.objects.get().conduct == conduct


def test_a_credential_that_does_not_ask_is_granted_as_ever(
    programme_: Programme, andes: House, conduct: ConductVersion
) -> None:
    complete(programme_, andes.advisor, andes)
    assert Award.objects.get().conduct is None
    assert "conduct" not in codes(programme_, andes.advisor)


def test_a_certification_asks_whatever_its_credential_says(
    programme_: Programme, andes: House, conduct: ConductVersion
) -> None:
    Credential.objects.update(claim="certification")
    complete(programme_, andes.advisor, andes)
    assert not Award.objects.exists()
    assert codes(programme_, andes.advisor)["conduct"] == "conduct_open"


def test_where_none_is_published_the_programme_is_what_one_waits_for(programme_: Programme, andes: House) -> None:
    asks(programme_)
    complete(programme_, andes.advisor, andes)
    [open_one] = [
        one for one in path(andes.advisor.pk, programme_.credential_id, "PE").requirements if one.subject == "conduct"
    ]
    assert (open_one.code, open_one.waits_on) == ("conduct_absent", "decider")
    with pytest.raises(ConductNotPublished):
        accept_conduct(person_id=andes.advisor.pk, number=1)


# Versions ---------------------------------------------------------------------------------------------------------------
def test_a_code_needs_its_three_rules_in_both_languages(people: dict[str, Person]) -> None:
    by = people["administrator"].pk
    for code in ("es", "en"):
        for part in ("no_commissions", "no_representation", "confidentiality"):
            with pytest.raises(ConductIncomplete):
                publish_conduct(body={**PROPOSAL, code: {**PROPOSAL[code], part: " "}}, days=60, by=by)
    assert publish_conduct(body=PROPOSAL, days=60, by=by) == 1
    with pytest.raises(NothingChanged):
        publish_conduct(body=PROPOSAL, days=60, by=by)
    assert publish_conduct(body=NEXT, days=60, by=by) == 2


def test_who_read_an_old_version_accepts_the_new_one(andes: House, conduct: ConductVersion, people: dict[str, Person]) -> None:
    publish_conduct(body=NEXT, days=60, by=people["administrator"].pk)
    with pytest.raises(ConductMoved):
        accept_conduct(person_id=andes.advisor.pk, number=1)


def test_administrators_look_at_it_before_it_is_out(people: dict[str, Person], as_person: AsPerson) -> None:
    client, url = as_person(people["administrator"]), reverse("lms:certificates:conduct-edit")
    assert PROPOSAL["es"]["no_commissions"] in client.get(url).content.decode()
    body = {f"{part}_{code}": text for code, texts in PROPOSAL.items() for part, text in texts.items()} | {"days": "60"}
    assert "publish" in client.post(url, {**body, "step": "look"}).content.decode()
    assert not ConductVersion.objects.exists()
    assert client.post(url, {**body, "step": "publish", "confidentiality_en": ""}).status_code == 422
    assert client.post(url, {**body, "step": "publish"}).status_code == 302
    assert ConductVersion.objects.get().number == 1
    public = Client().get(reverse("lms:certificates:conduct-detail") + "?language=en").content.decode()
    assert PROPOSAL["en"]["confidentiality"] in public


# Again ------------------------------------------------------------------------------------------------------------------
@pytest.fixture
def held(programme_: Programme, andes: House, people: dict[str, Person], badge_key: None) -> Certificate:
    """Elena accepted version 1 and holds the credential, with a badge; version 2 came out on 2 December for thirty days."""
    with travel(DAY, tick=False):
        publish_conduct(body=PROPOSAL, days=60, by=people["administrator"].pk)
        asks(programme_)
        accept(andes.advisor)
        complete(programme_, andes.advisor, andes)
        row = issue_now(Award.objects.get())
        make_badges(certificate_ids=[row.pk])
    with travel(DAY + timedelta(days=30), tick=False):
        publish_conduct(body=NEXT, days=30, by=people["administrator"].pk)
    return row


def test_a_new_version_leaves_time_then_suspends_and_accepting_gives_it_back_with_its_number(
    held: Certificate, andes: House, as_person: AsPerson
) -> None:
    url = reverse("lms:certificates:verify-detail", args=[held.serial])
    json = {"accept": "application/json"}
    in_time, late = DAY + timedelta(days=59), DAY + timedelta(days=60)
    with travel(in_time, tick=False):
        assert Client().get(url, headers=json).json()["state"] == "current"
        listed = as_person(andes.advisor).get(reverse("lms:certificates:certificate-list")).content.decode()
        assert reverse("lms:certificates:conduct-accept") in listed
        assert positions_taken_back(1) == []
    with travel(late, tick=False):
        body = Client().get(url, headers=json).json()
        assert (body["state"], body["reason_class"]) == ("suspended", "conduct")
        assert positions_taken_back(1) == [held.lms_badge.position]
        accept_url = reverse("lms:certificates:conduct-accept")
        assert as_person(andes.advisor).post(accept_url, {"version": 2, "read": "on"}).status_code == 302
        again = Client().get(url, headers=json).json()
        assert (again["state"], again["serial"]) == ("current", held.serial)
        assert positions_taken_back(1) == []
    assert Award.objects.get().state == "granted"  # nobody decided anything


def test_holders_are_told_once_and_once_more_in_the_last_week(held: Certificate, andes: House) -> None:
    def told() -> list[str]:
        return list(Message.objects.filter(kind="conduct_asked").order_by("pk").values_list("speaks_of", flat=True))

    for days in (30, 31, 52, 53, 60, 61):
        with travel(DAY + timedelta(days=days), tick=False):
            assert ask_for_conduct() == 1
    assert told() == ["conduct:2:first", "conduct:2:again"]
    mail = Message.objects.filter(kind="conduct_asked").first()
    assert mail is not None
    with travel(DAY + timedelta(days=40), tick=False):
        for language in ("es", "en"):
            Person.objects.update(language=language)
            words = write_words(kind=mail.kind, person=person_card(andes.advisor.pk), params=mail.params)
            assert reverse("lms:certificates:conduct-accept") in words.text
        accept(andes.advisor)
        with pytest.raises(NothingToSay):
            write_words(kind=mail.kind, person=person_card(andes.advisor.pk), params=mail.params)
        assert ask_for_conduct() == 0


def test_who_holds_an_award_without_a_code_is_not_asked_for_a_later_one(
    programme_: Programme, andes: House, people: dict[str, Person]
) -> None:
    complete(programme_, andes.advisor, andes)
    row = issue_now(Award.objects.get())
    with travel(DAY, tick=False):
        publish_conduct(body=PROPOSAL, days=14, by=people["administrator"].pk)
    with travel(DAY + timedelta(days=400), tick=False):
        assert ask_for_conduct() == 0
        assert answer(row.serial).standing.state == "current"


def test_one_yes_to_the_newest_covers_the_versions_between(held: Certificate, andes: House, people: dict[str, Person]) -> None:
    third = {**PROPOSAL, "en": {**PROPOSAL["en"], "more": "Something else."}}
    with travel(DAY + timedelta(days=50), tick=False):
        publish_conduct(body=third, days=30, by=people["administrator"].pk)
        accept(andes.advisor)
    with travel(DAY + timedelta(days=100), tick=False):
        assert answer(held.serial).standing.state == "current"


# Suspended and reduced by people ----------------------------------------------------------------------------------------
def test_verification_says_so_at_the_next_request_and_reinstatement_keeps_the_serial(
    issued: Certificate, people: dict[str, Person], as_person: AsPerson, client: Client
) -> None:
    """Through the pages: each decision shows at the very next request, and nothing was kept that could be stale."""
    url = reverse("lms:certificates:verify-detail", args=[issued.serial])

    def stands() -> tuple[str, str]:
        response = client.get(url, headers={"accept": "application/json"})
        assert response["Cache-Control"] == "no-store"
        body: dict[str, Any] = response.json()
        return body["state"], body["reason_class"] or ""

    def decide(act: str, **facts: str) -> None:
        moved = as_person(people["decider"]).post(
            reverse("lms:certificates:award-move", args=[issued.award_id]),
            {"act": act, "note": "Ver el expediente.", "step": "send", **facts},
        )
        assert moved.status_code == 302, moved.content.decode()[:2000]
        motion = Motion.objects.get(state="open")
        carried = as_person(people["decider2"]).post(reverse("lms:certificates:motion-carry", args=[motion.pk]))
        assert carried.status_code == 302

    assert stands() == ("current", "")
    decide("suspended", reason_class="conduct", until=(datetime.now(UTC) + timedelta(days=40)).date().isoformat())
    assert stands() == ("suspended", "conduct")
    decide("reduced", reason_class="conduct", scope_es="Sólo Perú, marcas.", scope_en="Peru only, marks.")
    assert stands() == ("reduced", "conduct")
    decide("reinstated")
    assert stands() == ("current", "")
    assert Certificate.objects.get().serial == issued.serial
