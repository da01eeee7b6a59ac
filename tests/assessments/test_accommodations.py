"""Accommodations: asked for by a candidate, decided outside the cohort; what is given shows, why never."""

import logging
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from assessments.accommodating import Measures, measures_of, more_minutes
from assessments.errors import accommodations as errors
from assessments.models import Accommodation, AccommodationEvidence, AccommodationState, Quiz
from assessments.selectors.access import seat_of
from assessments.selectors.accommodations import accommodation_todos, decidable, for_staff, measures_of_people
from assessments.selectors.windows import window_for
from assessments.services.access import give_allowance
from assessments.services.accommodations import (
    File,
    ask_accommodation,
    end_accommodation,
    forget_accommodations,
    grant_accommodation,
    refuse_accommodation,
    withdraw_accommodation,
)
from assessments.windows import NO_ENDS, Allowed
from courses import api as courses
from courses.models import Course, Enrolment
from courses.services.reviews import ask_review, give_opinion
from lms.audit.models import AuditDetail, AuditEvent
from lms.institutions.api import person_card, scope
from lms.institutions.models import Interest, Person, ProgrammeRole
from lms.jobs.models import Job
from lms.messages.api import NothingToSay
from lms.messages.models import Message
from lms.messages.rendering import write_words
from tests.assessments import files
from tests.assessments.sitting import NOW, certify, plan
from tests.conftest import House, make_person

People = dict[str, Person]
AsPerson = Callable[[Person], Client]
REASON = "ZQmotivoQZ: leo despacio y necesito pausas."
PAPER = "ZQinformeQZ.pdf"
HALF = Measures(time=50)


@pytest.fixture
def clock() -> Any:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def quiz(clock: Any, course: Course) -> Quiz:
    return certify(course, clock, minutes_allowed=30)


@pytest.fixture
def asked(quiz: Quiz, enrolment: Enrolment, andes: House, programme: People) -> int:
    return ask_accommodation(
        enrolment_id=enrolment.pk, by=andes.advisor.pk, asked=HALF, reason=REASON,
        files=[File(PAPER, files.pdf())],
    )  # fmt: skip


def minutes(enrolment: Enrolment, quiz: Quiz) -> int:
    """How long the quiz is for somebody now."""
    from django.utils import timezone

    unit = courses.unit_in_effect(enrolment.pk, quiz.pk, timezone.now())
    return window_for(courses.enrolment_card(enrolment.pk), quiz.pk, unit.config).minutes


@pytest.mark.parametrize(
    ("limit", "measures", "more"),
    [
        (30, Measures(time=25), 8),  # 7.5, rounded up
        (30, Measures(time=50), 15),
        (30, Measures(time=100), 30),
        (30, Measures(pause=10), 10),  # one hour begun
        (60, Measures(time=50, pause=5), 40),  # 30, and two hours begun of ninety minutes
        (61, Measures(pause=15), 30),
        (30, Measures(reader=True, formats=("large",)), 0),
        (0, Measures(time=100, pause=15), 0),  # no limit, nothing to add
    ],
)
def test_the_catalogue_in_minutes(limit: int, measures: Measures, more: int) -> None:
    assert more_minutes(limit, measures) == more


def test_what_the_catalogue_does_not_have_is_never_kept_nor_said() -> None:
    assert measures_of({"time": 70, "pause": 7, "formats": ["large", "smoke"], "diagnosis": "x"}) == Measures(
        formats=("large",)
    )


def test_granted_time_holds_in_certifying_quizzes_until_its_day_whatever_else_is_given(
    asked: int, quiz: Quiz, enrolment: Enrolment, andes: House, programme: People, clock: Any
) -> None:
    assert minutes(enrolment, quiz) == 30
    grant_accommodation(accommodation_id=asked, by=programme["decider"].pk, granted=HALF, until=date(2026, 12, 1))
    assert minutes(enrolment, quiz) == 45
    give_allowance(
        enrolment_id=enrolment.pk, unit_id=quiz.pk, allowed=Allowed(extra_minutes=5), reason="Se cortó la luz.",
        by=andes.facilitator.pk,
    )  # fmt: skip
    assert minutes(enrolment, quiz) == 50  # a facilitator's allowance neither hides it nor is hidden
    assert measures_of_people([enrolment.pk], quiz.pk) == {enrolment.pk: HALF}
    assert [len(words) for words in for_staff([enrolment.pk], quiz.pk).values()] == [1]
    clock.move_to(NOW + timedelta(days=8))
    assert minutes(enrolment, quiz) == 35
    assert measures_of_people([enrolment.pk], quiz.pk) == {}


def test_an_open_attempt_gets_its_time_at_once(
    asked: int, quiz: Quiz, enrolment: Enrolment, andes: House, sur: House, programme: People, clock: Any
) -> None:
    room = plan(quiz, [enrolment], planner=andes.coordinator, invigilator=sur.facilitator)
    clock.shift(timedelta(minutes=12))
    room.open()
    entered = room.enter(enrolment)
    from assessments.models import Attempt

    before = Attempt.objects.get(pk=entered.attempt_id).due_at
    grant_accommodation(accommodation_id=asked, by=programme["decider"].pk, granted=HALF)
    after = Attempt.objects.get(pk=entered.attempt_id).due_at
    assert before is not None
    assert after == before + timedelta(minutes=15)


def test_it_is_decided_by_nobody_of_the_cohort_and_nobody_who_is_close(
    asked: int, andes: House, programme: People, as_person: AsPerson
) -> None:
    friend = make_person("flor@programme.test", "Flor", "Cercana", "PE")
    ProgrammeRole.objects.create(person=friend, role="decider")
    Interest.objects.create(person=friend, about=andes.advisor, kind="other", declared_by=friend)
    both = andes.coordinator
    ProgrammeRole.objects.create(person=both, role="decider")
    url = reverse("lms:assessments:accommodation-detail", args=[asked])
    for person in (friend, both, andes.facilitator, andes.assessor, programme["administrator"], andes.advisor):
        with pytest.raises(errors.AccommodationNotFound):
            grant_accommodation(accommodation_id=asked, by=person.pk, granted=HALF)
        with pytest.raises(errors.AccommodationNotFound):
            refuse_accommodation(accommodation_id=asked, by=person.pk, answer="No.")
        assert as_person(person).get(url).status_code == 404, person
        assert decidable(scope(person.pk), over=False) == []
    assert len(accommodation_todos(scope(programme["reviewer"].pk))) == 1
    assert AccommodationEvidence.objects.count() == 1
    with pytest.raises(errors.AccommodationNotFound):  # nobody asks for somebody else
        ask_accommodation(enrolment_id=Enrolment.objects.get().pk, by=andes.coordinator.pk, asked=HALF, reason=REASON)


@pytest.mark.parametrize("way", ["granted", "refused", "withdrawn"])
def test_the_papers_go_with_the_decision_and_the_audit_keeps_that_there_were_some(
    way: str, asked: int, andes: House, programme: People
) -> None:
    assert bytes(AccommodationEvidence.objects.get().body).startswith(b"%PDF")
    if way == "granted":
        grant_accommodation(accommodation_id=asked, by=programme["decider"].pk, granted=HALF)
    elif way == "refused":
        refuse_accommodation(accommodation_id=asked, by=programme["decider"].pk, answer="Falta saber para qué.")
    else:
        withdraw_accommodation(accommodation_id=asked, by=andes.advisor.pk)
    assert not AccommodationEvidence.objects.exists()
    event = AuditEvent.objects.filter(subject="accommodation").latest("pk")
    assert (event.act, event.after["evidence_files"]) == (f"accommodation.{way}", 1)


def test_neither_reason_nor_paper_is_in_a_mail_the_audit_a_job_or_a_log(
    quiz: Quiz, enrolment: Enrolment, andes: House, programme: People, caplog: Any
) -> None:
    caplog.set_level(logging.DEBUG)
    decider = programme["decider"].pk
    for answer in ("", "ZQrespuestaQZ"):
        asked = ask_accommodation(
            enrolment_id=enrolment.pk, by=andes.advisor.pk, asked=HALF, reason=REASON, files=[File(PAPER, files.pdf())]
        )
        if answer:
            refuse_accommodation(accommodation_id=asked, by=decider, answer=answer)
        else:
            grant_accommodation(accommodation_id=asked, by=decider, granted=HALF)
            end_accommodation(accommodation_id=asked, by=decider)
    texts = [str(list(model.objects.values_list())) for model in (AuditEvent, AuditDetail, Job, Message)]
    for message in Message.objects.filter(kind__startswith="accommodation"):
        try:
            words = write_words(kind=message.kind, person=person_card(message.person_id), params=message.params)
        except NothingToSay:  # it moved on: the mail is dropped
            continue
        texts += [words.subject, words.text, words.html]
    texts.append(caplog.text)
    assert Message.objects.filter(kind__startswith="accommodation").count() >= 5
    for text in texts:
        assert "ZQ" not in text


def test_a_refusal_can_be_reviewed_by_two_others_and_then_what_was_asked_holds(
    asked: int, quiz: Quiz, enrolment: Enrolment, andes: House, programme: People
) -> None:
    refuse_accommodation(accommodation_id=asked, by=programme["decider"].pk, answer="No hace falta.")
    request = ask_review(
        kind="accommodation", subject_id=asked, by=andes.advisor.pk, reason="Sí hace falta, y lo expliqué en mi pedido."
    )
    from courses.errors import ReviewNotFound

    with pytest.raises(ReviewNotFound):
        give_opinion(request_id=request, by=programme["decider"].pk, upheld=False, why="Ya lo decidí.")
    second = make_person("berta@programme.test", "Berta", "Panel", "PE")
    ProgrammeRole.objects.create(person=second, role="decider")
    for person in (programme["reviewer"], second):
        give_opinion(request_id=request, by=person.pk, upheld=True, why="Tiene razón.")
    assert minutes(enrolment, quiz) == 45
    assert Accommodation.objects.get().state == AccommodationState.GRANTED


def test_bad_requests_are_refused_with_a_sentence(quiz: Quiz, enrolment: Enrolment, andes: House, course: Course) -> None:
    def ask(**changed: Any) -> int:
        usual: dict[str, Any] = {"enrolment_id": enrolment.pk, "by": andes.advisor.pk, "asked": HALF, "reason": REASON}
        return ask_accommodation(**{**usual, **changed})

    for error, changed in (
        (errors.AccommodationEmpty, {"asked": Measures()}), (errors.AccommodationReason, {"reason": "Sí."}),
        (errors.AccommodationUnits, {"units": [quiz.pk, 99_999]}), (errors.AccommodationDay, {"until": date(2026, 11, 1)}),
        (errors.AccommodationDay, {"until": date(2036, 11, 1)}),
        (errors.AccommodationFiles, {"files": [File("a.pdf", files.pdf())] * 4}),
    ):  # fmt: skip
        with pytest.raises(error):
            ask(**changed)
    ask(units=[quiz.pk])
    with pytest.raises(errors.AccommodationOpen):
        ask()
    forget_accommodations(person_id=andes.advisor.pk)
    assert (Accommodation.objects.get().reason, AccommodationEvidence.objects.count()) == ("", 0)


def test_the_whole_way_by_pages(quiz: Quiz, enrolment: Enrolment, andes: House, programme: People, as_person: AsPerson) -> None:
    elena, decider = as_person(andes.advisor), as_person(programme["decider"])
    ask = reverse("lms:assessments:accommodation-ask", args=[enrolment.pk])
    own = reverse("lms:assessments:accommodation-own")
    assert ask in elena.get(own).content.decode()
    assert elena.post(ask, {"reason": REASON}).status_code == 422
    sent = {
        "time": "50", "pause": "", "reader": "on", "formats": ["large"], "reason": REASON,
        "papers": SimpleUploadedFile(PAPER, files.pdf(), "application/pdf"),
    }  # fmt: skip
    assert elena.post(ask, sent).status_code == 302
    row, paper = Accommodation.objects.get(), AccommodationEvidence.objects.get()
    assert REASON.split(":", 1)[0] not in elena.get(own).content.decode()  # not even on one's own list: over a shoulder
    detail = reverse("lms:assessments:accommodation-detail", args=[row.pk])
    assert detail in decider.get(reverse("lms:assessments:accommodation-list")).content.decode()
    shown = decider.get(detail).content.decode()
    assert REASON in shown
    assert "ZQinformeQZ" in shown
    file = reverse("lms:assessments:accommodation-evidence", args=[row.pk, paper.pk])
    assert decider.get(file).content.startswith(b"%PDF")
    assert AuditEvent.objects.filter(act="accommodation.evidence_read", actor=programme["decider"].pk).exists()
    for person in (andes.coordinator, andes.facilitator, andes.assessor, andes.advisor):
        assert as_person(person).get(file).status_code == 404
    grant = reverse("lms:assessments:accommodation-grant", args=[row.pk])
    assert decider.post(grant, {"time": "", "pause": ""}).status_code == 422
    assert decider.post(grant, {"time": "25", "pause": "5"}).status_code == 302
    assert decider.get(file).status_code == 404
    assert "25" in elena.get(own).content.decode()
    seat = seat_of(enrolment.pk, courses.unit_in_effect(enrolment.pk, quiz.pk, row.at), NO_ENDS)
    assert seat is not None
    assert seat.window.minutes == 43
    withdraw = reverse("lms:assessments:accommodation-withdraw", args=[row.pk])
    assert elena.post(withdraw).status_code == 302
    row.refresh_from_db()
    assert row.state == AccommodationState.ENDED
    assert minutes(enrolment, quiz) == 30
