"""A tiny published course of two lessons, and an advisor of Peru who takes it."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.dispatch import Signal

from courses.models import CohortCourse, Course, Enrolment, Release, Unit
from tests.conftest import House
from tests.courses import building


@pytest.fixture
def course(db: None) -> Course:
    return building.make_course()


@pytest.fixture
def release(course: Course) -> Release:
    """The course is in effect in all four countries since a month."""
    return building.publish(course)


@pytest.fixture
def cohort_course(release: Release, andes: House) -> CohortCourse:
    return building.place(andes.cohort, release.course)


@pytest.fixture
def enrolment(cohort_course: CohortCourse, andes: House) -> Enrolment:
    """Elena of Peru takes the course with her group."""
    return building.enrol(andes.advisor, andes.institution, cohort_course.course, cohort_course=cohort_course)


@pytest.fixture
def lessons(course: Course) -> list[Unit]:
    """The course's units, in order."""
    return list(Unit.objects.non_polymorphic().filter(course=course))


@pytest.fixture
def heard() -> Iterator[Callable[[Signal], list[dict[str, int]]]]:
    """`heard(events.x)` is a list that fills with what the event says."""
    connected: list[tuple[Signal, Any]] = []

    def listen(signal: Signal) -> list[dict[str, int]]:
        said: list[dict[str, int]] = []

        def receiver(signal: Signal, sender: object, **ids: int) -> None:
            said.append(ids)

        signal.connect(receiver, weak=False)
        connected.append((signal, receiver))
        return said

    yield listen
    for signal, receiver in connected:
        signal.disconnect(receiver)


@pytest.fixture
def lesson_id(enrolment: Enrolment, lessons: list[Unit]) -> int:
    """The first lesson of Elena's course."""
    return lessons[0].pk
