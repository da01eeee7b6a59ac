"""What people type on report pages."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.reporting import periods
from lms.reporting.models import ReportKind


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

    text = forms.CharField(label=_("Your remark"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3}))
    line = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)


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


class CohortFilterForm(forms.Form):
    """How a cohort's table is narrowed and ordered."""

    q = forms.CharField(label=_("Name"), required=False, max_length=80)
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            ("", _("All")),
            ("not_begun", _("Not begun")),
            ("assessor", _("Waiting for an assessor")),
            ("completed", _("Completed")),
        ],
    )
    order = forms.ChoiceField(
        label=_("Order"),
        required=False,
        choices=[("name", _("Name")), ("progress", _("Progress")), ("seen", _("Last visit"))],
    )
