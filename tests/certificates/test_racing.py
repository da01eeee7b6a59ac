"""Two courses that finish in the same moment, and two workers with one certificate: real threads on a real database file."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from certificates.models import Award, Certificate
from certificates.services.claiming import claim_drawing
from courses import events
from courses.api import announce
from courses.models import Completion
from tests.certificates.conftest import Programme
from tests.conftest import House
from tests.threads import Threads

Together = Callable[..., list[Any]]


@pytest.fixture
def together(transactional_db: None, tmp_path: Path) -> Together:
    """`together(f, g)`: both at once; their results. Nobody may fail."""

    def run(*work: Callable[[], Any]) -> list[Any]:
        results = Threads(tmp_path).at_once(*work)
        assert not [one for one in results if isinstance(one, Exception)], results
        return results

    return run


def test_two_courses_that_finish_at_once_grant_one_award(programme_: Programme, andes: House, together: Together) -> None:
    people = [andes.advisor, andes.advisor2]
    enrolments = [[programme_.enrol(p, andes.institution, course) for course in programme_.courses] for p in people]

    def finishing(person_at: int, course_at: int) -> Callable[[], tuple[int, int]]:
        def finish() -> tuple[int, int]:
            with transaction.atomic():
                completion: Completion = programme_.write_completion(enrolments[person_at][course_at])
                announce(events.course_completed, completion_id=completion.pk)
            return Award.objects.count(), Certificate.objects.filter(state="pending").count()

        return finish

    results = together(*(finishing(person, course) for person in range(2) for course in range(2)))
    assert max(results) == (2, 2)


def test_of_eight_workers_one_gets_the_certificate(award: Award, together: Together) -> None:
    certificate_id = Certificate.objects.get().pk
    claims = together(*(lambda: claim_drawing(certificate_id) for _ in range(8)))
    assert sum(claim is not None for claim in claims) == 1
