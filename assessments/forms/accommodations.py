"""What a candidate asks for, and what is granted."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.accommodating import FORMATS, LEAST, MOST, PAUSES, TIME, Measures, format_word
from lms.kernel.words import in_language


class ManyFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Several files at once."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=ManyFilesInput(attrs={"multiple": True}), **kwargs)

    def clean(self, data: Any, initial: Any = None) -> Any:
        given = data if isinstance(data, list | tuple) else [data] if data else []
        return [super(ManyFilesField, self).clean(one, initial) for one in given if one]


def _number(text: str) -> int:
    return int(text or 0)


class MeasuresForm(forms.Form):
    """The catalogue."""

    time = forms.TypedChoiceField(
        label=_("More time"), coerce=_number, required=False, empty_value="", widget=forms.RadioSelect
    )
    pause = forms.TypedChoiceField(label=_("Pauses"), coerce=_number, required=False, empty_value="", widget=forms.RadioSelect)
    reader = forms.BooleanField(label=_("A person who reads aloud, or a screen reader"), required=False)
    formats = forms.MultipleChoiceField(label=_("Another format"), required=False, widget=forms.CheckboxSelectMultiple)
    until = forms.DateField(
        label=_("Last day"), required=False, widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Empty: for the whole course."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["time"].choices = [("", _("No more time")), *((n, _("%(n)s %% more time") % {"n": n}) for n in TIME)]
        fields["pause"].choices = [("", _("No pauses")), *((n, _("%(n)s minutes in every hour") % {"n": n}) for n in PAUSES)]
        fields["formats"].choices = [(one, format_word(one)) for one in FORMATS]

    def measures(self) -> Measures:
        """Valid forms only."""
        given = self.cleaned_data
        return Measures(given["time"] or 0, given["pause"] or 0, given["reader"], tuple(given["formats"]))


class AskForm(MeasuresForm):
    """A request: measures, for which tasks, why, with files if there are any."""

    units = forms.TypedMultipleChoiceField(
        label=_("For which tasks"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: for all tasks that lead to the certificate."),
    )  # fmt: skip
    reason = forms.CharField(
        label=_("Why you need it"), min_length=LEAST, max_length=MOST, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_(
            "Only the person who decides reads it: not your coordinator, your facilitator, who scores or who watches over "
            "the sitting. You need not name a diagnosis."
        ),
    )  # fmt: skip
    papers = ManyFilesField(
        label=_("Documents, if you have any"), required=False,
        help_text=_("Up to 3 files: PDF, PNG, JPEG, DOCX or ODT. They are deleted when it is decided."),
    )  # fmt: skip

    def __init__(self, *args: Any, tasks: Sequence[tuple[int, Mapping[str, str]]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["units"]
        field.choices = [(pk, in_language(titles)) for pk, titles in tasks]
        self.order_fields(["time", "pause", "reader", "formats", "units", "until", "reason", "papers"])


class GrantForm(MeasuresForm):
    """What is granted; it may be other than what was asked."""

    answer = forms.CharField(
        label=_("What you tell who asked"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Only they read it."),
    )  # fmt: skip


class RefuseForm(forms.Form):
    """Why not."""

    answer = forms.CharField(
        label=_("Why not"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Only who asked reads it. They may have the refusal reviewed."),
    )  # fmt: skip
