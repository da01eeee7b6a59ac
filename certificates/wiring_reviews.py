"""What reviews and complaints register when the site starts. Called once by CertificatesConfig.ready()."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from certificates.complaining import country_word
from certificates.models import Complaint
from certificates.services.complaint_mail import write_to_business
from certificates.services.complaints import MAIL, TOLD, WORK, forget_complaints
from certificates.services.review_doors import KEY, AwardDecision, ObjectionSource, RulingDecision
from courses.api import register_reviewable, register_source
from lms.institutions.events import person_erased
from lms.jobs.api import handler, receive
from lms.messages.api import NothingToSay, register_kind


def register() -> None:
    """Kinds of decision, the source of the inbox, mails, a job, what erasure empties."""
    register_reviewable("award", AwardDecision())
    register_reviewable("ruling", RulingDecision())
    register_source(KEY, ObjectionSource())
    register_kind(TOLD, told_facts)
    register_kind(WORK, work_facts)
    handler(MAIL, write_to_business, _("A mail about a complaint"))
    receive(person_erased, "certificates.forget_complaints", forget_complaints)


def told_facts(params: Mapping[str, Any]) -> Mapping[str, Any]:
    """The mail to the advisor. Raises NothingToSay for a question that is answered or over."""
    row = Complaint.objects.get(pk=int(params["complaint_id"]))
    if params["stage"] == "asked" and (row.state != "open" or row.stated_at is not None):
        raise NothingToSay
    due = date_format(row.statement_by, "DATE_FORMAT") if row.statement_by else ""
    return {
        "number": row.number, "word": country_word(row.country), "due": due,
        "path": reverse("lms:certificates:complaint-statement", args=[row.pk]),
    }  # fmt: skip


def work_facts(params: Mapping[str, Any]) -> Mapping[str, Any]:
    """The mail to who decides: case number and days, nothing of what was written. Raises NothingToSay when it is over."""
    row = Complaint.objects.get(pk=int(params["complaint_id"]))
    if row.state != "open":
        raise NothingToSay
    return {
        "number": row.number, "word": country_word(row.country), "due": date_format(row.due_on, "DATE_FORMAT"),
        "path": reverse("lms:certificates:complaint-detail", args=[row.pk]),
    }  # fmt: skip
