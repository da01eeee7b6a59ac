"""Forms of texts behind their origin: one answer a block."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from courses.blocks import MAX_MARKDOWN
from courses.differences import BlockDifference
from courses.services.stale import Answer

ANSWERS = [
    ("accepted", _("Taken over: the text below follows what moved")),
    ("adapted", _("Adapted: the text below says it in its own way")),
    ("declined", _("Declined: the text stays as it is, because")),
]


class StaleForm(forms.Form):
    """For each block that moved: the answer, why, and (for a translation) its text from now on. No answer: for later."""

    expected = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    origin = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, blocks: Sequence[BlockDifference], with_texts: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.blocks = [block.id for block in blocks]
        for name in self.blocks:
            self.fields[f"answer-{name}"] = forms.ChoiceField(
                required=False, choices=ANSWERS, widget=forms.RadioSelect, label=_("Your answer")
            )
            self.fields[f"because-{name}"] = forms.CharField(required=False, max_length=1000, label=_("Why it stays as it is"))
            if with_texts:
                self.fields[f"text-{name}"] = forms.CharField(
                    required=False,
                    strip=False,
                    max_length=MAX_MARKDOWN,
                    label=_("The text of this block from now on"),
                    widget=forms.Textarea(attrs={"class": "editor", "rows": 6}),
                )

    def answers(self) -> dict[str, Answer]:
        """{block: answer} of the blocks that were answered for."""
        found = {}
        for name in self.blocks:
            if given := self.cleaned_data.get(f"answer-{name}"):
                text = self.cleaned_data.get(f"text-{name}", "").replace("\r\n", "\n")
                found[name] = Answer(given, self.cleaned_data.get(f"because-{name}", ""), text)
        return found


class SlotsForm(forms.Form):
    """What one country has in each of its slots."""

    def __init__(self, *args: Any, slots: dict[str, dict[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.slots = list(slots)
        for name, part in slots.items():
            self.fields[f"slot-{name}"] = forms.CharField(
                strip=False,
                max_length=MAX_MARKDOWN,
                label=format_lazy("{} {}", _("Text of block"), name),
                initial=part.get("na") or part.get("markdown", ""),
                widget=forms.Textarea(attrs={"class": "editor", "rows": 6}),
            )
            self.fields[f"na-{name}"] = forms.BooleanField(
                required=False, initial="na" in part, label=_("Does not apply here: the text says why")
            )

    def chosen(self) -> dict[str, dict[str, str]]:
        """{block: {markdown} or {na}}."""
        found = {}
        for name in self.slots:
            text = self.cleaned_data[f"slot-{name}"].replace("\r\n", "\n").strip("\n").rstrip()
            found[name] = {"na" if self.cleaned_data[f"na-{name}"] else "markdown": text}
        return found


class DeclineForm(forms.Form):
    """Why a fact's sentence stays as it is."""

    origin = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    because = forms.CharField(max_length=1000, label=_("Why it stays as it is"))
