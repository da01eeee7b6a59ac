"""Forms of the editor: the text, for whom it is previewed, a new section, a remark."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.blocks import MAX_MARKDOWN
from lms.kernel.places import Country, Language


class EditorForm(forms.Form):
    """The text with the number of the draft it began from, and for whom the preview is."""

    text = forms.CharField(
        label=_("Text"),
        strip=False,
        max_length=MAX_MARKDOWN,
        widget=forms.Textarea(attrs={"class": "editor", "spellcheck": "true", "rows": 30}),
    )
    expected = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    over = forms.IntegerField(min_value=0, required=False, widget=forms.HiddenInput)
    country = forms.ChoiceField(choices=Country.choices, label=_("Country"))
    language = forms.ChoiceField(choices=Language.choices, label=_("Language"))
    phone = forms.BooleanField(required=False, label=_("As wide as a phone"))
    q = forms.CharField(required=False, max_length=100, label=_("Fact, by words or key"))


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
