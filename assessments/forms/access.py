"""Forms of those who teach: the days of a quiz for a group, and what one person (or several) may beyond its rules."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from assessments.allowing import SHARES, share_of
from assessments.services.access import MOST_ATTEMPTS, MOST_MINUTES
from assessments.windows import Allowed, Ends

_MOMENT: Final = "%Y-%m-%dT%H:%M"
_READ: Final = [_MOMENT, "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"]
OTHER: Final = "other"


def moment_field(label: Any) -> forms.DateTimeField:
    """A day and its time, which may be left empty."""
    return forms.DateTimeField(
        label=label, required=False, input_formats=_READ,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local", "class": "w-m"}, format=_MOMENT),
    )  # fmt: skip


class _Days(forms.Form):
    """A beginning and an end, each of which may be left empty."""

    opens_at = moment_field(_("Opens"))
    closes_at = moment_field(_("Closes"))

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        opens, closes = found.get("opens_at"), found.get("closes_at")
        if opens and closes and opens >= closes:
            self.add_error("closes_at", gettext("It must close after it opens."))
        return found


class WindowForm(_Days):
    """From when until when a group may sit a quiz. `was_opens` and `was_closes` are the ends that the page showed."""

    was_opens = forms.CharField(required=False, widget=forms.HiddenInput)
    was_closes = forms.CharField(required=False, widget=forms.HiddenInput)

    @classmethod
    def showing(cls, ends: Ends) -> "WindowForm":
        """The form as the page shows it."""
        return cls(
            initial={
                "opens_at": ends.opens_at, "closes_at": ends.closes_at, "was_opens": stamp(ends.opens_at),
                "was_closes": stamp(ends.closes_at),
            }
        )  # fmt: skip

    def ends(self) -> Ends:
        return Ends(self.cleaned_data["opens_at"], self.cleaned_data["closes_at"])

    def was(self) -> Ends | None:
        """What the writer saw; None when it came back broken."""
        try:
            return Ends(*(unstamp(self.cleaned_data[name]) for name in ("was_opens", "was_closes")))
        except ValueError:
            return None


def stamp(moment: datetime | None) -> str:
    """A moment for a hidden field; '' for none."""
    return moment.isoformat() if moment else ""


def unstamp(text: str) -> datetime | None:
    """The moment again. Raises ValueError when it came back broken."""
    found = datetime.fromisoformat(text) if text else None
    if found is not None and timezone.is_naive(found):
        raise ValueError("a moment without its offset")
    return found


class AllowanceForm(_Days):
    """More attempts, more minutes (a share of the quiz's or a number), days of one's own, and why."""

    extra_attempts = forms.IntegerField(
        label=_("More attempts"), required=False, min_value=0, max_value=MOST_ATTEMPTS,
        widget=forms.NumberInput(attrs={"class": "w-s", "inputmode": "numeric"}),
    )  # fmt: skip
    share = forms.ChoiceField(label=_("More time in each attempt"), required=False, widget=forms.RadioSelect)
    minutes = forms.IntegerField(
        label=_("Minutes more"), required=False, min_value=0, max_value=MOST_MINUTES,
        help_text=_("Only with “another number of minutes”."),
        widget=forms.NumberInput(attrs={"class": "w-s", "inputmode": "numeric"}),
    )  # fmt: skip
    reason = forms.CharField(
        label=_("Why"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_(
            "A few words, without what is nobody's business: “medical certificate”, not the illness. Only those who teach and "
            "coordinate read it."
        ),
    )  # fmt: skip
    field_order = ("extra_attempts", "share", "minutes", "opens_at", "closes_at", "reason")

    def __init__(self, *args: Any, config: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.quiz_minutes = int(config["minutes_allowed"])
        self.fields["opens_at"].label = _("May start from")
        self.fields["closes_at"].label = _("Closes")
        if not config["attempts_allowed"]:
            del self.fields["extra_attempts"]
        if not self.quiz_minutes:
            del self.fields["share"], self.fields["minutes"]
            return
        choices = [("0", gettext("The time of the quiz"))]
        for percent in SHARES:
            said = gettext("{percent} % more: {n} minutes, {all} in all")
            more = share_of(self.quiz_minutes, percent)
            choices.append((str(percent), said.format(percent=percent, n=more, all=self.quiz_minutes + more)))
        share: Any = self.fields["share"]
        share.choices = [*choices, (OTHER, gettext("Another number of minutes"))]
        if not self.is_bound:
            share.initial = share.initial or "0"

    def clean(self) -> dict[str, Any]:
        found = super().clean()
        if found.get("share") == OTHER and not found.get("minutes") and "minutes" not in self.errors:
            self.add_error("minutes", gettext("Write how many minutes."))
        if found.get("minutes") and found.get("share") in (None, "", "0"):
            found["share"] = OTHER  # who wrote minutes meant them
        if not self.errors and self.allowed() == Allowed():
            self.add_error(None, gettext("Nothing is given yet: say how many attempts, how many minutes, or until when."))
        return found

    def allowed(self) -> Allowed:
        """What is given. Read it of a form that is valid."""
        found = self.cleaned_data
        share = found.get("share") or "0"
        more = found.get("minutes") or 0 if share == OTHER else share_of(self.quiz_minutes, int(share))
        return Allowed(found.get("extra_attempts") or 0, more, found.get("opens_at"), found.get("closes_at"))

    def hidden(self) -> list[tuple[str, str]]:
        """(name, value) of everything that was sent, for the page that asks for a yes."""
        return [(name, str(self.data.get(name, ""))) for name in self.fields if self.data.get(name)]


def initial_of(allowed: Allowed, quiz_minutes: int) -> dict[str, Any]:
    """The fields that would give the same again."""
    by_minutes = {share_of(quiz_minutes, percent): str(percent) for percent in SHARES}
    share = "0" if not allowed.extra_minutes else by_minutes.get(allowed.extra_minutes, OTHER)
    return {
        "extra_attempts": allowed.extra_attempts or None, "share": share,
        "minutes": allowed.extra_minutes if share == OTHER else None, "opens_at": allowed.opens_at,
        "closes_at": allowed.closes_at,
    }  # fmt: skip


def read_ids(data: QueryDict, name: str = "one") -> list[int]:
    """The ids that were ticked, each once; what is no number is left out. At most 500."""
    return read_numbers(data.getlist(name))


def read_numbers(texts: Iterable[str]) -> list[int]:
    """The numbers among texts, each once, in their order. At most 500."""
    found = [int(text) for text in texts if text.isascii() and text.isdecimal() and len(text) < 16]
    return list(dict.fromkeys(found))[:500]


def read_seen(data: QueryDict, enrolment_ids: Iterable[int]) -> dict[int, int | None]:
    """{enrolment: the allowance that the page showed}; None where the page said nothing of it."""
    seen: dict[int, int | None] = {}
    for one in enrolment_ids:
        text = str(data.get(f"was-{one}", ""))
        seen[one] = int(text) if text.isascii() and text.isdecimal() and len(text) < 16 else None
    return seen
