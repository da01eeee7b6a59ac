"""What beat asks of reporting."""

from celery import shared_task

from lms.reporting.services import comparing, digests, programme, review, schedules


@shared_task(name="lms.reporting.open_periods", ignore_result=True)
def open_periods() -> None:
    """Every hour: the reports of periods that have ended, for institutions without a schedule, once each."""
    schedules.open_periods()


@shared_task(name="lms.reporting.run_schedules", ignore_result=True)
def run_schedules() -> None:
    """Every five minutes: the schedules that are due."""
    schedules.run_due_schedules()


@shared_task(name="lms.reporting.pass_by_silence", ignore_result=True)
def pass_by_silence() -> None:
    """Every hour: submitted reports that nobody objected to in ten business days count as endorsed."""
    review.pass_what_nobody_objected_to()


@shared_task(name="lms.reporting.compare", ignore_result=True)
def compare() -> None:
    """Every night: how frozen reports of the last year differ from what is counted now."""
    comparing.compare_standing()


@shared_task(name="lms.reporting.send_digests", ignore_result=True)
def send_digests() -> None:
    """Every hour: the weekly digests whose Monday morning has come where their readers live, once each."""
    digests.send_digests()


@shared_task(name="lms.reporting.count_programme", ignore_result=True)
def count_programme() -> None:
    """Every hour: the figures of the programme for the quarters that are to be counted."""
    programme.ask_for_programme()
