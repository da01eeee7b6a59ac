"""Work of courses that beat asks for."""

from celery import shared_task

from courses.services.reconciling import reconcile as reconcile_projections
from courses.services.roster import drop_old_rosters


@shared_task(name="lms.courses.reconcile", acks_late=True, time_limit=600, soft_time_limit=570)
def reconcile() -> None:
    """Nightly: compare every projection with its records, and forget lists that nobody confirmed. Safe to repeat."""
    reconcile_projections()
    drop_old_rosters()
