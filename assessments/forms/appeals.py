"""What a writer says against a result, and what a decider answers."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.appealing import LEAST, MOST, MOST_ANSWER


class ReasonForm(forms.Form):
    """Why the result should be looked at again."""

    reason = forms.CharField(
        label=_("What was overlooked or judged wrongly?"), min_length=LEAST, max_length=MOST,
        widget=forms.Textarea(attrs={"rows": 7}),
        help_text=_(
            "Name the criterion and the passage of your letter. Leave out your name. Who scores again does not see it."
        ),
    )  # fmt: skip


class AnswerForm(forms.Form):
    """The sentence that who appealed reads."""

    answer = forms.CharField(
        label=_("What you tell who appealed"), max_length=MOST_ANSWER, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One or two plain sentences: what was looked at, and why it is decided so."),
    )  # fmt: skip


class DecisionForm(AnswerForm):
    """Which result counts. Without a better second one there is nothing to choose."""

    decision = forms.ChoiceField(label=_("Which result counts"), widget=forms.RadioSelect)

    field_order = ["decision", "answer"]

    def __init__(self, *args: Any, better: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["decision"]
        field.choices = [("stands", _("The first result stands"))]
        if better:
            field.choices = [("changed", _("The second result counts")), *field.choices]
        else:
            field.initial = "stands"
