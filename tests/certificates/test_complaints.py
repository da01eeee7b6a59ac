"""A business complains about an advisor, without an account; the advisor is heard; a decider without a conflict decides."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.urls import reverse

from certificates import complaint_errors as errors
from certificates.api import complaints_decided, todo
from certificates.complaining import country_word
from certificates.models import Award, Certificate, Complaint, Motion
from certificates.selectors.complaints import complaints, token_of
from certificates.services.complaint_watch import warn_complaints
from certificates.services.complaints import (
    acknowledge_complaint,
    decide_complaint,
    forget_complaints,
    hear_advisor,
    move_after,
    receive_complaint,
    state_own_side,
    withdraw_complaint,
)
from lms.audit.models import AuditDetail, AuditEvent
from lms.institutions.api import person_card, scope
from lms.institutions.models import Interest, Person
from lms.jobs.api import run_due_jobs
from lms.jobs.models import Job
from lms.messages.api import NothingToSay
from lms.messages.models import Message
from lms.messages.rendering import write_words
from lms.records.services import end_hold, place_hold, purge
from tests.certificates.deciding import issue_now, somebody
from tests.conftest import House

People = dict[str, Person]
AsPerson = Callable[[Person], Client]
TEXT = "ZQtextoQZ: me pidió una comisión por presentar la solicitud de mi marca."
SUBSTANCE = "Se dice que pidió una comisión por presentar una solicitud de marca."
STATEMENT = "No pedí ninguna comisión: expliqué la tasa de la oficina y dónde se paga."
REASONS = "La tasa que se explicó es la de la oficina; no hubo comisión."
NAME, EMAIL = "ZQRosaQZ Quispe", "zqrosaqz@negocio.test"
NOW = datetime(2026, 11, 26, 15, tzinfo=UTC)


def emptied() -> int:
    """How many complaints the purge emptied something of."""
    return sum(n for code, n in purge().items() if code.startswith("certificates.complain"))


@pytest.fixture
def clock() -> Any:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def paper(clock: Any, award: Award) -> Certificate:
    return issue_now(award)


def complain(serial: str = "", **changed: Any) -> Complaint:
    usual: dict[str, Any] = {
        "text": TEXT, "country": "PE", "language": "es", "address": "192.0.2.7", "typed_serial": serial,
        "contact_name": NAME, "contact_email": EMAIL,
    }  # fmt: skip
    number, _token = receive_complaint(**{**usual, **changed})
    return Complaint.objects.get(number=number)


@pytest.fixture
def complaint(paper: Certificate, programme: People) -> Complaint:
    return complain(paper.serial)


def test_a_complaint_finds_its_advisor_and_has_the_clock_of_its_country(
    complaint: Complaint, andes: House, programme: People
) -> None:
    assert complaint.advisor_id == andes.advisor.pk
    assert (complaint.acknowledge_by, complaint.due_on) == (date(2026, 12, 3), date(2027, 1, 13))
    told = Message.objects.filter(kind="complaint_work").values_list("person_id", flat=True)
    assert list(told) == [programme["decider"].pk]


def test_the_door_says_the_same_whether_a_number_exists_or_not(paper: Certificate, programme: People) -> None:
    form = {"country": "PE", "text": TEXT, "consent": "on"}
    url = reverse("lms:certificates:complaint-form")
    pages = []
    for serial in (paper.serial, "AAAA-BBBB-CCCC-DDDD", ""):
        client = Client()
        answer = client.post(url, {**form, "serial": serial}, REMOTE_ADDR="192.0.2.9", follow=True)
        assert answer.status_code == 200
        number = Complaint.objects.latest("pk").number
        pages.append(answer.content.decode().replace(number, "#").replace(token_of(number), "#"))
        for mine in ("Elena", paper.serial, "ZQtexto"):
            assert mine not in pages[-1]
    bare = [page[page.index("<main") : page.index("</main>")] for page in pages]
    scrubbed = [part.split("csrfmiddlewaretoken")[0] for part in bare]
    assert scrubbed[0] == scrubbed[1] == scrubbed[2]
    assert Complaint.objects.filter(advisor=None).count() == 2


def test_the_door_is_open_to_anyone_and_asks_for_what_it_needs(programme: People, clock: Any) -> None:
    url = reverse("lms:certificates:complaint-form")
    client = Client()
    page = client.get(url + "?serial=ABCD")
    assert "ABCD" in page.content.decode()
    for missing in ("country", "text", "consent"):
        form = {"country": "CL", "text": TEXT, "consent": "on"}
        form.pop(missing)
        assert client.post(url, form).status_code == 422
    assert not Complaint.objects.exists()
    for _n in range(5):
        assert client.post(url, {"country": "CL", "text": TEXT, "consent": "on"}).status_code == 302
    assert client.post(url, {"country": "CL", "text": TEXT, "consent": "on"}).status_code == 429
    other = client.post(url, {"country": "CL", "text": TEXT, "consent": "on"}, REMOTE_ADDR="198.51.100.4")
    assert other.status_code == 302  # a neighbour is not punished


def test_verification_leads_to_the_door(paper: Certificate) -> None:
    page = Client().get(reverse("lms:certificates:verify-detail", args=[paper.serial])).content.decode()
    assert f"{reverse('lms:certificates:complaint-form')}?serial={paper.serial}" in page


@pytest.mark.parametrize(("country", "word"), [("MX", "Queja"), ("CO", "Queja"), ("CL", "Reclamo"), ("PE", "Reclamo")])
def test_each_country_has_its_word(country: str, word: str) -> None:
    from django.utils import translation

    with translation.override("es"):
        assert country_word(country) == word
    with translation.override("en"):
        assert country_word(country) == "Complaint"


def test_the_advisor_is_heard_first_and_sees_the_substance_never_who(
    complaint: Complaint, andes: House, programme: People, as_person: AsPerson
) -> None:
    decider = programme["decider"].pk
    with pytest.raises(errors.ComplaintHeardFirst):
        decide_complaint(complaint_id=complaint.pk, by=decider, state="founded", answer=REASONS)
    for gives_away in (f"{SUBSTANCE} Lo dice {NAME}.", f"{SUBSTANCE} {EMAIL.upper()}", "Corto."):
        with pytest.raises(errors.ComplaintSubstance):
            hear_advisor(complaint_id=complaint.pk, by=decider, substance=gives_away)
    page = reverse("lms:certificates:complaint-statement", args=[complaint.pk])
    elena = as_person(andes.advisor)
    assert elena.get(page).status_code == 404  # not asked yet
    hear_advisor(complaint_id=complaint.pk, by=decider, substance=SUBSTANCE)
    shown = elena.get(page).content.decode()
    assert SUBSTANCE in shown
    assert "ZQ" not in shown
    assert EMAIL not in shown
    assert as_person(andes.advisor2).get(page).status_code == 404
    with pytest.raises(errors.ComplaintHeardFirst):  # the ten days are running
        decide_complaint(complaint_id=complaint.pk, by=decider, state="not_founded", answer=REASONS)
    assert len([one for one in todo(scope(andes.advisor.pk)) if one.url == page]) == 1
    assert elena.post(page, {"statement": "No."}).status_code == 422
    assert elena.post(page, {"statement": STATEMENT}).status_code == 302
    with pytest.raises(errors.ComplaintSettled):
        state_own_side(complaint_id=complaint.pk, by=andes.advisor.pk, statement=STATEMENT + " Y más.")
    decide_complaint(complaint_id=complaint.pk, by=decider, state="not_founded", answer=REASONS)
    assert REASONS in elena.get(page).content.decode()
    with pytest.raises(errors.ComplaintSettled):
        decide_complaint(complaint_id=complaint.pk, by=decider, state="founded", answer=REASONS)


def test_without_a_statement_it_is_decided_after_its_last_day(complaint: Complaint, programme: People, clock: Any) -> None:
    decider = programme["decider"].pk
    hear_advisor(complaint_id=complaint.pk, by=decider, substance=SUBSTANCE)
    complaint.refresh_from_db()
    assert complaint.statement_by == date(2026, 12, 14)  # ten business days, without 8 and 9 December
    clock.move_to(datetime(2026, 12, 14, 15, tzinfo=UTC))
    with pytest.raises(errors.ComplaintHeardFirst):
        decide_complaint(complaint_id=complaint.pk, by=decider, state="founded", answer=REASONS)
    clock.move_to(datetime(2026, 12, 15, 15, tzinfo=UTC))
    decide_complaint(complaint_id=complaint.pk, by=decider, state="founded", answer=REASONS)


def test_nobody_close_to_the_advisor_decides_nor_sees_it(
    complaint: Complaint, andes: House, programme: People, as_person: AsPerson
) -> None:
    friend = somebody("decider", "Flor")
    Interest.objects.create(person=friend, about=andes.advisor, kind="other", declared_by=friend)
    page = reverse("lms:certificates:complaint-detail", args=[complaint.pk])
    for person in (friend, programme["reviewer"], andes.coordinator, andes.facilitator, andes.advisor):
        for act in (
            lambda by: acknowledge_complaint(complaint_id=complaint.pk, by=by),
            lambda by: hear_advisor(complaint_id=complaint.pk, by=by, substance=SUBSTANCE),
            lambda by: decide_complaint(complaint_id=complaint.pk, by=by, state="outside", answer=REASONS),
        ):
            with pytest.raises(errors.ComplaintNotFound):
                act(person.pk)
        assert as_person(person).get(page).status_code == 404
        assert complaints(scope(person.pk), over=False) == []


def test_a_founded_one_changes_nothing_until_two_people_suspend(
    complaint: Complaint, award: Award, andes: House, programme: People
) -> None:
    decider = programme["decider"].pk
    with pytest.raises(errors.ComplaintSettled):
        move_after(complaint_id=complaint.pk, by=decider)
    hear_advisor(complaint_id=complaint.pk, by=decider, substance=SUBSTANCE)
    state_own_side(complaint_id=complaint.pk, by=andes.advisor.pk, statement=STATEMENT)
    decide_complaint(complaint_id=complaint.pk, by=decider, state="founded", answer=REASONS)
    award.refresh_from_db()
    assert award.state == "granted"
    assert not Motion.objects.exists()
    motion = move_after(complaint_id=complaint.pk, by=decider)
    assert move_after(complaint_id=complaint.pk, by=decider) == motion
    award.refresh_from_db()
    row = Motion.objects.get()
    assert (award.state, row.state, row.act, row.reason_class) == ("granted", "open", "suspended", "conduct")
    assert "ZQ" not in row.note


def test_the_business_follows_it_by_its_link_and_by_mail_and_withdraws(
    complaint: Complaint, programme: People, on_commit: Any
) -> None:
    token = token_of(complaint.number)
    link = reverse("lms:certificates:complaint-follow", args=[complaint.number, token])
    acknowledge_complaint(complaint_id=complaint.pk, by=programme["decider"].pk)
    run_due_jobs()
    to_business = [one for one in mail.outbox if one.to == [EMAIL]]
    assert len(to_business) == 2  # received, and a person has it
    client = Client()
    assert complaint.number in client.get(link).content.decode()
    for wrong in (link.replace(token, token[:-1] + "x"), link.replace(complaint.number, "AAAA-BBBBBB")):
        assert client.get(wrong).status_code == 404
    assert client.post(link + "withdraw/").status_code == 302
    withdraw_complaint(complaint_id=complaint.pk)
    complaint.refresh_from_db()
    assert complaint.state == "withdrawn"
    with pytest.raises(errors.ComplaintSettled):
        decide_complaint(complaint_id=complaint.pk, by=programme["decider"].pk, state="outside", answer=REASONS)


def test_what_was_written_is_private_and_goes_with_time(
    complaint: Complaint, andes: House, programme: People, clock: Any
) -> None:
    decider = programme["decider"].pk
    hear_advisor(complaint_id=complaint.pk, by=decider, substance=SUBSTANCE)
    state_own_side(complaint_id=complaint.pk, by=andes.advisor.pk, statement=STATEMENT)
    decide_complaint(complaint_id=complaint.pk, by=decider, state="founded", answer=REASONS)
    texts = [str(list(model.objects.values_list())) for model in (AuditEvent, AuditDetail, Job, Message)]
    for message in Message.objects.filter(kind__in=["complaint_told", "complaint_work"]):
        for language in ("es", "en"):
            Person.objects.filter(pk=message.person_id).update(language=language)
            try:
                words = write_words(kind=message.kind, person=person_card(message.person_id), params=message.params)
            except NothingToSay:  # it moved on: the mail is dropped
                continue
            texts += [words.subject, words.text, words.html]
    for text in texts:
        assert "ZQ" not in text
        assert EMAIL not in text
    assert emptied() == 0
    clock.shift(timedelta(days=93))
    assert emptied() == 1
    complaint.refresh_from_db()
    assert (complaint.contact_name, complaint.contact_email, complaint.text) == ("", "", TEXT)
    clock.shift(timedelta(days=700))
    hold = place_hold(person_id=andes.advisor.pk, reason="Un juicio.", by=programme["administrator"].pk)
    assert emptied() == 0
    end_hold(hold_id=hold, reason="Terminó.", by=programme["administrator"].pk)
    assert emptied() == 1
    assert emptied() == 0
    complaint.refresh_from_db()
    assert (complaint.text, complaint.statement, complaint.state) == ("", "", "founded")


def test_erasing_an_advisor_empties_what_was_said_of_them(complaint: Complaint, andes: House) -> None:
    forget_complaints(person_id=andes.advisor.pk)
    complaint.refresh_from_db()
    assert (complaint.text, complaint.substance) == ("", "")


def test_what_is_late_is_said_once_and_goes_up(complaint: Complaint, programme: People, clock: Any) -> None:
    assert warn_complaints() == 0
    clock.move_to(datetime(2026, 12, 4, 15, tzinfo=UTC))
    before = Message.objects.count()
    assert (warn_complaints(), warn_complaints()) == (1, 1)
    assert Message.objects.count() == before + 2  # the decider and the administrator
    assert complaints(scope(programme["decider"].pk), over=False)[0].tone == "bad"


def test_the_whole_way_by_pages(complaint: Complaint, andes: House, programme: People, as_person: AsPerson) -> None:
    decider = as_person(programme["decider"])
    detail = reverse("lms:certificates:complaint-detail", args=[complaint.pk])
    assert detail in decider.get(reverse("lms:certificates:complaint-list")).content.decode()
    assert TEXT in decider.get(detail).content.decode()
    assert decider.post(detail + "acknowledge/").status_code == 302
    assert decider.post(detail + "hear/", {"substance": "Corto."}).status_code == 422
    assert decider.post(detail + "hear/", {"substance": SUBSTANCE}).status_code == 302
    early = decider.post(detail + "decide/", {"state": "founded", "answer": REASONS})
    assert early.status_code == 409
    state_own_side(complaint_id=complaint.pk, by=andes.advisor.pk, statement=STATEMENT)
    assert STATEMENT in decider.get(detail).content.decode()
    assert decider.post(detail + "decide/", {"state": "founded", "answer": REASONS}).status_code == 302
    assert decider.post(detail + "move/").status_code == 302
    assert decider.get(reverse("lms:certificates:complaint-list") + "?show=over").status_code == 200
    link = reverse("lms:certificates:complaint-follow", args=[complaint.number, token_of(complaint.number)])
    assert REASONS in Client().get(link).content.decode()
    found = complaints_decided(start=NOW, end=NOW + timedelta(days=1))
    assert [(one.country, one.founded, one.days) for one in found] == [("PE", True, 0)]
