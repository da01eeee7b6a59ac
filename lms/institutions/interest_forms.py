"""What is typed on the page of one's own interests."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lms.institutions.models import InterestKind
from lms.institutions.selectors import institution_cards
from lms.institutions.wording import interest_word
from lms.kernel.words import in_language

_DAY: Any = {"attrs": {"type": "date"}, "format": "%Y-%m-%d"}


class InterestForm(forms.Form):
    """What sort of interest, in an institution or in a person by e-mail. `institutions`: those to choose from; None: all."""

    kind = forms.ChoiceField(label=_("What joins you"))
    institution = forms.TypedChoiceField(label=_("Institution"), required=False, coerce=int, empty_value=None)
    email = forms.EmailField(
        label=_("Or a person's e-mail address"), required=False, widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        help_text=_("A relative, a friend, a colleague, somebody you advise or who pays you."),
    )  # fmt: skip
    since = forms.DateField(label=_("Since"), required=False, widget=forms.DateInput(**_DAY))
    until = forms.DateField(
        label=_("Until"), required=False, widget=forms.DateInput(**_DAY), help_text=_("Only if it is over already.")
    )
    note = forms.CharField(
        label=_("Note to yourself"), required=False, max_length=300, help_text=_("Nobody else reads it.")
    )  # fmt: skip

    def __init__(self, *args: Any, institutions: Collection[int] | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind: Any = self.fields["kind"]
        kind.choices = [("", gettext("Choose")), *((code, interest_word(code)) for code in InterestKind.values)]
        choices: Any = self.fields["institution"]
        found = sorted((in_language(card.names), card.id) for card in institution_cards(institutions).values())
        choices.choices = [("", gettext("Choose")), *((pk, name) for name, pk in found)]

    def clean(self) -> dict[str, Any]:
        """One of the two, not both."""
        given = super().clean() or {}
        if not self.errors and bool(given.get("institution")) == bool(given.get("email")):
            raise forms.ValidationError(gettext("Choose an institution, or type a person's e-mail address: one of the two."))
        return given


class EndForm(forms.Form):
    """The address of the person with whom it is over."""

    email = forms.EmailField(label=_("E-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "off"}))
