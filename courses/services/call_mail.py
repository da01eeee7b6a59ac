"""The mails of a call: to who applied and to their superior, whose addresses stand in the application and nowhere else."""

from typing import Any, Final

from django.core import mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format

from courses.calling import state_word
from courses.models import Application, ApplicationState
from courses.selectors.calls import own_token, superior_token
from lms.institutions.api import person_cards
from lms.jobs.api import Claim
from lms.kernel import conf
from lms.kernel.words import in_language

SECONDS: Final = 30
_ONLY: Final = {
    "link": {ApplicationState.UNCONFIRMED, ApplicationState.RECEIVED, ApplicationState.SELECTED, ApplicationState.WAITING,
             ApplicationState.OFFERED},
    "received": {ApplicationState.RECEIVED}, "committed": {ApplicationState.RECEIVED}, "superior": {ApplicationState.RECEIVED},
    "offered": {ApplicationState.OFFERED},
}  # fmt: skip


def write_call_mail(claim: Claim) -> dict[str, Any] | None:
    """Write one mail, in text and HTML, in the language of the application. Nothing where it is no longer so."""
    row = Application.objects.select_related("call__cohort__institution").get(pk=int(claim.args["application_id"]))
    stage = str(claim.args["stage"])
    to = row.superior_email if stage == "superior" else row.email
    if not to or row.state not in _ONLY.get(stage, set(ApplicationState)):
        return None
    if stage == "superior" and row.committed_at is not None:
        return None
    with translation.override(row.language):
        facts = _facts(row, stage)
        subject, _line, text = render_to_string("lms/courses/call_mail.txt", facts).strip().partition("\n")
        letter = mail.EmailMultiAlternatives(
            subject=subject.strip(), body=text.strip() + "\n", to=[to],
            headers={"Auto-Submitted": "auto-generated", "Content-Language": row.language},
            connection=mail.get_connection(timeout=SECONDS),
        )  # fmt: skip
        letter.attach_alternative(
            render_to_string("lms/courses/_call_mail.html", {**facts, "subject": subject.strip()}), "text/html"
        )
        letter.send()
    return None


def _facts(row: Application, stage: str) -> dict[str, Any]:
    superior = stage == "superior"
    name, secret = ("commitment", superior_token(row)) if superior else ("application", own_token(row))
    known = person_cards([row.person_id]) if row.person_id else {}
    return {
        "stage": stage, "state": row.state, "word": state_word(row.state), "reason": row.reason,
        "name": row.superior_name if superior else row.given_name, "who": f"{row.given_name} {row.family_name}".strip(),
        "call": in_language(row.call.titles), "institution": in_language(row.call.cohort.institution.names),
        "place": row.place, "closes": date_format(row.call.closes_on, "DATE_FORMAT"),
        "accept_by": date_format(row.accept_by, "DATE_FORMAT") if row.accept_by else "",
        "has_login": any(card.has_login for card in known.values()), "needs_commitment": row.call.needs_commitment,
        "path": reverse(f"lms:courses:{name}", args=[row.ref, secret]), "base_url": conf.base_url(),
        "site_name": str(conf.get("SITE_NAME")), "site_subtitle": in_language(conf.get("SITE_SUBTITLE")),
    }  # fmt: skip
