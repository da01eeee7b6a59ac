"""The Peruvian group in use: days for its modules, more time for one advisor, a link to join by, answered surveys.

Made by the services that people's clicks use. Safe to repeat.
"""

from assessments import api as assessments
from courses import api as courses
from lms.institutions import api as institutions

INSTITUTION = "centro-mipyme-sur"
COURSE = "essentials"
DAYS = (-24, -17, -10, 4, 11, 18, 25, 39, 46, 53, 60)  # of ten modules and the closing, with a week of rest
COORDINATOR = "coordinacion@mipyme-sur.example"
HALFWAY = "julio.mamani@mipyme-sur.example"
ANSWERED = (
    ("elena.rojas@mipyme-sur.example", (5, 4, 5, 4), "Más ejemplos de negocios que venden por mensaje, y uno de exportación."),
    ("ines.caceres@mipyme-sur.example", (4, 5, 4, 3), ""),
)
ASKED = (
    ("Nélida", "Choque Mamani", "nelida.choque@camara-altiplano.example"),
    ("Jorge Luis", "Paredes Vilca", "jl.paredes@camara-altiplano.example"),
)


def make_group(people: dict[str, int]) -> None:
    """The first modules' days are past, the others' to come; Julio has two weeks more for the first."""
    house, course = institutions.institution_by_key(INSTITUTION), courses.course_by_key(COURSE)
    assert house is not None
    assert course is not None
    by = people[COORDINATOR]
    groups = {one.id for one in institutions.cohorts_of(house.id) if one.key.startswith("grupo-")}
    placed = next(
        card for card in courses.cohort_courses_of(house.id) if card.course_id == course.id and card.cohort_id in groups
    )
    courses.pace_group(cohort_course_id=placed.id, days_from_now=DAYS, by=by)
    courses.give_more_time(
        enrolment_id=_taken(people[HALFWAY], course.id), course_id=course.id, days=14,
        reason="Estuvo de comisión en provincia dos semanas.", by=by,
    )  # fmt: skip
    courses.ask_by_link(cohort_id=placed.cohort_id, names=ASKED, by=by)


def answer_surveys(people: dict[str, int]) -> None:
    """Who finished says how it was. Both surveys are open, so nobody reads an answer yet."""
    course = courses.course_by_key(COURSE)
    assert course is not None
    for email, ratings, comment in ANSWERED:
        assessments.answer_surveys(enrolment_id=_taken(people[email], course.id), ratings=ratings, comment=comment)


def _taken(person_id: int, course_id: int) -> int:
    return next(card.id for card in courses.enrolments_of(person_id) if card.course_id == course_id)
