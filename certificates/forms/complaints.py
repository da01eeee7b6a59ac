"""What a business writes, what the advisor answers, and what is decided."""

from typing import Final

from django import forms
from django.utils.translation import gettext_lazy as _

from certificates.complaining import LEAST, MOST, MOST_ANSWER
from certificates.models import ComplaintState
from lms.kernel.places import Country


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class ComplaintForm(forms.Form):
    """A complaint, without a log-in."""

    country = forms.ChoiceField(
        label=_("Country"), choices=[("", _("Choose")), *Country.choices],
        help_text=_("Where you were advised: its calendar counts our days."),
    )  # fmt: skip
    serial = forms.CharField(
        label=_("Number of the advisor’s certificate"), max_length=40, required=False,
        help_text=_("If you have it. It stands on the certificate."),
    )  # fmt: skip
    advisor = forms.CharField(
        label=_("Who advised you, and at which institution"), max_length=160, required=False,
        help_text=_("As you know them. Helps us where there is no number."),
    )  # fmt: skip
    text = forms.CharField(
        label=_("What happened?"), min_length=LEAST, max_length=MOST, widget=_area(8),
        help_text=_("When, what you were advised, and what was wrong with it. Leave out what is secret in your business."),
    )  # fmt: skip
    name = forms.CharField(label=_("Your name"), max_length=120, required=False, help_text=_("You may leave it empty."))
    email = forms.EmailField(
        label=_("Your e-mail address"), required=False,
        help_text=_("You may leave it empty: you then follow it by a link only. The advisor never sees name and address."),
    )  # fmt: skip
    consent = forms.BooleanField(
        label=_(
            "I agree that the people of the programme who decide read this, and that the advisor is told what it is about, "
            "without my name and address."
        )
    )


class SubstanceForm(forms.Form):
    """What the advisor is told."""

    substance = forms.CharField(
        label=_("What the advisor is told"), min_length=LEAST, max_length=MOST, widget=_area(6),
        help_text=_("The substance in your own words: nothing by which the business can be known."),
    )  # fmt: skip


class StatementForm(forms.Form):
    """The advisor's side."""

    statement = forms.CharField(
        label=_("What happened, as you see it?"), min_length=LEAST, max_length=MOST, widget=_area(7),
        help_text=_("Once. Don’t name the business: what you write is read by those who decide."),
    )  # fmt: skip


CHOICES: Final = [
    (ComplaintState.FOUNDED.value, _("Founded: the advice or the conduct was not as it should be")),
    (ComplaintState.NOT_FOUNDED.value, _("Not founded")),
    (ComplaintState.OUTSIDE.value, _("Nothing that we can look into (no certificate of ours, or not about advice)")),
]


class ComplaintDecisionForm(forms.Form):
    """The result and its reasons."""

    state = forms.ChoiceField(label=_("Result"), choices=CHOICES, widget=forms.RadioSelect)
    answer = forms.CharField(
        label=_("Reasons"), max_length=MOST_ANSWER, widget=_area(5),
        help_text=_("The business and the advisor both read them: name neither."),
    )  # fmt: skip
