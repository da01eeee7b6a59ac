"""Who is close to a learner by what assessments knows: whoever confirmed their clinic sessions has supervised them."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from assessments.models.clinics import ClinicSession
from lms.institutions.models.nearness import Moment, window_before


def supervised(person_id: int, subject: str, moment: Moment) -> Q:
    """Rows whose column `subject` is an advisor one of whose sessions this person settled in the 24 months before."""
    mine = ClinicSession.objects.filter(confirmed_by_id=person_id)  # asked once a query, before any row
    rows = mine.filter(advisor_id=OuterRef(subject), confirmed_at__gt=window_before(moment))
    return Q(Exists(mine)) & Q(Exists(rows))


def supervised_pairs(persons: Collection[int], about: Collection[int], at: datetime) -> Iterable[tuple[int, int]]:
    """(supervisor, advisor) of the same. One query."""
    rows = ClinicSession.objects.filter(confirmed_by__in=persons, advisor__in=about, confirmed_at__gt=window_before(at))
    return rows.values_list("confirmed_by_id", "advisor_id").distinct()
