"""How the stand-alone site lets people in."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from lms.accounts.services import ask_for_confirmation_mail, ask_for_reset_mail


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Nobody signs up by themselves: people are invited. No mail is sent in a request: each one becomes a job."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("The address and the password do not belong together. Check both and try again."),
        "too_many_login_attempts": _("Too many attempts. Wait a few minutes, or choose a new password."),
        "account_inactive": _("This account is closed."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Closed: accounts come from invitations."""
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Ask for the mail by ids: its one-time link is made by the worker and kept nowhere."""
        match template_prefix.rpartition("/")[2]:
            case "password_reset_key":
                ask_for_reset_mail(user_id=context["user"].pk, email=email)
            case "email_confirmation" | "email_confirmation_signup":
                ask_for_confirmation_mail(user_id=context["user"].pk, email=email)
            case _:
                super().send_mail(template_prefix, email, context)
