"""A judge's answers: comparable or not, criterion by criterion and as a whole."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from assessments.services.twin_reviews import MOST_NOTE
from assessments.twins import WHOLE, Said

_YES_NO = [("yes", _("Yes, comparable")), ("no", _("No"))]


def name_of(criterion: str) -> str:
    """The field of a criterion; the whole has a name of its own."""
    return criterion or "_"


class TwinForm(forms.Form):
    """A yes or no for each criterion and for the whole, with a note; a no needs its note. `version` is what was looked at."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, criteria: Sequence[Mapping[str, Any]], own: Mapping[str, Said], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = [one["id"] for one in criteria] + [WHOLE]
        for criterion in self.asked:
            before = own.get(criterion)
            self.fields[f"is-{name_of(criterion)}"] = forms.ChoiceField(
                label=_("Does it ask as much in every country?"), choices=_YES_NO, widget=forms.RadioSelect,
                initial=("yes" if before.comparable else "no") if before else None,
            )  # fmt: skip
            self.fields[f"why-{name_of(criterion)}"] = forms.CharField(
                label=_("Note"), required=False, max_length=MOST_NOTE, initial=before.note if before else "",
                widget=forms.Textarea(attrs={"rows": 2}),
                help_text=_("With a no: where it asks more, where less, and what would even it out."),
            )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        for criterion in self.asked:
            name = name_of(criterion)
            if found.get(f"is-{name}") == "no" and not found.get(f"why-{name}", "").strip():
                self.add_error(f"why-{name}", gettext("Say why it is not comparable."))
        return found

    def answers(self) -> dict[str, tuple[bool, str]]:
        """{criterion: (comparable, note)}."""
        data = self.cleaned_data
        return {one: (data[f"is-{name_of(one)}"] == "yes", data[f"why-{name_of(one)}"]) for one in self.asked}

    def pair(self, criterion: str) -> tuple[Any, Any]:
        """The two fields of a criterion, for the page."""
        return self[f"is-{name_of(criterion)}"], self[f"why-{name_of(criterion)}"]
