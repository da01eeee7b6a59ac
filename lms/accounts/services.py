"""Accounts of the stand-alone site: whose address is proven, who is whose person, and the mail about both."""

import uuid
from typing import Any, Final

from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.account.utils import user_pk_to_url_str
from django.contrib.auth import get_user_model
from django.core import mail
from django.db import transaction
from django.template import Context
from django.template.loader import get_template
from django.urls import reverse
from django.utils import translation

from lms.institutions.api import link_user, person_by_email, person_card, person_for_user
from lms.jobs.api import request_job
from lms.kernel import conf
from lms.kernel.words import in_language

MAIL: Final = "accounts.mail"
SMTP_SECONDS: Final = 30


@transaction.atomic
def prove_address(*, user_id: int, email: str) -> None:
    """Note that an address is its account's, proven by a link that was mailed to it. Safe to repeat.

    An address proven for another account stays there.
    """
    address = email.lower()
    if EmailAddress.objects.filter(email__iexact=address, verified=True).exclude(user_id=user_id).exists():
        return
    has_main = EmailAddress.objects.filter(user_id=user_id, primary=True).exclude(email__iexact=address).exists()
    row = EmailAddress.objects.filter(user_id=user_id, email__iexact=address).first()
    if row is None:
        EmailAddress.objects.create(user_id=user_id, email=address, verified=True, primary=not has_main)
    elif not row.verified:
        row.verified, row.primary = True, row.primary or not has_main
        row.save(update_fields=["verified", "primary"])


@transaction.atomic
def make_account(*, person_id: int, password: str) -> Any:
    """An account for a person, with the person's address taken as proven: for the demo and the command line.

    Safe to repeat: an account that exists gets the password. People come in by invitation. Raises AccountTaken.
    """
    model: Any = get_user_model()
    card = person_card(person_id)
    user = model.objects.filter(email__iexact=card.email).first() or model.objects.create_user(email=card.email)
    user.set_password(password)
    user.save(update_fields=["password"])
    prove_address(user_id=user.pk, email=card.email)
    link_user(person_id=person_id, user=user)
    return user


def link_by_proven_address(*, user: Any) -> int | None:
    """Tie an account without a person to the person of one of its proven addresses; the person's id, or None.

    An address that is not proven never links, and neither does one whose person has another account.
    """
    if (known := person_for_user(user)) is not None:
        return known
    for row in EmailAddress.objects.filter(user_id=user.pk, verified=True).order_by("-primary", "pk"):
        person_id = person_by_email(row.email)
        card = person_card(person_id) if person_id is not None else None
        if card is not None and not card.has_login and not card.erased:
            link_user(person_id=card.id, user=user)
            return card.id
    return None


def ask_for_reset_mail(*, user_id: int, email: str) -> int:
    """Ask for the mail with a link to choose a new password; returns the job's id."""
    row = EmailAddress.objects.filter(user_id=user_id, email__iexact=email).first()
    args = {"what": "password_reset_key", "user_id": user_id, "address_id": row.pk if row else None}
    return request_job(kind=MAIL, key=f"{MAIL}:{uuid.uuid4().hex}", args=args)


def ask_for_confirmation_mail(*, user_id: int, email: str) -> int | None:
    """Ask for the mail with a link that proves an address; returns the job's id, None for an address that is gone."""
    row = EmailAddress.objects.filter(user_id=user_id, email__iexact=email).first()
    if row is None:
        return None
    args = {"what": "email_confirmation", "user_id": user_id, "address_id": row.pk}
    return request_job(kind=MAIL, key=f"{MAIL}:{uuid.uuid4().hex}", args=args)


def send_account_mail(*, what: str, user_id: int, address_id: int | None, message_id: str) -> bool:
    """Make the one-time link, write the mail in the person's language and send it; False when nobody is left to get it."""
    model: Any = get_user_model()
    user = model.objects.filter(pk=user_id, is_active=True).first()
    row = EmailAddress.objects.filter(pk=address_id, user_id=user_id).first() if address_id else None
    if user is None or (row is None and what != "password_reset_key"):
        return False
    base, facts = conf.base_url(), {"base_url": conf.base_url(), "site_name": str(conf.get("SITE_NAME"))}
    if what == "password_reset_key":
        names = {"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)}
        facts["password_reset_url"] = base + reverse("account_reset_password_from_key", kwargs=names)
    elif row is not None:
        facts["activate_url"] = base + reverse("account_confirm_email", args=[EmailConfirmationHMAC(row).key])
    person_id = person_for_user(user)
    language = person_card(person_id).language if person_id else "es"
    with translation.override(language):
        facts |= {"LANGUAGE_CODE": language, "site_subtitle": in_language(conf.get("SITE_SUBTITLE"))}
        subject, text, html = (_draw(f"{what}_{part}", facts) for part in ("subject.txt", "message.txt", "message.html"))
    letter = mail.EmailMultiAlternatives(
        subject=" ".join(subject.split()),
        body=text.strip() + "\n",
        to=[row.email if row else user.email],
        headers={"Message-ID": message_id, "Auto-Submitted": "auto-generated"},
        connection=mail.get_connection(timeout=SMTP_SECONDS),
    )
    letter.attach_alternative(html, "text/html")
    letter.send()
    return True


def _draw(name: str, facts: dict[str, str]) -> str:
    template: Any = get_template(f"account/email/{name}")
    return str(template.template.render(Context(facts, autoescape=name.endswith(".html"))))
