"""Forms of sittings: planning, a reason, an incident, a decision, the programme's list."""

from collections.abc import Collection, Iterable
from typing import Any, Final

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from assessments.exam_sittings import words
from assessments.forms.access import moment_field
from assessments.models import IncidentKind, IncidentState, SittingPlace
from assessments.models.exam_sitting_rows import Candidate
from assessments.selectors.exam_invigilators import Choice
from assessments.services.exam_incidents import LEAST, MOST, MOST_ANSWER
from assessments.services.exam_sittings import Plan
from lms.kernel.places import Country


class SittingForm(forms.Form):
    """When, where, who watches, who sits."""

    opens_at = moment_field(_("Begins"))
    closes_at = moment_field(_("Ends for everybody"))
    place = forms.ChoiceField(label=_("How it is watched over"), widget=forms.RadioSelect)
    place_words = forms.CharField(
        label=_("Where"), max_length=300,
        help_text=_("The address and the room; by video, the link of the call. Those admitted read it."),
    )  # fmt: skip
    bring = forms.CharField(
        label=_("What else to bring"), max_length=300, required=False,
        help_text=_("An identity document, a charged device and its charger are asked for anyway."),
    )  # fmt: skip
    invigilator = forms.ChoiceField(
        label=_("Who watches over it"),
        help_text=_("Nobody who teaches, supervises, coordinates or assesses somebody on the list stands here."),
    )  # fmt: skip
    people = forms.MultipleChoiceField(label=_("Who sits it"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, people: Collection[Candidate], choices: Iterable[Choice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("opens_at", "closes_at"):
            self.fields[name].required = True
        self._choose("place", [(value, words.place_words(value)) for value in SittingPlace.values])
        self._choose("invigilator", [("", "–"), *((str(one.person_id), one.label) for one in choices)])
        self._choose("people", [(str(one.enrolment_id), one.full_name) for one in people])

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        opens, closes = found.get("opens_at"), found.get("closes_at")
        if opens and closes and opens >= closes:
            self.add_error("closes_at", gettext("It must end after it begins."))
        return found

    def plan(self) -> Plan:
        """Read it of a form that is valid."""
        data = self.cleaned_data
        return Plan(
            data["opens_at"], data["closes_at"], data["place"], data["place_words"], data["bring"], int(data["invigilator"]),
            frozenset(int(one) for one in data["people"]),
        )  # fmt: skip


class ReasonForm(forms.Form):
    """Why a sitting does not take place."""

    because = forms.CharField(
        label=_("Why"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Those who had a seat and the invigilator read it."),
    )  # fmt: skip


class IncidentForm(forms.Form):
    """What went wrong: a class that may be told, and words that only who decides reads. `seats`: whom it touches."""

    seat = forms.ChoiceField(label=_("Whom it touches"), required=False)
    kind = forms.ChoiceField(label=_("What it was"))
    what = forms.CharField(
        label=_("What happened"), min_length=LEAST, max_length=MOST, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_(
            "When, what you saw, what you did. Only who decides reads it; of health and private things, no more than needed."
        ),
    )  # fmt: skip

    def __init__(self, *args: Any, seats: Iterable[tuple[int, str]] | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ChoiceField)
        kind.choices = [("", "–"), *((value, words.what_words(value)) for value in IncidentKind.values)]
        if seats is None:
            del self.fields["seat"]
        else:
            field = self.fields["seat"]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", gettext("Everybody in the sitting")), *((str(pk), name) for pk, name in seats)]

    def seat_id(self) -> int | None:
        """Read it of a form that is valid."""
        return int(self.cleaned_data["seat"]) if self.cleaned_data.get("seat") else None


class DecisionForm(forms.Form):
    """What an incident does to the results, and the words to who sat."""

    state = forms.ChoiceField(label=_("Decision"), widget=forms.RadioSelect)
    answer = forms.CharField(
        label=_("Answer to who sat it"), max_length=MOST_ANSWER, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("They read it as it stands here. Nothing about other people."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["state"]
        assert isinstance(field, forms.ChoiceField)
        wanted = [value for value in IncidentState.values if value != IncidentState.OPEN]
        field.choices = [(value, words.incident_words(value)) for value in wanted]


class InvigilatorForm(forms.Form):
    """Somebody for the programme's list."""

    email = forms.EmailField(label=_("E-mail address"), help_text=_("Of somebody who can sign in here."))
    country = forms.ChoiceField(label=_("For which country"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["country"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", gettext("All countries")), *Country.choices]


MOST_GROUPS: Final = 40


def read_choice(data: QueryDict) -> tuple[int, set[int]]:
    """(unit, groups) as an address asks for them; what can't be understood is left out."""
    unit = data.get("unit", "")
    groups = {int(one) for one in data.getlist("group")[:MOST_GROUPS] if one.isascii() and one.isdigit() and len(one) < 12}
    return int(unit) if unit.isascii() and unit.isdigit() and len(unit) < 12 else 0, groups
