"""Forms of writing to people."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.messages import api as mail

SUBJECT = 200
TEXT = 5000


class WordsForm(forms.Form):
    """A subject and a text in both languages."""

    subject_es = forms.CharField(label=_("Subject in Spanish"), max_length=SUBJECT)
    body_es = forms.CharField(label=_("Text in Spanish"), max_length=TEXT, widget=forms.Textarea(attrs={"rows": 9}))
    subject_en = forms.CharField(label=_("Subject in English"), max_length=SUBJECT)
    body_en = forms.CharField(
        label=_("Text in English"), max_length=TEXT, widget=forms.Textarea(attrs={"rows": 9}),
        help_text=_(
            "Filled in for each person: {nombre} {enlace} {institución} {remitente}, or {name} {link} {institution} {sender}."
        ),
    )  # fmt: skip

    def clean(self) -> dict[str, Any] | None:
        given = super().clean()
        if not self.errors:
            try:
                mail.refuse_words(self.subjects, self.bodies)
            except (mail.NudgeNeedsWords, mail.UnknownPlaceholder) as refused:
                self.add_error("body_es", refused.sentence())
        return given

    @property
    def subjects(self) -> dict[str, str]:
        """{es, en}"""
        return {one: self.cleaned_data[f"subject_{one}"] for one in ("es", "en")}

    @property
    def bodies(self) -> dict[str, str]:
        """{es, en}"""
        return {one: self.cleaned_data[f"body_{one}"].replace("\r\n", "\n") for one in ("es", "en")}

    @staticmethod
    def initial_of(words: mail.Words) -> dict[str, str]:
        """The fields as a template fills them."""
        found = {f"subject_{one}": words.subjects.get(one, "") for one in ("es", "en")}
        return found | {f"body_{one}": words.bodies.get(one, "") for one in ("es", "en")}


class WordingForm(WordsForm):
    """A template of one's own: with a name in both languages."""

    name_es = forms.CharField(label=_("Name in Spanish"), max_length=80)
    name_en = forms.CharField(label=_("Name in English"), max_length=80)
    field_order = ("name_es", "name_en", "subject_es", "body_es", "subject_en", "body_en")
