"""Making a link to join by; asking by it; answering."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from courses.forms.groups import day_field
from courses.services.joining import MOST_DAYS
from lms.kernel.places import Language


class JoinLinkForm(forms.Form):
    """Until when, and for how many."""

    until = day_field(label=_("Open until"), help_text=_("The end of that day, at your institution."))
    seats = forms.IntegerField(
        label=_("Seats"), required=False, min_value=1, max_value=5000, help_text=_("Left empty: as many as you approve.")
    )

    def clean_until(self) -> Any:
        day, today = self.cleaned_data["until"], timezone.localdate()
        if not today <= day <= today + timedelta(days=MOST_DAYS):
            raise forms.ValidationError(_now("Choose a day from today on, within {n} days.").format(n=MOST_DAYS))
        return day


class StrangerForm(forms.Form):
    """Who asks without an account. `leave_empty` is for machines: who fills it in gets the same answer and asks nothing."""

    email = forms.EmailField(
        label=_("E-mail address"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    given_name = forms.CharField(
        label=_("First name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "given-name"})
    )
    family_name = forms.CharField(
        label=_("Last name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "family-name"})
    )
    language = forms.ChoiceField(label=_("Language"), choices=Language.choices)
    leave_empty = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput())


class KnownForm(forms.Form):
    """Who asks while signed in."""

    moves = forms.BooleanField(
        label=_("If I take one of these courses elsewhere, bring it here"), required=False,
        help_text=_("What you earned under the same country's law comes along; the other place keeps its own reports."),
    )  # fmt: skip


class AnswerForm(forms.Form):
    """One or many requests, and what is answered."""

    one = forms.TypedMultipleChoiceField(
        label=_("People"), coerce=int, error_messages={"required": _("Choose at least one person.")}
    )
    answer = forms.ChoiceField(choices=[("approve", ""), ("refuse", "")])
    reason = forms.CharField(label=_("Reason, if you refuse"), required=False, max_length=240)

    def __init__(self, data: Any, ids: list[int]) -> None:
        super().__init__(data)
        field: Any = self.fields["one"]
        field.choices = [(pk, "") for pk in ids]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("answer") == "refuse" and not given.get("reason", "").strip():
            self.add_error("reason", _now("Say why: the person reads it."))
        return given
