"""What a digest says, looked up when the mail is written: nothing of it is kept in the ledger."""

from collections.abc import Mapping
from typing import Any, Final

from django.urls import reverse
from django.utils import timezone

from assessments import api as assessments
from certificates import api as certificates
from courses import api as courses
from lms.institutions import api as institutions
from lms.kernel.words import in_language
from lms.messages.api import NothingToSay
from lms.reporting import api as reporting
from lms.reporting.weeks import WEEK

SHOWN: Final = 10


def coordinator_facts(params: Mapping[str, Any]) -> Mapping[str, Any]:
    """Who is at risk and why, who waits, who is new, what needs the coordinator. Raises NothingToSay when nothing does,
    or when the reader no longer coordinates there."""
    person_id, place_id = int(params["person_id"]), int(params["institution_id"])
    scope, now = institutions.scope(person_id), timezone.now()
    if place_id not in scope.coordinator_of:
        raise NothingToSay
    risky = courses.at_risk(institution_id=place_id, at=now)
    waiting = sum(one.waiting for one in courses.group_counts(institution_id=place_id, at=now))
    new = courses.newcomers(place_id, since=now - WEEK)
    needs = [*reporting.todo(scope), *certificates.todo(scope), *assessments.todo(scope), *courses.todo(scope)]
    if not (risky or waiting or new or needs):
        raise NothingToSay
    names = institutions.person_cards({one.person_id for one in risky[:SHOWN]} | set(new[:SHOWN]))
    return {
        "institution": in_language(institutions.institution_card(place_id).names),
        "risky": [(names[one.person_id].full_name, courses.risk_sentences(one.reasons)) for one in risky[:SHOWN]],
        "risky_count": len(risky), "risky_more": max(0, len(risky) - SHOWN), "waiting": waiting,
        "new": [names[one].full_name for one in new[:SHOWN]], "new_count": len(new),
        "needs": [(line.title, line.why) for line in sorted(needs, key=lambda line: line.weight)[:SHOWN]],
        "home": reverse("lms:home:home"), "groups": reverse("lms:reporting:cohort-list"),
    }  # fmt: skip


def advisor_facts(params: Mapping[str, Any]) -> Mapping[str, Any]:
    """What is due within a week or past its day. Raises NothingToSay when it was done meanwhile."""
    person_id, now = int(params["person_id"]), timezone.now()
    found = courses.due_soon(until=now + WEEK, at=now, person_id=person_id)
    lines = [
        (in_language(one.course_titles), timezone.localtime(one.due), one.due < now, _path(one.enrolment_id)) for one in found
    ]
    updates = [(line.title, line.url) for line in courses.own_updates(person_id)]
    if not lines and not updates:
        raise NothingToSay
    return {"lines": lines, "updates": updates}


def _path(enrolment_id: int) -> str:
    return reverse("lms:courses:enrolment-path", args=[enrolment_id])
