"""What facilitators and coordinators say of a meeting, and the code that a learner types."""

import re
from typing import Any, Final
from zoneinfo import ZoneInfo

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from courses.agenda import read_agenda, write_time
from courses.models import Meeting
from courses.roll_calls import MAX_BYTES
from courses.selectors.attendance import RollPage
from courses.services.meeting_codes import MINUTES
from lms.kernel.places import TIME_ZONES

MAX_TEXT: Final = 20_000
NOBODY: Final = "nobody"
_SKIP: Final = re.compile(r"(?:(\d{1,2}):)?(\d{1,3}):(\d{2})")


class MeetingForm(forms.Form):
    """When, for how long, where and with whom a group meets for a session."""

    starts_at = forms.DateTimeField(
        label=_("Day and time"),
        help_text=_("In your institution's time zone."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
    )
    minutes = forms.IntegerField(label=_("Length in minutes"), min_value=5, max_value=720, required=False)
    join_url = forms.URLField(label=_("Link to join"), required=False, assume_scheme="https", max_length=200)
    share = forms.IntegerField(
        label=_("Part of the meeting that counts as attending, in percent"), min_value=1, max_value=100, required=False,
        help_text=_("Who was there for less can watch the recording afterwards."),
    )  # fmt: skip
    speakers = forms.CharField(
        label=_("Who speaks"), required=False, max_length=MAX_TEXT, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One person a line: name, function, institution."),
    )  # fmt: skip
    agenda = forms.CharField(
        label=_("Agenda of this meeting"), required=False, max_length=MAX_TEXT, strip=False,
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false"}),
        help_text=_(
            "One line a time, counted from the beginning: 0:15:00 | title | name, function, institution. Other lines are "
            "headings. Leave it empty to use the session's own agenda."
        ),
    )  # fmt: skip

    @classmethod
    def of(cls, data: Any, meeting: Meeting | None, minutes: int) -> "MeetingForm":
        """The form of a meeting, or of a new one as long as its session says."""
        if meeting is None:
            return cls(data, initial={"minutes": max(5, minutes), "share": 75})
        names = ("starts_at", "minutes", "join_url", "share", "speakers", "agenda")
        return cls(data, initial={name: getattr(meeting, name) for name in names})

    def clean_minutes(self) -> int:
        return int(self.cleaned_data["minutes"] or self.initial.get("minutes") or 60)

    def clean_share(self) -> int:
        return int(self.cleaned_data["share"] or self.initial.get("share") or 75)

    def clean_agenda(self) -> str:
        text = str(self.cleaned_data["agenda"]).replace("\r\n", "\n")
        _read, found = read_agenda(text)
        if found:
            said = _("Line %(line)s: %(what)s")
            raise forms.ValidationError([said % {"line": one.line, "what": one.what} for one in found[:20]])
        return text


class WhyForm(forms.Form):
    """A reason that is kept and shown."""

    why = forms.CharField(label=_("Why"), max_length=240, help_text=_("The people of the group read it."))


class RecordingForm(forms.Form):
    """Where the recording of a meeting is."""

    url = forms.CharField(
        label=_("Address of the recording"), max_length=240, required=False,
        help_text=_("Leave it empty until there is one. It begins with https:// or with /."),
    )  # fmt: skip
    skip = forms.CharField(
        label=_("Where the meeting begins in it"), max_length=10, required=False,
        help_text=_("Hours, minutes and seconds, for example 0:03:20: the agenda's times are counted from there."),
    )  # fmt: skip

    @classmethod
    def of(cls, data: Any, meeting: Meeting) -> "RecordingForm":
        """The form of a meeting."""
        skip = write_time(meeting.recording_skip) if meeting.recording_skip else ""
        return cls(data, initial={"url": meeting.recording_url, "skip": skip})

    def clean_url(self) -> str:
        value = str(self.cleaned_data["url"]).strip()
        if value and not (value.startswith("https://") or (value.startswith("/") and not value.startswith("//"))):
            raise forms.ValidationError(_("Write an address that begins with https:// or with /."))
        return value

    def clean_skip(self) -> int:
        value = str(self.cleaned_data["skip"]).strip()
        if not value:
            return 0
        found = _SKIP.fullmatch(value)
        if found is None or int(found[3]) > 59:
            raise forms.ValidationError(_("Write hours, minutes and seconds, for example 0:03:20."))
        return int(found[1] or 0) * 3600 + int(found[2]) * 60 + int(found[3])


class RollForm(forms.Form):
    """The file of a meeting room."""

    file = forms.FileField(
        label=_("Attendance report"),
        help_text=_("The CSV that Zoom, Teams or Meet lets you download, as it is. At most 5 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,text/csv,text/plain"}),
    )
    zone = forms.ChoiceField(label=_("Time zone of the times in the file"), help_text=_("Usually that of who opened the room."))

    def __init__(self, data: Any = None, files: Any = None, *, home: str = "UTC") -> None:
        super().__init__(data, files, initial={"zone": home})
        field = self.fields["zone"]
        assert isinstance(field, forms.ChoiceField)
        zones = dict.fromkeys((home, *TIME_ZONES.values(), "UTC"))
        field.choices = [(zone, zone.replace("_", " ")) for zone in zones if ZoneInfo(zone)]

    def clean_file(self) -> "UploadedFile[bytes]":
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if file.size is not None and file.size > MAX_BYTES:
            raise forms.ValidationError(_("The file is larger than 5 MB. Is it the right one?"))
        return file


class PairForm(forms.Form):
    """Who is behind the names of a list that belong to nobody yet: a choice each."""

    def __init__(self, data: Any, page: RollPage) -> None:
        super().__init__(data)
        self.labels = {f"p{line.place}": line.label for line in page.unknown}
        people = [(str(one.person_id), one.full_name) for one in page.learners]
        choices = [("", _("I don't know yet")), (NOBODY, _("Nobody of the group")), *people]
        for line in page.unknown:
            field = forms.ChoiceField(
                label=line.name, choices=choices, required=False, initial=str(line.guess) if line.guess else "",
                help_text=line.email,
            )  # fmt: skip
            self.fields[f"p{line.place}"] = field

    def pairs(self) -> dict[str, int | None]:
        """{label: person, or None for nobody of the group}."""
        said = {self.labels[name]: value for name, value in self.cleaned_data.items() if value}
        return {label: None if value == NOBODY else int(value) for label, value in said.items()}


class OpenCodeForm(forms.Form):
    """How long each code is good."""

    minutes = forms.TypedChoiceField(
        label=_("Each code is good for"), coerce=int, initial=3,
        choices=[(n, _("%(n)s min") % {"n": n}) for n in MINUTES],
    )  # fmt: skip


class NoteForm(forms.Form):
    """A facilitator says that somebody attended or did not, and why."""

    present = forms.TypedChoiceField(
        label=_("What is so"), coerce=lambda value: value == "yes", widget=forms.RadioSelect,
        choices=[("yes", _("This person attended")), ("no", _("This person did not attend"))],
    )  # fmt: skip
    why = forms.CharField(label=_("Why"), max_length=240, help_text=_("It is kept beside the result."))


class TypeCodeForm(forms.Form):
    """The code that is shown at the meeting."""

    code = forms.CharField(
        label=_("Code shown at the meeting"), max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )  # fmt: skip
