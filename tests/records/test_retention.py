"""What is kept for how long, who may not be purged, and what answers after a purge."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments.models import Score, Step, Submission
from certificates.api import answer
from certificates.models import Certificate
from lms.institutions.models import Person
from lms.kernel.retention import record_classes
from lms.messages.models import Message
from lms.records.errors import HoldNotFound, HoldReasonMissing
from lms.records.models import LegalHold, PurgeRun
from lms.records.services import end_hold, place_hold, purge
from tests.conftest import House

YEAR = timedelta(days=366)
CODES = {
    "assessments.answers", "assessments.comments", "assessments.drafts", "assessments.exam_answers",
    "assessments.exam_letters", "assessments.letters", "assessments.sittings", "audit.details", "certificates.awards",
    "certificates.files", "certificates.notes", "messages.mail",
}  # fmt: skip


def later(years: float) -> Any:
    return time_machine.travel(timezone.now() + years * YEAR, tick=False)


def words_left(person: Person) -> tuple[int, int, int]:
    """(answers, letters, commented scores) that still have words."""
    steps = Step.objects.filter(attempt__enrolment__person=person).exclude(response={}).count()
    letters = Submission.objects.filter(enrolment__person=person).exclude(letter={}).count()
    scores = Score.objects.filter(allocation__submission__enrolment__person=person).exclude(comments={}).count()
    return steps, letters, scores


def test_every_class_has_a_row_in_the_table_and_words_in_both_languages(
    programme: dict[str, Person], as_person: Callable[[Person], Client]
) -> None:
    assert {one.code for one in record_classes()} >= CODES
    page = as_person(programme["reviewer"]).get(reverse("lms:records:record-list")).content.decode()
    for word in ("Respuestas de cuestionarios de práctica", "24 meses", "72 meses", "120 meses"):
        assert word in page


def test_what_is_old_enough_is_emptied_and_what_is_not_stays(certificate: Certificate, andes: House) -> None:
    before = words_left(andes.advisor)
    assert min(before) > 0
    Message.objects.update(state="sent")
    with later(1.9):
        purge()
    assert words_left(andes.advisor) == before
    with later(2.1):
        purge()
        assert words_left(andes.advisor) == (0, 0, before[2])
    with later(6.1):
        purge()
        assert words_left(andes.advisor) == (0, 0, 0)
        assert {run.code for run in PurgeRun.objects.all()} >= {"assessments.answers", "assessments.comments", "messages.mail"}
        assert not Message.objects.filter(state="sent").exclude(params={}).exists()
        count = PurgeRun.objects.count()
        purge()
        assert PurgeRun.objects.count() == count


def test_a_purge_leaves_the_verification_page_answering(certificate: Certificate, client: Client) -> None:
    page = reverse("lms:certificates:verify-detail", args=[certificate.serial])
    assert "Elena" in client.get(page).content.decode() or "E. D." in client.get(page).content.decode()
    sha = certificate.sha256
    with later(13.5):
        purge()
        row = Certificate.objects.get(pk=certificate.pk)
        assert (row.tail, row.fields["name"], row.sha256) == (None, "", sha)
        after = client.get(page)
        assert after.status_code == 200
        text = after.content.decode()
        assert "Elena" not in text
        assert "vencido" in text.lower()
        found = answer(certificate.serial)
        assert found.standing.state == "expired"


def test_nothing_of_a_person_under_a_legal_hold_is_emptied_until_it_ends(
    certificate: Certificate, andes: House, programme: dict[str, Person]
) -> None:
    before = words_left(andes.advisor)
    hold = place_hold(person_id=andes.advisor.pk, reason="Juicio 12/2026", by=programme["administrator"].pk)
    assert place_hold(person_id=andes.advisor.pk, reason="Otra", by=programme["administrator"].pk) == hold
    with later(14):
        purge()
        assert words_left(andes.advisor) == before
        assert Certificate.objects.get(pk=certificate.pk).tail is not None
        end_hold(hold_id=hold, reason="Terminó", by=programme["administrator"].pk)
        purge()
        assert words_left(andes.advisor) == (0, 0, 0)
        assert Certificate.objects.get(pk=certificate.pk).tail is None
    with pytest.raises(HoldNotFound):
        end_hold(hold_id=hold, reason="Otra vez", by=programme["administrator"].pk)


def test_the_host_may_keep_a_class_for_longer_or_for_ever(certificate: Certificate, andes: House, settings: Any) -> None:
    settings.LMS = {**settings.LMS, "RETENTION": {"assessments.answers": None, "assessments.letters": 36}}
    before = words_left(andes.advisor)
    with later(2.5):
        purge()
        assert words_left(andes.advisor) == before
    with later(3.1):
        purge()
        assert words_left(andes.advisor)[:2] == (before[0], 0)


def test_an_administrator_places_and_ends_a_hold_with_reasons(
    andes: House, programme: dict[str, Person], as_person: Callable[[Person], Client]
) -> None:
    browser = as_person(programme["administrator"])
    place = reverse("lms:records:hold-place")
    assert browser.post(place, {"email": "nadie@nada.test", "reason": "x"}).status_code == 422
    assert browser.post(place, {"email": andes.advisor.email, "reason": ""}).status_code == 422
    assert browser.post(place, {"email": andes.advisor.email, "reason": "Juicio"}).status_code == 302
    hold = LegalHold.objects.get()
    assert "Juicio" in browser.get(reverse("lms:records:record-list")).content.decode()
    assert "Juicio" not in as_person(programme["reviewer"]).get(reverse("lms:records:record-list")).content.decode()
    end = reverse("lms:records:hold-end", args=[hold.pk])
    assert browser.get(end).status_code == 200
    assert browser.post(end, {"reason": " "}).status_code == 422
    assert browser.post(end, {"reason": "Terminó"}).status_code == 302
    assert browser.get(end).status_code == 404


@pytest.mark.django_db
def test_a_hold_without_a_reason_is_none(andes: House, programme: dict[str, Person]) -> None:
    with pytest.raises(HoldReasonMissing):
        place_hold(person_id=andes.advisor.pk, reason="  ", by=programme["administrator"].pk)
