"""What the papers of a credential are made with."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from certificates.forms.designs import LANGUAGES
from certificates.services.credential_papers import PAPERS
from certificates.wording.designs import paper_name


class CredentialPapersForm(forms.Form):
    """Languages, a design for each paper, and up to two institutions that issue it together with the holder's own."""

    languages = forms.MultipleChoiceField(
        label=_("Languages of its papers"), required=False, choices=LANGUAGES, widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "A person gets the paper in the language in which they learned, if it is ticked; else in both, else in the first "
            "one. None ticked: each in their own."
        ),
    )  # fmt: skip
    coissuer_1 = forms.ChoiceField(
        label=_("Issued together with"), required=False,
        help_text=_("Their names and logos stand beside those of the holder's institution."),
    )  # fmt: skip
    coissuer_2 = forms.ChoiceField(label=_("and with"), required=False)

    def __init__(
        self,
        *args: Any,
        designs: Mapping[str, Sequence[tuple[str, str]]],
        institutions: Sequence[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        for name in ("coissuer_1", "coissuer_2"):
            self.fields[name].choices = [("", _("nobody")), *institutions]  # type: ignore[attr-defined]
        for paper in PAPERS:
            choices = [("", _("the one in general use")), *designs.get(paper, ())]
            label = _("Design: %(paper)s") % {"paper": paper_name(paper)}
            self.fields[f"design_{paper}"] = forms.ChoiceField(label=label, required=False, choices=choices)
        self.order_fields(["languages", *(f"design_{paper}" for paper in PAPERS), "coissuer_1", "coissuer_2"])

    def facts(self) -> dict[str, Any]:
        """What `set_credential_papers` takes."""
        given = self.cleaned_data
        coissuers = [given[name] for name in ("coissuer_1", "coissuer_2") if given[name]]
        return {
            "languages": given["languages"], "papers": {paper: given[f"design_{paper}"] for paper in PAPERS},
            "coissuers": list(dict.fromkeys(coissuers)),
        }  # fmt: skip
