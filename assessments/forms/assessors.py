"""What is typed on the pages of assessors' quality: a reference script's scores, a decision."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lms.kernel.words import in_language


@dataclass(slots=True)
class QualifyingForm:
    """A level for every criterion, an answer for every red flag. `errors` is {field: sentence}."""

    picks: dict[str, int] = field(default_factory=dict)
    answered: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def red_flags(self) -> list[str]:
        return [key for key, sent in self.answered.items() if sent == "raised"]


def read_qualifying(post: QueryDict, rubric: Mapping[str, Any]) -> QualifyingForm:
    """Read and check."""
    form = QualifyingForm()
    for flag in rubric["flags"]:
        sent = post.get(f"flag-{flag['id']}", "")
        form.answered[flag["id"]] = sent
        if sent not in ("raised", "clear"):
            said = gettext("Say whether this red flag is raised: {title}").format(title=in_language(flag["titles"]))
            form.errors[f"flag-{flag['id']}"] = said
    for criterion in rubric["criteria"]:
        sent = post.get(f"level-{criterion['id']}", "")
        if sent in {str(level["n"]) for level in criterion["levels"]}:
            form.picks[criterion["id"]] = int(sent)
        else:
            said = gettext("Choose a level: {title}").format(title=in_language(criterion["titles"]))
            form.errors[f"level-{criterion['id']}"] = said
    return form


class DecisionForm(forms.Form):
    """What becomes of the scores of who is held back, and why."""

    decision = forms.ChoiceField(
        label=_("What becomes of the scores"), widget=forms.RadioSelect,
        choices=[("lifted", _("They stand")), ("rescore", _("Other people score these letters"))],
    )  # fmt: skip
    why = forms.CharField(
        label=_("Why"), max_length=600, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It is kept with the decision and can be audited."),
    )  # fmt: skip


class EndForm(forms.Form):
    """Why a qualification is taken back."""

    why = forms.CharField(
        label=_("Why"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The assessor reads this."),
    )  # fmt: skip
