"""Forms of the ledger: which fact, what it says from when, what was decided of entries."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.ledger_words import class_explained, class_in_words
from courses.models import ChangeClass
from lms.kernel.places import Jurisdiction


class PickForm(forms.Form):
    """Which rule changes."""

    key = forms.CharField(
        max_length=240, label=_("Fact"), help_text=_("Its key, like trademarks.term; or one part of it: trademarks.term.term."),
        widget=forms.TextInput(attrs={"list": "facts", "autocomplete": "off"}),
    )  # fmt: skip
    country = forms.ChoiceField(label=_("Whose rule"))

    def __init__(self, *args: Any, jurisdictions: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = [(code, Jurisdiction(code).label) for code in jurisdictions]  # type: ignore[attr-defined]


class ProposeForm(forms.Form):
    """What the rule says from a day on, and what people are told."""

    value = forms.CharField(required=False, max_length=120, label=_("New value"))
    es = forms.CharField(
        required=False, max_length=1200, label=_("New sentence in Spanish"), widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("With a new value you may leave it empty: the old sentence is reworded where that is sure."),
    )  # fmt: skip
    en = forms.CharField(
        required=False, max_length=1200, label=_("New sentence in English"), widget=forms.Textarea(attrs={"rows": 3})
    )
    retire = forms.BooleanField(required=False, label=_("The rule ends: there is no such rule any more"))
    change_class = forms.ChoiceField(label=_("What it asks of people"), widget=forms.RadioSelect)
    in_force_from = forms.DateField(label=_("First day of the new rule"), widget=forms.DateInput(attrs={"type": "date"}))
    tell_es = forms.CharField(
        required=False, max_length=400, label=_("Sentence for people, in Spanish"), widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("What changes for their advice. Left empty, we write the old and the new value."),
    )  # fmt: skip
    tell_en = forms.CharField(
        required=False, max_length=400, label=_("Sentence for people, in English"), widget=forms.Textarea(attrs={"rows": 2})
    )
    transitional_es = forms.CharField(
        required=False, max_length=600, label=_("Who stays under the old rule, and until when (Spanish)"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    transitional_en = forms.CharField(
        required=False, max_length=600, label=_("The same in English"), widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["change_class"].choices = [  # type: ignore[attr-defined]
            (code, f"{class_in_words(code)}. {class_explained(code)}") for code in ChangeClass.values
        ]

    def clean(self) -> dict[str, Any]:
        """Something must change, and only one way."""
        data = super().clean() or {}
        says = bool(data.get("value") or data.get("es"))
        if says == bool(data.get("retire")):
            self.add_error("value", _("Write a new value or a new sentence, or say that the rule ends."))
        return data

    def asked(self) -> dict[str, Any]:
        """For `plan_change`."""
        data = self.cleaned_data
        note = {"es": data["transitional_es"], "en": data["transitional_en"]}
        return {
            "value": data["value"] or ("" if data["retire"] else data["es"]),
            "es": data["es"],
            "en": data["en"],
            "retire": data["retire"],
            "in_force_from": data["in_force_from"],
            "transitional": note if any(note.values()) else None,
        }

    def told(self) -> dict[str, str]:
        """The sentence for people, as far as it was written."""
        return {"es": self.cleaned_data["tell_es"], "en": self.cleaned_data["tell_en"]}

    def day(self) -> date:
        """The first day of the new rule."""
        found: date = self.cleaned_data["in_force_from"]
        return found


class OpenForm(forms.Form):
    """A change of a section, source or other item from what is published to its draft."""

    change_class = ProposeForm.base_fields["change_class"]
    in_force_from = forms.DateField(
        required=False, label=_("First day of the new text"), widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Empty: at once, when it is approved."),
    )  # fmt: skip
    tell_es = forms.CharField(
        max_length=400, label=_("Sentence for people, in Spanish"), widget=forms.Textarea(attrs={"rows": 2})
    )
    tell_en = forms.CharField(
        max_length=400, label=_("Sentence for people, in English"), widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["change_class"].choices = [  # type: ignore[attr-defined]
            (code, f"{class_in_words(code)}. {class_explained(code)}") for code in ChangeClass.values
        ]


class DecideForm(forms.Form):
    """What was decided of the entries that are ticked; `one` is the button of a single entry."""

    entry = forms.TypedMultipleChoiceField(coerce=int, required=False)
    one = forms.IntegerField(required=False)
    state = forms.ChoiceField(choices=[("mended", ""), ("not_affected", ""), ("to_do", "")], required=False)
    because = forms.CharField(required=False, max_length=400, label=_("Not affected, because"))

    def __init__(self, *args: Any, entries: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["entry"].choices = [(pk, pk) for pk in entries]  # type: ignore[attr-defined]

    def chosen(self) -> list[int]:
        """The entries meant."""
        one = self.cleaned_data.get("one")
        return [one] if one else list(self.cleaned_data["entry"])


class ReasonForm(forms.Form):
    """Why: kept beside the act."""

    reason = forms.CharField(required=False, max_length=400, label=_("Because"), widget=forms.Textarea(attrs={"rows": 2}))
