"""Two courses that finish in the same moment, and two workers with one certificate: real threads on a real database file."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections, transaction

from certificates.models import Award, Certificate
from certificates.services.drawing import claim_drawing
from courses import events
from courses.api import announce
from courses.models import Completion
from tests.certificates.conftest import Programme
from tests.conftest import House

Together = Callable[..., list[Any]]


@pytest.fixture
def together(transactional_db: None, tmp_path: Path) -> Together:
    """`together(f, g)`: both at once, each in a thread with a connection of its own; their results.

    The tests' SQLite lives in memory, where threads can't wait for each other: the work is done on a copy in a file.
    """
    copy = tmp_path / "copy.sqlite3"

    def run(*work: Callable[[], Any]) -> list[Any]:
        in_memory = connection.vendor == "sqlite"
        if in_memory:
            import sqlite3

            connection.ensure_connection()
            with sqlite3.connect(copy) as file:
                connection.connection.backup(file)
                # as a site's file is long before its workers start: the change to WAL itself waits for nobody
                file.execute("PRAGMA journal_mode=WAL")
            file.close()
        start, results, faults = threading.Barrier(len(work)), [None] * len(work), []

        def one(at: int) -> None:
            mine = connections["default"]
            if in_memory:
                mine.settings_dict = {**mine.settings_dict, "NAME": str(copy)}
            try:
                start.wait(10)
                results[at] = work[at]()
            except Exception as broken:  # told to the test below
                faults.append(broken)
            finally:
                connections.close_all()

        threads = [threading.Thread(target=one, args=(at,)) for at in range(len(work))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        assert not faults, faults
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
