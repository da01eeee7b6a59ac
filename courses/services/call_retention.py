"""Emptying what people wrote who applied and were not chosen; and what erasure takes. States, points and dates stay."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from courses.models import Application, ApplicationScore, ApplicationState, CommitmentPaper
from lms.institutions import api as institutions

_WORDS = {
    "email": "", "given_name": "", "family_name": "", "position": "", "statement": "", "superior_name": "",
    "superior_email": "", "reason": "", "set_aside": "", "network": "",
}  # fmt: skip


@transaction.atomic
def purge_applications(before: datetime, held: Collection[int], most: int) -> int:
    """Applications that brought no seat, of calls whose last day was before then; and those that were never confirmed.

    Whoever still waits then waits no more. Called again it finds the rest."""
    rows = Application.objects.filter(call__closes_on__lt=before.date(), emptied_at=None)
    rows = rows.exclude(state=ApplicationState.SELECTED).exclude(person_id__in=held)
    kept = [address.lower() for address in institutions.person_emails(held).values()]
    found = list(rows.exclude(email__in=kept).order_by("pk").select_for_update()[:most])
    still = [row.pk for row in found if row.state in (ApplicationState.WAITING, ApplicationState.OFFERED)]
    Application.objects.filter(pk__in=still).update(state=ApplicationState.LAPSED, ended_at=timezone.now())
    _empty([row.pk for row in found], emptied_at=timezone.now())
    return len(found)


def forget_applications(*, person_id: int) -> None:
    """Erasure: what somebody wrote and signed goes, and why they scored others so. Safe to repeat."""
    mine = list(Application.objects.filter(person_id=person_id).values_list("pk", flat=True))
    _empty(mine, emptied_at=timezone.now())
    ApplicationScore.objects.filter(by_id=person_id).update(why="")


def _empty(ids: Collection[int], **more: Any) -> None:
    CommitmentPaper.objects.filter(application__in=ids).delete()
    ApplicationScore.objects.filter(application__in=ids).update(why="")
    Application.objects.filter(pk__in=ids).update(**_WORDS, **more)
