"""Forms of the editor: the text, for whom it is previewed, a new section, a remark."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.blocks import MAX_MARKDOWN, STAGES
from courses.wording_reference import stage_in_words
from courses.writing import blocks_text, front_matter
from lms.kernel.places import Country, Language


class EditorForm(forms.Form):
    """The text with its head and the number of the draft it began from, and for whom the preview is.

    A whole file may be pasted into the text: its own head counts then.
    """

    title = forms.CharField(required=False, max_length=200, label=_("Title"))
    summary = forms.CharField(
        required=False, max_length=600, label=_("What it is for, in one sentence"), widget=forms.Textarea(attrs={"rows": 2})
    )
    text = forms.CharField(
        label=_("Text"),
        strip=False,
        max_length=MAX_MARKDOWN,
        widget=forms.Textarea(attrs={"class": "editor", "spellcheck": "true", "rows": 30}),
    )
    stages = forms.MultipleChoiceField(
        required=False,
        choices=lambda: [(stage, stage_in_words(stage)) for stage in STAGES],
        label=_("Stages"),
        widget=forms.CheckboxSelectMultiple,
    )
    questions = forms.CharField(
        required=False,
        max_length=2000,
        label=_("Questions it answers, in the business's words"),
        help_text=_("One a line."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    resources = forms.CharField(
        required=False,
        max_length=2000,
        label=_("Help resources"),
        help_text=_("Their keys, with commas; of all countries. Readers see their own."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    expected = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    over = forms.IntegerField(min_value=0, required=False, widget=forms.HiddenInput)
    country = forms.ChoiceField(choices=Country.choices, label=_("Country"))
    language = forms.ChoiceField(choices=Language.choices, label=_("Language"))
    phone = forms.BooleanField(required=False, label=_("As wide as a phone"))
    q = forms.CharField(required=False, max_length=100, label=_("Fact, by words or key"))

    def head(self) -> str:
        """The front matter as the fields say it; '' when the text brings its own."""
        if self._sent("text").lstrip().startswith("---"):
            return ""
        stages = self["stages"].value() or []
        lists = {
            "stages": [stage for stage in STAGES if stage in stages],
            "questions": [line.strip() for line in self._sent("questions").splitlines() if line.strip()],
            "resources": list(dict.fromkeys(filter(None, re.split(r"[\s,;]+", self._sent("resources"))))),
        }
        words = {name: " ".join(self._sent(name).split()) for name in ("title", "summary")}
        return front_matter({**words, **lists}) + "\n"

    def file_text(self) -> str:
        """The whole section as a file, also of a form that is not valid."""
        return self.head() + self._sent("text").lstrip("\n")

    def placed(self, mistakes: Iterable[tuple[int, str]]) -> list[tuple[int, str]]:
        """Mistakes with the line of the text field; 0: in the fields around it."""
        before = self.head().count("\n") - (len(self._sent("text")) - len(self._sent("text").lstrip("\n")))
        return [(max(line - before, 0), sentence) for line, sentence in mistakes]

    def _sent(self, name: str) -> str:
        return str(self[name].value() or "").replace("\r\n", "\n")


def initial_of(body: Mapping[str, Any]) -> dict[str, Any]:
    """What the form shows of a section's body."""
    return {
        "title": body.get("title", ""),
        "summary": body.get("summary", ""),
        "stages": list(body.get("stages", ())),
        "questions": "\n".join(body.get("questions", ())),
        "resources": ", ".join(body.get("resources", ())),
        "text": blocks_text(body) + "\n",
    }


class SectionForm(forms.Form):
    """A new section, in Spanish, with its first words."""

    module = forms.RegexField(
        r"^[a-z0-9][a-z0-9-]*$",
        max_length=60,
        label=_("Module"),
        help_text=_("Lower case letters, digits and '-'. Sections of one module stand together."),
    )
    name = forms.RegexField(
        r"^[a-z0-9][a-z0-9-]*$", max_length=90, label=_("Name in addresses"), help_text=_("For example: how-long")
    )
    title = forms.CharField(max_length=200, label=_("Title, in Spanish"))
    summary = forms.CharField(
        max_length=600, label=_("What it is for, in one sentence"), widget=forms.Textarea(attrs={"rows": 2})
    )
    text = forms.CharField(
        label=_("First words"), strip=False, max_length=MAX_MARKDOWN, widget=forms.Textarea(attrs={"rows": 8})
    )


class CommentForm(forms.Form):
    """A remark on a text, at a block or as a whole."""

    block = forms.ChoiceField(required=False, label=_("About"))
    text = forms.CharField(max_length=2000, label=_("Comment"), widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, blocks: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["block"].choices = [("", _("The whole text")), *blocks]  # type: ignore[attr-defined]


class LanguageForm(forms.Form):
    """In which language a text is begun."""

    language = forms.ChoiceField(choices=Language.choices, label=_("Language"))
