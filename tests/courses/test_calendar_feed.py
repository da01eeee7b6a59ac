"""A calendar by a secret link: what is in it, who reads it, and that two libraries read the same."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import icalendar
import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from ical.calendar_stream import IcsCalendarStream

from courses.calendar import CalendarEvent, calendar_names
from courses.ics import Marked, clean, write_calendar
from courses.models import CalendarFeed, CalendarMark, CohortCourse, Meeting, Module, Session
from courses.services.calendar import forget_calendars, link_of, make_calendar_link
from courses.services.meetings import cancel_meeting, set_meeting
from lms.audit.models import AuditEvent
from lms.institutions.models import Leave, Membership
from tests.conftest import House
from tests.courses import building

SignIn = Callable[..., Client]
STARTS = datetime(2026, 12, 3, 14, 30, tzinfo=UTC)
NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


@pytest.fixture
def placed(andes: House) -> CohortCourse:
    """A group with a meeting and a due day for its module."""
    course = building.make_course("vivo", lessons=1)
    unit = building.add_unit(course, "apertura", kind="session", model=Session, agenda="0:00:00 | Bienvenida")
    building.publish(
        course, configs={"apertura": {"agenda": [], "media_url": ""}}, effective_at=datetime(2026, 1, 2, tzinfo=UTC)
    )
    found = building.place(andes.cohort, course, pace={"uno": "2026-12-10"})
    with time_machine.travel(NOW, tick=False):
        building.enrol(andes.advisor, andes.institution, course, cohort_course=found)
        set_meeting(
            cohort_course_id=found.pk, unit_id=unit.pk, starts_at=STARTS, join_url="https://sala.test/x",
            by=andes.facilitator.pk,
        )  # fmt: skip
    return found


def feed_of(person: Any, cohort: Any = None) -> str:
    pk = make_calendar_link(person_id=person.pk, cohort_id=cohort.pk if cohort else None)
    return link_of(CalendarFeed.objects.get(pk=pk)).removeprefix("http://localhost:8000")


def events(body: bytes) -> dict[str, Any]:
    found = icalendar.Calendar.from_ical(body)
    return {str(one["uid"]).partition("@")[0]: one for one in found.walk("VEVENT")}


def both_agree(body: bytes) -> None:
    """Two libraries that know nothing of each other read the same events."""
    ours = {}
    for one in icalendar.Calendar.from_ical(body).walk("VEVENT"):
        ends = one.get("dtend")
        ours[str(one["uid"])] = (
            str(one["summary"]), one["dtstart"].dt, ends.dt if ends else None, int(one["sequence"]), str(one["status"]),
            str(one.get("location", "")), str(one.get("description", "")), one["last-modified"].dt, one["dtstamp"].dt,
        )  # fmt: skip
    theirs = {
        one.uid: (
            one.summary, one.dtstart, one.dtend, one.sequence, one.status.value if one.status else "", one.location or "",
            one.description or "", one.last_modified, one.dtstamp,
        )
        for one in IcsCalendarStream.calendar_from_ics(body.decode()).events
    }  # fmt: skip
    assert ours == theirs


def test_a_person_s_calendar_holds_meetings_and_due_days_in_both_libraries(
    placed: CohortCourse, andes: House, client: Client
) -> None:
    with time_machine.travel(NOW, tick=False):
        answer = client.get(feed_of(andes.advisor))
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Cache-Control"] == "private, max-age=300"
    assert all(len(line) <= 75 for line in answer.content.split(b"\r\n"))
    found = events(answer.content)
    meeting = found[f"meeting-{Meeting.objects.get().pk}"]
    assert meeting["dtstart"].dt == STARTS
    assert meeting["dtend"].dt == STARTS + timedelta(minutes=60)
    (module,) = (one for uid, one in found.items() if uid.startswith("module-"))
    assert module["dtstart"].dt == date(2026, 12, 10)
    assert "Módulo uno" in str(module["summary"])
    both_agree(answer.content)


def test_leave_moves_the_due_day_and_only_a_change_counts_up_the_sequence(
    placed: CohortCourse, andes: House, client: Client
) -> None:
    with time_machine.travel(NOW, tick=False):
        url = feed_of(andes.advisor)
        first = client.get(url)
    with time_machine.travel(NOW + timedelta(hours=1), tick=False):
        again = client.get(url)
        assert again.content == first.content
        assert client.get(url, headers={"if-none-match": first["ETag"]}).status_code == 304
        Leave.objects.create(person=andes.advisor, starts_on=date(2026, 12, 1), ends_on=date(2026, 12, 3))
        cancel_meeting(meeting_id=Meeting.objects.get().pk, why="Se cayó la red", by=andes.facilitator.pk)
        moved = client.get(url)
    before, after = events(first.content), events(moved.content)
    assert before.keys() == after.keys()
    (uid,) = (uid for uid in after if uid.startswith("module-"))
    assert (int(before[uid]["sequence"]), int(after[uid]["sequence"])) == (0, 1)
    assert after[uid]["dtstart"].dt > date(2026, 12, 10)
    assert str(after[f"meeting-{Meeting.objects.get().pk}"]["status"]) == "CANCELLED"
    assert after[uid]["last-modified"].dt == NOW + timedelta(hours=1)
    both_agree(moved.content)


def test_the_words_are_in_the_reader_s_language(placed: CohortCourse, andes: House, client: Client) -> None:
    andes.advisor.language = "en"
    andes.advisor.save()
    with time_machine.travel(NOW, tick=False):
        body = client.get(feed_of(andes.advisor)).content.decode()
    assert "Due: Module one" in body
    assert "Módulo" not in body


def test_a_new_link_takes_the_place_of_the_old_and_a_withdrawn_one_leads_nowhere(
    placed: CohortCourse, andes: House, as_person: SignIn, client: Client
) -> None:
    elena = as_person(andes.advisor)
    own, page = reverse("lms:courses:calendar-own"), reverse("lms:courses:calendar-list")
    assert "calendar.ics" not in elena.get(page).content.decode()
    old = feed_of(andes.advisor)
    assert str(CalendarFeed.objects.get().token_hash) not in old, "only a hash is ever kept"
    assert old in elena.get(page).content.decode()
    assert client.get(old).status_code == 200
    elena.post(own)
    assert client.get(old).status_code == 404
    new = link_of(CalendarFeed.objects.get()).removeprefix("http://localhost:8000")
    assert client.get(new).status_code == 200
    elena.post(own, {"withdraw": "1"})
    assert client.get(new).status_code == 404
    assert new not in elena.get(page).content.decode()
    assert [e.act for e in AuditEvent.objects.filter(subject="calendar_feed").order_by("pk")] == [
        "calendar.opened", "calendar.renewed", "calendar.withdrawn",
    ]  # fmt: skip


def test_a_group_s_calendar_names_nobody_and_ends_with_the_role(
    placed: CohortCourse, andes: House, as_person: SignIn, client: Client, sur: House
) -> None:
    url = reverse("lms:courses:calendar-cohort", args=[andes.cohort.pk])
    assert as_person(sur.coordinator).post(url).status_code == 404
    assert as_person(andes.facilitator).post(url).status_code == 302
    feed = link_of(CalendarFeed.objects.get(cohort=andes.cohort)).removeprefix("http://localhost:8000")
    with time_machine.travel(NOW, tick=False):
        answer = client.get(feed)
        assert {uid.rpartition("-")[0] for uid in events(answer.content)} >= {"meeting"}
        assert b"Elena" not in answer.content
        both_agree(answer.content)
        Membership.objects.filter(person=andes.facilitator).update(until=NOW)
        assert client.get(feed).status_code == 404


def test_a_link_that_is_read_all_the_time_is_told_to_wait(placed: CohortCourse, andes: House, client: Client) -> None:
    url = feed_of(andes.advisor)
    answers = [client.get(url) for _ in range(61)]
    assert {one.status_code for one in answers[:60]} == {200}
    assert answers[60].status_code == 429
    assert answers[60]["Retry-After"] == "3600"


def test_erasure_ends_the_link(placed: CohortCourse, andes: House, client: Client) -> None:
    url = feed_of(andes.advisor)
    client.get(url)
    forget_calendars(person_id=andes.advisor.pk)
    assert client.get(url).status_code == 404
    assert not CalendarMark.objects.exists()


def test_a_feed_takes_the_same_queries_with_one_due_day_and_with_twenty(
    placed: CohortCourse, andes: House, client: Client, django_assert_max_num_queries: Any
) -> None:
    with time_machine.travel(NOW, tick=False):
        url, counts = feed_of(andes.advisor), []
        for more in (0, 20):
            for number in range(more):
                Module.objects.create(
                    course=placed.course, key=f"m{number}", position=number + 2, titles={"es": f"Módulo {number}"}
                )
                placed.pace[f"m{number}"] = "2026-12-11"
            placed.save()
            client.get(url)
            with django_assert_max_num_queries(25) as seen:
                assert client.get(url).status_code == 200
            counts.append(len(seen))
    assert counts[0] == counts[1]


def test_every_package_has_its_say(db: None) -> None:
    assert set(calendar_names()) >= {
        "assessments.letters", "assessments.pieces", "assessments.sittings", "certificates.expiry", "courses.deadlines",
        "courses.meetings", "courses.refreshers",
    }  # fmt: skip


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=120)


@given(WORDS, WORDS, WORDS)
def test_whatever_is_written_stays_one_event_in_both_libraries(title: str, words: str, place: str) -> None:
    event = CalendarEvent("x-1", f"A{title}", NOW, NOW + timedelta(hours=1), f"B{words}Z", f"C{place}Z")
    body = write_calendar([Marked(event, 3, NOW)], name=title, base_url="https://x.test", host="x.test")
    (one,) = icalendar.Calendar.from_ical(body).walk("VEVENT")
    assert str(one["summary"]) == clean(f"A{title}")
    assert str(one["description"]) == clean(f"B{words}Z")
    assert body.count(b"BEGIN:VEVENT") == 1
    assert all(len(line) <= 75 for line in body.split(b"\r\n"))
    both_agree(body)
