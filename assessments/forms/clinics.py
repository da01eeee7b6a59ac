"""What a coordinator writes about clinics: an edition, a business by its code, the closing report, a file of sessions."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from assessments.clinics import words
from assessments.clinics.rules import clean_code, code_problem, read_day, text_problems
from assessments.models import Clinic, ClinicBusiness
from assessments.services.clinics import ClinicTexts, Profile
from lms.institutions.api import PersonCard

MOST_TEXT: Final = 6000
MOST_FILE: Final = 512 * 1024


def _day(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateField:
    return forms.DateField(
        label=label, required=required, help_text=help_text, input_formats=["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y"],
        widget=forms.DateInput(attrs={"type": "date", "class": "w-s"}, format="%Y-%m-%d"),
    )  # fmt: skip


def text_field(
    label: Any, *, rows: int = 3, most: int = MOST_TEXT, required: bool = False, help_text: Any = ""
) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, required=required, max_length=most, help_text=help_text, widget=widget)


class UnnamedForm(forms.Form):
    """A form whose texts must not say who a business is."""

    unnamed: Sequence[str] = ()

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        for name, sentences in text_problems({name: str(found.get(name) or "") for name in self.unnamed}).items():
            self.add_error(name, " ".join(sentences))
        return found


class ClinicForm(forms.Form):
    """An edition: names, days, agreement, call."""

    name_es = forms.CharField(label=_("Name in Spanish"), max_length=120)
    name_en = forms.CharField(label=_("Name in English"), max_length=120, required=False)
    starts_on = _day(_("First day"))
    ends_on = _day(_("Last day"))
    parties = forms.CharField(
        label=_("Who made the agreement"), max_length=300, required=False,
        help_text=_("The institutions that offer this clinic together. No business."),
    )  # fmt: skip
    signed_on = _day(_("Day of the agreement"), required=False)
    agreement = text_field(_("What was agreed"), help_text=_("Who brings what: rooms, advisors, days, costs."))
    call = text_field(
        _("The call"), help_text=_("What businesses read: whom the clinic is for, what it gives, how to ask for a place.")
    )
    opens_on = _day(_("Businesses may ask from"), required=False)
    closes_on = _day(_("until"), required=False)
    seats = forms.IntegerField(
        label=_("Places"), required=False, min_value=1, max_value=500, widget=forms.NumberInput(attrs={"class": "w-s"})
    )

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        for first, last in (("starts_on", "ends_on"), ("opens_on", "closes_on")):
            if found.get(first) and found.get(last) and found[last] < found[first]:
                self.add_error(last, gettext("The last day is before the first."))
        return found

    @classmethod
    def showing(cls, clinic: Clinic) -> "ClinicForm":
        """The form with what the edition says now."""
        return cls(
            initial={
                "name_es": clinic.names.get("es", ""), "name_en": clinic.names.get("en", ""), "starts_on": clinic.starts_on,
                "ends_on": clinic.ends_on, "parties": clinic.agreement.get("parties", ""),
                "signed_on": read_day(clinic.agreement.get("signed_on")), "agreement": clinic.agreement.get("text", ""),
                "call": clinic.call.get("text", ""), "opens_on": read_day(clinic.call.get("opens_on")),
                "closes_on": read_day(clinic.call.get("closes_on")), "seats": clinic.call.get("seats"),
            }
        )  # fmt: skip

    def texts(self) -> ClinicTexts:
        given = self.cleaned_data
        return ClinicTexts(
            names={"es": given["name_es"].strip(), "en": given["name_en"].strip() or given["name_es"].strip()},
            starts_on=given["starts_on"],
            ends_on=given["ends_on"],
            agreement={
                "parties": given["parties"].strip(), "signed_on": _iso(given["signed_on"]), "text": given["agreement"].strip()
            },
            call={
                "text": given["call"].strip(), "opens_on": _iso(given["opens_on"]), "closes_on": _iso(given["closes_on"]),
                "seats": given["seats"],
            },
        )  # fmt: skip


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


class BusinessForm(UnnamedForm):
    """A business by the institution's own code, and its intake."""

    unnamed = ("region", "need")

    code = forms.CharField(
        label=_("Code"), max_length=60,
        help_text=_("From your own list, which stays with you: N-07, 2026-014. Never a name or a number of the tax office."),
        widget=forms.TextInput(attrs={"class": "w-s", "autocomplete": "off", "autocapitalize": "characters"}),
    )  # fmt: skip
    stage = forms.ChoiceField(label=_("Stage of the business"))
    sector = forms.ChoiceField(label=_("Sector"))
    size = forms.ChoiceField(label=_("Size"), help_text=_("By your country's own definition."))
    region = forms.CharField(
        label=_("Region"), max_length=80, required=False, help_text=_("Region or department, no town or street.")
    )
    consent_on = _day(
        _("Day on which the business agreed"), required=False,
        help_text=_("To being noted under a code, in the words below. Without it no session can be declared."),
    )  # fmt: skip
    need = text_field(_("What it needs"), most=1000, help_text=_("In a few words, as the business says it."))
    diagnostics = forms.ChoiceField(label=_("WIPO IP Diagnostics"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        blank = [("", gettext("Choose"))]
        self._choices("stage", [*blank, *((one, words.stage_in_words(one)) for one in words.STAGES)])
        self._choices("sector", [*blank, *((one, words.sector_in_words(one)) for one in words.SECTORS)])
        self._choices("size", [*blank, *((one, words.size_in_words(one)) for one in words.SIZES)])
        self._choices("diagnostics", diagnostics_choices())

    def _choices(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def clean_code(self) -> str:
        code = clean_code(self.cleaned_data["code"])
        if problem := code_problem(code):
            raise forms.ValidationError(problem)
        return code

    def clean_consent_on(self) -> date | None:
        day: date | None = self.cleaned_data["consent_on"]
        if day is not None and day > timezone.localdate():
            raise forms.ValidationError(gettext("This day is still to come. Write the day on which the business has agreed."))
        return day

    @classmethod
    def showing(cls, business: ClinicBusiness) -> "BusinessForm":
        """The form with what is known of the business."""
        return cls(
            initial={
                "code": business.code, "stage": business.stage, "sector": business.sector, "size": business.size,
                "region": business.region, "consent_on": business.consent_on, "need": business.intake.get("need", ""),
                "diagnostics": business.intake.get("diagnostics", ""),
            }
        )  # fmt: skip

    def profile(self) -> Profile:
        return Profile(**{name: self.cleaned_data[name] for name in self.fields})


def diagnostics_choices() -> list[tuple[str, str]]:
    """Whether a business filled in WIPO's questionnaire."""
    return [
        ("", gettext("Not asked yet")), ("asked", gettext("It was asked to fill it in")),
        ("done", gettext("Filled in; it has the report")),
    ]  # fmt: skip


class ClosingForm(UnnamedForm):
    """The closing report."""

    unnamed = ("learned", "change", "text")

    learned = text_field(_("What was learned"), rows=5, required=True)
    change = text_field(_("What to change next time"), rows=5, required=True)
    text = text_field(_("Anything else"), rows=3)


class SessionFileForm(forms.Form):
    """A file of sessions, or what was read of it (`text`, with `sure`); who held them where the file does not say."""

    file = forms.FileField(
        label=_("File (CSV)"), required=False, help_text=_("At most 512 KB; comma, semicolon or tab between the columns."),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv,.txt"}),
    )  # fmt: skip
    advisor = forms.ChoiceField(
        label=_("Who held the sessions"), required=False, help_text=_("Only for lines that name no advisor.")
    )
    text = forms.CharField(required=False, strip=False, max_length=MOST_FILE, widget=forms.HiddenInput)
    sure = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, people: Mapping[int, PersonCard], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = sorted((card.full_name, pk) for pk, card in people.items())
        field = self.fields["advisor"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", gettext("The file names them")), *((str(pk), name) for name, pk in named)]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        file = found.get("file")
        if file and file.size > MOST_FILE:
            self.add_error("file", gettext("The file is larger than 512 KB. Split it."))
        elif not file and not found.get("text"):
            self.add_error("file", gettext("Choose a file."))
        return found

    def content(self) -> bytes:
        """The file's bytes; what was read of it before comes back as UTF-8."""
        file = self.cleaned_data["file"]
        return bytes(file.read()) if file else str(self.cleaned_data["text"]).encode()

    def advisor_id(self) -> int | None:
        chosen = self.cleaned_data["advisor"]
        return int(chosen) if chosen else None
