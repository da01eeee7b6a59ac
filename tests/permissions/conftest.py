"""One world for a whole module, in one transaction that is rolled back; each request in a savepoint that is rolled back."""

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from tests.permissions.asking import Asker
from tests.permissions.badges import making_badges
from tests.permissions.world import World, make_world


@pytest.fixture(autouse=True, scope="module")
def _badge_key(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with making_badges(tmp_path_factory.mktemp("keys")):
        yield


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Andes and Sur with everything that a URL can name."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_world(tmp_path_factory.mktemp("toolkit"))
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def asker(world: World) -> Asker:
    """Asks for pages as anybody of that world."""
    return Asker(world.people)


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    """Thousands of refusals are what is tested; a line for each hides the fault."""
    logger = logging.getLogger("django.request")
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    yield
    logger.setLevel(level)
