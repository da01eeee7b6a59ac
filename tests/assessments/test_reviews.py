"""Review of any decision against somebody: by two who had no hand in it, within thirty business days, never to their loss."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from assessments.models import Attempt, AttemptState, ClinicSession, ClinicState, ExamInvigilator
from assessments.services.clinic_confirming import settle_sessions
from assessments.services.exam_incidents import decide_incident, report_incident
from assessments.services.exam_results import let_out_sitting
from assessments.services.exam_room import sign_report
from courses import errors
from courses.models import Course, Enrolment, OutcomeRecord, ReviewOpinion, ReviewRequest, UnitProgress
from courses.selectors.reviews import inbox, own_lines
from courses.services.review_watch import warn_reviews
from courses.services.reviews import acknowledge_review, ask_review, give_opinion, withdraw_review
from lms.audit.models import AuditEvent
from lms.institutions.api import scope
from lms.institutions.models import Interest, Person, ProgrammeRole
from lms.messages.models import Message
from lms.messages.rendering import write_words
from tests.assessments.practising import declared, enrolled, practice_course
from tests.assessments.sitting import NOW, certify, plan
from tests.conftest import House, make_person
from tests.courses import building

People = dict[str, Person]
AsPerson = Callable[[Person], Client]
WHY = "La sesión tuvo lugar: está la hoja firmada por la empresa."
SAID = "La hoja firmada muestra que la sesión tuvo lugar."


def member(name: str, role: str = "decider") -> Person:
    """One more person who may sit on a panel."""
    person = make_person(f"{name.lower()}@programme.test", name, "Panel", "PE")
    ProgrammeRole.objects.create(person=person, role=role)
    return person


@pytest.fixture
def clock() -> Any:
    """A Tuesday, and it moves only when told to."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def refused(clock: Any, andes: House) -> ClinicSession:
    """Elena's session, which the facilitator did not see."""
    enrolled(practice_course(), andes)
    session = declared(andes)
    settle_sessions(seen={session.pk: session.revision}, verdict="not_seen", comment="No la vi.", by=andes.facilitator.pk)
    session.refresh_from_db()
    return session


@pytest.fixture
def asked(refused: ClinicSession, andes: House, programme: People) -> int:
    return ask_review(kind="clinic", subject_id=refused.pk, by=andes.advisor.pk, reason=WHY)


def test_a_review_is_asked_for_once_by_who_it_went_against_and_within_thirty_days(
    refused: ClinicSession, andes: House, sur: House, programme: People, clock: Any
) -> None:
    for person in (sur.advisor, andes.facilitator, programme["decider"]):
        with pytest.raises(errors.NothingToReview):
            ask_review(kind="clinic", subject_id=refused.pk, by=person.pk, reason=WHY)
    with pytest.raises(errors.ReviewReason):
        ask_review(kind="clinic", subject_id=refused.pk, by=andes.advisor.pk, reason="No.")
    with pytest.raises(errors.NothingToReview):
        ask_review(kind="weather", subject_id=refused.pk, by=andes.advisor.pk, reason=WHY)
    made = ask_review(kind="clinic", subject_id=refused.pk, by=andes.advisor.pk, reason=WHY)
    assert ask_review(kind="clinic", subject_id=refused.pk, by=andes.advisor.pk, reason=WHY) == made  # a double click
    with pytest.raises(errors.ReviewOnce):
        ask_review(kind="clinic", subject_id=refused.pk, by=andes.advisor.pk, reason=WHY + " Y más.")
    row = ReviewRequest.objects.get()
    assert (row.acknowledge_by, row.due_on) == (date(2026, 12, 1), date(2027, 1, 11))  # Peru: 8, 9, 25 Dec, 1 Jan
    row.delete()
    clock.shift(timedelta(days=31))
    with pytest.raises(errors.ReviewLate):
        ask_review(kind="clinic", subject_id=refused.pk, by=andes.advisor.pk, reason=WHY)


def test_two_who_had_no_hand_uphold_it_and_the_session_counts(asked: int, refused: ClinicSession, programme: People) -> None:
    decider, berta = programme["decider"], member("Berta")
    assert give_opinion(request_id=asked, by=decider.pk, upheld=True, why=SAID) is None
    refused.refresh_from_db()
    assert refused.state == ClinicState.NOT_SEEN  # one alone changes nothing
    with pytest.raises(errors.ReviewOnce):
        give_opinion(request_id=asked, by=decider.pk, upheld=True, why=SAID)
    verdict = give_opinion(request_id=asked, by=berta.pk, upheld=True, why=SAID)
    assert verdict is not None
    assert verdict.by == (decider.pk, berta.pk)
    refused.refresh_from_db()
    assert (refused.state, refused.confirmed_by_id) == (ClinicState.CONFIRMED, None)  # a panel supervises nobody
    row = ReviewRequest.objects.get()
    assert (row.state, row.answer, row.effect) == ("upheld", SAID, {"session": refused.pk})
    with pytest.raises(errors.ReviewSettled):
        give_opinion(request_id=asked, by=member("Carla").pk, upheld=False, why=SAID)
    acts = list(AuditEvent.objects.filter(subject="review_request").order_by("pk").values_list("act", flat=True))
    assert acts == [
        "review.asked", "review.acknowledged", "review.opinion", "review.opinion", "review.upheld"
    ]  # fmt: skip
    assert SAID not in str(list(AuditEvent.objects.values_list("before", "after", "reason")))


def test_a_dismissed_one_leaves_everything_and_where_two_differ_a_third_decides(
    asked: int, refused: ClinicSession, programme: People
) -> None:
    give_opinion(request_id=asked, by=programme["decider"].pk, upheld=True, why=SAID)
    assert give_opinion(request_id=asked, by=programme["reviewer"].pk, upheld=False, why="No hay hoja.") is None
    before = OutcomeRecord.objects.count()
    verdict = give_opinion(request_id=asked, by=member("Berta").pk, upheld=False, why="La hoja es de otro día.")
    assert verdict is not None
    assert not verdict.upheld
    refused.refresh_from_db()
    row = ReviewRequest.objects.get()
    assert (refused.state, row.state, row.answer) == (ClinicState.NOT_SEEN, "dismissed", "La hoja es de otro día.")
    assert OutcomeRecord.objects.count() == before


def test_panel_excludes_earlier_hands(
    clock: Any, course: Course, enrolment: Enrolment, andes: House, programme: People, as_person: AsPerson
) -> None:
    """Who planned, invigilated, reported, decided; who taught, declared an interest or acted by the audit: 404 for each."""
    watcher, teacher, friend, acted = (member(name) for name in ("Ines", "Tomas", "Flor", "Ana"))
    free = member("Libre", "reviewer")
    Interest.objects.create(person=friend, about=andes.advisor, kind="other", declared_by=friend)
    andes.institution.lms_memberships.create(person=teacher, role="facilitator", cohort=andes.cohort)
    ExamInvigilator.objects.create(person=watcher, by=programme["decider"])
    quiz = certify(course, clock)
    room = plan(quiz, [enrolment], planner=programme["administrator"], invigilator=watcher)
    clock.shift(timedelta(minutes=12))
    room.open()
    attempt = room.sit(enrolment, right=False)
    clock.shift(timedelta(hours=3))
    room.close()
    incident = report_incident(
        sitting_id=room.sitting.pk, seat_id=room.seat(enrolment).pk, kind="help", what="Alguien hablaba en la sala.",
        by=watcher.pk,
    )  # fmt: skip
    decide_incident(incident_id=incident, state="no_effect", answer="No cambia nada.", by=programme["decider"].pk)
    sign_report(sitting_id=room.sitting.pk, by=watcher.pk)
    let_out_sitting(sitting_id=room.sitting.pk)
    attempt.refresh_from_db()
    assert attempt.state == AttemptState.SUBMITTED
    AuditEvent.objects.create(act="attempt.looked_at", subject="attempt", subject_id=str(attempt.pk), actor=acted.pk)
    asked = ask_review(kind="quiz", subject_id=attempt.pk, by=andes.advisor.pk, reason=WHY)
    url = reverse("lms:courses:review-detail", args=[asked])
    for person in (watcher, teacher, friend, acted, programme["decider"], andes.coordinator, andes.facilitator):
        with pytest.raises(errors.ReviewNotFound):
            give_opinion(request_id=asked, by=person.pk, upheld=True, why=SAID, remedy="again")
        with pytest.raises(errors.ReviewNotFound):
            acknowledge_review(request_id=asked, by=person.pk)
        assert as_person(person).get(url).status_code == 404, person
    assert not ReviewOpinion.objects.exists()
    told = set(Message.objects.filter(kind="review_work").values_list("person_id", flat=True))
    assert told == {free.pk, programme["reviewer"].pk}
    assert as_person(free).get(url).status_code == 200


def test_a_failed_attempt_that_is_set_aside_can_be_sat_again_and_a_pass_since_stays(
    clock: Any, course: Course, enrolment: Enrolment, andes: House, sur: House, programme: People
) -> None:
    quiz = certify(course, clock, attempts_allowed=1)
    room = plan(quiz, [enrolment], planner=andes.coordinator, invigilator=sur.facilitator)
    clock.shift(timedelta(minutes=12))
    room.open()
    attempt = room.sit(enrolment, right=False)
    clock.shift(timedelta(hours=3))
    room.close()
    sign_report(sitting_id=room.sitting.pk, by=sur.facilitator.pk)
    let_out_sitting(sitting_id=room.sitting.pk)
    asked = ask_review(kind="quiz", subject_id=attempt.pk, by=andes.advisor.pk, reason=WHY)
    berta = member("Berta")
    give_opinion(request_id=asked, by=programme["decider"].pk, upheld=True, why=SAID)
    give_opinion(request_id=asked, by=berta.pk, upheld=True, why=SAID)
    attempt.refresh_from_db()
    assert attempt.state == AttemptState.ANNULLED
    line = UnitProgress.objects.get(enrolment=enrolment, unit=quiz)
    assert (line.state, line.code, line.score) == ("failed", "quiz_annulled", None)
    again = plan(quiz, [enrolment], planner=andes.coordinator, invigilator=sur.facilitator, opens_in=timedelta(days=20))
    clock.shift(timedelta(days=20, minutes=12))
    again.open()
    second = again.sit(enrolment)
    assert Attempt.objects.filter(enrolment=enrolment).count() == 2
    assert second.state == AttemptState.HELD
    assert [one.state for one in own_lines(andes.advisor.pk)] == ["upheld"]


def test_who_asked_withdraws_until_somebody_has_spoken(asked: int, andes: House, programme: People, sur: House) -> None:
    with pytest.raises(errors.ReviewNotFound):
        withdraw_review(request_id=asked, by=sur.advisor.pk)
    withdraw_review(request_id=asked, by=andes.advisor.pk)
    withdraw_review(request_id=asked, by=andes.advisor.pk)
    assert ReviewRequest.objects.get().state == "withdrawn"
    with pytest.raises(errors.ReviewSettled):
        give_opinion(request_id=asked, by=programme["decider"].pk, upheld=True, why=SAID)


def test_withdrawing_is_too_late_once_the_panel_speaks(asked: int, andes: House, programme: People) -> None:
    give_opinion(request_id=asked, by=programme["decider"].pk, upheld=False, why=SAID)
    with pytest.raises(errors.ReviewBegun):
        withdraw_review(request_id=asked, by=andes.advisor.pk)


def test_what_is_near_or_late_is_said_once_to_who_may_act_and_to_who_waits(
    asked: int, andes: House, programme: People, clock: Any
) -> None:
    def told(kind: str, stage: str) -> set[int]:
        return set(Message.objects.filter(kind=kind, params__stage=stage).values_list("person_id", flat=True))

    panel = {programme["decider"].pk, programme["reviewer"].pk}
    assert told("review_work", "new") == panel
    assert warn_reviews() == 0
    clock.move_to(datetime(2026, 11, 30, 14, tzinfo=UTC))  # one business day before the last one
    assert (warn_reviews(), told("review_work", "unacknowledged")) == (1, panel)
    clock.move_to(datetime(2026, 12, 2, 14, tzinfo=UTC))
    warn_reviews()
    assert told("review_work", "unacknowledged_late") == panel | {programme["administrator"].pk}
    assert inbox(scope(programme["decider"].pk))[0].standing.late
    acknowledge_review(request_id=asked, by=programme["decider"].pk)
    assert told("review_state", "acknowledged") == {andes.advisor.pk}
    assert warn_reviews() == 0
    clock.move_to(datetime(2027, 1, 4, 14, tzinfo=UTC))
    warn_reviews()
    assert told("review_work", "soon") == panel
    clock.move_to(datetime(2027, 1, 12, 14, tzinfo=UTC))
    count = Message.objects.count()
    warn_reviews()
    assert told("review_work", "late") == panel | {programme["administrator"].pk}
    assert told("review_state", "late") == {andes.advisor.pk}
    assert Message.objects.count() == count + 4
    warn_reviews()
    assert Message.objects.count() == count + 4  # each once


def test_every_mail_reads_in_both_languages(asked: int, andes: House, programme: People) -> None:
    from lms.institutions.api import person_card

    give_opinion(request_id=asked, by=programme["decider"].pk, upheld=False, why=SAID)
    give_opinion(request_id=asked, by=programme["reviewer"].pk, upheld=False, why=SAID)
    for message in Message.objects.filter(kind__in=["review_state", "review_work"]):
        if message.params["stage"] == "received":
            continue  # it is decided by now: dropped when it is written
        for language in ("es", "en"):
            Person.objects.filter(pk=message.person_id).update(language=language)
            words = write_words(kind=message.kind, person=person_card(message.person_id), params=message.params)
            assert words.subject
            assert reverse("lms:home:home") in words.text
            assert "apelaci" not in words.text.lower()
            assert "recurso" not in words.text.lower()


def test_the_whole_way_by_pages(refused: ClinicSession, andes: House, programme: People, as_person: AsPerson) -> None:
    elena, berta = as_person(andes.advisor), as_person(member("Berta"))
    ask = reverse("lms:courses:review-ask", args=["clinic", refused.pk])
    page = elena.get(reverse("lms:courses:review-list"))
    assert ask in page.content.decode()
    assert elena.post(ask, {"reason": "No."}).status_code == 422
    assert elena.post(ask, {"reason": WHY}).templates[0].name == "lms/courses/review_confirm.html"
    assert elena.post(ask, {"reason": WHY, "step": "send"}).status_code == 302
    request = ReviewRequest.objects.get()
    assert WHY in elena.get(ask).content.decode()
    box = reverse("lms:courses:review-inbox")
    assert reverse("lms:courses:review-detail", args=[request.pk]) in berta.get(box).content.decode()
    assert as_person(andes.coordinator).get(box).status_code == 404
    acknowledge = reverse("lms:courses:review-acknowledge", args=["general", request.pk])
    assert berta.post(acknowledge).status_code == 302
    detail = reverse("lms:courses:review-detail", args=[request.pk])
    shown = berta.get(detail).content.decode()
    assert WHY in shown
    assert "No la vi." in shown
    assert berta.post(detail, {"decision": "upheld:confirmed", "why": "", "count": "0"}).status_code == 422
    assert berta.post(detail, {"decision": "upheld:confirmed", "why": SAID, "count": "0"}).status_code == 302
    decider = as_person(programme["decider"])
    assert decider.post(detail, {"decision": "upheld:confirmed", "why": SAID, "count": "0"}).status_code == 409  # moved on
    assert decider.post(detail, {"decision": "upheld:confirmed", "why": SAID, "count": "1"}).status_code == 302
    assert SAID in elena.get(ask).content.decode()
    assert SAID in decider.get(detail).content.decode()
    assert decider.get(box + "?show=over").status_code == 200


def test_the_inbox_asks_the_same_number_of_questions_however_many_wait(
    asked: int, andes: House, programme: People, as_person: AsPerson, django_assert_max_num_queries: Any
) -> None:
    decider = as_person(programme["decider"])
    with django_assert_max_num_queries(15):
        decider.get(reverse("lms:courses:review-inbox"))
    row = ReviewRequest.objects.get()
    for n in range(8):
        ReviewRequest.objects.create(
            person=andes.advisor, kind="clinic", subject_id=1000 + n, country="PE", reason=WHY, due_on=row.due_on,
            acknowledge_by=row.acknowledge_by,
        )  # fmt: skip
    with django_assert_max_num_queries(15):
        decider.get(reverse("lms:courses:review-inbox"))


def test_erasure_empties_what_was_written(asked: int, andes: House, programme: People) -> None:
    from courses.services.reviews import forget_reviews

    give_opinion(request_id=asked, by=programme["decider"].pk, upheld=False, why=SAID)
    forget_reviews(person_id=andes.advisor.pk)
    forget_reviews(person_id=andes.advisor.pk)
    row = ReviewRequest.objects.get()
    assert (row.reason, row.answer, row.lms_opinions.get().why) == ("", "", "")


def test_an_upheld_sitting_counts_only_where_that_is_a_pass(
    clock: Any, course: Course, enrolment: Enrolment, andes: House, sur: House, programme: People
) -> None:
    quiz = certify(course, clock)
    other = building.enrol(andes.advisor2, andes.institution, course, cohort_course=enrolment.cohort_course)
    room = plan(quiz, [enrolment, other], planner=andes.coordinator, invigilator=sur.facilitator)
    clock.shift(timedelta(minutes=12))
    room.open()
    good, bad = room.sit(enrolment), room.sit(other, right=False)
    clock.shift(timedelta(hours=3))
    room.close()
    incident = report_incident(
        sitting_id=room.sitting.pk, seat_id=None, kind="disturbance", what="Se fue la luz en toda la sala.",
        by=sur.facilitator.pk,
    )  # fmt: skip
    decide_incident(incident_id=incident, state="annulled", answer="No se pudo rendir bien.", by=programme["decider"].pk)
    sign_report(sitting_id=room.sitting.pk, by=sur.facilitator.pk)
    berta, carla = member("Berta"), member("Carla")
    for one in (enrolment, other):
        seat = room.seat(one)
        asked = ask_review(kind="sitting", subject_id=seat.pk, by=one.person_id, reason=WHY)
        with pytest.raises(errors.ReviewNotFound):
            give_opinion(request_id=asked, by=programme["decider"].pk, upheld=True, why=SAID, remedy="counts")
        give_opinion(request_id=asked, by=berta.pk, upheld=True, why=SAID, remedy="counts")
        give_opinion(request_id=asked, by=carla.pk, upheld=True, why=SAID, remedy="counts")
    good.refresh_from_db()
    bad.refresh_from_db()
    assert (good.state, bad.state) == (AttemptState.SUBMITTED, AttemptState.ANNULLED)
    lines = {row.enrolment_id: row for row in UnitProgress.objects.filter(unit=quiz)}
    assert lines[enrolment.pk].state == "passed"
    assert (lines[other.pk].code, lines[other.pk].params.get("again")) == ("quiz_annulled", True)
