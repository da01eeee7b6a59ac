"""Which sessions of a clinic somebody reaches: one's own, those one supervises, those that count for an enrolment."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db.models import Count, Exists, OuterRef, Q

from assessments.clinics.practising import Practised
from assessments.models.clinics import ClinicSession, ClinicState
from courses.models import Enrolment
from lms.institutions.models import Membership, Role

if TYPE_CHECKING:
    from lms.institutions.api import Scope


def supervised(scope: Scope) -> Q:
    """Sessions of advisors whose institution, or whose group, this person facilitates. Never one's own.

    The group is the enrolment's; of a session that counts for no course, or for one taken outside of a group, the advisor's.
    """
    group = Membership.objects.filter(
        person=OuterRef("advisor"), institution=OuterRef("institution"), cohort_id__in=scope.facilitator_cohorts,
        role=Role.ADVISOR, until=None,
    )  # fmt: skip
    loose = Q(enrolment=None) | Q(enrolment__cohort_course=None)
    taught = Q(enrolment__cohort_course__cohort_id__in=scope.facilitator_cohorts) | (loose & Exists(group))
    return (Q(institution_id__in=scope.facilitator_of) | taught) & ~Q(advisor_id=scope.person_id)


def practised_in(enrolment_id: int) -> list[Practised]:
    """The declared and confirmed sessions of an enrolment and of those that it continues (two moves back). One query."""
    heir = "enrolment__lms_continued_by"
    mine = Q(enrolment_id=enrolment_id) | Q(**{heir: enrolment_id}) | Q(**{f"{heir}__lms_continued_by": enrolment_id})
    rows = ClinicSession.objects.filter(mine, state__in=[ClinicState.DECLARED, ClinicState.CONFIRMED]).order_by("pk")
    found = rows.annotate(n=Count("lms_referrals", distinct=True)).values_list(
        "pk", "state", "stage", "n", "declared_at", "created_at"
    )
    return [
        Practised(pk, state == ClinicState.CONFIRMED, stage, n, declared_at or created_at)
        for pk, state, stage, n, declared_at, created_at in found
    ]


def heirs_of(enrolment_ids: Iterable[int]) -> dict[int, int]:
    """{enrolment: the newest one that continues it} of those that were moved. One query, one more a move."""
    found: dict[int, int] = {}
    newest = {one: one for one in enrolment_ids}  # where a chain has come to → where it began
    while newest:
        rows = Enrolment.objects.filter(continues_id__in=newest).values_list("continues_id", "pk")
        newest = {heir: newest[before] for before, heir in rows if before is not None}
        found |= {began: heir for heir, began in newest.items()}
    return found
