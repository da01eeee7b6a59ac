"""What an author writes about a session."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.agenda import Agenda, AgendaProblem, read_agenda
from courses.models import Session
from lms.kernel.canonical import digest
from lms.kernel.errors import Stale

MAX_AGENDA = 60_000


class SessionForm(forms.Form):
    """The agenda as pasted, and the address of the recording. `base` tells whether somebody else saved meanwhile."""

    agenda = forms.CharField(
        label=_("Agenda"),
        max_length=MAX_AGENDA,
        strip=False,
        required=False,
        help_text=_("One line a time: 0:48:30 | name, function, institution. Other lines are headings."),
        widget=forms.Textarea(attrs={"rows": 16, "spellcheck": "false"}),
    )
    media_url = forms.CharField(
        label=_("Address of the recording"),
        max_length=240,
        required=False,
        help_text=_("Leave it empty until there is one. It begins with https:// or with /."),
    )
    base = forms.CharField(widget=forms.HiddenInput, max_length=64)

    problems: tuple[AgendaProblem, ...] = ()
    read: Agenda = Agenda()

    @classmethod
    def of(cls, session: Session, data: Any = None) -> "SessionForm":
        """The form of a draft."""
        base = base_of(session)
        form = cls(data, initial={"agenda": session.agenda, "media_url": session.media_url, "base": base})
        form.current = base
        return form

    current: str = ""

    def clean_agenda(self) -> str:
        text = str(self.cleaned_data["agenda"]).replace("\r\n", "\n")
        self.read, found = read_agenda(text)
        self.problems = tuple(found)
        if found:
            raise forms.ValidationError(
                [_("Line %(line)s: %(what)s") % {"line": one.line, "what": one.what} for one in found[:20]]
            )
        return text

    def clean_media_url(self) -> str:
        value = str(self.cleaned_data["media_url"]).strip()
        if value and not (value.startswith("https://") or (value.startswith("/") and not value.startswith("//"))):
            raise forms.ValidationError(_("Write an address that begins with https:// or with /."))
        return value

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("base") and given["base"] != self.current:
            self.data = {**self.data.dict(), "base": self.current}  # type: ignore[attr-defined]  # a second save is a decision
            raise forms.ValidationError(Stale().sentence())
        return given


def base_of(session: Session) -> str:
    """What tells one saved state of a session from another."""
    return digest([session.agenda, session.media_url])
