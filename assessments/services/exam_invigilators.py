"""Who may watch over a sitting: nobody of a candidate's team. And the programme's list of those who are ready to."""

from collections.abc import Collection
from typing import Final

from django.db import transaction
from django.utils import timezone

from assessments.errors.exam_sittings import InvigilatorSameHouse, InvigilatorThere, InvigilatorTooClose, InvigilatorUnknown
from assessments.models import ExamInvigilator, SittingPlace
from assessments.models.exam_sitting_rows import belongs_to
from assessments.selectors.exam_invigilators import too_close
from lms.audit.api import record_event
from lms.institutions import api as institutions

OTHER_HOUSE: Final = frozenset({SittingPlace.VIDEO.value})


def refuse_invigilator(*, person_id: int, candidates: Collection[int], houses: Collection[int], place: str) -> None:
    """Whether somebody may watch over these candidates. Raises InvigilatorTooClose; by video also InvigilatorSameHouse."""
    if too_close([person_id], candidates):
        raise InvigilatorTooClose
    if place in OTHER_HOUSE and belongs_to(person_id, houses):
        raise InvigilatorSameHouse


@transaction.atomic
def name_invigilator(*, email: str, country: str, by: int) -> int:
    """Put somebody on the programme's list, for one country or ('') for all; returns the entry's id. Raises
    InvigilatorUnknown, InvigilatorThere."""
    person_id = institutions.person_by_email(email)
    if person_id is None:
        raise InvigilatorUnknown
    institutions.lock_person(person_id)
    if ExamInvigilator.objects.filter(person_id=person_id, country=country, until=None).exists():
        raise InvigilatorThere
    made = ExamInvigilator.objects.create(person_id=person_id, country=country, by_id=by)
    record_event(
        act="exam_invigilator.named", subject="exam_invigilator", subject_id=made.pk, actor=by,
        after={"person": person_id, "country": country},
    )  # fmt: skip
    return made.pk


@transaction.atomic
def end_invigilator(*, entry_id: int, by: int) -> None:
    """Take somebody off the list; sittings that are planned keep them. A second call does nothing."""
    row = ExamInvigilator.objects.select_for_update().get(pk=entry_id)
    if row.until is None:
        row.until = timezone.now()
        row.save(update_fields=["until"])
        record_event(
            act="exam_invigilator.ended", subject="exam_invigilator", subject_id=row.pk, actor=by,
            before={"person": row.person_id, "country": row.country},
        )  # fmt: skip
