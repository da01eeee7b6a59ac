"""Taking somebody out of a group, with a class of reason; and bringing them back to where they were."""

from django.db import transaction

from courses.models import CohortCourse, Enrolment, EnrolmentState
from courses.roster import REASONS
from courses.roster_words import CLOSED_BY
from courses.selectors.withdrawals import withdrawn_rows
from courses.services.enrolment import close_enrolment, enrol
from lms.institutions import api as institutions


@transaction.atomic
def withdraw_person(*, person_id: int, cohort_id: int, reason: str, by: int) -> int:
    """Close what a person takes with a group and end their role in it; returns how many enrolments were closed.

    What was earned is kept, and so is what they completed. Safe to repeat. An unknown class of reason counts as "other".
    """
    why = reason if reason in REASONS else "other"
    placed = CohortCourse.objects.filter(cohort_id=cohort_id).values("pk")
    mine = Enrolment.objects.select_for_update().filter(person_id=person_id, cohort_course__in=placed)
    active = [one.pk for one in mine.order_by("pk") if one.state == EnrolmentState.ACTIVE]
    for enrolment_id in active:
        close_enrolment(enrolment_id=enrolment_id, because=f"{CLOSED_BY}{why}", by=by)
    membership = institutions.cohort_roles(cohort_id, "advisor").get(person_id)
    if membership is not None:
        institutions.end_membership(membership_id=membership, by=by, reason=why)
    return len(active)


@transaction.atomic
def return_person(*, person_id: int, cohort_id: int, by: int) -> int:
    """Undo a withdrawal: the role again, and each course goes on from where it was closed; returns how many.

    Under the law and in the language that they had. Safe to repeat. Raises EnrolledElsewhere, PersonNotFound (never here).
    """
    cohort = institutions.cohort_card(cohort_id)
    rows = withdrawn_rows(cohort_id).filter(person_id=person_id)
    last = {row.cohort_course_id: row for row in rows.order_by("pk")}
    if not last and person_id not in institutions.cohort_people(cohort_id, "advisor"):
        raise institutions.PersonNotFound
    for row in last.values():
        enrol(
            person_id=person_id, institution_id=cohort.institution_id, course_id=row.course_id,
            cohort_course_id=row.cohort_course_id, country=row.country, language=row.language, by=by, purpose=row.purpose,
            round=row.round,
        )  # fmt: skip
    institutions.grant_role(
        person_id=person_id, institution_id=cohort.institution_id, role="advisor", cohort_id=cohort_id, by=by
    )
    return len(last)
