"""Where a learner stands in a course, for what is offered beside its units."""

from courses.beside import Stand
from courses.errors import EnrolmentNotFound
from courses.models import Enrolment, EnrolmentState
from courses.selectors.course_home import CourseHome, course_home


def stand_of(enrolment_id: int) -> Stand:
    """One enrolment's stand. Three queries. Raises EnrolmentNotFound."""
    enrolment = Enrolment.objects.filter(pk=enrolment_id).first()
    if enrolment is None:
        raise EnrolmentNotFound
    return stand_in(enrolment, course_home(enrolment))


def stand_in(enrolment: Enrolment, home: CourseHome) -> Stand:
    """The same from a course's home that is at hand. No query."""
    done = [one for one in home.modules if one.key and one.required and one.done == one.required]
    return Stand(
        enrolment_id=enrolment.pk,
        person_id=enrolment.person_id,
        cohort_course_id=enrolment.cohort_course_id,
        course_id=enrolment.course_id,
        country=enrolment.country,
        finished={one.key: one.titles for one in done},
        begun=any(unit.state for unit in home.units),
        complete=enrolment.state == EnrolmentState.COMPLETED or home.path.complete,
        closed=enrolment.state == EnrolmentState.CLOSED,
    )
