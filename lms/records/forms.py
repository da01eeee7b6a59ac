"""What is typed on the pages of records."""

from django import forms
from django.utils.translation import gettext_lazy as _


class HoldForm(forms.Form):
    """Whose records are kept, and why."""

    email = forms.EmailField(label=_("E-mail address of the person"), max_length=254)
    reason = forms.CharField(label=_("Why"), max_length=300)


class SerialForm(forms.Form):
    """The number of a certificate."""

    serial = forms.CharField(label=_("Number of the certificate"), max_length=40)
