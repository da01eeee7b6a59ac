"""What to show of the list over the whole library."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.selectors.shelves import KINDS
from courses.wording import kind_in_words
from lms.kernel.places import Jurisdiction


class ItemShelfForm(forms.Form):
    """Words, kind, country, what waits, page. Nonsense is read as nothing."""

    q = forms.CharField(required=False, max_length=100, label=_("Text or key"))
    kind = forms.ChoiceField(required=False, label=_("Kind"))
    country = forms.ChoiceField(required=False, choices=[("", _("All")), *Jurisdiction.choices], label=_("Country"))
    waits = forms.ChoiceField(
        required=False,
        choices=[
            ("", _("Everything")),
            ("unpublished", _("Not as readers have it")),
            ("mine", _("Mine, and not as readers have it")),
            ("handed-in", _("Handed in by others")),
            ("comments", _("With open comments")),
        ],
        label=_("What waits"),
    )
    page = forms.IntegerField(required=False, min_value=1, max_value=10_000, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", _("All")), *((kind.value, kind_in_words(kind)) for kind in KINDS)]  # type: ignore[attr-defined]

    def chosen(self) -> dict[str, Any]:
        """Clean values; a wrong one counts as not given."""
        self.is_valid()
        return {name: self.cleaned_data.get(name) or "" for name in self.fields}
