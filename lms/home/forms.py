"""What a person may choose for themselves."""

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.institutions.api import clean_words
from lms.kernel.places import Language


class PreferencesForm(forms.Form):
    """Language, look and the name on certificates."""

    language = forms.ChoiceField(label=_("Language"), choices=Language.choices, widget=forms.RadioSelect)
    theme = forms.ChoiceField(
        label=_("Look"),
        choices=[("", _("As my device")), ("light", _("Light")), ("dark", _("Dark")), ("contrast", _("High contrast"))],
        required=False,
        widget=forms.RadioSelect,
    )
    certificate_name = forms.CharField(
        label=_("Name for the certificate"),
        help_text=_("As it must read on paper. Certificates already issued keep the name they have."),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    def clean_certificate_name(self) -> str:
        return clean_words(self.cleaned_data["certificate_name"])
