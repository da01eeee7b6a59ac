"""The form of the confirmation drive."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.models import ConfirmationAnswer
from courses.services.confirming import Looked


class ConfirmForm(forms.Form):
    """What a focal point found: where, when, and what is right."""

    answer = forms.ChoiceField(
        choices=[
            (ConfirmationAnswer.CONFIRMED, _("It is right")),
            (ConfirmationAnswer.CORRECTED, _("It must be corrected")),
            (ConfirmationAnswer.REJECTED, _("It is wrong, or nothing backs it")),
        ],
        widget=forms.RadioSelect,
        label=_("What does the text in force say?"),
    )
    source = forms.CharField(
        max_length=400, label=_("Where you looked"), help_text=_("Law and article, or the page of the office.")
    )
    looked_on = forms.DateField(label=_("On which day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    es = forms.CharField(
        required=False, max_length=1200, widget=forms.Textarea(attrs={"rows": 3}), label=_("Correct sentence in Spanish")
    )
    en = forms.CharField(
        required=False, max_length=1200, widget=forms.Textarea(attrs={"rows": 3}), label=_("Correct sentence in English")
    )
    note = forms.CharField(
        required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2}), label=_("Note for the authors"),
        help_text=_("Needed when you reject: they must know why."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """A correction has both sentences, a rejection its reason; nobody looks tomorrow."""
        found: dict[str, Any] = super().clean() or {}
        answer = found.get("answer")
        for name, needed in (("es", "corrected"), ("en", "corrected"), ("note", "rejected")):
            if answer == needed and not (found.get(name) or "").strip():
                self.add_error(name, _("Fill this in: the authors need it."))
        if (day := found.get("looked_on")) and day > timezone.localdate():
            self.add_error("looked_on", _("This day is still to come."))
        return found

    def looked(self) -> Looked:
        """The clean answer."""
        data = self.cleaned_data
        sentence = {"es": data["es"].strip(), "en": data["en"].strip()} if data["answer"] == "corrected" else {}
        return Looked(data["answer"], data["source"], data["looked_on"], data["note"], sentence)
