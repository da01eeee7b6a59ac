"""A group meets: it is set, moved, called off; a list or a code says who was there; the recording takes its place."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from courses import api
from courses.errors import (
    CodeBlocked,
    CodeNotOpen,
    CodeTooEarly,
    CodeWrong,
    EnrolmentNotFound,
    MeetingCancelled,
    MeetingNotYet,
    ReasonMissing,
    RollSettled,
)
from courses.models import (
    Attendance,
    CohortCourse,
    Completion,
    Course,
    Enrolment,
    Meeting,
    MeetingCode,
    OutcomeRecord,
    RollCall,
    RollName,
    Session,
    UnitProgress,
)
from courses.services.attendance import (
    count_roll,
    drop_old_rolls,
    drop_roll,
    forget_attendance,
    note_attendance,
    pair_names,
    upload_roll,
)
from courses.services.meeting_codes import close_code, open_code, shown_code, type_code
from courses.services.meetings import cancel_meeting, set_meeting, set_recording
from courses.services.session_kind import SessionKind
from lms.audit.models import AuditEvent
from lms.institutions.models import Membership
from lms.jobs.api import run_due_jobs
from lms.messages.models import Message
from tests.conftest import House, make_person
from tests.courses import building
from tests.courses.test_agenda import WHOLE

SignIn = Callable[..., Client]
STARTS = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
BEFORE, DURING, AFTER = STARTS - timedelta(days=2), STARTS + timedelta(minutes=50), STARTS + timedelta(hours=2)
LIST = (
    "Name (original name),Email,Join time,Leave time\n"
    "Elena,advisor@andes.test,11/20/2026 10:00:00 AM,11/20/2026 10:46:00 AM\n"
    "Móvil de Julio,,11/20/2026 10:00:00 AM,11/20/2026 11:00:00 AM\n"
)


@pytest.fixture
def placed(andes: House) -> CohortCourse:
    """The group takes a course of one session; Elena and Julio are in it."""
    course = building.make_course("vivo", lessons=0)
    unit = building.add_unit(course, "apertura", kind="session", model=Session, minutes=60, agenda=WHOLE)
    config = SessionKind().freeze(unit_id=unit.pk, countries=["PE"], on=date(2026, 1, 1)).config
    building.publish(course, configs={"apertura": dict(config)}, effective_at=datetime(2026, 1, 2, tzinfo=UTC))
    found = building.place(andes.cohort, course)
    for person in (andes.advisor, andes.advisor2):
        building.enrol(person, andes.institution, course, cohort_course=found)
    return found


@pytest.fixture
def unit(placed: CohortCourse) -> Any:
    return Session.objects.get(course=placed.course)


@pytest.fixture
def meeting(placed: CohortCourse, unit: Any, andes: House) -> Meeting:
    """On 20 November from ten to eleven in Lima; 45 minutes count."""
    with time_machine.travel(BEFORE, tick=False):
        pk = set_meeting(
            cohort_course_id=placed.pk, unit_id=unit.pk, starts_at=STARTS, join_url="https://sala.test/x",
            by=andes.facilitator.pk,
        )  # fmt: skip
    return Meeting.objects.get(pk=pk)


def at(moment: datetime) -> Any:
    return time_machine.travel(moment, tick=False)


def enrolment_of(placed: CohortCourse, person: Any) -> Enrolment:
    return Enrolment.objects.get(cohort_course=placed, person=person)


def progress_of(placed: CohortCourse, person: Any) -> tuple[str, str]:
    row = UnitProgress.objects.filter(enrolment__cohort_course=placed, enrolment__person=person).first()
    return (row.state, row.code) if row else ("", "")


def uploaded(meeting: Meeting, by: Any, text: str = LIST) -> int:
    return upload_roll(meeting_id=meeting.pk, content=text.encode(), file_name="lista.csv", zone="America/Lima", by=by.pk)


def test_setting_moving_and_calling_off_is_told_once_each(
    meeting: Meeting, placed: CohortCourse, unit: Any, andes: House
) -> None:
    with at(BEFORE):
        same: dict[str, Any] = {
            "cohort_course_id": placed.pk,
            "unit_id": unit.pk,
            "join_url": "https://sala.test/x",
            "by": andes.facilitator.pk,
        }
        set_meeting(**same, starts_at=STARTS)
        assert Message.objects.filter(kind="meeting_told").count() == 2, "the same again tells nobody"
        set_meeting(**same, starts_at=STARTS + timedelta(hours=1))
        set_meeting(**same, starts_at=STARTS + timedelta(hours=1), speakers="Ana Pérez, Indecopi")
        cancel_meeting(meeting_id=meeting.pk, why=" Se cayó\nla red ", by=andes.coordinator.pk)
        cancel_meeting(meeting_id=meeting.pk, why="Otra vez", by=andes.coordinator.pk)
    stages = [one.params["stage"] for one in Message.objects.filter(person=andes.advisor, kind="meeting_told").order_by("pk")]
    assert stages == ["set", "moved", "cancelled"]
    meeting.refresh_from_db()
    assert (meeting.number, meeting.cancelled_why) == (3, "Se cayó la red")
    assert [e.act for e in AuditEvent.objects.filter(subject="meeting").order_by("pk")].count("meeting.cancelled") == 1
    with at(BEFORE):
        set_meeting(**same, starts_at=STARTS)
    meeting.refresh_from_db()
    assert meeting.cancelled_at is None, "setting it again takes it back"


def test_the_mail_tells_the_day_where_the_reader_is(meeting: Meeting, andes: House) -> None:
    andes.advisor2.language, andes.advisor2.time_zone = "en", "America/Santiago"
    andes.advisor2.save()
    with at(BEFORE + timedelta(hours=1)):
        run_due_jobs()
    letters = {one.to[0]: one for one in mail.outbox}
    assert "10:00" in letters["advisor@andes.test"].body
    assert "Your group meets" in letters["advisor2@andes.test"].subject
    assert "noon" in letters["advisor2@andes.test"].body or "12" in letters["advisor2@andes.test"].body


def test_a_meeting_that_is_over_is_told_to_nobody(placed: CohortCourse, unit: Any, andes: House) -> None:
    with at(AFTER):
        set_meeting(cohort_course_id=placed.pk, unit_id=unit.pk, starts_at=STARTS, join_url="", by=andes.facilitator.pk)
    assert not Message.objects.filter(kind="meeting_told").exists()


def test_a_list_is_looked_at_paired_by_hand_and_then_counts(meeting: Meeting, placed: CohortCourse, andes: House) -> None:
    with at(AFTER):
        roll = uploaded(meeting, andes.facilitator)
        assert progress_of(placed, andes.advisor) == ("", ""), "uploading counts nothing"
        assert (
            pair_names(roll_id=roll, people={"movil de julio": andes.advisor2.pk, "nadie": None}, by=andes.facilitator.pk) == 1
        )
        counts = count_roll(roll_id=roll, by=andes.facilitator.pk)
        assert counts == {"present": 2, "unknown": 0}
        assert progress_of(placed, andes.advisor) == ("passed", "was_there")
        again = uploaded(meeting, andes.facilitator)
        assert count_roll(roll_id=again, by=andes.facilitator.pk) == {"present": 2, "unknown": 0}, "the name is remembered"
        with pytest.raises(RollSettled):
            count_roll(roll_id=roll, by=andes.facilitator.pk)
    assert RollCall.objects.get(pk=roll).rows == [], "names are not kept after counting"
    assert Completion.objects.count() == 2, "the session was the whole course"
    assert OutcomeRecord.objects.filter(key__startswith="meeting:").count() == 2, "counted once"
    assert OutcomeRecord.objects.filter(key__startswith="meeting:").first().earned_at == meeting.ends_at  # type: ignore[union-attr]


def test_joining_alone_completes_nothing_and_too_short_is_said(meeting: Meeting, placed: CohortCourse, andes: House) -> None:
    short = LIST.replace("10:46:00", "10:44:59")
    with at(AFTER):
        counts = count_roll(roll_id=uploaded(meeting, andes.facilitator, short), by=andes.facilitator.pk)
    assert counts == {"short": 1, "absent": 1, "unknown": 1}
    assert progress_of(placed, andes.advisor) == ("started", "too_short")
    row = UnitProgress.objects.get(enrolment__person=andes.advisor, enrolment__cohort_course=placed)
    assert (
        SessionKind().sentence(code=row.code, params=row.params)
        == "Usted estuvo en la reunión 44 de 60 minutos; 45 cuentan como asistencia."
    )
    assert not Completion.objects.exists()


def test_a_later_list_takes_back_what_an_earlier_one_said_with_the_reason(
    meeting: Meeting, placed: CohortCourse, andes: House
) -> None:
    with at(AFTER):
        count_roll(roll_id=uploaded(meeting, andes.facilitator), by=andes.facilitator.pk)
        count_roll(roll_id=uploaded(meeting, andes.facilitator, LIST.replace("10:46:00", "10:20:00")), by=andes.facilitator.pk)
    assert progress_of(placed, andes.advisor)[0] == "started"
    assert AuditEvent.objects.filter(act="outcome.revised").count() == 1


def test_what_is_noted_by_hand_needs_a_reason_and_holds_against_lists(
    meeting: Meeting, placed: CohortCourse, andes: House
) -> None:
    mine = enrolment_of(placed, andes.advisor)
    said: dict[str, Any] = {"meeting_id": meeting.pk, "enrolment_id": mine.pk, "by": andes.facilitator.pk}
    with at(AFTER):
        with pytest.raises(ReasonMissing):
            note_attendance(**said, present=True, why=" ")
        note_attendance(**said, present=False, why="Solo dejó la sala abierta.")
        assert count_roll(roll_id=uploaded(meeting, andes.facilitator), by=andes.facilitator.pk)["kept"] == 1
        assert progress_of(placed, andes.advisor) == ("started", "not_noted")
        note_attendance(**said, present=True, why="Me confundí de persona.")
        note_attendance(**said, present=True, why="Me confundí de persona.")
    assert progress_of(placed, andes.advisor) == ("passed", "noted")
    assert AuditEvent.objects.filter(act="attendance.noted").count() == 2
    assert Attendance.objects.get(enrolment=mine).minutes == 46, "what the list said stays beside it"


def test_nobody_can_have_been_at_a_meeting_that_has_not_begun_or_was_called_off(
    meeting: Meeting, placed: CohortCourse, andes: House, sur: House
) -> None:
    mine = enrolment_of(placed, andes.advisor)
    by = andes.facilitator.pk
    with at(BEFORE), pytest.raises(MeetingNotYet):
        uploaded(meeting, andes.facilitator)
    with at(AFTER):
        stranger = building.enrol(sur.advisor, sur.institution, Course.objects.get(key="vivo"))
        with pytest.raises(EnrolmentNotFound):
            note_attendance(meeting_id=meeting.pk, enrolment_id=stranger.pk, present=True, why="Vino.", by=by)
        cancel_meeting(meeting_id=meeting.pk, why="No hubo.", by=by)
        with pytest.raises(MeetingCancelled):
            note_attendance(meeting_id=meeting.pk, enrolment_id=mine.pk, present=True, why="Vino.", by=by)


def test_a_code_opens_late_changes_and_counts_once(meeting: Meeting, placed: CohortCourse, unit: Any, andes: House) -> None:
    mine, by = enrolment_of(placed, andes.advisor), andes.facilitator.pk
    typing: dict[str, Any] = {"enrolment_id": mine.pk, "unit_id": unit.pk}
    with at(STARTS + timedelta(minutes=10)):
        with pytest.raises(CodeTooEarly):
            open_code(meeting_id=meeting.pk, minutes=3, by=by)
        with pytest.raises(CodeNotOpen):
            type_code(**typing, code="123456")
    with at(DURING):
        open_code(meeting_id=meeting.pk, minutes=3, by=by)
        shown = shown_code(MeetingCode.objects.get())
        assert shown is not None
        assert re.fullmatch(r"\d{6}", shown.code)
    with at(DURING + timedelta(minutes=4)):
        later = shown_code(MeetingCode.objects.get())
        assert later is not None
        assert later.code != shown.code
        with pytest.raises(CodeWrong) as wrong:
            type_code(**typing, code=shown.code)
        assert "4" in wrong.value.sentence()
        type_code(**typing, code=f" {later.code[:3]} {later.code[3:]} ")
        type_code(**typing, code=later.code)
        assert progress_of(placed, andes.advisor) == ("passed", "typed_code")
    with at(DURING + timedelta(minutes=6, seconds=20)):
        type_code(enrolment_id=enrolment_of(placed, andes.advisor2).pk, unit_id=unit.pk, code=later.code)
    assert OutcomeRecord.objects.filter(key__startswith="meeting:").count() == 2


def test_five_wrong_codes_are_the_end_until_it_is_opened_anew(
    meeting: Meeting, placed: CohortCourse, unit: Any, andes: House
) -> None:
    mine, by = enrolment_of(placed, andes.advisor), andes.facilitator.pk
    with at(DURING):
        open_code(meeting_id=meeting.pk, minutes=3, by=by)
        shown = shown_code(MeetingCode.objects.get())
        assert shown is not None
        wrong = "000000" if shown.code != "000000" else "111111"
        for _ in range(4):
            with pytest.raises(CodeWrong):
                type_code(enrolment_id=mine.pk, unit_id=unit.pk, code=wrong)
        for code in (wrong, shown.code):
            with pytest.raises(CodeBlocked):
                type_code(enrolment_id=mine.pk, unit_id=unit.pk, code=code)
        open_code(meeting_id=meeting.pk, minutes=3, by=by)
        fresh = shown_code(MeetingCode.objects.get())
        assert fresh is not None
        close_code(meeting_id=meeting.pk, by=by)
    with at(DURING + timedelta(minutes=1)), pytest.raises(CodeNotOpen):
        type_code(enrolment_id=mine.pk, unit_id=unit.pk, code=fresh.code)


def test_a_learner_types_the_code_on_the_page_without_javascript(
    meeting: Meeting, placed: CohortCourse, unit: Any, andes: House, as_person: SignIn
) -> None:
    mine, elena, rosa = enrolment_of(placed, andes.advisor), as_person(andes.advisor), as_person(andes.facilitator)
    url = reverse("lms:courses:session-code", args=[mine.pk, unit.pk])
    with at(DURING):
        answer = rosa.post(reverse("lms:courses:meeting-code", args=[meeting.pk]), {"open": "1", "minutes": "3"})
        page = rosa.get(answer["Location"])
        shown = re.search(r"<b>(\d{6})</b>", page.content.decode())
        assert shown is not None
        assert 0 < int(page["Refresh"]) <= 181
        refused = elena.post(url, {"code": "no sé"})
        assert refused.status_code == 422
        assert "Puede intentarlo 4 veces más" in refused.content.decode()
        assert elena.post(url, {"code": shown[1]}).status_code == 302
        assert "Usted escribió el código" in elena.get(reverse("lms:courses:session", args=[mine.pk, unit.pk])).content.decode()


def test_ones_own_word_counts_only_once_there_is_a_recording(
    meeting: Meeting, placed: CohortCourse, unit: Any, andes: House, as_person: SignIn
) -> None:
    mine, elena = enrolment_of(placed, andes.advisor), as_person(andes.advisor)
    page = reverse("lms:courses:session", args=[mine.pk, unit.pk])
    attended = reverse("lms:courses:session-attended", args=[mine.pk, unit.pk])
    for moment in (BEFORE, AFTER):
        with at(moment):
            assert elena.post(attended, {"attended": "on", "version": "1"}).status_code == 409
            assert 'name="attended"' not in elena.get(page).content.decode()
    with at(AFTER):
        set_recording(meeting_id=meeting.pk, url="/media/vivo.mp4", skip=90, by=andes.facilitator.pk)
        shown = elena.get(page).content.decode()
        assert 'src="/media/vivo.mp4#t=0"' in shown
        assert 'href="?t=3000#video"' in shown, "0:48:30 of the agenda lies 90 seconds later in the recording"
        assert elena.post(attended, {"attended": "on", "version": "1"}).status_code == 302
    assert progress_of(placed, andes.advisor) == ("passed", "watched")


def test_the_page_shows_the_meeting_where_the_reader_is_with_its_own_agenda(
    meeting: Meeting, placed: CohortCourse, unit: Any, andes: House, as_person: SignIn
) -> None:
    andes.advisor.time_zone = "America/Santiago"
    andes.advisor.save()
    mine = enrolment_of(placed, andes.advisor)
    with at(BEFORE):
        set_meeting(
            cohort_course_id=placed.pk, unit_id=unit.pk, starts_at=STARTS, join_url="https://sala.test/x", minutes=90,
            speakers="Ana Pérez, Directora, Indecopi", agenda="0:00:00 | Saludo | Ana Pérez\n0:30:00 | Casos | Luis Soto",
            by=andes.facilitator.pk,
        )  # fmt: skip
        page = as_person(andes.advisor).get(reverse("lms:courses:session", args=[mine.pk, unit.pk])).content.decode()
    for words in ("12:00", "America/Santiago", "10:00", "America/Lima", "Ana Pérez, Directora", "68 de 90", "12:30", "60 min"):
        assert words in page, words


def test_the_facilitator_s_way_through_the_pages(
    meeting: Meeting, placed: CohortCourse, andes: House, as_person: SignIn
) -> None:
    rosa = as_person(andes.facilitator)
    with at(AFTER):
        home = reverse("lms:courses:meeting-detail", args=[meeting.pk])
        assert "Elena De Andes" in rosa.get(home).content.decode()
        assert "apertura" in rosa.get(reverse("lms:courses:meeting-list")).content.decode()
        upload = reverse("lms:courses:roll-upload", args=[meeting.pk])
        assert rosa.post(upload, {"zone": "America/Lima"}).status_code == 422
        answer = rosa.post(upload, {"file": SimpleUploadedFile("lista.csv", LIST.encode()), "zone": "America/Lima"})
        review = answer["Location"]
        page = rosa.get(review).content.decode()
        assert "Móvil de Julio" in page
        assert rosa.post(review, {"p1": "987654"}).status_code == 422
        assert rosa.post(review, {"p1": str(andes.advisor2.pk)}).status_code == 302
        roll = RollCall.objects.get()
        assert rosa.post(reverse("lms:courses:roll-count", args=[roll.pk]))["Location"] == home
        assert "2 de 2 asistieron" in rosa.get(home).content.decode()
        assert "no se conserva" in rosa.get(review).content.decode()
        note = reverse("lms:courses:attendance-note", args=[meeting.pk, enrolment_of(placed, andes.advisor).pk])
        assert rosa.post(note, {"present": "no"}).status_code == 422
        assert rosa.post(note, {"present": "no", "why": "<b>No vino</b>"}).status_code == 302
        assert "&lt;b&gt;No vino" in rosa.get(home).content.decode()
        recording = reverse("lms:courses:meeting-recording", args=[meeting.pk])
        assert rosa.post(recording, {"url": "javascript:alert(1)"}).status_code == 422
        assert rosa.post(recording, {"url": "https://video.test/x", "skip": "0:01:30"}).status_code == 302
        meeting.refresh_from_db()
        assert meeting.recording_skip == 90


def test_another_institution_reaches_nothing_of_it(meeting: Meeting, andes: House, sur: House, as_person: SignIn) -> None:
    carla = as_person(sur.coordinator)
    with at(AFTER):
        roll = uploaded(meeting, andes.facilitator)
        for name, pk in (("meeting-detail", meeting.pk), ("roll-review", roll), ("meeting-code", meeting.pk)):
            assert carla.get(reverse(f"lms:courses:{name}", args=[pk])).status_code == 404
        drop_roll(roll_id=roll)
    assert RollCall.objects.get(pk=roll).state == "dropped"


@pytest.mark.parametrize("name", ["meeting-detail", "meeting-list", "roll-review"])
def test_pages_take_the_same_queries_for_two_people_and_for_forty(
    name: str, meeting: Meeting, placed: CohortCourse, andes: House, as_person: SignIn, django_assert_max_num_queries: Any
) -> None:
    rosa, counts = as_person(andes.facilitator), []
    with at(AFTER):
        text = LIST
        for more in (0, 38):
            for number in range(more):
                person = make_person(f"p{number}@andes.test", f"P{number}", "De Andes", "PE")
                Membership.objects.create(person=person, institution=andes.institution, cohort=andes.cohort, role="advisor")
                building.enrol(person, andes.institution, placed.course, cohort_course=placed)
                text += f"Otro {number},,11/20/2026 10:00:00 AM,11/20/2026 11:00:00 AM\n"
            args = {"meeting-detail": [meeting.pk], "meeting-list": []}.get(name)
            url = reverse(f"lms:courses:{name}", args=[uploaded(meeting, andes.facilitator, text)] if args is None else args)
            rosa.get(url)
            with django_assert_max_num_queries(15) as seen:
                assert rosa.get(url).status_code == 200
            counts.append(len(seen))
    assert counts[0] == counts[1]


def test_a_learner_s_page_takes_ten_queries_at_most(
    meeting: Meeting, placed: CohortCourse, unit: Any, andes: House, as_person: SignIn, django_assert_max_num_queries: Any
) -> None:
    elena, url = (
        as_person(andes.advisor),
        reverse("lms:courses:session", args=[enrolment_of(placed, andes.advisor).pk, unit.pk]),
    )
    with at(DURING):
        elena.get(url)
        with django_assert_max_num_queries(10):
            assert elena.get(url).status_code == 200


def test_figures_know_the_classes_attended_and_their_hours(
    meeting: Meeting, placed: CohortCourse, andes: House, sur: House
) -> None:
    with at(AFTER):
        count_roll(roll_id=uploaded(meeting, andes.facilitator), by=andes.facilitator.pk)
    day = timedelta(days=1)
    (row,) = api.attendance_figures(andes.institution.pk, STARTS, STARTS + day)
    assert (row.person_id, row.hours) == (andes.advisor.pk, 1.0)
    assert api.attendance_figures(andes.institution.pk, STARTS + day, STARTS + 2 * day) == []
    assert api.attendance_figures(sur.institution.pk, STARTS, STARTS + day) == []


def test_erasure_and_time_empty_names(meeting: Meeting, placed: CohortCourse, andes: House) -> None:
    with at(AFTER):
        roll = uploaded(meeting, andes.facilitator)
        pair_names(roll_id=roll, people={"movil de julio": andes.advisor2.pk}, by=andes.facilitator.pk)
        note_attendance(
            meeting_id=meeting.pk, enrolment_id=enrolment_of(placed, andes.advisor2).pk, present=True, why="Julio vino.",
            by=andes.facilitator.pk,
        )  # fmt: skip
        forget_attendance(person_id=andes.advisor2.pk)
        assert not RollName.objects.filter(person=andes.advisor2).exists()
        assert RollCall.objects.get(pk=roll).rows == []
        assert Attendance.objects.get(enrolment__person=andes.advisor2).why == ""
        uploaded(meeting, andes.facilitator)
    with at(AFTER + timedelta(days=8)):
        assert drop_old_rolls() == 1
        assert drop_old_rolls() == 0
    assert timezone.now() is not None
