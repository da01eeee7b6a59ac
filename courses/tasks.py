"""Work of courses that beat asks for."""

from celery import shared_task

from courses.services.applications import watch_calls as watch_all_calls
from courses.services.attendance import drop_old_rolls
from courses.services.joining import forget_requests
from courses.services.reconciling import reconcile as reconcile_projections
from courses.services.reminding import remind_of_grace, remind_owners
from courses.services.review_watch import warn_reviews
from courses.services.roster import drop_old_rosters


@shared_task(name="lms.courses.reconcile", acks_late=True, time_limit=600, soft_time_limit=570)
def reconcile() -> None:
    """Nightly: compare every projection with its records, and forget lists that nobody confirmed or counted. Safe to repeat."""
    reconcile_projections()
    drop_old_rosters()
    drop_old_rolls()
    forget_requests()


@shared_task(name="lms.courses.remind", acks_late=True, time_limit=600, soft_time_limit=570)
def remind() -> None:
    """Hourly: what time asks to be said, each once (the ledger of messages knows). Safe to repeat."""
    remind_owners()
    remind_of_grace()
    warn_reviews()


@shared_task(name="lms.courses.watch_calls", acks_late=True, time_limit=600, soft_time_limit=570)
def watch_calls() -> None:
    """Hourly: offers of seats whose last day is over lapse, and what is free goes to the waiting list. Safe to repeat."""
    watch_all_calls()
