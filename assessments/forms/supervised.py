"""Forms of supervised pieces: planning, moving, ending, and what the examiner found."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.forms.access import moment_field
from assessments.services.supervised import LONGEST, MISSED
from assessments.supervised_words import form_words, missed_words
from lms.kernel.words import clean_text, in_language


class WhenForm(forms.Form):
    """When and where."""

    at = moment_field(gettext_lazy("Day and time"))
    place = forms.CharField(
        label=gettext_lazy("Place, or the link of the call"), max_length=LONGEST,
        help_text=gettext_lazy("The candidate and the examiner read it."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["at"].required = True

    def moment(self) -> datetime:
        """Read it of a form that is valid."""
        found: datetime = self.cleaned_data["at"]
        return found


class PlanForm(WhenForm):
    """What, before whom, when and where."""

    form = forms.ChoiceField(label=gettext_lazy("What"), widget=forms.RadioSelect)
    examiner = forms.TypedChoiceField(
        label=gettext_lazy("Examiner"), coerce=int,
        help_text=gettext_lazy("Whoever taught, supervises or manages this person, or has examined them, is not among them."),
    )  # fmt: skip

    field_order = ["form", "examiner", "at", "place"]

    def __init__(self, *args: Any, kinds: Sequence[str], people: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["form"].choices = [(one, form_words(one)) for one in kinds]  # type: ignore[attr-defined]
        self.fields["examiner"].choices = [("", _("Choose")), *people]  # type: ignore[attr-defined]


class CancelForm(forms.Form):
    """Why a day is taken away."""

    why = forms.CharField(label=gettext_lazy("Why it is cancelled"), max_length=LONGEST)


class MissForm(forms.Form):
    """Who was not there."""

    missed_by = forms.ChoiceField(label=gettext_lazy("What happened"), widget=forms.RadioSelect)
    why = forms.CharField(label=gettext_lazy("In a few words (if you like)"), max_length=LONGEST, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["missed_by"].choices = [(one, missed_words(one)) for one in MISSED]  # type: ignore[attr-defined]


@dataclass(slots=True)
class FoundForm:
    """What an examiner found, as sent. `errors` is {field: sentence}."""

    picks: dict[str, int] = field(default_factory=dict)
    comments: dict[str, str] = field(default_factory=dict)
    answered: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def red_flags(self) -> list[str]:
        return [key for key, said in self.answered.items() if said == "raised"]

    def draft(self) -> dict[str, Any]:
        """As it is kept while the piece goes on."""
        return {"picks": self.picks, "comments": self.comments, "answered": self.answered}


def from_draft(draft: Mapping[str, Any]) -> FoundForm:
    """The form as it was kept."""
    return FoundForm(dict(draft.get("picks", {})), dict(draft.get("comments", {})), dict(draft.get("answered", {})))


def read_found(post: QueryDict, rubric: Mapping[str, Any]) -> FoundForm:
    """Read and check what the examiner sent."""
    form = FoundForm()
    for flag in rubric["flags"]:
        sent = post.get(f"flag-{flag['id']}", "")
        if sent in ("raised", "clear"):
            form.answered[flag["id"]] = sent
        else:
            said = _("Say whether this red flag is raised: {title}")
            form.errors[f"flag-{flag['id']}"] = said.format(title=in_language(flag["titles"]))
    for criterion in rubric["criteria"]:
        key, sent = criterion["id"], post.get(f"level-{criterion['id']}", "")
        known = {str(level["n"]): level["n"] for level in criterion["levels"]}
        if sent in known:
            form.picks[key] = known[sent]
        else:
            form.errors[f"level-{key}"] = _("Choose a level: {title}").format(title=in_language(criterion["titles"]))
    for key in ("_", *(one["id"] for one in rubric["criteria"])):
        text = clean_text(post.get(f"comment-{key}", "")).strip()[:4000]
        if text:
            form.comments[key] = text
    if not form.comments:
        form.errors["comment-_"] = _("Write at least one comment: what the candidate showed, or what was lacking.")
    return form
