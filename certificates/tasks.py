"""Drawing one certificate, and finding those that an event forgot."""

from celery import shared_task

from certificates.services.deciding import end_suspensions
from certificates.services.drawing import TASK_SECONDS, draw_certificate
from certificates.services.granting import DRAW
from certificates.services.granting import sweep_entitled as grant_forgotten
from certificates.services.renewal_reminders import remind_of_expiry


@shared_task(name=DRAW, acks_late=True, time_limit=TASK_SECONDS, soft_time_limit=TASK_SECONDS - 5)
def draw(certificate_id: int) -> None:
    """Draw a pending certificate. A second delivery of the same message does nothing."""
    draw_certificate(certificate_id=certificate_id)


@shared_task(name="lms.certificates.sweep_entitled", ignore_result=True, time_limit=600, soft_time_limit=570)
def sweep_entitled() -> None:
    """Sent by beat once a day: grant what an event should have granted."""
    grant_forgotten()


@shared_task(name="lms.certificates.settle", ignore_result=True, time_limit=600, soft_time_limit=570)
def settle() -> None:
    """Sent by beat every hour: write down the suspensions that ended by themselves. Safe to repeat."""
    end_suspensions()


@shared_task(name="lms.certificates.remind", ignore_result=True, time_limit=1800, soft_time_limit=1770)
def remind() -> None:
    """Sent by beat once a day: the ends that come, each told once. Safe to repeat."""
    remind_of_expiry()
