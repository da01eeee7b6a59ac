"""Rows of a period for reports: who acted, annulled attempts, clinic sessions; each in one query on one instant."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count
from django.utils import timezone

from assessments.models import Attempt, AttemptState, ClinicSession, ClinicState, Step, Submission

LOGGED = (ClinicState.DECLARED, ClinicState.CONFIRMED, ClinicState.NOT_SEEN, ClinicState.NOT_REACHED)


def acts_of_people(institution_id: int, *, start: datetime, end: datetime, using: str = "default") -> Counter[int]:
    """{person: answers saved, work handed in and clinic sessions logged in [start, end)}. Three queries."""
    found: Counter[int] = Counter()
    steps = Step.objects.using(using).filter(attempt__enrolment__institution_id=institution_id, at__gte=start, at__lt=end)
    found.update(dict(steps.order_by().values_list("attempt__enrolment__person_id").annotate(n=Count("pk"))))
    work = Submission.objects.using(using).filter(
        enrolment__institution_id=institution_id, submitted_at__gte=start, submitted_at__lt=end
    )
    found.update(dict(work.order_by().values_list("enrolment__person_id").annotate(n=Count("pk"))))
    logged = ClinicSession.objects.using(using).filter(
        institution_id=institution_id, state__in=LOGGED, declared_at__gte=start, declared_at__lt=end
    )
    found.update(dict(logged.order_by().values_list("advisor_id").annotate(n=Count("pk"))))
    return found


def annulled_attempts(institution_id: int, *, start: datetime, end: datetime, using: str = "default") -> list[tuple[str, str]]:
    """(person ref, unit key) of the attempts submitted in [start, end) that were annulled (F09). One query."""
    rows = Attempt.objects.using(using).filter(
        enrolment__institution_id=institution_id, unit__purpose="course", state=AttemptState.ANNULLED,
        submitted_at__gte=start, submitted_at__lt=end,
    )  # fmt: skip
    return [(str(ref), key) for ref, key in rows.order_by("pk").values_list("enrolment__person__ref", "unit__key")]


@dataclass(frozen=True, slots=True)
class SessionFigure:
    """One clinic session as a report counts it: no advisor, and the business by its code of an edition ('' = none)."""

    number: int
    country: str
    business: str
    state: str
    stage: str
    sector: str
    size: str
    region: str
    on: date


def clinic_sessions(institution_id: int, *, start: datetime, end: datetime, using: str = "default") -> list[SessionFigure]:
    """Sessions logged that were held in [start, end), by the calendar of the active time zone (F17). One query."""
    first, last = timezone.localdate(start), timezone.localdate(end) - timedelta(days=1)
    rows = ClinicSession.objects.using(using).filter(
        institution_id=institution_id, state__in=LOGGED, held_on__range=(first, last)
    )
    values = rows.order_by("pk").values_list(
        "pk", "institution__country", "business__clinic__key", "business__code", "state", "stage", "sector", "size", "region",
        "held_on",
    )  # fmt: skip
    return [
        SessionFigure(pk, country, f"{clinic}/{code}" if code else "", state, stage, sector, size, region, day)
        for pk, country, clinic, code, state, stage, sector, size, region, day in values
        if day is not None
    ]
