"""What a coordinator says of a group: its days, its courses, who teaches, more time for somebody."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


def day_field(**more: Any) -> forms.DateField:
    """A day, by the browser's own picker."""
    return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **more)


class ExtensionForm(forms.Form):
    """More time for one module."""

    module_id = forms.TypedChoiceField(label=_("Module"), coerce=int)
    until = day_field(label=_("New last day"), help_text=_("It holds until the end of that day."))
    reason = forms.CharField(
        label=_("Why"), max_length=240, help_text=_("Only those who accompany this person read it. No diagnosis, please."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip

    def __init__(self, data: Any, modules: list[tuple[int, str]]) -> None:
        super().__init__(data)
        field: Any = self.fields["module_id"]
        field.choices = modules
