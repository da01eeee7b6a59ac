"""Inviting everybody of a group who has no account yet, again: by a job, one transaction a person."""

from datetime import datetime
from typing import Any, Final

from django.urls import reverse
from django.utils import timezone

from courses.errors_groups import NobodyToInvite
from lms.audit.api import record_event
from lms.institutions import api as institutions
from lms.jobs.api import Claim, report_progress, request_job

INVITE_GROUP: Final = "courses.invite_group"


def without_account(cohort_id: int) -> list[int]:
    """The advisors of a group who have no account yet and have an address. Two queries."""
    cards = institutions.person_cards(institutions.cohort_people(cohort_id, "advisor"))
    return [card.id for card in cards.values() if not card.has_login and card.email and not card.erased]


def request_invitations(*, cohort_id: int, token: str, by: int) -> int:
    """Ask for a new invitation for everybody without an account; returns the job's id. `token`: the same click, the same job.

    Raises NobodyToInvite.
    """
    people = without_account(cohort_id)
    if not people:
        raise NobodyToInvite
    cohort = institutions.cohort_card(cohort_id)
    args = {"cohort_id": cohort_id, "by": by, "since": timezone.now().isoformat()}
    return request_job(
        kind=INVITE_GROUP, key=f"{INVITE_GROUP}:{cohort_id}:{token}", args=args, owner=by,
        institution=cohort.institution_id, total=len(people),
    )  # fmt: skip


def invite_group_job(claimed: Claim) -> dict[str, Any]:
    """The job: the link sent before no longer works; who made an account meanwhile is left alone.

    A second delivery goes on where the first stopped: who got a new invitation since the job was asked for is passed over.
    """
    cohort_id, by = int(claimed.args["cohort_id"]), int(claimed.args["by"])
    cohort = institutions.cohort_card(cohort_id)
    people = without_account(cohort_id)
    fresh = institutions.invited_since(people, datetime.fromisoformat(claimed.args["since"]))
    invited = len(fresh)
    for place, person_id in enumerate(people, start=1):
        if person_id not in fresh:
            try:
                institutions.invite_again(person_id=person_id, institution_id=cohort.institution_id, by=by)
                invited += 1
            except institutions.AlreadyHasLogin:
                continue
        if place % 50 == 0:
            report_progress(claimed, done=place, total=len(people))
    record_event(
        act="cohort.invited", subject="cohort", subject_id=cohort_id, actor=by, institution=cohort.institution_id,
        after={"invited": invited},
    )  # fmt: skip
    return {"url": reverse("lms:courses:cohort-courses", args=[cohort_id]), "invited": invited}
