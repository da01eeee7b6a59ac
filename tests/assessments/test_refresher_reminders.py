"""Before a refresher's grace ends, who has not passed it is reminded: 7 days and 1 day before, each date once."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core import mail

from courses.models import Enrolment, RefresherDue
from courses.services.reminding import remind_of_grace
from lms.institutions.models import Person
from lms.jobs.api import run_due_jobs
from tests.assessments.refreshing import answer_all, change_law, write_three
from tests.courses import building

pytestmark = pytest.mark.django_db


@pytest.fixture
def toolkit_root(tmp_path: Path) -> Path:
    return write_three(tmp_path / "toolkit")


@pytest.fixture
def due(enrolment: Enrolment, programme: dict[str, Person]) -> RefresherDue:
    """Elena of Peru finished, the law changed, and she was asked."""
    building.finish(enrolment, score="80")
    change_law(programme)
    run_due_jobs()  # the letter that asks
    mail.outbox.clear()
    return RefresherDue.objects.get(completion__enrolment=enrolment)


def at(moment: datetime) -> list[str]:
    """The subjects of what is sent when beat comes by at a moment."""
    with time_machine.travel(moment, tick=False):
        remind_of_grace()
        run_due_jobs()
    letters: list[Any] = list(mail.outbox)
    assert all("<blockquote>" in letter.alternatives[0][0] for letter in letters)
    found = [letter.subject for letter in letters]
    mail.outbox.clear()
    return found


def test_seven_days_and_one_day_before_and_each_once(due: RefresherDue) -> None:
    end = due.grace_until
    assert at(end - timedelta(days=7, minutes=5)) == []
    week = at(end - timedelta(days=7) + timedelta(minutes=5))
    assert len(week) == 1
    assert "Hasta el " in week[0]
    assert at(end - timedelta(days=6)) == at(end - timedelta(days=1, minutes=5)) == []
    assert len(at(end - timedelta(hours=20))) == 1
    assert at(end - timedelta(minutes=5)) == at(end + timedelta(hours=1)) == []


def test_a_missed_week_is_one_letter_not_two(due: RefresherDue) -> None:
    assert len(at(due.grace_until - timedelta(hours=10))) == 1


def test_a_moved_day_is_told_anew(due: RefresherDue) -> None:
    assert len(at(due.grace_until - timedelta(days=5))) == 1
    moved = due.grace_until + timedelta(days=30)
    RefresherDue.objects.update(grace_until=moved)
    assert len(at(moved - timedelta(days=5))) == 1


def test_who_passed_was_excused_or_was_just_asked_hears_nothing(due: RefresherDue) -> None:
    end = due.grace_until
    RefresherDue.objects.update(excused_because="on leave")
    assert at(end - timedelta(days=5)) == []
    RefresherDue.objects.update(excused_because="", asked_at=end - timedelta(days=7, hours=12))
    assert at(end - timedelta(days=5)) == []
    RefresherDue.objects.update(passed_at=end - timedelta(days=4))
    assert at(end - timedelta(hours=5)) == []


def test_who_passes_between_the_asking_and_the_mail_hears_nothing(due: RefresherDue, enrolment: Enrolment) -> None:
    with time_machine.travel(due.grace_until - timedelta(days=5), tick=False):
        assert remind_of_grace() == 1
        answer_all(enrolment, due.refresher.unit_id)
        run_due_jobs()
    assert [letter.subject for letter in mail.outbox if letter.subject.startswith("Hasta el")] == []
