"""What administrators write: a scheme in both languages, a code of conduct; and what a holder chooses and accepts."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from certificates import scheming
from certificates.models import Claim
from certificates.services.conduct import LONGEST_TIME, SHORTEST, USUAL
from certificates.wording.certificates import claim_word
from certificates.wording.schemes import CONDUCT_NAMES, PART_NAMES

ONE_LINE: Final = (*scheming.PARTIES, scheming.REVIEW_BODY)
HELP: Final = {
    scheming.OWNER: _("Who keeps the scheme and answers for its rules."),
    scheming.CERTIFYING: _("Who decides and stands behind the certificate."),
    scheming.PROVIDER: _("Who teaches. Nobody who taught a person decides about them."),
    scheming.REVIEWER: _("Who looks at the reports of the programme."),
    scheming.ATTESTS: _("One statement a line: what a holder can do."),
    scheming.NOT_ATTESTS: _("One statement a line. That it is no official certification of job skills is always said."),
    scheming.IMPARTIALITY: _("How the programme keeps those who teach or manage apart from those who score and decide."),
    scheming.REVIEW_BODY: _("The name of the body that looks at decisions again."),
    scheming.COMPLAINTS: _("How to ask for a review, and how a business complains about an advisor."),
}
LANGUAGE_NAMES: Final = {"es": pgettext_lazy("in a language", "Spanish"), "en": pgettext_lazy("in a language", "English")}


def _area(label: Any, *, one_line: bool, help_text: Any = "", code: str) -> forms.CharField:
    widget: forms.Widget = forms.TextInput() if one_line else forms.Textarea(attrs={"rows": 4})
    widget.attrs["lang"] = code
    return forms.CharField(label=label, required=False, max_length=scheming.LONGEST, help_text=help_text, widget=widget)


class SchemeForm(forms.Form):
    """A scheme: the claim, each part in Spanish and in English, and who sits in the review body."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    claim = forms.ChoiceField(
        label=_("What it claims"), widget=forms.RadioSelect,
        help_text=_("“Certification” can only be published when everything on the list below stands."),
    )  # fmt: skip
    members = forms.MultipleChoiceField(
        label=_("People of the review body"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("At least two reviewers or deciders; two more deciders must remain who decide."),
    )  # fmt: skip

    def __init__(self, *args: Any, people: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["claim"].choices = [(one, _capital(claim_word(one))) for one in Claim.values]  # type: ignore[attr-defined]
        self.fields["members"].choices = [(str(pk), name) for pk, name in people]  # type: ignore[attr-defined]
        for part in scheming.WORDS:
            for code in scheming.LANGUAGES:
                label = _("%(part)s, in %(language)s") % {"part": PART_NAMES[part], "language": LANGUAGE_NAMES[code]}
                self.fields[f"{part}_{code}"] = _area(
                    label, one_line=part in ONE_LINE, help_text=HELP[part] if code == "es" else "", code=code
                )
        words = [f"{part}_{code}" for part in scheming.WORDS for code in scheming.LANGUAGES]
        self.order_fields(["seen", "claim", *words, "members"])

    @staticmethod
    def start(claim: str, body: Mapping[str, Any], seen: int) -> dict[str, Any]:
        """What the form shows first."""
        said = scheming.tidy(body)
        words = {f"{part}_{code}": said[part][code] for part in scheming.WORDS for code in scheming.LANGUAGES}
        return {**words, "claim": claim, "seen": seen, "members": [str(pk) for pk in said[scheming.MEMBERS]]}

    def facts(self) -> dict[str, Any]:
        """What `save_scheme` takes."""
        given = self.cleaned_data
        body = {part: {code: given[f"{part}_{code}"] for code in scheming.LANGUAGES} for part in scheming.WORDS}
        return {
            "claim": given["claim"], "seen": given["seen"],
            "body": {**body, scheming.MEMBERS: [int(pk) for pk in given["members"]]},
        }  # fmt: skip


class ConductForm(forms.Form):
    """The next version of the code of conduct, and how long holders have to accept it."""

    days = forms.IntegerField(
        label=_("Days in which holders accept it"), min_value=SHORTEST, max_value=LONGEST_TIME, initial=USUAL,
        help_text=_("Who has not accepted by then is shown as suspended until they do. New holders accept before the award."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for part in scheming.CONDUCT_PARTS:
            for code in scheming.LANGUAGES:
                label = _("%(part)s, in %(language)s") % {"part": CONDUCT_NAMES[part], "language": LANGUAGE_NAMES[code]}
                self.fields[f"{part}_{code}"] = _area(label, one_line=False, code=code)
                self.fields[f"{part}_{code}"].required = part in scheming.CONDUCT_NEEDED
        words = [f"{part}_{code}" for part in scheming.CONDUCT_PARTS for code in scheming.LANGUAGES]
        self.order_fields([*words, "days"])

    @staticmethod
    def start(body: Mapping[str, Any]) -> dict[str, Any]:
        """What the form shows first: the version in force, or the words that the software proposes."""
        said = scheming.tidy_conduct(body)
        return {f"{part}_{code}": said[code][part] for part in scheming.CONDUCT_PARTS for code in scheming.LANGUAGES}

    def facts(self) -> dict[str, Any]:
        """What `publish_conduct` takes."""
        given = self.cleaned_data
        body = {code: {part: given[f"{part}_{code}"] for part in scheming.CONDUCT_PARTS} for code in scheming.LANGUAGES}
        return {"body": body, "days": given["days"]}


class AcceptForm(forms.Form):
    """A holder accepts what they read."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    read = forms.BooleanField(
        label=_("I have read this code of conduct and I accept it."), error_messages={"required": _("Tick it to accept.")}
    )


class CountryForm(forms.Form):
    """Which country is added to a certificate."""

    country = forms.ChoiceField(label=_("Country"))

    def __init__(self, *args: Any, countries: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = countries  # type: ignore[attr-defined]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
