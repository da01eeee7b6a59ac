"""What a judge says of a family, and why a case may come back."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from assessments.services.families import MOST_WHY


class FamilyForm(forms.Form):
    """Comparable or not; a no needs its note. `compared` is what was looked at."""

    compared = forms.CharField(max_length=64, widget=forms.HiddenInput)
    comparable = forms.ChoiceField(
        label=_("Do these cases ask as much of a candidate?"), choices=[("yes", _("Yes, comparable")), ("no", _("No"))],
        widget=forms.RadioSelect,
    )  # fmt: skip
    note = forms.CharField(
        label=_("Note"), required=False, max_length=MOST_WHY, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("With a no: which case asks more, which less, and what would even it out."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("comparable") == "no" and not found.get("note", "").strip():
            self.add_error("note", gettext("Say why it is not comparable."))
        return found


class ReturnForm(forms.Form):
    """Why a case may be given again."""

    why = forms.CharField(
        label=_("Why it may be given again"), max_length=MOST_WHY, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("What changed, or why nobody who comes now can know it. Its uses are counted anew."),
    )  # fmt: skip
