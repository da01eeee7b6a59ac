"""What certificates does when something below it happened. The announcer gives each receiver its savepoint."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse

from certificates import models, selectors
from certificates.services import granting, questioning
from certificates.wording import reason_in_words
from lms.kernel.words import in_language


def on_course_completed(sender: Any, completion_id: int, **kwargs: Any) -> None:
    """A course was completed: grant every credential that this makes whole. Safe to repeat."""
    granting.grant_for_completion(completion_id=completion_id)


def on_outcome_revised(sender: Any, enrolment_id: int, unit_id: int, **kwargs: Any) -> None:
    """A unit's outcome was revised: deciders are asked about awards that rest on it. Safe to repeat."""
    questioning.question_awards(enrolment_id=enrolment_id, unit_id=unit_id)


def ready_facts(params: Mapping[str, Any]) -> Mapping[str, Any]:
    """What the mail about a new certificate says: looked up when it is written."""
    card = selectors.certificate_cards([int(params["certificate_id"])])[int(params["certificate_id"])]
    return {
        "credential": in_language(card.titles),
        "list_path": reverse("lms:certificates:certificate-list"),
        "verify_path": reverse("lms:certificates:verify-detail", args=[card.serial]),
    }


def changed_facts(params: Mapping[str, Any]) -> Mapping[str, Any]:
    """What the mail about a decision says: the act and the class of reason, never the note."""
    event = models.AwardEvent.objects.select_related("award__credential").get(pk=int(params["award_event_id"]))
    serial = event.award.lms_certificates.filter(superseded_by=None).values_list("serial", flat=True).first() or ""
    return {
        "act": event.act,
        "reason": reason_in_words(event.reason_class),
        "credential": in_language(event.award.credential.titles),
        "verify_path": reverse("lms:certificates:verify-detail", args=[serial]),
    }
