"""Forms of requests to publish items."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class ItemRequestForm(forms.Form):
    """Which drafts are handed in, with a word for whoever approves, from when, and why a hard text goes out."""

    items = forms.MultipleChoiceField(label=gettext_lazy("What is handed in"), widget=forms.CheckboxSelectMultiple)
    note = forms.CharField(required=False, max_length=240, label=gettext_lazy("What is new"))
    reason = forms.CharField(
        required=False,
        max_length=1000,
        label=gettext_lazy("Why a text that is hard to read goes out as it is"),
        help_text=gettext_lazy("Only when a text is below its module's reading ease. The reason is kept."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    effective_at = forms.DateTimeField(
        required=False,
        label=gettext_lazy("In effect from"),
        help_text=gettext_lazy("Empty: as soon as it is approved."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )

    def __init__(self, *args: Any, choices: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["items"].choices = choices  # type: ignore[attr-defined]

    def clean_effective_at(self) -> datetime | None:
        """A moment to come."""
        moment: datetime | None = self.cleaned_data["effective_at"]
        if moment is not None and moment <= timezone.now():
            raise ValidationError(_("This moment is over. Leave it empty to publish at once."))
        return moment


class RevertForm(forms.Form):
    """Which earlier version of an item is taken up again."""

    version = forms.IntegerField(min_value=1)
