"""Puts what accommodations and reviews of results need where the packages below look for it: called by `AppConfig.ready()`."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse

from assessments.accommodating import measures_of, words_of
from assessments.models import Accommodation
from assessments.services.accommodations import STATE, WORK, close_requests, forget_accommodations
from courses import events
from lms.institutions.events import person_erased
from lms.jobs.api import receive
from lms.messages.api import NothingToSay, register_kind


def wire() -> None:
    """Two mails, and what erasure and a closed enrolment empty."""
    register_kind(STATE, state_facts)
    register_kind(WORK, work_facts)
    receive(person_erased, "assessments.forget_accommodations", forget_accommodations)
    receive(events.enrolment_closed, "assessments.close_accommodation_requests", close_requests)


def state_facts(params: Mapping[str, Any]) -> Mapping[str, Any]:
    """What is granted, in words, and where it stands: never the reason nor the answer. Raises NothingToSay when it moved on."""
    row = Accommodation.objects.get(pk=int(params["accommodation_id"]))
    stage = str(params["stage"])
    if stage != {"requested": "received"}.get(row.state, str(row.state)):
        raise NothingToSay
    granted = words_of(measures_of(row.granted)) if stage == "granted" else []
    return {"granted": granted, "path": reverse("lms:assessments:accommodation-own")}


def work_facts(params: Mapping[str, Any]) -> Mapping[str, Any]:
    """Where it is decided. Raises NothingToSay when it was meanwhile."""
    row = Accommodation.objects.get(pk=int(params["accommodation_id"]))
    if row.state != "requested":
        raise NothingToSay
    return {"path": reverse("lms:assessments:accommodation-detail", args=[row.pk])}
