"""Work in the background: at the end of its time an attempt is submitted with what it has, whoever is asleep."""

from celery import shared_task
from django.utils import timezone

from assessments.selectors.attempts import overdue_attempts
from assessments.services.attempts import submit_attempt
from assessments.services.clinic_years import ask_years
from assessments.services.holder_questions import ask_holders, close_asks, remind_holders
from assessments.services.lives import rest_drifting
from assessments.services.scoring_letters import end_discussions
from assessments.services.survey_closing import close_surveys
from lms.jobs.api import ring_all


@shared_task(name="lms.assessments.submit_overdue", acks_late=True)
def submit_overdue(attempt_id: int) -> None:
    """Submit one attempt whose time ended. A second delivery of the same message does nothing."""
    if attempt_id in overdue_attempts(attempt_id=attempt_id):
        submit_attempt(attempt_id=attempt_id)


def sweep_overdue() -> int:
    """Ring for every attempt whose time ended; returns how many."""
    return ring_all("lms.assessments.submit_overdue", overdue_attempts())


def sweep_discussions() -> int:
    """Give letters whose discussion ran out to a third assessor; returns how many."""
    return end_discussions()


@shared_task(name="lms.assessments.watch_drift")
def watch_drift() -> int:
    """Once a day: exam questions that became too easy rest until a person decides; how many. Safe to repeat."""
    return rest_drifting(now=timezone.now())


@shared_task(name="lms.assessments.close_surveys")
def close_due_surveys() -> int:
    """Every hour: surveys whose time is over are counted, and their answers deleted; how many. Safe to repeat."""
    return close_surveys(timezone.now())


@shared_task(name="lms.assessments.ask_later")
def ask_later() -> dict[str, int]:
    """Every hour: holders after six months (asked, reminded once, closed), applications after twelve months. Safe to repeat."""
    now = timezone.now()
    return {
        "asked": ask_holders(now), "reminded": remind_holders(now), "closed": close_asks(now), "years": ask_years(now)
    }  # fmt: skip
