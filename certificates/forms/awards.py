"""What those who decide, and holders, write about an award."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from certificates.renewal import end_of
from certificates.services.objections import LEAST, MOST
from certificates.standing import Act, ReasonClass
from certificates.wording.awards import move_word
from lms.kernel.places import Country

MOST_WORDS: Final = 1000


def _area(rows: int = 3) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class MoveForm(forms.Form):
    """What should be done with an award. Which of it can be done depends on how it stands."""

    act = forms.ChoiceField(label=_("What should be done"), widget=forms.RadioSelect)
    reason_class = forms.ChoiceField(
        label=_("Class of reason"), choices=ReasonClass.choices, required=False, widget=forms.RadioSelect,
        help_text=_("The public page shows it. Putting it in force again needs none."),
    )  # fmt: skip
    until = forms.DateField(
        label=_("Last day of the suspension"), required=False, widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Only for a suspension. It ends by itself at the end of that day; without a day, when somebody decides."),
    )  # fmt: skip
    scope_es = forms.CharField(
        label=_("What it still covers, in Spanish"), required=False, max_length=300, widget=_area(2),
        help_text=_("Only for a limit. The public page shows it as it stands."),
    )  # fmt: skip
    scope_en = forms.CharField(
        label=_("What it still covers, in English"), required=False, max_length=300, widget=_area(2),
        help_text=_("Only for a limit. The public page shows it as it stands."),
    )  # fmt: skip
    note = forms.CharField(
        label=_("Note for the second person"), max_length=MOST_WORDS, required=False, widget=_area(),
        help_text=_("Never public, and not told to the holder."),
    )  # fmt: skip

    def __init__(self, *args: Any, acts: Sequence[Act], zone: ZoneInfo, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = zone
        self.fields["act"].choices = [(act.value, move_word(act)) for act in acts]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """What the act needs, said at the field that lacks it."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        act = given.get("act")
        if act and act != Act.REINSTATED and not given.get("reason_class"):
            self.add_error("reason_class", _("Choose the class of reason."))
        if act == Act.REDUCED:
            for name in ("scope_es", "scope_en"):
                if not given.get(name):
                    self.add_error(name, _("Say what it still covers."))
        day = given.get("until")
        if act == Act.SUSPENDED and day is not None and day < timezone.localdate(timezone=self.zone):
            self.add_error("until", _("Choose today or a later day."))
        return given

    def facts(self) -> dict[str, Any]:
        """The arguments of `move_award`, those that the act does not need left out."""
        given = self.cleaned_data
        act = given["act"]
        return {
            "act": act,
            "reason_class": given["reason_class"] if act != Act.REINSTATED else "",
            "note": given["note"],
            "until": self.until_moment() if act == Act.SUSPENDED else None,
            "scope": {"es": given["scope_es"], "en": given["scope_en"]} if act == Act.REDUCED else None,
        }

    def until_moment(self) -> datetime | None:
        """The end of the last day, where the institution is."""
        day = self.cleaned_data.get("until")
        return end_of(day, self.zone) if day else None


class AnswerForm(forms.Form):
    """Why a motion is refused, or a remark on carrying it."""

    answer = forms.CharField(
        label=_("Your answer"), max_length=MOST_WORDS, widget=_area(), help_text=_("Who moved it reads it. It is never public.")
    )


class ReissueForm(forms.Form):
    """Why a paper is issued again."""

    why = forms.CharField(
        label=_("Why, and what you looked at"), max_length=300, widget=_area(2),
        help_text=_("For example: corrected after seeing the identity document. It is kept, and never public."),
    )  # fmt: skip


class ObjectionForm(forms.Form):
    """Why a decision should be reviewed."""

    text = forms.CharField(
        label=_("Why should the decision be reviewed?"), min_length=LEAST, max_length=MOST, widget=_area(7),
        help_text=_("Say what is not right, or what was not seen. Only those who decide read it."),
    )  # fmt: skip


class ObjectionAnswerForm(forms.Form):
    """What is answered to the holder."""

    upheld = forms.ChoiceField(
        label=_("Your decision"), choices=[("yes", _("The decision was wrong")), ("no", _("The decision stands"))],
        widget=forms.RadioSelect,
    )  # fmt: skip
    answer = forms.CharField(
        label=_("What you tell the holder"), max_length=MOST_WORDS, widget=_area(),
        help_text=_("One or two plain sentences: what was looked at, and why it is decided so."),
    )  # fmt: skip


class RulingForm(forms.Form):
    """An exception or a bar for one person."""

    email = forms.EmailField(label=_("E-mail of the person"), max_length=254)
    what = forms.ChoiceField(
        label=_("What"), help_text=_("An exception counts one course as met. A bar keeps the person from the whole credential.")
    )
    country = forms.ChoiceField(label=_("Under the law of"), choices=Country.choices)
    reason = forms.CharField(
        label=_("Reason"), max_length=MOST_WORDS, widget=_area(), help_text=_("The person reads it as it stands.")
    )
    note = forms.CharField(
        label=_("Note for the second person"), max_length=MOST_WORDS, required=False, widget=_area(),
        help_text=_("Only those who decide read it."),
    )  # fmt: skip

    def __init__(self, *args: Any, choices: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["what"].choices = choices  # type: ignore[attr-defined]

    def ruled(self) -> tuple[int, str]:
        """(credential id, subject) as `propose_ruling` takes them."""
        credential, _bar, subject = self.cleaned_data["what"].partition("|")
        return int(credential), subject
