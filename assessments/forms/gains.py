"""The form by which an author makes two parallel forms."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.models import Bank, Blueprint, BlueprintState, Pool
from assessments.services.parallel_forms import LONGEST, SHORTEST
from lms.kernel.words import in_language


class FormsForm(forms.Form):
    """From which banks, by which blueprint, how many questions."""

    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    banks = forms.MultipleChoiceField(label=_("Banks of practice questions"), widget=forms.CheckboxSelectMultiple)
    blueprint = forms.ChoiceField(
        label=_("Spread by"), required=False,
        help_text=_("Both forms get the same number of questions of each cell, of like difficulty."),
    )  # fmt: skip
    length = forms.IntegerField(
        label=_("Questions in each form"), min_value=SHORTEST, max_value=LONGEST, initial=10,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        banks = Bank.objects.filter(pool=Pool.PRACTICE).order_by("key").values_list("key", "titles")
        self.fields["banks"].choices = [(key, in_language(titles) or key) for key, titles in banks]  # type: ignore[attr-defined]
        prints = Blueprint.objects.filter(state=BlueprintState.APPROVED).values_list("key", "titles")
        named = [(key, in_language(titles) or key) for key, titles in prints]
        self.fields["blueprint"].choices = [("", _("The topics of the banks")), *named]  # type: ignore[attr-defined]
