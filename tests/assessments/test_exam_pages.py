"""Sittings by their pages: who plans, who watches, who sits, who decides; and what of a held score shows anywhere: nothing."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localtime

from assessments.models import Attempt, AttemptState, ExamIncident, ExamSeat, ExamSitting, ExamSittingEvent, Quiz
from assessments.services.exam_incidents import decide_incident, report_incident
from assessments.services.exam_invigilators import name_invigilator
from assessments.services.exam_room import sign_report
from courses.models import Course, Enrolment
from lms.institutions.api import person_card
from lms.institutions.models import Person
from lms.messages.models import Message
from lms.messages.rendering import write_words
from tests.assessments.sitting import LINK, PRIVATE, Room
from tests.conftest import House

Browser = Callable[[Person], Client]


def url(name: str, *args: Any) -> str:
    return reverse(f"lms:assessments:{name}", args=args)


def text_of(reply: Any) -> str:
    return re.sub(r"\s+", " ", reply.content.decode())


def test_who_takes_the_course_without_a_group_can_be_seated_and_who_completed_it_is_not_offered(
    exam: Quiz, enrolment: Enrolment, julio: Enrolment, andes: House, sur: House, as_person: Browser
) -> None:
    """Who renews has no group; their completed enrolment stands beside it under the same name."""
    Enrolment.objects.filter(pk=enrolment.pk).update(state="completed")
    renewed = Enrolment.objects.create(
        person=andes.advisor, institution=andes.institution, course=enrolment.course, country="PE", language="es", round=2,
        purpose="renewal", state="active", continues=enrolment,
    )  # fmt: skip
    carla = as_person(andes.coordinator)
    page = text_of(carla.get(f"{url('sitting-new')}?unit={exam.pk}&group={enrolment.cohort_course_id}"))
    offered = dict(re.findall(r'name="people" value="(\d+)"([^>]*)>', page))
    assert set(offered) == {str(julio.pk), str(renewed.pk)}
    assert "checked" in offered[str(julio.pk)]
    assert "checked" not in offered[str(renewed.pk)]  # chosen one by one


@pytest.fixture
def watching(room: Room, as_person: Browser) -> Client:
    return as_person(room.invigilator)


# The main path


def test_a_sitting_from_its_plan_to_its_result(
    exam: Quiz, enrolment: Enrolment, julio: Enrolment, andes: House, sur: House, programme: dict[str, Person],
    as_person: Browser, exam_clock: Any,
) -> None:  # fmt: skip
    admin, carla, elena = as_person(programme["administrator"]), as_person(andes.coordinator), as_person(andes.advisor)
    named = admin.post(url("invigilator-list"), {"email": sur.facilitator.email, "country": "PE"}, follow=True)
    assert sur.facilitator.full_name in text_of(named)
    group = enrolment.cohort_course_id
    form = f"{url('sitting-new')}?unit={exam.pk}&group={group}"
    page = text_of(carla.get(form))
    assert sur.facilitator.full_name in page
    for close in (andes.facilitator, andes.coordinator, andes.assessor, andes.advisor):
        assert f'value="{close.pk}">{close.full_name} (' not in page
    opens = localtime(timezone.now() + timedelta(minutes=10), timezone.get_fixed_timezone(-300))  # Lima
    said = {
        "opens_at": opens.strftime("%Y-%m-%dT%H:%M"), "closes_at": (opens + timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M"),
        "place": "video", "place_words": LINK, "invigilator": sur.facilitator.pk, "people": [enrolment.pk, julio.pk],
    }  # fmt: skip
    reply = carla.post(form, said)
    sitting = ExamSitting.objects.get()
    assert (reply.status_code, reply["Location"]) == (302, url("sitting-detail", sitting.pk))
    assert "Elena" in text_of(carla.get(reply["Location"]))
    # the first pages
    for client, part in ((elena, url("seat-detail", ExamSeat.objects.get(enrolment=enrolment).pk)),
                         (as_person(sur.facilitator), url("room-detail", sitting.pk))):  # fmt: skip
        assert part in text_of(client.get(reverse("lms:home:home")))
    # the room
    watching = as_person(sur.facilitator)
    shown = watching.post(url("room-code", sitting.pk))
    code = re.search(r'figure-big">([A-Z0-9 ]+)<', text_of(shown))
    assert code
    assert "no-store" in shown["Cache-Control"]
    assert code[1] not in text_of(watching.get(url("room-detail", sitting.pk)))
    # the candidate
    exam_clock.shift(timedelta(minutes=11))
    seat = ExamSeat.objects.get(enrolment=enrolment)
    assert url("seat-detail", seat.pk) in text_of(elena.get(url("quiz-detail", enrolment.pk, exam.pk)))
    assert url("attempt-start", enrolment.pk, exam.pk) not in text_of(elena.get(url("quiz-detail", enrolment.pk, exam.pk)))
    refused = elena.post(url("seat-enter", seat.pk), {"code": "XXXX XXXX", "honour": "yes"})
    assert refused.status_code == 422
    started = elena.post(url("seat-enter", seat.pk), {"code": code[1], "honour": "yes"})
    attempt = Attempt.objects.get()
    assert started["Location"] == url("attempt-form", attempt.pk)
    sheet = text_of(elena.get(started["Location"]))
    assert f'data-online="{url("seat-log", seat.pk)}"' in sheet
    assert "lms/sitting.js" in sheet
    elena.post(url("attempt-submit", attempt.pk))
    held = text_of(elena.get(url("attempt-detail", attempt.pk)))
    assert "%" not in re.sub(r"<script.*?</script>", "", held.split("<main")[1])
    # closing and signing
    watching.post(url("room-close", sitting.pk))
    watching.post(url("room-sign", sitting.pk))
    attempt.refresh_from_db()
    assert attempt.state == AttemptState.SUBMITTED
    assert "0&nbsp;%" in text_of(elena.get(url("attempt-detail", attempt.pk))) or " %" in text_of(
        elena.get(url("attempt-detail", attempt.pk))
    )


# No code, no start


def test_no_code_no_start_by_any_page(opened: Room, enrolment: Enrolment, exam: Quiz, elena: Client) -> None:
    seat = opened.seat(enrolment)
    direct = elena.post(url("attempt-start", enrolment.pk, exam.pk))
    assert direct.status_code == 409
    for said in ({}, {"honour": "yes"}, {"code": "", "honour": "yes"}, {"code": "AAAAAAAA", "honour": "yes"}):
        assert elena.post(url("seat-enter", seat.pk), said).status_code == 422
    without = elena.post(url("seat-enter", seat.pk), {"code": opened.code})  # the code, but no honour statement
    assert without.status_code in (422, 429)
    assert not Attempt.objects.exists()


def test_an_exam_goes_on_in_one_session_only_and_another_one_needs_the_code(
    opened: Room,
    enrolment: Enrolment,
    elena: Client,
    andes: House,
    as_person: Browser,
) -> None:
    seat = opened.seat(enrolment)
    elena.post(url("seat-enter", seat.pk), {"code": opened.code, "honour": "yes"})
    attempt = Attempt.objects.get()
    other = as_person(andes.advisor)  # the same person, on another device
    answer = {"slot": 1, "client_id": "c1", "response": {"text": "1"}, "was": 0, "age": 0}

    def save(client: Client, client_id: str) -> int:
        body = json.dumps(answer | {"client_id": client_id})
        return client.post(
            url("attempt-answer", attempt.pk), body, "application/json", HTTP_ACCEPT="application/json"
        ).status_code

    for name in ("attempt-form", "attempt-review"):
        assert other.get(url(name, attempt.pk))["Location"] == url("seat-detail", seat.pk)
    assert other.post(url("attempt-submit", attempt.pk))["Location"] == url("seat-detail", seat.pk)
    assert other.post(url("attempt-save", attempt.pk))["Location"] == url("seat-detail", seat.pk)
    assert save(other, "o1") == 409
    assert save(elena, "e1") in (200, 422)
    assert other.post(url("seat-enter", seat.pk), {"code": "AAAAAAAA", "honour": "yes"}).status_code == 422
    other.post(url("seat-enter", seat.pk), {"code": opened.code, "honour": "yes"})
    assert other.get(url("attempt-form", attempt.pk)).status_code == 200
    assert save(elena, "e2") == 409
    assert ExamSittingEvent.objects.filter(kind="device").count() == 1


def test_the_page_of_an_exam_says_to_the_log_what_happens_and_only_from_its_own_session(
    opened: Room,
    enrolment: Enrolment,
    elena: Client,
    andes: House,
    as_person: Browser,
) -> None:
    seat = opened.seat(enrolment)
    elena.post(url("seat-enter", seat.pk), {"code": opened.code, "honour": "yes"})
    body = json.dumps({"events": [{"kind": "left", "age": 3}, {"kind": "returned"}, {"kind": "closed"}, {"age": 1}]})

    def tell(client: Client, said: str) -> int:
        return client.post(url("seat-log", seat.pk), said, "application/json", HTTP_ACCEPT="application/json").status_code

    assert tell(elena, body) == 204
    assert tell(elena, json.dumps({"events": [{"kind": "offline", "age": 20}, {"kind": "online"}]})) == 204
    assert tell(elena, "broken") == 204
    assert tell(as_person(andes.advisor), body) == 409
    assert tell(as_person(andes.advisor2), body) == 404
    logged = ExamSittingEvent.objects.filter(seat=seat).order_by("pk").values_list("kind", flat=True)
    assert list(logged)[2:] == ["offline", "online"]


# An incident keeps the score


def pages_of(client: Client, wanted: list[str]) -> list[tuple[str, str]]:
    """(address, text) of every page that opens."""
    found = []
    for one in wanted:
        reply = client.get(one, follow=True)
        if reply.status_code == 200:
            body = b"".join(reply.streaming_content) if reply.streaming else reply.content
            found.append((one, body.decode(errors="replace")))
    return found


def test_an_incident_keeps_the_score_from_candidate_coordinator_and_report_until_it_is_decided(
    opened: Room, course: Course, enrolment: Enrolment, julio: Enrolment, exam: Quiz, andes: House, elena: Client,
    programme: dict[str, Person], as_person: Browser,
) -> None:  # fmt: skip
    """Elena's every answer is right: nowhere does it say 100, passed, done. Julio's result is out meanwhile."""
    from assessments.figures import first_attempts

    attempt = opened.sit(enrolment)
    opened.sit(julio, right=False)
    made = report_incident(
        sitting_id=opened.sitting.pk, seat_id=opened.seat(enrolment).pk, kind="identity", what=PRIVATE, by=opened.invigilator.pk
    )
    opened.close()
    sign_report(sitting_id=opened.sitting.pk, by=opened.invigilator.pk)
    own = [
        reverse("lms:home:home"), url("quiz-detail", enrolment.pk, exam.pk), url("attempt-detail", attempt.pk),
        url("attempt-form", attempt.pk), url("attempt-review", attempt.pk), url("seat-detail", opened.seat(enrolment).pk),
        f"{url('attempt-detail', attempt.pk)}?history", reverse("lms:courses:enrolment-detail", args=[enrolment.pk]),
        reverse("lms:courses:enrolment-path", args=[enrolment.pk]), reverse("lms:certificates:certificate-list"),
    ]  # fmt: skip
    cohort = andes.cohort.pk
    theirs = [
        reverse("lms:home:home"), url("cohort-quiz", cohort, exam.pk), url("cohort-quiz-people", cohort, exam.pk),
        url("quiz-access", enrolment.pk, exam.pk), url("attempt-history", attempt.pk), url("sitting-list"),
        url("sitting-detail", opened.sitting.pk), reverse("lms:courses:enrolment-path", args=[enrolment.pk]),
        reverse("lms:reporting:cohort-list"), reverse("lms:reporting:cohort-detail", args=[cohort]),
    ]  # fmt: skip
    looked = pages_of(elena, own)
    for person in (andes.coordinator, andes.facilitator):
        looked += pages_of(as_person(person), theirs)
    looked += pages_of(
        as_person(programme["decider"]), [url("incident-detail", made), url("sitting-detail", opened.sitting.pk)]
    )
    looked += pages_of(as_person(opened.invigilator), [url("room-detail", opened.sitting.pk)])
    assert len(looked) >= 24
    for address, page in looked:
        main = re.sub(r"<script.*?</script>|<style.*?</style>", "", page.split("<main")[-1], flags=re.DOTALL)
        assert not re.search(r"\b100([.,]0+)?(&nbsp;|\s|\xa0)*%", main), address
        assert "quiz_passed" not in main, address
        if "incident" not in address and "room" not in address:
            assert PRIVATE not in page, address
    now = timezone.now()
    first = first_attempts(andes.institution.pk, start=now - timedelta(days=1), end=now + timedelta(days=1))
    assert [ref for ref, _key, _passed in first] == [str(andes.advisor2.ref)]
    as_person(programme["decider"]).post(url("incident-detail", made), {"state": "no_effect", "answer": "Era ella."})
    assert ExamIncident.objects.get().state == "no_effect"
    assert re.search(r"\b100([.,]0+)?(&nbsp;|\s|\xa0)*%", text_of(elena.get(url("attempt-detail", attempt.pk))))


def test_a_decider_who_is_close_gets_404_and_no_line_and_no_mail(
    opened: Room,
    enrolment: Enrolment,
    andes: House,
    as_person: Browser,
    programme: dict[str, Person],
) -> None:
    from lms.institutions.models import ProgrammeRole

    ProgrammeRole.objects.create(person=andes.facilitator, role="decider")
    opened.sit(enrolment)
    made = report_incident(
        sitting_id=opened.sitting.pk, seat_id=opened.seat(enrolment).pk, kind="help", what=PRIVATE, by=opened.invigilator.pk
    )
    rosa, decider = as_person(andes.facilitator), as_person(programme["decider"])
    assert rosa.get(url("incident-detail", made)).status_code == 404
    assert rosa.post(url("incident-detail", made), {"state": "annulled", "answer": "No."}).status_code == 404
    assert url("incident-detail", made) not in text_of(rosa.get(url("incident-list")))
    assert url("incident-detail", made) in text_of(decider.get(url("incident-list")))
    assert url("incident-list") in text_of(decider.get(reverse("lms:home:home")))
    assert PRIVATE in text_of(decider.get(url("incident-detail", made)))


def test_a_candidate_reports_an_incident_and_reads_the_decision_not_what_others_wrote(
    opened: Room,
    enrolment: Enrolment,
    elena: Client,
    programme: dict[str, Person],
    as_person: Browser,
) -> None:
    opened.sit(enrolment)
    seat = opened.seat(enrolment)
    mine = "Sonó la alarma del edificio durante diez minutos y tuvimos que salir."
    assert elena.post(url("seat-incident", seat.pk), {"kind": "disturbance", "what": "corto"}).status_code == 422
    assert elena.post(url("seat-incident", seat.pk), {"kind": "disturbance", "what": mine}).status_code == 302
    report_incident(sitting_id=opened.sitting.pk, seat_id=None, kind="other", what=PRIVATE, by=opened.invigilator.pk)
    page = text_of(elena.get(url("seat-detail", seat.pk)))
    assert mine in page
    assert PRIVATE not in page
    own = ExamIncident.objects.get(what=mine)
    said = {"state": "sat_again", "answer": "Puede sentarse otra vez."}
    assert as_person(programme["decider"]).post(url("incident-detail", own.pk), said).status_code == 302
    assert said["answer"] in text_of(elena.get(url("seat-detail", seat.pk)))
    assert elena.get(url("attempt-detail", Attempt.objects.get().pk)).status_code == 404


# Whose pages


def test_nobody_reaches_the_sitting_seat_or_room_of_others(
    opened: Room,
    enrolment: Enrolment,
    andes: House,
    sur: House,
    as_person: Browser,
    programme: dict[str, Person],
) -> None:
    sitting, seat = opened.sitting.pk, opened.seat(enrolment).pk
    for person in (sur.coordinator, sur.advisor, andes.facilitator):
        client = as_person(person)
        for name, pk in (
            ("sitting-detail", sitting),
            ("sitting-edit", sitting),
            ("room-detail", sitting),
            ("seat-detail", seat),
        ):
            assert client.get(url(name, pk)).status_code == 404, (person, name)
        for name, pk in (("room-code", sitting), ("room-sign", sitting), ("room-close", sitting), ("seat-enter", seat)):
            assert client.post(url(name, pk)).status_code == 404, (person, name)
    for person in (andes.coordinator, programme["decider"]):  # who plans does not hold the code
        assert as_person(person).post(url("room-code", sitting)).status_code == 404


def test_the_room_shows_who_is_where_and_keeps_notes(
    opened: Room,
    enrolment: Enrolment,
    julio: Enrolment,
    watching: Client,
) -> None:
    opened.sit(enrolment)
    opened.enter(julio)
    watching.post(url("room-note", opened.sitting.pk), {"note": "Salió un minuto al pasillo.", "seat": opened.seat(julio).pk})
    page = text_of(watching.get(url("room-detail", opened.sitting.pk)))
    assert "Salió un minuto al pasillo." in page
    assert 'hx-select="#people"' in page
    told = watching.post(url("room-incident", opened.sitting.pk), {"seat": "", "kind": "disturbance", "what": PRIVATE})
    assert told.status_code == 302
    assert ExamIncident.objects.get().seat_id is None
    assert "Julio" in text_of(watching.get(url("room-close", opened.sitting.pk)))


def test_a_calendar_file_moves_with_the_sitting_and_goes_when_it_is_cancelled(
    room: Room,
    enrolment: Enrolment,
    elena: Client,
    andes: House,
    as_person: Browser,
) -> None:
    seat = room.seat(enrolment)
    lines = elena.get(url("seat-calendar", seat.pk)).content.decode().split("\r\n")
    assert {"STATUS:CONFIRMED", "SEQUENCE:1", "DTSTART:20261124T141001Z", "LOCATION:Sala 3\\, segundo piso"} <= set(lines)
    assert all(len(line.encode()) <= 75 for line in lines)
    said = {"because": "Sin luz"}
    assert as_person(andes.coordinator).post(url("sitting-cancel", room.sitting.pk), said).status_code == 302
    assert "STATUS:CANCELLED" in elena.get(url("seat-calendar", seat.pk)).content.decode()
    assert "Sin luz" in text_of(elena.get(url("seat-detail", seat.pk)))


def test_a_certification_is_vouched_for_when_somebody_is_ready_to_watch(
    exam: Quiz,
    course: Course,
    sur: House,
    programme: dict[str, Person],
) -> None:
    from assessments.selectors.exam_assurance import sitting_assurances

    (before,) = sitting_assurances([course.pk], "PE")
    assert not before.met
    name_invigilator(email=sur.facilitator.email, country="PE", by=programme["administrator"].pk)
    assert [one.met for one in sitting_assurances([course.pk], "PE")] == [True]
    assert [one.met for one in sitting_assurances([course.pk], "CL")] == [False]


def test_every_mail_about_a_sitting_reads_well_in_both_languages_and_says_nothing_private(
    opened: Room, enrolment: Enrolment, julio: Enrolment, andes: House, programme: dict[str, Person]
) -> None:
    opened.sit(enrolment)
    opened.sit(julio)
    made = report_incident(
        sitting_id=opened.sitting.pk, seat_id=opened.seat(enrolment).pk, kind="help", what=PRIVATE, by=opened.invigilator.pk
    )
    to_decide = Message.objects.get(kind="exam_incident")
    read = [(to_decide, words_of(to_decide))]
    opened.close()
    decide_incident(incident_id=made, state="no_effect", answer="No cambia nada.", by=programme["decider"].pk)
    sign_report(sitting_id=opened.sitting.pk, by=opened.invigilator.pk)
    for kind in ("exam_sitting", "exam_invigilator", "exam_decided", "exam_result"):
        row = Message.objects.filter(kind=kind).order_by("pk")[0]
        read.append((row, words_of(row)))
    for row, (spanish, english) in read:
        assert spanish != english, row.kind
        for said in (spanish, english):
            assert PRIVATE not in said, row.kind
            assert "{" not in said, row.kind
            assert "/sittings/" in said or "/seats/" in said or "/incidents/" in said or "/attempts/" in said, row.kind
            assert not re.search(r"\d %", said), row.kind


def words_of(row: Message) -> tuple[str, str]:
    """Subject, text and page of a mail, in Spanish and in English."""
    found = []
    for language in ("es", "en"):
        person = replace(person_card(row.person_id), language=language)
        said = write_words(kind=row.kind, person=person, params=row.params)
        found.append("\n".join([said.subject, said.text, said.html.partition("</style>")[2]]))
    return found[0], found[1]
