"""What a coordinator says about people and courses."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from courses.cards import CourseCard
from courses.roster import MAX_BYTES, MAX_NAME
from lms.institutions.api import CohortCard
from lms.kernel.places import Country, Language
from lms.kernel.words import in_language


class RosterFileForm(forms.Form):
    """The file of a list of people."""

    file = forms.FileField(
        label=_("CSV file"),
        help_text=_("At most 2 MB and 5000 people. Commas or semicolons, UTF-8 or Windows-1252."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,text/csv,text/plain"}),
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


class CohortCourseForm(forms.Form):
    """A group takes a course between two days."""

    course_id = forms.TypedChoiceField(label=_("Course"), coerce=int)
    starts_on = forms.DateField(label=_("First day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    ends_on = forms.DateField(label=_("Last day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    def __init__(self, data: Any, cohort: CohortCard, courses: list[CourseCard]) -> None:
        super().__init__(data, initial={"starts_on": cohort.starts_on, "ends_on": cohort.ends_on})
        offered = [card for card in courses if cohort.country in card.countries]
        field = self.fields["course_id"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [(card.id, in_language(card.titles)) for card in offered]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("starts_on") and given.get("ends_on") and given["ends_on"] < given["starts_on"]:
            self.add_error("ends_on", _("The last day can't be before the first one."))
        return given


class MeetingForm(forms.Form):
    """When and where a group meets for a session."""

    starts_at = forms.DateTimeField(
        label=_("Day and time"),
        help_text=_("In your institution's time zone."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
    )
    join_url = forms.URLField(label=_("Link to join"), required=False, assume_scheme="https", max_length=200)
