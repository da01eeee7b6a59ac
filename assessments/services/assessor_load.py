"""Hours that assessors offer for a group, and institutions that let outside assessors score their certifying letters."""

from decimal import Decimal, InvalidOperation

from django.db import IntegrityError, transaction
from django.utils import timezone

from assessments.errors.load import HoursWrong, NotAnAssessorHere, OfferNotFound
from assessments.models import HoursOffer, PoolAgreement
from assessments.models.load_rows import who_may_offer
from lms.audit.api import record_event
from lms.institutions import api as institutions

MOST = Decimal(1000)


def hours_of(text: str) -> Decimal:
    """Hours as people write them, with a point or a comma. Raises HoursWrong."""
    try:
        found = Decimal(text.strip().replace(",", "."))
    except InvalidOperation:
        raise HoursWrong from None
    if not found.is_finite() or not 0 < found <= MOST or found != found.quantize(Decimal("0.1")):
        raise HoursWrong
    return found


@transaction.atomic
def offer_hours(*, cohort_course_id: int, institution_id: int, assessor_id: int, hours: Decimal, by: int) -> int:
    """So many hours of this person for a group's course, in place of what they offered before; returns the offer's id. The
    same hours again are the same offer.

    Raises NotAnAssessorHere, HoursWrong.
    """
    if not 0 < hours <= MOST:
        raise HoursWrong
    known = {pk for pk, _name in who_may_offer(institution_id, list(institutions.programme_people("assessor")))}
    if assessor_id not in known:
        raise NotAnAssessorHere
    institutions.lock_person(assessor_id)
    mine = HoursOffer.objects.filter(cohort_course_id=cohort_course_id, assessor_id=assessor_id, withdrawn_at=None)
    before = mine.first()
    if before is not None and before.hours == hours:
        return before.pk
    mine.update(withdrawn_at=timezone.now())
    made = HoursOffer.objects.create(cohort_course_id=cohort_course_id, assessor_id=assessor_id, hours=hours, by_id=by)
    record_event(
        act="hours.offered", subject="hours_offer", subject_id=made.pk, actor=by, institution=institution_id,
        before={"hours": str(before.hours)} if before else None, after={"hours": str(hours), "assessor": assessor_id},
    )  # fmt: skip
    return made.pk


@transaction.atomic
def withdraw_offer(*, offer_id: int, by: int) -> None:
    """Take an offer back. Safe to repeat. Raises OfferNotFound."""
    row = HoursOffer.objects.select_for_update().filter(pk=offer_id).first()
    if row is None:
        raise OfferNotFound
    if row.withdrawn_at is None:
        row.withdrawn_at = timezone.now()
        row.save(update_fields=["withdrawn_at"])
        before = {"hours": str(row.hours)}
        record_event(act="hours.withdrawn", subject="hours_offer", subject_id=row.pk, actor=by, before=before)


@transaction.atomic
def join_pool(*, institution_id: int, by: int) -> int:
    """The institution agrees: assessors from outside score its certifying letters, each without names, and its own score those
    of the others. Returns the agreement's id. Safe to repeat."""
    try:
        with transaction.atomic():
            row = PoolAgreement.objects.create(institution_id=institution_id, by_id=by)
    except IntegrityError:
        return int(PoolAgreement.objects.get(institution_id=institution_id, ended_at=None).pk)
    record_event(act="pool.joined", subject="institution", subject_id=institution_id, actor=by, institution=institution_id)
    return row.pk


@transaction.atomic
def leave_pool(*, institution_id: int, by: int) -> None:
    """The agreement ends: outside assessors get none of its letters any more, and what they had taken and not scored goes to
    others when its lease is over. Safe to repeat."""
    row = PoolAgreement.objects.select_for_update().filter(institution_id=institution_id, ended_at=None).first()
    if row is not None:
        row.ended_at, row.ended_by_id = timezone.now(), by
        row.save(update_fields=["ended_at", "ended_by"])
        record_event(act="pool.left", subject="institution", subject_id=institution_id, actor=by, institution=institution_id)
