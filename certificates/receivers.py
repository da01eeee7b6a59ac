"""What certificates does when something below it happened. The announcer gives each receiver its savepoint."""

from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import timezone

from certificates import models, renewal
from certificates.selectors.conduct import asked_of
from certificates.services import granting, questioning
from certificates.standing import AGAINST
from certificates.wording.awards import last_day_of
from certificates.wording.certificates import claim_title, long_date, reason_in_words
from lms.institutions.api import institution_card
from lms.kernel.words import in_language
from lms.messages.api import NothingToSay


def on_course_completed(sender: Any, completion_id: int, **kwargs: Any) -> None:
    """A course was completed: grant every credential that this makes whole. Safe to repeat."""
    granting.grant_for_completion(completion_id=completion_id)


def on_outcome_revised(sender: Any, enrolment_id: int, unit_id: int, **kwargs: Any) -> None:
    """A unit's outcome was revised: deciders are asked about awards that rest on it. Safe to repeat."""
    questioning.question_awards(enrolment_id=enrolment_id, unit_id=unit_id)


def on_counted(sender: Any, person_id: int, **kwargs: Any) -> None:
    """Something that a renewal counts may be enough now: grant what it makes whole. Safe to repeat."""
    granting.grant_renewals(person_id=person_id)


def conduct_facts(params: Mapping[str, Any]) -> Mapping[str, Any]:
    """What the mail about a code of conduct says. Raises NothingToSay when it was accepted, or a newer one is out."""
    person_id, version = int(params["person"]), int(params["version"])
    asked = asked_of(person_id)
    if asked.version is None or asked.version.number != version or not asked.open or asked.accept_by is None:
        raise NothingToSay
    return {
        "day": long_date(timezone.localdate(asked.accept_by)),
        "late": asked.accept_by <= timezone.now(),
        "accept_path": reverse("lms:certificates:conduct-accept"),
    }


def ready_facts(params: Mapping[str, Any]) -> Mapping[str, Any]:
    """What the mail about a new certificate says: looked up when it is written."""
    row = models.Certificate.objects.select_related("award__credential").defer("tail").get(pk=int(params["certificate_id"]))
    titles = row.award.credential.titles if row.award else row.fields.get("credential") or {}
    words = in_language(titles)
    return {
        "credential": words if row.award else f"{claim_title(row.paper)}: {words}",
        "list_path": reverse("lms:certificates:certificate-list"),
        "verify_path": reverse("lms:certificates:verify-detail", args=[row.serial]),
    }


def changed_facts(params: Mapping[str, Any]) -> Mapping[str, Any]:
    """What the mail about a decision says: the act, the class of reason, until when, what is left; never the note."""
    event = models.AwardEvent.objects.select_related("award__credential").get(pk=int(params["award_event_id"]))
    may_object = event.act in AGAINST
    return {
        "act": event.act,
        "reason": reason_in_words(event.reason_class),
        "until": last_day_of(event.until, ZoneInfo(institution_card(event.award.institution_id).time_zone))
        if event.until
        else "",
        "scope": in_language(event.scope) if event.scope else "",
        "credential": in_language(event.award.credential.titles),
        "verify_path": _verify_path(event.award),
        "review_path": reverse("lms:certificates:objection-form", args=[event.pk]) if may_object else "",
    }


def answered_facts(params: Mapping[str, Any]) -> Mapping[str, Any]:
    """What the mail about an answered request for review says. The answer is read on the page, behind a log-in."""
    found = models.Objection.objects.select_related("event__award__credential").get(pk=int(params["objection_id"]))
    return {
        "stage": params["stage"],
        "credential": in_language(found.event.award.credential.titles),
        "review_path": reverse("lms:certificates:objection-form", args=[found.event_id]),
    }


def expiring_facts(params: Mapping[str, Any]) -> Mapping[str, Any]:
    """What the reminder of an end says. Raises NothingToSay when the award was moved, renewed or taken back meanwhile."""
    award = models.Award.objects.select_related("credential").defer("path").get(pk=int(params["award_id"]))
    zone = ZoneInfo(institution_card(award.institution_id).time_zone)
    day = renewal.last_day(award.expires_at, zone) if award.expires_at else None
    later = models.Award.objects.filter(
        person=award.person_id, credential=award.credential_id, country=award.country, round__gt=award.round
    )
    in_force = award.state in (models.AwardState.GRANTED, models.AwardState.REDUCED)
    if day is None or day.isoformat() != params["last_day"] or not in_force or later.exists():
        raise NothingToSay
    found = renewal.window(award.expires_at, award.credential.renewal_opens_months, zone, award.leave_days)
    now = timezone.now()
    return {
        "credential": in_language(award.credential.titles),
        "day": long_date(day),
        "opens": long_date(timezone.localdate(found.opens_at, zone)) if found else "",
        "open": found is not None and found.phase(now) == renewal.Phase.OPEN,
        "list_path": reverse("lms:certificates:certificate-list"),
    }


def register_facts(params: Mapping[str, Any]) -> Mapping[str, Any]:
    """What the alarm about a book says: which one, how many faults, and the first line's number."""
    return {"book": params["book"], "count": params["faults"], "first": params["first"]}


def _verify_path(award: models.Award) -> str:
    papers = award.lms_certificates.filter(paper="certificate", superseded_by=None)
    serial = papers.values_list("serial", flat=True).first() or ""
    return reverse("lms:certificates:verify-detail", args=[serial])
