"""The meeting of the demonstration: a list with one name paired by hand, counted once however often it is made."""

import pytest

from courses.models import Attendance, Session
from lms.demo.sessions import hold_a_meeting
from tests.conftest import make_house, make_person
from tests.courses import building


@pytest.mark.django_db
def test_the_group_has_met_and_three_were_there_for_different_times() -> None:
    house = make_house("centro-mipyme-sur", "PE", "America/Lima")
    course = building.make_course("essentials", lessons=1)
    building.add_unit(course, "opening-session", kind="session", model=Session, agenda="0:00:00 | Bienvenida")
    building.publish(course, configs={"opening-session": {"agenda": [], "media_url": ""}})
    placed = building.place(house.cohort, course)
    people = {"facilitacion@mipyme-sur.example": house.facilitator.pk}
    for name in ("elena.rojas", "julio.mamani", "ines.caceres"):
        person = make_person(f"{name}@mipyme-sur.example", name, "De Prueba", "PE")
        people[person.email] = person.pk
        building.enrol(person, house.institution, course, cohort_course=placed)
    hold_a_meeting(people)
    hold_a_meeting(people)
    assert sorted(Attendance.objects.values_list("minutes", "present")) == [(20, False), (56, True), (60, True)]
