"""Forms of the author pages."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.selectors.library_matrix import STATES
from lms.kernel.places import COUNTRIES, Country, Language


class ShelfForm(forms.Form):
    """What to show of a shelf: words, folder or topic, state, page. Nonsense is read as nothing."""

    q = forms.CharField(required=False, max_length=100, label=_("Text or key"))
    module = forms.CharField(required=False, max_length=60, label=_("Module"))
    topic = forms.CharField(required=False, max_length=60, label=_("Topic"))
    state = forms.ChoiceField(required=False, choices=[("", ""), *((state, state) for state in STATES)], label=_("State"))
    of = forms.ChoiceField(
        required=False, choices=[("", ""), *((code, code) for code in (*COUNTRIES, *Language.values))], label=_("Column")
    )
    page = forms.IntegerField(required=False, min_value=1, max_value=10_000)

    def chosen(self) -> dict[str, Any]:
        """Clean values; a wrong one counts as not given."""
        self.is_valid()
        return {name: self.cleaned_data.get(name) or "" for name in self.fields}


class PreviewForm(forms.Form):
    """For whom a section is previewed."""

    country = forms.ChoiceField(choices=Country.choices, label=_("Country"))
    language = forms.ChoiceField(choices=Language.choices, label=_("Language"))


class ReturnForm(forms.Form):
    """Why a request goes back."""

    answer = forms.CharField(max_length=240, label=_("What to mend"))
