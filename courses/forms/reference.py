"""What a reader of the quick reference writes: a query, filters of the directory. Nonsense is read as nothing."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.blocks import STAGES
from courses.resources import Wanted
from courses.search_entries import KINDS
from courses.searching import LONGEST_QUERY


class _Lenient(forms.Form):
    def chosen(self) -> dict[str, Any]:
        """Clean values; a wrong one counts as not given."""
        self.is_valid()
        return {name: self.cleaned_data.get(name) or "" for name in self.fields}


class SearchForm(_Lenient):
    """A query, and the kind of thing to show."""

    q = forms.CharField(required=False, max_length=LONGEST_QUERY, strip=False, label=_("What are you looking for?"))
    kind = forms.ChoiceField(required=False, choices=[("", ""), *((kind, kind) for kind in KINDS)])


class HelpForm(_Lenient):
    """What help to show."""

    stage = forms.ChoiceField(required=False, choices=[("", ""), *((stage, stage) for stage in STAGES)])
    topic = forms.CharField(required=False, max_length=60)
    region = forms.CharField(required=False, max_length=80)
    cost = forms.ChoiceField(required=False, choices=[("", ""), *((c, c) for c in ("free", "low", "paid", "unknown"))])
    channel = forms.ChoiceField(required=False, choices=[("", ""), *((c, c) for c in ("web", "phone", "office", "mail"))])

    def wanted(self) -> Wanted:
        """The filters as the selectors take them."""
        return Wanted(**self.chosen())
