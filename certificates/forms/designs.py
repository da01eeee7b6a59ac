"""What designers write: a new design, its text, what a preview shows, a picture, a permission."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django import forms
from django.core.validators import RegexValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from certificates.papers.catalogue import SPANISH
from certificates.papers.designs import LONGEST
from certificates.sampling import Sample
from certificates.wording.designs import LANGUAGE_NAMES, PAPER_NAMES, PICTURE_KINDS
from lms.kernel.places import Country

NAME: Final = RegexValidator(
    r"^[a-z][a-z0-9-]{0,39}$", _("Small letters, digits and hyphens, the first one a letter: “sello-rector”.")
)
_CODE: Final = {"class": "editor", "spellcheck": "false", "autocapitalize": "off", "autocomplete": "off", "wrap": "off"}
_DAY: Final = {"type": "date"}
EVERYBODY: Final = "all"  # whose a design or picture is that belongs to no institution
LANGUAGES: Final = list(LANGUAGE_NAMES.items())


def _both(given: Mapping[str, Any], name: str) -> dict[str, str]:
    return {"es": given[f"{name}_es"], "en": given[f"{name}_en"]}


class _Owned(forms.Form):
    """A form with the question whose it is: everybody's, or one institution's."""

    owner = forms.ChoiceField(label=_("Whose"), help_text=_("An institution's own is used for its people only."))

    def __init__(self, *args: Any, owners: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].choices = owners  # type: ignore[attr-defined]

    def institution(self) -> int | None:
        """The chosen institution's id; None: everybody's."""
        chosen = self.cleaned_data["owner"]
        return None if chosen == EVERYBODY else int(chosen)


class NewDesignForm(_Owned):
    """What a new design is for, and what it begins with."""

    paper = forms.ChoiceField(label=_("Kind of paper"), choices=list(PAPER_NAMES.items()))
    title_es = forms.CharField(label=_("Name in Spanish"), max_length=120, help_text=_("For lists here: it is not printed."))
    title_en = forms.CharField(label=_("Name in English"), max_length=120)
    country = forms.ChoiceField(
        label=_("For papers of"), required=False, choices=[("", _("all countries")), *Country.choices],
        help_text=_("A picture that is allowed in one country only can be shown on papers of that country only."),
    )  # fmt: skip
    field_order = ["paper", "title_es", "title_en", "country", "owner"]

    def facts(self) -> dict[str, Any]:
        """What `make_design` takes."""
        given = self.cleaned_data
        return {
            "paper": given["paper"], "titles": _both(given, "title"), "country": given["country"],
            "institution_id": self.institution(),
        }  # fmt: skip


class SampleForm(forms.Form):
    """With which invented person a design is shown."""

    country = forms.ChoiceField(label=_("Country"), choices=Country.choices)
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)
    length = forms.ChoiceField(label=_("Words"), choices=[("short", _("short")), ("long", _("as long as can be"))])

    def sample(self) -> Sample:
        """The chosen one; of a form with mistakes, what can be understood."""
        given = self.cleaned_data if self.is_bound and self.is_valid() else {}
        return Sample(
            given.get("country") or str(self.get_initial_for_field(self.fields["country"], "country") or "PE"),
            given.get("language") or SPANISH, long=given.get("length") == "long",
        )  # fmt: skip


class DesignForm(SampleForm):
    """The text of a design and its names; `expected` is the number of the draft that the editor began from."""

    title_es = forms.CharField(label=_("Name in Spanish"), max_length=120)
    title_en = forms.CharField(label=_("Name in English"), max_length=120)
    html = forms.CharField(
        label=_("What stands on the paper (HTML)"), max_length=LONGEST, required=False, strip=False,
        widget=forms.Textarea(attrs={**_CODE, "rows": 24}),
    )  # fmt: skip
    css = forms.CharField(
        label=_("How it looks (CSS)"), max_length=LONGEST, required=False, strip=False,
        widget=forms.Textarea(attrs={**_CODE, "rows": 18}),
    )  # fmt: skip
    expected = forms.IntegerField(widget=forms.HiddenInput)

    def clean_html(self) -> str:
        """With one kind of line end, whatever the browser sent."""
        return _lines(self.cleaned_data["html"])

    def clean_css(self) -> str:
        """With one kind of line end, whatever the browser sent."""
        return _lines(self.cleaned_data["css"])

    def titles(self) -> dict[str, str]:
        """Both names."""
        return _both(self.cleaned_data, "title")


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


class PublishForm(forms.Form):
    """What is new, for the list of versions."""

    note = forms.CharField(label=_("What is new in this version"), max_length=240, required=False)
    expected = forms.IntegerField(widget=forms.HiddenInput)


class RevertForm(forms.Form):
    """Which version the draft shall say again."""

    number = forms.IntegerField(min_value=1)
    expected = forms.IntegerField()


class PictureForm(_Owned):
    """A picture and what it is."""

    file = forms.FileField(label=_("File"), help_text=_("PNG or JPEG, 2 MB at most. What a camera wrote into it is taken out."))
    key = forms.CharField(
        label=_("Short name"), max_length=40, validators=[NAME], widget=forms.TextInput(attrs={"autocapitalize": "off"}),
        help_text=_("Designs show the picture by this name: <img src=\"sello-rector\">. It can't be changed later."),
    )  # fmt: skip
    kind = forms.ChoiceField(label=_("What it is"), choices=list(PICTURE_KINDS.items()))
    alt_es = forms.CharField(label=_("What it shows, in Spanish"), max_length=160, help_text=_("For who can't see it."))
    alt_en = forms.CharField(label=_("What it shows, in English"), max_length=160)
    protected = forms.ChoiceField(
        label=_("Is it protected?"), widget=forms.RadioSelect,
        choices=[
            ("yes", _("Yes: an emblem, flag or name of a state or an intergovernmental organisation, or somebody else's mark")),
            ("no", _("No: our own, or free for all")),
        ],
        help_text=_("A protected picture is printed only while a permission is in force (Paris Convention, article 6ter)."),
    )  # fmt: skip
    field_order = ["file", "key", "kind", "alt_es", "alt_en", "protected", "owner"]

    def facts(self) -> dict[str, Any]:
        """What `add_picture` takes."""
        given = self.cleaned_data
        return {
            "key": given["key"], "kind": given["kind"], "alt": _both(given, "alt"), "file": given["file"],
            "protected": given["protected"] == "yes", "institution_id": self.institution(),
        }  # fmt: skip


class AltForm(forms.Form):
    """What a picture shows."""

    alt_es = forms.CharField(label=_("What it shows, in Spanish"), max_length=160)
    alt_en = forms.CharField(label=_("What it shows, in English"), max_length=160)

    def alt(self) -> dict[str, str]:
        """Both."""
        return _both(self.cleaned_data, "alt")


class PermissionForm(forms.Form):
    """Who allowed a picture, for what, from when to when."""

    holder = forms.CharField(
        label=_("Who allows it"), max_length=200, help_text=_("The office or company that holds the rights.")
    )
    reference = forms.CharField(label=_("Letter or agreement"), max_length=200, help_text=_("Its number and date."))
    countries = forms.MultipleChoiceField(
        label=_("For papers of"), choices=Country.choices, widget=forms.CheckboxSelectMultiple
    )
    papers = forms.MultipleChoiceField(
        label=_("For these papers"), choices=list(PAPER_NAMES.items()), widget=forms.CheckboxSelectMultiple
    )
    starts_on = forms.DateField(label=_("First day"), widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d"))
    ends_on = forms.DateField(label=_("Last day"), widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d"))

    def clean(self) -> dict[str, Any]:
        """The last day is not before the first one, nor over already."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = given.get("starts_on"), given.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("The last day of a permission is not before its first one."))
        elif last and last < timezone.localdate():
            self.add_error("ends_on", _("This day is over: nothing could be printed with it."))
        return given


class WithdrawForm(forms.Form):
    """The letter that takes a permission back."""

    reference = forms.CharField(label=_("Letter that takes it back"), max_length=200, help_text=_("Its number and date."))
