"""Which qualifications hold: one query for the queues, for access, for seeds and for the sweep that ends the others."""

from datetime import datetime
from typing import Any

from django.db.models import Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Greatest

from assessments.models.assessors import Qualification
from assessments.models.scores import Score, Stage
from assessments.qualifying import UNSEEN, VALID

_LIVE = (Stage.FIRST, Stage.SECOND, Stage.THIRD, Stage.APPEAL)


def current(at: datetime) -> QuerySet[Any]:
    """Qualifications that let their holders score at a moment: not taken back, not older than twelve months, and not out of
    practice (`qualifying.UNSEEN`)."""
    return with_unseen().filter(ended_at=None, passed_at__gt=at - VALID, unseen__lt=UNSEEN)


def lapsed(at: datetime) -> QuerySet[Any]:
    """Those that are still open and hold no longer."""
    return with_unseen().filter(Q(passed_at__lte=at - VALID) | Q(unseen__gte=UNSEEN), ended_at=None)


def with_unseen() -> QuerySet[Any]:
    """Each with `unseen`: letters of the case that others scored first since its holder last scored one, or qualified."""
    letters = Score.objects.filter(
        number=1,
        allocation__submission__case_key=OuterRef("case_key"),
        allocation__submission__structure_hash=OuterRef("structure_hash"),
    )
    mine = letters.filter(allocation__stage__in=_LIVE, allocation__assessor_id=OuterRef("person_id")).order_by("-at")
    since = Greatest(Coalesce(Subquery(mine.values("at")[:1]), F("passed_at")), F("passed_at"))
    others = letters.filter(allocation__stage=Stage.FIRST, at__gt=OuterRef("seen_at")).exclude(
        allocation__assessor_id=OuterRef("person_id")
    )
    counted = others.order_by().values("number").annotate(n=Count("pk")).values("n")
    return Qualification.objects.annotate(seen_at=since).annotate(
        unseen=Coalesce(Subquery(counted, output_field=IntegerField()), 0)
    )
