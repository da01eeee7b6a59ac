"""What somebody says against a decision, and what a member of the panel says about it."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.kernel.reviewing import LEAST, MOST


class ReviewReasonForm(forms.Form):
    """Why the decision should be reviewed."""

    reason = forms.CharField(
        label=_("What was overlooked or judged wrongly?"), min_length=LEAST, max_length=MOST,
        widget=forms.Textarea(attrs={"rows": 7}),
        help_text=_("Only the people who decide the review read it. Name what was decided and why it should be otherwise."),
    )  # fmt: skip


class OpinionForm(forms.Form):
    """Upheld with a remedy, or dismissed; with reasons."""

    decision = forms.ChoiceField(label=_("What you think"), widget=forms.RadioSelect)
    why = forms.CharField(
        label=_("Your reasons"), max_length=MOST, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Who asked reads the reasons of the person who decides it last: plain words, no names of others."),
    )  # fmt: skip
    count = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, remedies: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["decision"]
        field.choices = [
            *((f"upheld:{code}", _("The request is right: %(what)s") % {"what": words}) for code, words in remedies),
            ("dismissed:", _("The decision stands")),
        ]

    def opinion(self) -> dict[str, Any]:
        """As the service wants it. Valid forms only."""
        decision, _sep, remedy = self.cleaned_data["decision"].partition(":")
        return {
            "upheld": decision == "upheld", "remedy": remedy, "why": self.cleaned_data["why"],
            "count": self.cleaned_data["count"],
        }  # fmt: skip
