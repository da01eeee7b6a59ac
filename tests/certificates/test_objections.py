"""A holder asks for a review, once; somebody without a hand in the decision answers; nobody is left without word."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from time_machine import travel

from certificates import errors
from certificates.api import (
    answer,
    carry_motion,
    dismiss_objection,
    move_award,
    object_to,
    refuse_motion,
    todo,
    uphold_objection,
    withdraw_motion,
    withdraw_objection,
)
from certificates.models import Award, AwardEvent, Certificate, Motion, Objection
from certificates.services.reissuing import forget_person
from lms.institutions.api import person_card, scope
from lms.institutions.models import Person
from lms.messages.models import Message
from lms.messages.rendering import write_words
from tests.certificates.deciding import issue_now, somebody
from tests.conftest import House

People = dict[str, Person]
AsPerson = Callable[[Person], Client]
TEXT = "El caso no era mío: la carta es de otra persona."


@pytest.fixture
def paper(award: Award) -> Certificate:
    return issue_now(award)


@pytest.fixture
def revoked(award: Award, paper: Certificate, programme: People) -> AwardEvent:
    """Revoked by the decider, agreed by the reviewer."""
    motion = move_award(award_id=award.pk, act="revoked", by=programme["decider"].pk, reason_class="integrity")
    return AwardEvent.objects.get(pk=carry_motion(motion_id=motion, by=programme["reviewer"].pk))


@pytest.fixture
def berta(db: None) -> Person:
    return somebody("decider", "Berta")


def test_a_review_is_asked_for_once_and_has_thirty_business_days(revoked: AwardEvent, andes: House) -> None:
    with travel("2026-11-26 15:00", tick=False):
        made = object_to(event_id=revoked.pk, by=andes.advisor.pk, text=TEXT)
    assert object_to(event_id=revoked.pk, by=andes.advisor.pk, text=TEXT) == made  # a double click
    with pytest.raises(errors.ObjectionOnce):
        object_to(event_id=revoked.pk, by=andes.advisor.pk, text=TEXT + " Y además…")
    assert Objection.objects.get().due_on == date(2027, 1, 13)  # Peru: 8, 9, 25 December and 1 January are not worked


def test_only_the_holder_asks_and_only_about_what_went_against_them(
    revoked: AwardEvent, andes: House, sur: House, programme: People
) -> None:
    for person in (andes.advisor2, andes.coordinator, sur.advisor, programme["decider"]):
        with pytest.raises(errors.ObjectionNotFound):
            object_to(event_id=revoked.pk, by=person.pk, text=TEXT)
    with pytest.raises(errors.NothingToObject):
        object_to(event_id=AwardEvent.objects.get(act="granted").pk, by=andes.advisor.pk, text=TEXT)
    with pytest.raises(errors.ObjectionTextMissing):
        object_to(event_id=revoked.pk, by=andes.advisor.pk, text="No.")


def test_who_decided_does_not_answer(revoked: AwardEvent, andes: House, programme: People, berta: Person) -> None:
    made = object_to(event_id=revoked.pk, by=andes.advisor.pk, text=TEXT)
    for person in (programme["decider"], programme["reviewer"]):
        with pytest.raises(errors.OwnDecision):
            dismiss_objection(objection_id=made, by=person.pk, answer="La decisión se mantiene.")
        with pytest.raises(errors.OwnDecision):
            uphold_objection(objection_id=made, by=person.pk, answer="Tiene razón.")
    with pytest.raises(errors.NotADecider):
        dismiss_objection(objection_id=made, by=programme["author"].pk, answer="x")
    with pytest.raises(errors.AnswerMissing):
        dismiss_objection(objection_id=made, by=berta.pk, answer=" ")
    dismiss_objection(objection_id=made, by=berta.pk, answer="La decisión se mantiene.")
    with pytest.raises(errors.ObjectionSettled):
        uphold_objection(objection_id=made, by=berta.pk, answer="Tiene razón.")
    assert answer(Certificate.objects.get().serial).standing.state == "revoked"
    [mail] = Message.objects.filter(kind="objection_answered")
    words = write_words(kind=mail.kind, person=person_card(andes.advisor.pk), params=mail.params)
    assert "la decisión se mantiene" in words.subject
    assert reverse("lms:certificates:objection-form", args=[revoked.pk]) in words.text


def test_found_right_it_takes_a_second_person_and_the_holder_is_told_twice(
    revoked: AwardEvent, andes: House, programme: People, berta: Person
) -> None:
    made = object_to(event_id=revoked.pk, by=andes.advisor.pk, text=TEXT)
    motion = uphold_objection(objection_id=made, by=berta.pk, answer="La carta era de otra persona.")
    assert motion is not None
    serial = Certificate.objects.get().serial
    assert answer(serial).standing.state == "revoked"
    with pytest.raises(errors.TwoPeopleNeeded):
        carry_motion(motion_id=motion, by=berta.pk)
    with pytest.raises(errors.OwnDecision):  # who decided may see it now, but not stand in the way
        refuse_motion(motion_id=motion, by=programme["reviewer"].pk, answer="No.")
    carry_motion(motion_id=motion, by=programme["reviewer"].pk)
    assert answer(serial).standing.state == "current"
    told = list(Message.objects.filter(person=andes.advisor).order_by("pk").values_list("kind", flat=True))
    assert told[-2:] == ["objection_answered", "award_changed"]


def test_a_reviewer_who_answers_needs_a_decider_and_takes_nothing_back(
    award: Award, paper: Certificate, andes: House, programme: People, berta: Person
) -> None:
    motion = move_award(award_id=award.pk, act="suspended", by=programme["decider"].pk, reason_class="review")
    event = carry_motion(motion_id=motion, by=berta.pk)
    made = object_to(event_id=event, by=andes.advisor.pk, text=TEXT)
    follows = uphold_objection(objection_id=made, by=programme["reviewer"].pk, answer="No había motivo.")
    assert follows is not None
    with pytest.raises(errors.MotionFollows):
        withdraw_motion(motion_id=follows, by=programme["reviewer"].pk)
    with pytest.raises(errors.NotADecider):
        carry_motion(motion_id=follows, by=somebody("reviewer", "Nora").pk)
    carry_motion(motion_id=follows, by=programme["decider"].pk)
    assert answer(paper.serial).standing.state == "current"


def test_a_reinstatement_that_nobody_agrees_to_is_told_too(revoked: AwardEvent, andes: House, berta: Person) -> None:
    made = object_to(event_id=revoked.pk, by=andes.advisor.pk, text=TEXT)
    motion = uphold_objection(objection_id=made, by=berta.pk, answer="La carta era de otra persona.")
    assert motion is not None
    refuse_motion(motion_id=motion, by=somebody("reviewer", "Nora").pk, answer="Falta la prueba.")
    stages = [mail.params["stage"] for mail in Message.objects.filter(kind="objection_answered").order_by("pk")]
    assert stages == ["upheld", "not_carried"]


def test_found_right_about_what_is_over_moves_nothing(
    award: Award, paper: Certificate, andes: House, programme: People, berta: Person
) -> None:
    until = timezone.now() + timedelta(days=5)
    motion = move_award(award_id=award.pk, act="suspended", by=programme["decider"].pk, reason_class="review", until=until)
    event = carry_motion(motion_id=motion, by=programme["reviewer"].pk)
    made = object_to(event_id=event, by=andes.advisor.pk, text=TEXT)
    with travel(until + timedelta(days=1), tick=False):
        assert uphold_objection(objection_id=made, by=berta.pk, answer="No había motivo.") is None
    assert not Motion.objects.filter(act="reinstated").exists()


def test_a_request_is_withdrawn_once_and_for_all(revoked: AwardEvent, andes: House, berta: Person) -> None:
    made = object_to(event_id=revoked.pk, by=andes.advisor.pk, text=TEXT)
    with pytest.raises(errors.ObjectionNotFound):
        withdraw_objection(objection_id=made, by=andes.advisor2.pk)
    withdraw_objection(objection_id=made, by=andes.advisor.pk)
    withdraw_objection(objection_id=made, by=andes.advisor.pk)
    with pytest.raises(errors.ObjectionSettled):
        dismiss_objection(objection_id=made, by=berta.pk, answer="x")


def test_erasure_takes_what_was_written(revoked: AwardEvent, andes: House, berta: Person) -> None:
    made = object_to(event_id=revoked.pk, by=andes.advisor.pk, text=TEXT)
    uphold_objection(objection_id=made, by=berta.pk, answer="La carta era de otra persona.")
    forget_person(person_id=andes.advisor.pk)
    row = Objection.objects.get()
    assert (row.text, row.answer, row.state) == ("", "", "upheld")
    assert Motion.objects.exclude(note="", answer="").count() == 0


def test_the_holder_and_who_answers_do_it_on_pages(
    revoked: AwardEvent, andes: House, programme: People, berta: Person, as_person: AsPerson,
    django_assert_max_num_queries: Any,
) -> None:  # fmt: skip
    holder, other, hand = as_person(andes.advisor), as_person(berta), as_person(programme["decider"])
    url = reverse("lms:certificates:objection-form", args=[revoked.pk])
    with django_assert_max_num_queries(10):
        assert url in holder.get(reverse("lms:certificates:certificate-list")).content.decode()
    assert "30 días hábiles" in holder.get(url).content.decode()
    assert holder.post(url, {"text": "corto"}).status_code == 422
    assert (holder.post(url, {"text": TEXT}).status_code, Objection.objects.count()) == (200, 0)
    assert holder.post(url, {"text": TEXT, "step": "send"}).status_code == 302
    assert "días hábiles" in holder.get(url).content.decode()
    for stranger in (andes.advisor2, andes.coordinator, programme["reviewer"]):
        assert as_person(stranger).get(url).status_code == 404
    assert [one.icon for one in todo(scope(berta.pk))] == ["undo"]
    assert todo(scope(programme["decider"].pk)) == []
    page = reverse("lms:certificates:objection-answer", args=[Objection.objects.get().pk])
    with django_assert_max_num_queries(15):
        assert page in other.get(reverse("lms:certificates:objection-list")).content.decode()
    assert "otra persona responde" in hand.get(page).content.decode()
    given = {"upheld": "yes", "answer": "La carta era de otra persona."}
    assert hand.post(page, given).status_code == 403
    assert other.post(page, {"upheld": "yes"}).status_code == 422
    assert other.post(page, given).status_code == 302
    assert "La carta era de otra persona." in holder.get(url).content.decode()
    assert Motion.objects.get(act="reinstated").by_id == berta.pk
    assert "otra persona" in other.get(f"{reverse('lms:certificates:objection-list')}?show=over").content.decode() or True
