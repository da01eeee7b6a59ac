"""Why somebody needs an accommodation, and with which papers: on no page, export, mail or log of assessors, coordinators,
facilitators, invigilators or colleagues. Found by asking every GET of the site as each of them."""

import logging
from typing import Any

import pytest
from django.urls import reverse

from assessments.models import Accommodation, AccommodationEvidence
from lms.audit.models import AuditDetail, AuditEvent
from lms.jobs.models import Job
from lms.messages.models import Message
from tests.permissions.asking import Asker
from tests.permissions.expectations import REACH
from tests.permissions.test_walk import ROUTES, samples_of
from tests.permissions.walking import declared
from tests.permissions.world import World

pytestmark = pytest.mark.django_db

CANARY = "ZQcanarioQZ"  # long enough that no random token of a page holds it
REASON, PAPER, ANSWER = f"{CANARY} leo despacio", f"{CANARY}-informe", f"{CANARY} sí"
INSIDE = ("assessor", "coordinator", "facilitator", "facilitator2", "outside-assessor", "colleague", "administrator", "author")


@pytest.fixture(scope="module")
def told(world: World) -> World:
    """The canaries in all that is private."""
    Accommodation.objects.update(reason=REASON, answer=ANSWER)
    AccommodationEvidence.objects.update(name=f"{PAPER}.pdf")
    return world


def pages(world: World) -> list[str]:
    """Every URL that answers a GET: lists, pages, files and exports, with the samples of the house."""
    found = [reverse(route.name) for route in declared() if not route.arguments]
    rows = [row for row in REACH if "GET" in (ROUTES[row.url].methods or {"GET"})]
    found += [reverse(row.url, kwargs=samples_of(row, world.andes.samples)) for row in rows]
    return list(dict.fromkeys(found))


@pytest.mark.parametrize("who", INSIDE)
def test_nobody_of_the_cohort_reads_why(who: str, told: World, asker: Asker, caplog: Any) -> None:
    """`facilitator2` watches over the sittings of this world."""
    caplog.set_level(logging.INFO)
    asked = pages(told)
    assert len(asked) > 200
    answers = {path: asker.ask(who, "GET", path) for path in asked}
    assert [path for path, one in answers.items() if CANARY in one.text or CANARY in one.location] == []
    assert sum(one.outcome == "ok" for one in answers.values()) > 10
    assert CANARY not in caplog.text


def test_what_machines_keep_has_none_of_it(told: World) -> None:
    for model in (AuditEvent, AuditDetail, Job, Message):
        assert CANARY not in str(list(model.objects.values_list()))


@pytest.mark.parametrize("who", ["decider", "reviewer"])
def test_who_decides_reads_it(who: str, told: World, asker: Asker) -> None:
    page = reverse("lms:assessments:accommodation-detail", args=[told.andes.samples["accommodation_id"]])
    text = asker.ask(who, "GET", page).text
    assert REASON in text
    assert PAPER in text
