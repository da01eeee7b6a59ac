"""Where to read again: from a question's section to the lesson that holds it."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import get_language

from assessments.models.versions import lessons_with, section_titles
from courses import api as courses
from courses.kinds import kind_of


@dataclass(frozen=True, slots=True)
class Reading:
    """A section to read again: its title in the reader's language and the lesson's address."""

    title: str
    url: str


def readings(section_keys: set[str], *, enrolment_id: int, course_id: int | None = None) -> dict[str, Reading]:
    """{section key: where to read it} for the sections that a lesson of the learner's course holds. Three queries, two when
    the caller knows the course.
    """
    wanted = {key for key in section_keys if key}
    if not wanted:
        return {}
    lessons = lessons_with(course_id or courses.enrolment_card(enrolment_id).course_id, wanted)
    titles = section_titles(set(lessons), (get_language() or "es")[:2])
    kind = kind_of("lesson")
    return {
        key: Reading(titles[key], kind.url(enrolment_id=enrolment_id, unit_id=unit_id))
        for key, unit_id in lessons.items()
        if key in titles
    }


def course_url(enrolment_id: int) -> str:
    """The learner's page of the course."""
    return reverse("lms:courses:enrolment-detail", args=[enrolment_id])
