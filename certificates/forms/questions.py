"""What a decider says about a certificate that is asked about."""

from django import forms
from django.utils.translation import gettext_lazy as _

from certificates.standing import ReasonClass


class KeepForm(forms.Form):
    """Why it stays as it is."""

    because = forms.CharField(
        label=_("Because"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It is kept with the certificate and audited; it is never public."),
    )  # fmt: skip


class ProposeForm(forms.Form):
    """The class of reason is public once it is revoked, the note never."""

    reason_class = forms.ChoiceField(
        label=_("Class of reason"), choices=ReasonClass.choices, initial=ReasonClass.REQUIREMENTS, widget=forms.RadioSelect,
        help_text=_("The public page shows it once the certificate is revoked."),
    )  # fmt: skip
    note = forms.CharField(
        label=_("Note for the second person"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Never public."),
    )  # fmt: skip
