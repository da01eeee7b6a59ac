"""An author uploads questions of another program."""

from typing import Final

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from assessments.services.uploads import MOST_BYTES
from lms.kernel.places import Language

FORMATS: Final = (
    ("moodle-xml", "Moodle XML"),
    ("gift", "GIFT"),
    ("aiken", "Aiken"),
    ("qti", _("QTI (also Canvas)")),
    ("csv", _("CSV table")),
)


class QuestionFileForm(forms.Form):
    """The file, its format and language, and where it goes."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("At most 2 MB. Larger files: manage.py import_questions."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xml,.txt,.gift,.zip,.csv,.qti"}),
    )
    form = forms.ChoiceField(label=_("Format"), choices=FORMATS)
    language = forms.ChoiceField(
        label=_("Language of the file"), choices=Language.choices,
        help_text=_("The other language is written here afterwards: until then no quiz with these questions is published."),
    )  # fmt: skip
    bank = forms.SlugField(
        label=_("Bank"), max_length=60,
        help_text=_("The key of a bank: lower case letters, digits and hyphens. It is made when it isn't there."),
    )  # fmt: skip

    def clean_file(self) -> "UploadedFile[bytes]":
        """Not too large."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if file.size is not None and file.size > MOST_BYTES:
            raise forms.ValidationError(_("The file is larger than 2 MB. Split it."))
        return file

    def clean_bank(self) -> str:
        """As keys are."""
        return str(self.cleaned_data["bank"]).lower().replace("_", "-")
