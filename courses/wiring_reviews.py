"""What reviews register when the site starts: their own source of the inbox, their mails, what erasure empties."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format

from courses.models import ReviewRequest
from courses.reviewable import register_source, reviewable_of
from courses.selectors.reviews import SOURCE
from courses.services.review_source import GeneralSource
from courses.services.reviews import STATE, WORK, forget_reviews
from lms.institutions.events import person_erased
from lms.jobs.api import receive
from lms.messages.api import NothingToSay, register_kind


def register_reviews() -> None:
    """Called once by CoursesConfig.ready()."""
    register_source(SOURCE, GeneralSource())
    register_kind(STATE, state_facts)
    register_kind(WORK, work_facts)
    receive(person_erased, "courses.forget_reviews", forget_reviews)


def state_facts(params: Mapping[str, Any]) -> Mapping[str, Any]:
    """What the mail to who asked adds when it is written. Raises NothingToSay for what is no longer so.

    A source of its own gives `due` and `path` with the params instead of `request_id`.
    """
    if "request_id" not in params:
        return {"due": say_day(params["due"]), "name": ""}
    row = ReviewRequest.objects.get(pk=int(params["request_id"]))
    stage, rules = str(params["stage"]), reviewable_of(row.kind)
    if stage in ("received", "acknowledged", "late") and row.state != "open":
        raise NothingToSay
    return {
        "due": say_day(row.due_on.isoformat()), "answer": row.answer, "name": rules.name() if rules else "",
        "path": reverse("lms:courses:review-ask", args=[row.kind, row.subject_id]),
    }  # fmt: skip


def work_facts(params: Mapping[str, Any]) -> Mapping[str, Any]:
    """The mail to who decides: the last day in words, and what it is about."""
    rules = reviewable_of(str(params.get("kind", "")))
    return {"due": say_day(str(params["due"])), "name": rules.name() if rules else ""}


def say_day(iso: str) -> str:
    """A day in the reader's language."""
    return str(date_format(date.fromisoformat(iso), "DATE_FORMAT"))
