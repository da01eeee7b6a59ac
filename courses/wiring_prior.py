"""What prior learning registers when the site starts: its mails, its review door, what erasure empties."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse

from courses.reviewable import register_reviewable
from courses.selectors.prior_learning import KIND, mail_facts
from courses.services.prior_learning import STATE, WORK, forget_claims
from courses.services.prior_reviews import RecognitionRefused
from lms.institutions.events import person_erased
from lms.jobs.api import receive
from lms.messages.api import register_kind


def work_facts(params: Mapping[str, Any]) -> Mapping[str, Any]:
    """The mail to who decides: where it waits."""
    return {"path": reverse("lms:courses:prior-claim", args=[params["claim_id"]])}


def register_prior() -> None:
    """Called once by CoursesConfig.ready()."""
    register_kind(STATE, mail_facts)
    register_kind(WORK, work_facts)
    register_reviewable(KIND, RecognitionRefused())
    receive(person_erased, "courses.forget_claims", forget_claims)
