"""An assessor says whose letters they must not score, and when that is over."""

from django.db import transaction
from django.utils import timezone

from assessments.errors.assessors import RelationNotFound, RelationSelf, RelationUnknown
from assessments.models import DeclaredRelation
from assessments.services.seeding import lock_seeds, withdraw_lonely_seeds
from lms.audit.api import record_event
from lms.institutions.api import institution_cards, lock_person, person_by_email


@transaction.atomic
def declare_relation(*, assessor_id: int, institution_id: int | None = None, email: str = "", note: str = "") -> int:
    """Declare that one knows an institution, or the person with this address, too well; returns the relation's id. Their
    letters leave one's queue at once, those on lease too, and for good: ending it holds for letters handed in from then on.
    Safe to repeat.

    Raises RelationUnknown (neither, both, or nobody has the address), RelationSelf.
    """
    person_id = person_by_email(email) if email.strip() else None
    if (institution_id is None) == (person_id is None) or (
        institution_id is not None and not institution_cards([institution_id])
    ):
        raise RelationUnknown
    if person_id == assessor_id:
        raise RelationSelf
    lock_seeds(assessor_id)
    lock_person(assessor_id)
    mine = DeclaredRelation.objects.filter(assessor_id=assessor_id, ended_at=None)
    same = mine.filter(person=person_id) if person_id else mine.filter(institution=institution_id)
    known = same.values_list("pk", flat=True).first()
    if known:
        return known
    row = DeclaredRelation.objects.create(
        assessor_id=assessor_id, institution_id=institution_id, person_id=person_id, note=" ".join(note.split())[:300]
    )
    _audit("relation.declared", row)
    withdraw_lonely_seeds(assessor_id)
    return row.pk


@transaction.atomic
def end_relation(*, relation_id: int, assessor_id: int) -> None:
    """End one's own relation; the row stays. Raises RelationNotFound."""
    rows = DeclaredRelation.objects.select_for_update().filter(assessor_id=assessor_id, ended_at=None)
    row = rows.filter(pk=relation_id).first()
    if row is None:
        raise RelationNotFound
    _end(row)


@transaction.atomic
def end_relation_with(*, email: str, assessor_id: int) -> None:
    """End one's relation with whoever has this address. Without one nothing happens, and nobody learns which it was."""
    rows = DeclaredRelation.objects.select_for_update().filter(assessor_id=assessor_id, ended_at=None)
    for row in rows.filter(person=person_by_email(email), person__isnull=False):
        _end(row)


def _end(row: DeclaredRelation) -> None:
    row.ended_at = timezone.now()
    row.save(update_fields=["ended_at"])
    _audit("relation.ended", row)


def _audit(act: str, row: DeclaredRelation) -> None:
    after = {"person": row.person_id, "institution": row.institution_id}
    record_event(act=act, subject="relation", subject_id=row.pk, actor=row.assessor_id, after=after)
