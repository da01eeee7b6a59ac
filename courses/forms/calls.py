"""What a coordinator says of a call, what people write who apply, what scorers give."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from courses.calling import (
    KEPT_MONTHS,
    LEAST_STATEMENT,
    MOST_CRITERIA,
    MOST_POINTS,
    MOST_STATEMENT,
    MOST_WEIGHT,
    MOST_WHY,
    Criterion,
)
from lms.kernel import conf
from lms.kernel.words import in_language

_DAY: Final = {"type": "date"}
_ROWS: Final = range(1, MOST_CRITERIA + 1)


def _day(label: Any, hint: Any = "") -> forms.DateField:
    return forms.DateField(label=label, help_text=hint, widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d"))


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class CallForm(forms.Form):
    """A call, as it is drafted. Criteria are numbered rows: a row without a Spanish name is left out."""

    title_es = forms.CharField(label=_("Title in Spanish"), max_length=160)
    title_en = forms.CharField(label=_("Title in English"), max_length=160, required=False)
    text_es = forms.CharField(
        label=_("Text in Spanish"), max_length=8000, widget=_area(8),
        help_text=_("For whom it is, what is expected, how much time it takes. A blank line parts paragraphs."),
    )  # fmt: skip
    text_en = forms.CharField(label=_("Text in English"), max_length=8000, widget=_area(8), required=False)
    seats = forms.IntegerField(label=_("Seats"), min_value=1, max_value=500)
    opens_on = _day(_("First day to apply"))
    closes_on = _day(_("Last day to apply"), _("The whole day counts, in the time of the group’s country."))
    least = forms.IntegerField(
        label=_("Least percentage"), min_value=0, max_value=100, initial=50,
        help_text=_("Who has less is neither chosen nor put on the waiting list. 0: everybody may be."),
    )  # fmt: skip
    accept_days = forms.IntegerField(
        label=_("Business days to take a seat that got free"), min_value=1, max_value=20, initial=3
    )
    needs_commitment = forms.BooleanField(
        label=_("The superior commits"), required=False, initial=True,
        help_text=_("On paper, signed and sent up, or by a link: without it nobody is chosen."),
    )  # fmt: skip
    second_scorer = forms.TypedChoiceField(
        label=_("A second person who scores"), required=False, coerce=int, empty_value=None,
        help_text=_("They score without seeing your points first. Nobody scores themselves or people they declared."),
    )  # fmt: skip

    def __init__(self, data: Any, people: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        second = self.fields["second_scorer"]
        assert isinstance(second, forms.TypedChoiceField)
        second.choices = [("", _("Nobody")), *people]
        for n in _ROWS:
            self.fields[f"name_es_{n}"] = forms.CharField(label=_("In Spanish"), max_length=120, required=False)
            self.fields[f"name_en_{n}"] = forms.CharField(label=_("In English"), max_length=120, required=False)
            self.fields[f"weight_{n}"] = forms.IntegerField(
                label=_("Weight"), min_value=1, max_value=MOST_WEIGHT, required=False
            )
            self.fields[f"top_{n}"] = forms.IntegerField(
                label=_("Points, at most"), min_value=1, max_value=MOST_POINTS, required=False
            )

    @property
    def main_fields(self) -> Iterator[forms.BoundField]:
        """What is not a criterion."""
        return (self[name] for name in self.base_fields)

    @property
    def rows(self) -> Iterator[tuple[int, list[forms.BoundField]]]:
        """Each criterion's number and fields."""
        for n in _ROWS:
            yield n, [self[f"{name}_{n}"] for name in ("name_es", "name_en", "weight", "top")]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        for n in _ROWS:
            if given.get(f"name_es_{n}") and not (given.get(f"weight_{n}") and given.get(f"top_{n}")):
                self.add_error(f"weight_{n}", _("A criterion needs its weight and its points."))
        if not any(given.get(f"name_es_{n}") for n in _ROWS):
            self.add_error("name_es_1", _("Name at least one criterion."))
        return given

    def facts(self) -> dict[str, Any]:
        """As the service takes them."""
        given = self.cleaned_data
        plain = ("seats", "least", "opens_on", "closes_on", "accept_days", "needs_commitment")
        return {
            "titles": {"es": given["title_es"], "en": given["title_en"]},
            "texts": {"es": given["text_es"], "en": given["text_en"]},
            "criteria": [
                Criterion(
                    str(n), {"es": given[f"name_es_{n}"], "en": given[f"name_en_{n}"] or given[f"name_es_{n}"]},
                    given[f"weight_{n}"], given[f"top_{n}"],
                )
                for n in _ROWS if given.get(f"name_es_{n}")
            ],
            "second_scorer_id": given["second_scorer"], **{name: given[name] for name in plain},
        }  # fmt: skip


def as_initial(criteria: Sequence[Criterion]) -> dict[str, Any]:
    """The values of the criteria's rows."""
    found: dict[str, Any] = {}
    for n, one in enumerate(criteria, start=1):
        found |= {f"name_es_{n}": one.names.get("es", ""), f"name_en_{n}": one.names.get("en", ""),
                  f"weight_{n}": one.weight, f"top_{n}": one.top}  # fmt: skip
    return found


class ApplyForm(forms.Form):
    """An application. Who is signed in applies with the address of the account."""

    given_name = forms.CharField(label=_("First name"), max_length=120)
    family_name = forms.CharField(label=_("Last name"), max_length=120)
    email = forms.EmailField(label=_("E-mail address"), max_length=254, help_text=_("A link goes there: with it you confirm."))
    position = forms.CharField(label=_("What you do, and where"), max_length=160)
    statement = forms.CharField(
        label=_("Why you apply"), min_length=LEAST_STATEMENT, max_length=MOST_STATEMENT, widget=_area(8),
        help_text=_("Speak to each criterion. No names of businesses you advise, and nothing about your health."),
    )  # fmt: skip
    consent = forms.BooleanField(label="")

    def __init__(self, data: Any, *, institution: str, known: Mapping[str, str] | None = None) -> None:
        super().__init__(data, initial=dict(known or {}))
        agree = _(
            "I agree that the people of {place} who choose read this. If I am not chosen it is emptied {n} months after "
            "the last day."
        )
        self.fields["consent"].label = str(agree).format(place=institution, n=KEPT_MONTHS)
        if known is not None:
            del self.fields["email"]

    @property
    def language(self) -> str:
        return (get_language() or "es")[:2]


class PaperForm(forms.Form):
    """A file that was signed."""

    file = forms.FileField(
        label=_("The signed paper"), help_text=_("PDF, PNG or JPEG; a photograph is enough."),
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf,.png,.jpg,.jpeg"}),
    )  # fmt: skip

    def clean_file(self) -> "UploadedFile[bytes]":
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if file.size is not None and file.size > int(conf.get("UPLOAD_MAX_BYTES")):
            raise forms.ValidationError(_("The file is too large. Make it smaller."))
        return file


class SuperiorForm(forms.Form):
    """Who commits by a link."""

    name = forms.CharField(label=_("Your superior’s name"), max_length=120)
    email = forms.EmailField(label=_("Your superior’s e-mail address"), max_length=254)


class ScoreForm(forms.Form):
    """Points for each criterion, and why."""

    def __init__(self, data: Any, criteria: Sequence[Criterion], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.criteria = criteria
        for one in criteria:
            self.fields[f"points_{one.key}"] = forms.IntegerField(
                label=in_language(one.names), min_value=0, max_value=one.top,
                help_text=str(_("0 to {top}; weight {weight}")).format(top=one.top, weight=one.weight),
            )  # fmt: skip
        self.fields["why"] = forms.CharField(
            label=_("Why"), max_length=MOST_WHY, widget=_area(4), help_text=_("Who applied reads it with the decision.")
        )

    def points(self) -> dict[str, int]:
        return {one.key: self.cleaned_data[f"points_{one.key}"] for one in self.criteria}


class AsideForm(forms.Form):
    """Why somebody can't be chosen."""

    reason = forms.CharField(
        label=_("Reason"), max_length=MOST_WHY, widget=_area(3), required=False,
        help_text=_("Who applied reads it. Empty: the application counts again."),
    )  # fmt: skip


class ReasonForm(forms.Form):
    """A reason that people read."""

    reason = forms.CharField(
        label=_("Reason"), max_length=MOST_WHY, widget=_area(3), help_text=_("Everybody who applied reads it.")
    )


class ClosingForm(forms.Form):
    """Another last day."""

    closes_on = _day(_("Last day to apply"))


class SeatsForm(forms.Form):
    """More seats."""

    seats = forms.IntegerField(label=_("Seats in all"), min_value=1, max_value=500)
