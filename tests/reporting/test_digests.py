"""Digests: one a week for each coordinator, one for an advisor only when something is due, on the reader's own Monday."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core import mail
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from courses.models import Course, Enrolment, EnrolmentSummary
from lms.institutions.models import Leave, Membership, Person
from lms.jobs import services as jobs
from lms.jobs.models import Job, JobState
from lms.messages.models import Message
from lms.messages.services.choices import choose_kind
from lms.reporting.services.digests import send_digests
from lms.reporting.weeks import WEEK, week_due
from tests.conftest import House

MONDAY = datetime(2026, 11, 30, 13, 5, tzinfo=UTC)  # 8:05 in Lima
ZONES = ("America/Lima", "America/Santiago", "America/Bogota", "America/Mexico_City", "America/Tijuana", "Pacific/Easter")


def run() -> None:
    Job.objects.filter(state=JobState.DUE).update(due_at=timezone.now() - timedelta(seconds=1))
    for job_id in Job.objects.filter(state=JobState.DUE).values_list("pk", flat=True):
        jobs.run_job(job_id=job_id)


@pytest.fixture
def learner(andes: House) -> EnrolmentSummary:
    """Elena has a course whose next date is in four days; she has not come in for three weeks."""
    Membership.objects.update(since=MONDAY - timedelta(days=60))
    course = Course.objects.create(key="ip", titles={"es": "Propiedad intelectual", "en": "Intellectual property"})
    one = Enrolment.objects.create(
        person=andes.advisor, institution=andes.institution, course=course, country="PE", created_at=MONDAY - timedelta(days=30)
    )
    return EnrolmentSummary.objects.create(
        enrolment=one, institution=andes.institution, required=4, done=1, last_seen_at=MONDAY - timedelta(days=21),
        next_due=MONDAY + timedelta(days=4),
    )  # fmt: skip


@given(st.integers(0, 3 * 366 * 24), st.sampled_from(ZONES))
def test_every_hourly_run_of_a_week_finds_that_week_and_none_is_left_out(hour: int, zone: str) -> None:
    """Whatever the clock does in the night to Sunday or Monday."""
    now, here = datetime(2025, 1, 6, tzinfo=UTC) + timedelta(hours=hour), ZoneInfo(zone)
    week, due = week_due(now, zone)
    assert due <= now
    local = due.astimezone(here)
    assert (local.weekday(), local.hour, local.minute, local.date().isoformat()) == (0, 8, 0, week)
    later, next_due = week_due(now + timedelta(hours=1), zone)
    assert later == week or datetime.fromisoformat(later) - datetime.fromisoformat(week) == WEEK
    assert (later == week) == (next_due == due)


def test_run_every_hour_of_a_week_each_is_told_once(andes: House, learner: EnrolmentSummary) -> None:
    with time_machine.travel(MONDAY - timedelta(hours=1), tick=False) as clock:
        assert send_digests() == 0  # last week's is older than three days: left to this Monday
        for hour in range(7 * 24 - 1):
            clock.move_to(MONDAY + timedelta(hours=hour))
            send_digests()
        assert sorted(Message.objects.values_list("kind", "person_id")) == sorted(
            [("digest_coordinator", andes.coordinator.pk), ("digest_advisor", andes.advisor.pk)]
        )


def test_runs_that_were_missed_are_made_up_for_once_within_three_days(andes: House, learner: EnrolmentSummary) -> None:
    with time_machine.travel(MONDAY + timedelta(days=2), tick=False) as clock:
        assert send_digests() == 2
        assert send_digests() == 0
        clock.move_to(MONDAY + timedelta(days=18))  # two Mondays passed without a run: only the last is made up for
        assert send_digests() == 0
        clock.move_to(MONDAY + timedelta(days=15))
        assert send_digests() == 2


def test_each_on_their_own_clock(andes: House, sur: House, learner: EnrolmentSummary) -> None:
    Membership.objects.update(since=MONDAY - timedelta(days=60))
    early = datetime(2026, 11, 30, 11, 30, tzinfo=UTC)  # 8:30 in Santiago, 6:30 in Lima
    with time_machine.travel(early, tick=False):
        send_digests()
        assert list(Message.objects.values_list("person_id", flat=True)) == [sur.coordinator.pk]


@pytest.mark.parametrize(("language", "words"), [("es", ("en riesgo", "Su semana")), ("en", ("at risk", "Your week"))])
def test_the_coordinator_reads_who_is_at_risk_and_why(
    andes: House, learner: EnrolmentSummary, language: str, words: tuple[str, ...]
) -> None:
    Person.objects.update(language=language)
    with time_machine.travel(MONDAY, tick=False):
        send_digests()
        run()
    letter: Any = next(one for one in mail.outbox if one.to == [andes.coordinator.email])
    for part in (letter.subject + letter.body, letter.alternatives[0].content):
        assert all(one in part for one in words)
        assert andes.advisor.full_name in part
        assert "21" in part
    assert "List-Unsubscribe" in letter.extra_headers
    assert Message.objects.get(kind="digest_coordinator").params == {
        "institution_id": andes.institution.pk, "person_id": andes.coordinator.pk,
    }  # fmt: skip


def test_the_advisor_reads_what_is_due_and_nothing_comes_when_nothing_is(andes: House, learner: EnrolmentSummary) -> None:
    with time_machine.travel(MONDAY, tick=False):
        send_digests()
        run()
    letter: Any = next(one for one in mail.outbox if one.to == [andes.advisor.email])
    assert "Propiedad intelectual" in letter.body
    assert "4 de diciembre" in letter.body
    EnrolmentSummary.objects.update(next_due=None)
    with time_machine.travel(MONDAY + WEEK, tick=False):
        send_digests()
        assert not Message.objects.filter(kind="digest_advisor", speaks_of="2026-12-07").exists()


def test_what_was_done_meanwhile_is_not_told(andes: House, learner: EnrolmentSummary) -> None:
    with time_machine.travel(MONDAY, tick=False):
        send_digests()
        EnrolmentSummary.objects.update(next_due=None)
        run()
    assert [one.to[0] for one in mail.outbox if one.to == [andes.advisor.email]] == []


def test_who_is_on_leave_or_does_without_is_left_alone(andes: House, learner: EnrolmentSummary) -> None:
    Leave.objects.create(person=andes.advisor, starts_on=MONDAY.date(), ends_on=MONDAY.date())
    choose_kind(person_id=andes.coordinator.pk, kind="digest_coordinator", wanted=False)
    with time_machine.travel(MONDAY, tick=False):
        send_digests()
        run()
    assert mail.outbox == []


def test_a_coordinator_who_left_between_beat_and_mail_reads_nothing(andes: House, learner: EnrolmentSummary) -> None:
    with time_machine.travel(MONDAY, tick=False):
        send_digests()
        Membership.objects.filter(person=andes.coordinator).update(until=timezone.now())
        run()
    assert andes.coordinator.email not in {one.to[0] for one in mail.outbox}


@pytest.mark.parametrize("size", [1, 30])
def test_a_run_asks_the_same_however_many_advisors_there_are(
    andes: House, learner: EnrolmentSummary, size: int, django_assert_max_num_queries: Any
) -> None:
    for number in range(size):
        person = Person.objects.create(email=f"p{number}@x.test", country="PE")
        Membership.objects.create(person=person, institution=andes.institution, role="advisor", since=MONDAY - WEEK * 4)
        course = learner.enrolment.course
        one = Enrolment.objects.create(person=person, institution=andes.institution, course=course, country="PE")
        EnrolmentSummary.objects.create(enrolment=one, institution=andes.institution, next_due=MONDAY)
    with time_machine.travel(MONDAY, tick=False), django_assert_max_num_queries(25):
        send_digests()
    assert Message.objects.filter(kind="digest_advisor").count() == size + 1
