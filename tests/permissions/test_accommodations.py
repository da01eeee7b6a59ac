"""Why somebody needs an accommodation, and with which papers: on no page, export, mail or log of assessors, coordinators,
facilitators, invigilators or colleagues. Found by crawling every GET and every link as each of them."""

import logging
from typing import Any

import pytest
from django.urls import reverse

from assessments.models import Accommodation, AccommodationEvidence
from lms.audit.models import AuditDetail, AuditEvent
from lms.jobs.models import Job
from lms.messages.models import Message
from tests.permissions.asking import Asker
from tests.permissions.test_canary import crawl, starts
from tests.permissions.world import World

pytestmark = pytest.mark.django_db

REASON, PAPER, ANSWER = "ZQmotivoQZ", "ZQinformeQZ", "ZQrespuestaQZ"
INSIDE = ("assessor", "coordinator", "facilitator", "facilitator2", "outside-assessor", "colleague", "administrator", "author")


@pytest.fixture(scope="module")
def told(world: World) -> World:
    """The canaries in all that is private."""
    Accommodation.objects.update(reason=f"{REASON}: leo despacio.", answer=ANSWER)
    AccommodationEvidence.objects.update(name=f"{PAPER}.pdf")
    return world


@pytest.mark.parametrize("who", INSIDE)
def test_nobody_of_the_cohort_reads_why(who: str, told: World, asker: Asker, caplog: Any) -> None:
    """`facilitator2` watches over the sittings of this world."""
    caplog.set_level(logging.DEBUG)
    pages = starts(told, theirs=True)
    for canary in ("ZQ",):
        found, seen = crawl(asker, who, pages, canary)
        assert found == []
        assert seen > 50
    assert "ZQ" not in caplog.text


def test_what_machines_keep_has_none_of_it(told: World) -> None:
    for model in (AuditEvent, AuditDetail, Job, Message):
        assert "ZQ" not in str(list(model.objects.values_list()))


@pytest.mark.parametrize("who", ["decider", "reviewer"])
def test_who_decides_reads_it(who: str, told: World, asker: Asker) -> None:
    page = reverse("lms:assessments:accommodation-detail", args=[told.andes.samples["accommodation_id"]])
    text = asker.ask(who, "GET", page).text
    assert REASON in text
    assert PAPER in text
