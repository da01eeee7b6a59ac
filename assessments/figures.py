"""Rows for reports: first attempts and how long scoring took, in a constant number of queries."""

from datetime import datetime

from assessments.models import Attempt, Submission


def first_attempts(institution_id: int, *, start: datetime, end: datetime, using: str = "default") -> list[tuple[str, str, bool]]:
    """(person ref, unit key, passed) of every first attempt submitted in [start, end). One query.

    Passed: the fraction reached the minimum frozen with the attempt's unit version (percent, `config["pass_percent"]`).
    """
    rows = (
        Attempt.objects.using(using)
        .filter(
            enrolment__institution_id=institution_id, number=1, state="submitted", submitted_at__gte=start, submitted_at__lt=end
        )
        .order_by("id")
        .values_list("enrolment__person__ref", "unit__key", "fraction", "unit_version__config__pass_percent")
    )
    return [(str(ref), key, fraction is not None and float(fraction) * 100 >= float(minimum or 0)) for ref, key, fraction, minimum in rows]


def scoring_days(institution_id: int, *, start: datetime, end: datetime, using: str = "default") -> list[tuple[str, str, int]]:
    """(submission ref, unit key, calendar days from submission to result) of results released in [start, end). One query."""
    rows = (
        Submission.objects.using(using)
        .filter(enrolment__institution_id=institution_id, released_at__gte=start, released_at__lt=end)
        .order_by("id")
        .values_list("ref", "unit__key", "submitted_at", "released_at")
    )
    return [(ref, key, (released - submitted).days) for ref, key, submitted, released in rows]
