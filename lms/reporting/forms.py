"""What people type on report pages."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from lms.reporting import periods
from lms.reporting.models import FindingOutcome, ReportKind
from lms.reporting.wording import outcome_words


def _choose(form: forms.Form, name: str, choices: Sequence[tuple[Any, Any]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices


class ReportRequestForm(forms.Form):
    """Which report to compute: of one institution, for the current period or the one before."""

    def __init__(self, places: list[tuple[int, str, str]], now: datetime, *args: Any, **kwargs: Any) -> None:
        """`places`: (institution id, name, time zone)."""
        super().__init__(*args, **kwargs)
        self.fields["institution"] = forms.TypedChoiceField(
            label=_("Institution"), choices=[(pk, name) for pk, name, _zone in places], coerce=int
        )
        choices = []
        for kind, title in (
            (ReportKind.CERTIFICATION, _("Certification report")),
            (ReportKind.PROGRESS, _("Progress report")),
        ):
            zone = places[0][2] if places else "UTC"
            current = periods.quarter_of(now, zone) if kind == ReportKind.CERTIFICATION else periods.month_of(now, zone)
            both = (current, periods.before(current, zone))
            choices += [(f"{kind}:{one.key}", f"{title}: {one.words()}") for one in both]
        self.fields["report"] = forms.ChoiceField(label=_("Report and period"), choices=choices)

    def kind_and_period(self) -> tuple[str, str]:
        """The chosen kind and period key."""
        kind, key = str(self.cleaned_data["report"]).split(":")
        return kind, key


class CommentForm(forms.Form):
    """A remark, on the whole report or on one line."""

    line = forms.TypedChoiceField(label=_("About"), required=False, coerce=int, empty_value=None)
    text = forms.CharField(label=_("Your remark"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, lines: Sequence[tuple[int, str]], *args: Any, **kwargs: Any) -> None:
        """`lines`: (number, title) of the figures."""
        super().__init__(*args, **kwargs)
        _choose(self, "line", [("", _("The whole report")), *((n, f"{n}. {title}") for n, title in lines)])


class DecisionForm(forms.Form):
    """WIPO's decision on a report."""

    decision = forms.ChoiceField(
        label=_("Your decision"),
        choices=[("accept", _("Accept and sign off")), ("return", _("Return with remarks"))],
        widget=forms.RadioSelect,
    )
    comment = forms.CharField(
        label=_("What must change"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("decision") == "return" and not (cleaned.get("comment") or "").strip():
            self.add_error("comment", _("Say what must change: the institution reads it."))
        return cleaned


class AnswerForm(forms.Form):
    """What somebody says to a remark; empty is enough to resolve one."""

    text = forms.CharField(label=_("Your answer"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 2}))


class FindingForm(forms.Form):
    """What a reviewer saw in the file of one award."""

    outcome = forms.ChoiceField(label=_("Finding"), widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("Note"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Asked for with an observation and with what does not conform. Write no names."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "outcome", [(one.value, outcome_words(one.value)) for one in FindingOutcome])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("outcome") in ("observation", "fails") and not (cleaned.get("note") or "").strip():
            self.add_error("note", _("Say what you saw: this finding needs a note."))
        return cleaned


class DelegationForm(forms.Form):
    """Who acts for me, in which role, from when to when."""

    role = forms.ChoiceField(label=_("Role"))
    taker = forms.TypedChoiceField(label=_("Who acts for you"), coerce=int)
    starts_on = forms.DateField(label=_("First day"), widget=forms.DateInput(attrs={"type": "date"}))
    ends_on = forms.DateField(label=_("Last day"), widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, roles: Sequence[tuple[str, str]], takers: Sequence[tuple[int, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "role", list(roles))
        _choose(self, "taker", list(takers))


class ScheduleForm(forms.Form):
    """When a report is made by itself and who is told. `kind_and_rhythm` is fixed once the schedule exists."""

    institution = forms.TypedChoiceField(label=_("Institution"), coerce=int)
    kind_and_rhythm = forms.ChoiceField(label=_("Which report"))
    weekday = forms.TypedChoiceField(
        label=_("Day of the week"), coerce=int, initial=0, help_text=_("For a weekly report; the others ignore it.")
    )
    hour = forms.TypedChoiceField(
        label=_("Hour"), coerce=int, initial=7, choices=[(hour, f"{hour:02}:00") for hour in range(24)],
        help_text=_("By the institution's clocks, on the first day after the period."),
    )  # fmt: skip
    recipients = forms.TypedMultipleChoiceField(
        label=_("Who is told"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("They get a mail with a link, never a file with names. Whoever loses the role is told nothing more."),
    )  # fmt: skip
    skip_empty = forms.BooleanField(label=_("Skip it when nothing happened"), required=False, initial=True)

    def __init__(
        self, places: Sequence[tuple[int, str]], people: Sequence[tuple[int, str]], fixed: bool, *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        choices = [
            ("progress:weekly", _("Progress report, every week")), ("progress:monthly", _("Progress report, every month")),
            ("progress:daily", _("Progress report, every day")), ("progress:quarterly", _("Progress report, every quarter")),
            ("certification:quarterly", _("Certification report, every quarter")),
            ("certification:monthly", _("Certification report, every month")),
        ]  # fmt: skip
        _choose(self, "institution", list(places))
        _choose(self, "kind_and_rhythm", choices)
        _choose(self, "weekday", list(WEEKDAYS.items()))
        _choose(self, "recipients", list(people))
        if fixed:
            del self.fields["institution"], self.fields["kind_and_rhythm"]


class CohortFilterForm(forms.Form):
    """How a cohort's table is narrowed and ordered."""

    q = forms.CharField(label=_("Name"), required=False, max_length=80, widget=forms.TextInput(attrs={"type": "search"}))
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            ("", _("All")),
            ("risk", _("At risk")),
            ("overdue", _("Past a due date")),
            ("assessor", _("Waiting for an assessor")),
            ("not_begun", _("Not begun")),
            ("active", _("Under way")),
            ("completed", _("Completed")),
            ("away", _("On leave")),
        ],
    )
    order = forms.ChoiceField(
        label=_("Order"),
        required=False,
        choices=[("name", _("Name")), ("progress", _("Progress")), ("seen", _("Last visit")), ("due", _("Next due date"))],
    )


class RiskRuleForm(forms.Form):
    """The thresholds of who is at risk; an empty field: that sign is not used."""

    failed_attempts = forms.IntegerField(
        label=_("Failed attempts in one unit"), required=False, min_value=1, max_value=20,
        help_text=_("So many or more, in a unit that is not passed yet."),
    )  # fmt: skip
    overdue_days = forms.IntegerField(
        label=_("Days past a due date"), required=False, min_value=1, max_value=365,
        help_text=_("The earliest due date of what is still open."),
    )  # fmt: skip
    not_seen_days = forms.IntegerField(
        label=_("Days not seen"), required=False, min_value=1, max_value=365,
        help_text=_("Days of leave and days before the course began do not count."),
    )  # fmt: skip
    behind_points = forms.IntegerField(
        label=_("Percentage points behind the median"), required=False, min_value=1, max_value=100,
        help_text=_("Of the share of required units that half of the group has reached. Only in groups of five or more."),
    )  # fmt: skip
