"""`replayed` gives a test the rows that the services gave the first one."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction

from lms.institutions.models import Institution
from tests.replay import replayed

pytestmark = pytest.mark.django_db
NAMES = {"es": "Centro", "en": "Centre"}
Rows = list[tuple[int, str]]


@contextmanager
def a_test() -> Iterator[None]:
    """What it writes is gone afterwards, as between two tests."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def rows() -> Rows:
    return list(Institution.objects.order_by("pk").values_list("pk", "key"))


def make(key: str) -> Institution:
    return Institution.objects.create(key=key, names=NAMES, country="PE", time_zone="America/Lima")


def twice(name: str, write: Callable[[], object], *, before: Callable[[], object] = lambda: None) -> tuple[Rows, Rows, int]:
    """The rows of a first and of a second test, and how often `write` ran. `before` is done at the start of the second one."""
    ran: list[int] = []

    def counted() -> None:
        ran.append(1)
        write()

    with a_test():
        replayed(name, counted)
        first = rows()
    with a_test():
        before()
        replayed(name, counted)
        return first, rows(), len(ran)


def once_on_sqlite() -> int:
    return 1 if connection.vendor == "sqlite" else 2


def test_a_second_test_has_the_same_rows_without_the_services() -> None:
    first, second, ran = twice("same", lambda: (make("uno"), make("dos")))
    assert [key for _id, key in second] == [key for _id, key in first] == ["uno", "dos"]
    assert ran == once_on_sqlite()
    if connection.vendor == "sqlite":
        assert second == first


def test_a_test_that_starts_from_other_rows_runs_the_services() -> None:
    _first, second, ran = twice("other", lambda: make("uno"), before=lambda: make("antes"))
    assert ([key for _id, key in second], ran) == (["antes", "uno"], 2)


def test_what_was_rolled_back_is_not_there_and_what_failed_is_not_tried_again() -> None:
    def write() -> None:
        make("uno")
        with pytest.raises(IntegrityError), transaction.atomic():
            make("uno")
        with transaction.atomic():
            make("dos")
            transaction.set_rollback(True)

    first, second, ran = twice("rolled back", write)
    assert [key for _id, key in second] == [key for _id, key in first] == ["uno"]
    assert ran == once_on_sqlite()


def test_a_clock_that_is_set_later_runs_the_services_again() -> None:
    noon = datetime(2027, 3, 2, 12, tzinfo=UTC)
    ran: list[datetime] = []
    for moment in (noon, noon, noon + timedelta(hours=1)):
        with time_machine.travel(moment, tick=False), a_test():
            replayed("clock", lambda moment=moment: ran.append(moment) or make("uno"))  # type: ignore[misc]
            assert [key for _id, key in rows()] == ["uno"]
    assert ran == (
        [noon, noon + timedelta(hours=1)] if connection.vendor == "sqlite" else [noon, noon, noon + timedelta(hours=1)]
    )
