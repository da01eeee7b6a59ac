"""A broken receiver does not undo what was announced, and hears of it again."""

from typing import Any

import pytest
from django.db import transaction
from django.dispatch import Signal

from lms.jobs import services
from lms.jobs.api import receive
from lms.jobs.models import Job, JobState, Pulse

pytestmark = pytest.mark.django_db


def test_a_receiver_that_fails_loses_only_its_own_rows_and_is_called_again(work: Any) -> None:
    happened, broken = Signal(), [True]

    def note(*, thing_id: int) -> None:
        Pulse.objects.create(name=f"heard-{thing_id}")
        if broken[0]:
            raise RuntimeError("a fault above")

    receive(happened, "test.note_it", note)
    with transaction.atomic():
        Pulse.objects.create(name="the act")
        happened.send(sender=None, thing_id=4)
    assert set(Pulse.objects.values_list("name", flat=True)) == {"the act"}
    again = Job.objects.get()
    assert again.kind == "redeliver.test.note_it"
    broken[0] = False
    assert services.run_job(job_id=again.pk) is True
    assert set(Pulse.objects.values_list("name", flat=True)) == {"the act", "heard-4"}
    again.refresh_from_db()
    assert again.state == JobState.DONE


def test_a_receiver_that_works_leaves_no_job(work: Any) -> None:
    happened, heard = Signal(), []
    receive(happened, "test.hear", lambda **ids: heard.append(ids))
    happened.send(sender=None, thing_id=4, other_id=5)
    assert heard == [{"thing_id": 4, "other_id": 5}]
    assert not Job.objects.exists()
