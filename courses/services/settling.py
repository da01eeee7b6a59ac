"""Passing a refresher, or being excused from it: currency moves, the completion never."""

from datetime import datetime

from django.db import transaction

from courses.errors import ReasonMissing, RefresherNotFound, RefresherSettled
from courses.events import currency_changed
from courses.models import Enrolment, RefresherDue
from courses.services.announce import announce
from lms.audit.api import record_event


def settle_refresher(*, enrolment: Enrolment, unit_id: int, passed_at: datetime) -> None:
    """The learner passed a refresher's unit: it counts for every completion of theirs that it was asked of.

    A unit that is no refresher, or was passed before, changes nothing. Called with the enrolment locked, by `record_outcome`.
    """
    mine = RefresherDue.objects.select_for_update(of=("self",)).filter(
        refresher__unit=unit_id, completion__enrolment__person=enrolment.person_id, passed_at=None
    )
    for due in mine.order_by("pk"):
        due.passed_at = passed_at
        due.save(update_fields=["passed_at"])
        announce(currency_changed, completion_id=due.completion_id)


@transaction.atomic
def excuse_refresher(*, due_id: int, by: int, institution_id: int | None, because: str) -> None:
    """A coordinator answers for somebody who need not pass a refresher; for each completion of theirs. Audited.

    `institution_id`: the one that excuses. Raises ReasonMissing, RefresherNotFound, RefresherSettled.
    """
    reason = because.strip()
    if not reason:
        raise ReasonMissing
    due = RefresherDue.objects.select_for_update(of=("self",)).filter(pk=due_id).first()
    if due is None:
        raise RefresherNotFound
    if due.passed_at or due.excused_because:
        raise RefresherSettled
    person = Enrolment.objects.values_list("person_id", flat=True).get(lms_completion=due.completion_id)
    mine = RefresherDue.objects.select_for_update(of=("self",)).filter(
        refresher=due.refresher_id, completion__enrolment__person=person, passed_at=None, excused_because=""
    )
    for one in mine.order_by("pk"):
        one.excused_because, one.excused_by_id = reason[:240], by
        one.save(update_fields=["excused_because", "excused_by"])
        record_event(
            act="refresher.excused", subject="refresher_due", subject_id=one.pk, actor=by, institution=institution_id,
            before={"excused": False}, after={"excused": True, "refresher": one.refresher_id, "person": person}, reason=reason,
        )  # fmt: skip
        announce(currency_changed, completion_id=one.completion_id)
