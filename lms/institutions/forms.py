"""What people write on the pages of institutions."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.core.validators import RegexValidator, URLValidator, validate_email
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from lms.institutions.errors import LogoRefused
from lms.institutions.logos import logo_png
from lms.institutions.models import Role
from lms.kernel.places import Country, Language

_PHONE = RegexValidator(r"^\+?[0-9 ()/-]{5,40}$", _("Write a telephone number: digits, spaces, + and hyphens."))
_NEW_PASSWORD = {"autocomplete": "new-password"}


def _password_rules() -> str:
    return " ".join(str(text) for text in password_validators_help_texts())


class PasswordForm(forms.Form):
    """A new password, twice, under the site's own rules for `user` (an account, saved or not)."""

    password = forms.CharField(
        label=_("Password"),
        help_text=lazy(_password_rules, str)(),
        strip=False,
        widget=forms.PasswordInput(attrs=_NEW_PASSWORD),
    )
    again = forms.CharField(label=_("The same password again"), strip=False, widget=forms.PasswordInput(attrs=_NEW_PASSWORD))

    def __init__(self, user: Any, *args: Any, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)

    def clean_again(self) -> str:
        password, again = self.cleaned_data.get("password"), str(self.cleaned_data["again"])
        if password is not None and password != again:
            raise forms.ValidationError(_("The two passwords differ. Write the same one twice."))
        return again

    def clean_password(self) -> str:
        password = str(self.cleaned_data["password"])
        validate_password(password, self.user)
        return password


class InstitutionForm(forms.Form):
    """A new institution."""

    name_es = forms.CharField(label=_("Name in Spanish"), max_length=160)
    name_en = forms.CharField(label=_("Name in English"), max_length=160, required=False)
    key = forms.SlugField(
        label=_("Short name"), max_length=60, help_text=_("Lower-case letters, digits and hyphens: for addresses and files.")
    )
    country = forms.ChoiceField(label=_("Country"), choices=Country.choices)
    language = forms.ChoiceField(label=_("Language"), choices=Language.choices)
    signatory_name = forms.CharField(label=_("Who signs the certificates"), max_length=120, required=False)
    signatory_title_es = forms.CharField(label=_("Position in Spanish"), max_length=120, required=False)
    signatory_title_en = forms.CharField(label=_("Position in English"), max_length=120, required=False)

    def facts(self) -> dict[str, Any]:
        """What `make_institution` takes."""
        given = self.cleaned_data
        return {
            "key": given["key"],
            "names": _both(given["name_es"], given["name_en"]),
            "country": given["country"],
            "language": given["language"],
            "signatory_name": given["signatory_name"],
            "signatory_title": _both(given["signatory_title_es"], given["signatory_title_en"]),
        }


class InstitutionChangeForm(forms.Form):
    """What an institution keeps true about itself: its name, who signs, its logo."""

    name_es = forms.CharField(label=_("Name in Spanish"), max_length=160)
    name_en = forms.CharField(label=_("Name in English"), max_length=160, required=False)
    language = forms.ChoiceField(label=_("Language"), choices=Language.choices)
    signatory_name = forms.CharField(label=_("Who signs the certificates"), max_length=120, required=False)
    signatory_title_es = forms.CharField(label=_("Position in Spanish"), max_length=120, required=False)
    signatory_title_en = forms.CharField(label=_("Position in English"), max_length=120, required=False)
    logo = forms.FileField(
        label=_("Logo"),
        required=False,
        help_text=_("PNG or JPEG, 2 MB at most. It is printed on certificates drawn from now on."),
    )

    def clean_logo(self) -> bytes | None:
        """The picture as a small PNG; None when no file was chosen."""
        file = self.cleaned_data["logo"]
        if file is None:
            return None
        try:
            return logo_png(file)
        except LogoRefused as refused:
            raise forms.ValidationError(refused.sentence()) from refused

    def facts(self) -> dict[str, Any]:
        """What `change_institution` takes."""
        given = self.cleaned_data
        return {
            "names": _both(given["name_es"], given["name_en"]),
            "language": given["language"],
            "signatory_name": given["signatory_name"],
            "signatory_title": _both(given["signatory_title_es"], given["signatory_title_en"]),
            "logo": given["logo"],
        }


class ContactForm(forms.Form):
    """A function that people may turn to: what it is, how to reach it, when."""

    function_es = forms.CharField(
        label=_("Function in Spanish"),
        max_length=120,
        help_text=_("An office or a desk, never a person's name: “Intellectual property desk”."),
    )
    function_en = forms.CharField(label=_("Function in English"), max_length=120, required=False)
    channel = forms.ChoiceField(
        label=_("How to reach it"),
        choices=[("mail", _("E-mail")), ("phone", _("Telephone")), ("form", _("Contact form")), ("place", _("A place"))],
    )
    value = forms.CharField(
        label=_("Address or number"),
        max_length=200,
        help_text=_("The institution's own, never a private one. A form begins with https://"),
    )
    hours_es = forms.CharField(label=_("Opening hours in Spanish"), max_length=120, required=False)
    hours_en = forms.CharField(label=_("Opening hours in English"), max_length=120, required=False)
    checked_on = forms.DateField(
        label=_("Checked on"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        checks: dict[str, Any] = {"mail": validate_email, "form": URLValidator(schemes=["https"]), "phone": _PHONE}
        check = checks.get(given.get("channel", ""))
        if check is not None and given.get("value"):
            try:
                check(given["value"])
            except forms.ValidationError as wrong:
                self.add_error("value", wrong)
        return given

    def facts(self) -> dict[str, Any]:
        """What `save_contact` takes."""
        given = self.cleaned_data
        return {
            "function": _both(given["function_es"], given["function_en"]),
            "channel": given["channel"],
            "value": given["value"],
            "hours": _both(given["hours_es"], given["hours_en"]),
            "checked_on": given["checked_on"],
        }


class MemberForm(forms.Form):
    """A person and the role they get in an institution."""

    email = forms.EmailField(label=_("E-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "off"}))
    given_name = forms.CharField(label=_("First name"), max_length=120)
    family_name = forms.CharField(label=_("Last name"), max_length=120)
    role = forms.ChoiceField(
        label=_("Role"),
        choices=[
            (Role.COORDINATOR, _("Coordinator")),
            (Role.FACILITATOR, _("Facilitator")),
            (Role.ASSESSOR, _("Assessor")),
        ],
    )
    language = forms.ChoiceField(label=_("Language"), choices=Language.choices)

    def __init__(self, *args: Any, may_name_coordinators: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_name_coordinators:
            role: Any = self.fields["role"]
            role.choices = [choice for choice in role.choices if choice[0] != Role.COORDINATOR]


def _both(spanish: str, english: str) -> dict[str, str]:
    return {"es": spanish, "en": english or spanish} if spanish else {}
