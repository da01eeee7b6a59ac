"""The doorbell, the sweep and the heartbeat."""

from celery import shared_task

from lms.jobs import services


@shared_task(name="lms.jobs.doorbell", acks_late=True, time_limit=600, soft_time_limit=570)
def doorbell(job_id: int) -> None:
    """Do one job if it is still to be done."""
    services.run_job(job_id=job_id)


@shared_task(name="lms.jobs.sweep", ignore_result=True)
def sweep() -> None:
    """Sent by beat every 15 s: ring for whatever waits."""
    services.beat("beat")
    services.sweep()


@shared_task(name="lms.jobs.heartbeat", ignore_result=True)
def heartbeat() -> None:
    """Sent by beat every 15 s: a worker that runs this is alive."""
    services.beat("worker")
