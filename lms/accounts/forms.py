"""The log-in form in our words."""

from typing import Any

from allauth.account import forms as allauth_forms
from django.utils.translation import gettext_lazy as _


class LoginForm(allauth_forms.LoginForm):  # type: ignore[misc]  # allauth has no types
    """E-mail address, password, and whether this device may remember; nothing else, and no hint in grey inside a field."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = {
            "login": (_("E-mail address"), ""),
            "password": (_("Password"), ""),
            "remember": (_("It is my own device: remember me for 30 days"), _("Do not tick it on a shared device.")),
        }
        for name, (label, hint) in words.items():
            field = self.fields[name]
            field.label, field.help_text = label, hint
            field.widget.attrs.pop("placeholder", None)
        self.fields["login"].widget.attrs["autocomplete"] = "username"
