"""One world for a whole module, in one transaction that is rolled back; each request in a savepoint that is rolled back."""

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.test import override_settings

from certificates.badges.keys import new_key
from tests.permissions.asking import Asker
from tests.permissions.world import World, make_world


@pytest.fixture(autouse=True, scope="module")
def _badge_key(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A site that makes badges: otherwise their pages have nothing to show."""
    file = tmp_path_factory.mktemp("keys") / "badge-key.pem"
    file.write_bytes(new_key().pem)
    with override_settings(LMS={**settings.LMS, "BADGE_KEY": str(file)}):
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
