"""Placing people on courses and taking them off. Staff acts: each writes its audit row."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from courses import events
from courses.errors import CohortCourseNotFound, EnrolledElsewhere, EnrolmentClosed
from courses.kinds import Outcome
from courses.models import (
    CohortCourse,
    Enrolment,
    EnrolmentPurpose,
    EnrolmentState,
    EnrolmentSummary,
    OutcomeRecord,
)
from courses.services.announce import announce
from courses.services.completing import complete_course
from courses.services.progress import append_outcome, carried, lock_enrolment
from courses.services.projecting import entries_for, project_all, recorded_of_row, write_summary
from lms.audit.api import record_event


@transaction.atomic
def enrol(
    *,
    person_id: int,
    institution_id: int,
    course_id: int,
    cohort_course_id: int | None,
    country: str,
    language: str,
    by: int | None,
    purpose: str = EnrolmentPurpose.FIRST,
    round: int = 1,
) -> int:
    """Place a person on a course; returns the enrolment's id. Safe to repeat.

    The active enrolment of the same institution and country is returned, moved to `cohort_course_id` when that differs.
    One that is completed for the same purpose, country and round is returned as it is. A person who left (here or
    elsewhere) goes on where they were: the new enrolment continues the closed one, records copied.
    Raises EnrolledElsewhere when another institution holds the active one, or this one under another country's law.
    """
    mine = Enrolment.objects.select_for_update().filter(person_id=person_id, course_id=course_id).order_by("-id")
    known = list(mine)
    active = next((e for e in known if e.state == EnrolmentState.ACTIVE), None)
    if active is not None:
        if (active.institution_id, active.country) != (institution_id, country):
            raise EnrolledElsewhere
        _place(active, cohort_course_id, by)
        return active.pk
    for one in known:
        same = (one.country, one.purpose, one.round) == (country, purpose, round)
        if one.state == EnrolmentState.COMPLETED and same:
            return one.pk
    try:
        with transaction.atomic():
            enrolment = Enrolment.objects.create(
                person_id=person_id, institution_id=institution_id, course_id=course_id, cohort_course_id=cohort_course_id,
                country=country, language=language, purpose=purpose, round=round,
                continues=_to_continue(known, country, purpose, round),
            )  # fmt: skip
    except IntegrityError:  # another request placed the same person a moment ago: take theirs
        return enrol(
            person_id=person_id, institution_id=institution_id, course_id=course_id, cohort_course_id=cohort_course_id,
            country=country, language=language, by=by, purpose=purpose, round=round,
        )  # fmt: skip
    _carry_on(enrolment)
    _audit(enrolment, "enrolment.opened", by, after={"continues": enrolment.continues_id})
    return enrolment.pk


def _to_continue(known: list[Enrolment], country: str, purpose: str, round: int) -> Enrolment | None:
    """The last closed enrolment that nothing continues yet; what was learned of another country's law does not count."""
    taken = {one.continues_id for one in known}
    return next(
        (
            one
            for one in known
            if one.state == EnrolmentState.CLOSED
            and one.pk not in taken
            and (one.country, one.purpose, one.round) == (country, purpose, round)
        ),
        None,
    )


def _carry_on(enrolment: Enrolment) -> None:
    """Copy the records of the enrolment that this one continues, in their order, and count."""
    if enrolment.continues_id is None:
        write_summary(enrolment, entries_for(enrolment), {}, new=True)
        return
    records = OutcomeRecord.objects.filter(enrolment_id=enrolment.continues_id or 0).order_by("number")
    for record in records:
        said = recorded_of_row(record)
        outcome = Outcome(
            key=record.key, state=record.state, earned_at=record.earned_at, unit_version_id=record.unit_version_id,
            score=record.score, code=said.code, params=said.params, waits_on=said.waits_on, due=said.due,
            evidence=tuple(record.evidence),
        )  # fmt: skip
        append_outcome(enrolment, record.unit_id, carried(enrolment.continues_id or 0, outcome), why=record.why)
    entries = entries_for(enrolment)
    counted = project_all(enrolment, entries)
    if counted.complete:
        complete_course(enrolment, entries, counted)


def _place(enrolment: Enrolment, cohort_course_id: int | None, by: int | None) -> None:
    """Move an active enrolment to another group of its institution, if that is another one."""
    if cohort_course_id is None or cohort_course_id == enrolment.cohort_course_id:
        return
    before = enrolment.cohort_course_id
    enrolment.cohort_course_id = cohort_course_id
    enrolment.save(update_fields=["cohort_course"])
    EnrolmentSummary.objects.filter(enrolment=enrolment).update(cohort_course_id=cohort_course_id)
    _audit(enrolment, "enrolment.moved", by, after={"cohort_course": cohort_course_id}, before={"cohort_course": before})


@transaction.atomic
def move_enrolment(
    *, enrolment_id: int, institution_id: int, cohort_course_id: int | None, country: str, by: int | None, why: str = ""
) -> int:
    """Move a person to another institution or country: closes this enrolment and opens one that continues it.

    Records are copied within one country's law; another country's law starts anew. Returns the new enrolment's id.
    Raises EnrolmentNotFound, EnrolmentClosed.
    """
    enrolment = lock_enrolment(enrolment_id)
    if enrolment.state != EnrolmentState.ACTIVE:
        raise EnrolmentClosed
    close_enrolment(enrolment_id=enrolment_id, because=why or "moved", by=by)
    return enrol(
        person_id=enrolment.person_id, institution_id=institution_id, course_id=enrolment.course_id,
        cohort_course_id=cohort_course_id, country=country, language=enrolment.language, by=by,
        purpose=enrolment.purpose, round=enrolment.round,
    )  # fmt: skip


@transaction.atomic
def close_enrolment(*, enrolment_id: int, because: str, by: int | None) -> None:
    """Take a person off a course. What was earned stays; a closed or completed enrolment is left as it is.

    Raises EnrolmentNotFound.
    """
    enrolment = lock_enrolment(enrolment_id)
    if enrolment.state != EnrolmentState.ACTIVE:
        return
    enrolment.state = EnrolmentState.CLOSED
    enrolment.closed_at = timezone.now()
    enrolment.closed_because = because[:200]
    enrolment.save(update_fields=["state", "closed_at", "closed_because"])
    _audit(enrolment, "enrolment.closed", by, after={}, before={"state": "active"}, reason=because)
    announce(events.enrolment_closed, enrolment_id=enrolment_id)


def _audit(
    enrolment: Enrolment,
    act: str,
    by: int | None,
    *,
    after: Mapping[str, Any],
    before: Mapping[str, Any] | None = None,
    reason: str = "",
) -> None:
    facts = {"person": enrolment.person_id, "course": enrolment.course_id, "state": str(enrolment.state), **after}
    record_event(
        act=act, subject="enrolment", subject_id=enrolment.pk, actor=by, institution=enrolment.institution_id,
        before=dict(before or {}), after=facts, reason=reason,
    )  # fmt: skip


@transaction.atomic
def place_cohort(*, cohort_id: int, course_id: int, starts_on: date, ends_on: date, by: int | None) -> int:
    """Place a cohort on a course between two dates; returns the id. Safe to repeat: the dates are changed."""
    known = CohortCourse.objects.select_for_update().filter(cohort_id=cohort_id, course_id=course_id).first()
    before = {"starts_on": known.starts_on.isoformat(), "ends_on": known.ends_on.isoformat()} if known else {}
    placed, _ = CohortCourse.objects.update_or_create(
        cohort_id=cohort_id, course_id=course_id, defaults={"starts_on": starts_on, "ends_on": ends_on}
    )
    after = {"cohort": cohort_id, "course": course_id, "starts_on": starts_on.isoformat(), "ends_on": ends_on.isoformat()}
    if before != {key: after[key] for key in before} or not known:
        record_event(
            act="cohort_course.changed" if known else "cohort_course.opened", subject="cohort_course", subject_id=placed.pk,
            actor=by, institution=placed.cohort.institution_id, before=before, after=after,
        )  # fmt: skip
    return placed.pk


@transaction.atomic
def enrol_in_cohort_courses(
    *, person_id: int, institution_id: int, cohort_id: int, country: str, language: str, by: int | None
) -> list[int]:
    """Place a person on every course that their group takes; returns the enrolments' ids. Safe to repeat.

    Raises EnrolledElsewhere.
    """
    return [
        enrol(
            person_id=person_id, institution_id=institution_id, course_id=course_id, cohort_course_id=placed_id,
            country=country, language=language, by=by,
        )
        for placed_id, course_id in CohortCourse.objects.filter(cohort_id=cohort_id)
        .order_by("id")
        .values_list("id", "course_id")
    ]  # fmt: skip


def require_cohort_course(cohort_course_id: int, institution_id: int) -> CohortCourse:
    """Raises CohortCourseNotFound, also for another institution's."""
    found = CohortCourse.objects.filter(cohort__institution_id=institution_id, pk=cohort_course_id).first()
    if found is None:
        raise CohortCourseNotFound
    return found
