"""What a person chooses about mail."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.messages.kinds import optional_kinds

HOURS = [(str(hour), f"{hour}:00") for hour in range(24)]


class ChoicesForm(forms.Form):
    """A box for each kind that one may do without, and the quiet hours."""

    kinds = forms.MultipleChoiceField(
        label=_("Send me by mail"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Without a tick, no mail of that kind comes."),
    )  # fmt: skip
    starts = forms.ChoiceField(label=_("No mail from"), choices=HOURS)
    ends = forms.ChoiceField(label=_("until"), choices=HOURS, help_text=_("Both the same: mail comes at any hour."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["kinds"]
        field.choices = [(one.code, one.title) for one in optional_kinds()]
