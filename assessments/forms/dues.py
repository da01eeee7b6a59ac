"""Forms of those who teach: the day a group's letters are due, and more time for one person or several."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.forms.access import moment_field, stamp, unstamp


class DueDayForm(forms.Form):
    """The group's day; empty takes it away. `was` is the day that the page showed."""

    due_at = moment_field(_("Due"))
    was = forms.CharField(required=False, widget=forms.HiddenInput)

    @classmethod
    def showing(cls, due_at: datetime | None) -> "DueDayForm":
        """The form as the page shows it."""
        return cls(initial={"due_at": due_at, "was": stamp(due_at)})

    def due_day(self) -> datetime | None:
        found: datetime | None = self.cleaned_data["due_at"]
        return found

    def seen(self) -> dict[str, Any]:
        """What the writer saw, as `set_due_day` takes it; {} when it came back broken."""
        try:
            return {"was": unstamp(self.cleaned_data["was"]), "seen": True}
        except ValueError:
            return {}


class ExtensionForm(forms.Form):
    """Until when, and why."""

    due_at = moment_field(_("New due day"))
    reason = forms.CharField(
        label=_("Why"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_(
            "A few words, without what is nobody's business: “medical certificate”, not the illness. Only those who teach and "
            "coordinate read it."
        ),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["due_at"].required = True

    def due_day(self) -> datetime:
        """The day. Read it of a form that is valid."""
        found: datetime = self.cleaned_data["due_at"]
        return found

    def hidden(self) -> list[tuple[str, str]]:
        """(name, value) of everything that was sent, for the page that asks for a yes."""
        return [(name, str(self.data.get(name, ""))) for name in self.fields if self.data.get(name)]
