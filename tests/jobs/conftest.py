"""Handlers that tests register, gone when the test ends."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from lms.jobs import registry
from lms.jobs.api import Claim, handler, request_job
from lms.jobs.models import Job


@pytest.fixture
def work() -> Iterator[Callable[..., Any]]:
    """`work("kind", fn)` registers a handler for this test."""
    kept, titles, sweeps = dict(registry._handlers), dict(registry._titles), dict(registry._sweeps)
    yield handler
    for store, was in ((registry._handlers, kept), (registry._titles, titles), (registry._sweeps, sweeps)):
        store.clear()
        store.update(was)  # type: ignore[arg-type]


@pytest.fixture
def calls(work: Callable[..., Any]) -> list[Claim]:
    """The claims that the handler of the kind `test.note` has seen."""
    seen: list[Claim] = []
    work("test.note", seen.append)
    return seen


@pytest.fixture
def job(db: None, calls: list[Claim]) -> Job:
    """A job that is due."""
    return Job.objects.get(pk=request_job(kind="test.note", key="one", args={"thing_id": 7}))
