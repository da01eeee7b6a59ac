"""Two people who give, and a learner who starts, at the same moment on PostgreSQL: one allowance holds, no end is lost."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from assessments.errors import AllowanceChanged
from assessments.models import Attempt, Quiz, QuizAllowance, QuizWindow
from assessments.services.access import give_allowance, set_window
from assessments.services.attempts import start_attempt
from assessments.windows import Allowed
from courses.models import Enrolment
from lms.messages.models import Message
from tests.assessments.test_parallel import AT_ONCE, at_once
from tests.assessments.toolkit import COURSE, write_toolkit
from tests.conftest import House

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def toolkit_root(tmp_path: Path) -> Path:
    """The tiny toolkit, its quiz with one attempt of thirty minutes."""
    rules = "attempts_allowed: 1, minutes_allowed: 30, pass_percent: 70"
    return write_toolkit(tmp_path / "toolkit", course=COURSE.replace("pass_percent: 70", rules))


def test_of_two_givers_who_saw_nothing_one_gives_and_the_other_is_told(enrolment: Enrolment, quiz: Quiz, andes: House) -> None:
    givers = (andes.facilitator.pk, andes.coordinator.pk)
    found = at_once(
        lambda n: give_allowance(
            enrolment_id=enrolment.pk, unit_id=quiz.pk, allowed=Allowed(extra_attempts=n + 1), reason="A la vez",
            by=givers[n % 2], instead_of=0,
        )
    )  # fmt: skip
    assert sum(isinstance(one, AllowanceChanged) for one in found) == AT_ONCE - 1
    assert QuizAllowance.objects.count() == 1
    assert Message.objects.filter(kind="quiz_allowance").count() == 1


def test_givers_who_take_what_is_there_leave_one_that_holds(enrolment: Enrolment, quiz: Quiz, andes: House) -> None:
    found = at_once(
        lambda n: give_allowance(
            enrolment_id=enrolment.pk, unit_id=quiz.pk, allowed=Allowed(extra_attempts=n + 1), reason="A la vez",
            by=andes.facilitator.pk,
        )
    )  # fmt: skip
    assert len(set(found)) == AT_ONCE
    assert QuizAllowance.objects.filter(withdrawn_at=None).count() == 1


def test_an_attempt_that_starts_while_the_days_move_ends_by_the_new_ones(
    enrolment: Enrolment, quiz: Quiz, andes: House
) -> None:
    closes = timezone.now() + timedelta(minutes=12)

    def work(n: int) -> object:
        if n % 2:
            return start_attempt(enrolment_id=enrolment.pk, unit_id=quiz.pk)
        return set_window(cohort_id=andes.cohort.pk, unit_id=quiz.pk, opens_at=None, closes_at=closes, by=andes.facilitator.pk)

    found = at_once(work)
    assert not [one for one in found if isinstance(one, Exception)]
    assert QuizWindow.objects.count() == 1
    assert Attempt.objects.get().due_at == closes
