"""What a coordinator says of refreshers: whom to show, and why somebody is excused."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class RefresherFilterForm(forms.Form):
    """Which lines are shown."""

    state = forms.ChoiceField(
        label=_("Show"),
        required=False,
        choices=[
            ("", _("Still to pass")),
            ("late", _("Past the date")),
            ("passed", pgettext_lazy("updates", "Passed")),
            ("excused", pgettext_lazy("updates", "Excused")),
            ("all", pgettext_lazy("updates", "All")),
        ],
    )


class ExcuseForm(forms.Form):
    """Why somebody need not pass a refresher. It is kept, and shown to auditors."""

    because = forms.CharField(
        label=_("Why is this person excused?"),
        max_length=240,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For example: no longer advises businesses; on leave until a day. At most 240 characters. It is kept."),
        error_messages={"required": _("Say why: the reason is kept beside it.")},
    )
