"""What beat asks of records."""

from celery import shared_task

from lms.records import services


@shared_task(name="lms.records.purge", ignore_result=True)
def purge() -> None:
    """Every night: what has been kept long enough is emptied."""
    services.purge()
