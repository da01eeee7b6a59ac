"""What beat asks of reporting."""

from celery import shared_task

from lms.reporting.services import building


@shared_task(name="lms.reporting.open_periods", ignore_result=True)
def open_periods() -> None:
    """Every hour: the reports of periods that have ended, once each."""
    building.open_periods()
