"""The mails to a business that complained and left an address, which stands in the complaint and nowhere else."""

from typing import Any, Final

from django.core import mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format

from certificates.complaining import country_word
from certificates.models import Complaint
from certificates.selectors.complaints import token_of
from lms.jobs.api import Claim
from lms.kernel import conf
from lms.kernel.words import in_language

SECONDS: Final = 30


def write_to_business(claim: Claim) -> dict[str, Any] | None:
    """Write one mail, in the language in which the complaint was made. Nothing where the address was erased since."""
    row = Complaint.objects.get(pk=int(claim.args["complaint_id"]))
    stage = str(claim.args["stage"])
    if not row.contact_email or (stage in ("received", "acknowledged") and row.state != "open"):
        return None
    with translation.override(row.language):
        subject, _line, text = _drawn(row, stage).strip().partition("\n")
        letter = mail.EmailMessage(
            subject=subject.strip(), body=text.strip() + "\n", to=[row.contact_email],
            headers={"Auto-Submitted": "auto-generated", "Content-Language": row.language},
            connection=mail.get_connection(timeout=SECONDS),
        )  # fmt: skip
        letter.send()
    return None


def _drawn(row: Complaint, stage: str) -> str:
    facts = {
        "number": row.number, "stage": stage, "word": country_word(row.country), "answer": row.answer, "state": row.state,
        "due": date_format(row.due_on, "DATE_FORMAT"), "base_url": conf.base_url(), "site_name": str(conf.get("SITE_NAME")),
        "site_subtitle": in_language(conf.get("SITE_SUBTITLE")),
        "path": reverse("lms:certificates:complaint-follow", args=[row.number, token_of(row.number)]),
    }  # fmt: skip
    return render_to_string("lms/certificates/complaint_mail.txt", facts)
