"""What a learner says on a page."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ReadForm(forms.Form):
    """I have read this lesson: the version that was shown goes with it."""

    read = forms.BooleanField(
        label=_("I have read this lesson"),
        error_messages={"required": _("Tick the box once you have read the lesson.")},
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class AttendedForm(forms.Form):
    """I attended this session, or watched it."""

    attended = forms.BooleanField(
        label=_("I attended this session or watched it"),
        error_messages={"required": _("Tick the box once you have attended or watched the session.")},
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
