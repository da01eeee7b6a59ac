"""The form of a session: short first, the rest optional; a draft may be as empty as one likes."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from assessments.clinics import identifiers
from assessments.clinics.entries import BODY, LONGEST, MOST_MINUTES, MOST_STEPS, Entry, ReferralLine, StepLine, missing
from assessments.clinics.words import (
    RIGHTS,
    SECTORS,
    SIZES,
    STAGES,
    sector_in_words,
    size_in_words,
    stage_in_words,
    topic_in_words,
)
from assessments.errors.clinic import BusinessGone
from assessments.models import ClinicSession
from assessments.selectors.clinic_places import ClinicPlace
from assessments.services.clinic_sessions import with_profile

MOST_REFERRALS: Final = 2
USUAL_MINUTES: Final = 45
SHORT: Final = ("business", "held_on", "minutes", "stage", "sector", "size", "region", "wanted", "advice")
LONG: Final = ("found", "rights", "documents", "letter", "next")


def _text(label: Any, rows: int, limit: int, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label, required=False, max_length=limit, help_text=help_text, widget=forms.Textarea(attrs={"rows": rows})
    )


class SessionForm(forms.Form):
    """One session with one business. `place` says for which institution and what can be chosen there."""

    business = forms.ChoiceField(label=_("Business of the clinic"), required=False)
    held_on = forms.DateField(
        label=_("Day of the session"), required=False,
        widget=forms.DateInput(attrs={"type": "date", "class": "w-s"}, format="%Y-%m-%d"),
    )  # fmt: skip
    minutes = forms.IntegerField(
        label=_("Minutes"), required=False, min_value=1, max_value=MOST_MINUTES,
        widget=forms.NumberInput(attrs={"class": "w-s", "inputmode": "numeric", "min": 1, "max": MOST_MINUTES}),
    )  # fmt: skip
    stage = forms.ChoiceField(label=_("Stage of the business"), required=False)
    sector = forms.ChoiceField(label=_("Sector"), required=False)
    size = forms.ChoiceField(label=_("Size"), required=False)
    region = forms.CharField(
        label=_("Region (if you like)"), required=False, max_length=LONGEST["region"],
        help_text=_("A region or department; no town so small that one knows who it is."),
    )  # fmt: skip
    wanted = _text(_("What they came for"), 2, LONGEST["wanted"])
    advice = _text(_("What you advised"), 3, LONGEST["advice"])
    consented = forms.BooleanField(label=_("The business was told this and agreed."), required=False)
    found = _text(_("What you found"), 3, LONGEST["found"])
    rights = forms.MultipleChoiceField(label=_("Rights it was about"), required=False, widget=forms.CheckboxSelectMultiple)
    documents = _text(
        _("Documents you made or left"),
        2,
        LONGEST["documents"],
        _("For example: a checklist, a draft of a confidentiality agreement."),
    )
    letter = _text(_("The letter of guidance, as text"), 6, LONGEST["letter"], _("With “your business” where the name stood."))
    next = _text(_("What you agreed for the next session"), 2, LONGEST["next"])

    def __init__(self, *args: Any, place: ClinicPlace, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.place = place
        fields: dict[str, Any] = self.fields
        empty = ("", say("Choose"))
        fields["stage"].choices = [empty, *((one, stage_in_words(one)) for one in STAGES)]
        fields["sector"].choices = [empty, *((one, sector_in_words(one)) for one in SECTORS)]
        fields["size"].choices = [empty, *((one, size_in_words(one)) for one in SIZES)]
        fields["rights"].choices = [(one, topic_in_words(one)) for one in RIGHTS]
        fields["business"].error_messages["invalid_choice"] = BusinessGone().sentence()
        if place.businesses or self.data.get("business"):  # one that can't be chosen any more is refused, never dropped
            fields["business"].choices = [("", say("None of these")), *((str(one.id), one.label) for one in place.businesses)]
            fields["business"].help_text = say(
                "By the code of your institution. Its stage, sector, size and region come along."
            )
        else:
            del fields["business"]
        to = [("", say("Not decided")), ("nobody", say("No referral is needed")), ("lawyer", say("To a lawyer"))]
        to += [(f"resource:{key}", name) for key, name in place.resources]
        for n in range(1, MOST_REFERRALS + 1):
            fields[f"to-{n}"] = forms.ChoiceField(label=say("Where you referred them"), required=False, choices=to)
            fields[f"why-{n}"] = forms.CharField(label=say("Why"), required=False, max_length=300)
        for n in range(1, MOST_STEPS + 1):
            fields[f"step-{n}"] = forms.CharField(label=say("Next step {n}").format(n=n), required=False, max_length=300)
            fields[f"due-{n}"] = forms.DateField(
                label=say("By when"), required=False,
                widget=forms.DateInput(attrs={"type": "date", "class": "w-s"}, format="%Y-%m-%d"),
            )  # fmt: skip

    @property
    def declares(self) -> bool:
        """Whether it was sent to be declared; else it is a draft."""
        return self.data.get("go") == "declare"

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        for n in range(1, MOST_REFERRALS + 1):
            if found.get(f"to-{n}") and not found.get(f"why-{n}", "").strip():
                self.add_error(f"why-{n}", say("Write in a few words why."))
        entry = with_profile(self.entry())
        for name, sentences in identifiers.sentences_of(entry.texts()).items():
            self.add_error(name.replace("referral-", "why-"), " ".join(sentences))
        if self.declares:
            for name, sentence in missing(entry, timezone.localdate()).items():
                if name not in self.errors:
                    self.add_error(name, sentence)
        return found

    def entry(self) -> Entry:
        """What was typed, as the service wants it."""
        data: Mapping[str, Any] = self.cleaned_data
        business = data.get("business") or ""
        return Entry(
            institution_id=self.place.institution_id,
            held_on=data.get("held_on"),
            minutes=data.get("minutes"),
            stage=data.get("stage") or "",
            sector=data.get("sector") or "",
            size=data.get("size") or "",
            region=(data.get("region") or "").strip(),
            business_id=int(business) if business else None,
            consented=bool(data.get("consented")),
            rights=tuple(data.get("rights") or ()),
            steps=tuple(
                StepLine(what.strip(), data.get(f"due-{n}"))
                for n in range(1, MOST_STEPS + 1)
                if (what := data.get(f"step-{n}") or "").strip()
            ),
            referrals=tuple(
                ReferralLine(to.partition(":")[0], data.get(f"why-{n}", "").strip(), to.partition(":")[2])
                for n in range(1, MOST_REFERRALS + 1)
                if (to := data.get(f"to-{n}") or "") and data.get(f"why-{n}", "").strip()
            ),
            **{name: (data.get(name) or "").strip() for name in BODY},
        )


def initial_of(session: ClinicSession, steps: list[Any], referrals: list[Any]) -> dict[str, Any]:
    """A kept session as the form shows it."""
    found: dict[str, Any] = {
        "held_on": session.held_on, "minutes": session.minutes, "stage": session.stage, "sector": session.sector,
        "size": session.size, "region": session.region, "business": str(session.business_id or ""),
        "consented": session.consent_on is not None, "rights": session.rights,
        **{name: session.body.get(name, "") for name in BODY},
    }  # fmt: skip
    for n, step in enumerate(steps[:MOST_STEPS], 1):
        found |= {f"step-{n}": step.what, f"due-{n}": step.due_on}
    for n, one in enumerate(referrals[:MOST_REFERRALS], 1):
        found |= {f"to-{n}": f"resource:{one.resource}" if one.resource else one.to, f"why-{n}": one.why}
    return found


def fresh(place: ClinicPlace, today: date) -> dict[str, Any]:
    """What a new session begins with: today, the usual time, the region of the last one."""
    return {"held_on": today, "minutes": USUAL_MINUTES, "region": place.region}
