"""Owners of sources and help resources past their review date get one mail a week, and none when nothing is due."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from courses.models import Course, Item
from courses.services.reminding import remind_owners
from courses.tasks import remind
from lms.institutions.models import Person, ProgrammeRole
from lms.jobs.api import run_due_jobs
from tests.courses.toolkit_fixtures import author, imported, root, second

__all__ = ["author", "imported", "root", "second"]
pytestmark = pytest.mark.django_db
TUESDAY = datetime(2026, 12, 1, 15, tzinfo=timezone.get_default_timezone())


@pytest.fixture
def two_old(imported: Course, author: Person, second: Person) -> list[Item]:
    """Everything has an owner and a date ahead, but two of the author's own that are late."""
    every = Item.objects.filter(kind__in=("source", "resource"))
    every.update(owner=author, review_by=date(2027, 6, 1))
    late = list(every.order_by("pk")[:2])
    for item, day in zip(late, (date(2026, 11, 1), date(2026, 10, 1)), strict=True):
        Item.objects.filter(pk=item.pk).update(review_by=day)
    return late


def said(**moment: Any) -> list[Any]:
    with time_machine.travel(TUESDAY + timedelta(**moment), tick=False):
        remind()
        run_due_jobs()
    letters = list(mail.outbox)
    mail.outbox.clear()
    return letters


def test_an_owner_gets_one_list_a_week_in_their_language(two_old: list[Item], author: Person) -> None:
    (letter,) = said()
    assert letter.to == [author.email]
    assert letter.subject.startswith("2 ")
    assert letter.body.index(f"/{two_old[1].pk}/") < letter.body.index(f"/{two_old[0].pk}/")
    assert "1 de octubre de 2026" in letter.body
    assert f"/{two_old[0].pk}/" in letter.alternatives[0][0]
    assert said(hours=1) == said(days=5) == []
    Person.objects.filter(pk=author.pk).update(language="en")
    (letter,) = said(days=6)
    assert letter.subject == "2 things of yours in the toolkit should be looked at again"
    assert "due on Oct. 1, 2026" in letter.body


def test_nothing_is_sent_when_nothing_is_due_or_all_is_settled_before_the_mail(two_old: list[Item]) -> None:
    with time_machine.travel(TUESDAY, tick=False):
        assert remind_owners() == 1
        Item.objects.update(review_by=date(2027, 6, 1))
        run_due_jobs()
    assert mail.outbox == []
    assert said(days=7) == []


def test_who_owns_nothing_late_or_has_left_the_programme_hears_nothing(two_old: list[Item], author: Person) -> None:
    ProgrammeRole.objects.filter(person=author).update(until=TUESDAY - timedelta(days=30))
    assert said() == []
