"""Forms of surveys: the five questions, their words, the three questions to a holder."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.surveys.questions import LANGUAGES, LONGEST, LONGEST_COMMENT, OPEN, QUESTIONS, SCALED, SHIPPED
from lms.kernel.words import in_language

SCALE = [
    ("1", _("1 · Not at all")), ("2", _("2 · A little")), ("3", _("3 · So-so")), ("4", _("4 · Quite")),
    ("5", _("5 · Very much")),
]  # fmt: skip


class SurveyForm(forms.Form):
    """Four questions from 1 to 5 and an open one, in the words that the survey was opened with."""

    def __init__(self, texts: Mapping[str, Mapping[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in SCALED:
            self.fields[name] = forms.ChoiceField(
                label=in_language(texts[name]), choices=SCALE, widget=forms.RadioSelect,
                error_messages={"required": _("Choose an answer.")},
            )  # fmt: skip
        self.fields[OPEN] = forms.CharField(
            label=in_language(texts[OPEN]), required=False, max_length=LONGEST_COMMENT,
            widget=forms.Textarea(attrs={"rows": 4}),
            help_text=_("You may leave it empty. Do not write names: what you write is shown as it is."),
        )  # fmt: skip


class WordingForm(forms.Form):
    """The five questions in both languages."""

    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        said = {"es": _("in Spanish"), "en": _("in English")}
        for n, name in enumerate(QUESTIONS, 1):
            for language in LANGUAGES:
                self.fields[f"{name}_{language}"] = forms.CharField(
                    label=_("Question {n}, {language}").format(n=n, language=said[language]), max_length=LONGEST,
                    help_text=SHIPPED[name][language], widget=forms.TextInput(attrs={"lang": language}),
                )  # fmt: skip

    def texts(self) -> dict[str, dict[str, str]]:
        """What was written, by question."""
        return {name: {one: self.cleaned_data[f"{name}_{one}"] for one in LANGUAGES} for name in QUESTIONS}

    @classmethod
    def showing(cls, texts: Mapping[str, Mapping[str, str]], seen: int) -> "WordingForm":
        """The form as the page shows it."""
        return cls(initial={"seen": seen} | {f"{name}_{one}": texts[name][one] for name in QUESTIONS for one in LANGUAGES})
