"""What a coordinator says about people and courses."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from courses.roster import MAX_BYTES, MAX_NAME, REASONS
from courses.roster_words import reason_word
from lms.institutions.api import CohortCard
from lms.kernel.places import Country, Language


class RosterFileForm(forms.Form):
    """The file of a list of people."""

    file = forms.FileField(
        label=_("CSV or XLSX file"),
        help_text=_("At most 2 MB and 5000 people. CSV with commas or semicolons, or the first sheet of an XLSX workbook."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx,text/csv,text/plain"}),
    )

    def clean_file(self) -> "UploadedFile[bytes]":
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if file.size is not None and file.size > MAX_BYTES:
            raise forms.ValidationError(_("The file is larger than 2 MB. Split it."))
        return file


class PersonForm(forms.Form):
    """One advisor, added by hand."""

    email = forms.EmailField(label=_("E-mail address"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "off"}))
    given_name = forms.CharField(label=_("First name"), max_length=MAX_NAME)
    family_name = forms.CharField(label=_("Last name"), max_length=MAX_NAME, required=False)
    country = forms.ChoiceField(
        label=_("Country whose law this person studies"), choices=Country.choices, help_text=_("It can't be changed later.")
    )
    language = forms.ChoiceField(label=_("Language"), choices=Language.choices)

    @classmethod
    def for_cohort(cls, data: Any, cohort: CohortCard) -> "PersonForm":
        """The form with the group's country and language chosen."""
        return cls(data, initial={"country": cohort.country, "language": cohort.language})


class WithdrawForm(forms.Form):
    """Why somebody leaves a group: a class, never a story."""

    reason = forms.ChoiceField(label=_("Why"), widget=forms.RadioSelect)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        field: Any = self.fields["reason"]
        field.choices = [(one, reason_word(one)) for one in REASONS]
