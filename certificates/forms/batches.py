"""Asking for papers of a whole group."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from certificates.proofs import PROOFS
from certificates.services.batches import GROUP_PAPERS
from certificates.wording.certificates import claim_title


class BatchForm(forms.Form):
    """Which group and course, and which paper."""

    place = forms.TypedChoiceField(label=_("Group and course"), coerce=int)
    paper = forms.ChoiceField(label=_("Paper"))
    language = forms.ChoiceField(
        label=_("Language of the paper"),
        required=False,
        choices=[("", _("each person's own")), ("es", _("Spanish")), ("en", _("English")), ("es+en", _("Spanish and English"))],
    )

    def __init__(self, *args: Any, places: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = list(places)  # type: ignore[attr-defined]
        self.fields["paper"].choices = [(paper, claim_title(paper)) for paper in (*PROOFS, *GROUP_PAPERS)]  # type: ignore[attr-defined]


class GroupZipForm(forms.Form):
    """Which kind of paper, for the ZIP of a group."""

    paper = forms.ChoiceField(choices=[(paper, paper) for paper in ("certificate", *PROOFS, "card")])
