"""Drawing certificates and designs, and finding what an event forgot."""

from celery import shared_task

from certificates.selectors.certificates import due_certificates
from certificates.services import claiming, previews, publishing
from certificates.services.badges import sweep_badges
from certificates.services.claiming import TASK_SECONDS
from certificates.services.complaint_watch import warn_complaints
from certificates.services.conduct_reminders import ask_for_conduct
from certificates.services.deciding import end_suspensions
from certificates.services.drawing import draw_chunk
from certificates.services.granting import DRAW
from certificates.services.granting import sweep_entitled as grant_forgotten
from certificates.services.permission_reminders import remind_of_permissions
from certificates.services.register import sign_heads, watch_register
from certificates.services.renewal_reminders import remind_of_expiry
from lms.jobs.api import ring_all, run_job


@shared_task(name=DRAW, acks_late=True, time_limit=TASK_SECONDS, soft_time_limit=TASK_SECONDS - 5)
def draw(certificate_id: int) -> None:
    """Draw a chunk of what is pending, this certificate first. Delivered twice, it finds nothing the second time.

    A chunk that was full rings for the next one.
    """
    if len(draw_chunk(first=certificate_id)) == claiming.CHUNK:
        ring_all(DRAW, due_certificates(1))


@shared_task(name=previews.PREVIEW_TASK, acks_late=True, time_limit=60, soft_time_limit=45)
def preview_design(job_id: int) -> None:
    """Draw one preview if it is still wished for."""
    run_job(job_id=job_id)


@shared_task(name=publishing.PUBLISH_TASK, acks_late=True, time_limit=300, soft_time_limit=270)
def publish_design(job_id: int) -> None:
    """Draw a design for every invented person, then publish it."""
    run_job(job_id=job_id)


@shared_task(name="lms.certificates.sweep_entitled", ignore_result=True, time_limit=600, soft_time_limit=570)
def sweep_entitled() -> None:
    """Sent by beat once a day: grant what an event should have granted, and make the badges that are missing."""
    grant_forgotten()
    sweep_badges()


@shared_task(name="lms.certificates.settle", ignore_result=True, time_limit=600, soft_time_limit=570)
def settle() -> None:
    """Sent by beat every hour: write down the suspensions that ended by themselves. Safe to repeat."""
    end_suspensions()


@shared_task(name="lms.certificates.remind", ignore_result=True, time_limit=1800, soft_time_limit=1770)
def remind() -> None:
    """Sent by beat once a day: the ends that come, each told once. Safe to repeat."""
    remind_of_expiry()
    remind_of_permissions()
    ask_for_conduct()
    warn_complaints()
    previews.forget_previews()


@shared_task(name="lms.certificates.sign_heads", ignore_result=True, time_limit=120, soft_time_limit=100)
def sign_register_heads() -> None:
    """Sent by beat every hour: sign where each book stood at the end of yesterday, once a day."""
    sign_heads()


@shared_task(name="lms.certificates.watch_register", ignore_result=True, time_limit=1800, soft_time_limit=1770)
def audit_register() -> None:
    """Sent by beat every night: read the books again and tell the administrators what does not hold."""
    watch_register()


@shared_task(name="lms.certificates.ask_for_conduct", ignore_result=True, time_limit=1800, soft_time_limit=1770)
def ask_holders() -> None:
    """A new code of conduct is out: tell those who are asked for it, each once. Safe to repeat; done daily as well."""
    ask_for_conduct()
