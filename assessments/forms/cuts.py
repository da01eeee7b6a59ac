"""What chairs, judges and deciders of cut scores type."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.cut_months import MOST
from assessments.models import Trade
from assessments.standard_setting import ABOVE, BELOW, BORDERLINE
from lms.kernel.places import Country

TRADES: Final = (
    (Trade.ADVISOR, _("Advises businesses")), (Trade.OFFICE, _("Works in an IP office")),
    (Trade.TRAINER, _("Teaches advisors")), (Trade.LAWYER, _("Lawyer")), (Trade.BUSINESS, _("Runs a small business")),
)  # fmt: skip
CLASSES: Final = (
    (BELOW, _("Below: not yet")), (BORDERLINE, _("Borderline: neither here nor there")), (ABOVE, _("Above: clearly competent")),
)  # fmt: skip
_DAY: Final = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class StudyForm(forms.Form):
    """A new panel: for which countries, who is only just competent, how many judges."""

    country = forms.ChoiceField(
        label=_("Country"), required=False, choices=[("", _("All countries")), *Country.choices],
        help_text=_("One decision for all, or one of this country alone, which then counts before that of all."),
    )  # fmt: skip
    described_es = forms.CharField(
        label=_("Who is only just competent, in Spanish"), max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4, "lang": "es"}),
        help_text=_("What somebody who just deserves the certificate can do, and still gets wrong. Judges think of them."),
    )  # fmt: skip
    described_en = forms.CharField(
        label=_("The same in English"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4, "lang": "en"})
    )
    trades = forms.MultipleChoiceField(
        label=_("Judges are needed of these trades"), choices=TRADES, initial=[Trade.ADVISOR, Trade.OFFICE],
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    least_trade = forms.IntegerField(label=_("Judges of each trade, at least"), min_value=1, max_value=20, initial=2)
    least_country = forms.IntegerField(label=_("Judges of each country, at least"), min_value=1, max_value=20, initial=2)
    only_lacking = forms.BooleanField(
        label=_("Only questions that no decision in force speaks of"), required=False,
        help_text=_("For new questions: the other means stay as they were decided."),
    )  # fmt: skip


class JudgeForm(forms.Form):
    """Somebody for the panel."""

    email = forms.EmailField(label=_("E-mail"), help_text=_("Of somebody who can sign in and has not taken this course."))
    country = forms.ChoiceField(label=_("Country"), choices=Country.choices)
    trade = forms.ChoiceField(label=_("Trade"), choices=TRADES)


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=_("Why"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


class BoundsForm(forms.Form):
    """Hofstee's four questions, in percent."""

    least_cut = forms.DecimalField(
        label=_("The lowest pass score that I would accept, even if everybody passes"),
        min_value=0,
        max_value=100,
        decimal_places=2,
    )
    most_cut = forms.DecimalField(
        label=_("The highest pass score that I would accept, even if nobody passes"),
        min_value=0,
        max_value=100,
        decimal_places=2,
    )
    least_fail = forms.DecimalField(
        label=_("The lowest share of people not passing that I would accept"), min_value=0, max_value=100, decimal_places=2
    )
    most_fail = forms.DecimalField(
        label=_("The highest share of people not passing that I would accept"), min_value=0, max_value=100, decimal_places=2
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.localize = True
            field.widget.attrs.update({"inputmode": "decimal", "class": "w-s"})


class ProposalForm(forms.Form):
    """The decision: the panel's cut, or moved by some standard errors, why, and for how long."""

    steps = forms.TypedChoiceField(
        label=_("Where the line is drawn"), coerce=Decimal,
        help_text=_(
            "As the panel set it, or up to two standard errors away. Down: fewer fail who can; up: fewer pass who can not."
        ),
    )  # fmt: skip
    centre = forms.ChoiceField(
        label=_("The middle of the borderline letters"), choices=[("mean", _("Mean")), ("median", _("Median"))], initial="mean"
    )
    reason = forms.CharField(
        label=_("Why"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("It stands in the record: what spoke for it, and what was set against it."),
    )  # fmt: skip
    effective_from = forms.DateField(label=_("In force from"), widget=_DAY)
    valid_until = forms.DateField(label=_("Until"), widget=_DAY, help_text=_("Judges set it anew before that day."))

    def __init__(
        self, *args: Any, steps: Sequence[tuple[Decimal, str]], scripts: bool, since: date, until: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["steps"]
        field.choices = steps
        field.initial = Decimal(0)
        self.fields["effective_from"].initial, self.fields["valid_until"].initial = since, until
        if not scripts:
            del self.fields["centre"]


__all__ = ["CLASSES", "MOST", "TRADES", "BoundsForm", "JudgeForm", "ProposalForm", "ReasonForm", "StudyForm"]
