"""The form of handing a course in."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lms.kernel.places import COUNTRIES, Country


class PublishForm(forms.Form):
    """For which countries a course is handed in, from which day, with a word for whoever approves it."""

    countries = forms.MultipleChoiceField(choices=Country.choices, label=_("Countries"), widget=forms.CheckboxSelectMultiple)
    effective_on = forms.DateField(
        required=False,
        label=_("In force from"),
        help_text=_("From 00:00 of that day in each country. Empty: as soon as it is approved."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    note = forms.CharField(required=False, max_length=240, label=_("What is new"))
    reason = forms.CharField(
        required=False,
        max_length=2000,
        label=_("Why it goes out all the same"),
        help_text=_("It is kept, and whoever approves reads it."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean_effective_on(self) -> date | None:
        """Not a day that is over."""
        day: date | None = self.cleaned_data["effective_on"]
        if day is not None and day < timezone.localdate():
            raise forms.ValidationError(_("This day is over. Leave it empty to publish at once."))
        return day

    def chosen(self) -> list[str]:
        """The countries in their usual order."""
        return [code for code in COUNTRIES if code in self.cleaned_data.get("countries", ())]

    def order(self) -> dict[str, Any]:
        """What `submit_course` wants of it."""
        data = self.cleaned_data
        return {
            "countries": self.chosen(),
            "note": data["note"],
            "reason": data["reason"],
            "effective_on": data["effective_on"],
        }
