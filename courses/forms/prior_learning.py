"""What somebody shows of what they know already, and what is decided."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.progress import Entry
from courses.selectors.prior_learning import LEAST, MOST, MOST_FILES
from lms.kernel.words import in_language

ACCEPT = ".pdf,.png,.jpg,.jpeg,.docx,.odt"


class ManyFiles(forms.ClearableFileInput):
    """A control for several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files, or none."""

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        return [super(FilesField, self).clean(one, initial) for one in data or []]


class ClaimForm(forms.Form):
    """Which units, and what shows it."""

    units = forms.TypedMultipleChoiceField(label=_("Units"), coerce=int, widget=forms.CheckboxSelectMultiple)
    evidence = forms.CharField(
        label=_("What you know, and what shows it"), min_length=LEAST, max_length=MOST,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("For each unit: where you learned or did it, when, and which document shows it. No names of businesses."),
    )  # fmt: skip
    documents = FilesField(
        label=_("Documents"), required=False, widget=ManyFiles(attrs={"accept": ACCEPT}),
        help_text=_("Certificates, programmes, work of your own. PDF, PNG, JPEG, DOCX or ODT."),
    )  # fmt: skip

    def __init__(self, data: Any, files: Any, entries: Sequence[Entry]) -> None:
        super().__init__(data, files)
        units = self.fields["units"]
        assert isinstance(units, forms.TypedMultipleChoiceField)
        units.choices = [(one.unit_id, in_language(one.titles)) for one in entries]

    def clean_documents(self) -> list[Any]:
        found: list[Any] = self.cleaned_data["documents"]
        if len(found) > MOST_FILES:
            raise forms.ValidationError(_("At most %(most)s files."), params={"most": MOST_FILES})
        return found


class AnswerForm(forms.Form):
    """Reasons that who asked reads."""

    answer = forms.CharField(
        label=_("Reasons"), max_length=240, widget=forms.Textarea(attrs={"rows": 3}), help_text=_("Who asked reads them.")
    )
