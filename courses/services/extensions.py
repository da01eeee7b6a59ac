"""More time for one person and one module; and whatever else moves days brings the summaries up to date."""

from datetime import date
from typing import Any, Final

from django.db import transaction
from django.utils import formats, timezone

from courses.errors_groups import (
    ExtensionOfOneself,
    ExtensionReasonNeeded,
    ExtensionTooShort,
    ModuleExtensionNotFound,
    ModuleWithoutDay,
)
from courses.models import CohortCourse, Enrolment, EnrolmentState, Module, ModuleExtension
from courses.selectors.deadlines import deadlines_of
from courses.services.progress import lock_enrolment
from courses.services.reconciling import refresh_enrolment
from lms.audit.api import record_event
from lms.institutions.api import clean_words
from lms.jobs.api import Claim, report_progress, request_job
from lms.messages.api import send

GIVEN: Final = "module_extension"  # kind of message
SETTLE: Final = "courses.settle_pace"
_REASON: Final = 240
_CHUNK: Final = 200


@transaction.atomic
def give_module_extension(*, enrolment_id: int, module_id: int, until: date, reason: str, by: int) -> int:
    """Give a person until the end of a later day for one module; returns the extension's id. One holds at a time.

    What was open is withdrawn. The same again is the same row. The learner is told by mail, without the reason.
    Raises ExtensionReasonNeeded, ExtensionOfOneself, ModuleWithoutDay, ExtensionTooShort, EnrolmentNotFound.
    """
    why = clean_words(reason)[:_REASON]
    if not why:
        raise ExtensionReasonNeeded
    enrolment = lock_enrolment(enrolment_id)
    if enrolment.person_id == by:
        raise ExtensionOfOneself
    module = Module.objects.filter(pk=module_id, course_id=enrolment.course_id).first()
    now = timezone.now()
    mine = ModuleExtension.objects.select_for_update().filter(enrolment_id=enrolment_id, module_id=module_id, withdrawn_at=None)
    standing = mine.first()
    if standing and (standing.until, standing.reason, standing.given_by_id) == (until, why, by):
        return standing.pk
    if standing:
        mine.update(withdrawn_at=now, withdrawn_by_id=by)
    usual = deadlines_of([enrolment_id])[enrolment_id].get(module.key) if module else None
    if usual is None:
        raise ModuleWithoutDay
    if until <= usual.day:
        raise ExtensionTooShort(when=formats.date_format(usual.day, "DATE_FORMAT"))
    row = ModuleExtension.objects.create(
        enrolment=enrolment, module_id=module_id, until=until, reason=why, given_by_id=by, given_at=now
    )
    _audit(enrolment, "module_extension.given", row, by, before={"until": str(standing.until if standing else usual.day)})
    refresh_enrolment(enrolment_id=enrolment_id)
    send(person_id=enrolment.person_id, kind=GIVEN, speaks_of=f"module_extension:{row.pk}", params={"extension_id": row.pk})
    return row.pk


@transaction.atomic
def withdraw_module_extension(*, extension_id: int, by: int) -> None:
    """Take an extension back: the group's day, moved by leave, holds again. Safe to repeat.

    Raises ModuleExtensionNotFound, ExtensionOfOneself.
    """
    enrolment_id = ModuleExtension.objects.filter(pk=extension_id).values_list("enrolment_id", flat=True).first()
    if enrolment_id is None:
        raise ModuleExtensionNotFound
    enrolment = lock_enrolment(enrolment_id)
    if enrolment.person_id == by:
        raise ExtensionOfOneself
    row = ModuleExtension.objects.select_for_update().get(pk=extension_id)
    if row.withdrawn_at is not None:
        return
    row.withdrawn_at, row.withdrawn_by_id = timezone.now(), by
    row.save(update_fields=["withdrawn_at", "withdrawn_by"])
    _audit(enrolment, "module_extension.withdrawn", row, by, before={"until": str(row.until)})
    refresh_enrolment(enrolment_id=enrolment_id)


def _audit(enrolment: Enrolment, act: str, row: ModuleExtension, by: int, *, before: dict[str, Any]) -> None:
    record_event(
        act=act, subject="module_extension", subject_id=row.pk, actor=by, institution=enrolment.institution_id, before=before,
        after={"enrolment": enrolment.pk, "module": row.module_id, "until": str(row.until)}, detail={"reason": row.reason},
    )  # fmt: skip


def settle_deadlines(*, person_id: int) -> None:
    """A leave was noted or taken back: the next due day of what this person takes moves. Safe to repeat."""
    mine = Enrolment.objects.filter(person_id=person_id, state=EnrolmentState.ACTIVE, cohort_course__isnull=False)
    for enrolment_id in mine.exclude(cohort_course__pace={}).order_by("pk").values_list("pk", flat=True):
        refresh_enrolment(enrolment_id=enrolment_id)


def request_settling(cohort_course_id: int, stamp: str, by: int) -> int:
    """A group's pace was changed: ask for the summaries of its people; returns the job's id."""
    placed = CohortCourse.objects.values_list("cohort__institution_id", flat=True).get(pk=cohort_course_id)
    return request_job(
        kind=SETTLE, key=f"{SETTLE}:{cohort_course_id}:{stamp}", args={"cohort_course_id": cohort_course_id}, owner=by,
        institution=placed,
    )  # fmt: skip


def settle_pace_job(claimed: Claim) -> dict[str, Any]:
    """The job: count the course of everybody in a group again. Safe to repeat."""
    rows = Enrolment.objects.filter(cohort_course_id=claimed.args["cohort_course_id"], state=EnrolmentState.ACTIVE)
    ids = list(rows.order_by("pk").values_list("pk", flat=True))
    for place, enrolment_id in enumerate(ids, start=1):
        refresh_enrolment(enrolment_id=enrolment_id)
        if place % _CHUNK == 0:
            report_progress(claimed, done=place, total=len(ids))
    return {"settled": len(ids)}
