"""Quiet hours on the reader's own clock: what waits, until when, whatever the clock does."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core import mail
from hypothesis import given
from hypothesis import strategies as st

from lms.jobs import services as jobs
from lms.jobs.models import Job, JobState
from lms.messages import api
from lms.messages.models import Message, MessageState
from lms.messages.quiet import is_quiet, next_open
from lms.messages.services.choices import choose_quiet_hours
from tests.conftest import House

ZONES = ("America/Lima", "America/Santiago", "America/Bogota", "America/Mexico_City", "America/Tijuana", "UTC")
HOURS = st.integers(0, 23)


@given(st.integers(0, 4 * 366 * 24 * 60), st.sampled_from(ZONES), HOURS, HOURS)
def test_what_waits_goes_out_at_the_first_minute_that_is_not_quiet(minute: int, zone: str, starts: int, ends: int) -> None:
    now = datetime(2025, 1, 1, tzinfo=UTC) + timedelta(minutes=minute)
    found = next_open(now, zone=zone, starts=starts, ends=ends)
    assert now <= found <= now + timedelta(hours=25)
    assert not is_quiet(found, zone=zone, starts=starts, ends=ends)
    if found > now:
        step = now
        while step < found:
            assert is_quiet(step, zone=zone, starts=starts, ends=ends)
            step += timedelta(minutes=30)
        assert is_quiet(found - timedelta(minutes=1), zone=zone, starts=starts, ends=ends)


def test_the_morning_after_the_clock_changed_is_eight_oclock_all_the_same() -> None:
    """Chile puts its clocks forward at midnight of the first Sunday of September."""
    here = ZoneInfo("America/Santiago")
    evening = datetime(2026, 9, 5, 22, 0, tzinfo=here)
    assert next_open(evening, zone="America/Santiago", starts=20, ends=8).astimezone(here).hour == 8
    assert next_open(evening, zone="America/Santiago", starts=20, ends=8) - evening.astimezone(UTC) == timedelta(hours=9)


def run() -> None:
    for job_id in Job.objects.filter(state=JobState.DUE).values_list("pk", flat=True):
        jobs.run_job(job_id=job_id)


@pytest.fixture
def late(settings: Any) -> None:
    settings.LMS = {**settings.LMS, "QUIET_HOURS": (20, 8)}


NIGHT = datetime(2026, 11, 26, 3, 0, tzinfo=UTC)  # 22:00 in Lima
MORNING = datetime(2026, 11, 26, 13, 0, 1, tzinfo=UTC)  # 8:00 in Lima


@pytest.mark.usefixtures("late")
def test_a_mail_of_the_night_comes_in_the_morning_and_once(greeting: str, andes: House) -> None:
    with time_machine.travel(NIGHT, tick=False) as clock:
        pk = api.send(person_id=andes.advisor.pk, kind=greeting, speaks_of="x", params={"name": "N"})
        run()
        run()
        message = Message.objects.get(pk=pk)
        assert (mail.outbox, message.state) == ([], MessageState.DUE)
        assert message.not_before == datetime(2026, 11, 26, 13, 0, tzinfo=UTC)
        clock.move_to(MORNING)
        run()
        run()
        assert len(mail.outbox) == 1


@pytest.mark.usefixtures("late")
def test_who_chose_other_hours_or_none_is_written_to_accordingly(greeting: str, andes: House) -> None:
    choose_quiet_hours(person_id=andes.advisor.pk, starts=23, ends=6)
    choose_quiet_hours(person_id=andes.advisor2.pk, starts=0, ends=0)
    with time_machine.travel(NIGHT, tick=False):
        for person in (andes.advisor, andes.advisor2, andes.facilitator):
            api.send(person_id=person.pk, kind=greeting, speaks_of="x", params={"name": "N"})
        run()
    assert {letter.to[0] for letter in mail.outbox} == {andes.advisor.email, andes.advisor2.email}


@pytest.mark.usefixtures("late")
def test_what_is_urgent_comes_at_night_too(greeting: str, andes: House) -> None:
    api.register_kind(greeting, urgent=True)
    with time_machine.travel(NIGHT, tick=False):
        api.send(person_id=andes.advisor.pk, kind=greeting, speaks_of="x", params={"name": "N"})
        run()
    assert len(mail.outbox) == 1
